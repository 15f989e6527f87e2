"""API tokens for programs, and the cookie of browsers."""

import datetime
import hashlib
import pathlib
import re

import pytest

from support.content import eventually
from support.make import (USER_PASSWORD, detail, expect, make_user, unique)
from support.routes import (FORBIDDEN, INVALID_TOKEN, NOT_FOUND,
                            UNAUTHENTICATED)
from support.site import PASSWORD

CSRF = detail("CSRF Failed: CSRF token missing or incorrect.")
SHOWN = ["id", "name", "read_only", "expires_at", "last_used_at",
         "created_at"]


@pytest.fixture(scope="module")
def account(admin):
    return make_user(admin, role="EDITOR")


@pytest.fixture(scope="module")
def owner(site, account):
    return site.login(account["username"], USER_PASSWORD)


def make(client, **fields):
    fields.setdefault("name", unique("token "))
    return expect(client.post("/auth/tokens/", json=fields), 201).json()


def test_token_is_shown_once(site, owner):
    answer = owner.post("/auth/tokens/", json={"name": " ci "})
    row = expect(answer, 201).json()
    assert set(row) == set(SHOWN + ["token"])
    assert row["name"] == "ci"
    assert row["read_only"] is False
    assert row["expires_at"] is None and row["last_used_at"] is None
    assert answer.headers["Location"] == \
        f"{site.url}/auth/tokens/{row['id']}/"
    listed = expect(owner.get("/auth/tokens/"), 200)
    assert isinstance(listed.json(), list)
    assert row["token"] not in listed.text
    mine = [one for one in listed.json() if one["id"] == row["id"]]
    assert [list(one) for one in mine] == [SHOWN]
    digest = hashlib.sha256(row["token"].encode()).hexdigest()
    assert site.sql(f"select hash from tokens where id = {row['id']}") \
        == digest


def test_fields_of_the_list(owner):
    rows = [make(owner), make(owner)]
    listed = expect(owner.get("/auth/tokens/?fields=name,id,zz"), 200)
    assert [list(one) for one in listed.json()] == \
        [["id", "name"]] * len(listed.json())
    assert {one["id"] for one in rows} <= {one["id"] for one in listed.json()}
    whole = expect(owner.get("/auth/tokens/?fields="), 200).json()
    assert list(whole[0]) == SHOWN
    created = expect(owner.post("/auth/tokens/?fields=id",
                                json={"name": "whole"}), 201).json()
    assert list(created) == SHOWN + ["token"]


def test_token_works_and_is_noted(site, owner):
    row = make(owner)
    client = site.client(row["token"])
    expect(client.get("/auth/me/"), 200)
    expect(client.post("/categories/", json={"name": unique("T ")}), 201)
    listed = owner.get("/auth/tokens/").json()
    used = [one["last_used_at"] for one in listed if one["id"] == row["id"]]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", used[0])


def test_only_api_tokens_and_only_ones_own(site, owner, writer):
    row = make(owner)
    listed = owner.get("/auth/tokens/").json()
    assert row["id"] in [one["id"] for one in listed]
    logins = int(site.sql("select count(*) from tokens "
                          "where kind <> 'api'"))
    assert logins >= 2
    kinds = site.sql("select distinct kind from tokens where id in (%s)"
                     % ",".join(str(one["id"]) for one in listed))
    assert kinds == "api"
    assert row["id"] not in [one["id"] for one in
                             writer.get("/auth/tokens/").json()]
    expect(writer.delete(f"/auth/tokens/{row['id']}/"), 404, NOT_FOUND)
    expect(site.login("admin").delete(f"/auth/tokens/{row['id']}/"), 404,
           NOT_FOUND)


def test_deleted_token(site, owner):
    row = make(owner)
    client = site.client(row["token"])
    expect(client.get("/auth/me/"), 200)
    answer = expect(owner.delete(f"/auth/tokens/{row['id']}/"), 204)
    assert answer.content == b""
    for _ in range(4):
        expect(client.get("/auth/me/"), 401, INVALID_TOKEN)
    expect(owner.delete(f"/auth/tokens/{row['id']}/"), 404, NOT_FOUND)


def test_read_only_token(site, owner):
    client = site.client(make(owner, read_only=True)["token"])
    for path in ("/auth/me/", "/posts/", "/categories/", "/auth/tokens/"):
        expect(client.get(path), 200)
    expect(client.head("/posts/"), 200)
    expect(client.options("/posts/"), 200)
    for method, path in (("POST", "/categories/"), ("POST", "/posts/"),
                         ("PATCH", "/auth/me/"), ("POST", "/auth/tokens/"),
                         ("POST", "/media/"),
                         ("POST", "/auth/password/"),
                         ("DELETE", "/posts/999999999/"),
                         ("POST", "/posts/999999999/publish/")):
        answer = client.request(method, path, json={})
        expect(answer, 403)
        assert list(answer.json()) == ["detail"]
    expect(client.post("/posts/", json={}), 403, FORBIDDEN)


def test_expiring_token(site, owner):
    soon = (datetime.datetime.now(datetime.timezone.utc)
            + datetime.timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    row = make(owner, expires_at=soon)
    assert row["expires_at"] == soon[:-1] + ".000000Z"
    client = site.client(row["token"])
    expect(client.get("/auth/me/"), 200)
    site.sql("update tokens set expires_at = now() - interval '1 s' "
             f"where id = {row['id']}")
    expect(client.get("/auth/me/"), 401, INVALID_TOKEN)


def test_token_fields(owner):
    expect(owner.post("/auth/tokens/", json={
        "name": "", "read_only": "x", "expires_at": "x"}), 400, {
        "name": ["This field may not be blank."],
        "read_only": ["Must be a valid boolean."],
        "expires_at": ["Datetime has wrong format. Use one of these formats "
                       "instead: YYYY-MM-DDThh:mm[:ss[.uuuuuu]]"
                       "[+HH:MM|-HH:MM|Z]."]})
    expect(owner.post("/auth/tokens/", json={"name": None}), 400,
           {"name": ["This field may not be null."]})
    expect(owner.post("/auth/tokens/", json={"name": ["x"]}), 400,
           {"name": ["Not a valid string."]})
    assert make(owner, expires_at=None)["expires_at"] is None


# -- the cookie


class Browser:
    """A client that is logged in by the cookie."""

    def __init__(self, site, username, password=USER_PASSWORD):
        answer = expect(site.client().post(
            "/auth/login/?cookie=true",
            json={"username": username, "password": password}), 200)
        self.answer = answer
        self.body = answer.json()
        self.set_cookie = answer.headers["Set-Cookie"]
        self.cookie = self.set_cookie.partition(";")[0]
        self.client = site.client(headers={"Cookie": self.cookie})
        self.csrf = {"X-CSRF-Token": self.body["csrf_token"]}


@pytest.fixture
def browser(site, account):
    return Browser(site, account["username"])


def test_cookie_login(site, browser):
    assert browser.body["token"] is None
    assert set(browser.body) == {"token", "expires_at", "user",
                                 "csrf_token"}
    assert re.fullmatch(r"talecraft_session=[A-Za-z0-9_-]{43,}",
                        browser.cookie)
    attributes = {part.strip().lower()
                  for part in browser.set_cookie.split(";")[1:]}
    assert {"httponly", "samesite=strict", "path=/api"} <= {
        part.rstrip("/") for part in attributes}
    assert "secure" not in attributes
    value = browser.cookie.partition("=")[2]
    assert value not in browser.answer.text
    assert browser.csrf["X-CSRF-Token"] != value


def test_csrf_token_of_me(browser):
    row = expect(browser.client.get("/auth/me/"), 200).json()
    assert row["csrf_token"] == browser.body["csrf_token"]
    assert browser.client.get("/auth/me/").json()["csrf_token"] == \
        row["csrf_token"]


def test_writes_need_the_csrf_token(browser):
    client = browser.client
    body = {"name": unique("Csrf ")}
    wrong = browser.csrf["X-CSRF-Token"]
    wrong = ("x" if wrong[0] != "x" else "y") + wrong[1:]
    for headers in ({}, {"X-CSRF-Token": ""}, {"X-CSRF-Token": "x"},
                    {"X-CSRF-Token": wrong},
                    {"X-CSRF-Token": wrong[:5]}):
        for method, path in (("POST", "/categories/"),
                             ("PATCH", "/auth/me/"),
                             ("DELETE", "/posts/999999999/"),
                             ("POST", "/auth/logout/")):
            expect(client.request(method, path, json=body,
                                  headers=headers), 403, CSRF)
    row = expect(client.post("/categories/", json=body,
                             headers=browser.csrf), 201).json()
    expect(client.patch(f"/categories/{row['id']}/", json={},
                        headers=browser.csrf), 200)
    expect(client.delete(f"/categories/{row['id']}/",
                         headers=browser.csrf), 204)


def test_the_csrf_token_goes_before_the_role(site, admin):
    browser = Browser(site, make_user(admin)["username"])
    for method, path in (("POST", "/users/"), ("DELETE", "/users/1/"),
                         ("POST", "/posts/999999999/publish/")):
        expect(browser.client.request(method, path, json={}), 403, CSRF)
        expect(browser.client.request(method, path, json={},
                                      headers=browser.csrf), 403, FORBIDDEN)
    expect(browser.client.post("/nothing/"), 404)
    expect(browser.client.put("/users/"), 405)


def test_reads_need_none(browser):
    expect(browser.client.get("/posts/?page_size=1"), 200)
    expect(browser.client.head("/auth/me/"), 200)
    expect(browser.client.options("/auth/me/"), 200)


def test_tokens_of_two_sessions_differ(site, account, browser):
    other = Browser(site, account["username"])
    assert other.csrf != browser.csrf
    expect(other.client.post("/categories/", json={},
                             headers=browser.csrf), 403, CSRF)


def test_header_goes_before_the_cookie(site, writer, browser):
    headers = {"Authorization": f"Bearer {writer.token}"}
    row = expect(browser.client.get("/auth/me/", headers=headers),
                 200).json()
    assert row["username"] == "writer"
    assert row["csrf_token"] is None
    # A request with a header needs no CSRF token.
    expect(browser.client.patch("/auth/me/", json={}, headers=headers), 200)
    expect(browser.client.get("/posts/", headers={
        "Authorization": "Bearer bad"}), 401, INVALID_TOKEN)
    expect(browser.client.get("/auth/me/", headers={
        "Authorization": "Basic eDp5"}), 200)


def test_stale_cookie_is_an_anonymous_visitor(site, browser):
    expect(browser.client.post("/auth/logout/", headers=browser.csrf), 204)
    expect(browser.client.get("/posts/?page_size=1"), 200)
    expect(browser.client.get("/auth/me/"), 401, UNAUTHENTICATED)
    expect(browser.client.post("/posts/", json={}), 401, UNAUTHENTICATED)
    for cookie in ("talecraft_session=", "talecraft_session=x",
                   "talecraft_session", "a=b; talecraft_session=\"",
                   "talecraft_session=" + "x" * 5000):
        client = site.client(headers={"Cookie": cookie})
        expect(client.get("/posts/?page_size=1"), 200)
        expect(client.get("/auth/me/"), 401, UNAUTHENTICATED)


def test_cookie_among_others(site, browser):
    for cookie in (f"a=b; {browser.cookie}", f"{browser.cookie}; c=d",
                   f"x_talecraft_session=1;{browser.cookie}; e"):
        client = site.client(headers={"Cookie": cookie})
        expect(client.get("/auth/me/"), 200)
    name, _, value = browser.cookie.partition("=")
    for cookie in (f"x{name}={value}", f"{name}x={value}",
                   f"a={browser.cookie}"):
        client = site.client(headers={"Cookie": cookie})
        expect(client.get("/auth/me/"), 401, UNAUTHENTICATED)


def test_cookie_token_is_no_bearer_of_another_kind(site, browser):
    """What stands in the cookie needs CSRF, so it is no header token."""
    value = browser.cookie.partition("=")[2]
    answer = site.client(value).post("/categories/", json={})
    assert answer.status_code == 401, answer.text


def test_cookie_path_directive(make_site, site, account):
    other = make_site(database=site.database,
                      extra="TalecraftCookiePath /somewhere")
    with other:
        browser = Browser(other, account["username"])
        assert "Path=/somewhere" in browser.set_cookie


def test_secure_on_https(make_site, site, account):
    other = make_site(database=site.database,
                      extra="TalecraftTrustedProxy 127.0.0.1")
    with other:
        answer = other.client(
            url=f"http://127.0.0.1:{other.port}/api").post(
            "/auth/login/?cookie=true", json={
                "username": account["username"],
                "password": USER_PASSWORD},
            headers={"X-Forwarded-Proto": "https"})
        expect(answer, 200)
        parts = [part.strip().lower() for part in
                 answer.headers["Set-Cookie"].split(";")]
        assert "secure" in parts


def test_expired_ones_are_found_by_their_index(site):
    """The sweeper's statement, where all others would be read as well."""
    sql = pathlib.Path(__file__).resolve().parents[2] / "sql" / "queries"
    text = (sql / "jobs" / "tokens_expired.sql").read_text("utf-8")
    plan = site.sql(f"set enable_seqscan = off; explain {text}")
    assert re.search(r"Index Cond: \(expires_at <", plan), plan


def test_the_log_of_accesses_names_the_user(site, public, writer):
    """Whichever way it signed in; and nobody where nobody has."""
    mark = unique("logged")
    login = expect(site.client().post("/auth/login/?cookie=true", json={
        "username": "writer", "password": PASSWORD}), 200)
    cookie = login.cookies["talecraft_session"]
    expect(public.get(f"/posts/?x={mark}-nobody"), 200)
    expect(writer.get(f"/posts/?x={mark}-token"), 200)
    expect(site.client(headers={
        "Cookie": f"talecraft_session={cookie}"}).get(
            f"/posts/?x={mark}-cookie"), 200)

    def users():
        log = (site.root / "access.log").read_text("utf-8")
        return {line.partition(mark)[2].split()[0]: line.split()[1]
                for line in log.splitlines() if mark in line}

    eventually(lambda: len(users()) == 3)
    assert users() == {"-nobody": "-", "-token": "writer",
                       "-cookie": "writer"}
