"""What answers say about the cache, and to caches in front of httpd."""

import re
import time

import pytest

from support.cached import raw_body, read, settle, warm
from support.content import act, at
from support.make import (expect, make_category, make_media, make_post)
from support.postgres import AWAY_LINES

KEY = re.compile(r"[0-9a-f]{12}")
TIMING = re.compile(r"(?:cache;desc=(HIT|MISS|BYPASS), )?"
                    r"db;dur=(\d+\.\d{3}), total;dur=(\d+\.\d{3})")


@pytest.fixture
def keyed(make_site):
    with make_site(extra="TalecraftSurrogateKeys On\n"
                         "TalecraftServerTiming On") as site:
        site.add_user("editor", "EDITOR")
        settle(site.client())
        yield site


def keys(answer):
    """The keys, which both headers name."""
    spaced = answer.headers["Surrogate-Key"].split(" ")
    assert answer.headers["Cache-Tag"].split(",") == spaced
    assert all(KEY.fullmatch(key) for key in spaced)
    return set(spaced)


def test_status_of_each_source(make_site):
    with make_site() as site:
        site.add_user("editor", "EDITOR")
        public, editor = site.client(), site.login("editor")
        settle(public)
        path = f"/posts/{make_post(editor, publish=True)['id']}/"
        first = read(public, path, "MISS")
        assert first.headers["Cache-Status"] == "talecraft; fwd=miss; stored"
        second = read(public, path, "HIT")
        left = re.fullmatch(r"talecraft; hit; ttl=(\d+)",
                            second.headers["Cache-Status"])
        assert 590 <= int(left.group(1)) <= 600
        time.sleep(1.1)
        later = re.fullmatch(r"talecraft; hit; ttl=(\d+)", read(
            public, path, "HIT").headers["Cache-Status"])
        assert int(later.group(1)) < int(left.group(1))
        same = expect(public.get(path, headers={
            "If-None-Match": second.headers["ETag"]}), 304)
        assert same.headers["Cache-Status"].startswith("talecraft; hit; ttl=")
        other = read(public, path + "?fields=id", "BYPASS")
        assert other.headers["Cache-Status"] == "talecraft; fwd=bypass"
        assert "Cache-Status" not in read(editor, path).headers
        for answer in (first, second, other):
            for name in ("Surrogate-Key", "Cache-Tag", "Server-Timing"):
                assert name not in answer.headers


def test_status_ends_at_the_next_schedule(make_site):
    with make_site() as site:
        site.add_user("editor", "EDITOR")
        public, editor = site.client(), site.login("editor")
        settle(public)
        path = f"/posts/{make_post(editor, publish=True)['id']}/"
        warm(public, path)
        expect(act(editor, make_post(editor), "schedule",
                   scheduled_publish_at=at(30)), 200)
        status = warm(public, path)[0].headers["Cache-Status"]
        assert 25 <= int(status.rpartition("=")[2]) <= 30


def test_nothing_is_stored_with_no_time_to_live(make_site):
    with make_site(extra="TalecraftCacheTTL details 0") as site:
        site.add_user("editor", "EDITOR")
        public = site.client()
        settle(public)
        path = f"/posts/{make_post(site.login('editor'), publish=True)['id']}/"
        for _ in range(2):
            answer = read(public, path, "MISS")
            assert answer.headers["Cache-Status"] == "talecraft; fwd=miss"


def test_status_while_the_database_is_away(make_site, own_pg, expect_log):
    expect_log(AWAY_LINES)
    with make_site(pg=own_pg) as site:
        site.add_user("editor", "EDITOR")
        public = site.client()
        settle(public)
        path = f"/posts/{make_post(site.login('editor'), publish=True)['id']}/"
        warm(public, path)
        own_pg.stop()
        time.sleep(1.5)
        answer = read(public, path, "HIT")
        assert answer.headers["Cache-Status"] == \
            "talecraft; hit; detail=stale-if-error"


def test_keys_are_shared_by_what_shows_the_same(keyed):
    public, editor = keyed.client(), keyed.login("editor")
    media = make_media(editor)
    shelf = make_category(editor)
    one = make_post(editor, publish=True, category=shelf["id"],
                    og_media=media["id"])
    two = make_post(editor, publish=True)
    detail, other = [f"/posts/{post['id']}/" for post in (one, two)]
    listing = f"/posts/?category={shelf['id']}"
    for path in (detail, other, listing):
        missed = keys(read(public, path, "MISS"))
        hit = warm(public, path)[0]
        assert keys(hit) == missed
        same = expect(public.get(path, headers={
            "If-None-Match": hit.headers["ETag"]}), 304)
        assert keys(same) == missed
        assert keys(read(public, path + ("&" if "?" in path else "?")
                         + "fields=id", "BYPASS"))
    mine, others = [keys(warm(public, path)[0]) for path in (detail, other)]
    slug = keys(warm(public, f"/posts/slug/{one['slug']}/")[0])
    assert mine - others and others - mine
    assert mine - others <= slug
    assert not mine <= keys(read(public, "/categories/"))


def test_keys_tell_nothing_and_last(keyed, make_site):
    """Another server of the site, and this one reloaded, name the same."""
    public, editor = keyed.client(), keyed.login("editor")
    path = f"/posts/{make_post(editor, publish=True)['id']}/"
    before = keys(warm(public, path)[0])
    keyed.httpd.graceful()
    assert keys(read(public, path)) == before
    with make_site(database=keyed.database,
                   extra="TalecraftSurrogateKeys On") as twin:
        assert keys(read(twin.client(), path)) == before
    with make_site(extra="TalecraftSurrogateKeys On") as stranger:
        assert not keys(read(stranger.client(), "/posts/")) & before


def test_too_many_keys(keyed):
    """What could not be dropped exactly is not kept downstream at all."""
    public, editor = keyed.client(), keyed.login("editor")
    file = f"(select file_id from media where id = {make_media(editor)['id']})"
    post = make_post(editor, publish=True)
    path = f"/posts/{post['id']}/"
    for count, few in ((900, True), (200, False)):
        keyed.sql(f"""
with many as (insert into users (username, email, password_hash)
    select 'm{count}-' || n, 'm{count}-' || n || '@example.org', ''
    from generate_series(1, {count}) n returning id),
pictures as (insert into media (file_id, uploaded_by_id)
    select {file}, id from many returning id)
insert into post_media (post_id, media_id)
    select {post['id']}, id from pictures;
update posts set excerpt = '{count}' where id = {post['id']}""")
        time.sleep(1)
        answer = warm(public, path)[0]
        assert answer.json()["excerpt"] == str(count)
        assert ("Surrogate-Key" in answer.headers) == few
        assert ("Cache-Tag" in answer.headers) == few
        assert answer.headers["Cache-Control"].endswith(
            "s-maxage=600" if few else "s-maxage=0")


def test_server_timing(keyed):
    public, editor = keyed.client(), keyed.login("editor")
    path = f"/posts/{make_post(editor, publish=True)['id']}/"
    for source in ("MISS", "HIT"):
        answer = read(public, path, source)
        cache, db, total = TIMING.fullmatch(
            answer.headers["Server-Timing"]).groups()
        assert cache == source
        assert (float(db) > 0) == (source == "MISS")
        assert float(db) <= float(total) < 5000
    for answer in (read(editor, path), expect(public.get("/posts/0/"), 404),
                   expect(editor.patch(path, json={}), 200)):
        cache, _, total = TIMING.fullmatch(
            answer.headers["Server-Timing"]).groups()
        assert cache is None and float(total) > 0
    assert raw_body(public, path, "gzip")[1]["Server-Timing"]
