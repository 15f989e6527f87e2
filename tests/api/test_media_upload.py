"""POST /media/: forms, errors, what the bytes are, the same bytes again."""

import hashlib
import io
import os
import re
import zipfile

import pytest

from support.content import (ANONYMOUS, MEDIA_FULL, STAMP, eventually,
                             failed_media, listed, members, wait_failed)
from support.files import form, heif_header, mov, mp4, part, webm
from support.make import (detail, expect, make_image, make_media, unique,
                          upload, wait_ready)

UNSUPPORTED = {"original_file": [
    "Unsupported file type. Allowed: JPEG, PNG, WebP, GIF, AVIF, HEIC, "
    "TIFF, MP4, MOV, WebM."]}
NO_FILE = {"original_file": ["No file was submitted."]}
EMPTY = {"original_file": ["The submitted file is empty."]}


def send(client, *parts, **kwargs):
    body, headers = form(*parts, **kwargs)
    return client.post("/media/", data=body, headers=headers)


def file_part(data, name="a.jpg", kind="image/jpeg", field="original_file"):
    return part(field, data, name, kind)


def test_new_row(site, writer):
    data = make_image(900, 600)
    answer = expect(upload(writer, data, "Seeufer (1).JPG",
                           alt_text=" A lake ", caption="Blue é"), 201)
    row = members(answer.json(), MEDIA_FULL)
    assert answer.headers["Location"] == f"{site.url}/media/{row['id']}/"
    assert re.fullmatch(STAMP, row["created_at"])
    assert row == {
        "id": row["id"], "media_type": "IMAGE", "status": "UPLOADED",
        "original_file": f"{site.url}/media/{row['id']}/original/",
        "variants": {}, "width": None, "height": None, "duration": None,
        "file_size": len(data),
        "file_hash": hashlib.sha256(data).hexdigest(),
        "mime_type": "image/jpeg", "original_name": "Seeufer (1).JPG",
        "alt_text": "A lake", "caption": "Blue é", "error": None,
        "uploaded_by": "writer", "created_at": row["created_at"],
        "updated_at": row["updated_at"], "url": None, "srcset": None,
        "placeholder": None}
    wait_ready(writer, row["id"])


def test_other_name_of_the_field_and_no_texts(writer):
    row = expect(upload(writer, make_image(), field="file"), 201).json()
    assert (row["alt_text"], row["caption"]) == ("", "")


def test_anonymous(public):
    expect(upload(public, make_image()), 401, detail(ANONYMOUS))
    expect(public.post("/media/", data="x", headers={
        "Content-Type": "text/plain"}), 401, detail(ANONYMOUS))


@pytest.mark.parametrize("kind", ["application/json", "text/plain",
                                  "image/jpeg",
                                  "application/x-www-form-urlencoded"])
def test_not_a_form(writer, kind):
    expect(writer.post("/media/", data="{}", headers={
        "Content-Type": kind}), 415, detail(
        f'Unsupported media type "{kind}" in request.'))


@pytest.mark.parametrize("kind", [None, "application/json",
                                  "multipart/form-data",
                                  "multipart/form-data; boundary=b"])
def test_no_body_is_a_form_without_a_file(writer, kind):
    expect(writer.post("/media/", headers={"Content-Type": kind}), 400,
           NO_FILE)


def test_no_file(writer):
    expect(send(writer, part("alt_text", b"x")), 400, NO_FILE)
    expect(send(writer, file_part(make_image(), field="picture")), 400,
           NO_FILE)
    expect(send(writer), 400, NO_FILE)


@pytest.mark.parametrize("field", ["original_file", "file"])
def test_text_in_the_place_of_the_file(writer, field):
    wrong = {"original_file": ["The submitted data was not a file. Check the "
                               "encoding type on the form."]}
    expect(send(writer, part(field, make_image())), 400, wrong)
    expect(send(writer, part(field, b""), part("caption", b"x")), 400, wrong)
    expect(send(writer, part(field, b"x"), file_part(make_image())), 201)


@pytest.mark.parametrize("second", ["original_file", "file"])
def test_two_files(writer, second):
    expect(send(writer, file_part(make_image()),
                file_part(make_image(), field=second)), 400,
           {"original_file": ["Only one file may be submitted."]})


def test_texts_with_a_file_name(writer):
    """As a Blob in a browser's FormData comes."""
    row = expect(send(writer, file_part(make_image()),
                      part("alt_text", b"A hill", "blob", "text/plain"),
                      part("caption", b"At dusk", "blob")), 201).json()
    assert (row["alt_text"], row["caption"]) == ("A hill", "At dusk")


def test_empty_file(writer):
    expect(send(writer, file_part(b"")), 400, EMPTY)


def test_bad_texts(writer):
    limit = "Ensure this field has no more than {} characters."
    image = make_image(80, 40)

    def refused(wanted, **fields):
        parts = [part(name, text.encode()) for name, text in fields.items()]
        expect(send(writer, file_part(image), *parts), 400, wanted)
        expect(send(writer, *parts, file_part(image)), 400, wanted)

    refused({"alt_text": [limit.format(255)]}, alt_text="é" * 256)
    refused({"caption": [limit.format(500)]}, caption="é" * 501)
    refused({"alt_text": ["Null characters are not allowed."]},
            alt_text="a\0b")
    got = expect(send(writer, part("alt_text", b"x" * 256),
                      part("caption", b"x" * 501)), 400).json()
    assert got == {**NO_FILE, "alt_text": [limit.format(255)],
                   "caption": [limit.format(500)]}
    row = expect(upload(writer, image, alt_text="\U0001f600" * 255,
                        caption="é" * 500), 201).json()
    assert len(row["alt_text"]) == 255 and len(row["caption"]) == 500


def zip_file():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.jpg", "x")
    return out.getvalue()


REFUSED = {
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg"></svg>',
    "svg with declaration": b'<?xml version="1.0"?><svg/>',
    "html": b"<!doctype html><script>alert(1)</script>",
    "pdf": b"%PDF-1.7\n1 0 obj\n", "zip": zip_file(), "text": b"hello",
    "one byte": b"\xff", "bmp": b"BM" + bytes(60),
    "half a png": b"\x89PNG", "gif of no version": b"GIF8Xa" + bytes(20),
    "wav": b"RIFF\x24\0\0\0WAVEfmt " + bytes(20),
    "matroska": b"\x1a\x45\xdf\xa3\x8b\x42\x82\x88matroska" + bytes(20),
    "html and then a jpeg": b"<html>" + make_image(16, 16),
    "zeros": bytes(4096), "ico": b"\0\0\1\0\1\0" + bytes(30),
    "photoshop": b"8BPS\0\1" + bytes(30),
    "postscript": b"%!PS-Adobe-3.0 EPSF\n", "script": b"#!/bin/sh\n",
}


@pytest.mark.parametrize("what", sorted(REFUSED))
def test_unsupported(writer, what):
    for name, kind in (("a.jpg", "image/jpeg"), ("a.svg", "image/svg+xml")):
        expect(upload(writer, REFUSED[what], name, kind), 400, UNSUPPORTED)


FORMATS = [("JPEG", "image/jpeg"), ("PNG", "image/png"),
           ("WEBP", "image/webp"), ("GIF", "image/gif"),
           ("TIFF", "image/tiff")]


@pytest.mark.parametrize("fmt,mime", FORMATS)
def test_the_bytes_tell_the_type(writer, fmt, mime):
    """Whatever the name and the sent type say."""
    for name, kind in (("page.html", "text/html"), ("x.mp4", "video/mp4"),
                       ("noname", "application/octet-stream")):
        row = expect(upload(writer, make_image(80, 40, fmt), name, kind),
                     201).json()
        assert (row["media_type"], row["mime_type"]) == ("IMAGE", mime)
        assert row["original_name"] == name
    done = wait_ready(writer, row["id"])
    assert (done["width"], done["height"]) == (80, 40)


HEADERS = [(lambda: heif_header(b"avif"), "IMAGE", "image/avif"),
           (lambda: heif_header(b"heic"), "IMAGE", "image/heic"),
           (mp4, "VIDEO", "video/mp4"),
           (mov, "VIDEO", "video/quicktime"), (webm, "VIDEO", "video/webm")]


@pytest.mark.parametrize("make,media_type,mime", HEADERS,
                         ids=[mime for _, _, mime in HEADERS])
def test_types_of_containers(writer, make, media_type, mime):
    row = expect(upload(writer, make(), "x.jpg"), 201).json()
    assert (row["media_type"], row["mime_type"]) == (media_type, mime)


NAMES = [("a\\b.jpg", None), ("../../etc/passwd", "passwd"),
         ("/abs/path/é.png", "é.png"), ("C:\\x\\photo.jpg", None),
         ("Üben 漢字 \U0001f600.jpg", "Üben 漢字 \U0001f600.jpg"),
         ("pic\u202egpj.exe.jpg", "picgpj.exe.jpg"),
         ("a\u200e\u061c\u2066b\u0085\u2028c\u2069.jpg", "abc.jpg"),
         ("\u0645\u0644\u0641 \u200d\u200c.jpg",
          "\u0645\u0644\u0641 \u200d\u200c.jpg")]


@pytest.mark.parametrize("name,wanted", NAMES)
def test_names(writer, name, wanted):
    body, headers = form(file_part(make_image(80, 40), name))
    row = expect(writer.post("/media/", data=body, headers=headers),
                 201).json()
    if wanted is None:
        assert "/" not in row["original_name"]
        assert row["original_name"].endswith(name.split("\\")[-1])
    else:
        assert row["original_name"] == wanted


def test_encoded_name(writer):
    """As some clients send names that are not ASCII: filename* alone."""
    head = b"Content-Disposition: form-data; name=\"file\"; filename*="
    for sent, wanted in (("utf-8''%E6%BC%A2%20%5B1%5D.jpg", "漢 [1].jpg"),
                         ("UTF-8''..%2F%0A%FF.jpg", "\ufffd.jpg"),
                         ("ISO-8859-1'de'%DCben%20%A3%E9.jpg", "Üben £é.jpg"),
                         ("iso-8859-1''a%2Fb%41%x.jpg", "bA%x.jpg")):
        body, headers = form(head + sent.encode() + b"\r\n\r\n"
                             + make_image(80, 40))
        row = expect(writer.post("/media/", data=body, headers=headers),
                     201).json()
        assert row["original_name"] == wanted


def test_same_bytes_from_the_same_user(writer):
    data = make_image()
    first = expect(upload(writer, data, "one.jpg", alt_text="one"),
                   201).json()
    first = wait_ready(writer, first["id"])
    again = expect(upload(writer, data, "two.jpg", alt_text="two",
                          caption="two"), 200).json()
    assert again == first
    members(again, MEDIA_FULL)
    assert listed(writer, f"/media/?file_hash={first['file_hash']}") == [
        first["id"]]


def test_same_bytes_from_another_user(writer, writer2, editor):
    data = make_image()
    first = make_media(writer, data, alt_text="one")
    row = expect(upload(writer2, data, "mine.jpg", alt_text="mine"),
                 201).json()
    assert row["id"] != first["id"] and row["status"] == "READY"
    assert (row["uploaded_by"], row["alt_text"], row["original_name"]) == (
        "writer2", "mine", "mine.jpg")
    for name in ("variants", "url", "srcset", "placeholder", "file_hash",
                 "width", "height", "file_size"):
        assert row[name] == first[name], name
    expect(writer.delete(f"/media/{first['id']}/"), 204)
    got = expect(writer2.get(f"/media/{row['id']}/"), 200).json()
    served = editor.get(got["url"], strict=False)
    assert served.status_code == 200
    assert writer2.get(f"/media/{row['id']}/original/").content == data


def test_same_bytes_while_they_are_processed(writer, writer2):
    data = make_image(1500, 1500, noise=True)
    first = expect(upload(writer, data), 201).json()
    second = expect(upload(writer2, data), 201).json()
    again = expect(upload(writer, data), 200).json()
    assert again["id"] == first["id"]
    rows = [wait_ready(writer, first["id"]),
            wait_ready(writer2, second["id"])]
    assert rows[0]["variants"] == rows[1]["variants"]


def test_the_answer_comes_before_the_worker(writer):
    for number in range(20):
        data = make_image(40 + number, 9)
        row = expect(upload(writer, data), 201).json()
        assert row["status"] == "UPLOADED"
        assert row["variants"] == {}


def test_failed_row_is_queued_again(writer):
    data = make_image(64, 64)[:200] + unique("x").encode()
    row = expect(upload(writer, data), 201).json()
    failed = wait_failed(writer, row["id"])
    assert failed["error"] and isinstance(failed["error"], str)
    again = expect(upload(writer, data), 200).json()
    assert again["id"] == row["id"]
    assert again["status"] in ("UPLOADED", "PROCESSING")
    wait_failed(writer, row["id"])


def test_what_failed_looks_like(writer):
    row = failed_media(writer)
    members(row, MEDIA_FULL)
    assert row["variants"] == {} and row["error"]
    for name in ("url", "srcset", "placeholder", "width", "height",
                 "duration"):
        assert row[name] is None, name


def test_poll_while_not_done(writer):
    row = expect(upload(writer, make_image(2500, 2000, noise=True)),
                 201).json()
    answer = expect(writer.get(f"/media/{row['id']}/"), 200)
    if answer.json()["status"] in ("UPLOADED", "PROCESSING"):
        assert answer.headers["Retry-After"] == "1"
        assert answer.json()["url"] is None
    wait_ready(writer, row["id"])
    answer = expect(writer.get(f"/media/{row['id']}/"), 200)
    assert "Retry-After" not in answer.headers


def test_no_boundary(writer):
    for kind in ("multipart/form-data", "multipart/form-data; boundary="):
        got = expect(writer.post("/media/", data=b"x", headers={
            "Content-Type": kind}), 400).json()
        assert list(got) == ["detail"]
        assert got["detail"].startswith("Multipart form parse error - ")


def stored(site):
    return sorted(os.path.join(folder, name) for top in ("tmp", "originals")
                  for folder, _, names in os.walk(site.media_root / top)
                  for name in names)


def test_body_cut_off_leaves_nothing(site, writer):
    before = stored(site)
    count = expect(writer.get("/media/"), 200).json()["count"]
    body, headers = form(file_part(make_image(800, 800, noise=True)))
    head = (f"POST {site.mount}/media/ HTTP/1.1\r\nHost: localhost\r\n"
            f"Authorization: Bearer {writer.token}\r\n"
            f"Content-Type: {headers['Content-Type']}\r\n"
            f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n")
    with writer.connect() as sock:
        sock.sendall(head.encode() + body[:len(body) // 2])
    eventually(lambda: stored(site) == before)
    assert expect(writer.get("/media/"), 200).json()["count"] == count


def test_form_without_its_end(site, writer):
    """Complete by Content-Length, but the last boundary never comes."""
    before = stored(site)
    body, headers = form(file_part(make_image(64, 64)), end=False)
    expect(writer.post("/media/", data=body.rstrip(b"\r\n"),
                       headers=headers), 400)
    eventually(lambda: stored(site) == before)


def test_limit(make_site):
    with make_site(extra="TalecraftMaxUpload 100000") as site:
        site.add_user("w")
        client = site.login("w")
        fits = make_image(64, 64)
        fits += bytes(100000 - len(fits))
        expect(upload(client, fits), 201)
        wanted = re.compile(r'\{"detail":"Request body exceeds \d+ '
                            r'bytes\."\}')
        answer = upload(client, fits + b"x")
        expect(answer, 413)
        assert wanted.fullmatch(answer.text)
        head = (f"POST {site.mount}/media/ HTTP/1.1\r\nHost: localhost\r\n"
                f"Authorization: Bearer {client.token}\r\n"
                "Content-Type: multipart/form-data; boundary=x\r\n"
                f"Content-Length: {100000 + 65536 + 1}\r\n"
                "Connection: close\r\n\r\n")
        got = client.raw(head.encode()).decode()
        assert got.startswith("HTTP/1.1 413 ")
        assert wanted.search(got)
        assert len(listed(client, "/media/")) == 1
