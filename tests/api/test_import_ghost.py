"""talecraftctl import ghost: documents of Ghost 1 to 5 in its own forms."""

import json
import os
import re

import pytest

from support.ghost_export import (URL, card, export, lexical, node, post,
                                  sample, text)
from support.imports import (ctl, found, imported, makes_nothing, post_of,
                             refused, settled)
from support.make import expect, make_image, wait_ready
from support.site import PASSWORD


def ghost(site, file, content, *args, code=0):
    return ctl(site, "ghost", file, *args, "--media-root", site.media_root,
               "--content", content, code=code)


def make_content(folder):
    images = folder / "images/2024/03"
    images.mkdir(parents=True)
    for number, name in enumerate(("pier.jpg", "quay.jpg", "face.jpg")):
        (images / name).write_bytes(make_image(600, 400 + number))
    return folder


@pytest.fixture(scope="module")
def done(pg, base, tmp_path_factory):
    """A site with the sample, imported once: (site, admin, file, content,
    what it said, rows of the mapping)."""
    folder = tmp_path_factory.mktemp("ghost")
    content = make_content(folder / "content")
    file = folder / "export.json"
    file.write_text(json.dumps(sample()))
    with imported(pg, base, folder, lambda site, *args: ghost(
            site, file, content, *args)) as (site, admin, said, rows):
        yield site, admin, file, content, said, rows


def test_counts(done):
    left = "not imported, as nothing here is like it: "
    assert not {
        "before: users 1, categories 0, tags 0, media 0, posts 0, "
        "ad placements 0",
        "after: users 3, categories 1, tags 2, media 3, posts 11, "
        "ad placements 0",
        "user: imported 2, joined 0, known already 0, refused 0",
        "post: imported 10, joined 0, known already 0, refused 0",
        "page: imported 1, joined 0, known already 0, refused 0",
        left + "internal tags 1", left + "rows of members 2",
        left + "rows of settings 2", left + "member codeinjection_head 1",
        left + "member og_title 1", left + "a user's location 1",
    } - set(done[4].splitlines())


def test_people(done):
    site, admin, _, _, said, rows = done
    users = {user["username"]: user for user in
             expect(admin.get("/users/"), 200).json()["results"]}
    ines = users["ines"]
    assert (ines["first_name"], ines["last_name"], ines["role"],
            ines["email"]) == ("Ines Mar", "Vey", "ADMIN",
                               "ines@harbour.example")
    assert users["tom"]["role"] == "EDITOR"
    assert users["tom"]["is_active"] is False
    assert "user 2: must set a password" in said
    assert "user 1: must set" not in said
    wait_ready(admin, found(rows, "media", "images/2024/03/face.jpg")["new_id"])
    author = expect(site.client().get("/authors/ines/"), 200).json()
    assert author["bio"] == "By the sea"
    assert author["avatar"]["height"] == 402
    # the password of there counts here, and is hashed as others are then
    site.login("ines", PASSWORD)
    assert site.sql("select password_hash from users where username = 'ines'"
                    ).startswith("$2y$12$")
    assert found(rows, "user", "1")["path"] == "/authors/ines/"


def test_lexical(done):
    site, admin, _, _, said, rows = done
    one = post_of(admin, rows, "p1")
    pier, quay = (int(found(rows, "media", f"images/2024/03/{name}.jpg")
                      ["new_id"]) for name in ("pier", "quay"))
    assert one["content"] == [
        {"type": "paragraph", "text": "The quay is ours\nfor all & x.",
         "marks": [[4, 8, "strong"], [12, 16, "strong"], [12, 16, "em"],
                   [21, 24, "link", {"href": "/about/", "title": "Us"}],
                   [24, 28, "code"]]},
        {"type": "heading", "text": "A pier", "level": 3},
        {"type": "list", "items": ["one", "two"], "style": "ordered",
         "item_marks": [[[0, 3, "strong"]], []]},
        {"type": "quote", "text": "Said so"},
        {"type": "divider"},
        {"type": "image", "media_id": pier, "alt": "The pier",
         "caption": "At dawn", "caption_marks": [[3, 7, "em"]]},
        {"type": "gallery", "media_ids": [pier, quay], "caption": "Both"},
        {"type": "embed", "url": "https://video.example/watch?v=1"},
        {"type": "embed", "url": "https://book.example/",
         "caption": "A book"},
        {"type": "code", "code": "a < b\n  && c", "language": "js"},
        {"type": "callout", "text": "💡 Mind the gap",
         "marks": [[11, 14, "strong"]]},
        {"type": "heading", "text": "More", "level": 4},
        {"type": "paragraph", "text": "Much more"},
        {"type": "paragraph", "text": "Go",
         "marks": [[0, 2, "link", {"href": "/go/"}]]},
        {"type": "paragraph", "text": "Plan", "marks": [
            [0, 4, "link", {"href": "/content/files/a.pdf"}]]},
        {"type": "paragraph", "text": "As PDF"},
        {"type": "code", "language": "json", "code":
         '{"type":"tide-table","version":1,"harbour":"north"}'},
        {"type": "paragraph", "text": "under"}]
    for told in ("a comment in the HTML was left out: open <p>never closed",
                 "a toggle became a heading and its text: More",
                 "a file became a link: /content/files/a.pdf",
                 "what mails alone have was left out: Dear reader",
                 "a card was kept as its source: tide-table",
                 "underlined or highlighted, which no text is here: under",
                 "another author of it was Tom",
                 "it was featured",
                 "a tag that readers did not see was left out: #wide"):
        assert f"post p1: {told}" in said
    # what is there can be sent back as it came
    settled(site)
    expect(admin.put(f"/posts/{one['id']}/", json=one), 200)


def test_fields(done):
    _, admin, _, _, _, rows = done
    one = post_of(admin, rows, "p1")
    pier, quay = (int(found(rows, "media", f"images/2024/03/{name}.jpg")
                      ["new_id"]) for name in ("pier", "quay"))
    assert one["featured_media"]["id"] == one["thumbnail_media"]["id"] == pier
    assert one["og_media"]["id"] == quay
    assert (one["title"], one["slug"], one["excerpt"], one["seo_title"],
            one["seo_description"], one["canonical_url"]) == (
        "Post 1", "new-quay", "All of it.", "Quay, told", "Briefly",
        "https://harbour.example/quay/")
    assert one["author"]["username"] == "ines"
    assert [tag["name"] for tag in one["tags"]] == ["Low tide", "Boats"]
    assert one["published_at"] == "2024-03-01T08:00:00.000000Z"
    assert one["updated_at"] == "2024-03-02T12:30:00.000000Z"
    row = wait_ready(admin, pier)
    assert (row["alt_text"], row["caption"], row["original_name"],
            row["uploaded_by"]) == ("Wood on water", "A pier", "pier.jpg",
                                    "ines")
    assert found(rows, "post", "p1")["old_url"] == "/new-quay/"
    assert post_of(admin, rows, "p2")["seo_title"] == "Old, told"


def test_mobiledoc(done):
    _, admin, _, _, said, rows = done
    two = post_of(admin, rows, "p2")
    quay = int(found(rows, "media", "images/2024/03/quay.jpg")["new_id"])
    assert two["content"] == [
        {"type": "heading", "text": "Old days", "level": 2},
        {"type": "paragraph", "text": "First bold both\nlink", "marks": [
            [6, 15, "strong"], [6, 10, "em"],
            [16, 20, "link", {"href": "https://elsewhere.example/"}]]},
        {"type": "list", "items": ["one", "two"],
         "item_marks": [[], [[0, 3, "strong"]]]},
        {"type": "image", "media_id": quay, "alt": "Quay",
         "caption": "Stone"},
        {"type": "code", "code": "x = 1", "language": "py"},
        {"type": "divider"},
        {"type": "table", "rows": [["a"]], "header": False},
        {"type": "quote", "text": "Pulled"},
        {"type": "paragraph", "text": "https://gone.example/x.jpg",
         "marks": [[0, 26, "link", {"href": "https://gone.example/x.jpg"}]]}]
    assert two["author"]["username"] == "tom"
    assert "post p2: a picture or video became a link" in said


def test_html(done):
    """Markdown that Ghost has made HTML of, and posts that are HTML alone."""
    _, admin, _, _, said, rows = done
    assert post_of(admin, rows, "p3")["content"] == [
        {"type": "heading", "text": "Hi", "level": 1},
        {"type": "paragraph", "text": "there", "marks": [[0, 5, "em"]]}]
    assert post_of(admin, rows, "p4")["content"] == [
        {"type": "paragraph", "text": "Only HTML",
         "marks": [[5, 9, "strong"]]}]
    assert "Markdown" not in said
    assert "post p4: its author is not in the file" in said


def test_statuses(done):
    site, admin, _, _, said, rows = done
    states = {number: post_of(admin, rows, number)["status"] for number in
              ("p6", "p7", "p8", "p9", "p10")}
    assert states == {"p6": "SCHEDULED", "p7": "DRAFT", "p8": "ARCHIVED",
                      "p9": "ARCHIVED", "p10": "DRAFT"}
    assert post_of(admin, rows, "p6")["scheduled_publish_at"] == \
        "2099-01-01T00:00:00.000000Z"
    assert "post p8: it was for paid alone and is ARCHIVED" in said
    assert "post p9: it was sent by mail alone" in said
    assert post_of(admin, rows, "p5", "page")["category"]["slug"] == "pages"
    public = expect(site.client().get("/posts/"), 200).json()["results"]
    assert {one["slug"] for one in public} == {
        "new-quay", "old-days", "marked", "plain", "about", "port"}
    expect(site.client().get("/posts/slug/порт/", allow_redirects=False), 301)
    assert "ok\n" in site.ctl("check")


def test_a_second_run_makes_nothing(done):
    site, admin, file, content, _, rows = done
    expect(admin.delete(f"/posts/{found(rows, 'post', 'p7')['new_id']}/"),
           204)
    said = makes_nothing(site, lambda: ghost(site, file, content))
    assert "post: imported 0, joined 0, known already 10, refused 0" in said
    assert "post p7: it was deleted here, and is not brought back" in said


def test_categories(make_site, tmp_path):
    file = tmp_path / "export.json"
    file.write_text(json.dumps(sample()))
    with make_site() as site:
        site.add_user("boss", "ADMIN")
        ctl(site, "ghost", file, "--categories")
        one = site.sql(
            "select c.slug || ' ' || (select string_agg(t.slug, ',') from "
            "tags t where t.id = any (p.tag_ids)) from posts p join "
            "categories c on c.id = p.category_id where p.slug = 'new-quay'")
        assert one.strip() == "low-tide boats"


def test_old_forms(make_site, tmp_path):
    """Ghost 1: numbers as ids, page as a number, times without a zone, no
    object around."""
    data = export([dict(post(1, "one", html="<p>x</p>", author_id=7), id=1,
                        page=1, published_at="2016-03-01 08:00:00",
                        created_at=1456819200000)],
                  users=[{"id": 7, "name": "A", "slug": "a"}])["db"][0]
    del data["data"]["posts"][0]["type"]
    del data["data"]["settings"]
    file = tmp_path / "export.json"
    file.write_text(json.dumps(data))
    with make_site() as site:
        site.add_user("boss", "ADMIN")
        said = ctl(site, "ghost", file)
        assert "page: imported 1" in said
        assert site.sql(
            "select u.username, p.published_at at time zone 'UTC', "
            "p.created_at at time zone 'UTC' from posts p join users u "
            "on u.id = p.author_id").split("|") == [
            "a", "2016-03-01 08:00:00", "2016-03-01 08:00:00"]


def test_hostile_names(make_site, tmp_path):
    """Nothing outside of the folder is read."""
    content = make_content(tmp_path / "content")
    secret = tmp_path / "secret.jpg"
    secret.write_bytes(make_image(30, 20))
    (content / "images/link.jpg").symlink_to(secret)
    (content / "images/page.jpg").write_text("<html>")
    names = ["../../secret.jpg", "%2e%2e/%2e%2e/secret.jpg", "link.jpg",
             "a%00.jpg", "", "../images/../../secret.jpg"]
    file = tmp_path / "export.json"
    file.write_text(json.dumps(export([post(1, "one", lexical=lexical(*(
        card("image", src=f"{URL}/content/images/{name}")
        for name in names)))])))
    with make_site() as site:
        site.add_user("boss", "ADMIN")
        said = ghost(site, file, content)
        assert site.sql("select count(*) from media").strip() == "0"
        assert said.count("is not among the media") == len(names)


def test_what_cannot_be_is_named(make_site, tmp_path):
    deep = node("paragraph", text("x"))
    for _ in range(60):
        deep = node("list", node("listitem", deep), listType="bullet")
    file = tmp_path / "export.json"
    file.write_text(json.dumps(export([
        post(1, "fine", lexical=lexical(node("paragraph", text("fine")))),
        post(2, "long", html="<p>" + "word " * 400_000),
        post(3, "many", html="<hr>" * 3000),
        post(4, "bad-time", published_at="not a time"),
        post(5, "deep", lexical=lexical(deep), html="<p>flat</p>"),
        post(6, "no-json", lexical="{", html="<p>x</p>"),
        post(7, "odd", lexical='{"root":{"children":[1,null,"x",[]]}}'),
        post(8, "odder", mobiledoc='{"sections":[1,[1],[3],[10,99],[7]]}'),
        post(9, "title", title="", html="<p>x</p>")])))
    with make_site() as site:
        site.add_user("boss", "ADMIN")
        said = ctl(site, "ghost", file, code=1)
        for number, told in (
                (2, "not imported: its text is larger than 1 MiB"),
                (3, "not imported: it has more than 2000 blocks"),
                (4, "not imported: the database refused: invalid input"),
                (5, "its lexical cannot be read: Nesting too deep"),
                (6, "its lexical cannot be read"),
                (8, "a card is nowhere in the text"),
                (8, "a section of an unknown kind was left out: [7]"),
                (9, 'it had no title and has "title" now')):
            assert f"post p{number}: {told}" in said, said
        assert site.sql("select string_agg(slug, ' ' order by id) from posts "
                        "where slug <> 'odd'").strip() == \
            "fine deep no-json odder title"


@pytest.mark.parametrize("text, told", [
    ("{", "Unexpected end"), ("[]", "no export of Ghost"),
    ('{"db":[{"data":{"users":[]}}]}', "no export of Ghost"),
    ('{"db":[]}', "no export of Ghost"), ("", "Unexpected end"),
    ("[" * 200, "Nesting too deep"), ("\0", "no text file")],
    ids=["cut", "list", "tables", "blank", "empty", "deep", "nul"])
def test_hostile_files(make_site, tmp_path, text, told):
    assert told in refused(make_site, tmp_path / "export.json", text, "ghost")


def test_many_posts(make_site, tmp_path):
    """More values than a client may send; who waits sees how far it is."""
    file = tmp_path / "export.json"
    file.write_text(json.dumps(export([
        post(n, f"post-{n}", **{f"more_{m}": None for m in range(100)},
             html="<p>x</p>") for n in range(1, 1201)])))
    with make_site() as site:
        site.add_user("boss", "ADMIN")
        screen, terminal = os.openpty()
        assert "post: imported 1200" in ctl(site, "ghost", file,
                                            stderr=terminal)
        os.close(terminal)
        shown = os.read(screen, 100000).decode()
        os.close(screen)
        assert re.search(r"\rpost: \d+\r.*\x1b\[K$", shown, re.DOTALL), shown


def test_usage(site):
    assert "needs a file" in ctl(site, "ghost", code=2)
    assert "--categories" in ctl(site, "ghost", "--help")
    assert 'takes no "--uploads"' in ctl(site, "ghost", "x", "--uploads",
                                         "y", code=2)
    assert "No such file" in ctl(site, "ghost", "/none.json", code=6)
