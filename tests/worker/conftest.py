"""The fixtures of the tests that drive talecraft-worker by itself."""

import pytest

from worker_driver import Worker
from worker_pictures import noise, save


@pytest.fixture(scope="module")
def worker():
    with Worker() as process:
        yield process


@pytest.fixture
def out(tmp_path):
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


@pytest.fixture
def slow(tmp_path):
    """A picture that takes long enough to be caught at it."""
    return save(noise(3000, 2500), tmp_path / "slow.png", compress_level=0)
