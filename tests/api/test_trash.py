"""The trash: a deleted post is gone for all, and can be had back."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest

from support.content import FORBIDDEN, ordered
from support.make import (detail, expect, make_category, make_image,
                          make_media, make_post, make_user, unique)

ITEM = "id title author status deleted_at deleted_by purge_at".split()
NOT_FOUND = detail("Not found.")


def path_of(post):
    return f"/posts/{post['id']}/"


def in_trash(client, post):
    rows = expect(client.get("/posts/trash/?page_size=100"),
                  200).json()["results"]
    return next((row for row in rows if row["id"] == post["id"]), None)


def delete(client, post):
    expect(client.delete(path_of(post)), 204)


def test_gone_for_everybody(public, editor, admin):
    category = make_category(editor)
    media = make_media(editor, make_image(59, 31))
    post = make_post(editor, publish=True, category=category["id"],
                     thumbnail_media=media["id"], title=unique("Zebra"))
    url = f"/posts/?category={category['id']}"
    assert expect(public.get(url), 200).json()["count"] == 1
    delete(admin, post)
    for client in (public, editor, admin):
        expect(client.get(path_of(post)), 404, NOT_FOUND)
        expect(client.get(f"/posts/slug/{post['slug']}/"), 404, NOT_FOUND)
        assert expect(client.get(url), 200).json()["count"] == 0
        assert expect(client.get(f"/posts/?search={post['title']}"),
                      200).json()["count"] == 0
    assert expect(public.get(f"/categories/{category['id']}/"),
                  200).json()["post_count"] == 0
    expect(editor.delete(f"/media/{media['id']}/"), 204)
    expect(editor.delete(f"/categories/{category['id']}/"), 204)
    row = ordered(in_trash(editor, post), ITEM)
    assert row["title"] == post["title"] and row["status"] == "PUBLISHED"
    assert row["author"]["username"] == "editor"
    assert row["deleted_by"]["username"] == "admin"
    stamps = [datetime.fromisoformat(row[name][:-1])
              for name in ("deleted_at", "purge_at")]
    assert stamps[1] - stamps[0] == timedelta(days=30)
    back = expect(editor.post(path_of(post) + "undelete/"), 200).json()
    assert back["missing_media"] == [media["id"]]
    assert back["category"] is None and back["thumbnail_media"] is None


def test_had_back(public, editor):
    post = make_post(editor, publish=True, excerpt="x", seo_title="y")
    old = post["slug"]
    expect(editor.patch(path_of(post), json={"slug": unique("new-")}), 200)
    for _ in range(2):
        expect(public.get(path_of(post)), 200)
    before = expect(editor.get(path_of(post)), 200)
    delete(editor, post)
    expect(public.get(f"/posts/slug/{old}/", allow_redirects=False), 404)
    answer = expect(editor.post(path_of(post) + "undelete/"), 200)
    row, was = answer.json(), before.json()
    assert row.pop("missing_media") == []
    assert row["status"] == "DRAFT"
    same = set(was) - {"status", "updated_at", "version", "view_count"}
    assert {name: row[name] for name in same} == {
        name: was[name] for name in same}
    assert row["published_at"] == was["published_at"]
    assert answer.headers["ETag"] != before.headers["ETag"]
    assert in_trash(editor, post) is None
    expect(public.get(path_of(post)), 404)
    expect(editor.post(path_of(post) + "undelete/"), 404, NOT_FOUND)
    # its old addresses lead to it again
    expect(editor.post(path_of(post) + "publish/"), 200)
    expect(public.get(f"/posts/slug/{old}/", allow_redirects=False), 301)


def test_a_slug_that_is_taken(editor):
    post = make_post(editor, slug=unique("taken-"))
    delete(editor, post)
    make_post(editor, slug=post["slug"])
    row = expect(editor.post(path_of(post) + "undelete/"), 200).json()
    assert row["slug"] == post["slug"] + "-1"


def test_a_slug_that_is_being_taken(site, editor):
    """Many are had back while others take their slugs."""
    posts = [make_post(editor, slug=unique("race-")) for _ in range(4)]
    for post in posts:
        delete(editor, post)
    with ThreadPoolExecutor() as pool:
        taken = [pool.submit(make_post, site.login("editor"),
                             slug=post["slug"]) for post in posts]
        back = [pool.submit(site.login("editor").post,
                            path_of(post) + "undelete/") for post in posts]
    assert [one.result().status_code for one in back] == [200] * 4
    for one in taken:
        assert one.exception() is None or "already exists" in str(
            one.exception())


def test_who(public, writer, writer2, editor):
    own, other = make_post(writer), make_post(editor)
    delete(editor, own)
    delete(editor, other)
    expect(public.get("/posts/trash/"), 401)
    assert in_trash(writer, own) and not in_trash(writer, other)
    assert in_trash(editor, own) and in_trash(editor, other)
    assert in_trash(writer2, own) is None
    expect(writer2.post(path_of(own) + "undelete/"), 404, NOT_FOUND)
    expect(writer.delete(f"/posts/trash/{own['id']}/"), 403,
           detail(FORBIDDEN))
    # its author may have back what an EDITOR deleted
    expect(writer.post(path_of(own) + "undelete/"), 200)
    expect(editor.delete(f"/posts/trash/{other['id']}/"), 204)
    expect(editor.delete(f"/posts/trash/{other['id']}/"), 404, NOT_FOUND)
    expect(editor.post(path_of(other) + "undelete/"), 404, NOT_FOUND)


def test_its_author_stays(admin, editor):
    user = make_user(admin)
    post = make_post(editor)
    expect(admin.patch(path_of(post), json={"author": user["id"]}), 200)
    delete(editor, post)
    expect(admin.delete(f"/users/{user['id']}/"), 400,
           detail("User owns content and cannot be deleted."))
    expect(admin.delete(f"/posts/trash/{post['id']}/"), 204)
    expect(admin.delete(f"/users/{user['id']}/"), 204)


def test_newest_first_and_paged(editor):
    posts = [make_post(editor) for _ in range(3)]
    for post in posts:
        delete(editor, post)
    rows = expect(editor.get("/posts/trash/?page_size=100"),
                  200).json()["results"]
    stamps = [row["deleted_at"] for row in rows]
    assert stamps == sorted(stamps, reverse=True)
    page = expect(editor.get("/posts/trash/?page_size=1"), 200).json()
    assert page["count"] >= 3 and page["next"]
    assert "results" in expect(editor.get("/posts/trash/?cursor="),
                               200).json()


def test_talecraftctl(site, editor):
    post = make_post(editor)
    delete(editor, post)
    assert site.ctl("trash", "purge", "--days", "1").startswith("deleted ")
    assert in_trash(editor, post)
    site.sql("UPDATE post_trash SET deleted_at = deleted_at - "
             f"interval '25 h' WHERE id = {post['id']}")
    assert site.ctl("trash", "purge", "--days", "1").startswith("deleted ")
    assert in_trash(editor, post) is None
    for words in ((), ("--days",), ("--days", "x"), ("--all", "x")):
        with pytest.raises(RuntimeError):
            site.ctl("trash", "purge", *words)


def test_no_trash(make_site):
    with make_site(extra="TalecraftTrashDays 0") as site:
        site.add_user("editor", "EDITOR")
        editor = site.login("editor")
        post = make_post(editor)
        expect(editor.put(path_of(post) + "working-copy/", json={}), 201)
        delete(editor, post)
        assert in_trash(editor, post) is None
        assert site.sql("SELECT count(*) FROM post_revisions") == "0"
