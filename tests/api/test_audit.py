"""GET /audit/: what was done, by whom, and that nobody can change it."""

import base64
import hashlib

import pytest

from support.content import ordered
from support.make import (USER_PASSWORD, expect, make_ad, make_category,
                          make_post, make_user, unique)
from support.site import PASSWORD

FIELDS = ("id at user address action object_type object_id label changed "
          "request_id").split()


def audit(admin, **filters):
    filters.setdefault("page_size", 100)
    page = expect(admin.get("/audit/", params=filters), 200).json()
    assert list(page) == ["count", "next", "previous", "results"]
    return page["results"]


def told(rows):
    return [(row["action"], row["user"], row["changed"]) for row in rows]


def test_fields(admin, editor):
    answer = editor.post("/categories/", json={"name": unique("Audit ")})
    category = expect(answer, 201).json()
    (row,) = audit(admin, object_type="category", object_id=category["id"])
    ordered(row, FIELDS)
    assert row == {
        "id": row["id"], "at": row["at"], "user": "editor",
        "address": "127.0.0.1", "action": "create",
        "object_type": "category", "object_id": category["id"],
        "label": category["name"], "changed": [],
        "request_id": answer.headers["X-Request-Id"]}


def test_newest_first_and_filters(admin, editor):
    post = make_post(editor, publish=True)
    mine = {"object_type": "post", "object_id": post["id"]}
    path = f"/posts/{post['id']}/"
    expect(editor.patch(path, json={"title": unique("New "),
                                    "excerpt": "x"}), 200)
    expect(editor.patch(path, json={"excerpt": "x"}), 200)  # nothing
    expect(admin.post(path + "archive/"), 200)
    rows = audit(admin, **mine)
    assert [one[0] for one in told(rows)] == [
        "archive", "edit", "publish", "create"]
    assert rows[1]["changed"] == ["title", "excerpt"]
    assert [row["user"] for row in rows] == ["admin"] + ["editor"] * 3
    assert [row["id"] for row in rows] == sorted(
        (row["id"] for row in rows), reverse=True)
    assert audit(admin, user="editor", **mine) == rows[1:]
    assert audit(admin, action="edit", **mine) == rows[1:2]
    assert audit(admin, after=rows[2]["at"], **mine) == rows[:2]
    assert audit(admin, before=rows[2]["at"], **mine) == rows[3:]
    assert audit(admin, user=unique("nobody")) == []
    assert audit(admin, object_type="media", object_id=post["id"] + 10**9) \
        == []


def test_bad_values_of_filters(admin):
    for name, value, text in (
            ("object_id", "x", "A valid integer is required."),
            ("object_id", "1,2", "A valid integer is required."),
            ("after", "noon", None), ("before", "noon", None)):
        answer = expect(admin.get("/audit/", params={name: value}), 400)
        assert list(answer.json()) == [name]
        if text:
            assert answer.json()[name] == [text]
    assert audit(admin, object_id="1" * 40) == []
    expect(admin.get("/audit/?object_id=&after=&user=&page_size=1"), 200)


def test_by_pages_and_by_cursor(admin):
    ads = [make_ad(admin) for _ in range(3)]
    for ad in ads:
        expect(admin.delete(f"/ad-placements/{ad['id']}/"), 204)
    query = "/audit/?object_type=ad_placement&action=delete&page_size=2"
    by_page = expect(admin.get(query), 200).json()
    assert by_page["count"] >= 3 and by_page["next"]
    first = expect(admin.get(query + "&cursor="), 200).json()
    assert first["results"] == by_page["results"]
    second = expect(admin.get(first["next"]), 200).json()
    wanted = [ad["id"] for ad in reversed(ads)]
    assert [row["object_id"] for row in
            first["results"] + second["results"]][:3] == wanted
    back = expect(admin.get(second["previous"]), 200).json()
    assert back["results"] == first["results"]
    up = expect(admin.get(query + "&ordering=at&cursor="), 200).json()
    assert up["results"][0]["id"] <= up["results"][1]["id"]


def test_logins(site, admin):
    stranger = site.stranger()
    user = make_user(admin)
    name = user["username"]
    answer = expect(stranger.post("/auth/login/", json={
        "username": name, "password": USER_PASSWORD}), 200)
    for wrong in (name, unique("nobody")):
        expect(stranger.post("/auth/login/", json={
            "username": wrong, "password": "not the password"}), 400)
        (row,) = [one for one in audit(admin, action="login_failed")
                  if one["label"] == wrong]
        assert (row["user"], row["object_id"], row["address"]) == (
            None, None, stranger.session.get_adapter("http://").address)
    (login,) = audit(admin, action="login", user=name)
    assert (login["object_type"], login["object_id"], login["label"]) == (
        "user", user["id"], name)
    assert login["request_id"] == answer.headers["X-Request-Id"]
    mine = site.client(answer.json()["token"])
    expect(mine.post("/auth/logout/"), 204)
    assert told(audit(admin, action="logout", user=name)) == [
        ("logout", name, [])]
    # the login of a user is no change of it
    assert audit(admin, object_type="user", object_id=user["id"],
                 action="edit") == []


def test_label_of_a_failed_login_is_cut(site, admin):
    name = unique("long") + "\u00e9" * 1000
    expect(site.stranger().post("/auth/login/", json={
        "username": name, "password": "x"}), 400)
    assert any(row["label"] == name[:300]
               for row in audit(admin, action="login_failed"))


def test_throttled_logins_are_not_told(site, admin):
    stranger, name = site.stranger(), unique("nobody")
    for status in [400] * 5 + [429] * 2:
        expect(stranger.post("/auth/login/", json={
            "username": name, "password": "x"}), status)
    assert len([row for row in audit(admin, action="login_failed")
                if row["label"] == name]) == 5


def test_a_newer_hash_is_no_change(site, admin):
    """Django's: the login puts one of ours in its place."""
    name = unique("user")
    raw = hashlib.pbkdf2_hmac("sha256", PASSWORD.encode(), b"salt", 1000)
    old = f"pbkdf2_sha256$1000$salt${base64.b64encode(raw).decode()}"
    site.sql("insert into users (username, password_hash) "
             f"values ('{name}', '{old}')")
    site.login(name, PASSWORD)
    assert site.sql("select password_hash from users where username = "
                    f"'{name}'") != old
    rows = [row for row in audit(admin, object_type="user")
            if row["label"] == name]
    assert [row["action"] for row in rows] == ["login", "create"]


def test_users_and_passwords(site, admin):
    user = make_user(admin)
    mine = {"object_type": "user", "object_id": user["id"]}
    path = f"/users/{user['id']}/"
    expect(admin.patch(path, json={"role": "EDITOR", "email": "a@b.org"}),
           200)
    client = site.login(user["username"], USER_PASSWORD)
    expect(client.post("/auth/password/", json={
        "old_password": USER_PASSWORD, "new_password": "another one, long"}),
        204)
    expect(admin.patch(path, json={"password": "and a third one"}), 200)
    expect(admin.delete(path), 204)
    name = user["username"]
    assert told(audit(admin, **mine)) == [
        ("delete", "admin", []), ("edit", "admin", ["password"]),
        ("edit", name, ["password"]), ("login", name, []),
        ("edit", "admin", ["email", "role"]), ("create", "admin", [])]


def test_tokens(site, admin):
    user = make_user(admin)
    client = site.login(user["username"], USER_PASSWORD)
    name = unique("for ci ")
    token = expect(client.post("/auth/tokens/", json={"name": name}),
                   201).json()
    mine = {"object_type": "token", "object_id": token["id"]}
    expect(client.delete(f"/auth/tokens/{token['id']}/"), 204)
    rows = audit(admin, **mine)
    assert told(rows) == [("delete", user["username"], []),
                          ("create", user["username"], [])]
    assert {row["label"] for row in rows} == {name}
    text = str(audit(admin, page_size=100))
    assert token["token"] not in text and "password_hash" not in text


def test_what_sql_does_is_nobodys(site, admin, editor):
    category = make_category(editor)
    site.sql("update categories set description = 'by hand' "
             f"where id = {category['id']}")
    row = audit(admin, object_type="category", object_id=category["id"])[0]
    assert (row["action"], row["user"], row["address"], row["request_id"]) \
        == ("edit", None, "", "")


def test_a_change_that_fails_is_not_told(site, admin):
    user = make_user(admin)
    before = audit(admin, page_size=1)
    expect(admin.patch(f"/users/{user['id']}/", json={"username": "admin"}),
           400)
    site.sql("begin; update users set email = 'x@y.org' "
             f"where id = {user['id']}; rollback")
    assert audit(admin, page_size=1) == before


def test_nothing_is_changed_or_removed(site, admin):
    (row,) = audit(admin, page_size=1)
    for text in (f"update events set label = 'x' where id = {row['id']}",
                 f"delete from events where id = {row['id']}",
                 "truncate events cascade"):
        with pytest.raises(RuntimeError, match="only ever added"):
            site.sql(text)
    assert admin.post("/audit/", json={}).status_code == 405
    expect(admin.delete(f"/audit/{row['id']}/"), 404)
