"""talecraft-worker alone: pictures up to the limit of pixels, of all formats.

libvips decodes what has more than 100 MB into a file in /tmp, unless it is
told otherwise; a decoder may not write there."""

import functools

import pytest
from PIL import Image

from worker_driver import PATIENCE
from worker_pictures import (NO_SANITIZER, check_quadrants, near, quadrants,
                             ready, run_tool, save)

# What takes its time in them is the encoder, which is not in question here.
THUMB = {"variants": [{"name": "thumb", "width": 320, "quality": 82}],
         "effort": 0, "seconds": 2 * PATIENCE, "memory": 2 << 30}
MUCH = (6100, 6000)  # 110 MB without alpha
MOST = (10000, 9800)
COLOUR = (60, 120, 30, 128)

pytestmark = NO_SANITIZER


@functools.lru_cache(maxsize=None)
def much(mode="RGB"):
    return quadrants(*MUCH, mode)


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    return save(much("RGBA"), tmp_path_factory.mktemp("big") / "plain.tif")


def check(worker, path, out, size):
    answer = worker.run(path, out, **THUMB)
    assert (answer["status"], answer.get("width"), answer.get("height")) \
        == ("ready", *size), answer
    return ready(answer, out)["thumb"]


@pytest.mark.parametrize("name,options", [
    ("a.webp", {"lossless": True, "method": 0}),
    ("lossy.webp", {"quality": 50, "method": 0}),
    ("progressive.jpg", {"progressive": True}), ("a.tif", {}), ("a.gif", {})])
def test_formats(worker, tmp_path, out, name, options):
    path = save(much(), tmp_path / name, **options)
    check_quadrants(check(worker, path, out, MUCH), 20)


@pytest.mark.parametrize("name,words", [
    ("interlaced.png", ["pngsave", "--interlace", "--compression", "1"]),
    ("tiled.tif", ["tiffsave", "--tile", "--compression", "deflate"]),
    ("strip.tif", ["tiffsave", "--compression", "deflate"]),
    ("a.avif", ["heifsave", "--compression", "av1", "--effort", "0"]),
    ("a.heic", ["heifsave", "--compression", "hevc", "--effort", "0"])])
def test_formats_of_vips(worker, plain, tmp_path, out, name, words):
    path = tmp_path / name
    run_tool("vips", words[0], plain, path, *words[1:])
    check_quadrants(check(worker, path, out, MUCH), 20)


@pytest.mark.parametrize("name", ["a.jpg", "a.png"])
def test_turned(worker, tmp_path, out, name):
    """A copy of the whole picture is made for that."""
    exif = Image.Exif()
    exif[0x0112] = 6
    image = much().transpose(Image.Transpose.ROTATE_90)
    path = save(image, tmp_path / name, exif=exif)
    check_quadrants(check(worker, path, out, MUCH), 20)


@pytest.mark.parametrize("kind,options", [
    ("RGB", {"lossless": True}), ("RGBA", {"lossless": True}),
    ("RGBA", {"quality": 50})])
def test_webp_near_the_limit(worker, tmp_path, out, kind, options):
    path = save(Image.new(kind, MOST, COLOUR[:len(kind)]),
                tmp_path / "a.webp", method=0, **options)
    image = check(worker, path, out, MOST)
    near(image.convert(kind).getpixel((160, 160)), COLOUR[:len(kind)], 8)


def test_interlaced_png_of_16_bits_near_the_limit(worker, tmp_path, out):
    plain = save(Image.new("RGBA", MOST, COLOUR), tmp_path / "plain.tif")
    deep, path = tmp_path / "deep.v", tmp_path / "a.png"
    run_tool("vips", "colourspace", plain, deep, "rgb16")
    run_tool("vips", "pngsave", deep, path, "--interlace", "--compression",
             "1")
    deep.unlink()
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
