"""Why a file FAILED: a sentence for its uploader; the rest is in the log."""

import re
import struct
import zlib

import pytest

from support.content import eventually, wait_failed
from support.make import (expect, make_image, make_media, unique, upload,
                          wait_ready)


def logged(site, row):
    """The line of the log about this row, as soon as it is there."""
    line = re.compile(rf"media {row['id']} failed: .*")
    found = eventually(lambda: line.findall(
        site.httpd.error_log.read_text("utf-8", "replace")))
    assert len(found) == 1, found
    return found[0]


def check(site, row, sentence, *details):
    assert row["error"] == sentence
    line = logged(site, row)
    assert sentence in line and line.isprintable()
    for detail in details:
        assert detail in line, line


def test_damaged_file(site, writer):
    data = make_image(300, 200, noise=True)
    data = data[:len(data) // 3] + unique("x").encode()
    row = expect(upload(writer, data), 201).json()
    check(site, wait_failed(writer, row["id"]),
          "The file is damaged or incomplete.", "VipsJpeg")


def test_file_of_which_most_is_there(writer):
    """It is shown, and says so each time it is processed."""
    note = "The file is damaged; what could be read is shown."
    data = make_image(300, 200, noise=True)
    data = data[:len(data) * 4 // 5] + unique("x").encode()
    row = wait_ready(writer, expect(upload(writer, data), 201).json()["id"])
    assert row["error"] == note
    assert row["variants"] and row["width"] == 300
    path = f"/media/{row['id']}/"
    expect(writer.post(path + "reprocess/"), 202)
    eventually(lambda: writer.get(path).json()["error"] == note)


def png(width, height):
    """One that says how large it is and has no pixels."""
    def chunk(kind, data):
        return (struct.pack(">I", len(data)) + kind + data
                + struct.pack(">I", zlib.crc32(kind + data)))
    return (b"\x89PNG\r\n\x1a\n"
            + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0,
                                         0, 0))
            + chunk(b"tEXt", b"Comment\0" + unique("x").encode())
            + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
            + chunk(b"IEND", b""))


def test_too_many_pixels(site, writer):
    row = expect(upload(writer, png(30000, 20000)), 201).json()
    check(site, wait_failed(writer, row["id"]),
          "The picture has more than 100 megapixels.", "30000 x 20000")


# What libvips says of these names the file where it is stored, or a loader
# that is shut.
@pytest.mark.parametrize("data", [
    b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"GIF89a" + b"\1" * 9,
    b"RIFF\x40\0\0\0WEBPVP8 " + b"\1" * 40, b"II*\0\x08\0\0\0",
    b"\0\0\0\x1cftypavif\0\0\0\0avifmif1miaf",
    b"\0\0\0\x1cftypavis\0\0\0\0avifmif1miaf"])
def test_what_is_no_picture(site, writer, data):
    row = expect(upload(writer, data + unique("x").encode()), 201).json()
    row = wait_failed(writer, row["id"])
    assert row["error"] in ("The file cannot be read as a picture.",
                            "The file is damaged or incomplete."), row
    assert "blocked" not in logged(site, row)


def test_no_file_in_the_store(make_site, expect_log):
    """That is the server's fault: the operator is told where."""
    expect_log(r"TC4040: media \d+ failed: .*/originals/.*No such file",
               must=True)
    with make_site(extra="TalecraftMediaRetries 0") as site:
        site.add_user("w")
        client = site.login("w")
        row = make_media(client, make_image(64, 64))
        for path in site.media_root.glob("originals/*/*/*"):
            path.unlink()
        expect(client.post(f"/media/{row['id']}/reprocess/"), 202)
        eventually(lambda: site.sql("select again from media_files") == "f")
        got = expect(client.get(f"/media/{row['id']}/"), 200).json()
        check(site, got, "The server cannot process the file now.")
