"""talecraft-worker alone: what it makes of pictures."""

import json
import subprocess

import pytest
from PIL import Image, ImageSequence

from worker_pictures import (QUADRANTS, check_quadrants, frames, near, noise,
                             quadrants, ready, run_tool, save)


@pytest.mark.parametrize("width,names", [
    (1700, ["thumb", "medium", "large", "original"]),
    (1600, ["thumb", "medium", "original"]),
    (801, ["thumb", "medium", "original"]), (800, ["thumb", "original"]),
    (321, ["thumb", "original"]), (320, ["original"]), (1, ["original"])])
def test_sizes_never_grow(worker, tmp_path, out, width, names):
    path = save(quadrants(width, 40), tmp_path / "a.png")
    answer = worker.run(path, out)
    assert list(ready(answer, out)) == names
    assert (answer["width"], answer["height"]) == (width, 40)
    sizes = {"large": 1600, "medium": 800, "thumb": 320, "original": width}
    for variant in answer["variants"]:
        assert variant["width"] == sizes[variant["name"]]


def test_proportions_and_pixels(worker, tmp_path, out):
    path = save(quadrants(2400, 1800), tmp_path / "a.jpg", quality=95)
    for image in ready(worker.run(path, out), out).values():
        assert abs(image.width / image.height - 4 / 3) < 0.01
        check_quadrants(image)


def test_one_pass_gives_the_same_bytes_as_two(worker, tmp_path, out):
    path = save(noise(1700, 300), tmp_path / "a.png")
    answers = [worker.run(path, out, parallel=parallel)
               for parallel in (True, False)]
    assert answers[0] == answers[1]
    ready(answers[0], out)


def test_a_side_too_long_for_webp(worker, tmp_path, out):
    path = save(quadrants(20000, 100), tmp_path / "wide.png")
    answer = worker.run(path, out)
    assert ready(answer, out)["original"].width == 16383
    assert (answer["width"], answer["height"]) == (16383, 82)


def test_a_high_one(worker, tmp_path, out):
    path = save(quadrants(100, 20000), tmp_path / "high.png")
    answer = worker.run(path, out)
    assert ready(answer, out)["original"].height == 16383


# --------------------------------------------------------------- orientation

# How the pixels of an upright picture are stored for each EXIF value.
STORED = {1: [], 2: [Image.Transpose.FLIP_LEFT_RIGHT],
          3: [Image.Transpose.ROTATE_180],
          4: [Image.Transpose.FLIP_TOP_BOTTOM],
          5: [Image.Transpose.TRANSPOSE], 6: [Image.Transpose.ROTATE_90],
          7: [Image.Transpose.TRANSVERSE], 8: [Image.Transpose.ROTATE_270]}


@pytest.mark.parametrize("orientation", sorted(STORED))
def test_orientation(worker, tmp_path, out, orientation):
    image = quadrants(400, 240)
    for how in STORED[orientation]:
        image = image.transpose(how)
    exif = Image.Exif()
    exif[0x0112] = orientation
    path = save(image, tmp_path / "a.jpg", quality=95, exif=exif)
    answer = worker.run(path, out)
    assert (answer["width"], answer["height"]) == (400, 240)
    for variant in ready(answer, out).values():
        check_quadrants(variant)


# ---------------------------------------------------------------- metadata


def test_no_metadata_gets_out(worker, tmp_path, out):
    path = save(quadrants(900, 600), tmp_path / "a.jpg", quality=90)
    run_tool("exiftool", "-q", "-overwrite_original",
             "-GPSLatitude=41.7", "-GPSLatitudeRef=N", "-GPSLongitude=44.8",
             "-GPSLongitudeRef=E", "-Artist=Nino", "-XMP:Title=secret",
             "-IPTC:Caption-Abstract=secret", "-Comment=secret", path)
    answer = worker.run(path, out)
    ready(answer, out)
    for variant in answer["variants"]:
        data = (out / variant["file"]).read_bytes()
        for word in (b"EXIF", b"XMP ", b"ICCP", b"secret", b"Nino"):
            assert word not in data
        facts = json.loads(subprocess.run(
            ["exiftool", "-j", "-G", out / variant["file"]], check=True,
            capture_output=True).stdout)[0]
        groups = {key.split(":")[0] for key in facts if ":" in key}
        assert groups <= {"File", "RIFF", "ExifTool", "Composite"}


# ----------------------------------------------------------------- formats


@pytest.mark.parametrize("name,options", [
    ("a.jpg", {"quality": 92, "progressive": True}),
    ("a.webp", {"lossless": True}), ("b.webp", {"quality": 95}),
    ("a.tif", {}), ("b.tif", {"compression": "tiff_lzw"}),
    ("a.gif", {})])
def test_formats(worker, tmp_path, out, name, options):
    path = save(quadrants(900, 700), tmp_path / name, **options)
    for image in ready(worker.run(path, out), out).values():
        check_quadrants(image, 20)


@pytest.mark.parametrize("name,options", [
    ("a.png", ["--interlace"]), ("a.avif", ["--Q", "80"]),
    ("a.heic", ["--Q", "80", "--compression", "hevc"])])
def test_formats_of_vips(worker, tmp_path, out, name, options):
    plain = save(quadrants(900, 700), tmp_path / "plain.png")
    path = tmp_path / name
    kind = "pngsave" if name == "a.png" else "heifsave"
    run_tool("vips", kind, plain, path, *options)
    for image in ready(worker.run(path, out), out).values():
        check_quadrants(image, 20)


def test_pages_of_a_tiff(worker, tmp_path, out):
    pages = [quadrants(400, 300), Image.new("RGB", (400, 300), "white")]
    path = save(pages[0], tmp_path / "a.tif", save_all=True,
                append_images=pages[1:])
    answer = worker.run(path, out)
    assert (answer["width"], answer["height"]) == (400, 300)
    image = ready(answer, out)["original"]
    assert getattr(image, "n_frames", 1) == 1
    check_quadrants(image)


# -------------------------------------------------------------- animations

TIMES = [100, 250, 40, 500]


def check_animation(image, loop):
    assert image.n_frames == 4
    assert image.info["loop"] == loop
    times = []
    for i, frame in enumerate(ImageSequence.Iterator(image)):
        got = frame.convert("RGB")
        for at in ((1, 1), (got.width // 2, got.height - 1)):
            near(got.getpixel(at), QUADRANTS[i], 16)
        times.append(frame.info["duration"])
    assert times == TIMES


@pytest.mark.parametrize("name,loop", [("a.webp", 0), ("a.webp", 3),
                                       ("a.gif", 0)])
def test_animation(worker, tmp_path, out, name, loop):
    first, *rest = frames(901, 333)
    path = save(first, tmp_path / name, save_all=True, append_images=rest,
                duration=TIMES, loop=loop)
    answer = worker.run(path, out)
    assert (answer["width"], answer["height"]) == (901, 333)
    variants = ready(answer, out)
    assert list(variants) == ["thumb", "medium", "original"]
    for image in variants.values():
        check_animation(image, loop)


def test_gif_that_ends(worker, tmp_path, out):
    """A GIF without a loop block is shown once."""
    first, *rest = frames(400, 100)
    path = save(first, tmp_path / "a.gif", save_all=True,
                append_images=rest, duration=TIMES)
    for image in ready(worker.run(path, out), out).values():
        check_animation(image, 1)
