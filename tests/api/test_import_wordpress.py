"""talecraftctl import wordpress, and what every import does alike."""

import os
import subprocess
import threading

import pytest

from support.imports import (ctl, found, imported, makes_nothing, post_of,
                             refused)
from support.make import expect, make_image, unique, wait_ready
from support.marks import NO_SANITIZER
from support.tools import REPO, build_product

SAMPLE = REPO / "tests/data/wordpress.xml"


def wordpress(site, file, uploads, *args, code=0):
    return ctl(site, "wordpress", file, "--uploads", uploads, "--media-root",
               site.media_root, *args, code=code)


def make_uploads(folder):
    month = folder / "2024/03"
    month.mkdir(parents=True)
    (month / "pier.jpg").write_bytes(make_image(600, 400))
    (month / "loose.png").write_bytes(make_image(60, 40, "PNG"))
    return folder


def wxr(text, site="https://small.example"):
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:wp="http://wordpress.org/export/1.2/"><channel>
<wp:base_blog_url>{site}</wp:base_blog_url>{text}</channel></rss>"""


def item(number, content, kind="post", **fields):
    fields = {"status": "publish", "post_name": f"item-{number}",
              "post_date_gmt": "2024-01-01 00:00:00", **fields}
    told = "".join(f"<wp:{name}>{value}</wp:{name}>"
                   for name, value in fields.items())
    return (f"<item><title>Item {number}</title><dc:creator>mara</dc:creator>"
            f"<content:encoded><![CDATA[{content}]]></content:encoded>"
            f"<wp:post_id>{number}</wp:post_id>{told}"
            f"<wp:post_type>{kind}</wp:post_type></item>")


@pytest.fixture(scope="module")
def done(pg, base, tmp_path_factory):
    """A site with the sample, imported once: (site, admin, uploads, what it
    said, rows of the mapping)."""
    folder = tmp_path_factory.mktemp("wp")
    uploads = make_uploads(folder / "uploads")
    with imported(pg, base, folder, lambda site, *args: wordpress(
            site, SAMPLE, uploads, *args)) as (site, admin, said, rows):
        yield site, admin, uploads, said, rows


def test_counts(done):
    lines = done[3].splitlines()
    assert ("before: users 1, categories 0, tags 0, media 0, posts 0, "
            "ad placements 0") in lines
    assert ("after: users 3, categories 3, tags 3, media 2, posts 7, "
            "ad placements 0") in lines
    assert "post: imported 6, joined 0, known already 0, refused 0" in lines
    assert "page: imported 1, joined 0, known already 0, refused 0" in lines
    for left in ("comments 1", "taxonomy post_format 1",
                 "items of type nav_menu_item 1", "custom field mood 1",
                 "status trash 1"):
        assert "not imported, as nothing here is like it: " + left in lines


def test_people_and_terms(done):
    _, admin, _, said, rows = done
    users = {user["username"]: user for user in
             expect(admin.get("/users/"), 200).json()["results"]}
    assert users["ines"]["first_name"] == "Ines"
    assert users["ines"]["email"] == "ines@harbour.example"
    assert users["ines"]["role"] == "WRITER"
    assert users["tom-barge"]["email"] == ""
    assert "user tom barge: the user is called tom-barge here" in said
    assert "user ines: must set a password" in said
    kinds = {one["slug"]: one for one in
             expect(admin.get("/categories/"), 200).json()}
    assert kinds["ferries"]["name"] == "Ferries & more"
    assert kinds["ferries"]["parent"] == "boats"
    assert kinds["boats"]["description"] == "All that floats"
    assert found(rows, "category", "boats")["path"] == \
        "/categories/slug/boats/"
    assert found(rows, "user", "ines")["path"] == "/authors/ines/"


def test_a_post_of_blocks(done):
    site, admin, _, said, rows = done
    post = post_of(admin, rows, "11")
    pier = int(found(rows, "media", "21")["new_id"])
    loose = int(found(rows, "media", "2024/03/loose.png")["new_id"])
    assert post["content"] == [
        {"type": "paragraph", "text": "The quay is ours.", "marks": [
            [4, 8, "strong"],
            [12, 16, "link", {"href": "https://harbour.example/about/",
                              "title": "Us"}]]},
        {"type": "heading", "text": "A pier", "level": 3},
        {"type": "image", "media_id": pier, "alt": "The pier",
         "caption": "At dawn", "caption_marks": [[3, 7, "em"]]},
        {"type": "gallery", "media_ids": [pier, loose]},
        {"type": "list", "items": ["one", "two"]},
        {"type": "embed", "url": "https://video.example/watch"},
        {"type": "divider"},
        {"type": "code", "language": "html",
         "code": '<!-- wp:latest-posts {"postsToShow":3} /-->'}]
    assert post["title"] == "Blocks by the quay"
    assert post["excerpt"] == "All blocks."
    assert post["author"]["username"] == "ines"
    assert post["category"]["slug"] == "ferries"
    assert [tag["name"] for tag in post["tags"]] == [
        "Boats", "Low tide", "Not listed"]
    assert post["status"] == "PUBLISHED"
    assert post["published_at"] == "2024-03-01T08:00:00.000000Z"
    assert post["updated_at"] == "2024-03-02T12:30:00.000000Z"
    assert post["featured_media"]["id"] == post["thumbnail_media"]["id"] == pier
    assert post["seo_description"] == "Blocks, told briefly"
    assert "post 11: its category Boats became a tag" in said
    assert "post 11: it was sticky" in said
    assert "post 11: a block without a text was kept as its source: " \
        "wp:latest-posts" in said
    # what is there can be sent back as it came
    expect(admin.put(f"/posts/{post['id']}/", json=post), 200)
    for old in ("blocks-at-the-quay", "quay-blocks"):
        answer = site.client().get(f"/posts/slug/{old}/",
                                   allow_redirects=False)
        expect(answer, 301)
        assert answer.headers["Location"].endswith(
            "/posts/slug/blocks-by-the-quay/")
    assert found(rows, "post", "11") == {
        "kind": "post", "old_id": "11", "new_id": str(post["id"]),
        "old_url": "https://harbour.example/2024/03/blocks-by-the-quay/",
        "path": "/posts/slug/blocks-by-the-quay/"}


def test_a_classic_post(done):
    site, admin, _, said, rows = done
    post = post_of(admin, rows, "12")
    pier = int(found(rows, "media", "21")["new_id"])
    assert post["content"] == [
        {"type": "paragraph", "text": "First lines\nof a classic text.",
         "marks": [[17, 24, "em"]]},
        {"type": "image", "media_id": pier, "alt": "Old pier",
         "caption": "The old pier"},
        {"type": "gallery", "media_ids": [pier]},
        {"type": "paragraph", "text": '[contact-form to="x"]'},
        {"type": "paragraph", "text": "Gone", "marks": [
            [0, 4, "link", {"href": "https://elsewhere.example/gone.jpg"}]]}]
    for told in ('a shortcode stayed as text: [contact-form to="x"]',
                 "a gallery shows picture 22, which is not among the media",
                 "a picture or video became a link, as its file is not among "
                 "the media: https://elsewhere.example/gone.jpg"):
        assert f"post 12: {told}" in said
    assert post["slug"] == "port"
    expect(site.client().get("/posts/slug/порт/", allow_redirects=False), 301)


def test_statuses(done):
    site, admin, _, said, rows = done
    states = {number: post_of(admin, rows, number)["status"]
              for number in ("13", "14", "15", "16")}
    assert states == {"13": "DRAFT", "14": "IN_REVIEW", "15": "SCHEDULED",
                      "16": "ARCHIVED"}
    assert post_of(admin, rows, "15")["scheduled_publish_at"] == \
        "2099-01-01T00:00:00.000000Z"
    draft = post_of(admin, rows, "13")
    assert draft["published_at"] is None
    assert draft["created_at"] == "2024-03-03T10:00:00.000000Z"
    assert "post 16: it was private and is ARCHIVED" in said
    assert "post 17: not imported, as its status is trash" in said
    public = expect(site.client().get("/posts/"), 200).json()["results"]
    assert [post["slug"] for post in public] == [
        "blocks-by-the-quay", "about", "port"]
    page = post_of(admin, rows, "18", "page")
    assert page["category"]["slug"] == "pages"
    hits = expect(site.client().get("/posts/?search=quay"), 200).json()
    assert hits["count"] == 1


def test_media_are_processed(done):
    site, admin, _, _, rows = done
    row = wait_ready(admin, found(rows, "media", "21")["new_id"])
    assert (row["alt_text"], row["caption"], row["original_name"]) == (
        "Wood on water", "A pier of wood", "pier.jpg")
    assert row["uploaded_by"] == "ines"
    assert row["created_at"] == "2024-02-29T06:00:00.000000Z"
    assert row["width"] == 600
    assert "ok\n" in site.ctl("check")


def test_a_second_run_makes_nothing(done):
    site, admin, uploads, _, rows = done
    row = found(rows, "post", "14")
    expect(admin.delete(f"/posts/{row['new_id']}/"), 204)
    said = makes_nothing(site, lambda: wordpress(site, SAMPLE, uploads))
    assert "post: imported 0, joined 0, known already 6, refused 0" in said
    assert "media: imported 0, joined 0, known already 1, refused 0" in said
    assert "post 14: it was deleted here, and is not brought back" in said


ALONE = "select pg_advisory_lock(hashtextextended('talecraft import', 0))"


def test_one_at_a_time(make_site, tmp_path):
    """Who imports waits for a moment, as one that has ended may still be
    there, and then says what is in the way."""
    file = tmp_path / "one.xml"
    file.write_text(wxr(item(1, "Text.")))
    with make_site() as site:
        site.add_user("boss", "ADMIN")
        with site.hold(ALONE):
            said = ctl(site, "wordpress", file, code=6)
            assert "another import into this database runs" in said
        with site.hold(ALONE) as other:
            threading.Timer(1, other.commit).start()
            assert "post: imported 1" in ctl(site, "wordpress", file)


def test_an_import_that_is_killed_goes_on(make_site, tmp_path):
    """What was committed is whole, and the next run makes the rest."""
    file = tmp_path / "many.xml"
    file.write_text(wxr("".join(item(n, f"Text {n}.")
                                for n in range(1, 301))))
    with make_site() as site:
        site.add_user("boss", "ADMIN")
        child = subprocess.Popen(
            [build_product("talecraftctl"), "-d",
             site.pg.conninfo(site.database), "import", "wordpress", file],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        while site.sql("select count(*) from posts").strip() == "0":
            assert child.poll() is None
        child.kill()
        child.communicate()
        known = int(site.sql("select count(*) from imported "
                             "where kind = 'post'"))
        assert 0 < known == int(site.sql("select count(*) from posts"))
        # PostgreSQL may still be ending the dead one's session
        said = ctl(site, "wordpress", file)
        assert site.sql("select count(*) from posts").strip() == "300"
        assert "refused 0" in said


def test_hostile_names(make_site, tmp_path):
    """Nothing outside of the folder of uploads is read."""
    uploads = make_uploads(tmp_path / "uploads")
    secret = tmp_path / "secret.jpg"
    secret.write_bytes(make_image(30, 20))
    (uploads / "link.jpg").symlink_to(secret)
    (uploads / "out").symlink_to(tmp_path)
    (uploads / "page.jpg").write_text("<html><script>x()</script>")
    os.mkfifo(uploads / "pipe.jpg")
    names = ["../secret.jpg", "2024/../../secret.jpg", "%2e%2e/secret.jpg",
             "link.jpg", "out/secret.jpg", "page.jpg", "pipe.jpg", "2024",
             "/etc/passwd", "a%00.jpg", ""]
    text = "".join(
        item(n, "", "attachment", status="inherit", attachment_url=
             f"https://small.example/wp-content/uploads/{name}")
        for n, name in enumerate(names, 1))
    text += item(90, "".join(
        f'<img src="https://small.example/wp-content/uploads/{name}">'
        for name in names[:7]))
    file = tmp_path / "names.xml"
    file.write_text(wxr(text))
    with make_site() as site:
        site.add_user("boss", "ADMIN")
        said = wordpress(site, file, uploads, code=1)
        assert site.sql("select count(*) from media").strip() == "0"
        assert f"media: imported 0, joined 0, known already 0, refused " \
            f"{len(names)}" in said
        assert "media 6: not imported: the file is no picture" in said


BOMB = """<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa">%s
<!ENTITY file SYSTEM "file:///etc/passwd">]>
<rss><channel><title>&%s;</title></channel></rss>"""


@pytest.mark.parametrize("text, told", [
    (BOMB % ("".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">'
                     for n in range(12)), "m"),
     "no XML that is read here"),
    (BOMB % ("", "file"), "document type"),
    ("<html></html>", "no export of WordPress"),
    ("", "no XML"),
    (wxr(item(1, "x"))[:-30], "no XML"),
    (wxr(item(1, "x" * 11_000_000)), "no XML"),
], ids=["bomb", "external", "html", "empty", "cut", "long"])
def test_hostile_files(make_site, tmp_path, text, told):
    assert told in refused(make_site, tmp_path / "file.xml", text, "wordpress")


def test_what_is_too_large_is_refused(make_site, tmp_path):
    """One that cannot be is named, and the others come."""
    meta = ("<wp:postmeta><wp:meta_key>k</wp:meta_key><wp:meta_value>"
            + "v" * 1_000_000 + "</wp:meta_value></wp:postmeta>")
    huge = item(3, "x").replace("</item>", meta * 18 + "</item>")
    file = tmp_path / "large.xml"
    file.write_text(wxr(item(1, "fine") + item(2, "word " * 400_000) + huge
                        + item(4, "<hr>" * 3000) + item(5, "fine too")))
    with make_site() as site:
        site.add_user("boss", "ADMIN")
        said = ctl(site, "wordpress", file, code=1)
        assert "post 2: not imported: its text is larger than 1 MiB" in said
        assert "post 3: not imported: it is larger than 16 MiB" in said
        assert "post 4: not imported: it has more than 2000 blocks" in said
        assert site.sql("select string_agg(slug, ' ' order by slug) "
                        "from posts").strip() == "item-1 item-5"


@NO_SANITIZER
def test_memory_does_not_grow_with_the_file(make_site, tmp_path):
    file = tmp_path / "long.xml"
    with open(file, "w", encoding="utf-8") as out:
        head, tail = wxr("SPLIT").split("SPLIT")
        out.write(head)
        for number in range(1, 201):
            out.write(item(number, "x" * 1_000_000, "nav_menu_item"))
        out.write(tail)
    with make_site() as site:
        site.add_user("boss", "ADMIN")
        done = subprocess.run(
            ["prlimit", f"--data={100 << 20}", build_product("talecraftctl"),
             "-d", site.pg.conninfo(site.database), "import", "wordpress",
             file], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        assert "items of type nav_menu_item 200" in done.stdout


def test_rows_that_are_there_are_joined(make_site, tmp_path):
    file = tmp_path / "small.xml"
    with make_site() as site:
        site.add_user("boss", "ADMIN")
        site.add_user("mara", "EDITOR")
        site.sql("insert into categories (name, slug) values ('X', 'news')")
        site.sql("insert into posts (title, slug, content, author_id) "
                 "values ('Mine', 'item-1', '[]', 1)")
        file.write_text(wxr(
            "<wp:category><wp:category_nicename>news</wp:category_nicename>"
            "<wp:cat_name>News</wp:cat_name></wp:category>"
            + item(1, "text")))
        said = ctl(site, "wordpress", file)
        assert "user: imported 0, joined 1" in said
        assert "category: imported 0, joined 1" in said
        assert "post 1: its slug is item-1-1 now, not item-1" in said
        assert site.sql("select role from users where username = 'mara'"
                        ).strip() == "EDITOR"


def test_usage(site, tmp_path):
    file = tmp_path / unique("none")
    for args, code, told in (
            ((), 2, "needs a file"),
            (("x", "--map"), 2, "--map needs a value"),
            (("x", "--nothing"), 2, 'takes no "--nothing"'),
            (("x", "--uploads", tmp_path), 2, "--media-root or --site"),
            (("x", "--site", "../x"), 2, "cannot be read"),
            ((file,), 6, "No such file"),
            ((tmp_path,), 6, "it is no file"),
            (("x", "--uploads", file, "--media-root", tmp_path), 6,
             "No such file")):
        assert told in ctl(site, "wordpress", *args, code=code)
    assert "--dry-run" in ctl(site, "wordpress", "--help")
