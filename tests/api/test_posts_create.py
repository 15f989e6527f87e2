"""POST /posts/: what is made, and every text of its fields."""

import re

import pytest

from support.content import (ANONYMOUS, DATETIME, POST_DETAIL, STAMP,
                             failed_media, members, ordered, wait_video)
from support.files import mp4
from support.make import (detail, expect, make_category, make_media,
                          make_post, paragraph, unique)

REQUIRED = "This field is required."
NOT_NULL = "This field may not be null."
NOT_BLANK = "This field may not be blank."
NOT_STRING = "Not a valid string."
NO_NUL = "Null characters are not allowed."
BAD_SLUG = ('Enter a valid "slug" consisting of letters, numbers, '
            "underscores or hyphens.")
BAD_URL = "Enter a valid URL."
BAD_BOOLEAN = "Must be a valid boolean."


def too_long(limit):
    return f"Ensure this field has no more than {limit} characters."


def wrong_pk(name):
    return f"Incorrect type. Expected pk value, received {name}."


def no_pk(value):
    return f'Invalid pk "{value}" - object does not exist.'


def body(**fields):
    return {"title": unique("Post "), "content": [paragraph()], **fields}


def test_defaults(site, writer):
    title = unique("Plain ")
    answer = expect(writer.post("/posts/", json={
        "title": title, "content": [paragraph("One two three.")]}), 201)
    post = ordered(answer.json(), POST_DETAIL)
    assert answer.headers["Location"] == f"{site.url}/posts/{post['id']}/"
    author = post["author"]
    assert list(author) == ["id", "username", "name"]
    assert (author["username"], author["name"]) == ("writer", "writer")
    for name in ("created_at", "updated_at"):
        assert re.fullmatch(STAMP, post[name])
    assert isinstance(post["id"], int) and post["id"] > 0
    assert post == {
        "id": post["id"], "title": title, "slug": title.lower().replace(
            " ", "-"),
        "content": [{"type": "paragraph", "text": "One two three."}],
        "excerpt": "", "author": author, "category": None,
        "status": "DRAFT", "scheduled_publish_at": None,
        "published_at": None, "published_by": None, "last_edited_by": None,
        "featured_media": None, "thumbnail_media": None, "og_media": None,
        "seo_title": "", "seo_description": "", "seo_keywords": "",
        "canonical_url": "", "no_index": False, "view_count": 0,
        "read_time": 1, "created_at": post["created_at"],
        "updated_at": post["updated_at"], "media_blocks": [],
        "tags": [], "version": 1}
    again = expect(writer.get(f"/posts/{post['id']}/"), 200)
    assert again.text == answer.text
    by_slug = expect(writer.get(f"/posts/slug/{post['slug']}/"), 200)
    assert by_slug.json() == post


def test_everything(editor):
    category = make_category(editor)
    media = make_media(editor)
    sent = body(
        slug=unique("own-"), excerpt="Short", category=category["id"],
        featured_media=media["id"], thumbnail_media=media["id"],
        og_media=media["id"], seo_title="T", seo_description="D",
        seo_keywords="a, b", canonical_url="https://example.org/x?y=1",
        no_index=True)
    post = expect(editor.post("/posts/", json=sent), 201).json()
    for name in ("title", "slug", "content", "excerpt", "seo_title",
                 "seo_description", "seo_keywords", "canonical_url",
                 "no_index"):
        assert post[name] == sent[name], name
    assert post["category"] == {"id": category["id"],
                                "name": category["name"],
                                "slug": category["slug"]}
    assert list(post["category"]) == ["id", "name", "slug"]
    for name in ("featured_media", "thumbnail_media", "og_media"):
        assert post[name]["id"] == media["id"]
    assert post["media_blocks"] == []


@pytest.mark.parametrize("who", ["writer", "editor", "admin"])
def test_read_only_and_unknown_are_ignored(request, who, writer2):
    client = request.getfixturevalue(who)
    other = expect(writer2.get("/auth/me/"), 200).json()
    dates = {} if who == "admin" else {
        "published_at": "2020-01-01T00:00:00Z", "created_at": "nonsense"}
    post = expect(client.post("/posts/", json=body(
        **dates, id=1, status="PUBLISHED", author=other["id"], view_count=7,
        read_time=99, published_by=1, last_edited_by=1, media_blocks=5,
        version=9,
        whatever={"a": [1]}, scheduled_publish_at="2099-01-01T00:00:00Z",
    )), 201).json()
    assert post["status"] == "DRAFT" and post["view_count"] == 0
    assert post["author"]["username"] == who
    assert post["read_time"] == 1 and post["id"] != 1
    for name in ("published_at", "published_by", "last_edited_by",
                 "scheduled_publish_at"):
        assert post[name] is None, name


def test_anonymous(public):
    answer = expect(public.post("/posts/", json=body()), 401,
                    detail(ANONYMOUS))
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="talecraft"'


def test_all_required_at_once(editor):
    expect(editor.post("/posts/"), 400,
           {"title": [REQUIRED], "content": [REQUIRED]})
    got = expect(editor.post("/posts/", json={
        "title": None, "content": {}, "excerpt": 5 * [1],
        "category": "x", "no_index": "maybe", "seo_title": "x" * 256,
        "canonical_url": "ftp://example.org/"}), 400).json()
    assert got == {
        "title": [NOT_NULL],
        "content": ['Expected a list of items but got type "dict".'],
        "excerpt": [NOT_STRING], "category": [wrong_pk("str")],
        "no_index": [BAD_BOOLEAN], "seo_title": [too_long(255)],
        "canonical_url": [BAD_URL]}
    assert list(got)[:2] == ["title", "content"]


TEXTS = [("title", 255), ("excerpt", 500), ("seo_title", 255),
         ("seo_description", 320), ("seo_keywords", 255)]


@pytest.mark.parametrize("name,limit", TEXTS)
def test_text_fields(editor, name, limit):
    def refused(value, *texts):
        expect(editor.post("/posts/", json=body(**{name: value})), 400,
               {name: list(texts)})

    refused(None, NOT_NULL)
    for value in (True, [], ["a"], {}):
        refused(value, NOT_STRING)
    refused("é" * (limit + 1), too_long(limit))
    refused("a\0b", NO_NUL)
    refused("a\0" + "b" * limit, too_long(limit), NO_NUL)
    if name == "title":
        refused("", NOT_BLANK)
        refused(" \t\n ", NOT_BLANK)
    full = "\U0001f600" * limit
    post = make_post(editor, **{name: f"  {full}\n"})
    assert post[name] == full
    assert make_post(editor, **{name: 12})[name] == "12"


SLUGS = [
    ("a b", [BAD_SLUG]), ("é", [BAD_SLUG]), ("a.b", [BAD_SLUG]),
    ("a/b", [BAD_SLUG]), ("x" * 301, [too_long(300)]),
    ("x y" * 101, [too_long(300), BAD_SLUG]),
    ("a\0b", [NO_NUL, BAD_SLUG]), (None, [NOT_NULL]), ([], [BAD_SLUG]),
    ({}, [BAD_SLUG]), (True, [BAD_SLUG]),
]


@pytest.mark.parametrize("value,texts", SLUGS,
                         ids=[repr(one)[:12] for one, _ in SLUGS])
def test_bad_slug(editor, value, texts):
    expect(editor.post("/posts/", json=body(slug=value)), 400,
           {"slug": texts})


CONTENT = [(None, NOT_NULL),
           ("x", 'Expected a list of items but got type "str".'),
           (5, 'Expected a list of items but got type "int".'),
           (1.5, 'Expected a list of items but got type "float".'),
           (True, 'Expected a list of items but got type "bool".'),
           ({}, 'Expected a list of items but got type "dict".')]


@pytest.mark.parametrize("value,text", CONTENT)
def test_content_type(editor, value, text):
    expect(editor.post("/posts/", json=body(content=value)), 400,
           {"content": [text]})


def test_content_may_be_empty(editor):
    post = make_post(editor, content=[])
    assert post["content"] == [] and post["read_time"] == 1


RELATIONS = ["category", "featured_media", "thumbnail_media", "og_media"]


@pytest.mark.parametrize("name", RELATIONS)
def test_relation(editor, name):
    def refused(value, text):
        expect(editor.post("/posts/", json=body(**{name: value})), 400,
               {name: [text]})

    refused("abc", wrong_pk("str"))
    refused([], wrong_pk("list"))
    refused({}, wrong_pk("dict"))
    refused(True, wrong_pk("bool"))
    for value in (0, -1, 2147483000, 9223372036854775807):
        refused(value, no_pk(value))
    row = make_category(editor) if name == "category" \
        else make_media(editor)
    for value in (row["id"], str(row["id"]), row, {"id": row["id"]}):
        assert make_post(editor, **{name: value})[name]["id"] == row["id"]
    for value in (None, ""):
        assert make_post(editor, **{name: value})[name] is None


def test_media_must_be_a_ready_image(writer, editor):
    broken = failed_media(writer)["id"]
    video = wait_video(writer, mp4())["id"]
    names = ("featured_media", "thumbnail_media", "og_media")
    for client in (writer, editor):
        for name in names:
            expect(client.post("/posts/", json=body(**{name: broken})), 400,
                   {name: [f"Media {broken} is not ready."]})
            expect(client.post("/posts/", json=body(**{name: video})), 400,
                   {name: [f"Media {video} is not an image."]})
    got = expect(writer.post("/posts/", json=body(
        featured_media=broken, thumbnail_media=video, og_media=0)), 400)
    assert got.json() == {
        "featured_media": [f"Media {broken} is not ready."],
        "thumbnail_media": [f"Media {video} is not an image."],
        "og_media": [no_pk(0)]}


def test_media_of_any_user(writer, writer2):
    media = make_media(writer2)
    post = make_post(writer, og_media=media["id"], content=[
        {"type": "image", "media_id": media["id"]}])
    assert post["og_media"]["id"] == media["id"]
    assert post["media_blocks"] == [post["og_media"]]


URLS_BAD = ["nope", "//example.org/", "ftp://example.org/x",
            "http://", "http://exa mple.org/", "javascript:alert(1)",
            "https://example.org:999999/", [], {}, True,
            "https://-bad-.org/"]


@pytest.mark.parametrize("value", URLS_BAD, ids=repr)
def test_bad_canonical_url(editor, value):
    expect(editor.post("/posts/", json=body(canonical_url=value)), 400,
           {"canonical_url": [BAD_URL]})


def test_canonical_url(editor):
    prefix = "https://example.org/"
    for value in ("", "http://example.org", "HTTPS://EXAMPLE.org/A",
                  "http://localhost:8080/x", "http://127.0.0.1/",
                  "https://[::1]:8443/", "https://пример.рф/путь?a=1#b",
                  prefix + "x" * (500 - len(prefix))):
        assert make_post(editor, canonical_url=value)[
            "canonical_url"] == value
    expect(editor.post("/posts/", json=body(
        canonical_url=prefix + "x" * (501 - len(prefix)))), 400,
        {"canonical_url": [too_long(500)]})
    expect(editor.post("/posts/", json=body(canonical_url=None)), 400,
           {"canonical_url": [NOT_NULL]})


def test_no_index(editor, public):
    expect(editor.post("/posts/", json=body(no_index=None)), 400,
           {"no_index": [NOT_NULL]})
    for value in ("maybe", 2, [], {}, "2"):
        expect(editor.post("/posts/", json=body(no_index=value)), 400,
               {"no_index": [BAD_BOOLEAN]})
    for value, wanted in ((True, True), ("true", True), ("False", False),
                          (1, True), ("0", False), ("on", True)):
        assert make_post(editor, no_index=value)["no_index"] is wanted
    hidden = make_post(editor, publish=True, no_index=True)
    shown = make_post(editor, publish=True)
    for path in (f"/posts/{hidden['id']}/", f"/posts/slug/{hidden['slug']}/"):
        for client in (public, editor):
            for _ in range(2):
                answer = expect(client.get(path), 200)
                assert answer.headers["X-Robots-Tag"] == "noindex"
    answer = expect(public.get(f"/posts/{shown['id']}/"), 200)
    assert "X-Robots-Tag" not in answer.headers


def words(count, kind="paragraph", **more):
    return {"type": kind, "text": " ".join(["word"] * count), **more}


READ_TIMES = [
    ([], 1), ([words(1)], 1), ([words(200)], 1), ([words(201)], 2),
    ([words(100), words(101, "heading", level=2)], 2),
    ([words(200), words(1, "quote")], 2),
    ([words(200), words(1, "callout")], 2),
    ([words(200), {"type": "list", "items": ["word"]}], 2),
    ([words(199), {"type": "table", "rows": [["word", "word"]]}], 2),
    ([words(200), {"type": "code", "code": "a b c d"}], 1),
    ([words(400), {"type": "divider"}], 2), ([words(401)], 3),
]


@pytest.mark.parametrize("content,minutes", READ_TIMES,
                         ids=[str(n) for n in range(len(READ_TIMES))])
def test_read_time(writer, content, minutes):
    post = make_post(writer, content=content)
    assert post["read_time"] == minutes


def test_scheduled_publish_at_is_checked_where_it_counts(editor):
    post = make_post(editor)
    path = f"/posts/{post['id']}/"
    expect(editor.patch(path, json={"scheduled_publish_at": "tomorrow",
                                    "status": "SCHEDULED"}), 400,
           {"scheduled_publish_at": [DATETIME]})
    members(expect(editor.get(path), 200).json(), POST_DETAIL)
