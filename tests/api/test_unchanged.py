"""Writes that change nothing, refusals that tell the version, answers that
nobody wants to see."""

import pytest

from support.cached import dropped, heard, kept, warm
from support.make import (expect, make_ad, make_category, make_image,
                          make_media, make_post, make_tag, make_user, unique)


@pytest.fixture
def rows(editor, admin):
    """Path of a row -> client and a field of it; a new one for each test, as
    reads by the public are views of a post, and told in its ETag."""
    noted = f"/posts/{make_post(editor)['id']}/notes/"
    note = expect(editor.post(noted, json={"text": "Why?"}), 201).json()
    hook = expect(admin.post("/webhooks/", json={
        "name": unique("hook "), "url": "https://hooks.example.org/x",
        "events": ["*"], "is_active": False}), 201).json()
    return {
        f"/posts/{make_post(editor, publish=True)['id']}/": (editor, "excerpt"),
        f"/categories/{make_category(editor)['id']}/": (editor, "description"),
        f"/ad-placements/{make_ad(admin)['id']}/": (admin, "description"),
        f"/users/{make_user(admin)['id']}/": (admin, "first_name"),
        f"/media/{make_media(editor, make_image(37, 23))['id']}/":
            (editor, "caption"),
        f"/tags/{make_tag(editor)['id']}/": (editor, "description"),
        f"{noted}{note['id']}/": (editor, "text"),
        f"/webhooks/{hook['id']}/": (admin, "name"),
        "/auth/me/": (editor, "first_name"),
    }


def test_what_changes_nothing_changes_nothing(site, rows):
    for path, (client, field) in rows.items():
        expect(client.patch(path, json={field: unique("v")}), 200)
        before = expect(client.get(path), 200)
        row = before.json()
        for body in ({}, {field: row[field]}, {"unknown": 1}, row):
            answer = expect(client.patch(path, json=body), 200)
            assert answer.json() == row, path
            assert answer.headers["ETag"] == before.headers["ETag"]
        assert client.get(path).content == before.content


def test_nothing_public_is_emptied(public, editor, admin, rows):
    public_rows = [path for path in rows if path.startswith(
        ("/posts/", "/categories/", "/ad-placements/"))
        and "/notes/" not in path]
    for path in public_rows:
        client, field = rows[path]
        lists = [path, "/" + path.split("/")[1] + "/"]
        warm(public, *lists)
        value = expect(client.get(path), 200).json()[field]
        expect(client.patch(path, json={field: value}), 200)
        kept(public, *lists)
        expect(client.patch(path, json={field: unique("n")}), 200)
        dropped(public, path)


def test_a_copy_as_it_is(editor):
    """A working copy that is saved as it stands."""
    path = f"/posts/{make_post(editor)['id']}/working-copy/"
    body = {"title": "Half a thought", "content": []}
    expect(editor.put(path, json=body), 201)
    before = expect(editor.get(path), 200)
    answer = expect(editor.put(path, json=body), 200)
    assert answer.json() == before.json()
    assert answer.headers["ETag"] == before.headers["ETag"]


def test_who_changed_nothing_has_not_edited(editor, admin):
    post = make_post(editor)
    path = f"/posts/{post['id']}/"
    edited = expect(editor.patch(path, json={"excerpt": "x"}), 200).json()
    assert expect(admin.patch(path, json={"excerpt": "x"}),
                  200).json() == edited
    changed = expect(admin.patch(path, json={"excerpt": "y"}), 200).json()
    assert changed["last_edited_by"]["username"] == "admin"


@pytest.mark.parametrize("title", ["???", "a", "Größe"])
def test_titles_without_a_word(editor, title):
    """What only follows from a title is no change."""
    post = make_post(editor, title=title)
    path = f"/posts/{post['id']}/"
    assert expect(editor.put(path, json=post), 200).json() == post


def test_columns_that_sql_changes(site, public, editor, admin):
    """Who sets last_edited_by or created_at by psql means it."""
    post = make_post(editor, publish=True)
    path = f"/posts/{post['id']}/"
    warm(public, path, "/posts/")
    site.sql("UPDATE posts SET last_edited_by_id = "
             f"(SELECT id FROM users WHERE username = 'admin') "
             f"WHERE id = {post['id']}")
    heard(site, public)
    assert expect(public.get(path), 200).json()["last_edited_by"][
        "username"] == "admin"
    warm(public, path, "/posts/?ordering=created_at")
    site.sql("UPDATE posts SET created_at = '1901-02-03T04:05:06Z' "
             f"WHERE id = {post['id']}")
    heard(site, public)
    assert expect(public.get(path), 200).json()["created_at"] == \
        "1901-02-03T04:05:06.000000Z"
    assert expect(public.get("/posts/?ordering=created_at"), 200).json()[
        "results"][0]["id"] == post["id"]


def test_a_role_empties_nothing(public, editor, admin):
    user = make_user(admin, role="EDITOR")
    post = make_post(editor, publish=True)
    path = f"/posts/{post['id']}/"
    expect(admin.patch(path, json={"author": user["id"]}), 200)
    warm(public, path)
    expect(admin.put(f"/users/{user['id']}/", json={**user, "role": "WRITER"}),
           200)
    kept(public, path)
    expect(admin.put(f"/users/{user['id']}/",
                     json={**user, "first_name": unique("N")}), 200)
    dropped(public, path)


def test_a_refusal_tells_the_version(rows):
    for path, (client, field) in rows.items():
        old = expect(client.get(path), 200).headers["ETag"]
        expect(client.patch(path, json={field: unique("w")}), 200)
        now = expect(client.get(path), 200).headers["ETag"]
        refused = client.patch(path, json={field: "late"},
                               headers={"If-Match": old})
        assert refused.status_code == 412
        assert refused.headers["ETag"] == now, path
        expect(client.patch(path, json={field: unique("x")},
                            headers={"If-Match": refused.headers["ETag"]}),
               200)


def test_a_refused_action_tells_it_too(editor):
    post = make_post(editor)
    path = f"/posts/{post['id']}/"
    old = expect(editor.get(path), 200).headers["ETag"]
    expect(editor.patch(path, json={"excerpt": "x"}), 200)
    refused = editor.post(path + "publish/", headers={"If-Match": old})
    assert refused.status_code == 412
    assert refused.headers["ETag"] == editor.get(path).headers["ETag"]


PREFER = {"Prefer": "respond-async, return=minimal; wait=1"}


def test_minimal(rows):
    for path, (client, field) in rows.items():
        answer = client.patch(path, json={field: unique("m")}, headers=PREFER)
        assert (answer.status_code, answer.content) == (204, b""), path
        assert answer.headers["Preference-Applied"] == "return=minimal"
        assert answer.headers["ETag"] == client.get(path).headers["ETag"]


def test_minimal_as_it_may_be_written(rows):
    """RFC 7240: a value may be quoted, and of several the first counts."""
    path, (client, field) = next(iter(rows.items()))
    for text, status in (('return="minimal"', 204),
                         ("Return = minimal ;x", 204),
                         ("return=minimal, return=representation", 204),
                         ("return=representation, return=minimal", 200),
                         ("return=minimalist", 200), ("xreturn=minimal", 200),
                         ("return", 200), ('return=""', 200)):
        answer = client.patch(path, json={field: unique("m")},
                              headers={"Prefer": text})
        assert answer.status_code == status, text


def test_minimal_creation(editor):
    answer = editor.post("/posts/", json={"title": unique("M"), "content": []},
                         headers={"Prefer": "return=minimal"})
    assert (answer.status_code, answer.content) == (204, b"")
    row = expect(editor.get(answer.headers["Location"].split("/api")[1]), 200)
    assert row.headers["ETag"] == answer.headers["ETag"]


@pytest.mark.parametrize("wish", ["return=representation", "minimal", ""])
def test_other_wishes(editor, wish):
    post = make_post(editor)
    answer = expect(editor.patch(f"/posts/{post['id']}/",
                                 json={"excerpt": "z"},
                                 headers={"Prefer": wish}), 200)
    assert answer.json()["excerpt"] == "z"
    assert "Preference-Applied" not in answer.headers


def test_a_token_is_shown_whatever_is_preferred(editor):
    made = expect(editor.post("/auth/tokens/", json={"name": "p"},
                              headers=PREFER), 201).json()
    assert made["token"]
    expect(editor.get("/posts/", headers=PREFER), 200)


def test_disabled_by_sql(site, admin):
    user = make_user(admin, password="a very long phrase")
    client = site.login(user["username"], "a very long phrase")
    expect(client.get("/auth/me/"), 200)
    site.sql(f"UPDATE users SET is_active = false WHERE id = {user['id']}")
    site.sql(f"UPDATE users SET is_active = true WHERE id = {user['id']}")
    expect(client.get("/auth/me/"), 401)
