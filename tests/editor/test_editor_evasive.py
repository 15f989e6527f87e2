"""Recipe of docs/recipes.md: mod_evasive, which lets the editors' page do what
it does and refuses floods; what it refuses keeps its meaning."""

import re
from collections import Counter

import pytest

from browser import Page, url
from conftest import CONFIG, PEOPLE, SETTINGS
from scene import lay
from support.content import eventually
from support.make import detail, expect, make_image
from support.recipes import pieces
from support.site import Site
from test_editor_drop import drop
from test_editor_together import make, paragraphs
from tour import everywhere

LINE = re.compile(r'\[([^\]]*)\] "\S+ (\S+) [^"]*" (\d+) ')
DENIED = "client denied by server configuration"
FLOOD = 3000  # more than DOSPageCount in each process


def site_with(pg, base, lines):
    log = f"DOSLogDir {base}/site-evasive\n"
    (base / "site-evasive").mkdir(exist_ok=True)
    (base / "site-evasive").chmod(0o777)
    return Site(pg, base, vhosts=CONFIG, modules=["evasive20"],
                extra=SETTINGS + lines.replace(
                    "DOSLogDir /var/log/mod_evasive\n", log))


@pytest.fixture(scope="module")
def guarded(pg, base):
    lines, = pieces("mod_evasive")
    with site_with(pg, base, lines) as site:
        for name, role in PEOPLE.items():
            site.add_user(name, role)
        yield site


def asked(site):
    """(second, path, status) of all requests so far."""
    return [found.groups() for found in LINE.finditer(
        (site.root / "access.log").read_text())]


def test_what_the_page_asks_for(guarded):
    """Nothing of it is refused; with Debian's settings most of it is."""
    things = lay(guarded)
    eventually(lambda: guarded.sql("select count(*) from media_files where "
                                   "status = 'READY'") == "2")
    number = make(guarded, "Dropped", paragraphs("First.", "Second."))
    with Page(url(guarded)) as page:
        page.enter(guarded, "eve")
        for _ in everywhere(page, things):
            pass
        page.go(f"/posts/{number}")
        page.find("#text p", "Second.")
        drop(page, *((f"{one}.jpg", make_image(64, 64)) for one in range(12)))
        page.until("all", lambda: len(page.all(
            "#text figure .shown img[width]")) == 12, 180)
    rows = asked(guarded)
    assert not [row for row in rows if row[2] in ("403", "429")]
    paths = Counter((second, path.partition("?")[0])
                    for second, path, _ in rows)
    print(f"of one path in a second: {paths.most_common(1)}, of all: "
          f"{Counter(second for second, _, _ in rows).most_common(1)}")
    assert max(paths.values()) > 2


def flood(site, path, status):
    """The first answer that has it."""
    client = site.client(url=site.origin, strict=False)
    for _ in range(FLOOD):
        answer = client.get(path)
        if answer.status_code == status:
            return answer
        assert answer.status_code == 200, answer.text
    raise AssertionError("nothing was refused")


def test_floods(guarded, expect_log):
    expect_log(DENIED, must=True)
    answer = flood(guarded, "/api/posts/", 429)
    expect(answer, 429, detail("Too Many Requests."))
    assert answer.headers["Content-Type"] == "application/json"
    assert "Retry-After" not in answer.headers


def test_its_own_403(pg, base, expect_log):
    """Is nothing about roles."""
    expect_log(DENIED, must=True)
    with site_with(pg, base, "") as site:
        expect(flood(site, "/api/posts/", 403), 403, detail("Forbidden."))
