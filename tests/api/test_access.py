"""httpd's own access control stands before the API, cached answers included.

Every refusal here is of an answer that lies ready in the cache."""

import re

import pytest

from support.cached import read, settle, state, warm
from support.content import eventually
from support.make import detail, expect, make_post
from support.routes import UNAUTHENTICATED
from test_providers import basic, sha

FORBIDDEN = detail("Forbidden.")  # httpd's word, not about roles

DENIED = r"AH01630"  # client denied by server configuration
# The same resource, written otherwise.
SPELLINGS = ["/api{}", "//api{}", "/api/.{}", "/x/../api{}", "/%61pi{}",
             "/api{}?utm=1"]
CONDITIONS = [{}, {"Accept-Encoding": "gzip"}, {"Accept-Encoding": "br"},
              {"If-None-Match": "*"}]


def refused(client, site, path, status, body=None, **headers):
    """By every method, spelling and condition."""
    for spelling in SPELLINGS:
        url = site.origin + spelling.format(path)
        for more in CONDITIONS:
            answer = expect(client.get(url, headers={**headers, **more}),
                            status, body)
            assert state(answer) is None
        head = expect(client.head(url, headers=headers), status)
        assert state(head) is None and "ETag" not in head.headers


def reload_with(site, location):
    site.location = location
    site.httpd.config = site.default_config()
    site.httpd.write_config()
    site.httpd.graceful()


@pytest.mark.mpm
def test_all_denied(make_site, expect_log):
    """Closed by a reload while the cache is full."""
    expect_log(DENIED, must=True)
    with make_site() as site:
        site.add_user("editor", "EDITOR")
        public, editor = site.client(), site.login("editor")
        settle(public)
        paths = ["/posts/",
                 f"/posts/{make_post(editor, publish=True)['id']}/"]
        warm(public, *paths)
        reload_with(site, "Require all denied")
        for path in paths:
            refused(site.client(), site, path, 403, FORBIDDEN)
            expect(site.login("editor").get(path), 403, FORBIDDEN)
        reload_with(site, "Require all granted")
        warm(site.client(), *paths)


@pytest.mark.mpm
def test_by_address(make_site, expect_log):
    expect_log(DENIED, must=True)
    with make_site(location="Require ip 127.7.0.0/16") as site:
        url = f"http://127.0.0.1:{site.port}/api"
        inside = site.client(url=url, source="127.7.0.1")
        outside = site.client(url=url, source="127.8.0.1")
        settle(inside)
        for _ in range(3):
            warm(inside, "/posts/")
            refused(outside, site, "/posts/", 403, FORBIDDEN)


def test_by_a_part_of_the_mount(make_site, expect_log):
    """A section inside the mount closes that part, and only that."""
    expect_log(DENIED, must=True)
    with make_site(extra='SetEnvIf X-Let "^in$" let_in', vhosts="""
<Location "/api/posts">
    Require env let_in
</Location>
""") as site:
        public = site.client()
        settle(public)
        for _ in range(3):
            read(public, "/posts/", headers={"X-Let": "in"})
            warm(public, "/categories/")
        read(public, "/posts/", "HIT", headers={"X-Let": "in"})
        refused(public, site, "/posts/", 403, FORBIDDEN)


@pytest.mark.mpm
def test_password(make_site, expect_log):
    expect_log(r"AH01614|AH01617|AH01618")  # wrong scheme, password, user
    with make_site() as site:
        users = site.root / "htpasswd"
        users.write_text(f"reader:{sha('file pass')}\n")
        users.chmod(0o644)
        reload_with(site, f"""AuthType Basic
AuthName "the house"
AuthBasicProvider file
AuthUserFile {users}
Require valid-user""")
        public = site.client()
        right = basic("reader", "file pass")
        eventually(lambda: state(read(public, "/posts/",
                                      headers=right)) == "HIT")
        refused(public, site, "/posts/", 401, UNAUTHENTICATED)
        for wrong in (basic("reader", "other"), basic("nobody", "file pass"),
                      {"Authorization": "Bearer x"}):
            refused(public, site, "/posts/", 401, UNAUTHENTICATED, **wrong)
        challenge = public.get("/posts/").headers["WWW-Authenticate"]
        assert re.match('Basic realm="the house"', challenge)
