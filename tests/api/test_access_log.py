"""What httpd's access log tells of a request to the API: %u and the notes,
by the recipe of docs/operations.md as it stands there."""

import base64
import json
import re

import pytest

from support.cached import settle
from support.content import eventually
from support.make import expect, make_post, unique
from support.site import PASSWORD
from support.tools import REPO

pytestmark = pytest.mark.mpm
WHERE = "/var/log/apache2/talecraft.json"
SCRIPT = "/etc/apache2/json.sed"


def recipe(folder):
    page = (REPO / "docs/operations.md").read_text(encoding="utf-8")
    text = re.search(r"```apache\n(LogFormat .*?)```", page, re.S).group(1)
    script = re.search(r"```sed\n(.*?)```", page, re.S).group(1)
    (folder / "json.sed").write_text(script, encoding="utf-8")
    assert WHERE in text and SCRIPT in text
    return text.replace(WHERE, str(folder / "access.json")).replace(
        SCRIPT, str(folder / "json.sed"))


@pytest.fixture(scope="module")
def logged(pg, base):
    from support.site import Site
    site = Site(pg, base, extra="TalecraftTrustUser On", location="""
<If "%{QUERY_STRING} =~ /basic/">
AuthType Basic
AuthName any
AuthBasicProvider talecraft
Require valid-user
</If>""")
    site.log = site.root / "access.json"
    site.httpd.config += recipe(site.root)
    site.httpd.write_config()
    with site:
        site.add_user("writer", "EDITOR")
        settle(site.client())
        yield site


def line_of(site, mark):
    """The line of the request that has the mark, once it is written."""
    def find():
        for line in site.log.read_text(encoding="utf-8").splitlines():
            if mark in line:
                return json.loads(line)
        return None
    return eventually(find)


def asked(site, client, path="/auth/me/", **kwargs):
    mark = unique("mark")
    answer = client.get(f"{path}?{mark}", **kwargs)
    return answer, line_of(site, mark)


def test_user_by_header(logged):
    token = logged.client().post("/auth/login/", json={
        "username": "writer", "password": PASSWORD}).json()["token"]
    for scheme in ("Bearer", "Token"):
        answer, line = asked(logged, logged.client(), headers={
            "Authorization": f"{scheme} {token}"})
        expect(answer, 200)
        assert line["user"] == "writer" and line["route"] == "/auth/me/"
        assert line["cache"] == "-" and int(line["db_us"]) > 0


def test_user_by_cookie(logged):
    client = logged.client()
    answer = expect(client.post("/auth/login/?cookie=true", json={
        "username": "writer", "password": PASSWORD}), 200)
    cookie = answer.headers["Set-Cookie"].split(";")[0]
    answer, line = asked(logged, logged.client(), headers={"Cookie": cookie})
    expect(answer, 200)
    assert line["user"] == "writer"


def test_user_by_httpds_own_login(logged):
    pair = base64.b64encode(f"writer:{PASSWORD}".encode()).decode()
    mark = unique("basic")
    expect(logged.client().get(f"/auth/me/?{mark}", headers={
        "Authorization": f"Basic {pair}"}), 200)
    assert line_of(logged, mark)["user"] == "writer"


def test_user_of_a_login(logged):
    mark = unique("mark")
    logged.client().post(f"/auth/login/?{mark}", json={
        "username": "writer", "password": PASSWORD})
    assert line_of(logged, mark)["user"] == "writer"
    mark = unique("mark")
    logged.stranger().post(f"/auth/login/?{mark}", json={
        "username": "writer", "password": "wrong"})
    assert line_of(logged, mark)["user"] == "-"


def test_short_log_has_the_user_too(logged):
    _, line = asked(logged, logged.login("writer"))
    short = (logged.root / "access.log").read_text(encoding="utf-8")
    assert any(each.split()[1] == "writer" and line["query"] in each
               for each in short.splitlines())


def test_cache(logged):
    public = logged.client()
    post = make_post(logged.login("writer"), publish=True)
    path = f"/posts/{post['id']}/"

    def hit():
        _, line = asked(logged, public, path)
        assert line["route"] == "/posts/{id}/" and line["user"] == "-"
        return line if line["cache"] == "HIT" else None

    line = eventually(hit)
    assert line["db_us"] == "0"
    assert line["status"] == 200 and line["us"] > 0
    answer, line = asked(logged, public, "/posts/")
    assert line["id"] == answer.headers["X-Request-Id"]
    _, line = asked(logged, public, "/nothing/")
    assert (line["route"], line["status"]) == ("-", 404)


def test_odd_texts_stay_json(logged):
    agent = 'a "b" \\x41 \\v \t é'
    mark = unique("mark")
    answer = logged.client().raw(
        b"GET /api/posts/%22%5C%5Cx41%01%0B%C3%A9/?" + mark.encode()
        + b" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
        b"User-Agent: " + agent.encode("utf-8") + b"\r\n\r\n")
    assert b" 404 " in answer.split(b"\r\n")[0]
    line = line_of(logged, mark)
    assert line["path"].startswith('/api/posts/"\\\\')
    assert line["path"].endswith("\x01\x0b\xc3\xa9/")
    assert line["agent"].startswith('a "b" ')
