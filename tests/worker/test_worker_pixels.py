"""talecraft-worker alone: the pixels of rarer kinds of files."""

import pytest
from PIL import Image, ImageDraw

from support.marks import NO_SANITIZER
from worker_pictures import (QUADRANTS, check_quadrants, near, quadrants,
                             ready, run_tool, save)


def disc(mode="RGBA"):
    """An opaque green disc on nothing."""
    image = Image.new("RGBA", (400, 300), (0, 0, 0, 0))
    ImageDraw.Draw(image).ellipse([50, 25, 350, 275], (30, 200, 40, 255))
    return image.convert(mode)


def check_disc(image):
    assert image.mode == "RGBA" and image.size == (400, 300)
    assert image.getpixel((3, 3))[3] == 0
    near(image.getpixel((200, 150)), (30, 200, 40, 255), 16)


def original(worker, path, out):
    return ready(worker.run(path, out), out)["original"]


@pytest.mark.parametrize("bits", [1, 2, 4, 8])
def test_palette_of_few_bits(worker, tmp_path, out, bits):
    image = quadrants(400, 300).quantize(min(2 ** bits, 4))
    path = save(image, tmp_path / "a.png", bits=bits)
    assert path.read_bytes()[24:26] == bytes([bits, 3])
    if bits > 1:
        check_quadrants(original(worker, path, out), 20)
    else:
        got = original(worker, path, out).convert("RGB")
        near(got.getpixel((100, 75)),
             image.convert("RGB").getpixel((100, 75)), 20)


def test_palette_with_transparency(worker, tmp_path, out):
    image = Image.new("P", (400, 300), 0)
    image.putpalette([0, 0, 0, 30, 200, 40])
    ImageDraw.Draw(image).ellipse([50, 25, 350, 275], 1)
    path = save(image, tmp_path / "a.png", transparency=0)
    check_disc(original(worker, path, out))


def test_gif_with_transparency(worker, tmp_path, out):
    image = Image.new("P", (400, 300), 0)
    image.putpalette([0, 0, 0, 30, 200, 40])
    ImageDraw.Draw(image).ellipse([50, 25, 350, 275], 1)
    path = save(image, tmp_path / "a.gif", transparency=0)
    check_disc(original(worker, path, out))


def test_sixteen_bits_with_alpha(worker, tmp_path, out):
    plain = save(disc(), tmp_path / "plain.png")
    deep = tmp_path / "deep.png"
    run_tool("vips", "colourspace", plain, deep, "rgb16")
    assert deep.read_bytes()[24:26] == bytes([16, 6])
    check_disc(original(worker, deep, out))


@pytest.mark.parametrize("name,options", [
    ("a.avif", ["--Q", "90"]),
    ("a.heic", ["--Q", "90", "--compression", "hevc"])])
def test_alpha_of_heif(worker, tmp_path, out, name, options):
    plain = save(disc(), tmp_path / "plain.png")
    path = tmp_path / name
    run_tool("vips", "heifsave", plain, path, *options)
    check_disc(original(worker, path, out))


def test_webp_with_alpha(worker, tmp_path, out):
    path = save(disc(), tmp_path / "a.webp", lossless=True)
    check_disc(original(worker, path, out))


def test_opaque_alpha_is_left_out(worker, tmp_path, out):
    path = save(quadrants(400, 300).convert("RGBA"), tmp_path / "a.png")
    image = original(worker, path, out)
    assert image.mode == "RGB"
    check_quadrants(image)


@pytest.mark.parametrize("name,words", [
    ("deflate", ["--compression", "deflate", "--predictor", "horizontal"]),
    ("tiled", ["--tile", "--compression", "lzw"]),
    ("jpeg", ["--compression", "jpeg", "--Q", "95"]),
    ("pyramid", ["--tile", "--pyramid"]), ("big", ["--bigtiff"])])
def test_kinds_of_tiff(worker, tmp_path, out, name, words):
    plain = save(quadrants(800, 600), tmp_path / "plain.png")
    path = tmp_path / f"{name}.tif"
    run_tool("vips", "tiffsave", plain, path, *words)
    answer = worker.run(path, out)
    assert (answer["width"], answer["height"]) == (800, 600)
    check_quadrants(ready(answer, out)["original"], 20)


def test_sixteen_bits_of_a_tiff(worker, tmp_path, out):
    plain = save(quadrants(400, 300), tmp_path / "plain.png")
    path = tmp_path / "a.tif"
    run_tool("vips", "colourspace", plain, path, "rgb16")
    check_quadrants(original(worker, path, out))


def test_cmyk_of_a_tiff(worker, tmp_path, out):
    image = quadrants(400, 300).convert("CMYK")
    got = original(worker, save(image, tmp_path / "a.tif"), out)
    # through the profile of a press: the hue stays, not the number
    pixels = [got.convert("RGB").getpixel(at)
              for at in ((100, 75), (300, 75), (100, 225))]
    for i, pixel in enumerate(pixels):
        assert max(range(3), key=lambda c: pixel[c]) == max(
            range(3), key=lambda c: QUADRANTS[i][c]), pixels


@pytest.mark.parametrize("quality", [1, 30])
def test_grey_jpeg(worker, tmp_path, out, quality):
    image = Image.new("L", (400, 300), 90)
    path = save(image, tmp_path / "a.jpg", quality=quality)
    near(original(worker, path, out).convert("RGB").getpixel((200, 150)),
         (90, 90, 90), 10)


@NO_SANITIZER
def test_placeholder_of_a_large_picture(worker, tmp_path, out):
    """Where no variant is small it takes no memory for each pixel."""
    path = save(Image.new("RGB", (6000, 4000), (90, 120, 60)),
                tmp_path / "a.jpg")
    ready(worker.run(path, out, memory=160 << 20, parallel=False, variants=[
        {"name": "original", "width": 0, "quality": 82}]), out)
