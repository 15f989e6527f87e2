"""Values with a NUL, names that look like files, ranges of JSON."""

import pytest

from support.cached import read, state, warm
from support.content import EMPTY_PAGE, eventually
from support.make import (detail, expect, make_category, make_post,
                          make_user, paragraph, unique)

NUL = "\0"
SENTINEL = ("NUL", "\x1b", "%1B", "%1b")


def no_sentinel(answer):
    for text in SENTINEL:
        assert text not in answer.text, answer.text
    return answer


# ----------------------------------------------------------- NUL in JSON

def test_choice_with_nul(editor, admin):
    post = make_post(editor)
    for value in ("PUBLISHED" + NUL, "PUBLISHED" + NUL + "x", NUL):
        expect(editor.patch(f"/posts/{post['id']}/", json={"status": value}),
               400, {"status": ["Null characters are not allowed."]})
    expect(admin.post("/users/", json={
        "username": unique("user"), "password": "long enough it is",
        "role": "ADMIN" + NUL}), 400,
        {"role": ["Null characters are not allowed."]})
    assert expect(editor.get(f"/posts/{post['id']}/"),
                  200).json()["status"] == "DRAFT"


STYLES = [
    ({"type": "list", "items": ["x"], "style": "ordered" + NUL},
     "Block 1: style must be one of ordered, unordered."),
    ({"type": "callout", "text": "x", "tone": "info" + NUL + "x"},
     "Block 1: tone must be one of info, warning, success."),
]


@pytest.mark.parametrize("block,text", STYLES)
def test_choice_in_a_block_with_nul(editor, block, text):
    expect(editor.post("/posts/", json={"title": unique(),
                                        "content": [block]}), 400,
           {"content": [text, "Block 1: Null characters are not allowed."]})


def test_type_of_a_block_with_nul(editor):
    for name in ("paragraph" + NUL, "divider" + NUL + "x", NUL):
        answer = expect(editor.post("/posts/", json={
            "title": unique(),
            "content": [dict(paragraph(), type=name)]}), 400)
        (text,) = answer.json()["content"]
        assert text.startswith("Block 1: ")
        assert text.endswith(" is not a valid block type.")
        assert '"paragraph"' not in text and '"divider"' not in text


# ------------------------------------------------- NUL in the query string

TYPED = [("editor", "/posts/", "status", '"" is not a valid choice.'),
         ("editor", "/media/", "status", '"" is not a valid choice.'),
         ("editor", "/media/", "media_type", '"" is not a valid choice.'),
         ("public", "/ad-placements/", "device",
          '"" is not a valid choice.'),
         ("editor", "/media/", "in_use", "Must be a valid boolean."),
         ("public", "/categories/", "is_featured",
          "Must be a valid boolean.")]


@pytest.mark.parametrize("who,path,name,text", TYPED)
def test_typed_filter_with_nul(request, who, path, name, text):
    client = request.getfixturevalue(who)
    for value in ("%00", "true%00", "%00DRAFT"):
        no_sentinel(expect(client.get(f"{path}?{name}={value}"), 400,
                           {name: [text]}))


def test_time_with_nul(public):
    answer = expect(public.get("/posts/?published_after=%00"), 400)
    assert answer.json()["published_after"][0].startswith(
        "Datetime has wrong format.")
    no_sentinel(answer)


@pytest.mark.parametrize("name", ["category", "author", "search"])
def test_filter_with_nul_matches_nothing(public, editor, name):
    for client in (public, editor):
        for value in ("%00", "a%00", "1%00"):
            expect(client.get(f"/posts/?{name}={value}"), 200, EMPTY_PAGE)


def test_nul_in_links(public, editor):
    """What is linked on is what was sent, not what stands for it."""
    category = make_category(editor)
    for _ in range(2):
        make_post(editor, publish=True, category=category["id"])
    query = f"/posts/?category={category['id']}&page_size=1"
    for name in ("ordering", "fields"):
        answer = expect(public.get(f"{query}&{name}=%00"), 200)
        no_sentinel(answer)
        assert f"{name}=%00" in answer.json()["next"]
        expect(public.get(answer.json()["next"]), 200)


def test_nul_in_paging(public):
    expect(public.get("/posts/?page=%00"), 404, detail("Invalid page."))
    expect(public.get("/posts/?cursor=%00"), 404, detail("Invalid cursor"))
    expect(public.get("/posts/?page_size=%00"), 200)


# --------------------------------------------- what looks like files' names

def test_endings_of_files(make_site, site):
    other = make_site(database=site.database, extra="""
AddEncoding x-gzip .gz
AddEncoding br .br
AddLanguage de .de
AddType application/x-thing .thing
AddCharset UTF-8 .utf8""")
    with other:
        client = other.client()
        for name in ("x.gz", "x.br", "x.de", "x.thing", "x.utf8",
                     "x.html.de.gz"):
            for path in (f"/posts/{name}", f"/posts/{name}/",
                         f"/posts/slug/{name}/", f"/posts/slug/{name}"):
                answer = client.get(path)
                assert answer.status_code in (301, 404)
                for header in ("Content-Encoding", "Content-Language"):
                    assert header not in answer.headers, path
                if answer.status_code == 404:
                    expect(answer, 404, detail("Not found."))


# ------------------------------------------------------------ ranges

RANGES = ["bytes=0-9", "bytes=-5", "bytes=5-", "bytes=0-1,4-5",
          "bytes=999999-", "bytes=0-0"]


def whole(answer, plain):
    expect(answer, 200)
    assert answer.content == plain
    for name in ("Content-Range", "Accept-Ranges"):
        assert name not in answer.headers
    return answer


def test_ranges_of_json_are_ignored_and_counted(public, editor, writer,
                                                site):
    post = make_post(editor, publish=True)
    path = f"/posts/{post['id']}/"
    first = expect(public.get(path, headers={"Range": "bytes=0-9"}), 200)
    plain = first.content
    assert first.json()["id"] == post["id"]
    assert state(first) == "MISS"
    for value in RANGES:
        whole(public.get(path, headers={"Range": value}), plain)
    tag = first.headers["ETag"]
    whole(public.get(path, headers={"Range": "bytes=0-9",
                                    "If-Range": tag}), plain)
    eventually(lambda: site.sql("select view_count from post_views where "
                                f"id = {post['id']}") == "8")
    for client in (writer, editor):
        whole(client.get(path, headers={"Range": "bytes=0-9"}),
              client.get(path).content)


def test_ranges_of_lists_and_errors(public, editor):
    category = make_category(editor)
    make_post(editor, publish=True, category=category["id"])
    query = f"/posts/?category={category['id']}"
    plain = warm(public, query)[0].content
    for path in (query, query + "&fields=id", "/health/"):
        plain = read(public, path).content
        whole(public.get(path, headers={"Range": "bytes=1-4"}), plain)
    expect(public.get("/posts/999999999/", headers={
        "Range": "bytes=0-3"}), 404, detail("Not found."))


# ------------------------------------------------------------ views

def test_views_of_those_who_are_signed_in(public, writer, editor, admin,
                                          site):
    """/view/ answers them, and counts the public's alone."""
    post = make_post(editor, publish=True)
    own = site.login("writer")
    path = f"/posts/{post['id']}/view/"
    for client in (writer, editor, admin, own, public, public):
        assert expect(client.post(path), 204).content == b""
    last = make_post(editor, publish=True)
    expect(public.post(f"/posts/{last['id']}/view/"), 204)
    for number, wanted in ((last["id"], "1"), (post["id"], "2")):
        eventually(lambda number=number, wanted=wanted: site.sql(
            f"select view_count from post_views where id = {number}") ==
            wanted)


def test_names_are_free_of_nul(admin):
    user = make_user(admin)
    expect(admin.patch(f"/users/{user['id']}/", json={
        "username": "a" + NUL}), 400)
