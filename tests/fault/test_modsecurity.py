"""mod_security with OWASP's core rules in blocking mode, both as Debian has
them, beside conf/modsecurity-talecraft.conf; and what they refuse keeps its
meaning."""

import os
import re
from pathlib import Path

import pytest

from support.make import (detail, expect, make_image, make_post, paragraph,
                          unique, upload)
from support.recipes import pieces
from support.routes import ROUTES
from support.setup import settings
from support.site import Site
from support.tools import REPO

DEBIAN = Path("/etc/modsecurity")
EVIL = ("<script>alert(document.cookie)</script> ' OR 1=1 -- ; "
        "1 UNION SELECT password FROM users; `cat /etc/passwd` "
        "../../etc/shadow <?php system($_GET['x']); ?> ${jndi:ldap://x/y}")
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def configuration(site):
    """Debian's files, blocking; what they write stays in the site's folder."""
    recipe, = pieces("mod_security", words={
        "/usr/share/talecraft": REPO / "conf", "/api": "/other/api"})
    work = site.make_media_root("modsecurity")
    debian = (DEBIAN / "modsecurity.conf-recommended").read_text("utf-8")
    (work / "debian.conf").write_text(
        debian.replace("/var/log/apache2", str(work))
        .replace("unicode.mapping", f"{DEBIAN}/unicode.mapping"), "utf-8")
    return f"""
Include {work}/debian.conf
SecRuleEngine On
SecAuditEngine Off
SecDataDir {work}
SecTmpDir {work}
Include /usr/share/modsecurity-crs/owasp-crs.load
TalecraftWorkerProgram {site.worker}
TalecraftMediaWorkers 1
<VirtualHost *:{site.port}>
ServerName localhost
{settings(site)}
SecRule REQUEST_HEADERS:X-Answer "@streq 429" \
    "id:1,phase:1,deny,status:429"
# They refuse /../ by themselves.
SecRuleRemoveById 930100 930110
</VirtualHost>
<VirtualHost *:{site.port}>
ServerName 127.0.0.1
{recipe}
</VirtualHost>
"""


@pytest.fixture(scope="module")
def guarded(pg, base):
    with Site(pg, base, mount="/v1.0/api", config=configuration,
              modules=["security2"]) as site:
        for path in ("page.html", "v1.0/page.html"):
            page = site.root / "htdocs" / path
            page.parent.mkdir(exist_ok=True)
            page.write_text("<p>A page.</p>")
        site.add_user("admin", "ADMIN")
        yield site


@pytest.fixture
def blocks(expect_log):
    """What mod_security writes of those that it refuses."""
    expect_log("ModSecurity: Access denied", must=True)
    expect_log("ModSecurity: Warning")


@pytest.fixture
def admin(guarded):
    return guarded.login("admin")


# -- what the API is for goes through


def test_every_route(guarded):
    """A body that quotes attacks: whatever is said of it, the API says it."""
    admin, tried = guarded.login("admin"), set()
    quoted = {name: EVIL for name in ("title", "content", "username")}
    for path, methods in ROUTES.items():
        where = re.sub(r"\{[^}]*\}", "987654", path)
        for method in set(methods) - {"GET"}:
            answer = admin.request(method, where, json=quoted)
            assert answer.status_code != 403, f"{method} {path}"
            tried.add(method)
            if path == "/auth/logout/":
                guarded.end_sessions("admin")
                admin = guarded.login("admin")
    assert tried == {"POST", "PUT", "PATCH", "DELETE"}


def test_posts(admin):
    post = make_post(admin, publish=True, title=EVIL,
                     content=[paragraph(EVIL), {"type": "code", "code": EVIL}])
    path = f"/posts/{post['id']}/"
    for method in ("PUT", "PATCH"):
        answer = admin.request(method, path, json={
            **post, "excerpt": f"{method}: {EVIL}"[:500]})
        assert expect(answer, 200).json()["content"][1]["code"] == EVIL
    expect(admin.delete(path), 204)


def test_long_posts(admin):
    """Longer than what SecRequestBodyNoFilesLimit takes."""
    blocks = [paragraph(EVIL * 40) for _ in range(110)]
    make_post(admin, content=blocks)


def test_uploads(admin):
    """A name with an apostrophe, texts that quote, a line that looks like a
    boundary, as any large file has one."""
    picture = make_image() + b"\r\n--\r\n--abc\r\n"
    row = expect(upload(admin, picture, name="Ana's \"new\" house.jpg",
                        alt_text=EVIL[:255], caption=EVIL), 201).json()
    assert row["caption"] == EVIL


def test_large_uploads(admin):
    """Larger than what SecRequestBodyLimit takes: the API's answer."""
    expect(upload(admin, os.urandom(14_000_000)), 400)


def test_what_public_readers_ask_for(guarded, admin):
    post = make_post(admin, publish=True, title=f"Select from {unique()}")
    public = guarded.client()
    for query in ("?page_size=5&ordering=-published_at,id", "?cursor=",
                  "?search=O'Brien and sons", "?fields=id,title",
                  "?published_after=2020-02-18T04:19:52.123456Z"):
        expect(public.get(f"/posts/{query}"), 200)
    expect(public.get(f"/posts/slug/{post['slug']}/"), 200)


# -- what it is not for does not


def test_query_strings_of_the_api(guarded, blocks):
    for path in ("/posts/", "/categories/"):
        expect(guarded.client().get(path, params={"search": EVIL}), 403,
               detail("Forbidden."))


def test_queries_of_writes(guarded, admin, blocks):
    expect(admin.post("/posts/", params={"x": EVIL}, json={}), 403,
           detail("Forbidden."))


def test_other_forms_of_bodies(guarded, blocks):
    expect(guarded.client().post("/auth/login/", data={"username": EVIL}),
           403, detail("Forbidden."))


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_elsewhere(guarded, blocks, host):
    """Other paths of the host, and another host, the API's path too."""
    client = guarded.client(url=f"http://{host}:{guarded.port}", strict=False)
    paths = ["/page.html", "/v1.0/page.html", "/v1.0/apis/"]
    if host != "localhost":
        paths.append("/v1.0/api/posts/")
    for path in paths:
        for answer in (client.get(path, params={"q": EVIL}),
                       client.post(path, data={"q": EVIL}),
                       client.post(path, json={"q": EVIL}),
                       client.put(path, data=b"x"), client.delete(path),
                       upload(client, b"x", name="a.jpg", caption=EVIL)):
            assert answer.status_code == 403, f"{path} {answer.text}"
            assert answer.headers["Content-Type"].startswith("text/html")


@pytest.mark.parametrize("path", [
    b"/v1.0/api/../page.html", b"/v1.0/api/%2e%2e/page.html",
    b"/v1.0/api/posts/..//../page.html", b"/v1.0/api/media/../../page.html"])
def test_paths_that_lead_elsewhere(guarded, blocks, path):
    body = b'{"q":"<script>alert(1)</script>"}'
    answer = guarded.client().raw(
        b"POST " + path + b" HTTP/1.1\r\nHost: localhost\r\n"
        b"Content-Type: application/json\r\nConnection: close\r\n"
        b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
    assert answer.startswith(b"HTTP/1.1 403 ")


# -- what it refuses keeps its meaning


def test_a_limit_of_its_own(guarded, expect_log):
    """SecRequestBodyNoFilesLimit, far below LimitRequestBody."""
    expect_log("ModSecurity: Request body no files data length", must=True)
    expect(guarded.client().post("/posts/", data=b"x" * 200_000,
                                 headers=FORM), 413,
           detail("Request Entity Too Large."))


def test_a_throttle_of_its_own(guarded, blocks):
    """Nobody knows when to come again."""
    answer = expect(guarded.client().get("/posts/",
                                         headers={"X-Answer": "429"}), 429,
                    detail("Too Many Requests."))
    assert "Retry-After" not in answer.headers
