"""talecraft-worker alone: pictures up to the limit of pixels, of all formats.

libvips decodes what has more than 100 MB into a file in /tmp, unless it is
told otherwise; a decoder may not write there."""

import pytest
from PIL import Image

from make_big import COLOUR, MOST, MUCH, much, unpack
from support.marks import NO_SANITIZER
from worker_driver import PATIENCE
from worker_pictures import check_quadrants, near, ready, save

# What takes its time in them is the encoder, which is not in question here.
THUMB = {"variants": [{"name": "thumb", "width": 320, "quality": 82}],
         "effort": 0, "seconds": 2 * PATIENCE, "memory": 2 << 30}

pytestmark = NO_SANITIZER


def check(worker, path, out, size):
    answer = worker.run(path, out, **THUMB)
    assert (answer["status"], answer.get("width"), answer.get("height")) \
        == ("ready", *size), answer
    return ready(answer, out)["thumb"]


@pytest.mark.parametrize("name", [
    "a.webp", "lossy.webp", "progressive.jpg", "a.gif", "interlaced.png",
    "tiled.tif", "strip.tif", "a.avif", "a.heic"])
def test_formats(worker, tmp_path, out, name):
    check_quadrants(check(worker, unpack(name, tmp_path), out, MUCH), 20)


def test_plain_rows(worker, tmp_path, out):
    path = save(much(), tmp_path / "a.tif")
    check_quadrants(check(worker, path, out, MUCH), 20)


@pytest.mark.parametrize("name", ["turned.jpg", "turned.png"])
def test_turned(worker, tmp_path, out, name):
    """A copy of the whole picture is made for that."""
    check_quadrants(check(worker, unpack(name, tmp_path), out, MUCH), 20)


@pytest.mark.parametrize("kind,name", [
    ("RGB", "most-RGB.webp"), ("RGBA", "most-RGBA.webp"),
    ("RGBA", "most-lossy.webp")])
def test_webp_near_the_limit(worker, tmp_path, out, kind, name):
    image = check(worker, unpack(name, tmp_path), out, MOST)
    near(image.convert(kind).getpixel((160, 160)), COLOUR[:len(kind)], 8)


def test_interlaced_png_of_16_bits_near_the_limit(worker, tmp_path, out):
    path = unpack("deep.png", tmp_path)
    near(check(worker, path, out, MOST).getpixel((160, 160)), COLOUR, 8)


@pytest.mark.parametrize("name,count", [("a.webp", 30), ("a.gif", 30),
                                        ("a.webp", 1)])
def test_animations(worker, tmp_path, out, name, count):
    """All frames of a WebP count together."""
    first, *rest = [Image.new("RGB", MUCH if count == 1 else (1100, 1100),
                              (8 * i, 255 - 8 * i, 60))
                    for i in range(count)]
    path = save(first, tmp_path / name, save_all=True, append_images=rest,
                duration=100, **({"lossless": True, "method": 0}
                                 if name == "a.webp" else {}))
    image = check(worker, path, out, first.size)
    assert getattr(image, "n_frames", 1) == count
