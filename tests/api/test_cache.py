"""The cache as its clients see it: headers, keys, codings, conditionals."""

import re
import time

import pytest

from support.cached import decode, heard, kept, raw_body, read, state, warm
from support.content import act, at, moment, sleep_until
from support.make import (expect, make_ad, make_category, make_media,
                          make_post, paragraph, unique)
from support.own_site import admin, editor, own, public, writer

PUBLIC = re.compile(r"public, max-age=0, s-maxage=(\d+)")


@pytest.fixture(scope="module")
def post(editor):
    return make_post(editor, publish=True, content=[
        paragraph("Enough text to be worth packing. " * 40)])


@pytest.fixture(scope="module")
def paths(admin, editor, post):
    """One path of each kind, and its s-maxage."""
    category, ad = make_category(editor), make_ad(admin)
    return {"/posts/": 300, f"/posts/?category={category['id']}": 300,
            f"/posts/{post['id']}/": 600,
            f"/posts/slug/{post['slug']}/": 600, "/categories/": 300,
            "/categories/?page=1": 300,
            f"/categories/{category['id']}/": 300,
            f"/categories/slug/{category['slug']}/": 300,
            "/ad-placements/": 300, f"/ad-placements/{ad['id']}/": 300}


def vary(answer):
    return {one.strip() for one in answer.headers["Vary"].split(",")}


def test_miss_then_hit(public, paths):
    for path, seconds in paths.items():
        first = read(public, path)
        second = read(public, path, "HIT")
        third = read(public, path, "HIT")
        assert first.content == second.content == third.content
        assert first.headers["ETag"] == third.headers["ETag"]
        assert first.headers["X-Request-Id"] != \
            second.headers["X-Request-Id"]
        for answer in (first, second):
            age = PUBLIC.fullmatch(answer.headers["Cache-Control"])
            assert age, answer.headers["Cache-Control"]
            assert seconds - 5 <= int(age.group(1)) <= seconds
            assert {"Accept-Encoding", "Authorization",
                    "Cookie"} <= vary(answer)
            assert answer.headers["Content-Length"] == \
                str(len(answer.content))


def test_first_read_is_a_miss(public, editor):
    post = make_post(editor, publish=True)
    for path in (f"/posts/{post['id']}/", f"/posts/slug/{post['slug']}/",
                 "/posts/"):
        read(public, path, "MISS")
        read(public, path, "HIT")


def test_signed_in(own, public, writer, editor, admin, paths):
    warm(public, *paths)
    for client in (writer, editor, admin):
        for path in paths:
            for _ in range(2):
                answer = read(client, path)
                assert answer.headers["Cache-Control"] == \
                    "private, no-cache"
                assert state(answer) not in ("HIT", "MISS")
                assert re.fullmatch('"[^"]+"', answer.headers["ETag"])
                same = expect(client.get(path, headers={
                    "If-None-Match": answer.headers["ETag"]}), 304)
                assert same.headers["Cache-Control"] == "private, no-cache"
    kept(public, *paths)
    bad = own.client(token="x" * 43)
    for path in paths:
        expect(bad.get(path), 401, {"detail": "Invalid token."})


def test_private_answers_never_become_public(public, editor):
    post = make_post(editor)
    path = f"/posts/{post['id']}/"
    for _ in range(3):
        read(editor, path)
        assert expect(public.get(path), 404).json() == {
            "detail": "Not found."}
    hidden = make_category(editor, is_active=False)
    read(editor, "/categories/")
    rows = read(public, "/categories/").json()
    assert hidden["id"] not in [row["id"] for row in rows]


BYPASSED = ["/posts/?search=word", "/posts/?cursor=",
            "/posts/?published_after=2020-01-01T00:00:00Z",
            "/posts/?published_before=2090-01-01T00:00:00Z",
            "/posts/?fields=id", "/categories/?search=x",
            "/categories/?fields=id", "/categories/?cursor=",
            "/ad-placements/?search=x", "/ad-placements/?fields=id"]


@pytest.mark.parametrize("path", BYPASSED)
def test_bypass(public, path):
    for _ in range(3):
        read(public, path, "BYPASS")


def test_fields_of_a_detail_bypass(public, post, paths):
    for path in (f"/posts/{post['id']}/?fields=id",
                 f"/posts/slug/{post['slug']}/?fields=id"):
        for _ in range(2):
            read(public, path, "BYPASS")


def test_pages_beyond_fifty(own, public, editor):
    category = make_category(editor)
    post = make_post(editor, publish=True, category=category["id"])
    own.sql("insert into posts (title, slug, content, author_id, "
            "category_id, status, published_at) select 'p' || n, "
            f"'p-{post['id']}-' || n, '[]', author_id, category_id, status, "
            "published_at from posts, generate_series(1, 52) n "
            f"where id = {post['id']}")
    query = f"/posts/?category={category['id']}&page_size=1&page="
    heard(own, public)
    warm(public, query + "50")
    for page in (51, 53):
        for _ in range(2):
            read(public, f"{query}{page}", "BYPASS")
    for page in ("54", "x", "0"):
        for _ in range(2):
            answer = expect(public.get(query + page), 404)
            assert state(answer) not in ("HIT",)


def test_unknown_parameters_make_no_entry(public, paths):
    warm(public, *paths)
    for path in paths:
        mark = "&" if "?" in path else "?"
        first = read(public, path, "HIT")
        for more in (f"utm={unique()}", "format=json", "format=api", "_=1",
                     f"a={unique()}&b=2", "Page=3"):
            other = read(public, path + mark + more, "HIT")
            assert other.content == first.content
            assert other.headers["ETag"] == first.headers["ETag"]


def test_order_of_parameters_makes_no_entry(public, editor):
    category = make_category(editor)["id"]
    parts = [f"category={category}", "ordering=title", "page_size=5",
             "descendants=true"]
    first = warm(public, "/posts/?" + "&".join(parts))[0]
    for turned in (parts[::-1], parts[2:] + parts[:2]):
        other = read(public, "/posts/?x=1&" + "&".join(turned), "HIT")
        assert other.content == first.content


def test_different_questions_are_different_entries(public, editor):
    shelf = make_category(editor)["id"]
    rows = [make_post(editor, publish=True, category=shelf)["id"]
            for _ in range(3)]
    query = f"/posts/?category={shelf}"
    for _ in range(2):
        for more, wanted in (("", rows[::-1]), ("&page_size=2", rows[:0:-1]),
                             ("&page_size=2&page=2", rows[:1]),
                             ("&ordering=created_at", rows),
                             ("&author=writer", []),
                             ("&author=editor", rows[::-1])):
            got = read(public, query + more).json()["results"]
            assert [row["id"] for row in got] == wanted, more


def test_host_is_part_of_the_key(own, public, editor):
    for _ in range(2):
        make_post(editor, publish=True)
    query = "/posts/?page_size=1"
    make = {"Host": "evil.example"}
    for _ in range(2):
        answer = read(public, query, headers=make)
        assert "evil" not in answer.text
        mine = read(public, query)
        assert mine.json()["next"].startswith(own.url + "/posts/?")


def test_head(public, paths):
    for path in paths:
        got = warm(public, path)[0]
        head = expect(public.head(path), 200)
        assert head.content == b"" and state(head) == "HIT"
        for name in ("ETag", "Content-Length", "Content-Type",
                     "Cache-Control", "Vary"):
            assert head.headers[name] == got.headers[name], name


def test_not_modified(public, paths):
    for path in paths:
        tag = warm(public, path)[0].headers["ETag"]
        assert re.fullmatch('"[^"]+"', tag)
        for value in (tag, "W/" + tag, f'"x", {tag}', f'{tag}, "x"', "*",
                      f'W/"y" ,{tag}'):
            answer = expect(public.get(path, headers={
                "If-None-Match": value}), 304)
            assert answer.content == b"" and state(answer) == "HIT"
            assert answer.headers["ETag"] == tag
            assert PUBLIC.fullmatch(answer.headers["Cache-Control"])
            assert "Content-Type" not in answer.headers
            assert {"Accept-Encoding"} <= vary(answer)
        for value in ('"x"', tag[:-2] + '"', tag.strip('"'), "", '""',
                      tag.split("-")[0] + '"'):
            expect(public.get(path, headers={"If-None-Match": value}), 200)


def test_tag_of_a_detail(public, editor):
    """The version, and a hash of these very bytes."""
    post = make_post(editor, publish=True)
    path = f"/posts/{post['id']}/"
    tags = {read(client, url).headers["ETag"]
            for client in (public, editor)
            for url in (path, path + "?fields=id")}
    shapes = [re.fullmatch(r'"(\d+)-([^"]+)"', tag) for tag in tags]
    assert all(shapes)
    assert len({shape.group(1) for shape in shapes}) == 1
    assert len({shape.group(2) for shape in shapes}) >= 2
    expect(editor.patch(path, json={"excerpt": "x"}), 200)
    new = re.fullmatch(r'"(\d+)-([^"]+)"', read(public, path)
                       .headers["ETag"])
    assert int(new.group(1)) > int(shapes[0].group(1))


@pytest.mark.parametrize("coding", ["gzip", "br"])
def test_codings(public, post, coding):
    for path in (f"/posts/{post['id']}/", "/posts/"):
        plain = warm(public, path)[0]
        status, headers, body = raw_body(public, path, coding)
        assert (status, headers["X-Cache"]) == (200, "HIT")
        assert headers["Content-Encoding"] == coding
        assert headers["Content-Length"] == str(len(body))
        assert headers["Content-Type"] == "application/json"
        assert len(body) < len(plain.content)
        assert decode(coding, body) == plain.content
        tag = headers["ETag"]
        assert re.fullmatch('"[^"]+"', tag)
        assert tag != plain.headers["ETag"]
        assert raw_body(public, path, coding)[2] == body
        answer = expect(public.get(path, headers={
            "Accept-Encoding": coding, "If-None-Match": tag}), 304)
        assert answer.headers["ETag"] == tag and answer.content == b""
        assert "Content-Encoding" not in answer.headers
        expect(public.get(path, headers={
            "If-None-Match": tag}), 200)
        status, _, again = raw_body(public, path, coding, **{
            "If-None-Match": plain.headers["ETag"]})
        assert (status, again) == (200, body)


def test_a_first_read_is_gzip_for_who_takes_both(public, editor):
    """br follows, and what was had is still good."""
    post = make_post(editor, publish=True, excerpt="wordy " * 30)
    path, both = f"/posts/{post['id']}/", "gzip, br"
    for accept, coding in ((both, "gzip"), ("br", "br"), ("gzip", "gzip"),
                           ("gzip;q=0, br", "br"), ("identity", None)):
        expect(editor.patch(path, json={"title": unique(accept)}), 200)
        _, headers, body = raw_body(public, path, accept)
        assert headers["X-Cache"] == "MISS"
        assert headers.get("Content-Encoding") == coding
    expect(editor.patch(path, json={"title": unique(both)}), 200)
    first = raw_body(public, path, both)[1]
    for _ in range(5):
        status, headers, body = raw_body(public, path, both)
        assert (headers["X-Cache"], headers["Content-Encoding"]) == \
            ("HIT", "br")
        assert decode("br", body) == public.get(path).content
        for tag in (first["ETag"], headers["ETag"]):
            assert raw_body(public, path, both,
                            **{"If-None-Match": tag})[0] == 304
    assert raw_body(public, path, "br", **{
        "If-None-Match": first["ETag"]})[0] == 200


def test_codings_have_tags_of_their_own(public, post):
    path = f"/posts/{post['id']}/"
    warm(public, path)
    tags = {raw_body(public, path, coding)[1]["ETag"]
            for coding in ("identity", "gzip", "br")}
    assert len(tags) == 3
    for tag in tags:
        assert tag.split("-")[0] == min(tags).split("-")[0]


@pytest.mark.parametrize("accept,allowed", [
    ("gzip;q=0", {None}), ("br;q=0, gzip", {"gzip"}), ("*", {
        None, "gzip", "br"}), ("identity", {None}), ("deflate", {None}),
    ("gzip;q=0.5, br;q=1.0", {"br"}), ("br;q=0.5, gzip", {"gzip"}),
    ("gzip, br", {"br"}), ("br, gzip", {"br"}),
    ("br;q=0.0, *", {None, "gzip"}),
    ("x-gzip-like", {None}), ("", {None}), ("GZIP", {"gzip"}),
    ("identity;q=1, gzip;q=0.5", {None, "gzip"})])
def test_accept_encoding(public, post, accept, allowed):
    path = f"/posts/{post['id']}/"
    warm(public, path)
    status, headers, body = raw_body(public, path, accept)
    assert status == 200
    coding = headers.get("Content-Encoding")
    assert coding in allowed
    if coding:
        assert decode(coding, body)[:1] == b"{"


def test_schedule_ends_entries(public, editor):
    """Cached before it was due, seen when it is; nobody keeps it longer."""
    category = make_category(editor)
    shelf = f"/posts/?category={category['id']}"
    post = make_post(editor, category=category["id"])
    lists = ["/posts/", shelf, "/categories/",
             f"/categories/{category['id']}/"]
    warm(public, *lists)
    due = at(2.2)
    expect(act(editor, post, "schedule", scheduled_publish_at=due), 200)
    for path in lists:
        answer = warm(public, path)[0]
        age = PUBLIC.fullmatch(answer.headers["Cache-Control"])
        left = moment(due).timestamp() - time.time()
        assert age and int(age.group(1)) <= left + 0.1
    sleep_until(due)
    got = read(public, shelf).json()["results"]
    assert [row["id"] for row in got] == [post["id"]]
    assert read(public, "/posts/").json()["results"][0]["id"] == post["id"]
    assert read(public, f"/categories/{category['id']}/").json()[
        "post_count"] == 1
    rows = read(public, "/categories/").json()
    assert [row["post_count"] for row in rows
            if row["id"] == category["id"]] == [1]
    read(public, f"/posts/{post['id']}/")


def test_schedule_taken_back_or_made_later(public, editor):
    category = make_category(editor)
    shelf = f"/posts/?category={category['id']}"
    post = make_post(editor, category=category["id"])
    soon = at(2)
    expect(act(editor, post, "schedule", scheduled_publish_at=soon), 200)
    warm(public, shelf)
    expect(act(editor, post, "schedule", scheduled_publish_at=at(900)), 200)
    sleep_until(soon, 0.1)
    assert read(public, shelf).json()["results"] == []
    expect(act(editor, post, "unpublish"), 200)
    assert warm(public, shelf)[0].json()["results"] == []


def test_media_of_posts_are_in_the_cache(public, editor):
    media = make_media(editor)
    post = make_post(editor, publish=True, og_media=media["id"])
    path = f"/posts/{post['id']}/"
    assert warm(public, path)[0].json()["og_media"]["url"] == media["url"]
