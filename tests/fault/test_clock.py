"""The clock of httpd's machine is set back or forward while it runs: work in
the background goes on, and nothing is done twice. The database's machine
keeps its time."""

import pathlib
import struct
import subprocess

import pytest

from purge_site import begin, purging, receiver
from support.content import act, eventually
from support.make import expect, make_image, make_post, upload

HOUR = 3600
SOURCE = pathlib.Path(__file__).with_name("clock_offset.c")


@pytest.fixture(scope="session")
def shifting(tmp_path_factory):
    library = tmp_path_factory.mktemp("clock") / "clock_offset.so"
    subprocess.run(["gcc", "-std=gnu11", "-Wall", "-Wextra", "-Werror",
                    "-shared", "-fPIC", "-o", library, SOURCE], check=True)
    return library


@pytest.fixture
def clock(make_site, receiver, shifting):
    """A site that purges a cache, and a function that shifts its clock."""
    receiver.start()
    site = make_site(extra=purging(receiver))
    site.add_user("editor", "EDITOR")
    offset = site.root / "clock"

    def shift(seconds):
        with open(offset, "r+b") as file:
            file.write(struct.pack("=q", seconds))

    offset.write_bytes(struct.pack("=q", 0))
    site.httpd.preload.append(shifting)
    site.httpd.extra_environment["CLOCK_OFFSET"] = str(offset)
    with site:
        begin(site, receiver)
        yield site, receiver, shift


@pytest.mark.parametrize("seconds", [-HOUR, HOUR])
def test_background_work_goes_on(clock, seconds):
    site, receiver, shift = clock
    editor, public = site.login("editor"), site.client()
    post = make_post(editor, publish=True)
    due = make_post(editor)
    expect(public.post(f"/posts/{post['id']}/view/"), 204)
    eventually(lambda: views(site, post) == 1, 15)
    told = len(receiver.requests)
    shift(seconds)
    # with psql: the API would compare the time with httpd's
    site.sql("update posts set status = 'SCHEDULED', "
             "scheduled_publish_at = now() + interval '1 second', "
             f"scheduled_by_id = author_id where id = {due['id']}")
    expect(public.post(f"/posts/{post['id']}/view/"), 204)
    expect(act(editor, post, "archive"), 200)
    image = expect(upload(editor, make_image(64, 64)), 201).json()
    eventually(lambda: status(site, "posts", due) == "PUBLISHED", 5)
    eventually(lambda: status(site, "media_files", image) == "READY", 10)
    eventually(lambda: views(site, post) == 2, 10)
    assert receiver.wait_requests(told + 1)


def views(site, post):
    return int(site.sql("select view_count from post_views "
                        f"where id = {post['id']}"))


def status(site, table, row):
    where = f"id = {row['id']}" if table == "posts" else \
        f"sha256 = '{row['file_hash']}'"
    return site.sql(f"select status from {table} where {where}")
