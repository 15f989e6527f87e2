"""Previews: a post as it will be, for whoever has the address."""

import re
from datetime import datetime

import pytest

from support.content import FORBIDDEN, ordered
from support.make import (detail, expect, make_category, make_image,
                          make_media, make_post, make_user, paragraph)

NOT_FOUND = detail("Not found.")


def previews_of(post):
    return f"/posts/{post['id']}/previews/"


def make(client, post, **body):
    return expect(client.post(previews_of(post), json=body), 201).json()


def show(token):
    return f"/preview/{token}/"


def seconds(row):
    return (datetime.fromisoformat(row["expires_at"][:-1])
            - datetime.fromisoformat(row["created_at"][:-1])).total_seconds()


def test_made_and_listed(site, editor):
    post = make_post(editor)
    answer = expect(editor.post(previews_of(post)), 201)
    row = ordered(answer.json(),
                  "id token url expires_at created_at author".split())
    assert answer.headers["Location"] == (
        f"{site.url}{previews_of(post)}{row['id']}/")
    assert re.fullmatch(r"[\w-]{43}", row["token"])
    assert row["url"] == site.url + show(row["token"])
    assert round(seconds(row)) == 86400
    assert round(seconds(make(editor, post, expires_in=60))) == 60
    listed = expect(editor.get(previews_of(post)), 200).json()
    assert len(listed) == 2
    ordered(listed[0], "id expires_at created_at author".split())
    assert listed[0]["author"]["username"] == "editor"
    assert row["token"] not in site.sql("SELECT hash FROM previews")


@pytest.mark.parametrize("body, wrong", [
    ({"expires_in": 59},
     "Ensure this value is greater than or equal to 60."),
    ({"expires_in": 2592001},
     "Ensure this value is less than or equal to 2592000."),
    ({"expires_in": "soon"}, "A valid integer is required."),
    ({"expires_in": None}, "This field may not be null.")])
def test_wrong(editor, body, wrong):
    expect(editor.post(previews_of(make_post(editor)), json=body), 400,
           {"expires_in": [wrong]})


def test_no_more_than_100(site, editor):
    """Of those that have not ended."""
    post = make_post(editor)
    for hours, from_, to in ((-1, 1, 50), (1, 51, 149)):
        site.sql("insert into previews (post_id, author_id, hash, expires_at) "
                 f"select {post['id']}, {post['author']['id']}, "
                 f"encode(sha256(('{post['id']} ' || n)::bytea), 'hex'), "
                 f"now() + interval '{hours} hour' "
                 f"from generate_series({from_}, {to}) n")
    last = make(editor, post)
    expect(editor.post(previews_of(post)), 400, detail(
        "A post can have no more than 100 previews; delete those that "
        "nobody needs."))
    expect(editor.delete(f"{previews_of(post)}{last['id']}/"), 204)
    make(editor, post)


def test_shown(public, editor):
    category = make_category(editor)
    media = make_media(editor, make_image(53, 37))
    post = make_post(editor, category=category["id"])
    token = make(editor, post)["token"]
    answer = expect(public.get(show(token)), 200)
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    row = answer.json()
    assert list(row) == list(post)
    assert row["status"] == "DRAFT" and row["title"] == post["title"]
    expect(editor.put(f"/posts/{post['id']}/working-copy/", json={
        "title": "As it will be", "thumbnail_media": media["id"],
        "category": None, "canonical_url": "half",
        "content": [{"type": "image", "media_id": media["id"]},
                    paragraph("")]}), 201)
    row = expect(public.get(show(token)), 200).json()
    assert row["title"] == "As it will be" and row["category"] is None
    assert row["thumbnail_media"]["id"] == media["id"]
    assert [m["id"] for m in row["media_blocks"]] == [media["id"]]
    assert row["content"][1] == paragraph("")
    # nothing of it stands in the post
    assert expect(editor.get(f"/posts/{post['id']}/"),
                  200).json()["title"] == post["title"]


def test_shown_with_its_author(public, editor, admin):
    """As other details are; the one that the post has, not who asks."""
    post = make_post(editor, publish=True)
    path = show(make(editor, post)["token"])
    plain = expect(public.get(path), 200).json()
    whole = expect(public.get(path + "?include=author_profile"), 200).json()
    assert whole.pop("author_profile") == expect(
        public.get("/authors/editor/"), 200).json()
    assert whole == plain and "author_profile" not in plain
    draft = make_post(editor)
    user = make_user(admin, first_name="Not", last_name="Yet")
    expect(admin.patch(f"/posts/{draft['id']}/", json={"author": user["id"]}),
           200)
    shown = expect(public.get(show(make(editor, draft)["token"])
                              + "?include=x,author_profile"
                                "&fields=author_profile"), 200).json()
    assert (shown["author_profile"]["name"],
            shown["author_profile"]["post_count"]) == ("Not Yet", 0)


def test_credentials_are_not_looked_at(site, editor):
    token = make(editor, make_post(editor))["token"]
    expect(site.client("no such token").get(show(token)), 200)


def test_no_view_is_counted(public, editor):
    post = make_post(editor, publish=True)
    token = make(editor, post)["token"]
    for _ in range(3):
        expect(public.get(show(token)), 200)
    assert expect(editor.get(f"/posts/{post['id']}/"),
                  200).json()["view_count"] == 0


def test_ended(site, public, editor, admin):
    post = make_post(editor)
    first, second = make(editor, post), make(editor, post)
    expect(editor.delete(f"{previews_of(post)}{first['id']}/"), 204)
    expect(editor.delete(f"{previews_of(post)}{first['id']}/"), 404,
           NOT_FOUND)
    site.sql("UPDATE previews SET expires_at = now() "
             f"WHERE id = {second['id']}")
    assert expect(editor.get(previews_of(post)), 200).json() == []
    for token in (first["token"], second["token"], "x" * 43, "x"):
        answer = expect(public.get(show(token)), 404, NOT_FOUND)
        assert answer.headers["Cache-Control"] == "no-store"


def test_they_end_with_the_account_and_the_post(site, public, admin):
    user = make_user(admin, role="EDITOR")
    client = site.login(user["username"], user["password"])
    post = make_post(client)
    token = make(client, post)["token"]
    expect(admin.patch(f"/users/{user['id']}/", json={"is_active": False}),
           200)
    expect(public.get(show(token)), 404)
    expect(admin.patch(f"/users/{user['id']}/", json={"is_active": True}),
           200)
    expect(public.get(show(token)), 404)
    token = make(admin, post)["token"]
    expect(admin.delete(f"/posts/{post['id']}/"), 204)
    expect(admin.post(f"/posts/{post['id']}/undelete/"), 200)
    expect(public.get(show(token)), 404)


def test_who(public, writer, writer2, editor):
    post = make_post(writer)
    expect(public.post(previews_of(post)), 401)
    expect(writer2.post(previews_of(post)), 404, NOT_FOUND)
    make(writer, post)
    expect(editor.post(f"/posts/{post['id']}/publish/"), 200)
    expect(writer2.get(previews_of(post)), 403, detail(FORBIDDEN))


def test_own_address(make_site):
    address = "https://www.example.org/look/{token}?a=1"
    with make_site(extra=f"TalecraftPreviewURL {address}") as site:
        site.add_user("editor", "EDITOR")
        editor = site.login("editor")
        row = make(editor, make_post(editor))
        assert row["url"] == address.replace("{token}", row["token"])
