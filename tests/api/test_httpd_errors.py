"""CORS, and errors that httpd itself makes once it knows the location."""

import pytest

from support.client import read_all
from support.make import detail, expect
from support.routes import UNAUTHENTICATED
from support.site import Site

EXPOSED = {"etag", "location", "retry-after", "x-request-id", "x-cache"}


def words(header):
    return {word.strip().lower() for word in (header or "").split(",")
            if word.strip()}


@pytest.fixture(scope="module")
def cors(pg, base, site):
    with Site(pg, base, database=site.database, extra=(
            "TalecraftCORSOrigin https://a.example "
            "http://b.example:8080")) as one:
        yield one


def test_no_cors_by_default(public):
    answer = public.get("/posts/", headers={"Origin": "https://a.example"})
    assert not [name for name in answer.headers
                if name.lower().startswith("access-control-")]
    assert "origin" not in words(answer.headers["Vary"])


@pytest.mark.parametrize("origin", ["https://a.example",
                                    "http://b.example:8080"])
def test_cors_of_a_listed_origin(cors, origin):
    answer = expect(cors.client().get("/posts/",
                                      headers={"Origin": origin}), 200)
    assert answer.headers["Access-Control-Allow-Origin"] == origin
    assert EXPOSED <= words(answer.headers["Access-Control-Expose-Headers"])
    assert "origin" in words(answer.headers["Vary"])


@pytest.mark.parametrize("origin", [
    "https://a.example.evil", "http://a.example", "https://b.example:8080",
    "http://b.example", "null", "https://a.example:8443", "x", ""])
def test_cors_of_another_origin(cors, origin):
    answer = expect(cors.client().get("/posts/",
                                      headers={"Origin": origin}), 200)
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert "origin" in words(answer.headers["Vary"])


def test_cors_headers_on_errors(cors):
    headers = {"Origin": "https://a.example"}
    for answer, status in (
            (cors.client().get("/nothing/", headers=headers), 404),
            (cors.client().post("/posts/", headers=headers), 401),
            (cors.client().put("/posts/", headers=headers), 405)):
        expect(answer, status)
        assert answer.headers["Access-Control-Allow-Origin"] == \
            "https://a.example"


def test_preflight(cors):
    answer = expect(cors.client().options("/posts/1/", headers={
        "Origin": "https://a.example",
        "Access-Control-Request-Method": "PATCH",
        "Access-Control-Request-Headers":
            "authorization,content-type,if-match,x-csrf-token"}), 200)
    assert answer.content == b""
    headers = answer.headers
    assert headers["Access-Control-Allow-Origin"] == "https://a.example"
    assert "patch" in words(headers["Access-Control-Allow-Methods"])
    assert {"authorization", "content-type", "if-match",
            "x-csrf-token"} <= words(headers["Access-Control-Allow-Headers"])
    assert "origin" in words(headers["Vary"])


def test_preflight_of_another_origin(cors):
    answer = expect(cors.client().options("/posts/1/", headers={
        "Origin": "https://evil.example",
        "Access-Control-Request-Method": "PATCH"}), 200)
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_cors_star(make_site, site):
    other = make_site(database=site.database, extra="TalecraftCORSOrigin *")
    with other:
        answer = other.client().get("/posts/", headers={
            "Origin": "https://anything.example"})
        assert answer.headers["Access-Control-Allow-Origin"] in (
            "*", "https://anything.example")
        assert answer.headers.get(
            "Access-Control-Allow-Credentials") != "true"


def test_a_cached_answer_serves_every_origin(cors):
    client = cors.client()
    for origin in ("https://a.example", "http://b.example:8080",
                   "https://evil.example", "https://a.example"):
        answer = client.get("/categories/", headers={"Origin": origin})
        allowed = answer.headers.get("Access-Control-Allow-Origin")
        assert allowed == (origin if "evil" not in origin else None)


def test_unauthorized_by_httpd(make_site, site):
    users = site.root / "empty-users"
    users.write_text("")
    other = make_site(database=site.database, location=f"""
AuthType Basic
AuthName "staff only"
AuthBasicProvider file
AuthUserFile {users}
Require valid-user""")
    with other:
        answer = expect(other.client().get("/posts/"), 401, UNAUTHENTICATED)
        assert answer.headers["WWW-Authenticate"] == \
            'Basic realm="staff only"'


def test_forbidden_by_httpd(make_site, site, expect_log):
    expect_log("AH01630")  # client denied by server configuration
    other = make_site(database=site.database,
                      location="Require ip 10.9.8.7")
    with other:
        for method in ("GET", "POST"):
            expect(other.client().request(method, "/posts/"), 403,
                   detail("Forbidden."))


def test_limit_of_httpd(make_site, site, editor, expect_log):
    expect_log("AH01588|AH01587|AH00588|TC1021")
    other = make_site(database=site.database,
                      location="LimitRequestBody 1000")
    with other:
        client = other.client(editor.token)
        answer = expect(client.post("/categories/", data=b" " * 1001,
                                    headers={"Content-Type":
                                             "application/json"}), 413)
        assert list(answer.json()) == ["detail"]
        assert answer.json()["detail"].startswith("Request body exceeds ")

        def chunks():
            for _ in range(5):
                yield b" " * 300

        answer = expect(client.post("/categories/", data=chunks(), headers={
            "Content-Type": "application/json"}), 413)
        assert list(answer.json()) == ["detail"]


def test_slow_body(make_site, site, editor):
    other = make_site(database=site.database,
                      extra="RequestReadTimeout body=1")
    with other:
        client = other.client(editor.token)
        with client.connect() as sock:
            sock.sendall(
                b"POST /api/categories/ HTTP/1.1\r\nHost: localhost\r\n"
                b"Authorization: Bearer " + editor.token.encode() +
                b"\r\nContent-Type: application/json\r\n"
                b"Content-Length: 50\r\n\r\n{\"name\":")
            text = read_all(sock).decode()
        assert text.startswith("HTTP/1.1 408 ")
        assert "\r\nContent-Type: application/json\r\n" in text
        assert '{"detail":"' in text


def test_cut_body_leaves_the_server_well(public, editor):
    with editor.connect() as sock:
        sock.sendall(
            b"POST /api/categories/ HTTP/1.1\r\nHost: localhost\r\n"
            b"Authorization: Bearer " + editor.token.encode() +
            b"\r\nContent-Type: application/json\r\n"
            b"Content-Length: 500\r\n\r\n{\"name\":\"never made\"")
    expect(public.get("/health/"), 200)
    names = [row["name"] for row in editor.get("/categories/").json()]
    assert "never made" not in names


def test_expect_continue_is_refused_before_the_body(public, editor):
    """Who may not write is told so before the body is asked for."""
    head = (b"POST /api/categories/ HTTP/1.1\r\nHost: localhost\r\n"
            b"Content-Type: application/json\r\nContent-Length: 1000000\r\n"
            b"Expect: 100-continue\r\n")
    with public.connect() as sock:
        sock.sendall(head + b"\r\n")
        assert sock.recv(1000).startswith(b"HTTP/1.1 401 ")
    with editor.connect() as sock:
        sock.sendall(head.replace(b"1000000", b"3000000")
                     + b"Authorization: Bearer " + editor.token.encode()
                     + b"\r\n\r\n")
        assert sock.recv(1000).startswith(b"HTTP/1.1 413 ")
