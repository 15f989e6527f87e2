"""What is answered from the cache while the database is away."""

import os
import re
import signal
import time

import pytest

from support.cached import read, settle, state, warm
from support.content import eventually
from support.make import (detail, expect, make_category, make_post, unique)
from support.marks import NO_SANITIZER
from support.postgres import AWAY_LINES
from support.tools import read_proc

LOG = r"TC2\d{3}: |TC8\d{3}: |TC4\d{3}: |TC5\d{3}: |\[dbd:(error|warn)\]"
UNAVAILABLE = detail("Service temporarily unavailable.")
STALE = "talecraft; hit; detail=stale-if-error"


@pytest.fixture
def away(make_site, own_pg, expect_log):
    """Function: a running site with content, whose PostgreSQL is ours."""
    expect_log(LOG)

    def make(extra=""):
        site = make_site(pg=own_pg, extra=extra)
        site.add_user("editor", "EDITOR")
        site.start()
        settle(site.client())
        return site

    return make


def is_stale(client, path, body):
    answer = expect(client.get(path), 200)
    assert answer.content == body.content
    assert answer.headers.get("Cache-Status") == STALE
    assert state(answer) == "HIT"
    assert answer.headers["ETag"] == body.headers["ETag"]
    return answer


def wait_stale(client, path):
    """Returns how many times it was read."""
    reads = []

    def is_said():
        answer = expect(client.get(path), 200)
        reads.append(answer)
        return answer.headers.get("Cache-Status") == STALE

    eventually(is_said)
    assert all("stale" not in one.headers["Cache-Status"]
               for one in reads[:-1])
    return len(reads)


def is_unavailable(answer):
    expect(answer, 503, UNAVAILABLE)
    assert int(answer.headers["Retry-After"]) > 0
    assert answer.headers["Content-Type"] == "application/json"


def test_cached_answers_and_their_views(away, own_pg):
    site = away()
    public, editor = site.client(strict=False), site.login("editor")
    post, unread = (make_post(editor, publish=True) for _ in range(2))
    make_category(editor)
    path = f"/posts/{post['id']}/"
    paths = [path, "/posts/", "/categories/"]
    bodies = warm(public, *paths)
    before = "select view_count from post_views where id = " + str(post["id"])
    eventually(lambda: int(site.sql(before)) >= 2)
    counted = int(site.sql(before))
    own_pg.stop()
    views = wait_stale(public, path)
    for one, body in zip(paths, bodies):
        is_stale(public, one, body)
        expect(public.head(one), 200)
        expect(public.get(one, headers={
            "If-None-Match": body.headers["ETag"]}), 304)
    views += 1
    for one in ("/posts/?search=x", f"/posts/{unread['id']}/",
                path + "?fields=id", "/posts/?page=2",
                "/posts/?cursor=", f"/posts/slug/{post['slug']}/",
                "/ad-placements/?device=mobile"):
        is_unavailable(public.get(one))
    for method, one in (("GET", path), ("GET", "/auth/me/"),
                        ("POST", "/posts/"), ("PATCH", path),
                        ("DELETE", path)):
        is_unavailable(editor.request(method, one, strict=False))
    is_unavailable(public.post("/auth/login/", json={
        "username": "editor", "password": "x"}))
    assert expect(public.get("/health/"), 503).json()["database"] != "ok"
    own_pg.start()
    eventually(lambda: public.get("/health/").status_code == 200)
    eventually(lambda: int(site.sql(before)) == counted + views,
               pause=0.2)
    title = unique("After ")
    expect(editor.patch(path, json={"title": title}), 200)
    assert "stale" not in read(public, path).headers["Cache-Status"]
    assert read(public, path).json()["title"] == title


def test_how_old_they_may_be(away, own_pg):
    """Past their time, but no older than TalecraftStaleIfError."""
    site = away("TalecraftCacheTTL details 1\nTalecraftStaleIfError 5\n")
    public, editor = site.client(strict=False), site.login("editor")
    path = f"/posts/{make_post(editor, publish=True)['id']}/"
    (body,) = warm(public, path)
    made = time.monotonic()
    time.sleep(1.1)
    again = read(public, path)
    assert state(again) == "MISS"
    assert "stale" not in again.headers["Cache-Status"]
    (body,) = warm(public, path)
    made = time.monotonic()
    own_pg.stop()
    wait_stale(public, path)
    while time.monotonic() < made + 4.5:
        is_stale(public, path, body)
        time.sleep(0.2)
    time.sleep(max(0, made + 6.5 - time.monotonic()))
    is_unavailable(public.get(path))
    own_pg.start()
    eventually(lambda: public.get(path).status_code == 200)


def test_none_is_kept(away, own_pg):
    """With 0 nothing comes from the cache while the database is away."""
    site = away("TalecraftStaleIfError 0\n")
    public, editor = site.client(strict=False), site.login("editor")
    path = f"/posts/{make_post(editor, publish=True)['id']}/"
    warm(public, path)
    own_pg.stop()
    eventually(lambda: public.get(path).status_code == 503)
    is_unavailable(public.get(path))
    own_pg.start()
    eventually(lambda: public.get(path).status_code == 200)


def new_children(site, old):
    """Until nobody of `old` serves any more, and somebody else does."""
    eventually(lambda: (now := site.httpd.servers())
               and not set(now) & set(old))


def kill_children(site):
    for pid in site.httpd.servers():
        os.kill(pid, signal.SIGKILL)


RENEWALS = {"graceful": lambda site: site.httpd.graceful(),
            "restart": lambda site: site.httpd.restart(),
            "killed": kill_children}


@pytest.mark.mpm
@pytest.mark.parametrize("how", RENEWALS)
def test_new_children_know_what_was_cached(away, own_pg, expect_log, how):
    """They have never reached the database, and need not have."""
    expect_log("exit signal Killed")
    site = away()
    editor = site.login("editor")
    post = make_post(editor, publish=True)
    make_category(editor)
    path = f"/posts/{post['id']}/"
    paths = [path, "/posts/", "/categories/"]
    bodies = warm(site.client(), *paths)
    own_pg.stop()
    wait_stale(site.client(strict=False), path)
    for _ in range(2):
        old = site.httpd.servers()
        RENEWALS[how](site)
        new_children(site, old)
        public = site.client(strict=False)
        for one, body in zip(paths, bodies):
            is_stale(public, one, body)
        is_unavailable(public.get("/posts/?page=2"))
    own_pg.start()
    eventually(lambda: public.get("/health/").status_code == 200)
    title = unique("After ")
    # each child finds out for itself that the database is back
    eventually(lambda: editor.patch(path, json={"title": title},
                                    strict=False).status_code == 200)
    eventually(lambda: public.get(path).status_code == 200)
    assert read(public, path).json()["title"] == title
    settle(site.client(strict=False))
    (again,) = warm(public, path)
    assert again.json()["title"] == title


def test_what_a_write_made_untrue_stays_so(away, own_pg):
    """Written after it was cached, then the reload: that is not served."""
    site = away()
    editor = site.login("editor")
    path = f"/posts/{make_post(editor, publish=True)['id']}/"
    warm(site.client(), path, "/categories/")
    expect(editor.patch(path, json={"title": unique("After ")}), 200)
    own_pg.stop()
    old = site.httpd.servers()
    site.httpd.graceful()
    new_children(site, old)
    public = site.client(strict=False)
    wait_stale(public, "/categories/")
    is_unavailable(public.get(path))
    own_pg.start()
    eventually(lambda: public.get("/health/").status_code == 200)


def test_another_database_in_its_place(away, own_pg, expect_log):
    """The same DBDParams lead to another database: what was cached of the
    first is not served, with that one there or away again."""
    expect_log(AWAY_LINES)
    site = away()
    editor = site.login("editor")
    post = make_post(editor, publish=True)
    path = f"/posts/{post['id']}/"
    warm(site.client(), path, "/posts/")
    other = site.database + "_other"
    site.create_database(other)
    own_pg.sql(f"""alter database {site.database} allow_connections false;
select pg_terminate_backend(pid) from pg_stat_activity
    where datname = '{site.database}';
alter database {site.database} rename to {site.database}_old;
alter database {other} rename to {site.database};""")
    old = site.httpd.servers()
    site.httpd.graceful()
    new_children(site, old)
    public = site.client(strict=False)
    settle(public)
    expect(public.get(path), 404)
    (empty,) = warm(public, "/posts/")
    assert empty.json()["results"] == []
    own_pg.stop()
    wait_stale(public, "/posts/")
    is_stale(public, "/posts/", empty)
    is_unavailable(public.get(path))
    own_pg.start()
    eventually(lambda: public.get("/health/").status_code == 200)


def set_config(site, text):
    site.httpd.config = site.default_config() + text
    site.httpd.write_config()


def test_a_reload_reads_everything_anew(make_site):
    """While the database is there, answers are those of the configuration
    that was read last."""
    with make_site() as site:
        site.add_user("editor", "EDITOR")
        make_post(site.login("editor"), publish=True)
        settle(site.client())
        warm(site.client(), "/posts/")
        set_config(site, "TalecraftCacheTTL lists 77\n")
        old = site.httpd.servers()
        site.httpd.graceful()
        new_children(site, old)
        answer = read(site.client(), "/posts/")
        assert "s-maxage=77" in answer.headers["Cache-Control"] \
            or state(answer) == "BYPASS"
        (answer,) = warm(site.client(), "/posts/")
        assert "s-maxage=77" in answer.headers["Cache-Control"]


def shared_sizes(pid):
    """Sizes of the anonymous shared memory of a process, in bytes."""
    sizes = []
    for line in read_proc(pid, "maps").splitlines():
        if "/dev/zero" in line:
            begin, end = line.split()[0].split("-")
            sizes.append(int(end, 16) - int(begin, 16))
    return sorted(sizes)


def has_cache_of(pid, size):
    """1 or 0: how much of its shared memory is such a cache."""
    return sum(size <= one < size + 8192 for one in shared_sizes(pid))


def reload_with(site, text):
    set_config(site, text)
    old = site.httpd.servers()
    site.httpd.graceful()
    new_children(site, old)


def test_a_reload_can_change_the_cache(make_site, expect_log):
    """Its size, its lock and its provider; nothing is left behind."""
    # dbm takes only small values, and calls one that is not there an error
    expect_log("TC301[01]: ")
    sizes = [8 << 20, 12 << 20]
    site = make_site(modules=["socache_dbm"])
    set_config(site, f"TalecraftCache shmcb:{sizes[0]}\n")
    site.add_user("editor", "EDITOR")
    site.start()
    pid = site.httpd.process.pid
    path = f"/posts/{make_post(site.login('editor'), publish=True)['id']}/"
    assert [has_cache_of(pid, size) for size in sizes] == [1, 0]
    for text, now in (
            (f"TalecraftCache shmcb:{sizes[1]}\n", [0, 1]),
            ("TalecraftCache shmcb:12M\n", [0, 1]),
            (f"TalecraftCache shmcb:{sizes[1]}\nMutex fcntl default\n",
             [0, 1]),
            (f"TalecraftCache dbm:{site.root}/cache.dbm\n", [0, 0]),
            (f"TalecraftCache shmcb:{sizes[0]}\n", [1, 0])):
        reload_with(site, text)
        assert [has_cache_of(pid, size) for size in sizes] == now
        client = site.client()
        settle(client)
        warm(client, path)


@NO_SANITIZER
def test_reloads_leave_nothing_behind(make_site):
    """TC_RELOADS=100 makes it long."""
    with make_site() as site:
        settle(site.client())
        pid = site.httpd.process.pid

        def used():
            site.httpd.graceful()
            settle(site.client())
            status = read_proc(pid, "status")
            return int(re.search(r"VmRSS:\s+(\d+)", status)[1])

        for _ in range(3):
            before = used()
        maps = shared_sizes(pid)
        for _ in range(int(os.environ.get("TC_RELOADS", "8"))):
            after = used()
        print(f"parent: {before} kB, then {after} kB")
        assert shared_sizes(pid) == maps
        assert after < before + 4096
