"""Reloads that follow each other while a file is processed."""

import os
import signal
import time

from support.content import eventually
from support.make import expect, make_image, upload, wait_ready

RELOADS = 10


def test_a_job_ends_once_whatever_is_reloaded(make_site):
    """Each reload begins it anew, and none counts as a try of it: so many are
    more than TalecraftMediaRetries allows."""
    site = make_site(extra="TalecraftMediaEffort 6\nTalecraftMediaRetries 3")
    site.add_user("w")
    with site:
        site.sql("""create table ended (file_id bigint);
grant all on ended to talecraft;
create function note_end() returns trigger language plpgsql as $$
begin
    insert into ended (file_id) values (new.id);
    return null;
end $$;
create trigger note_end after update of status on media_files for each row
    when (new.status in ('READY', 'FAILED')) execute function note_end()""")
        client = site.login("w")
        row = expect(upload(client, make_image(2800, 2400, noise=True)),
                     201).json()["id"]
        for _ in range(RELOADS):
            eventually(lambda: site.sql("select lease_token from media_files"),
                       pause=0.02)
            until = time.monotonic() + 1
            site.httpd.graceful()
            time.sleep(max(0, until - time.monotonic()))
        assert site.sql("select count(*) from ended") == "0", \
            "the job was too short to tell anything"
        wait_ready(client, row)
        assert site.sql("select attempts from media_files") == "0"
        assert site.sql("select count(*) from ended") == "1"


def test_a_worker_that_hangs_holds_up_no_reload(make_site):
    """Nobody is served from the signal on until all workers are gone: one that
    does not hear is not waited for."""
    with make_site() as site:
        pid = eventually(site.httpd.helpers)[0]
        os.kill(pid, signal.SIGSTOP)
        began = time.monotonic()
        site.httpd.graceful()
        expect(site.client().get("/posts/"), 200)
        took = time.monotonic() - began
        assert took < 2.5, took
        assert pid not in site.httpd.children()
