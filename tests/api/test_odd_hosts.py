"""A host that the client invented: nothing of the answer is to be kept by
anybody, whatever it is."""

import pytest

from support.cached import settle
from support.make import expect, make_category, make_post, unique
from support.own_site import USERS
from support.site import PASSWORD, Site

KEYS = ("Surrogate-Key", "Cache-Tag")
BEHIND = "TalecraftSurrogateKeys On\nTalecraftTrustedProxy 127.0.0.1\n"


def config(site):
    return f"""{site.default_config()}
<VirtualHost 127.0.0.1:{site.port}>
    ServerName localhost
    ServerAlias alias.example *.wild.example
    LimitRequestBody 3000
    TalecraftMaxUpload 3000
    <Location "{site.mount}/users">
        Require method GET HEAD
    </Location>
</VirtualHost>
"""


@pytest.fixture(scope="module")
def own(pg, base):
    with Site(pg, base, extra=BEHIND, config=config) as site:
        for name, role in USERS.items():
            site.add_user(name, role)
        settle(site.client())
        yield site


@pytest.fixture(scope="module")
def rows(own):
    editor = own.login("editor")
    category = make_category(editor)
    post = make_post(editor, publish=True, category=category["id"])
    make_post(editor, publish=True, category=category["id"])
    old = post["slug"]
    expect(editor.patch(f"/posts/{post['id']}/",
                        json={"slug": unique("moved-")}), 200)
    return {"post": post["id"], "category": category["id"], "old": old}


def invented(own):
    """Headers of requests for hosts that nobody has named."""
    return [{"Host": f"any.wild.example:{own.port}"},
            {"Host": "localhost:4242"},
            {"X-Forwarded-Host": "evil.example"},
            {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"},
            {"X-Forwarded-Host": "x.wild.example, localhost"},
            {"X-Forwarded-Host": "localhost:4242"}]


def named(own):
    return [{}, {"Host": f"alias.example:{own.port}"},
            {"Host": "unknown.example"},  # links carry ServerName
            {"X-Forwarded-Host": "alias.example"},
            {"X-Forwarded-Host": "alias.example", "Host": "evil.example"}]


def assert_nobodys(answer):
    where = f"{answer.request.method} {answer.url} {answer.status_code}"
    assert answer.headers.get("Cache-Control") == "private, no-store", where
    assert not [name for name in KEYS if name in answer.headers], where
    assert answer.headers.get("X-Cache", "BYPASS") == "BYPASS", where


READS = [
    ("/", 200), ("/posts/?page_size=1", 200), ("/posts/{post}/", 200),
    ("/categories/", 200), ("/categories/{category}/", 200),
    ("/ad-placements/", 200), ("/posts/?search=once", 200),
    ("/posts/?cursor=&page_size=1", 200), ("/health/", 200),
    ("/schema/", 200), ("/docs/", 200), ("/posts", 301),
    ("/posts/{post}?x=1", 301), ("/posts/slug/{old}/", 301),
    ("/posts/0/", 404), ("/nothing/", 404), ("/posts/?page=999", 404),
    ("/posts/?published_after=x", 400), ("/media/", 401),
]


@pytest.mark.parametrize("path,status", READS)
def test_reads(own, rows, path, status):
    client, path = own.client(), path.format(**rows)
    for headers in invented(own):
        for _ in range(2):
            answer = expect(client.get(path, headers=headers), status)
            assert_nobodys(answer)
        head = expect(client.head(path, headers=headers), status)
        assert_nobodys(head)
        if "ETag" not in answer.headers:
            continue
        same = expect(client.get(path, headers={
            **headers, "If-None-Match": answer.headers["ETag"]}), 304)
        assert_nobodys(same)


def test_of_whoever_is_signed_in(own, rows):
    editor = own.login("editor")
    for headers in invented(own):
        for path in ("/posts/", f"/posts/{rows['post']}/", "/auth/me/"):
            assert_nobodys(expect(editor.get(path, headers=headers), 200))
        answer = expect(editor.post("/categories/", headers=headers, json={
            "name": unique("L ")}), 201)
        assert_nobodys(answer)
        assert_nobodys(expect(own.client().post(
            "/auth/login/", headers=headers,
            json={"username": "editor", "password": PASSWORD}), 200))


def test_what_httpd_answers_itself(own, expect_log):
    expect_log(r"AH01630: client denied|AH01588: Requested content-length")
    client = own.client()
    for headers in invented(own):
        assert_nobodys(expect(client.post("/users/", headers=headers), 403))
        assert_nobodys(expect(client.put("/posts/", headers=headers), 405))
        assert_nobodys(expect(client.options("/posts/", headers=headers),
                              200))
        assert_nobodys(expect(client.post(
            "/auth/login/", headers=headers, json={
                "username": "x" * 4000, "password": "x"}), 413))


def test_named_hosts_are_for_everybody(own, rows):
    client = own.client()
    for headers in named(own):
        for path in ("/posts/?page_size=1", f"/posts/{rows['post']}/",
                     "/categories/"):
            answer = expect(client.get(path, headers=headers), 200)
            assert answer.headers["Cache-Control"].startswith(
                "public, max-age=0, s-maxage=")
            assert all(answer.headers[name] for name in KEYS)
            assert "evil" not in answer.text + str(answer.headers)
            assert "unknown.example" not in answer.text
        moved = expect(client.get("/posts", headers=headers), 301)
        assert moved.headers["Cache-Control"] == "no-cache"
        assert "evil" not in moved.headers["Location"]


def test_whom_nobody_trusts(own, rows):
    """Who is no trusted proxy may forward what it likes."""
    stranger = own.stranger(headers={"Host": "localhost"})
    for headers in ({"X-Forwarded-Host": "evil.example"},
                    {"X-Forwarded-Proto": "https"}):
        answer = expect(stranger.get("/posts/?page_size=1", headers=headers),
                        200)
        assert answer.json()["next"].startswith("http://localhost/api/posts/")
        assert "s-maxage=300" in answer.headers["Cache-Control"]


def test_a_public_url_leaves_nothing_to_invent(make_site, own, rows):
    with make_site(database=own.database, config=config, extra=(
            BEHIND + "TalecraftPublicURL https://tales.example")) as other:
        client = other.client()
        for headers in (*invented(other), *named(other)):
            answer = expect(client.get("/posts/?page_size=1",
                                       headers=headers), 200)
            assert answer.json()["next"].startswith(
                "https://tales.example/api/posts/")
            assert "s-maxage=300" in answer.headers["Cache-Control"]
            moved = expect(client.get("/posts", headers=headers), 301)
            assert moved.headers["Location"] == \
                "https://tales.example/api/posts/"
