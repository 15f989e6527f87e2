"""How many workers one uploader may have: however much he has put into the
queue, and however long it takes, another one's picture is soon done."""

import io
import os
import signal
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from support.content import eventually
from support.files import box
from support.make import expect, make_image, upload, wait_ready
from support.tools import read_proc

MANY = 200
VIDEO = Path(__file__).parent.parent / "data/picture-0.8s-sound-3s.mp4"
AT_WORK = "lease_token is not null and lease_until > clock_timestamp()"


def picture(number, side):
    """Some kilobytes; the side says how many pixels they are."""
    from PIL import Image
    out = io.BytesIO()
    Image.new("RGB", (side, side), (number, 90, 60)).save(out, "PNG")
    return out.getvalue()


def video(number):
    return VIDEO.read_bytes() + box(b"free", bytes([number]))


def put(client, data):
    return expect(upload(client, data), 201).json()["id"]


@pytest.fixture
def shop(make_site):
    """Function: a site with so many workers, all of them there, and clients of
    two users."""

    def make(workers):
        site = make_site(extra=f"TalecraftMediaWorkers {workers}")
        for name in ("busy", "calm"):
            site.add_user(name)
        site.start()
        eventually(lambda: len(site.httpd.helpers()) == workers)
        return site, site.login("busy"), site.login("calm")

    return make


@contextmanager
def halted(pids):
    """The block gets a list; the workers in it are let go at its end."""
    try:
        for pid in pids:
            os.kill(pid, signal.SIGSTOP)
        yield pids
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGCONT)


def halt_whoever_works(site, pids, seconds):
    """Halts each worker that begins a job, so that the job lasts."""
    until = time.monotonic() + seconds
    helpers = site.httpd.helpers()
    while time.monotonic() < until:
        for pid in helpers:
            if pid not in pids and read_proc(pid, f"task/{pid}/children"):
                os.kill(pid, signal.SIGSTOP)
                pids.append(pid)
        time.sleep(0.002)


def at_work(site):
    return int(site.sql(f"select count(*) from media_files where {AT_WORK}"))


@pytest.mark.parametrize("workers", [1, 3])
def test_one_picture_beside_two_hundred(shop, workers):
    """What waits before it is what was at work when it came."""
    site, busy, calm = shop(workers)
    with halted(site.httpd.helpers()):
        for number in range(MANY):
            put(busy, picture(number, 8))
        one = put(calm, make_image(64, 64))
    wait_ready(calm, one)
    done = site.sql(
        "select count(*) from media_files f where status = 'READY' and "
        "updated_at <= (select f.updated_at from media_files f join media m "
        f"on m.file_id = f.id where m.id = {one})")
    assert int(done) <= 2 * workers + 1


@pytest.mark.parametrize("make,known", [
    (lambda number: picture(number, 2500), False), (video, True)],
    ids=["pictures", "videos"])
def test_what_lasts_leaves_a_worker_to_others(shop, make, known):
    """Pictures of somebody of whom nothing is known, and videos of anybody."""
    site, busy, calm = shop(2)
    if known:
        wait_ready(busy, put(busy, make_image(64, 64)))
    with halted([]) as pids:
        ids = [put(busy, make(number)) for number in range(3)]
        halt_whoever_works(site, pids, 4)
        assert pids, "no job has been seen"
        wait_ready(calm, put(calm, make_image(64, 64)), seconds=30)
        assert at_work(site) == 1
    for one in ids:
        wait_ready(busy, one)


def test_short_jobs_of_one_take_all_workers(shop):
    site, busy, _ = shop(2)
    wait_ready(busy, put(busy, make_image(64, 64)))
    ids = [put(busy, picture(number, 2500)) for number in range(6)]
    eventually(lambda: at_work(site) == 2, pause=0.01)
    for one in ids:
        wait_ready(busy, one)
