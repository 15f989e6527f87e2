"""The fixtures of tests/api, for tests that break what is around httpd."""

import importlib.util
import pathlib
import sys

import pytest

from worker_driver import Worker
from worker_pictures import noise, save

API = pathlib.Path(__file__).resolve().parents[1] / "api"
if str(API) not in sys.path:
    sys.path.insert(0, str(API))  # for the package `support`


def _fixtures():
    """Two files named conftest cannot be imported by name."""
    spec = importlib.util.spec_from_file_location("api_conftest",
                                                  API / "conftest.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return {name: value for name, value in vars(module).items()
            if not name.startswith("__")}


globals().update(_fixtures())


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
