"""What is answered from the cache while the database is away."""

import time

import pytest

from support.cached import read, settle, state, warm
from support.content import eventually
from support.make import (detail, expect, make_category, make_post, unique)

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
