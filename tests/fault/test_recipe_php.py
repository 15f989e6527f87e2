"""Recipe of docs/recipes.md: PHP in the same httpd, under prefork."""

from urllib.parse import urlsplit

import pytest

from support.make import (detail, expect, make_image, make_post, unique,
                          upload, wait_ready)
from support.recipes import pieces
from support.setup import settings
from support.site import Site
from support.tools import apxs, make_dir

TITLE, NAME = "PHP beside it", "www.example.org"
DEBIAN = "/etc/apache2/mods-available/php8.2.conf"
EVIL = b"<?php echo 6 * 7, ' by PHP'; ?>"


def configuration(site):
    root = make_dir(site.root / "www")
    words = {":80": f":{site.port}"}
    program, = pieces(TITLE, "php", words=words)
    (root / "index.php").write_text(program)
    (root / "other.php").write_bytes(EVIL)
    (site.root / "settings.conf").write_text(settings(site, NAME))
    host, = pieces(TITLE, words={
        **words, f"/var/www/{NAME}": root,
        f"/etc/apache2/talecraft/{NAME}.conf": site.root / "settings.conf"})
    return f"""
LoadModule php_module {apxs("LIBEXECDIR")}/libphp8.2.so
Include {DEBIAN}
TalecraftWorkerProgram {site.worker}
TalecraftMediaWorkers 1
{host}
"""


@pytest.fixture(scope="module")
def both(pg, base):
    with Site(pg, base, config=configuration, modules=["dir"],
              mpm="prefork") as site:
        site.add_user("editor", "EDITOR")
        yield site


@pytest.fixture
def pages(both):
    return both.client(url=both.origin, strict=False)


def test_pages_of_posts(both, pages):
    post = make_post(both.login("editor"), publish=True,
                     title=unique("<Here> "))
    for path in ("/", "/any/page/"):
        told = expect(pages.get(path), 200)
        assert told.headers["Content-Type"].startswith("text/html")
        shown = post["title"].replace("<", "&lt;").replace(">", "&gt;")
        assert f"<h2>{shown}</h2>" in told.text
    assert pages.get("/other.php").text == "42 by PHP"


def test_paths_of_the_api_are_no_programs(both, pages):
    for path in ("/posts/other.php", "/other.php", "/posts/slug/other.php/"):
        expect(both.client().get(path), 404, detail("Not found."))
    assert expect(pages.get("/editor/"), 200).text.startswith("<!doctype")
    expect(pages.get("/media-files/other.php"), 404)


def test_uploads_are_no_programs(both, pages):
    editor = both.login("editor")
    row = expect(upload(editor, make_image() + EVIL, name="evil.php",
                        kind="application/x-php"), 201).json()
    row = wait_ready(editor, row["id"])
    url = urlsplit(row["variants"]["original"]["url"])
    told = expect(pages.get(url.path), 200)
    assert told.headers["Content-Type"] == "image/webp"
    original = expect(editor.get(f"/media/{row['id']}/original/"), 200)
    assert original.content.endswith(EVIL)
