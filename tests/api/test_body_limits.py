"""Bodies that are too long, and bodies of a type that nobody takes."""

import json
import re
from urllib.parse import urlsplit

import pytest

from support.content import act, put_in
from support.files import form, part
from support.make import (detail, expect, make_image, make_media,
                          make_post, unique)

LIMIT = 1000
LOG = "AH01588|AH01587|AH00588|AH01589"
TOO_LONG = {"detail": f"Request body exceeds {LIMIT} bytes."}


def limited(site, make_site, document=""):
    other = make_site(database=site.database, extra=document,
                      location=f"LimitRequestBody {LIMIT}")
    (other.httpd.root / "htdocs/too-long.html").write_text(
        "<p>Too long.</p>", encoding="utf-8")
    return other


def chunked(client, path, kind, body, size=300):
    """All bytes of the answer to that body, in chunks."""
    parts = [body[at:at + size] for at in range(0, len(body), size)]
    data = b"".join(b"%x\r\n%s\r\n" % (len(one), one) for one in parts)
    return client.raw(
        f"POST {urlsplit(client.base_url).path}{path} HTTP/1.1\r\n"
        "Host: localhost\r\nConnection: close\r\n"
        f"Authorization: Bearer {client.token}\r\n"
        f"Content-Type: {kind}\r\n"
        "Transfer-Encoding: chunked\r\n\r\n".encode() + data + b"0\r\n\r\n")


def one_answer(data):
    """(status, headers, body) of the only answer in these bytes."""
    head, _, body = data.partition(b"\r\n\r\n")
    lines = head.decode().split("\r\n")
    status = int(re.fullmatch(r"HTTP/1\.1 (\d{3}) .*", lines[0]).group(1))
    headers = {}
    for line in lines[1:]:
        name, _, value = line.partition(": ")
        assert name.lower() not in ("content-length", "content-type") \
            or name.lower() not in headers, head
        headers[name.lower()] = value
    if "transfer-encoding" in headers:
        assert "content-length" not in headers
        body = unchunk(body)
    else:
        assert int(headers["content-length"]) == len(body), data
    assert b"HTTP/1.1" not in body, data
    return status, headers, body


def unchunk(data):
    whole = b""
    while True:
        size, _, data = data.partition(b"\r\n")
        count = int(size, 16)
        whole += data[:count]
        assert data[count:count + 2] == b"\r\n"
        data = data[count + 2:]
        if count == 0:
            assert data == b""
            return whole


def long_json():
    return json.dumps({"name": unique(), "description": "x" * 1500}).encode()


def long_form():
    body, headers = form(part("original_file", make_image(), "a.jpg",
                              "image/jpeg"))
    assert len(body) > 2 * LIMIT
    return headers["Content-Type"], body


def bodies():
    return [("/categories/", "application/json", long_json()),
            ("/media/", *long_form())]


def test_chunks_over_the_limit(make_site, site, editor, expect_log):
    expect_log(LOG)
    with limited(site, make_site) as other:
        client = other.client(editor.token)
        for path, kind, body in bodies():
            for size in (300, 100000):
                status, headers, text = one_answer(
                    chunked(client, path, kind, body, size))
                assert (status, json.loads(text)) == (413, TOO_LONG)
                assert headers["content-type"] == "application/json"
                assert headers["connection"] == "close"


@pytest.mark.parametrize("document,kind", [
    ('ErrorDocument 413 /too-long.html', "text/html"),
    ('ErrorDocument 413 "Too long."', "text/html"),
    ('ErrorDocument 413 /absent.html', None)])
def test_chunks_over_the_limit_with_a_document(make_site, site, editor,
                                               expect_log, document, kind):
    """Whatever the administrator's answer is, it is one answer."""
    expect_log(LOG)
    with limited(site, make_site, document) as other:
        client = other.client(editor.token)
        for path, sent, body in bodies():
            status, headers, text = one_answer(
                chunked(client, path, sent, body))
            assert status == 413 and text
            assert kind is None or \
                headers["content-type"].startswith((kind,
                                                    "application/json"))
        expect(client.get("/posts/"), 200)


def test_length_over_the_limit(make_site, site, editor, expect_log):
    expect_log(LOG)
    with limited(site, make_site) as other:
        client = other.client(editor.token)
        for path, kind, body in bodies():
            expect(client.post(path, data=body,
                               headers={"Content-Type": kind}), 413,
                   TOO_LONG)


def unsupported(kind):
    return detail(f'Unsupported media type "{kind}" in request.')


PLAIN = {"Content-Type": "text/plain"}
ACTIONS = ["publish", "submit", "reject", "unpublish", "archive", "restore",
           "schedule"]


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("status", ["DRAFT", "PUBLISHED", "ARCHIVED"])
def test_type_of_the_body_of_an_action(editor, action, status):
    """Before what the post's status says."""
    post = put_in(editor, make_post(editor), status)
    path = f"/posts/{post['id']}/"
    expect(editor.post(f"{path}{action}/", data="x", headers=PLAIN), 415,
           unsupported("text/plain"))
    assert expect(editor.get(path), 200).json()["status"] == status


def test_type_of_the_body_of_reprocess(editor):
    media = make_media(editor)
    expect(editor.post(f"/media/{media['id']}/reprocess/", data="x",
                       headers=PLAIN), 415, unsupported("text/plain"))
    assert expect(editor.get(f"/media/{media['id']}/"),
                  200).json()["updated_at"] == media["updated_at"]


def test_type_of_the_body_comes_after_the_right(public, writer, editor):
    post = make_post(editor)
    path = f"/posts/{post['id']}/schedule/"
    for client, status in ((public, 401), (writer, 403)):
        expect(client.post(path, data="x", headers=PLAIN), status)
    expect(editor.post("/posts/999999999/schedule/", data="x",
                       headers=PLAIN), 404)
    expect(editor.post(path, data="x", headers={
        **PLAIN, "If-Match": '"0-x"'}), 412)


def test_body_before_status_of_schedule(editor):
    post = put_in(editor, make_post(editor), "ARCHIVED")
    path = f"/posts/{post['id']}/schedule/"
    answer = expect(editor.post(path, data="{", headers={
        "Content-Type": "application/json"}), 400)
    assert answer.json()["detail"].startswith("JSON parse error - ")
    expect(act(editor, post, "schedule", scheduled_publish_at="x"), 400,
           detail("Cannot go from ARCHIVED to SCHEDULED."))
    expect(editor.post(path, data="", headers=PLAIN), 400,
           detail("Cannot go from ARCHIVED to SCHEDULED."))
