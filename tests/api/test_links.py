"""Absolute links: host, scheme, proxies, mounts, virtual hosts."""

import http.client
import json
from urllib.parse import quote

import pytest

from support.make import expect, make_post, unique
from support.routes import NOT_FOUND
from support.site import PASSWORD, Site


def aliased(site):
    """One virtual host with aliases, for make_site(config=...)."""
    return f"""TalecraftWorkerProgram {site.worker}
TalecraftMediaWorkers 1
<VirtualHost 127.0.0.1:{site.port}>
ServerName localhost
ServerAlias alias.example *.wild.example
{site.dbd()}
TalecraftMediaRoot {site.media_root}
<Location "/api">
    SetHandler talecraft
</Location>
</VirtualHost>
"""


def links(client, **headers):
    """What the root listing and a 201 say, for a request like this."""
    answer = expect(client.get("/", headers=headers), 200)
    return answer.json()


def with_host(site, host, path="/api/", **headers):
    connection = http.client.HTTPConnection("127.0.0.1", site.port,
                                            timeout=20)
    connection.putrequest("GET", path, skip_host=True,
                          skip_accept_encoding=True)
    if host is not None:
        connection.putheader("Host", host)
    for name, value in headers.items():
        connection.putheader(name.replace("_", "-"), value)
    connection.endheaders()
    answer = connection.getresponse()
    body = answer.read().decode()
    connection.close()
    return answer, body


def posts_link(body):
    return [value for value in json.loads(body).values()
            if value.endswith("/posts/")][0]


def test_root_lists_the_collections(site, public):
    found = links(public)
    for name in ("posts", "categories", "media", "users",
                 "ad-placements"):
        assert f"{site.url}/{name}/" in found.values()


def test_host_of_the_request(make_site, site):
    other = make_site(database=site.database, config=aliased)
    with other:
        port = other.port
        for host in ("localhost", "alias.example", "a.wild.example"):
            _, body = with_host(other, f"{host}:{port}")
            assert posts_link(body) == f"http://{host}:{port}/api/posts/"
        for host in ("evil.example", f"evil.example:{port}",
                     f"alias.example.evil.example:{port}"):
            _, body = with_host(other, host)
            assert posts_link(body) == f"http://localhost:{port}/api/posts/"


def test_pages_and_location_follow_the_host(make_site, site, editor):
    for _ in range(2):
        make_post(editor, publish=True)
    other = make_site(database=site.database, config=aliased)
    with other:
        host = f"alias.example:{other.port}"
        _, body = with_host(other, host, "/api/posts/?page_size=1")
        assert f'"next":"http://{host}/api/posts/?page=2&page_size=1"' \
            in body
        # The host is part of the key of the cache.
        _, body = with_host(other, f"localhost:{other.port}",
                            "/api/posts/?page_size=1")
        assert f'"next":"{other.url}/posts/?page=2&page_size=1"' in body
        client = other.client(editor.token)
        answer = expect(client.post("/categories/", json={
            "name": unique("L ")}, headers={"Host": host}), 201)
        assert answer.headers["Location"].startswith(f"http://{host}/api/")


def test_forwarded_headers_need_trust(make_site, site):
    other = make_site(database=site.database,
                      extra="TalecraftTrustedProxy 127.0.0.1 10.0.0.0/8")
    with other:
        forwarded = {"X-Forwarded-Proto": "https",
                     "X-Forwarded-Host": "tales.example"}
        trusted = other.client(url=f"http://127.0.0.1:{other.port}/api")
        assert "https://tales.example/api/posts/" in links(
            trusted, **forwarded).values()
        assert "https://localhost" in str(links(
            trusted, **{"X-Forwarded-Proto": "https"}))
        answer = trusted.get("/posts", headers=forwarded)
        assert answer.status_code == 301
        assert answer.headers["Location"] in (
            "https://tales.example/api/posts/", "/api/posts/")
        stranger = other.client(url=f"http://127.0.0.1:{other.port}/api",
                                source="127.0.0.9")
        assert f"{other.url}/posts/" in links(
            stranger, **forwarded).values()


def test_forwarded_headers_are_ignored_by_default(site, public):
    found = links(public, **{"X-Forwarded-Proto": "https",
                             "X-Forwarded-Host": "evil.example",
                             "X-Forwarded-For": "10.1.2.3",
                             "Forwarded": "host=evil.example;proto=https"})
    assert f"{site.url}/posts/" in found.values()


@pytest.mark.parametrize("headers", [
    {"X-Forwarded-Host": "a b"}, {"X-Forwarded-Host": 'x"><script>'},
    {"X-Forwarded-Host": "a/b"}, {"X-Forwarded-Host": ""},
    {"X-Forwarded-Proto": "javascript"}, {"X-Forwarded-Proto": ""},
    {"X-Forwarded-Host": "a" * 4000}, {"X-Forwarded-Host": "a" * 64},
    {"X-Forwarded-Host": ("a" * 60 + ".") * 4 + "a" * 60},
    {"X-Forwarded-Host": ":80"}, {"X-Forwarded-Host": "a:b"},
    {"X-Forwarded-Host": "a:80:80"}, {"X-Forwarded-Host": "a:0"},
    {"X-Forwarded-Host": "a:65536"}, {"X-Forwarded-Host": "a:-1"},
    {"X-Forwarded-Host": "a:99999999999999999999"},
    {"X-Forwarded-Host": "a..b"}, {"X-Forwarded-Host": ".."},
    {"X-Forwarded-Host": "user@a"}, {"X-Forwarded-Host": "a%2fb"},
    {"X-Forwarded-Host": "::1"}, {"X-Forwarded-Host": "[::1"},
    {"X-Forwarded-Host": "]"}, {"X-Forwarded-Host": "[]"},
    {"X-Forwarded-Host": "[::g]"}, {"X-Forwarded-Host": "[::1]x"},
    {"X-Forwarded-Host": "[a.example]"}, {"X-Forwarded-Host": ", a"},
])
def test_bad_forwarded_headers(trusting, headers):
    client = trusting.client(url=f"http://127.0.0.1:{trusting.port}/api")
    for link in links(client, **headers).values():
        assert link.startswith(("http://localhost", "https://localhost"))


@pytest.fixture(scope="module")
def trusting(pg, base, site):
    with Site(pg, base, database=site.database,
              extra="TalecraftTrustedProxy 127.0.0.1") as one:
        yield one


@pytest.mark.parametrize("host,form", [
    ("tales.example", "tales.example"), ("TALES.example.", "tales.example"),
    ("tales.example:8443", "tales.example:8443"),
    ("tales.example:443", "tales.example"), ("tales.example:", "tales.example"),
    ("tales.example:80", "tales.example:80"), ("10.1.2.3", "10.1.2.3"),
    ("[2001:DB8:0::1]:8443", "[2001:db8::1]:8443"),
    ("a_b.example , other.example", "a_b.example"),
])
def test_forwarded_hosts(trusting, host, form):
    client = trusting.client(url=f"http://127.0.0.1:{trusting.port}/api")
    for link in links(client, **{"X-Forwarded-Host": host,
                                 "X-Forwarded-Proto": "https"}).values():
        assert link.startswith(f"https://{form}/api/"), link


def test_public_url(make_site, site):
    other = make_site(database=site.database,
                      extra="TalecraftPublicURL https://tales.example")
    with other:
        client = other.client()
        assert "https://tales.example/api/posts/" in links(client).values()
        found = links(client, **{"Host": "localhost"})
        assert "https://tales.example/api/posts/" in found.values()


@pytest.mark.parametrize("mount", ["/", "/a", "/v1/deep/er/path",
                                   "/api.v2", "/ünï"])
def test_any_mount(make_site, site, mount):
    other = make_site(database=site.database, mount=mount)
    with other:
        prefix = other.origin + quote(mount.rstrip("/"))
        client = other.client(site.login("editor").token, url=prefix)
        answer = expect(client.get("/"), 200)
        assert f"{prefix}/posts/" in answer.json().values()
        answer = expect(client.post("/categories/", json={
            "name": unique("M ")}), 201)
        number = answer.json()["id"]
        assert answer.headers["Location"] == \
            f"{prefix}/categories/{number}/"
        expect(client.get(f"/categories/{number}/"), 200)
        expect(client.get("/nothing/"), 404, NOT_FOUND)
        answer = client.get("/posts?x=1")
        assert answer.status_code == 301
        assert answer.headers["Location"].endswith(
            quote(mount.rstrip("/")) + "/posts/?x=1")


def test_outside_of_the_mount_is_httpds(make_site, site):
    other = make_site(database=site.database, mount="/api")
    (other.root / "htdocs" / "apix").mkdir()
    (other.root / "htdocs" / "apix" / "x.txt").write_text("static")
    with other:
        client = other.client(url=other.origin, strict=False)
        assert client.get("/apix/x.txt").text == "static"
        assert client.get("/nothing").headers["Content-Type"].startswith(
            "text/html")


def test_single_resources(make_site, site, editor):
    """Each resource on a path of its own."""
    def config(one):
        return one.dbd() + f"""
TalecraftMediaRoot {one.media_root}
TalecraftWorkerProgram {one.worker}
<Location "/articles">
    SetHandler talecraft-posts
</Location>
<Location "/tags">
    SetHandler talecraft-categories
</Location>
<Location "/ads">
    SetHandler talecraft-ad-placements
</Location>
<Location "/files">
    SetHandler talecraft-media
</Location>
<Location "/session">
    SetHandler talecraft-auth
</Location>
<Location "/people">
    SetHandler talecraft-users
</Location>
"""

    post = make_post(editor, publish=True)
    other = make_site(database=site.database, config=config)
    with other:
        admin = other.client(site.login("admin").token, url=other.origin)
        for path in ("/articles/", "/tags/", "/ads/", "/files/",
                     "/session/me/", "/people/", "/session/tokens/",
                     f"/articles/{post['id']}/",
                     f"/articles/slug/{post['slug']}/"):
            expect(admin.get(path), 200)
        answer = expect(admin.post("/tags/", json={
            "name": unique("S ")}), 201)
        assert answer.headers["Location"] == \
            f"{other.origin}/tags/{answer.json()['id']}/"
        page = expect(admin.get("/articles/?page_size=1"), 200).json()
        assert page["next"].startswith(f"{other.origin}/articles/?page=2")
        for path in ("/articles/posts/", "/tags/health/", "/ads/x/"):
            expect(admin.get(path), 404, NOT_FOUND)


@pytest.mark.mpm
def test_two_sites_in_one_server(make_site, site):
    """Virtual hosts with their own databases know nothing of each other."""
    def config(one):
        one.create_database("second_" + one.database)
        parts = ["TalecraftWorkerProgram %s\nTalecraftMediaWorkers 1\n"
                 % one.worker]
        for name, database in (("one.example", one.database),
                               ("two.example", "second_" + one.database)):
            parts.append(f"""<VirtualHost 127.0.0.1:{one.port}>
ServerName {name}
{one.dbd(database)}
TalecraftMediaRoot {one.make_media_root("media-" + name)}
<Location "/api">
    SetHandler talecraft
</Location>
</VirtualHost>
""")
        return "".join(parts)

    other = make_site(config=config)
    other.add_user("root", "ADMIN")
    other.add_user("root", "ADMIN", database="second_" + other.database)
    with other:
        first = other.client(headers={
            "Host": f"one.example:{other.port}"})
        second = other.client(headers={
            "Host": f"two.example:{other.port}"})
        token = expect(first.post("/auth/login/", json={
            "username": "root", "password": PASSWORD}),
            200).json()["token"]
        bearer = {"Authorization": f"Bearer {token}"}
        expect(second.get("/auth/me/", headers=bearer), 401,
               '{"detail":"Invalid token."}')
        answer = expect(first.post("/categories/", json={"name": "Only"},
                                   headers=bearer), 201)
        assert answer.headers["Location"].startswith(
            f"http://one.example:{other.port}/api/")
        assert [row["name"] for row in first.get(
            "/categories/").json()] == ["Only"]
        for _ in range(3):
            assert expect(second.get("/categories/"), 200).json() == []
