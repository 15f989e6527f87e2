"""talecraft-worker alone: profiles, depths and alpha."""

import pytest
from PIL import Image, ImageCms, ImageDraw

from worker_pictures import (QUADRANTS, check_quadrants, near, quadrants,
                             ready, run_tool, save)


def test_cmyk(worker, tmp_path, out):
    image = Image.new("CMYK", (500, 300), (0, 255, 255, 0))
    path = save(image, tmp_path / "a.jpg", quality=95)
    pixel = ready(worker.run(path, out), out)["original"].convert(
        "RGB").getpixel((250, 150))
    assert pixel[0] > 190 and pixel[1] < 70 and pixel[2] < 70, pixel


def test_display_p3(worker, tmp_path, out):
    plain = save(quadrants(400, 300), tmp_path / "plain.png")
    wide = tmp_path / "wide.png"
    run_tool("vips", "icc_transform", plain, wide, "p3", "--input-profile",
             "srgb")
    stored = Image.open(wide).convert("RGB").getpixel((100, 75))
    assert max(abs(a - b) for a, b in zip(stored, QUADRANTS[0])) > 15
    check_quadrants(ready(worker.run(wide, out), out)["original"])


def test_srgb_profile_changes_nothing(worker, tmp_path, out):
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
    path = save(quadrants(400, 300), tmp_path / "a.png",
                icc_profile=profile.tobytes())
    check_quadrants(ready(worker.run(path, out), out)["original"])


def test_broken_profile_is_ignored(worker, tmp_path, out):
    path = save(quadrants(400, 300), tmp_path / "a.png",
                icc_profile=b"no profile at all" * 20)
    check_quadrants(ready(worker.run(path, out), out)["original"])


def test_sixteen_bits(worker, tmp_path, out):
    plain = save(quadrants(400, 300), tmp_path / "plain.png")
    deep = tmp_path / "deep.png"
    run_tool("vips", "colourspace", plain, deep, "rgb16")
    assert deep.read_bytes()[24] == 16
    check_quadrants(ready(worker.run(deep, out), out)["original"])


def test_sixteen_bits_grey(worker, tmp_path, out):
    image = Image.new("I;16", (400, 300), 0x8000)
    path = save(image, tmp_path / "a.png")
    near(ready(worker.run(path, out), out)["original"].convert(
        "RGB").getpixel((9, 9)), (128, 128, 128), 4)


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA"])
def test_other_modes(worker, tmp_path, out, mode):
    image = quadrants(400, 300)
    image = image.quantize(8) if mode == "P" else image.convert(mode)
    path = save(image, tmp_path / "a.png")
    got = ready(worker.run(path, out), out)["original"].convert("RGB")
    wanted = image.convert("RGB")
    for at in ((100, 75), (300, 75), (100, 225), (300, 225)):
        if mode != "1":
            near(got.getpixel(at), wanted.getpixel(at), 20)


def test_alpha(worker, tmp_path, out):
    image = Image.new("RGBA", (1000, 600), (0, 0, 0, 0))
    ImageDraw.Draw(image).ellipse([200, 100, 800, 500], (255, 255, 255, 255))
    path = save(image, tmp_path / "a.png")
    for variant in ready(worker.run(path, out), out).values():
        assert variant.mode == "RGBA"
        width, height = variant.size
        assert variant.getpixel((2, 2))[3] == 0
        near(variant.getpixel((width // 2, height // 2)),
             (255, 255, 255, 255), 3)
        # a white disc has no dark rim, whatever lies below transparency
        for x in range(0, width):
            pixel = variant.getpixel((x, height // 2))
            assert pixel[3] < 120 or min(pixel[:3]) > 200, (x, pixel)
