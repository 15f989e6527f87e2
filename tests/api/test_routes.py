"""All routes x all methods x all kinds of caller, against the contract.

Rows that do not exist make the table exact: a caller that may use the
route gets 404 for the row, everybody else the refusal that comes first.
"""

import pytest

from support.make import expect
from support.routes import (CALLERS, CHALLENGE, FORBIDDEN, METHODS,
                            NOT_FOUND, PUBLIC, ROUTES, UNAUTHENTICATED,
                            allow_set, allowed_methods, fill)

COLLECTION_POST = {
    "/auth/login/": {"username": ["This field is required."],
                     "password": ["This field is required."]},
    "/auth/reset/": {"token": ["This field is required."],
                     "new_password": ["This field is required."]},
    "/webhooks/": {"name": ["This field is required."],
                   "url": ["This field is required."],
                   "events": ["This field is required."]},
    "/auth/password/": {"old_password": ["This field is required."],
                        "new_password": ["This field is required."]},
    "/auth/tokens/": {"name": ["This field is required."]},
    "/users/": {"username": ["This field is required."]},
    "/tags/": {"name": ["This field is required."]},
    "/posts/": {"title": ["This field is required."],
                "content": ["This field is required."]},
    "/posts/bulk/": {"ids": ["This field is required."],
                     "action": ["This field is required."]},
    "/categories/": {"name": ["This field is required."]},
    "/ad-placements/": {"name": ["This field is required."]},
}


@pytest.fixture
def callers(public, writer, editor, admin):
    return dict(zip(CALLERS, (public, writer, editor, admin)))


def check_allowed(path, method, answer):
    """A caller that may: the row is missing or the body is empty."""
    if path == "/docs/":
        expect(answer, 200)
        assert answer.headers["Content-Type"].startswith("text/html")
    elif "{" in path:
        expect(answer, 404, NOT_FOUND)
    elif method == "GET":
        expect(answer, 200)
    elif path == "/media/":
        expect(answer, 400, {"original_file": ["No file was submitted."]})
    elif (path, method) == ("/auth/me/", "PATCH"):
        expect(answer, 200)
    else:
        expect(answer, 400, COLLECTION_POST[path])


def send(client, method, path):
    if path == "/media/" and method == "POST":
        return client.post(path, files={"other": ("x", b"", "text/plain")})
    if method in ("GET", "DELETE"):
        return client.request(method, path)
    return client.request(method, path, json={})


@pytest.mark.mpm
@pytest.mark.parametrize("path", sorted(ROUTES))
@pytest.mark.parametrize("rank", range(4), ids=CALLERS)
def test_walk(callers, path, rank):
    client = callers[CALLERS[rank]]
    for method in METHODS:
        if (path, method) == ("/auth/logout/", "POST") and rank > PUBLIC:
            continue  # it would end the session that other tests use
        answer = send(client, method, fill(path))
        least = ROUTES[path].get(method)
        if least is None:
            expect(answer, 405,
                   '{"detail":"Method \\"%s\\" not allowed."}' % method)
            assert allow_set(answer) == allowed_methods(path)
        elif rank == PUBLIC < least:
            expect(answer, 401, UNAUTHENTICATED)
            assert answer.headers["WWW-Authenticate"] == CHALLENGE
        elif rank < least:
            expect(answer, 403, FORBIDDEN)
        else:
            check_allowed(path, method, answer)


@pytest.mark.parametrize("path", sorted(ROUTES))
def test_options_head_and_unknown_methods(public, admin, path):
    for client in (public, admin):
        answer = expect(client.options(fill(path)), 200)
        assert answer.content == b""
        assert allow_set(answer) == allowed_methods(path)
    for method in ("BREW", "PROPFIND", "LINK"):
        answer = expect(
            admin.request(method, fill(path)), 405,
            '{"detail":"Method \\"%s\\" not allowed."}' % method)
        assert allow_set(answer) == allowed_methods(path)
    answer = admin.head(fill(path))
    assert answer.content == b""
    if "GET" not in ROUTES[path]:
        assert answer.status_code == 405
        assert allow_set(answer) == allowed_methods(path)
    else:
        expect(answer, 404 if "{" in path else 200)


@pytest.mark.parametrize("path,methods", [
    ("/", "GET, HEAD, OPTIONS"),
    ("/posts/", "GET, POST, HEAD, OPTIONS"),
    ("/posts/1/", "GET, PUT, PATCH, DELETE, HEAD, OPTIONS"),
    ("/posts/1/publish/", "POST, OPTIONS"),
    ("/auth/me/", "GET, PATCH, HEAD, OPTIONS"),
    ("/auth/tokens/1/", "DELETE, OPTIONS"),
])
def test_order_of_allow(public, path, methods):
    """As Django REST Framework names them."""
    for method, status in (("OPTIONS", 200), ("BREW", 405)):
        answer = expect(public.request(method, path), status)
        assert answer.headers["Allow"] == methods


@pytest.mark.parametrize("path", sorted(set(ROUTES) - {"/"}))
def test_missing_slash(site, public, path):
    bare = fill(path).rstrip("/")
    for method in ("GET", "HEAD"):
        answer = public.request(method, bare + "?page=2&x=%20y")
        if "GET" in ROUTES[path]:
            assert answer.status_code == 301
            location = answer.headers["Location"]
            assert location in (site.url + bare + "/?page=2&x=%20y",
                                site.mount + bare + "/?page=2&x=%20y")
        else:
            assert answer.status_code == 404
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        expect(public.request(method, bare), 404, NOT_FOUND)


def test_mount_without_slash(site, public):
    answer = public.get("")
    assert answer.status_code == 301
    assert answer.headers["Location"] in (site.url + "/", site.mount + "/")


@pytest.mark.parametrize("path", [
    "/nothing/", "/posts/1/nothing/", "/posts/x/", "/posts/-1/",
    "/posts/1.5/", "/posts/0x1/", "/posts/1e3/", "/posts//publish/",
    "/posts/slug/", "/posts/slug/a/b/", "/post/", "/postss/", "/POSTS/",
    "/users/me/", "/auth/", "/auth/tokens/x/", "/auth/login/x/",
    "/media/1/originals/", "/categories/slug/", "/schema/x/", "/health/x/",
    "/posts/1/view/1/",
    "/posts/%31x/", "/posts/1%00/", "/%ff/", "/posts/slug/%ff/",
    "/posts/slug/%00/", "/categories/slug/%F0%9F%98%80/", "/..%2f/",
])
def test_no_such_route(public, admin, path):
    for client in (public, admin):
        for method in METHODS:
            if method != "GET" and path.startswith(
                    ("/posts/slug/", "/categories/slug/")) \
                    and "%" in path:
                continue
            answer = client.request(method, path, strict=False)
            assert answer.status_code in (404, 405) or (
                "%00" in path and answer.status_code == 400)
            if "%00" not in path and "%2f" not in path:
                client.check(method, answer)
                if answer.status_code == 404:
                    expect(answer, 404, NOT_FOUND)


def test_leading_zeros_and_ids_are_numbers(editor):
    for path in ("/posts/0/", "/posts/00/", "/categories/0/",
                 "/posts/99999999999999999999/",
                 "/posts/9223372036854775808/",
                 "/posts/18446744073709551617/"):
        for method in ("GET", "PATCH", "DELETE"):
            expect(editor.request(method, path), 404, NOT_FOUND)


def test_error_of_the_route_comes_before_credentials(site):
    """Route (404), method (405), credentials (401), role (403), row."""
    bad = site.client("no-such-token")
    expect(bad.get("/nothing/"), 404, NOT_FOUND)
    expect(bad.put("/posts/"), 405,
           '{"detail":"Method \\"PUT\\" not allowed."}')
    answer = expect(bad.get("/posts/"), 401, '{"detail":"Invalid token."}')
    assert answer.headers["WWW-Authenticate"] == CHALLENGE
    expect(bad.get("/posts/999999999/"), 401)
    expect(bad.post("/posts/999999999/publish/"), 401)


def test_role_comes_before_row_and_body(writer, public):
    expect(writer.post("/posts/999999999/publish/", data=b"{",
                       headers={"Content-Type": "application/json"}),
           403, FORBIDDEN)
    expect(writer.post("/categories/", data=b"x",
                       headers={"Content-Type": "text/plain"}),
           403, FORBIDDEN)
    expect(public.post("/categories/", data=b"{",
                       headers={"Content-Type": "application/json"}),
           401, UNAUTHENTICATED)
