"""Login, logout, the own account, the password."""

import base64
import contextlib
import datetime
import glob
import hashlib
import os
import pathlib
import re
import threading
import time

import pytest

from support.content import eventually
from support.make import (USER_PASSWORD, expect, make_user, unique)
from support.routes import CHALLENGE, INVALID_TOKEN, UNAUTHENTICATED
from support.site import PASSWORD
from support.tools import pg_program, run

WRONG = {"non_field_errors": [
    "Unable to log in with provided credentials."]}
USER = ["id", "username", "email", "first_name", "last_name", "role",
        "is_active", "date_joined", "last_login"]
PROFILE = ["bio", "website", "avatar_media"]
TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z"


def login(client, name, password=USER_PASSWORD, **kwargs):
    return client.post("/auth/login/", json={"username": name,
                                             "password": password}, **kwargs)


@pytest.fixture
def user(admin):
    return make_user(admin)


def parse(text):
    return datetime.datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(
        tzinfo=datetime.timezone.utc).timestamp()


def test_login(site, public, admin, user):
    assert user["last_login"] is None
    answer = expect(login(public, user["username"]), 200)
    body = answer.json()
    assert list(body) == ["token", "expires_at", "user"]
    assert len(body["token"]) >= 43  # 256 bits
    assert re.fullmatch(TIME, body["expires_at"])
    assert abs(parse(body["expires_at"]) - time.time() - 14 * 86400) < 60
    assert list(body["user"]) == USER + PROFILE
    assert body["user"]["id"] == user["id"]
    assert "password" not in answer.text and "$2" not in answer.text
    assert "Set-Cookie" not in answer.headers
    row = admin.get(f"/users/{user['id']}/").json()
    assert abs(parse(row["last_login"]) - time.time()) < 10


def test_every_login_has_its_own_token(site, public, user):
    first = login(public, user["username"]).json()["token"]
    second = login(public, user["username"]).json()["token"]
    assert first != second
    for token in (first, second):
        expect(site.client(token).get("/auth/me/"), 200)


def test_wrong_credentials(stranger, user):
    for name, password in ((user["username"], "not this one"),
                           (unique("nobody"), "not this one"),
                           (user["username"].upper(), USER_PASSWORD),
                           (user["username"], USER_PASSWORD.upper()),
                           (user["username"], USER_PASSWORD + "x")):
        expect(login(stranger, name, password), 400, WRONG)


def test_disabled_user_cannot_log_in(stranger, admin):
    user = make_user(admin, is_active=False)
    expect(login(stranger, user["username"]), 400, WRONG)


@pytest.mark.parametrize("body,errors", [
    ({}, {"username": ["This field is required."],
          "password": ["This field is required."]}),
    ({"username": "x"}, {"password": ["This field is required."]}),
    ({"username": "", "password": ""},
     {"username": ["This field may not be blank."],
      "password": ["This field may not be blank."]}),
    ({"username": None, "password": None},
     {"username": ["This field may not be null."],
      "password": ["This field may not be null."]}),
    ({"username": [], "password": {}},
     {"username": ["Not a valid string."],
      "password": ["Not a valid string."]}),
    ({"username": True, "password": "x"},
     {"username": ["Not a valid string."]}),
    ({"username": "a\x00", "password": "x"},
     {"username": ["Null characters are not allowed."]}),
])
def test_login_fields(public, body, errors):
    expect(public.post("/auth/login/", json=body), 400, errors)


def test_login_ignores_credentials(site, user):
    for headers in ({"Authorization": "Bearer bad"},
                    {"Authorization": "Token bad"},
                    {"Cookie": "talecraft_session=bad"}):
        client = site.client(headers=headers)
        expect(login(client, user["username"]), 200)


def test_long_and_strange_passwords(stranger):
    for password in ("x" * 73, "x" * 60000, "é" * 40, "😀" * 20):
        answer = login(stranger, unique("nobody"), password)
        expect(answer, 400, WRONG)


def test_header_forms(site, writer):
    token = writer.token
    client = site.client()
    for value in (f"Bearer {token}", f"Token {token}", f"bearer {token}",
                  f"BEARER {token}", f"token {token}"):
        expect(client.get("/auth/me/", headers={"Authorization": value}),
               200)
    for value in ("Bearer", "Bearer ", "Bearer x", f"Bearer {token}x",
                  f"Bearer {token[:-1]}", f"Bearer {token} {token}",
                  "Token x", f"Bearer {token.swapcase()}",
                  "Bearer " + "x" * 5000, "Bearer é".encode("latin-1"),
                  f"Bearer {hashlib.sha256(token.encode()).hexdigest()}"):
        for path in ("/auth/me/", "/posts/", "/categories/"):
            answer = client.get(path, headers={"Authorization": value})
            expect(answer, 401, INVALID_TOKEN)
            assert answer.headers["WWW-Authenticate"] == CHALLENGE


def test_other_schemes_are_ignored(site):
    client = site.client()
    for value in ("Basic eDp5", "Digest x=y", f"ApiKey {'x' * 43}", "x", ""):
        headers = {"Authorization": value}
        expect(client.get("/posts/?page_size=1", headers=headers), 200)
        expect(client.get("/auth/me/", headers=headers), 401,
               UNAUTHENTICATED)


def test_service_routes_look_at_no_credentials(site):
    bad = site.client("bad")
    for path in ("/", "/health/", "/schema/", "/docs/"):
        expect(bad.get(path), 200)


def test_token_is_not_in_the_database(pg, site, public, user):
    token = login(public, user["username"]).json()["token"]
    dump = run([pg_program("pg_dump"), "--data-only", "-d",
                pg.conninfo(site.database)])
    assert token not in dump
    assert hashlib.sha256(token.encode()).hexdigest() in dump
    assert token not in site.httpd.log_text()


def test_expiry(site, public, user):
    token = login(public, user["username"]).json()["token"]
    client = site.client(token)
    expect(client.get("/auth/me/"), 200)
    digest = hashlib.sha256(token.encode()).hexdigest()
    site.sql("update tokens set expires_at = now() - interval '1 second' "
             f"where hash = '{digest}'")
    expect(client.get("/auth/me/"), 401, INVALID_TOKEN)
    expect(client.get("/posts/"), 401, INVALID_TOKEN)


def test_lifetime_directive(make_site, site, user):
    other = make_site(database=site.database,
                      extra="TalecraftTokenLifetime 3600")
    with other:
        body = login(other.client(), user["username"]).json()
        assert abs(parse(body["expires_at"]) - time.time() - 3600) < 60


def test_disabled_users_tokens_stop_at_once(site, admin, user):
    client = site.client(login(site.client(), user["username"])
                         .json()["token"])
    path = f"/users/{user['id']}/"
    expect(client.get("/auth/me/"), 200)
    expect(admin.patch(path, json={"is_active": False}), 200)
    for _ in range(4):
        expect(client.get("/auth/me/"), 401, INVALID_TOKEN)
        expect(client.get("/posts/"), 401, INVALID_TOKEN)


def test_role_changes_count_at_once(site, admin, user):
    client = site.client(login(site.client(), user["username"])
                         .json()["token"])
    body = {"name": unique("R ")}
    expect(client.post("/categories/", json=body), 403)
    expect(admin.patch(f"/users/{user['id']}/", json={"role": "EDITOR"}),
           200)
    for _ in range(3):
        expect(client.get("/auth/me/"), 200)
    expect(client.post("/categories/", json=body), 201)


def test_deleted_users_tokens_stop(site, admin, user):
    client = site.client(login(site.client(), user["username"])
                         .json()["token"])
    expect(admin.delete(f"/users/{user['id']}/"), 204)
    expect(client.get("/auth/me/"), 401, INVALID_TOKEN)


def test_logout(site, user):
    first, second = (site.client(login(site.client(), user["username"])
                                 .json()["token"]) for _ in range(2))
    answer = expect(first.post("/auth/logout/"), 204)
    assert answer.content == b""
    for _ in range(4):
        expect(first.get("/auth/me/"), 401, INVALID_TOKEN)
    expect(first.post("/auth/logout/"), 401, INVALID_TOKEN)
    expect(second.get("/auth/me/"), 200)


def test_me(site, writer):
    row = expect(writer.get("/auth/me/"), 200).json()
    assert list(row) == USER + ["csrf_token"] + PROFILE
    assert row["username"] == "writer"
    assert row["role"] == "WRITER"
    assert row["csrf_token"] is None


def test_change_me(site, user):
    client = site.client(login(site.client(), user["username"])
                         .json()["token"])
    answer = expect(client.patch("/auth/me/", json={
        "email": "new@example.org", "first_name": " Ana ",
        "last_name": "Ж" * 150, "role": "ADMIN", "username": "root2",
        "is_active": False, "id": 1, "password": "some other one"}), 200)
    row = answer.json()
    assert (row["email"], row["first_name"]) == ("new@example.org", "Ana")
    assert row["last_name"] == "Ж" * 150
    assert (row["role"], row["username"]) == ("WRITER", user["username"])
    expect(login(site.client(), user["username"]), 200)
    expect(client.patch("/auth/me/", json={
        "email": "x", "first_name": "a" * 151, "last_name": None}), 400, {
        "email": ["Enter a valid email address."],
        "first_name": ["Ensure this field has no more than 150 "
                       "characters."],
        "last_name": ["This field may not be null."]})
    read = client.get("/auth/me/").json()
    assert expect(client.patch("/auth/me/", json=read), 200).json()[
        "email"] == "new@example.org"


def test_password_change(site, user):
    name = user["username"]
    client, other = (site.client(login(site.client(), name).json()["token"])
                     for _ in range(2))
    program = expect(client.post("/auth/tokens/", json={"name": "p"}),
                     201).json()["token"]
    expect(client.post("/auth/password/", json={
        "old_password": USER_PASSWORD,
        "new_password": "another fine word"}), 204)
    expect(client.get("/auth/me/"), 200)
    expect(other.get("/auth/me/"), 401, INVALID_TOKEN)
    expect(site.client(program).get("/auth/me/"), 401, INVALID_TOKEN)
    expect(login(site.stranger(), name), 400, WRONG)
    expect(login(site.client(), name, "another fine word"), 200)


def test_password_rules(site, user):
    name = user["username"]
    client = site.stranger(login(site.client(), name).json()["token"])

    def change(new, old=USER_PASSWORD):
        return client.post("/auth/password/", json={
            "old_password": old, "new_password": new})

    expect(change("long enough word", "wrong"), 400,
           {"old_password": ["Invalid password."]})
    for bad in ("123456789", "é" * 9, "x" * 73, "é" * 37, name):
        answer = expect(change(bad), 400)
        assert list(answer.json()) == ["new_password"], bad
    for body, errors in (
            ({}, {"old_password": ["This field is required."],
                  "new_password": ["This field is required."]}),
            ({"old_password": None, "new_password": ""},
             {"old_password": ["This field may not be null."],
              "new_password": ["This field may not be blank."]}),
            ({"old_password": [], "new_password": {}},
             {"old_password": ["Not a valid string."],
              "new_password": ["Not a valid string."]})):
        expect(client.post("/auth/password/", json=body), 400, errors)
    for good in ("0123456789", "é" * 36, "x" * 72):
        expect(change(good), 204)
        expect(login(site.client(), name, good), 200)
        expect(change(USER_PASSWORD, good), 204)


def test_bcrypt_is_what_is_stored(site, user):
    stored = site.sql("select password_hash from users where id = "
                      f"{user['id']}")
    assert re.fullmatch(r"\$2[aby]\$12\$[./A-Za-z0-9]{53}", stored)


def pbkdf2(password, iterations=260000, salt="seasalt"):
    raw = hashlib.pbkdf2_hmac("sha256", password.encode(), salt.encode(),
                              iterations)
    return (f"pbkdf2_sha256${iterations}${salt}$"
            + base64.b64encode(raw).decode())


@pytest.mark.parametrize("password", ["a Django password", "пароль 123"])
def test_djangos_hashes(site, stranger, user, password):
    name = user["username"]
    site.sql(f"update users set password_hash = '{pbkdf2(password)}' "
             f"where id = {user['id']}")
    expect(login(stranger, name, "wrong"), 400, WRONG)
    expect(login(stranger, name, password), 200)
    stored = site.sql("select password_hash from users where id = "
                      f"{user['id']}")
    assert stored.startswith("$2") and stored[3:7] == "$12$"
    expect(login(stranger, name, password), 200)


def test_broken_hashes_are_a_wrong_password(site, user):
    for text in ("", "!", "!unusable", "pbkdf2_sha256$", "x",
                 "pbkdf2_sha256$0$a$b", "pbkdf2_sha256$abc$a$b"):
        site.sql(f"update users set password_hash = '{text}' "
                 f"where id = {user['id']}")
        expect(login(site.stranger(), user["username"], text or "x"), 400,
               WRONG)


def test_known_and_unknown_names_take_the_same_time(site, user):
    """The fastest of each: on a busy machine it takes more of them."""
    def take(stranger, name):
        start = time.perf_counter()
        expect(login(stranger, name, "not the password"), 400, WRONG)
        return time.perf_counter() - start

    known, unknown = [], []
    for _ in range(8):
        site.sql("delete from login_attempts")  # the throttle's
        stranger = site.stranger()
        for _ in range(4):
            known.append(take(stranger, user["username"]))
            unknown.append(take(stranger, unique("nobody")))
        if 0.7 < min(unknown) / min(known) < 1.4:
            return
    raise AssertionError((known, unknown))


def priorities(pid):
    """What each thread of a process has (proc(5): nice)."""
    found = []
    for stat in glob.glob(f"/proc/{pid}/task/*/stat"):
        with contextlib.suppress(OSError):  # it has ended meanwhile
            found.append(int(pathlib.Path(stat).read_text(
                encoding="utf-8").rsplit(")", 1)[1].split()[16]))
    return found


def test_hashing_lets_others_go_first(site, user):
    """It is done by a thread of lower priority, which ends with it."""
    usual = os.nice(0)

    def lowered():
        return [nice for pid in site.httpd.servers()
                for nice in priorities(pid) if nice > usual]

    answers = []
    client = threading.Thread(target=lambda: answers.append(
        login(site.stranger(), user["username"])))
    client.start()
    try:
        eventually(lowered, pause=0.01)
    finally:
        client.join()
    expect(answers[0], 200)
    eventually(lambda: not lowered())


def test_login_of_the_shared_users(site):
    """The password of the hash that add_user() writes."""
    expect(login(site.client(), "writer2", PASSWORD), 200)
    expect(login(site.stranger(), "writer2", PASSWORD + "!"), 400, WRONG)
