"""Inline marks and ids of blocks: forms, texts, links, limits, what is kept."""

import pytest

from support.files import mp4
from support.content import wait_video
from support.make import (expect, make_media, make_post, paragraph, unique)

FORM = "%s must be a list of [start, end, name]."
MANY = "%s may have no more than 1000 items."
LINK = "href is not a valid link."
ID = "id must be a string of letters, digits, - and _."
NAMES = "strong em code strike sub sup".split()


def block(kind, **more):
    return {"type": kind, **more}


def post_of(client, *blocks):
    return client.post("/posts/", json={"title": "x",
                                        "content": list(blocks)})


def refused(client, one, *texts):
    expect(post_of(client, paragraph(), one), 400, {
        "content": [f"Block 2: {text}" for text in texts]})


@pytest.fixture(scope="module")
def holders(writer):
    """A block of each type that takes marks: by the member for them, and how
    many lists stand around a list of marks."""
    image = make_media(writer)["id"]
    video = wait_video(writer, mp4())["id"]
    return [(block("paragraph", text="x"), "marks", 0),
            (block("heading", text="x", level=2), "marks", 0),
            (block("quote", text="x"), "marks", 0),
            (block("callout", text="x"), "marks", 0),
            (block("list", items=["a", "b"]), "item_marks", 1),
            (block("table", rows=[["a", "b"], ["c", "d"]]), "cell_marks", 2),
            (block("image", media_id=image, caption="x"), "caption_marks", 0),
            (block("gallery", media_ids=[image]), "caption_marks", 0),
            (block("video", media_id=video), "caption_marks", 0),
            (block("embed", url="https://a.org/"), "caption_marks", 0)]


def around(marks, depth):
    for _ in range(depth):
        marks = [marks]
    return marks


def test_every_holder_takes_every_mark(editor, public, holders):
    marks = [[0, 1, name] for name in NAMES] + [
        [0, 0, "link", {"href": "/"}],
        [5, 900, "link", {"href": "#x", "title": "t", "more": [1.0]}],
        [0, 1, "em", "ignored"], [0, 1, "em", None],
        [0, 2 ** 62, "link", {"href": "https://a.org/", "title": None}]]
    content = [{**one, name: around(marks, depth)}
               for one, name, depth in holders]
    post = make_post(editor, content=content, publish=True)
    for client in (editor, public):
        shown = expect(client.get(f"/posts/{post['id']}/"), 200).json()
        assert shown["content"] == content


def test_every_holder_refuses(editor, holders):
    marks = [[0, 1, "blink"], [0, 1, "link"], [0, 1, "Blink"],
             [0, 1, "link", {"href": "x"}], [0, 1, "blink"]]
    wrong = [{**one, name: around(marks, depth)}
             for one, name, depth in holders]
    many = [{**one, name: around([[0, 1, "em"]] * 1001, depth)}
            for one, name, depth in holders]
    form = [{**one, name: around([[0, 1]], depth)}
            for one, name, depth in holders]
    answer = expect(post_of(editor, *wrong), 400).json()["content"]
    assert answer == [f"Block {n}: {text}" for n in range(1, 11)
                      for text in ('"blink" is not a valid mark.', LINK,
                                   '"Blink" is not a valid mark.')]
    for blocks, text in ((many, MANY), (form, FORM)):
        answer = expect(post_of(editor, *blocks), 400).json()["content"]
        assert answer == [f"Block {n}: {text % name}" for n, (_, name, _)
                          in enumerate(holders, 1)]


@pytest.mark.parametrize("marks", [
    5, True, "x", {}, {"0": []}, [5], ["em"], [None], [{}], [[]], [[0]],
    [[0, 1]], [[0, 1, None]], [[0, 1, 5]], [[0, 1, ["em"]]], [["0", 1, "em"]],
    [[0, "1", "em"]], [[0, 1.0, "em"]], [[0.5, 1, "em"]], [[True, 1, "em"]],
    [[None, 1, "em"]], [[-1, 1, "em"]], [[2, 1, "em"]], [["em", 0, 1]],
    [[0, 1, "em", None, 5]], [[0, 1, "em"], [0, 1]],
    {"start": 0, "end": 1, "name": "em"}], ids=str)
def test_what_is_no_list_of_marks(editor, marks):
    refused(editor, block("paragraph", text="x", marks=marks), FORM % "marks")
    refused(editor, block("list", items=["x"], item_marks=[[], marks]),
            FORM % "item_marks")
    refused(editor, block("table", rows=[["x"]], cell_marks=[[], [marks]]),
            FORM % "cell_marks")


def test_too_few_lists(editor):
    for member, kind, value in (
            ("item_marks", block("list", items=["a"]), [[0, 1, "em"]]),
            ("cell_marks", block("table", rows=[["a"]]), [[[0, 1, "em"]]])):
        refused(editor, {**kind, member: value}, FORM % member)


HREFS = """https://example.org http://example.org/a?b=c#d HTTPS://EXAMPLE.ORG/
https://მაგალითი.გე/გზა https://intranet:8443/x mailto:a@example.org
MailTo:a@example.org?subject=Hello%20you tel:+1-555-0100 / /a /a//b /a\\b
/?x=1 /posts/5/ #top # #a/b""".split() + ["/with space", "https://a.org/a b"]
NO_HREFS = [None, 5, True, [], {}, ""] + """x a/b ./a ../a ?x //a.org //
///a.org /\\a.org /\\ \\\\a.org \\a http: https: http:a.org http:/a.org http://
https:///a https://?x https://#x https://\\a https://a\\@b mailto: tel:
javascript:alert(1) JavaScript:alert(1) data:text/html,x vbscript:x
ftp://a.org file:///etc/passwd blob:x about:blank httpss://a.org""".split() + [
    " https://a.org", " /a", " javascript:alert(1)", "java\nscript:x", "\t/a",
    "/a\tb", "/a\x7fb", "/\t/a.org", "https://a.org/\n", "https://a\x85.org/",
    "#a\x00", "\ufeff/a", "https://a b.org/", "mailto:a\r\nb@example.org"]


def test_hrefs(editor):
    marks = [[0, 1, "link", {"href": one}] for one in HREFS]
    post = make_post(editor, content=[block("paragraph", text="x",
                                            marks=marks)])
    assert post["content"][0]["marks"] == marks


@pytest.mark.parametrize("href", NO_HREFS, ids=repr)
def test_what_is_no_href(editor, href):
    texts = [LINK]
    if href == "#a\x00":
        texts += ["Null characters are not allowed."]
    refused(editor, block("paragraph", text="x", marks=[
        [0, 1, "link", {"href": href}]]), *texts)


def test_links_without_an_address(editor):
    for mark in ([0, 1, "link"], [0, 1, "link", None], [0, 1, "link", "/a"],
                 [0, 1, "link", ["/a"]], [0, 1, "link", {}],
                 [0, 1, "link", {"HREF": "/a"}]):
        refused(editor, block("quote", text="x", marks=[mark]), LINK)
    refused(editor, block("quote", text="x", marks=[
        [0, 1, "link", {"href": "/a", "title": 5}]]),
        "title must be a string.")


def test_null_is_left_out(editor):
    content = [block("paragraph", text="x", marks=None, id=None),
               block("list", items=["a"], item_marks=[None, [], None]),
               block("table", rows=[["a"]], cell_marks=[None, [None, []]]),
               block("embed", url="https://a.org/", caption_marks=[])]
    assert make_post(editor, content=content)["content"] == content


def test_marks_beyond_their_text_are_kept(editor):
    """So that a client that knows of no marks can change a text."""
    content = [block("paragraph", text="long", marks=[[0, 4, "em"]]),
               block("list", items=["a", "b"], item_marks=[[], [[0, 1, "em"]]])]
    post = make_post(editor, content=content)
    content[0]["text"] = "s"
    content[1]["items"] = ["a"]
    changed = expect(editor.patch(f"/posts/{post['id']}/", json={
        "content": content}), 200).json()
    assert changed["content"] == content


def test_types_without_marks_keep_what_they_get(editor):
    content = [block("divider", marks=5), block("code", code="x", marks=[[9]]),
               block("paragraph", text="x", item_marks="y", caption_marks=1),
               block("list", items=["a"], marks={})]
    assert make_post(editor, content=content)["content"] == content


def test_errors_stand_in_the_order_of_the_members(editor):
    refused(editor, block("heading", text="", marks=5, level=9, id="a b"),
            "text is required.", FORM % "marks",
            "level must be an integer from 1 to 6.", ID)
    refused(editor, block("list", items=5, item_marks=5, style="x"),
            "items must be a list of strings.", FORM % "item_marks",
            "style must be one of ordered, unordered.")


def test_marks_change_neither_search_nor_read_time(editor, public):
    word = unique("w")
    marks = [[0, 1, "link", {"href": "/" + word, "title": word}]] * 900
    post = make_post(editor, publish=True, content=[
        block("paragraph", text="x", marks=marks)])
    assert post["read_time"] == 1
    assert expect(public.get("/posts/", params={"search": word}),
                  200).json()["count"] == 0


@pytest.mark.parametrize("value", [
    "", "a b", " a", "a\n", "é", "ა", "a.b", "a/b", "x" * 65, 5, 1.5, True, [],
    {}, ["a"]], ids=repr)
def test_bad_id(editor, value):
    refused(editor, block("divider", id=value), ID)
    refused(editor, block("paragraph", text="x", id=value), ID)


def test_ids_are_kept_and_need_not_differ(editor):
    content = [block("divider", id=value) for value in (
        "a", "A-b_9", "_", "-", "0", "x" * 64, "a", "a")]
    assert make_post(editor, content=content)["content"] == content
    refused(editor, block("divider", id="a\0"), ID,
            "Null characters are not allowed.")


def test_many_and_long(editor):
    """Whatever is sent, the answer stays short and comes."""
    lists = [[[0, 1, "x%d" % n]] for n in range(15000)]
    answer = expect(post_of(editor, block(
        "list", items=["a"], item_marks=lists)), 400).json()["content"]
    assert len(answer) == 1001
    assert answer[0] == 'Block 1: "x0" is not a valid mark.'
    answer = expect(post_of(editor, block(
        "paragraph", text="x", marks=[[0, 1, "y" * 900000]])), 400)
    assert len(answer.content) < 2000
    answer = expect(post_of(editor, block(
        "table", rows=[["a"]],
        cell_marks=[[[[0, 1, "link", {"href": "x"}]]]] * 9000)), 400)
    assert answer.json() == {"content": [f"Block 1: {LINK}"]}
    deep = [0, 1, "em"]
    for _ in range(90):
        deep = [deep]
    refused(editor, block("table", rows=[["a"]], cell_marks=deep),
            FORM % "cell_marks")


def test_the_description_has_marks(public):
    schemas = expect(public.get("/schema/"), 200).json()["components"][
        "schemas"]
    assert "Names: " + ", ".join(NAMES + ["link"]) in \
        schemas["Mark"]["description"]
    inner = schemas["BlockTable"]["properties"]["cell_marks"]["items"]["items"]
    assert inner["items"] == {"$ref": "#/components/schemas/Mark"}
    assert inner["maxItems"] == 1000
    assert "id" in schemas["BlockDivider"]["properties"]
