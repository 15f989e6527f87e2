"""httpd's own authentication for the API, and the API's users for httpd."""

import base64
import hashlib

import pytest

from support.make import (USER_PASSWORD, detail, expect, make_user, unique)
from support.routes import CHALLENGE, INVALID_TOKEN, UNAUTHENTICATED
from support.site import PASSWORD, Site
from support.tools import make_dir

CSRF = detail("CSRF Failed: CSRF token missing or incorrect.")


def basic(name, password):
    pair = base64.b64encode(f"{name}:{password}".encode()).decode()
    return {"Authorization": f"Basic {pair}"}


def sha(password):
    return "{SHA}" + base64.b64encode(
        hashlib.sha1(password.encode()).digest()).decode()


@pytest.fixture
def user_file(site):
    path = site.root / "htpasswd"
    path.write_text("".join(f"{name}:{sha('file pass')}\n" for name in
                            ("writer", "editor", "stranger")))
    path.chmod(0o644)
    return path


def file_login(path):
    return f"""AuthType Basic
AuthName "the house"
AuthBasicProvider file
AuthUserFile {path}
Require valid-user"""


def test_trusted_user(make_site, site, user_file):
    other = make_site(database=site.database, location=file_login(user_file),
                      extra="TalecraftTrustUser On")
    with other:
        client = other.client(headers=basic("editor", "file pass"))
        me = expect(client.get("/auth/me/"), 200).json()
        assert (me["username"], me["role"]) == ("editor", "EDITOR")
        assert isinstance(me["csrf_token"], str)
        body = {"name": unique("Trust ")}
        expect(client.post("/categories/", json=body), 403, CSRF)
        expect(client.post("/categories/", json=body, headers={
            "X-CSRF-Token": "x"}), 403, CSRF)
        expect(client.post("/categories/", json=body, headers={
            "X-CSRF-Token": me["csrf_token"]}), 201)
        weak = other.client(headers=basic("writer", "file pass"))
        row = expect(weak.get("/auth/me/"), 200).json()
        assert row["role"] == "WRITER"
        assert row["csrf_token"] != me["csrf_token"]
        expect(weak.post("/categories/", json=body, headers={
            "X-CSRF-Token": row["csrf_token"]}), 403)


def test_trusted_name_without_a_user(make_site, site, user_file):
    other = make_site(database=site.database, location=file_login(user_file),
                      extra="TalecraftTrustUser On")
    with other:
        client = other.client(headers=basic("stranger", "file pass"))
        expect(client.get("/auth/me/"), 401, UNAUTHENTICATED)


def test_disabled_user_is_not_trusted(make_site, site, admin):
    user = make_user(admin, is_active=False)
    path = site.root / "htpasswd-disabled"
    path.write_text(f"{user['username']}:{sha('file pass')}\n")
    other = make_site(database=site.database, location=file_login(path),
                      extra="TalecraftTrustUser On")
    with other:
        client = other.client(headers=basic(user["username"], "file pass"))
        expect(client.get("/auth/me/"), 401, UNAUTHENTICATED)


def test_trust_is_off_by_default(make_site, site, user_file):
    other = make_site(database=site.database, location=file_login(user_file))
    with other:
        client = other.client(headers=basic("editor", "file pass"))
        expect(client.get("/posts/?page_size=1"), 200)
        expect(client.get("/auth/me/"), 401, UNAUTHENTICATED)


def test_headers_are_never_trusted(make_site, site):
    other = make_site(database=site.database, extra="TalecraftTrustUser On")
    with other:
        for name in ("X-Remote-User", "Remote-User", "REMOTE_USER",
                     "X-Forwarded-User"):
            expect(other.client().get("/auth/me/", headers={
                name: "admin"}), 401, UNAUTHENTICATED)
        expect(other.client().get("/auth/me/", headers=basic(
            "admin", PASSWORD)), 401, UNAUTHENTICATED)


def test_trusted_user_of_mod_authn_dbd(make_site, site, editor):
    other = make_site(
        database=site.database, modules=("authn_dbd",), location="""
AuthType Basic
AuthName "the database"
AuthBasicProvider dbd
AuthDBDUserPWQuery "SELECT password_hash FROM users WHERE username = %s"
Require valid-user""", extra="TalecraftTrustUser On")
    with other:
        client = other.client(headers=basic("editor", PASSWORD))
        assert expect(client.get("/auth/me/"), 200).json()[
            "username"] == "editor"


@pytest.fixture(scope="module")
def house(pg, base, site):
    """A server with static files that the API's users may read."""
    locations = "".join(f"""<Location "/{name}">
    AuthType Basic
    AuthName "house"
    AuthBasicProvider talecraft
    Require {rule}
</Location>
""" for name, rule in (("any", "valid-user"),
                       ("editors", "talecraft-role EDITOR"),
                       ("admins", "talecraft-role ADMIN"),
                       ("both", "talecraft-role WRITER EDITOR")))
    one = Site(pg, base, database=site.database, extra=locations)
    for name in ("any", "editors", "admins", "both"):
        folder = make_dir(one.root / "htdocs" / name)
        (folder / "x.txt").write_text(f"inside {name}")
    with one:
        yield one


def read(house, path, name, password=PASSWORD, source=None):
    client = house.client(url=f"http://127.0.0.1:{house.port}",
                          strict=False, headers=basic(name, password),
                          source=source or house.stranger().source)
    return client.get(path)


def test_provider(house, expect_log):
    expect_log("AH01617|AH01618|AH01807|user .*not found|password mismatch"
               "|authentication failure")
    answer = house.client(url=house.origin, strict=False).get("/any/x.txt")
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == 'Basic realm="house"'
    assert read(house, "/any/x.txt", "writer").text == "inside any"
    for name, password in (("writer", "wrong"), ("nobody-here", PASSWORD)):
        assert read(house, "/any/x.txt", name,
                    password).status_code == 401


def test_roles_of_a_location(house, expect_log):
    expect_log("AH01631|AH01627|authorization failure")
    expected = {
        ("/editors/x.txt", "writer"): 401,
        ("/editors/x.txt", "editor"): 200,
        ("/admins/x.txt", "writer"): 401,
        ("/admins/x.txt", "editor"): 401,
        ("/admins/x.txt", "admin"): 200,
        ("/both/x.txt", "writer"): 200,
        ("/both/x.txt", "editor"): 200,
    }
    for (path, name), status in expected.items():
        assert read(house, path, name).status_code == status, (path, name)


def test_disabled_user_is_refused(house, admin, expect_log):
    expect_log("authentication failure|AH01617|AH01618|not found")
    user = make_user(admin)
    name = user["username"]
    assert read(house, "/any/x.txt", name,
                USER_PASSWORD).status_code == 200
    expect(admin.patch(f"/users/{user['id']}/", json={"is_active": False}),
           200)
    assert read(house, "/any/x.txt", name,
                USER_PASSWORD).status_code == 401


def test_the_throttle_counts_for_the_provider(house, site, admin,
                                              expect_log):
    expect_log("authentication failure|AH01617|AH01618|mismatch|throttle")
    user = make_user(admin)
    name = user["username"]
    source = site.stranger().source
    for _ in range(5):
        assert read(house, "/any/x.txt", name, "wrong",
                    source).status_code == 401
    answer = read(house, "/any/x.txt", name, USER_PASSWORD, source)
    assert answer.status_code == 429
    client = site.client(source=source,
                         url=f"http://127.0.0.1:{site.port}/api")
    expect(client.post("/auth/login/", json={
        "username": name, "password": USER_PASSWORD}), 429)


def test_cookie_goes_before_the_trusted_user(make_site, site, user_file):
    """The header, then the cookie, then httpd's user."""
    other = make_site(database=site.database, location=file_login(user_file),
                      extra="TalecraftTrustUser On")
    with other:
        headers = basic("editor", "file pass")
        answer = expect(other.client().post(
            "/auth/login/?cookie=true", headers=headers,
            json={"username": "writer2", "password": PASSWORD}), 200)
        headers["Cookie"] = answer.headers["Set-Cookie"].partition(";")[0]
        client = other.client(headers=headers)
        me = expect(client.get("/auth/me/"), 200).json()
        assert me["username"] == "writer2"
        assert me["csrf_token"] == answer.json()["csrf_token"]
        headers["Cookie"] = "talecraft_session=stale"
        me = expect(other.client(headers=headers).get("/auth/me/"),
                    200).json()
        assert me["username"] == "editor"


def test_header_with_trust(make_site, site, writer):
    other = make_site(database=site.database, extra="TalecraftTrustUser On")
    with other:
        answer = other.client(writer.token).get("/auth/me/")
        assert expect(answer, 200).json()["username"] == "writer"
        answer = expect(other.client("bad").get("/auth/me/"), 401,
                        INVALID_TOKEN)
        assert answer.headers["WWW-Authenticate"] == CHALLENGE
