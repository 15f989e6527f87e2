"""Posts by month and by status, and what to read after one."""

import pytest

from support.cached import dropped, kept, read, warm
from support.content import POST_ITEM, act, ordered, put_in
from support.make import (detail, expect, make_category, make_post,
                          make_user, unique)

STATUSES = ["DRAFT", "IN_REVIEW", "SCHEDULED", "PUBLISHED", "ARCHIVED"]


def published_in(site, editor, moment, **fields):
    post = make_post(editor, publish=True, **fields)
    site.sql(f"update posts set published_at = '{moment}' "
             f"where id = {post['id']}")
    return post


def tagged(site, post, *tags):
    site.sql(f"update posts set tag_ids = '{{{','.join(tags)}}}' "
             f"where id = {post['id']}")


def new_tag(site):
    name = unique("tag")
    return site.sql(f"insert into tags (name, slug) values ('{name}', "
                    f"'{name}') returning id").split()[0]


def entry(year, month, count):
    return {"year": year, "month": month, "count": count}


# ---- archive

def test_archive(site, public, editor, writer):
    category = make_category(editor)
    for moment in ("2025-12-31T23:59:59.999999Z", "2026-01-01T00:00Z",
                   "2026-01-31T23:30-02:00", "2024-01-05T00:00Z",
                   "2026-01-15T00:00Z", "2026-02-01T01:00+02:00"):
        published_in(site, editor, moment, category=category["id"])
    make_post(editor, category=category["id"])
    wanted = [entry(2026, 2, 1), entry(2026, 1, 3), entry(2025, 12, 1),
              entry(2024, 1, 1)]
    for ref in (category["id"], category["slug"]):
        for client in (public, editor, writer):
            expect(client.get(f"/posts/archive/?category={ref}"), 200, wanted)
    whole = expect(public.get("/posts/archive/"), 200).json()
    assert [(one["year"], one["month"]) for one in whole] == sorted(
        {(one["year"], one["month"]) for one in whole}, reverse=True)
    assert sum(one["count"] for one in whole) == int(site.sql(
        "select count(*) from posts where status = 'PUBLISHED'"))
    for query in ("category=none-such", "author=nobody", "category=%00"):
        expect(public.get(f"/posts/archive/?{query}"), 200, [])


def test_archive_follows_every_change(site, public, editor, admin):
    """Numbers that are kept are those that counting would give."""
    one, two = make_category(editor)["id"], make_category(editor)["id"]
    user = make_user(admin, role="EDITOR")
    other = site.login(user["username"], user["password"])
    post = make_post(other, category=one)
    moved = make_post(other)

    def counted(**where):
        query = "&".join(f"{name}={value}" for name, value in where.items())
        got = expect(public.get(f"/posts/archive/?{query}"), 200).json()
        return {(row["year"], row["month"]): row["count"] for row in got}

    path = f"/posts/{post['id']}/"
    assert counted(category=one) == counted(author=user["username"]) == {}
    act(editor, post, "publish")
    act(editor, moved, "publish")
    site.sql("update posts set published_at = '2020-05-05T00:00Z' "
             f"where id = {post['id']}")
    now = set(counted(author=user["username"])) - {(2020, 5)}
    assert len(now) == 1
    assert counted(category=one) == {(2020, 5): 1}
    assert counted(category=one, author=user["username"]) == {(2020, 5): 1}
    assert counted(category=one, author="editor") == {}
    expect(editor.patch(path, json={"category": two}), 200)
    assert counted(category=one) == {}
    assert counted(category=two) == {(2020, 5): 1}
    expect(editor.patch(path, json={"author": 1}), 200)
    assert (2020, 5) not in counted(author=user["username"])
    expect(editor.patch(path, json={"category": None}), 200)
    assert counted(category=two) == {}
    expect(editor.patch(path, json={"category": two}), 200)
    act(editor, post, "unpublish")
    assert counted(category=two) == {}
    act(editor, post, "publish")
    assert counted(category=two) == {(2020, 5): 1}
    expect(editor.delete(path), 204)
    assert counted(category=two) == {}
    kept_now = site.sql("select month, category_id, author_id, sum(n) from "
                        "post_months group by 1, 2, 3 having sum(n) <> 0 "
                        "order by 1, 2, 3")
    site.sql("select post_months_remake()")
    assert kept_now == site.sql("select month, category_id, author_id, n from "
                                "post_months order by 1, 2, 3")


def test_archive_is_kept_and_dropped(public, editor):
    one, two = make_category(editor)["id"], make_category(editor)["id"]
    paths = [f"/posts/archive/?category={one}",
             f"/posts/archive/?category={two}"]
    whole = "/posts/archive/"
    make_post(editor, category=two, publish=True)
    post = make_post(editor, category=one, publish=True)
    warm(public, *paths, whole)
    expect(editor.patch(f"/posts/{post['id']}/", json={"title": "x"}), 200)
    make_post(editor, category=one)
    kept(public, *paths, whole)
    read(public, f"{paths[0]}&page=2&ordering=id&x=y", "HIT")
    act(editor, post, "unpublish")
    dropped(public, paths[0], whole)
    kept(public, paths[1])
    for query in ("category=none-such", "author=nobody"):
        for _ in range(2):
            read(public, f"{whole}?{query}", "BYPASS")


# ---- counts

def test_counts(public, editor, admin, writer, writer2):
    category = make_category(editor)
    wanted = dict.fromkeys(STATUSES, 0)
    query = f"/posts/counts/?category={category['slug']}"
    expect(editor.get(query), 200, wanted)
    for status, count in (("DRAFT", 2), ("SCHEDULED", 1), ("PUBLISHED", 3),
                          ("ARCHIVED", 1)):
        for _ in range(count):
            post = make_post(writer, category=category["id"])
            if status != "DRAFT":
                put_in(editor, post, status)
        wanted[status] = count
    for client in (editor, admin, writer):
        expect(client.get(query), 200, wanted)
        expect(client.get(query + "&author=writer"), 200, wanted)
    expect(writer2.get(query), 200, dict.fromkeys(STATUSES, 0))
    expect(editor.get(query + "&author=editor"), 200,
           dict.fromkeys(STATUSES, 0))
    answer = expect(editor.get("/posts/counts/?author=writer"), 200)
    assert answer.headers["Cache-Control"] == "private, no-cache"
    for status, count in answer.json().items():
        assert count == expect(editor.get(
            f"/posts/?author=writer&status={status}&page_size=1"),
            200).json()["count"]
    expect(public.get("/posts/counts/"), 401)


def test_by_tags(site, public, editor):
    """Of one tag, and of several: posts that have all of them."""
    category = make_category(editor)["slug"]
    one, two, none = unique("one "), unique("two "), unique("none ")
    made = [make_post(editor, tags=tags, publish=publish)
            for tags, publish in (([one], True), ([one, two], True),
                                  ([two], True), ([one, two], False))]
    months = {post["published_at"][:7] for post in made[:3]}
    assert len(months) == 1
    year, month = map(int, months.pop().split("-"))
    first, second = (tag["id"] for tag in made[1]["tags"])
    slug = made[0]["tags"][0]["slug"]
    make_post(editor, tags=[none])
    for tag, live, drafts in ((first, 2, 1), (slug, 2, 1), (second, 2, 1),
                              (f"{first},{second}", 1, 1),
                              (f"{slug},{second}", 1, 1),
                              (f"{first},2147483000", 0, 0),
                              ("none-such", 0, 0)):
        expect(public.get(f"/posts/archive/?tag={tag}"), 200,
               [entry(year, month, live)] if live else [])
        expect(editor.get(f"/posts/counts/?tag={tag}"), 200,
               {**dict.fromkeys(STATUSES, 0), "DRAFT": drafts,
                "PUBLISHED": live})
        expect(public.get(f"/posts/archive/?tag={tag}&category={category}"),
               200, [])
    path = f"/posts/archive/?tag={first}"
    warm(public, path)
    make_post(editor, tags=[two], publish=True)
    kept(public, path)
    make_post(editor, tags=[one], publish=True)
    dropped(public, path)
    read(public, "/posts/archive/?tag=none-such", "BYPASS")


# ---- related

def test_related(site, public, editor, writer):
    """Shared tags first, then the category, then words."""
    category = make_category(editor)["id"]
    one, two, three = (new_tag(site) for _ in range(3))
    word = unique("zebra")
    make = {"publish": True}
    far = make_post(editor, title=f"About {word}", **make)
    near1 = make_post(editor, category=category, **make)
    near2 = make_post(editor, category=category, **make)
    shares1 = make_post(editor, **make)
    shares2 = make_post(editor, **make)
    shares1near = make_post(editor, category=category, **make)
    draft = make_post(editor, category=category)
    post = make_post(editor, category=category, title=f"On {word}", **make)
    for target, tags in ((post, (one, two, three)), (draft, (one, two)),
                         (shares1, (one,)), (shares1near, (two,)),
                         (shares2, (three, one))):
        tagged(site, target, *tags)
    wanted = [one["id"] for one in (shares2, shares1near, shares1, near2,
                                    near1, far)]
    path = f"/posts/{post['id']}/related/"
    for client in (public, editor, writer):
        rows = expect(client.get(path + "?limit=6"), 200).json()
        assert [row["id"] for row in rows] == wanted
        for row in rows:
            ordered(row, POST_ITEM)
        assert "version" not in rows[0]
    assert [row["id"] for row in expect(public.get(path), 200).json()] == \
        wanted[:5]
    lone = make_post(editor, title=unique("qx"), publish=True)
    expect(public.get(f"/posts/{lone['id']}/related/"), 200, [])


@pytest.mark.parametrize("limit,wanted", [
    ("", 5), ("1", 1), ("19", 19), ("20", 20), ("21", 20), ("999999", 20),
    ("0", 5), ("-1", 5), ("x", 5), ("1.5", 5)])
def test_limit_of_related(public, crowd, limit, wanted):
    rows = expect(public.get(f"{crowd}?limit={limit}"), 200).json()
    assert len(rows) == wanted


@pytest.fixture(scope="module")
def crowd(editor):
    category = make_category(editor)["id"]
    posts = [make_post(editor, category=category, publish=True)
             for _ in range(22)]
    return f"/posts/{posts[0]['id']}/related/"


def test_who_sees_what_is_related(public, writer, writer2, editor):
    draft = make_post(writer)
    path = f"/posts/{draft['id']}/related/"
    for client in (writer, editor):
        expect(client.get(path), 200)
    for client in (public, writer2):
        expect(client.get(path), 404, detail("Not found."))
    expect(public.get("/posts/2147483000/related/"), 404)


def test_related_is_kept_and_dropped(site, public, editor):
    category, other = (make_category(editor)["id"] for _ in range(2))
    post = make_post(editor, category=category, publish=True)
    mate = make_post(editor, category=category, publish=True)
    path, tag = f"/posts/{post['id']}/related/", unique("tag ")
    warm(public, path, path + "?limit=3")
    make_post(editor, category=other, publish=True)
    make_post(editor, category=category)
    kept(public, path)
    for change in (
            lambda: make_post(editor, category=category, publish=True),
            lambda: editor.patch(f"/posts/{mate['id']}/", json={
                "title": unique()}),
            lambda: act(editor, mate, "archive"),
            lambda: editor.patch(f"/posts/{post['id']}/", json={
                "tags": [tag]}),
            lambda: make_post(editor, tags=[tag], publish=True),
            lambda: editor.patch(f"/posts/{post['id']}/", json={
                "category": other})):
        change()
        dropped(public, path)
        warm(public, path)
    ids = [row["id"] for row in read(public, path).json()]
    assert mate["id"] not in ids
    for limit in ("21", "0", "x", "05"):
        read(public, f"{path}?limit={limit}", "BYPASS")
    act(editor, post, "unpublish")
    expect(public.get(path), 404)


def test_odd_titles_have_related_posts(public, editor):
    """Whatever stands in a title, its words are no operators."""
    for title in ("'", "\\", "a'b\\c & | ! <-> :*", "' | 'x", "***", "ქართული",
                  "\\' \"q\" (x"):
        post = make_post(editor, title=title, publish=True)
        expect(public.get(f"/posts/{post['id']}/related/"), 200)
