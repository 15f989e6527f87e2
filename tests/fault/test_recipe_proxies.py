"""Recipe of docs/recipes.md: a real nginx and a real HAProxy that end TLS in
front of httpd, which is configured as docs/operations.md says."""

import json
import re

import pytest

from support.fronts import Front, NginxFront
from support.content import eventually
from support.curl import Curl, certificate
from support.recipes import pieces
from support.site import Site
from support.tools import REPO

TITLE, NAME = "Behind nginx or HAProxy", "www.example.org"
# As at the usual port, and what the proxy must not let through.
SENT = ("-H", f"Host: {NAME}", "-H", "X-Forwarded-For: 192.0.2.7", "-H",
        "X-Forwarded-Host: evil.example", "-H", "X-Forwarded-Proto: http")


def told(front, site):
    """The recipe, for that proxy."""
    certificate(front.folder, NAME)
    text, = pieces(TITLE, front.folder.name, words={
        "10.0.0.7:80": f"127.0.0.1:{site.port}",
        ":443": f"127.0.0.1:{front.port}",
        "listen 443": f"listen 127.0.0.1:{front.port}",
        f"/etc/ssl/{NAME}.both": front.folder / "both",
        f"/etc/ssl/{NAME}": front.folder / "one"})
    return text


def nginx(folder, site):
    front = NginxFront(folder)
    front.run_nginx(told(front, site))
    return front


def haproxy(folder, site):
    front = Front(folder)
    conf = front.folder / "haproxy.cfg"
    conf.write_text(f"""defaults
    timeout connect 10s
    timeout client 60s
    timeout server 60s
{told(front, site)}""")
    front.run("haproxy", "-db", "-f", conf)
    return front


@pytest.fixture(scope="module")
def behind(pg, base):
    page = (REPO / "docs/operations.md").read_text("utf-8")
    lines = re.search(r"^## Behind a proxy.*?^```apache\n(.*?)^```", page,
                      re.M | re.S).group(1)
    with Site(pg, base, modules=["remoteip"],
              extra=lines.replace("10.0.0.5", "127.0.0.1")
              + f"ServerName {NAME}\n") as site:
        site.add_user("ana", "ADMIN")
        yield site


@pytest.fixture(params=[nginx, haproxy], ids=["nginx", "haproxy"])
def get(request, behind, base):
    """curl of a path, through it, with headers that a reader made up."""
    make = request.param
    front = make(base / make.__name__, behind)
    yield lambda path, *options: Curl(front.folder)(NAME, front.port, path,
                                                    *SENT, *options)
    front.stop()


def test_links_addresses_uploads(behind, get, tmp_path):
    answer = get("/api/")
    assert answer[:2] == ("200", "2")
    assert json.loads(answer.body)["posts"] == f"https://{NAME}/api/posts/"
    # the host is one that is known
    eventually(lambda: "x-cache: HIT" in get("/api/categories/").head)

    source = behind.stranger().source
    wrong = json.dumps({"username": "ana", "password": "not the password"})
    assert get("/api/auth/login/", "--json", wrong, "--interface",
               source).status == "400"
    noted = behind.login("ana").get("/audit/").json()["results"][0]
    assert (noted["action"], noted["address"]) == ("login_failed", source)

    large = tmp_path / "large"
    large.write_bytes(b"no picture" * 1_500_000)
    as_ana = f"Authorization: Bearer {behind.login('ana').token}"
    answer = get("/api/media/", "-H", as_ana, "-F", f"original_file=@{large}")
    assert answer.status == "400" and "Unsupported file type" in answer.body
