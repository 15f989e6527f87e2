"""Users: the ADMIN's own resource."""

import re
import threading

import pytest

from support.content import while_held
from support.make import (USER_PASSWORD, detail, expect, make_image,
                          make_post, make_user, unique, upload, wait_ready)
from support.routes import FORBIDDEN, NOT_FOUND, UNAUTHENTICATED
from support.site import PASSWORD

KEYS = ["id", "username", "email", "first_name", "last_name", "role",
        "is_active", "date_joined", "last_login", "bio", "website",
        "avatar_media"]
LAST = detail("The last active administrator cannot be disabled, demoted "
              "or deleted.")
NAME = ("Enter a valid username. This value may contain only letters, "
        "numbers, and @/./+/-/_ characters.")
TAKEN = "user with this username already exists."
OWNS = detail("User owns content and cannot be deleted.")


def create(admin, **fields):
    fields.setdefault("username", unique("user"))
    fields.setdefault("password", USER_PASSWORD)
    return admin.post("/users/", json=fields)


def test_create_with_defaults(site, admin):
    name = unique("plain")
    answer = expect(create(admin, username=name), 201)
    row = answer.json()
    assert list(row) == KEYS
    assert row["username"] == name
    assert (row["email"], row["first_name"], row["last_name"]) == (
        "", "", "")
    assert row["role"] == "WRITER"
    assert row["is_active"] is True
    assert row["last_login"] is None
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z",
                        row["date_joined"])
    assert answer.headers["Location"] == f"{site.url}/users/{row['id']}/"
    assert expect(admin.get(f"/users/{row['id']}/"), 200).text == \
        answer.text
    assert "password" not in answer.text


def test_create_with_everything(site, admin):
    fields = {"username": unique("x.y+z-@_"), "email": "e@example.org",
              "first_name": "Ана", "last_name": "李", "role": "EDITOR",
              "is_active": False}
    row = expect(create(admin, **fields), 201).json()
    for name, value in fields.items():
        assert row[name] == value


def test_read_only_fields(admin):
    row = expect(create(admin, id=10 ** 6, date_joined="2001-01-01T00:00:00Z",
                        last_login="2001-01-01T00:00:00Z"), 201).json()
    assert row["id"] != 10 ** 6
    assert not row["date_joined"].startswith("2001")
    assert row["last_login"] is None


@pytest.mark.parametrize("name", [
    "a b", "a/b", "a#b", "a,b", "<a>", "a\tb", "a:b", "a'b", "😀",
    "a\u202eb", "a\nb"])
def test_bad_user_names(admin, name):
    expect(create(admin, username=name), 400, {"username": [NAME]})


@pytest.mark.parametrize("name", ["ünïcode", "ქართველი", "漢字",
                                  "a.b+c-d_e@f", "7", "_", "@"])
def test_good_user_names(admin, name):
    name += unique("")
    assert expect(create(admin, username=name), 201).json()[
        "username"] == name


def test_user_name_length(admin):
    name = (unique("ж") + "ж" * 150)[:150]
    expect(create(admin, username="  " + name + " "), 201)
    long = "Ensure this field has no more than 150 characters."
    expect(create(admin, username=name + "x"), 400, {"username": [long]})
    expect(create(admin, username="a b" * 60), 400,
           {"username": [long, NAME]})
    expect(create(admin, username="a\x00"), 400, {"username": [
        "Null characters are not allowed.", NAME]})


@pytest.mark.parametrize("value,text", [
    ("", "This field may not be blank."),
    (None, "This field may not be null."), ([], "Not a valid string."),
    ({}, "Not a valid string."), (True, "Not a valid string.")])
def test_user_name_and_password_kinds(admin, value, text):
    expect(create(admin, username=value, password=value), 400,
           {"username": [text], "password": [text]})


def test_taken_user_name(admin):
    first, second = make_user(admin), make_user(admin)
    expect(create(admin, username=first["username"]), 400,
           {"username": [TAKEN]})
    expect(admin.patch(f"/users/{second['id']}/", json={
        "username": first["username"]}), 400, {"username": [TAKEN]})
    expect(admin.patch(f"/users/{first['id']}/", json={
        "username": first["username"]}), 200)


def test_password_rules_hold_here_too(admin):
    for password in ("123456789", "x" * 73, "é" * 37):
        answer = expect(create(admin, password=password), 400)
        assert list(answer.json()) == ["password"]
    name = unique("samename")
    answer = expect(create(admin, username=name, password=name), 400)
    assert list(answer.json()) == ["password"]


def test_change(admin):
    user = make_user(admin)
    path = f"/users/{user['id']}/"
    changes = {"username": unique("renamed"), "email": "n@example.org",
               "first_name": "N", "last_name": "M", "role": "EDITOR",
               "is_active": False}
    row = expect(admin.patch(path, json=changes), 200).json()
    assert list(row) == KEYS
    for name, value in changes.items():
        assert row[name] == value
    assert row["date_joined"] == user["date_joined"]
    row = expect(admin.put(path, json={"username": row["username"]}),
                 200).json()
    # What a PUT leaves out stays.
    assert (row["role"], row["is_active"]) == ("EDITOR", False)
    assert row["email"] == "n@example.org"


def test_admin_sets_a_password(site, admin):
    user = make_user(admin)
    client = site.login(user["username"], USER_PASSWORD)
    path = f"/users/{user['id']}/"
    expect(admin.patch(path, json={"password": "given by the admin"}), 200)
    expect(site.client().post("/auth/login/", json={
        "username": user["username"], "password": "given by the admin"}),
        200)
    expect(site.stranger().post("/auth/login/", json={
        "username": user["username"], "password": USER_PASSWORD}), 400)
    # Who has the old session was locked out on purpose.
    expect(client.get("/auth/me/"), 401)


def test_delete(admin):
    user = make_user(admin)
    path = f"/users/{user['id']}/"
    answer = expect(admin.delete(path), 204)
    assert answer.content == b""
    expect(admin.get(path), 404, NOT_FOUND)
    expect(admin.delete(path), 404, NOT_FOUND)
    expect(create(admin, username=user["username"]), 201)


def test_delete_of_an_owner(site, admin):
    for make in (lambda client: make_post(client),
                 lambda client: expect(
                     upload(client, make_image(16, 16)), 201)):
        user = make_user(admin)
        make(site.login(user["username"], USER_PASSWORD))
        path = f"/users/{user['id']}/"
        expect(admin.delete(path), 400, OWNS)
        expect(admin.get(path), 200)
        expect(admin.patch(path, json={"is_active": False}), 200)


def test_only_admins(public, writer, editor, admin):
    user = make_user(admin)
    for client, status, text in ((public, 401, UNAUTHENTICATED),
                                 (writer, 403, FORBIDDEN),
                                 (editor, 403, FORBIDDEN)):
        for method in ("GET", "PUT", "PATCH", "DELETE"):
            expect(client.request(method, f"/users/{user['id']}/", json={}),
                   status, text)
        for method in ("GET", "POST"):
            expect(client.request(method, "/users/", json={}), status, text)
    expect(admin.get(f"/users/{user['id']}/"), 200)


def test_the_last_admin(make_site):
    with make_site() as site:
        site.add_user("only", "ADMIN")
        only = site.login("only")
        number = only.get("/auth/me/").json()["id"]
        path = f"/users/{number}/"

        def refused():
            expect(only.patch(path, json={"is_active": False}), 400, LAST)
            expect(only.patch(path, json={"role": "EDITOR"}), 400, LAST)
            expect(only.put(path, json={"username": "only",
                                        "role": "WRITER"}), 400, LAST)
            expect(only.delete(path), 400, LAST)

        refused()
        expect(only.patch(path, json={"role": "ADMIN", "is_active": True,
                                      "first_name": "Still"}), 200)
        # A disabled administrator does not count.
        expect(create(only, role="ADMIN", is_active=False), 201)
        expect(create(only, role="EDITOR"), 201)
        refused()
        site.add_user("other", "ADMIN")
        other = site.login("other")
        two = other.get("/auth/me/").json()["id"]
        for turn in range(5):
            race_of_admins(only, other, number, two)
            if turn % 2:
                only, other = other, only
                number, two = two, number


def race_of_admins(first, second, one, two):
    """Each takes the other's role at once: one of them stays."""
    barrier = threading.Barrier(2)
    codes = {}

    def demote(client, target):
        barrier.wait()
        codes[target] = client.patch(f"/users/{target}/", json={
            "role": "EDITOR"}).status_code

    threads = [threading.Thread(target=demote, args=pair)
               for pair in ((first, two), (second, one))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # The one that lost the race has lost its right, too.
    assert sorted(codes.values()) in ([200, 400], [200, 403])
    winner, loser = (first, two) if codes[two] == 200 else (second, one)
    expect(winner.patch(f"/users/{loser}/", json={"role": "ADMIN"}), 200)


def test_list_and_search(admin):
    word = unique("needle")
    rows = [make_user(admin, username=f"{word}a"),
            make_user(admin, email=f"{word}b@example.org"),
            make_user(admin, first_name=f"x{word}c"),
            make_user(admin, last_name=f"{word}d")]
    page = expect(admin.get(f"/users/?search={word}"), 200).json()
    assert page["count"] == 4
    assert [row["id"] for row in page["results"]] == [
        row["id"] for row in rows]
    assert all(list(row) == KEYS for row in page["results"])
    page = admin.get(f"/users/?search={word.upper()}").json()
    assert page["count"] == 4
    # All the words have to be found, in any of the fields.
    page = admin.get(f"/users/?search={word}+example.org").json()
    assert [row["id"] for row in page["results"]] == [rows[1]["id"]]
    for query in (f"search={word}_", f"search={word}%25", "search=%00"):
        assert admin.get(f"/users/?{query}").json()["count"] == 0


def test_order_of_the_list(admin):
    word = unique("order")
    rows = [make_user(admin, username=f"{word}{letter}")
            for letter in "cab"]
    by_id = [row["id"] for row in rows]

    def order(ordering):
        return [row["id"] for row in admin.get(
            f"/users/?search={word}&ordering={ordering}").json()["results"]]

    assert order("") == by_id
    assert order("-id") == by_id[::-1]
    assert order("username") == [by_id[1], by_id[2], by_id[0]]
    assert order("-date_joined") == by_id[::-1]


def test_twenty_creates_of_one_name(site, admin):
    """A unique name stays unique when all come at once."""
    name = unique("race")
    codes = []

    def one():
        client = site.client(admin.token)
        codes.append(create(client, username=name).status_code)

    threads = [threading.Thread(target=one) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(codes) == [201] + [400] * 5


def test_names_of_people(site, admin, editor):
    """First and last name, or else the user name."""
    user = make_user(admin, role="EDITOR")
    client = site.login(user["username"], USER_PASSWORD)
    post = make_post(client, publish=True)
    person = {"id": user["id"], "username": user["username"],
              "name": user["username"]}
    assert post["author"] == person
    assert post["published_by"] == person
    expect(admin.patch(f"/users/{user['id']}/", json={
        "first_name": "Ana", "last_name": "Li"}), 200)
    path = f"/posts/{post['id']}/"
    person["name"] = "Ana Li"
    assert editor.get(path).json()["author"] == person
    assert site.client().get(path).json()["author"] == person
    expect(admin.patch(f"/users/{user['id']}/", json={"last_name": ""}),
           200)
    person["name"] = "Ana"
    assert site.client().get(path).json()["author"] == person


def test_user_add_of_talecraftctl(site):
    def add(name, role):
        site.ctl("user", "add", name, "--role", role, "--email",
                 f"{name}@example.org", stdin=PASSWORD + "\n")

    name = unique("ctl")
    add(name, "EDITOR")
    row = expect(site.login(name, PASSWORD).get("/auth/me/"), 200).json()
    assert (row["role"], row["email"]) == ("EDITOR", f"{name}@example.org")
    with pytest.raises(RuntimeError):
        add(name, "EDITOR")
    with pytest.raises(RuntimeError):
        add(unique("ctl"), "KING")


def while_deleted(site, user, call):
    """What call() gives while the user's row is about to go."""
    return while_held(site, f"delete from users where id = {user['id']}", call)


@pytest.mark.parametrize("wish", [
    ("POST", "/posts/", {"title": "Orphan", "content": []}),
    ("PATCH", "/posts/{id}/", {"title": "Orphan"}),
    ("POST", "/posts/{id}/publish/", None),
    ("POST", "/auth/tokens/", {"name": "orphan"}),
], ids=lambda wish: wish[1])
def test_user_deleted_while_a_write_runs(site, admin, editor, wish):
    """The write ends as every later one does."""
    method, path, body = wish
    user = make_user(admin, role="EDITOR")
    client = site.login(user["username"], user["password"])
    path = path.format(id=make_post(editor)["id"])
    answer = while_deleted(site, user,
                           lambda: client.request(method, path, json=body))
    expect(answer, 401, detail("Invalid token."))


def test_user_deleted_while_an_upload_is_entered(site, admin):
    user = make_user(admin)
    client = site.login(user["username"], user["password"])
    data = make_image()
    answer = while_deleted(site, user, lambda: upload(client, data))
    expect(answer, 401, detail("Invalid token."))
    again = expect(upload(admin, data), 201).json()
    wait_ready(admin, again["id"])
