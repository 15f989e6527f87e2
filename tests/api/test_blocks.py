"""Content blocks: every type, every text, the limits, what is kept."""

import json

import pytest

from support.content import (MEDIA_PUBLIC, failed_media, ordered,
                             wait_video)
from support.files import mp4
from support.make import (compact, detail, expect, make_media, make_post,
                          paragraph, unique)

NO_NUL = "Null characters are not allowed."


@pytest.fixture(scope="module")
def image(writer):
    return make_media(writer)


@pytest.fixture(scope="module")
def video(writer):
    return wait_video(writer, mp4())


@pytest.fixture(scope="module")
def broken(writer):
    return failed_media(writer)


def refused(client, content, *texts):
    expect(client.post("/posts/", json={"title": "x", "content": content}),
           400, {"content": list(texts)})


def block(kind, **more):
    return {"type": kind, **more}


BAD = [
    (5, ["must be an object."]), ("x", ["must be an object."]),
    (None, ["must be an object."]), ([], ["must be an object."]),
    (True, ["must be an object."]),
    ({}, ["type is required."]), ({"type": None}, ["type is required."]),
    ({"type": ""}, ["type is required."]),
    (block("x"), ['"x" is not a valid block type.']),
    (block("Paragraph", text="a"),
     ['"Paragraph" is not a valid block type.']),
    (block("é"), ['"é" is not a valid block type.']),
]

for kind, name, more in (
        ("paragraph", "text", {}), ("heading", "text", {"level": 2}),
        ("quote", "text", {}), ("callout", "text", {}),
        ("code", "code", {})):
    BAD += [(block(kind, **more), [f"{name} is required."]),
            (block(kind, **{name: None}, **more), [f"{name} is required."]),
            (block(kind, **{name: ""}, **more), [f"{name} is required."]),
            (block(kind, **{name: "a\0b"}, **more), [NO_NUL])]
    BAD += [(block(kind, **{name: value}, **more),
             [f"{name} must be a string."])
            for value in (5, 1.5, True, ["a"], {"a": 1})]

for kind, name, more in (("quote", "cite", {"text": "a"}),
                         ("code", "language", {"code": "a"}),
                         ("embed", "caption", {"url": "https://a.org/"})):
    BAD += [(block(kind, **{name: value}, **more),
             [f"{name} must be a string."])
            for value in (5, True, ["a"], {"a": 1})]
    BAD += [(block(kind, **{name: "\0"}, **more), [NO_NUL])]

LEVEL = "level must be an integer from 1 to 6."
BAD += [(block("heading", text="a", level=value), [LEVEL])
        for value in (0, 7, -1, 1.5, "2", True, [1], 2 ** 62)]
BAD += [(block("heading", text="a"), ["level is required."]),
        (block("heading", text="a", level=None), ["level is required."]),
        (block("heading"), ["text is required.", "level is required."]),
        (block("heading", text=5, level=9),
         ["text must be a string.", LEVEL])]

STYLE = "style must be one of ordered, unordered."
TONE = "tone must be one of info, warning, success."
ITEMS = "items must be a list of strings."
BAD += [(block("list", **more), ["items is required."])
        for more in ({}, {"items": None}, {"items": []}, {"items": ""})]
BAD += [(block("list", items=value), [ITEMS])
        for value in ("a", 5, {"a": 1}, ["a", 5], [None], [["a"]], [True])]
BAD += [(block("list", items=["a"], style=value), [STYLE])
        for value in ("x", "Ordered", 5, True, ["ordered"])]
BAD += [(block("list", items=5, style="x"), [ITEMS, STYLE]),
        (block("list", items=["a\0"]), [NO_NUL])]
BAD += [(block("callout", text="a", tone=value), [TONE])
        for value in ("danger", 5, False, {})]

ROWS = "rows must be a list of lists of strings."
SAME = "rows must all have the same length."
HEADER = "header must be a boolean."
BAD += [(block("table", **more), ["rows is required."])
        for more in ({}, {"rows": None}, {"rows": []})]
BAD += [(block("table", rows=value), [ROWS])
        for value in ("a", 5, {"a": 1}, ["a"], [["a", 5]], [["a"], "b"],
                      [[["a"]]], [None])]
BAD += [(block("table", rows=value), [SAME])
        for value in ([["a"], ["a", "b"]], [["a", "b"], []])]
BAD += [(block("table", rows=[["a"]], header=value), [HEADER])
        for value in ("true", 1, 0, "yes", [])]
BAD += [(block("table", rows=[["a"], []], header=1), [SAME, HEADER]),
        (block("table", rows=[["a", "\0"]]), [NO_NUL])]

URL = "url must be an https URL."
BAD += [(block("embed", **more), ["url is required."])
        for more in ({}, {"url": None}, {"url": ""})]
BAD += [(block("embed", url=value), [URL])
        for value in ("http://example.org/", "nope", "https://",
                      "javascript:alert(1)", "//example.org/",
                      "https://exa mple.org/", "ftp://example.org/")]

MEDIA_ID = "media_id must be an integer."
MEDIA_IDS = "media_ids must be a list of integers."
for kind in ("image", "video"):
    BAD += [(block(kind, **more), ["media_id is required."])
            for more in ({}, {"media_id": None}, {"media_id": ""})]
    BAD += [(block(kind, media_id=value), [MEDIA_ID])
            for value in ("x", 1.5, True, [1], {"id": 1})]
    BAD += [(block(kind, media_id=value), [f"media {value} does not exist."])
            for value in (0, -1, 2147483000, 9223372036854775807)]
BAD += [(block("gallery", **more), ["media_ids is required."])
        for more in ({}, {"media_ids": None}, {"media_ids": []})]
BAD += [(block("gallery", media_ids=value), [MEDIA_IDS])
        for value in (5, "x", {"a": 1}, ["x"], [1.5], [True], [[1]],
                      [None])]
BAD += [(block("image", media_id="x", alt=5, caption=5),
         [MEDIA_ID, "alt must be a string.", "caption must be a string."])]


@pytest.mark.parametrize("value,texts", BAD,
                         ids=[f"{n}-{str(one)[:40]}"
                              for n, (one, _) in enumerate(BAD)])
def test_bad_block(editor, value, texts):
    wanted = [f"Block 2: {text}" for text in texts]
    refused(editor, [paragraph(), value, paragraph()], *wanted)


def test_every_bad_block_is_named(editor):
    refused(editor, [paragraph(""), paragraph(), 5, block("heading"),
                     block("x")],
            "Block 1: text is required.", "Block 3: must be an object.",
            "Block 4: text is required.", "Block 4: level is required.",
            'Block 5: "x" is not a valid block type.')


def test_the_same_texts_in_put_and_patch(editor):
    post = make_post(editor)
    path = f"/posts/{post['id']}/"
    wanted = {"content": ["Block 1: text is required."]}
    expect(editor.patch(path, json={"content": [paragraph("")]}), 400,
           wanted)
    expect(editor.put(path, json={"title": "x", "content": [paragraph("")]}),
           400, wanted)
    expect(editor.patch(path, json={"title": "", "content": [5]}), 400, {
        "title": ["This field may not be blank."],
        "content": ["Block 1: must be an object."]})


def test_media_texts(editor, image, video, broken):
    image, video, broken = image["id"], video["id"], broken["id"]
    none = 2147483001
    refused(editor, [block("image", media_id=video)],
            f"Block 1: media {video} is not an image.")
    refused(editor, [block("video", media_id=image)],
            f"Block 1: media {image} is not a video.")
    refused(editor, [block("image", media_id=broken)],
            f"Block 1: media {broken} is not ready.")
    # type before readiness
    refused(editor, [block("video", media_id=broken)],
            f"Block 1: media {broken} is not a video.")
    refused(editor, [block("gallery", media_ids=[image, video, none,
                                                 broken])],
            f"Block 1: media {video} is not an image.",
            f"Block 1: media {none} does not exist.",
            f"Block 1: media {broken} is not ready.")
    refused(editor, [block("divider"), block("image", media_id=none),
                     block("image", media_id=image),
                     block("image", media_id=none)],
            f"Block 2: media {none} does not exist.",
            f"Block 4: media {none} does not exist.")


def test_gallery_of_fifty(editor, image):
    post = make_post(editor, content=[
        block("gallery", media_ids=[image["id"]] * 50)])
    assert [one["id"] for one in post["media_blocks"]] == [image["id"]]
    refused(editor, [block("gallery", media_ids=[image["id"]] * 51)],
            "Block 1: media_ids may have no more than 50 items.")


def test_every_good_block(editor, image, video):
    content = [
        block("paragraph", text="  kept as it is \n"),
        *(block("heading", text="h", level=n) for n in range(1, 7)),
        block("image", media_id=image["id"]),
        block("image", media_id=image["id"], alt="a", caption=" c "),
        block("gallery", media_ids=[image["id"]]),
        block("gallery", media_ids=[image["id"]], caption="c"),
        block("video", media_id=video["id"]),
        block("video", media_id=video["id"], caption="c"),
        block("quote", text="q"), block("quote", text="q", cite="c"),
        block("list", items=["a"]),
        block("list", items=["a", "b"], style="ordered"),
        block("list", items=["a"], style="unordered"),
        block("code", code="\tif (x)\n"),
        block("code", code="x", language="c"),
        block("table", rows=[["a"]]),
        block("table", rows=[["a", ""], ["", "d"]], header=True),
        block("table", rows=[["a"]], header=False),
        block("callout", text="t"),
        *(block("callout", text="t", tone=tone)
          for tone in ("info", "warning", "success")),
        block("embed", url="https://example.org/v?x=1"),
        block("embed", url="https://example.org/", caption="c"),
        block("divider")]
    post = make_post(editor, content=content)
    assert post["content"] == content
    assert [list(one) for one in post["content"]] == \
        [list(one) for one in content]
    assert [one["id"] for one in post["media_blocks"]] == [
        image["id"], video["id"]]
    again = expect(editor.get(f"/posts/{post['id']}/"), 200).json()
    assert again == post


def test_other_members_are_kept_with_their_values(editor):
    text = ('[{"type":"divider","z":{"b":[1,null,true,{"a":"é"}],"a":{}},'
            '"max":9223372036854775807,"min":-9223372036854775808,'
            '"big":9007199254740993,"one":1.0,"tenth":0.1,"e":1e2,'
            '"small":2.5e-8,"empty":"","text":" not trimmed ","n":null,'
            '"u":"\\ud83d\\ude00\\n\\"\\\\\\/\\u0001"}]')
    body = '{"title":"x","content":' + text + "}"
    answer = expect(editor.post("/posts/", data=body.encode(), headers={
        "Content-Type": "application/json"}), 201)
    for shown in (answer, editor.get(f"/posts/{answer.json()['id']}/")):
        got = shown.json()["content"]
        wanted = json.loads(text)
        assert got == wanted
        for name, value in wanted[0].items():
            assert type(got[0][name]) is type(value), name
        assert list(got[0]) == list(wanted[0])


def test_nul_in_any_member(editor):
    for value in ({"x": "a\0"}, {"x": ["a\0"]}, {"x": {"y": "\0"}}):
        refused(editor, [block("divider", **value)], f"Block 1: {NO_NUL}")


def test_number_that_fits_nowhere(editor):
    for number in ("1e400", "9223372036854775808", "-1e999"):
        answer = expect(editor.post("/posts/", data=(
            '{"title":"x","content":[{"type":"divider","n":%s}]}' % number),
            headers={"Content-Type": "application/json"}), 400)
        assert answer.json()["detail"].startswith("JSON parse error - ")


def test_two_thousand_blocks(editor):
    divider = block("divider")
    post = make_post(editor, content=[divider] * 2000)
    assert len(post["content"]) == 2000
    refused(editor, [divider] * 2001,
            "Ensure this field has no more than 2000 elements.")


def megabyte(extra=0, letter="é"):
    """Content of 1 MiB + extra bytes in its compact form."""
    empty = len(compact([paragraph("")]).encode())
    letters, rest = divmod(1048576 + extra - empty, len(letter.encode()))
    content = [paragraph(letter * letters + "x" * rest)]
    assert len(compact(content).encode()) == 1048576 + extra
    return content


def test_one_mebibyte(editor):
    too_large = "Ensure this field has no more than 1048576 bytes."
    for letter in ("x", "é", "湖", "\U0001f600"):
        body = compact({"title": "x", "content": megabyte(0, letter)})
        answer = editor.post("/posts/", data=body.encode(), headers={
            "Content-Type": "application/json"})
        expect(answer, 201)
        body = compact({"title": "x", "content": megabyte(1, letter)})
        expect(editor.post("/posts/", data=body.encode(), headers={
            "Content-Type": "application/json"}), 400,
            {"content": [too_large]})


def test_white_space_does_not_count(editor):
    """The limit is of the compact form, not of what came."""
    content = megabyte(0, "x")
    body = json.dumps({"title": "x", "content": content}, indent=800)
    assert len(body) > 1048576 + 2000
    expect(editor.post("/posts/", data=body.encode(), headers={
        "Content-Type": "application/json"}), 201)


def test_body_over_the_limit(editor):
    body = compact({"title": "x", "content": [paragraph("x" * 2097152)]})
    expect(editor.post("/posts/", data=body.encode(), headers={
        "Content-Type": "application/json"}), 413,
        detail("Request body exceeds 2097152 bytes."))


def test_five_hundred_media(editor):
    def galleries(count):
        ids = list(range(2000000000, 2000000000 + count))
        return [block("gallery", media_ids=ids[start:start + 50])
                for start in range(0, count, 50)]

    def errors(content):
        return expect(editor.post("/posts/", json={
            "title": "x", "content": content}), 400).json()["content"]

    text = "Ensure content mentions no more than 500 media."
    assert text not in errors(galleries(500))
    assert text in errors(galleries(501))
    assert text not in errors(galleries(500) + galleries(500))


def test_media_blocks_in_order_each_once(public, editor, image, video):
    others = [make_media(editor) for _ in range(2)]
    ids = [others[1]["id"], video["id"], image["id"], others[0]["id"]]
    post = make_post(editor, publish=True, content=[
        block("gallery", media_ids=[ids[0]]),
        block("video", media_id=ids[1]),
        block("gallery", media_ids=[ids[2], ids[0], ids[3]]),
        block("image", media_id=ids[2])])
    for client in (public, editor):
        got = expect(client.get(f"/posts/{post['id']}/"), 200).json()
        assert [one["id"] for one in got["media_blocks"]] == ids
        for one in got["media_blocks"]:
            ordered(one, MEDIA_PUBLIC)
    got = expect(editor.patch(f"/posts/{post['id']}/", json={
        "content": [block("image", media_id=ids[3])]}), 200).json()
    assert [one["id"] for one in got["media_blocks"]] == [ids[3]]


def test_ids_in_other_members_are_no_media(editor, image):
    """Only the members of the table mention media."""
    post = make_post(editor, content=[
        block("paragraph", text="x", media_id=image["id"]),
        block("divider", media_ids=[image["id"], "nonsense"])])
    assert post["media_blocks"] == []


def test_strings_are_not_trimmed(editor):
    text = unique("  two spaces ") + " \n"
    post = make_post(editor, content=[paragraph(text)])
    assert post["content"][0]["text"] == text


def test_database_knows_the_members_with_media(site, public):
    """block_media and the module's list of block types say the same."""
    schemas = expect(public.get("/schema/"), 200).json()["components"][
        "schemas"]
    told = {(schema["properties"]["type"]["const"], name,
             member["type"] == "array")
            for schema in schemas.values()
            for name, member in schema.get("properties", {}).items()
            if "const" in schema["properties"].get("type", {})
            and member.get("description", "").startswith(
                ("Id of a READY", "Ids of READY"))}
    assert ("gallery", "media_ids", True) in told
    rows = site.sql("SELECT type, member, many FROM block_media")
    assert {(kind, member, many == "t") for kind, member, many in
            (row.split("|") for row in rows.split())} == told
