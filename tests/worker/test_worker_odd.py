"""talecraft-worker alone: what few programs write, shown as browsers do."""

import pytest
from PIL import Image

from worker_heif import (aux_of_two, crop, mirror, turn, with_free_boxes,
                         with_meta_last, with_properties)
from worker_pictures import (DATA, QUADRANTS, near, quadrants, ready,
                             refused, run_tool, save)

RED, GREEN, BLUE, YELLOW = QUADRANTS
WHOLE = (200, 120)


@pytest.fixture(scope="module", params=["avif", "heic"])
def plain(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("plain")
    source = save(quadrants(*WHOLE), folder / "a.png")
    path = folder / f"a.{request.param}"
    run_tool("vips", "heifsave", source, path, "--Q", "90", "--compression",
             "av1" if request.param == "avif" else "hevc")
    return path


def run(worker, tmp_path, out, plain, *properties):
    path = tmp_path / plain.name
    path.write_bytes(with_properties(plain.read_bytes(), *properties))
    answer = worker.run(path, out)
    image = ready(answer, out)["original"].convert("RGB")
    assert image.size == (answer["width"], answer["height"])
    return image


def check(image, size, colours):
    assert image.size == size
    for i, colour in enumerate(colours):
        at = ((i % 2 * 2 + 1) * size[0] // 4, (i // 2 * 2 + 1) * size[1] // 4)
        near(image.getpixel(at), colour, 20)


@pytest.mark.parametrize("properties,size,colours", [
    ([turn(1)], (120, 200), (GREEN, YELLOW, RED, BLUE)),
    ([turn(2)], WHOLE, (YELLOW, BLUE, GREEN, RED)),
    ([turn(3)], (120, 200), (BLUE, RED, YELLOW, GREEN)),
    ([mirror(0)], WHOLE, (BLUE, YELLOW, RED, GREEN)),
    ([mirror(1)], WHOLE, (GREEN, RED, YELLOW, BLUE)),
    ([turn(1), mirror(0)], (120, 200), (RED, BLUE, GREEN, YELLOW)),
    ([crop(100, 60, -50, -30)], (100, 60), (RED, RED, RED, RED)),
    ([crop(100, 120, -50)], (100, 120), (RED, RED, BLUE, BLUE)),
    ([crop(100, 120, -50), turn(1)], (120, 100), (RED, BLUE, RED, BLUE))])
def test_properties(worker, tmp_path, out, plain, properties, size, colours):
    check(run(worker, tmp_path, out, plain, *properties), size, colours)


@pytest.mark.parametrize("moved", [with_free_boxes, with_meta_last])
def test_where_the_header_is(worker, tmp_path, out, plain, moved):
    path = tmp_path / plain.name
    path.write_bytes(moved(plain.read_bytes()))
    image = ready(worker.run(path, out), out)["original"].convert("RGB")
    check(image, WHOLE, QUADRANTS)


@pytest.mark.parametrize("clap", [crop(500, 60), crop(100, 60, 90),
                                  crop(0, 0)])
def test_crop_that_is_none(worker, tmp_path, out, plain, clap):
    check(run(worker, tmp_path, out, plain, clap), WHOLE, QUADRANTS)


def test_crop_in_the_middle(worker, tmp_path, out, plain):
    """Of an AVIF browsers show the whole: what is cut away is in the file.
    A HEIC, which few show, is cropped."""
    image = run(worker, tmp_path, out, plain, crop(100, 60))
    check(image, WHOLE if plain.suffix == ".avif" else (100, 60), QUADRANTS)


@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_orientation_of_a_webp(worker, tmp_path, out, orientation):
    """No browser looks at it."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    path = save(quadrants(*WHOLE), tmp_path / "a.webp", exif=exif,
                quality=95)
    answer = worker.run(path, out)
    assert (answer["width"], answer["height"]) == WHOLE
    check(ready(answer, out)["original"].convert("RGB"), WHOLE, QUADRANTS)


@pytest.mark.parametrize("name", ["animated.avif", "apng.png"])
def test_animations_that_are_shown_as_one_picture(worker, out, name):
    """docs/api.md says so."""
    answer = worker.run(DATA / name, out)
    image = ready(answer, out)["original"]
    assert image.size == (32, 32) and getattr(image, "n_frames", 1) == 1
    near(image.convert("RGB").getpixel((16, 16)), (254, 0, 0))


@pytest.mark.parametrize("data", [
    b"\0\0\0\x1cftypavis\0\0\0\0avifmif1miaf" + bytes(500),
    b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\1" * 500,
    b"\0\0\0\x18ftypheic\0\0\0\0mif1heic\xff\xff\xff\xffmeta" + bytes(99)])
def test_what_libheif_refuses(worker, tmp_path, out, data):
    path = tmp_path / "a.heic"
    path.write_bytes(data)
    answer = worker.run(path, out)
    refused(answer, out, "cannot be read as a picture")
    assert "blocked" not in answer["detail"]


def test_turned_before_its_size_is_told(worker, tmp_path, out, plain):
    """Against the standard, and shown all the same."""
    path = tmp_path / plain.name
    path.write_bytes(with_properties(plain.read_bytes(), turn(1),
                                     before=True))
    image = ready(worker.run(path, out), out)["original"].convert("RGB")
    check(image, (120, 200), [GREEN, YELLOW, RED, BLUE])


@pytest.mark.parametrize("name,compression", [("a.heic", "hevc"),
                                              ("a.avif", "av1")])
def test_an_auxiliary_picture_of_two(worker, tmp_path, out, name, compression):
    """As newer phones write them. It is passed over, the picture is not."""
    source = quadrants(*WHOLE).convert("RGBA")
    source.putalpha(200)
    path = tmp_path / name
    run_tool("vips", "heifsave", save(source, tmp_path / "a.png"), path,
             "--Q", "90", "--compression", compression)
    path.write_bytes(aux_of_two(path.read_bytes()))
    answer = worker.run(path, out)
    image = ready(answer, out)["original"].convert("RGB")
    check(image, WHOLE, QUADRANTS)


def test_flipped_properties(worker, tmp_path, out, plain):
    """Any bytes of the header may be wrong."""
    data = with_properties(plain.read_bytes(), crop(100, 60), turn(1))
    for at in range(30, 330, 7):
        path = tmp_path / plain.name
        path.write_bytes(data[:at] + bytes([data[at] ^ 0x81])
                         + data[at + 1:])
        answer = worker.run(path, out)
        assert answer["status"] in ("ready", "failed"), answer
        assert "made the decoder" not in (answer.get("error") or "")
        for left in out.iterdir():
            left.unlink()
