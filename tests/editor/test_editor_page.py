"""The editors' page as it is served: headers, codings, sizes, mounts."""

import gzip
import json
import re
import subprocess
from pathlib import Path

import pytest
import requests

from support.site import Site

ROOT = Path(__file__).resolve().parents[2]
POLICY = ("default-src 'none'", "script-src 'self';", "style-src 'self';",
          "frame-ancestors 'none'", "base-uri 'none'",
          "require-trusted-types-for 'script'")
PAGE = """
<Location "/desk/editor">
    SetHandler talecraft-editor
</Location>
"""


@pytest.fixture(scope="module")
def page(pg, base):
    with Site(pg, base, vhosts=PAGE, mount="/cms/api") as site:
        yield site


def get(site, path, **options):
    return requests.get(f"{site.origin}/desk/editor{path}", timeout=10,
                        allow_redirects=False, **options)


def names(site):
    """The files that index.html asks for, and what those ask for."""
    text = get(site, "/").text
    found, todo = {}, re.findall(r'(?:src|href)="(assets/[^"]+)"', text)
    while todo:
        name = todo.pop()
        if name in found:
            continue
        found[name] = get(site, f"/{name}")
        if name.endswith(".js"):
            todo += [f"assets/{other}" for other in re.findall(
                r'"\./([\w-]+\.js)"', found[name].text)]
    return found


def test_every_answer_has_the_policy(page):
    for path, status in (("/", 200), ("", 301), ("/config.json", 200),
                         ("/assets/none.js", 404), ("/../editor/", 200)):
        answer = get(page, path)
        assert answer.status_code == status, path
        policy = answer.headers["Content-Security-Policy"]
        assert all(part in policy for part in POLICY), path
        assert "unsafe" not in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert page.origin in policy
    posted = requests.post(f"{page.origin}/desk/editor/", timeout=10)
    assert posted.status_code == 405
    assert "Content-Security-Policy" in posted.headers


def test_page_is_asked_again_and_assets_are_kept(page):
    index = get(page, "/")
    assert index.headers["Cache-Control"] == "no-cache"
    assert get(page, "/", headers={"If-None-Match": index.headers["ETag"]}
               ).status_code == 304
    for name, answer in names(page).items():
        assert answer.status_code == 200, name
        assert "immutable" in answer.headers["Cache-Control"]
        types = {"js": "text/javascript; charset=utf-8",
                 "css": "text/css; charset=utf-8"}
        assert answer.headers["Content-Type"] == types[name.split(".")[-1]]


def test_codings_are_the_same_bytes(page):
    for name in list(names(page)) + [""]:
        forms = {coding: get(page, f"/{name}", headers={
            "Accept-Encoding": coding}, stream=True)
            for coding in ("identity", "gzip", "br")}
        plain = forms["identity"].content
        assert "Content-Encoding" not in forms["identity"].headers
        assert gzip.decompress(forms["gzip"].raw.read()) == plain
        assert forms["br"].headers["Content-Encoding"] == "br"
        packed = forms["br"].raw.read()
        unpacked = subprocess.run(
            ["node", "-e", "process.stdout.write(require('zlib')."
             "brotliDecompressSync(require('fs').readFileSync(0)))"],
            input=packed, stdout=subprocess.PIPE, check=True).stdout
        assert unpacked == plain
        assert len({one.headers["ETag"] for one in forms.values()}) == 3


def test_size_budget(page):
    """Bytes as gzip has them. The first load is what the list of posts needs;
    a screen, or a part beside the text, is what comes on top of it."""
    files = names(page)
    sizes = {name: len(get(page, f"/{name}", headers={
        "Accept-Encoding": "gzip"}, stream=True).raw.read())
        for name in files}
    scripts = {name.removeprefix("assets/"): answer.text
               for name, answer in files.items() if name.endswith(".js")}

    def needed(name, known=frozenset()):
        todo, found = [name], set()
        while todo:
            one = todo.pop()
            if one not in found and one not in known:
                found.add(one)
                todo += re.findall(r'(?:from|import)"\./([\w-]+\.js)"',
                                   scripts[one])
        return found

    def weight(found):
        return sum(sizes[f"assets/{name}"] for name in found)

    def part(stem):
        return next(name for name in scripts if name.startswith(f"{stem}-"))

    first = needed(part("main"))
    writing = needed(part("post"), first)
    assert weight(first) < 40_000
    assert weight(writing) < 110_000
    beside = {part(stem) for stem in ("panels", "publish", "deciding",
                                      "dialogs", "pasting")}
    for name in scripts:
        if not name.startswith(("main-", "post-", "chunk-")):
            known = first | writing if name in beside else first
            assert weight(needed(name, known)) < 15_000, name
    assert sum(size for name, size in sizes.items()
               if name.endswith(".css")) < 10_000
    assert sum(sizes.values()) < 200_000


def test_settings(page):
    told = get(page, "/config.json")
    assert told.headers["Cache-Control"] == "no-store"
    told = told.json()
    assert told["api"] == "../../cms/api/"
    assert told["origin"] == page.origin
    assert told["time_zone"] is None and told["post_url"] is None
    assert told["limits"]["upload"] == 50 * 1024 * 1024
    assert [one["name"] for one in told["variants"]] == [
        "original", "large", "medium", "thumb"]


def test_zone_and_address(make_site, page):
    """As configured; what can be neither is refused."""
    post = "https://www.example.org/{id}/{slug}"
    with make_site(database=page.database, vhosts=PAGE, mount="/cms/api",
                   extra=f"TalecraftPostURL {post}\n"
                   "TalecraftTimeZone America/Argentina/Ushuaia") as site:
        told = get(site, "/config.json").json()
        assert told["time_zone"] == "America/Argentina/Ushuaia"
        assert told["post_url"] == post
    for line in ("TimeZone Europe/Atlantis", "TimeZone ../../../etc/passwd",
                 "TimeZone Europe", "TimeZone /Europe/Berlin",
                 "PostURL /blog/{slug}", "PostURL https://example.org/"):
        site.httpd.config = f"Talecraft{line}\n" + site.default_config()
        site.httpd.write_config()
        done = site.httpd.command("-t")
        assert done.returncode != 0 and f"Talecraft{line.split()[0]}" in \
            done.stdout + done.stderr, line


def test_slash_is_added_relatively(page):
    assert get(page, "").headers["Location"] == "editor/"
    assert get(page, "?a=b").headers["Location"] == "editor/?a=b"


PATTERN = """
<LocationMatch "^/other/(desk|page)/">
    SetHandler talecraft-editor
</LocationMatch>
"""


def test_host_without_an_api_says_so(make_site, expect_log):
    """And has no work in the background: it is no site. Where a pattern does
    not tell where the page is, the log says what to do."""
    expect_log(r"TC6009: ", must=True)
    expect_log(r"TC1020: ", must=True)
    with make_site(config=lambda site: PAGE + PATTERN) as site:
        told = get(site, "/config.json").json()
        assert told["api"] is None
        assert "SetHandler talecraft" in told["problem"]
        assert requests.get(f"{site.origin}/other/desk/",
                            timeout=10).status_code == 500


def test_lock_file_names_no_host():
    """Who builds decides where packages come from; versions are exact."""
    text = (ROOT / "src/editor/package-lock.json").read_text()
    assert "resolved" not in text
    lock = json.loads(text)
    for name, package in lock["packages"].items():
        assert name == "" or package["integrity"].startswith("sha512-")
    wanted = json.loads((ROOT / "src/editor/package.json").read_text())
    for group in ("dependencies", "devDependencies"):
        assert all(re.fullmatch(r"\d+\.\d+\.\d+", version)
                   for version in wanted[group].values())
