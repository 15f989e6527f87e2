"""Reloads that follow each other while a file is processed."""

import os
import signal
import time

from support.content import eventually
from support.ended import note_ends
from support.make import expect, make_image, upload, wait_ready
from support.tools import read_proc

RELOADS = 10


def halt_at_work(site, known):
    """Halts the one worker as soon as it has begun a job; its pid."""
    def at_work():
        for pid in site.httpd.helpers():
            if pid not in known and read_proc(pid, f"task/{pid}/children"):
                os.kill(pid, signal.SIGSTOP)
                return pid
        return None

    return eventually(at_work, seconds=60, pause=0.002)


def test_a_job_ends_once_whatever_is_reloaded(make_site):
    """Each reload begins it anew, and none counts as a try of it: so many are
    more than TalecraftMediaRetries allows."""
    site = make_site(extra="TalecraftMediaEffort 6\nTalecraftMediaRetries 3")
    site.add_user("w")
    with site:
        note_ends(site, "new.status in ('READY', 'FAILED')")
        client = site.login("w")
        row = expect(upload(client, make_image(1800, 1500, noise=True)),
                     201).json()["id"]
        begun = set()
        for _ in range(RELOADS):
            begun.add(halt_at_work(site, begun))
            time.sleep(0.3)  # it lasts, and its lease is renewed
            site.httpd.graceful()
        wait_ready(client, row)
        assert len(begun) == RELOADS
        assert site.sql("select attempts from media_files") == "0"
        assert site.sql("select count(*) from ended") == "1"


def time_of_reload(site):
    """With a worker that does not hear."""
    pid = eventually(site.httpd.helpers)[0]
    os.kill(pid, signal.SIGSTOP)
    began = time.monotonic()
    site.httpd.graceful()
    expect(site.client().get("/posts/"), 200)
    took = time.monotonic() - began
    assert pid not in site.httpd.children()
    return took


def test_a_worker_that_hangs_holds_up_no_reload(make_site):
    """Nobody is served from the signal on until all workers are gone: one that
    does not hear is not waited for, as APR would for 3 s."""
    with make_site() as site:
        times = []
        while len(times) < 5 and min(times, default=9) >= 2.5:
            times.append(time_of_reload(site))
        assert min(times) < 2.5, times
