"""What counts as JSON, and what DRF's coercions make of its values."""

import json

import pytest

from support.make import compact, expect, make_category, paragraph, unique

HEADERS = {"Content-Type": "application/json"}


def post(client, data, path="/categories/"):
    return client.post(path, data=data, headers=HEADERS)


BROKEN = {
    "open object": b'{',
    "open string": b'{"name":"x',
    "open array": b'{"name":[1,',
    "no value": b'{"name":}',
    "no colon": b'{"name" "x"}',
    "single quotes": b"{'name':'x'}",
    "bare key": b'{name:"x"}',
    "trailing comma": b'{"name":"x",}',
    "trailing comma in array": b'{"name":[1,]}',
    "two values": b'{"name":"x"}{}',
    "garbage after": b'{"name":"x"} x',
    "only white space": b'   ',
    "comment": b'{"name":"x"/* c */}',
    "word": b'name',
    "Python None": b'{"name":None}',
    "upper case true": b'{"name":TRUE}',
    "NaN": b'{"name":NaN}',
    "Infinity": b'{"name":Infinity}',
    "-Infinity": b'{"name":-Infinity}',
    "leading zero": b'{"order":01}',
    "plus": b'{"order":+1}',
    "hex": b'{"order":0x10}',
    "dot": b'{"order":1.}',
    "no digit": b'{"order":-}',
    "bad exponent": b'{"order":1e}',
    "number too large": b'{"order":1e400}',
    "number too small": b'{"order":-1e400}',
    "integer over 64 bits": b'{"order":9223372036854775808}',
    "integer under 64 bits": b'{"order":-9223372036854775809}',
    "very long integer": b'{"order":' + b"9" * 5000 + b'}',
    "number in an unknown field": b'{"name":"x","zzz":1e999}',
    "raw newline": b'{"name":"a\nb"}',
    "raw tab": b'{"name":"a\tb"}',
    "raw NUL": b'{"name":"a\x00b"}',
    "NUL after": b'{"name":"x"}\x00',
    "bad escape": b'{"name":"\\x41"}',
    "short escape": b'{"name":"\\u12"}',
    "lone high surrogate": b'{"name":"\\ud800"}',
    "lone low surrogate": b'{"name":"\\udc00"}',
    "swapped surrogates": b'{"name":"\\udc00\\ud800"}',
    "high and text": b'{"name":"\\ud800x"}',
    "two high": b'{"name":"\\ud800\\ud800"}',
    "surrogate in a key": b'{"\\ud800":1}',
    "surrogate in an unknown field": b'{"name":"x","zzz":"\\udfff"}',
    "bad byte": b'{"name":"\xff"}',
    "bad byte outside": b'\xff{"name":"x"}',
    "overlong slash": b'{"name":"\xc0\xaf"}',
    "overlong NUL": b'{"name":"\xc0\x80"}',
    "encoded surrogate": b'{"name":"\xed\xa0\x80"}',
    "beyond Unicode": b'{"name":"\xf4\x90\x80\x80"}',
    "cut character": b'{"name":"\xe2\x82"}',
    "Latin-1": '{"name":"ä"}'.encode("latin-1"),
    "UTF-16": '{"name":"x"}'.encode("utf-16"),
    "too deep": b'{"x":' + b"[" * 100 + b"]" * 100 + b"}",
    "objects too deep": b'{"x":' * 101 + b"1" + b"}" * 101,
    "very deep": b"[" * 100000,
    "very deep and closed": b"[" * 100000 + b"]" * 100000,
}


@pytest.mark.parametrize("data", BROKEN.values(), ids=BROKEN.keys())
def test_parse_errors(editor, data):
    answer = expect(post(editor, data), 400)
    body = answer.json()
    assert list(body) == ["detail"]
    assert body["detail"].startswith("JSON parse error - ")
    assert len(body["detail"]) < 300


@pytest.mark.parametrize("path,method", [
    ("/auth/login/", "POST"), ("/posts/", "POST"), ("/users/", "POST"),
    ("/auth/me/", "PATCH"), ("/ad-placements/", "POST"),
    ("/auth/tokens/", "POST"), ("/auth/password/", "POST"),
])
def test_parse_errors_on_every_route(admin, path, method):
    for data in (b"{", b'{"x":"\\ud800"}', b'\xff'):
        answer = admin.request(method, path, data=data, headers=HEADERS)
        expect(answer, 400)
        assert answer.json()["detail"].startswith("JSON parse error - ")


def test_depth_of_100_is_allowed(editor):
    name = unique("Deep ")
    data = ('{"name":"%s","x":%s1%s}' % (name, "[" * 98, "]" * 98)).encode()
    expect(post(editor, data), 201)


def test_white_space_and_escapes(editor):
    name = unique("Escapes ")
    data = (' \r\n\t{ "name" : "%s \\u00e9\\ud83d\\ude00\\/" ,\n"order":'
            ' 3 } \n' % name).encode()
    answer = expect(post(editor, data), 201)
    assert answer.json()["name"] == name + " é😀/"
    assert (name + " é😀/") in answer.text
    assert answer.json()["order"] == 3


def test_duplicate_keys_last_one_counts(editor):
    name = unique("Twice ")
    data = ('{"name":"%s a","order":1,"name":"%s b","order":2}'
            % (name, name)).encode()
    row = expect(post(editor, data), 201).json()
    assert (row["name"], row["order"]) == (name + " b", 2)


def test_byte_order_mark(editor):
    """json.loads refuses it, and so does DRF."""
    answer = expect(post(editor, b'\xef\xbb\xbf{"name":"x"}'), 400)
    assert answer.json()["detail"].startswith("JSON parse error - ")


def test_nul_is_an_error_of_the_field(editor):
    answer = post(editor, b'{"name":"a\\u0000b","description":"\\u0000"}')
    expect(answer, 400, {
        "name": ["Null characters are not allowed."],
        "description": ["Null characters are not allowed."]})


def test_nul_in_unknown_fields_is_ignored(editor):
    data = b'{"name":"%s","xy":"\\u0000"}' % unique("N ").encode()
    expect(post(editor, data), 201)


def test_nul_in_a_key_is_a_parse_error(editor):
    answer = expect(post(editor, b'{"name":"x","x\\u0000y":1}'), 400)
    assert answer.json()["detail"].startswith("JSON parse error - ")


def test_limits_of_64_bits_are_numbers(editor):
    for number in (9223372036854775807, -9223372036854775808):
        answer = expect(post(editor, b'{"name":"x","order":%d}' % number),
                        400)
        assert list(answer.json()) == ["order"]


COERCED = [
    ("name", 5, "5"), ("name", -17, "-17"), ("name", 1.5, "1.5"),
    ("description", 0, "0"),
    ("order", "5", 5), ("order", " 7 ", 7), ("order", 8.0, 8),
    ("order", "9.0", 9), ("order", "0", 0),
    ("is_featured", "true", True), ("is_featured", "True", True),
    ("is_featured", "TRUE", True), ("is_featured", "t", True),
    ("is_featured", "T", True), ("is_featured", "1", True),
    ("is_featured", 1, True), ("is_featured", 1.0, True),
    ("is_featured", "on", True), ("is_featured", "yes", True),
    ("is_featured", "y", True), ("is_featured", "Y", True),
    ("is_featured", "false", False), ("is_featured", "False", False),
    ("is_featured", "FALSE", False), ("is_featured", "f", False),
    ("is_featured", "F", False), ("is_featured", "0", False),
    ("is_featured", 0, False), ("is_featured", 0.0, False),
    ("is_featured", "off", False), ("is_featured", "no", False),
    ("is_featured", "n", False), ("is_featured", "N", False),
]


@pytest.mark.parametrize("field,sent,kept", COERCED)
def test_coercions(editor, field, sent, kept):
    body = {"name": unique("Coerce ")}
    body[field] = sent
    row = expect(editor.post("/categories/", json=body), 201).json()
    assert row[field] == kept
    assert type(row[field]) is type(kept)


@pytest.mark.parametrize("field,text", [
    ("name", "  {}\t "), ("name", "\n{}\r\n"), ("name", "\u00a0{}\u2003"),
    ("description", " {} "),
])
def test_outer_white_space_is_trimmed(editor, field, text):
    word = unique("Trim ")
    body = {"name": unique("Trim ")}
    body[field] = text.format(word)
    row = expect(editor.post("/categories/", json=body), 201).json()
    assert row[field] == word


def test_inner_white_space_stays(editor):
    name = unique("In  \t ner ")
    row = expect(editor.post("/categories/", json={"name": name}),
                 201).json()
    assert row["name"] == name


def test_content_is_never_altered(editor):
    content = [paragraph("  outer  "), {
        "type": "code", "code": "\n\tx \u00a0\n", "z": [1, -0.5, {}, [], None,
                                                      True, "é😀"]},
               {"type": "divider", "a": {"b": {"c": [[["d"]]]}}}]
    body = compact({"title": unique("Kept "), "content": content})
    answer = expect(post(editor, body.encode(), "/posts/"), 201)
    assert answer.json()["content"] == content
    assert '"content":' + compact(content) in answer.text


@pytest.mark.parametrize("number", [
    "0", "-0", "1.0", "1.10", "1e3", "1E+3", "0.1", "12345678901234567",
    "9223372036854775807", "-9223372036854775808", "3.141592653589793",
    "1e-7", "123456789.125",
])
def test_numbers_in_content_keep_their_value(editor, number):
    body = ('{"title":"%s","content":[{"type":"divider","n":%s}]}'
            % (unique("Number "), number))
    answer = expect(post(editor, body.encode(), "/posts/"), 201)
    kept = answer.json()["content"][0]["n"]
    sent = json.loads(number)
    assert kept == sent
    assert type(kept) is type(sent)
    path = f"/posts/{answer.json()['id']}/"
    assert editor.get(path).json()["content"][0]["n"] == sent


def test_text_of_every_plane_is_kept(editor):
    text = ("ascii é ß Ω ქართული 漢字 𝕏 😀 👩‍👩‍👧 \u200fעברית \u202e "
            "\ufffd \ue000 \u0001\u001f\u007f")
    name = unique("Planes ")
    row = make_category(editor, name=name, description=text)
    assert row["description"] == text
    assert editor.get(f"/categories/{row['id']}/").json()[
        "description"] == text
