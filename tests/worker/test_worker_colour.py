"""talecraft-worker alone: profiles, depths and alpha."""

import pytest
from PIL import Image, ImageCms, ImageDraw

from worker_pictures import (DATA, QUADRANTS, check_quadrants, near, quadrants,
                             ready, run_tool, save)

SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


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
    path = save(quadrants(400, 300), tmp_path / "a.png", icc_profile=SRGB)
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


# ------------------------------------------------------------ alpha, depths

CLEAR = (200, 30, 30, 26)


def deep(tmp_path, grey=False):
    """Of 16 bits with a profile: left half opaque, right half nearly clear."""
    image = Image.new("RGBA", (64, 48), CLEAR)
    image.paste((30, 200, 40, 255), (0, 0, 32, 48))
    plain = save(image.convert("LA") if grey else image,
                 tmp_path / "plain.png")
    (tmp_path / "srgb.icc").write_bytes(SRGB)
    run_tool("vips", "colourspace", plain, tmp_path / "deep.v",
             "grey16" if grey else "rgb16")
    return tmp_path / "deep.v"


def check_halves(answer, out):
    image = ready(answer, out)["original"]
    assert image.mode == "RGBA"
    assert image.getpixel((10, 24))[3] == 255
    pixel = image.getpixel((54, 24))
    assert abs(pixel[3] - CLEAR[3]) <= 2, pixel
    return image


@pytest.mark.parametrize("name", ["rgba16-icc.png", "rgba16-noicc.png"])
def test_sixteen_bits_with_alpha(worker, out, name):
    image = ready(worker.run(DATA / name, out), out)["original"]
    assert [image.getpixel((x, 8))[3] for x in (8, 24)] == [0, 26]


@pytest.mark.parametrize("name,words", [
    ("a.png", ["pngsave", "--profile", "srgb.icc"]),
    ("a.tif", ["tiffsave", "--profile", "srgb.icc"]),
    ("a.heic", ["heifsave", "--compression", "hevc", "--bitdepth", "10",
                "--Q", "95"]),
    ("a.avif", ["heifsave", "--compression", "av1", "--bitdepth", "12",
                "--Q", "95"])])
def test_deep_with_alpha(worker, tmp_path, out, name, words):
    source = deep(tmp_path)
    if words[0] == "heifsave":
        run_tool("vips", "pngsave", source, tmp_path / "p.png", "--profile",
                 tmp_path / "srgb.icc")
        source = tmp_path / "p.png"
    path = tmp_path / name
    run_tool("vips", words[0], source, path,
             *[tmp_path / w if w == "srgb.icc" else w for w in words[1:]])
    image = check_halves(worker.run(path, out), out)
    near(image.getpixel((10, 24)), (30, 200, 40, 255), 12)


def test_deep_grey_with_alpha(worker, tmp_path, out):
    """A TIFF bears the profile of another space, a PNG does not."""
    path = tmp_path / "a.tif"
    source = deep(tmp_path, grey=True)
    run_tool("vips", "tiffsave", source, path, "--profile",
             tmp_path / "srgb.icc")
    check_halves(worker.run(path, out), out)


def test_profile_of_another_space(worker, out):
    """Counts as none."""
    image = ready(worker.run(DATA / "rgb-grayprofile.jpg", out),
                  out)["original"]
    assert image.mode == "RGB"
    for at, colour in (((16, 16), (254, 0, 0)), ((48, 16), (0, 255, 0)),
                       ((16, 48), (0, 0, 255)), ((48, 48), (254, 0, 0))):
        near(image.getpixel(at), colour)


def test_grey_with_a_profile_of_colours(worker, tmp_path, out):
    path = save(Image.new("L", (64, 48), 100), tmp_path / "a.jpg",
                icc_profile=SRGB)
    near(ready(worker.run(path, out), out)["original"].convert(
        "RGB").getpixel((20, 20)), (100, 100, 100), 3)
