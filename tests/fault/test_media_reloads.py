"""Reloads that follow each other while a file is processed."""

import os
import signal
import time

from support.content import eventually
from support.ended import note_ends
from support.make import expect, make_image, upload, wait_ready
from support.tools import read_proc

def worker_at_work(site):
    """The one worker that has a job; its pid."""
    def at_work():
        return next((pid for pid in site.httpd.helpers()
                     if read_proc(pid, f"task/{pid}/children")), None)

    return eventually(at_work, seconds=60, pause=0.002)


def one_job_halted(site, client):
    """Uploads a picture; the worker that has it, halted, and the row's id."""
    row = expect(upload(client, make_image(1800, 1500, noise=True)),
                 201).json()["id"]
    pid = worker_at_work(site)
    os.kill(pid, signal.SIGSTOP)
    return pid, row


def lease(site):
    return site.sql("select lease_token, attempts from media_files")


def lease_end(site):
    return site.sql("select lease_until from media_files")


def wait_held(site, after):
    """Until this generation has renewed the lease."""
    eventually(lambda: site.sql(
        f"select lease_until > '{after}' from media_files") == "t")


def test_a_job_goes_on_whatever_is_reloaded(make_site):
    """Reloads that follow each other: its worker ends after it, and whichever
    child works next holds its lease and writes its result."""
    site = make_site(extra="TalecraftMediaEffort 6\nTalecraftMediaWorkers 2")
    site.add_user("w")
    site.add_user("other")
    with site:
        note_ends(site, "new.status in ('READY', 'FAILED')")
        client, other = site.login("w"), site.login("other")
        pid, row = one_job_halted(site, client)
        before = lease(site)
        ways = site.httpd.graceful, site.httpd.graceful, site.httpd.restart
        for reload in ways * 2:
            end = lease_end(site)
            reload()
            wait_held(site, end)
        assert lease(site) == before
        small = expect(upload(other, make_image(40, 30)), 201).json()["id"]
        wait_ready(other, small)
        os.kill(pid, signal.SIGCONT)
        wait_ready(client, row)
        eventually(lambda: pid not in site.httpd.children())
        eventually(lambda: len(site.httpd.helpers()) == 2)
        assert site.sql("select max(attempts) from media_files") == "0"
        assert site.sql("select count(*) from ended") == "2"


def test_a_stop_after_a_reload(make_site):
    """Gives the job back as any stop does, and ends its worker."""
    site = make_site(extra="TalecraftMediaEffort 6")
    site.add_user("w")
    with site:
        pid, row = one_job_halted(site, site.login("w"))
        end = lease_end(site)
        site.httpd.graceful()
        wait_held(site, end)
        site.httpd.stop()
        eventually(lambda: not os.path.exists(f"/proc/{pid}"))
        assert lease(site) == "|0"
        site.httpd.start()
        wait_ready(site.login("w"), row)


def test_a_job_of_a_site_that_is_no_more(make_site):
    """Nobody renews its lease: its worker drops it and ends, and who has the
    file next processes it."""
    site = make_site(extra="TalecraftMediaEffort 6\nTalecraftMediaWorkers 1")
    site.add_user("w")
    with site:
        pid, row = one_job_halted(site, site.login("w"))
        site.httpd.config = site.httpd.config.replace(
            "dbname=", "application_name=another dbname=")
        site.httpd.write_config()
        site.httpd.graceful()
        os.kill(pid, signal.SIGCONT)
        eventually(lambda: not os.path.exists(f"/proc/{pid}"))
        wait_ready(site.login("w"), row)
        assert site.sql("select attempts from media_files") == "0"


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
