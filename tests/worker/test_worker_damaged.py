"""talecraft-worker alone: damaged files. What a browser shows whole or nearly
is ready, and says so; what shows nothing is refused."""

import io
import struct
import zlib

import pytest
from PIL import Image

from worker_pictures import (DATA, check_quadrants, noise, quadrants, ready,
                             refused)


def encoded(image, kind, **options):
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def run(worker, tmp_path, out, data):
    path = tmp_path / "a.bin"
    path.write_bytes(data)
    return worker.run(path, out)


def check_shown(answer, out, damaged=True):
    variants = ready(answer, out)
    assert answer["damaged"] is damaged
    return variants["original"]


def check_top(image, tolerance=20):
    """The upper two of four colours, which no damage has reached."""
    image = image.convert("RGB")
    width, height = image.size
    for x, colour in ((width // 4, (220, 30, 30)),
                      (3 * width // 4, (30, 200, 40))):
        got = image.getpixel((x, height // 8))
        assert all(abs(a - b) <= tolerance for a, b in zip(got, colour)), got


# -------------------------------------------------------------------- JPEG

JPEG = encoded(quadrants(300, 200), "jpeg", quality=90)


def put_before(data, mark, junk):
    at = data.index(mark)
    return data[:at] + junk + data[at:]


def test_jpeg_without_its_end_marker(worker, out):
    image = check_shown(worker.run(DATA / "no-eoi-400x300.jpg", out), out)
    assert image.size == (400, 300)


@pytest.mark.parametrize("mark", [b"\xff\xdb", b"\xff\xc0", b"\xff\xda"])
def test_stray_bytes_between_segments(worker, tmp_path, out, mark):
    data = put_before(JPEG, mark, b"\0\0\x12\x34 stray")
    check_quadrants(check_shown(run(worker, tmp_path, out, data), out))


@pytest.mark.parametrize("data", [
    JPEG, JPEG + b"trailer" * 50, JPEG[:-2] + b"\0\0ab" + JPEG[-2:]])
def test_jpeg_that_is_whole(worker, tmp_path, out, data):
    check_quadrants(check_shown(run(worker, tmp_path, out, data), out,
                                damaged=False))


@pytest.mark.parametrize("end", [b"", b"\xff\xd9"])
@pytest.mark.parametrize("share,is_shown", [(0.1, False), (0.3, False),
                                            (0.6, True), (0.8, True),
                                            (0.99, True)])
def test_jpeg_cut_short(worker, tmp_path, out, share, is_shown, end):
    """Whether or not somebody has put an end marker there."""
    data = encoded(noise(300, 200), "jpeg")
    answer = run(worker, tmp_path, out, data[:int(len(data) * share)] + end)
    if is_shown:
        check_shown(answer, out)
    else:
        refused(answer, out, "damaged")


@pytest.mark.parametrize("share,is_shown", [(0.002, False), (0.2, True),
                                            (0.6, True), (0.98, True)])
def test_progressive_jpeg_cut_short(worker, tmp_path, out, share, is_shown):
    """Its first scan has all of the picture."""
    data = encoded(noise(300, 200), "jpeg", progressive=True)
    head = data.index(b"\xff\xda")
    cut = head + int((len(data) - head) * share)
    answer = run(worker, tmp_path, out, data[:cut])
    if is_shown:
        check_shown(answer, out)
    else:
        refused(answer, out, "damaged")


# --------------------------------------------------------------------- PNG

PNG = encoded(quadrants(300, 200), "png")
HEAD, REST = PNG[:33], PNG[33:]


def chunk(kind, data, wrong=False):
    return (struct.pack(">I", len(data)) + kind + data
            + struct.pack(">I", zlib.crc32(kind + data) ^ wrong))


@pytest.mark.parametrize("data", [
    HEAD + chunk(b"tEXt", b"Comment\0x", True) + REST,
    HEAD + chunk(b"eXIf", b"MM\0*\0\0\0\x08\0\0", True) + REST,
    HEAD + chunk(b"iCCP", b"x\0\0" + zlib.compress(b"x" * 200), True) + REST,
    PNG[:-1] + b"x", PNG[:-12],
    PNG[:-12] + struct.pack(">I", 500000) + b"tEXtcut off"])
def test_png_with_a_broken_chunk(worker, tmp_path, out, data):
    """One that is not its picture."""
    check_quadrants(check_shown(run(worker, tmp_path, out, data), out))


def test_png_that_is_whole(worker, tmp_path, out):
    data = HEAD + chunk(b"tEXt", b"Comment\0x") + REST + b"trailer"
    check_shown(run(worker, tmp_path, out, data), out, damaged=False)


def test_png_with_a_wrong_checksum_of_its_picture(worker, tmp_path, out):
    data = PNG[:-16] + b"abcd" + PNG[-12:]
    check_quadrants(check_shown(run(worker, tmp_path, out, data), out))


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "P"])
@pytest.mark.parametrize("share,is_shown", [(0.1, False), (0.4, False),
                                            (0.6, True), (0.98, True)])
def test_png_cut_short(worker, tmp_path, out, mode, share, is_shown):
    image = noise(300, 200)
    image = image.quantize(256) if mode == "P" else image.convert(mode)
    data = encoded(image, "png")
    answer = run(worker, tmp_path, out, data[:int(len(data) * share)])
    if is_shown:
        check_shown(answer, out)
    else:
        refused(answer, out, "damaged")


@pytest.mark.parametrize("data", [
    HEAD[:-1] + b"x" + REST, HEAD + chunk(b"ABCD", b"x") + REST,
    HEAD + struct.pack(">I", 5_000_000) + b"tEXtx" + REST])
def test_png_that_browsers_do_not_show(worker, tmp_path, out, data):
    refused(run(worker, tmp_path, out, data), out)


# --------------------------------------------------------------------- GIF


def gif(count):
    first, *rest = [noise(60, 40, seed) for seed in range(count)]
    return encoded(first, "gif", save_all=True, append_images=rest,
                   duration=70, loop=0)


@pytest.mark.parametrize("share,frames", [(0.05, 0), (0.3, 1), (0.6, 3),
                                          (0.98, 5)])
def test_gif_cut_in_its_animation(worker, tmp_path, out, share, frames):
    """The frames that are whole are shown."""
    data = gif(6)
    answer = run(worker, tmp_path, out, data[:int(len(data) * share)])
    if frames == 0:
        refused(answer, out, "damaged")
        return
    image = check_shown(answer, out)
    assert getattr(image, "n_frames", 1) == frames


@pytest.mark.parametrize("share,is_shown", [(0.3, False), (0.45, False),
                                            (0.85, True), (0.99, True)])
def test_gif_of_one_frame_cut_short(worker, tmp_path, out, share, is_shown):
    data = gif(1)
    answer = run(worker, tmp_path, out, data[:int(len(data) * share)])
    if is_shown:
        check_shown(answer, out)
    else:
        refused(answer, out, "damaged")


# ------------------------------------------------------------------ others


@pytest.mark.parametrize("share,is_shown", [(0.3, False), (0.7, True)])
def test_tiff_cut_short(worker, tmp_path, out, share, is_shown):
    data = encoded(quadrants(300, 200), "tiff")
    answer = run(worker, tmp_path, out, data[:int(len(data) * share)])
    if is_shown:
        check_top(check_shown(answer, out))
    else:
        refused(answer, out, "damaged")


def test_webp_cut_short(worker, tmp_path, out):
    """Browsers show nothing of it."""
    data = encoded(noise(300, 200), "webp")
    refused(run(worker, tmp_path, out, data[:len(data) * 9 // 10]), out)


def test_turned_and_cut_short(worker, tmp_path, out):
    exif = Image.Exif()
    exif[0x0112] = 6
    data = encoded(noise(300, 200), "jpeg", exif=exif)
    image = check_shown(run(worker, tmp_path, out, data[:-400]), out)
    assert image.size == (200, 300)
