"""talecraft-worker alone: what is too much for it, and broken files."""

import io
import random
import struct
import zlib
from pathlib import Path

import pytest

from support.content import eventually
from support.marks import NO_SANITIZER
from worker_pictures import (frames, noise, quadrants, ready, refused, save,
                             start_slow)


def png_header(width, height, depth=8, colour=2, interlace=0):
    """A PNG that says how large it is and has no pixels."""
    def chunk(kind, data):
        return (struct.pack(">I", len(data)) + kind + data
                + struct.pack(">I", zlib.crc32(kind + data)))
    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0,
                       interlace)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head)
            + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
            + chunk(b"IEND", b""))


@pytest.mark.parametrize("interlace", [0, 1])
def test_pixels_are_counted_before_decoding(worker, tmp_path, out,
                                            interlace):
    path = tmp_path / "a.png"
    path.write_bytes(png_header(30000, 30000, interlace=interlace))
    answer, most = worker.run_watched(path, out)
    refused(answer, out, "more than 100 megapixels")
    assert "30000 x 30000" in answer["detail"]
    assert most < 200e6  # the pixels would take 2.7 GB


def gif_of(count, size=1):
    """The same tiny frame again and again."""
    head = b"GIF89a" + struct.pack("<HH", size, size) + b"\x80\0\0" \
        + b"\0\0\0\xff\xff\xff"
    frame = b"\x21\xf9\x04\0\x0a\0\0\0" + b"\x2c\0\0\0\0" \
        + struct.pack("<HH", size, size) + b"\0\x02\x02\x44\x01\0"
    return head + frame * count + b"\x3b"


def test_too_many_frames(worker, tmp_path, out):
    path = tmp_path / "a.gif"
    path.write_bytes(gif_of(10000))
    refused(worker.run(path, out), out, "more than the 1000 frames")


def test_all_frames_count(worker, tmp_path, out):
    first, *rest = frames(500, 400)
    path = save(first, tmp_path / "a.gif", save_all=True,
                append_images=rest, duration=100)
    refused(worker.run(path, out, pixels=799_999), out, "all its frames")
    ready(worker.run(path, out, pixels=800_000), out)


@NO_SANITIZER
def test_memory(worker, tmp_path, out):
    path = save(quadrants(6000, 5000), tmp_path / "a.png")
    refused(worker.run(path, out, memory=40 << 20), out, "more memory")
    ready(worker.run(path, out), out)


@NO_SANITIZER
def test_peak_of_memory(worker, tmp_path, out):
    """The decoded picture (3 bytes a pixel), what the encoder makes of it
    (1.5) and the program itself; no further copy of the pixels."""
    path = save(quadrants(4000, 3000), tmp_path / "a.jpg")
    answer, most = worker.run_watched(path, out)
    ready(answer, out)
    assert 45e6 < most < 12e6 * 4.5 + 60e6


def limits_of(pid):
    """Name: the hard limit of a process, a number or "unlimited"."""
    lines = Path(f"/proc/{pid}/limits").read_text("ascii").splitlines()[1:]
    return {line[:26].strip(): line[47:68].strip() for line in lines}


def test_a_decoder_is_bounded(worker, slow, out):
    """What the kernel holds, however busy the machine is: processor time,
    scratch files, core dumps."""
    with worker.seat() as seat:
        pid = start_slow(worker, seat, slow, out, seconds=30)
        eventually(lambda: limits_of(pid)["Max file size"] != "unlimited")
        held = limits_of(pid)
        assert int(held["Max file size"]) <= 512 << 20
        assert int(held["Max cpu time"]) <= 60
        assert held["Max core file size"] == "0"


def test_time(worker, tmp_path, out):
    path = save(noise(4000, 3000), tmp_path / "a.png", compress_level=0)
    answer = worker.run(path, out, seconds=1, effort=6)
    assert answer["status"] in ("failed", "retry")
    assert "longer than the 1 seconds" in answer["error"]


# --------------------------------------------------------------- bad files


@pytest.mark.parametrize("fmt,share", [("jpeg", 0.4), ("png", 0.4),
                                       ("webp", 0.5), ("tiff", 0.4)])
def test_truncated(worker, tmp_path, out, fmt, share):
    buffer = io.BytesIO()
    noise(900, 700).save(buffer, fmt)
    path = tmp_path / "a.jpg"
    path.write_bytes(buffer.getvalue()[:int(len(buffer.getvalue())
                                            * share)])
    answer = worker.run(path, out)
    refused(answer, out)
    assert answer["detail"].isascii() and answer["detail"].isprintable()


SVG = (b'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40">'
       b'<rect width="40" height="40" fill="red"/></svg>')


@pytest.mark.parametrize("data", [
    SVG, b'<?xml version="1.0"?>' + SVG, b"%PDF-1.4\n%%EOF\n",
    b"P6 2 2 255\n" + bytes(12), b"BM" + bytes(100), b"8BPS" + bytes(100),
    b"\x89PNG\r\n\x1a\n", b"", b"GIF89a", b"not a picture",
    b"\xff\x0a" + bytes(100), b"SIMPLE  =" + b" " * 3000,
    b"push graphic-context\nimage over 0,0 0,0 'url(http://127.0.0.1/)'\n"])
def test_what_is_no_picture(worker, tmp_path, out, data):
    path = tmp_path / "a.jpg"
    path.write_bytes(data)
    refused(worker.run(path, out), out)


def test_flipped_bits(worker, tmp_path, out):
    """Whatever they do to a file, an answer comes and the worker lives."""
    rng = random.Random(7)
    for fmt in ("JPEG", "PNG", "WEBP", "GIF", "TIFF"):
        buffer = io.BytesIO()
        quadrants(120, 90).save(buffer, fmt)
        for _ in range(8):
            data = bytearray(buffer.getvalue())
            for _ in range(rng.randint(1, 30)):
                data[rng.randrange(len(data))] = rng.randrange(256)
            path = tmp_path / "a.bin"
            path.write_bytes(bytes(data))
            answer = worker.run(path, out)
            assert answer["status"] in ("ready", "failed"), answer
    assert worker.process.poll() is None
