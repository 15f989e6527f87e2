"""What an error text quotes of a client's value: as much as helps, and what
it costs to say so."""

import json
from urllib.parse import quote

import pytest

from support.costs import costs
from support.make import (detail, expect, make_category, make_post,
                          make_user, unique)

SHOWN = 1000  # characters
MIB = 1024 * 1024
BODY = 2 * MIB - 400  # a little less than TalecraftMaxBody
JSON = {"Content-Type": "application/json"}


def shown(text):
    return text if len(text) <= SHOWN else text[:SHOWN] + "..."


LENGTHS = [SHOWN - 1, SHOWN, SHOWN + 1, 3 * SHOWN]


def texts(length):
    """Texts of so many characters: of one, two and four bytes; of such as
    JSON escapes."""
    for char in ("x", "é", "\U0001f600", '"', "\x01"):
        yield char * length
    yield ("aé" * length)[:length]


@pytest.fixture(scope="module")
def rows(admin):
    post, category = make_post(admin), make_category(admin)
    user = make_user(admin)
    return {"post": f"/posts/{post['id']}/",
            "category": f"/categories/{category['id']}/",
            "user": f"/users/{user['id']}/"}


@pytest.mark.parametrize("length", LENGTHS)
def test_choice(rows, admin, length):
    for text in texts(length):
        for row, field in (("post", "status"), ("user", "role")):
            expect(admin.patch(rows[row], json={field: text}), 400, {
                field: [f'"{shown(text)}" is not a valid choice.']})


CONTAINERS = [
    ["a" * 600, "b" * 600], {"key": ["é" * 2000]}, {"k" * 1100: 1},
    [[i, None, True, 1.5] for i in range(500)],
    {f"key {i}": {"it's": 'a "b"'} for i in range(500)},
    ["'" * 994], ["'" * 995], ["'" * 998 + '"'], ["\n\\" * 400],
    [[["x" * 990]]], [[["x" * 993]]], [["x" * 500], ["x" * 488]],
    [["x" * 500], ["x" * 489]], [["x" * 500], ["x" * 490]],
]


@pytest.mark.parametrize("value", CONTAINERS)
def test_choice_that_is_a_container(rows, admin, value):
    """Python's str() of it, up to the same length."""
    expect(admin.patch(rows["post"], json={"status": value}), 400, {
        "status": [f'"{shown(str(value))}" is not a valid choice.']})


def test_long_and_deep_containers(rows, admin):
    for value in ([1] * 90000, {f"k{i}": i for i in range(40000)},
                  json.loads("[" * 90 + '"' + "y" * MIB + '"' + "]" * 90)):
        expect(admin.patch(rows["post"], json={"status": value}), 400, {
            "status": [f'"{shown(str(value))}" is not a valid choice.']})


@pytest.mark.parametrize("length", LENGTHS)
def test_primary_key(rows, admin, length):
    digits = "9" * length
    expect(admin.patch(rows["post"], json={"category": digits}), 400, {
        "category": [f'Invalid pk "{shown(digits)}" - object does not '
                     "exist."]})


@pytest.mark.parametrize("length", LENGTHS)
def test_slug_of_a_relation(rows, admin, length):
    for text in texts(length):
        expect(admin.patch(rows["category"], json={"parent": text}), 400, {
            "parent": [f"Object with slug={shown(text)} does not exist."]})


@pytest.mark.parametrize("length", LENGTHS)
def test_type_of_a_block(rows, admin, length):
    for text in texts(length):
        expect(admin.patch(rows["post"], json={
            "content": [{"type": text}, {"type": [text]}]}), 400, {
                "content": [
                    f'Block 1: "{shown(text)}" is not a valid block type.',
                    f'Block 2: "{shown(as_json([text]))}" is not a valid '
                    "block type."]})


def as_json(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


@pytest.mark.parametrize("length", LENGTHS)
def test_filter(editor, length):
    for path, name in (("/posts/", "status"), ("/media/", "media_type")):
        for char in ("x", "é", "\x01"):
            text = char * length
            if len(quote(text)) > 7000:  # httpd's limit is 8190
                continue
            expect(editor.get(path, params={name: text}), 400, {
                name: [f'"{shown(text)}" is not a valid choice.']})


@pytest.mark.parametrize("length", LENGTHS)
def test_media_type_and_method(editor, length):
    kind = "x" * length
    expect(editor.post("/posts/", data="x", headers={"Content-Type": kind}),
           415, detail(f'Unsupported media type "{shown(kind)}" in '
                       "request."))
    method = "X" * length
    expect(editor.request(method, "/posts/"), 405,
           detail(f'Method "{shown(method)}" not allowed.'))


# ------------------------------------------------------------------- costs

def nested(inner, depth=98):
    return "[" * depth + inner + "]" * depth


HOSTILE = {
    "deep": '{"status":%s}' % nested('"' + "x" * (BODY - 300) + '"'),
    "deep quotes": '{"status":%s}' % nested(
        '"' + "'" * (BODY - 300) + '"'),
    "many": '{"status":[%s1]}' % ("1," * 90000),
    "named": '{"status":{%s}}' % ",".join(
        f'"k{i}":{i}' for i in range(90000)),
    "long": '{"status":"%s"}' % ("x" * (BODY - 300)),
    "escapes": '{"status":"%s"}' % ("\\u0001" * (BODY // 6 - 100)),
    "digits": '{"category":"%s"}' % ("9" * (BODY - 300)),
    "types": as_json({"content": [{"type": "y" * 450}] * 2000}),
    "one type": as_json({"content": [{"type": "y" * 1000000}]}),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_a_bad_value_costs(site, rows, admin, name):
    """Not much more than reading it. A tenth of it would do, but for
    sanitizers and what else runs in the processes that are looked at."""
    with costs(site) as spent:
        answer = admin.patch(rows["post"], data=HOSTILE[name], headers=JSON)
    expect(answer, 400)
    assert len(answer.content) <= len(HOSTILE[name]) * 1.2
    assert name == "types" or len(answer.content) < 8000
    assert spent.memory < 60 * MIB, spent.memory
    assert spent.seconds < 1, spent.seconds


def test_every_field_wrong_at_once(site, admin):
    """A body as long as it may be, shared out among all that quotes."""
    part = BODY // 6
    body = as_json({"status": "s" * part, "category": "9" * part,
                    "featured_media": "9" * part, "og_media": "9" * part,
                    "thumbnail_media": "9" * part, "author": "9" * part})
    post = make_post(admin)
    with costs(site) as spent:
        answer = admin.patch(f"/posts/{post['id']}/", data=body,
                             headers=JSON)
    expect(answer, 400)
    assert len(answer.json()) == 6
    assert len(answer.content) < 8000
    assert spent.memory < 60 * MIB, spent.memory


# ----------------------------------------------------------- many errors

MOST = 1000
MORE = f"There are more than {MOST} errors; the others are not shown."


def missing(number):
    return f"Block {number}: media 999999 does not exist."


@pytest.mark.parametrize("blocks", [MOST - 1, MOST, MOST + 1, 2000])
def test_as_many_errors_as_help(editor, blocks):
    block = {"type": "image", "media_id": 999999}
    answer = editor.post("/posts/", json={"title": unique(),
                                          "content": [block] * blocks})
    wanted = [missing(i + 1) for i in range(min(blocks, MOST))]
    expect(answer, 400, {"content": wanted + [MORE] * (blocks > MOST)})


def test_errors_are_no_longer_than_the_body(site, editor):
    """1,800 galleries that name 500 pictures which are not there, 90,000
    times in all (JSON may have 100,000 values)."""
    content = [{"type": "gallery", "media_ids": [
        999000 + (50 * i + j) % 500 for j in range(50)]}
        for i in range(1800)]
    body = as_json({"title": unique(), "content": content})
    with costs(site) as spent:
        answer = editor.post("/posts/", data=body, headers=JSON)
    expect(answer, 400)
    texts_of = answer.json()["content"]
    assert texts_of[0] == "Block 1: media 999000 does not exist."
    assert texts_of[-1] == MORE
    assert len(texts_of) == MOST + 1
    assert len(answer.content) < len(body) / 10
    assert spent.memory < 60 * MIB, spent.memory
