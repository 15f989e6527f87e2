"""Recipes of docs/recipes.md: TLS and HTTP/2, several sites in one httpd, front
controllers beside them."""

import json

import pytest

from support.curl import Curl, certificate
from support.make import make_image
from support.recipes import pieces
from support.setup import settings
from support.site import PASSWORD, Site
from support.tools import free_port, make_dir

TLS, FRONT = "TLS, HTTP/2, several sites", "A front controller"
NAMES = ["www.example.org", "www.example.net"]


def host(site, name, database):
    """The recipe for a site of that name, and what it needs."""
    root = make_dir(site.root / name)
    (root / "index.html").write_text(f"The program of {name}.")
    (root / "there.txt").write_text(f"A file of {name}.")
    certificate(root, name)
    (root / "settings.conf").write_text(settings(
        site, name, database, site.make_media_root(f"media-{name}")))
    (root / ".htaccess").write_text(
        pieces(FRONT, "htaccess", words={"index.php": "index.html"})[0])
    text, = pieces(TLS, words={
        "/etc/ssl/www.example.org": root / "one",
        "/etc/apache2/talecraft/www.example.org.conf": root / "settings.conf",
        "/var/www/www.example.org": root,
        "https://www.example.org": f"https://{name}:{site.tls}",
        "www.example.org": name, "*:80": f"*:{site.port}",
        "*:443": f"*:{site.tls}"})
    return text


def configuration(site):
    site.tls = free_port()
    site.second = f"{site.database}_second"
    site.create_database(site.second)
    first = host(site, NAMES[0], site.database)
    second = host(site, NAMES[1], site.second)
    rules, = pieces(FRONT, words={"index.php": "index.html"})
    return f"""
Listen 127.0.0.1:{site.tls}
SSLSessionCache shmcb:{site.root}/tls(512000)
TalecraftWorkerProgram {site.worker}
TalecraftMediaWorkers 1
<Directory {site.root}/{NAMES[0]}>
AllowOverride All
</Directory>
<Directory {site.root}/{NAMES[1]}>
AllowOverride None
</Directory>
{first}
{second.replace("Include", rules + "Include")}
"""


@pytest.fixture(scope="module")
def both(pg, base):
    with Site(pg, base, config=configuration,
              modules=["ssl", "http2"]) as site:
        site.add_user("ana", "EDITOR")
        site.add_user("ben", "EDITOR", site.second)
        yield site


@pytest.fixture(autouse=True)
def another_openssl(expect_log):
    """Debian's security updates of one may come before those of the other."""
    expect_log("AH01882")


@pytest.fixture
def get(both):
    """curl of a host's path, by TLS unless it is the other port."""
    def ask(name, path, *options, port=None):
        return Curl(both.root)(name, port or both.tls, path, *options,
                               scheme="http" if port else "https")

    return ask


def login(get, host, name):
    return get(host, "/api/auth/login/?cookie=true", "--json", json.dumps(
        {"username": name, "password": PASSWORD}))


def test_http2_and_links(both, get):
    for name in NAMES:
        status, version, body, _ = get(name, "/api/")
        assert (status, version) == ("200", "2")
        assert json.loads(body)["posts"] == \
            f"https://{name}:{both.tls}/api/posts/"
        assert get(name, "/api/posts/", "--http1.1")[:2] == ("200", "1.1")


def test_plain_http_leads_to_tls(both, get):
    for name in NAMES:
        status, _, _, head = get(name, "/api/posts/?page=2", port=both.port)
        assert status == "301"
        assert f"https://{name}:{both.tls}/api/posts/?page=2" in head


def test_sites_are_apart(both, get, tmp_path):
    """Each has its users; what is written in one is not in the other. All by
    HTTP/2, an upload too."""
    _, _, _, head = login(get, NAMES[0], "ana")
    cookie = next(line for line in head.splitlines()
                  if line.lower().startswith("set-cookie:"))
    assert "; Secure" in cookie
    assert login(get, NAMES[0], "ben")[0] == "400"
    assert login(get, NAMES[1], "ben")[0] == "200"

    as_ana = ("-H", f"Authorization: Bearer {both.login('ana').token}")
    status, _, body, _ = get(NAMES[0], "/api/posts/", *as_ana, "--json",
                             '{"title":"Only here","content":[]}')
    assert status == "201"
    post = json.loads(body)["id"]
    assert get(NAMES[0], f"/api/posts/{post}/publish/", *as_ana, "-X",
               "POST")[0] == "200"
    assert "Only here" in get(NAMES[0], "/api/posts/")[2]
    assert "Only here" not in get(NAMES[1], "/api/posts/")[2]
    assert get(NAMES[1], "/api/auth/me/", *as_ana)[0] == "401"

    picture = tmp_path / "picture.jpg"
    picture.write_bytes(make_image())
    status, version, _, _ = get(NAMES[0], "/api/media/", *as_ana, "-F",
                                f"original_file=@{picture}")
    assert (status, version) == ("201", "2")


def test_front_controllers(both, get):
    for name in NAMES:
        assert get(name, "/there.txt")[2] == f"A file of {name}."
        for path in ("/2024/a-page/", "/apis/posts/", "/index.php/x"):
            assert get(name, path)[2] == f"The program of {name}."
        assert '"results":' in get(name, "/api/posts/")[2]
        assert get(name, "/api/none/")[::2] == (
            "404", '{"detail":"Not found."}')
        assert "<script" in get(name, "/editor/")[2]
        assert get(name, "/media-files/none.webp")[0] == "404"
