"""Where the API is mounted: by a pattern, and beside what httpd has there."""

import re
from pathlib import Path

import pytest

from support.cached import settle, warm
from support.content import act, at, eventually
from support.make import (detail, expect, make_image, make_post, upload,
                          wait_ready)

NOT_FOUND = detail("Not found.")
BROKEN = "AH00526|Invalid command|AH01797|AH01276|AH01630|AH00037"


def by_pattern(site):
    """No <Location> tells where the API is."""
    return f"""{site.dbd()}
TalecraftMediaRoot {site.media_root}
TalecraftWorkerProgram {site.worker}
TalecraftMediaWorkers 1
<LocationMatch "^/(?:news|tales)/api(?:/|$)">
    SetHandler talecraft
    TalecraftMount /news/api
</LocationMatch>
"""


def add_users(site):
    for name, role in (("writer", "WRITER"), ("editor", "EDITOR")):
        site.add_user(name, role)


@pytest.fixture(scope="module")
def pattern(pg, base):
    from support.site import Site
    with Site(pg, base, config=by_pattern, mount="/news/api") as site:
        add_users(site)
        settle(site.client())
        yield site


def test_pattern_is_cached(pattern):
    public, editor = pattern.client(), pattern.login("editor")
    post = make_post(editor, publish=True)
    path = f"/posts/{post['id']}/"
    assert warm(public, path, "/posts/")[0].json()["title"] == post["title"]
    expect(editor.patch(path, json={"title": "Another"}), 200)
    assert expect(public.get(path), 200).json()["title"] == "Another"


def test_pattern_processes_uploads(pattern):
    writer = pattern.login("writer")
    answer = expect(upload(writer, make_image()), 201)
    row = answer.json()
    assert answer.headers["Location"] == \
        f"{pattern.origin}/news/api/media/{row['id']}/"
    ready = wait_ready(writer, row["id"])
    assert expect(pattern.client(strict=False).get(ready["url"]),
                  200).headers["Content-Type"] == "image/webp"


def test_pattern_counts_views_and_publishes(pattern):
    public, editor = pattern.client(), pattern.login("editor")
    post, later = make_post(editor, publish=True), make_post(editor)
    expect(act(editor, later, "schedule", scheduled_publish_at=at(0.5)), 200)
    for _ in range(3):
        expect(public.get(f"/posts/{post['id']}/"), 200)
    eventually(lambda: pattern.sql(
        f"select status from posts where id = {later['id']}") ==
        "PUBLISHED")
    eventually(lambda: pattern.sql(
        f"select view_count from post_views where id = {post['id']}") ==
        "3")


def test_pattern_that_fits_elsewhere_too(pattern, expect_log):
    """TalecraftMount is no prefix of it: said in the log, not guessed."""
    expect_log(r"TC6001: ", must=True)
    client = pattern.client(strict=False)
    answer = expect(client.get(f"{pattern.origin}/tales/api/posts/"), 500,
                    detail("Internal server error."))
    assert answer.headers["Content-Type"] == "application/json"


def test_the_example_of_the_configuration(make_site, site):
    """What it matches is served."""
    conf = Path(__file__).resolve().parents[2] / "conf/talecraft.conf.in"
    example = re.search("^#<LocationMatch.*?^#</LocationMatch>",
                        conf.read_text(encoding="utf-8"), re.M | re.S)
    lines = re.sub("^#", "", example.group(), flags=re.M)
    with make_site(database=site.database, config=lambda own:
                   f"{own.dbd()}\n{lines}\n") as own:
        client = own.client(strict=False)
        for path in ("/", "/posts/", "/categories/"):
            expect(client.get(path), 200)
        assert "detail" not in client.get("/users/").text


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_files_below_a_mount_mean_nothing(make_site, site, expect_log):
    """Neither .htaccess nor <Directory> of a folder with the mount's name."""
    expect_log(BROKEN)

    def config(own):
        docs = own.httpd.root / "htdocs"
        return own.default_config() + f"""
<Directory "{docs}">
    AllowOverride All
    Require all granted
</Directory>
<Directory "{docs}/api/posts">
    Require all denied
</Directory>
"""

    other = make_site(database=site.database, config=config)
    docs = other.httpd.root / "htdocs"
    for name in ("api", "api/categories", "beside"):
        write(docs / name / ".htaccess", "Require all denied\nNonsense on\n")
    write(docs / "api/posts/index.html", "a page")
    write(docs / "api/categories/index.html", "a page")
    write(docs / "beside/page.html", "a page")
    with other:
        client = other.client()
        for path in ("/", "/posts/", "/categories/"):
            expect(client.get(path), 200)
        expect(client.get("/posts/index.html"), 404, NOT_FOUND)
        # beside the mount both count
        expect(client.get(f"{other.origin}/beside/page.html", strict=False),
               500)


def test_files_beside_a_mount_at_the_root(make_site, site, expect_log):
    expect_log("AH00128")
    other = make_site(database=site.database, mount="/", vhosts="""
<Location "/static">
    SetHandler none
</Location>
""")
    write(other.httpd.root / "htdocs/static/site.css", "p { color: red }")
    write(other.httpd.root / "htdocs/posts/index.html", "a page")
    with other:
        client = other.client()
        answer = expect(client.get("/static/site.css", strict=False), 200,
                        "p { color: red }")
        assert answer.headers["Content-Type"] == "text/css"
        absent = expect(client.get("/static/absent.css", strict=False), 404)
        assert absent.headers["Content-Type"].startswith("text/html")
        assert "detail" not in absent.text
        assert "results" in expect(client.get("/posts/"), 200).json()
        expect(client.get("/posts/index.html"), 404, NOT_FOUND)
        expect(client.get("/staticx/"), 404, NOT_FOUND)
