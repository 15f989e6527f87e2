"""talecraft-worker alone: what it makes of pictures, and what it survives."""

import base64
import hashlib
import io
import json
import os
import random
import re
import select
import signal
import struct
import subprocess
import tempfile
import time
import zlib

import pytest
from PIL import Image, ImageCms, ImageDraw, ImageSequence

from worker_driver import WORKER, Worker, job, receive, send

# A sanitizer has signal handlers of its own and ends where memory does.
NO_SANITIZER = pytest.mark.skipif(
    os.environ.get("TC_SANITIZE", "") not in ("", "0"),
    reason="a sanitizer takes these signals")

QUADRANTS = [(220, 30, 30), (30, 200, 40), (40, 60, 220), (240, 230, 60)]


@pytest.fixture(scope="module")
def worker():
    with Worker() as process:
        yield process


@pytest.fixture
def out(tmp_path):
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


def quadrants(width, height, mode="RGB"):
    """Four colours: red green / blue yellow."""
    image = Image.new(mode, (width, height))
    draw = ImageDraw.Draw(image)
    for i, colour in enumerate(QUADRANTS):
        x, y = i % 2 * width // 2, i // 2 * height // 2
        draw.rectangle([x, y, x + width // 2, y + height // 2], fill=colour)
    return image


def noise(width, height, seed=1):
    data = random.Random(seed).randbytes(width * height * 3)
    return Image.frombytes("RGB", (width, height), data)


def save(image, path, **options):
    image.save(path, **options)
    return path


def run_tool(*words):
    subprocess.run([str(word) for word in words], check=True,
                   capture_output=True)


def ready(answer, folder):
    """The variants by name, after all that must be true of any answer."""
    assert answer["status"] == "ready", answer
    variants = {}
    for variant in answer["variants"]:
        path = folder / variant["file"]
        data = path.read_bytes()
        assert re.fullmatch(r"[0-9a-f]{16}-[a-z]+\.webp", variant["file"])
        assert variant["file"].startswith(
            hashlib.sha256(data).hexdigest()[:16])
        assert len(data) == variant["file_size"]
        image = Image.open(io.BytesIO(data))
        assert image.format == "WEBP"
        assert image.size == (variant["width"], variant["height"])
        assert not image.getexif() and "icc_profile" not in image.info
        variants[variant["name"]] = image
    assert sorted(p.name for p in folder.iterdir()) == sorted(
        v["file"] for v in answer["variants"])
    widths = [v["width"] for v in answer["variants"]]
    assert widths == sorted(widths)
    check_placeholder(answer["placeholder"])
    return variants


def check_placeholder(uri):
    assert uri.startswith("data:image/webp;base64,") and len(uri) <= 1024
    tiny = Image.open(io.BytesIO(base64.b64decode(uri.split(",")[1])))
    assert tiny.format == "WEBP" and max(tiny.size) <= 20


def refused(answer, folder, *words):
    assert answer["status"] == "failed", answer
    for word in words:
        assert word in answer["error"], answer
    assert list(folder.iterdir()) == []


def near(got, wanted, tolerance=12):
    assert all(abs(a - b) <= tolerance for a, b in zip(got, wanted)), \
        f"{got} is not {wanted}"


def check_quadrants(image, tolerance=14):
    image = image.convert("RGB")
    width, height = image.size
    for i, colour in enumerate(QUADRANTS):
        at = ((i % 2 * 2 + 1) * width // 4, (i // 2 * 2 + 1) * height // 4)
        near(image.getpixel(at), colour, tolerance)


# -------------------------------------------------------------------- sizes


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


# -------------------------------------------------------------- orientation

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


# ------------------------------------------------------------------ metadata


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


# -------------------------------------------------------------------- colour


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


# -------------------------------------------------------------------- formats


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


# ----------------------------------------------------------------- animations

TIMES = [100, 250, 40, 500]


def frames(width, height):
    """Plain colours, so that one that bleeds into the next is seen."""
    return [Image.new("RGB", (width, height), colour)
            for colour in QUADRANTS]


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


# --------------------------------------------------------------------- limits


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
    start = time.monotonic()
    refused(worker.run(path, out), out, "900.0 megapixels", "100.0")
    assert time.monotonic() - start < 2


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
    start = time.monotonic()
    refused(worker.run(path, out), out, "more than the 1000 frames")
    assert time.monotonic() - start < 3


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
    most = 0
    with worker.seat() as seat:
        send(seat, job(path, out))
        status = f"/proc/{worker.decoder()}/status"
        while not select.select([seat], [], [], 0.002)[0]:
            try:
                with open(status, encoding="ascii") as file:
                    most = max([most] + [int(line.split()[1]) * 1024 for line
                                         in file if "VmHWM" in line])
            except OSError:
                break
        ready(receive(seat), out)
    assert 45e6 < most < 12e6 * 4.5 + 60e6


def test_time(worker, tmp_path, out):
    path = save(noise(4000, 3000), tmp_path / "a.png", compress_level=0)
    start = time.monotonic()
    answer = worker.run(path, out, seconds=1, effort=6)
    assert time.monotonic() - start < 3
    assert answer["status"] in ("failed", "retry")
    assert "longer than the 1 seconds" in answer["error"]


# ----------------------------------------------------------------- bad files


@pytest.mark.parametrize("fmt,share", [("jpeg", 0.5), ("jpeg", 0.97),
                                       ("png", 0.5), ("webp", 0.5),
                                       ("tiff", 0.5)])
def test_truncated(worker, tmp_path, out, fmt, share):
    buffer = io.BytesIO()
    noise(900, 700).save(buffer, fmt)
    path = tmp_path / "a.jpg"
    path.write_bytes(buffer.getvalue()[:int(len(buffer.getvalue())
                                            * share)])
    answer = worker.run(path, out)
    refused(answer, out)
    assert answer["error"].isprintable() and len(answer["error"]) < 300


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
            answer = worker.run(path, out, seconds=10)
            assert answer["status"] in ("ready", "failed"), answer
    assert worker.process.poll() is None


# ------------------------------------------------- decoders that misbehave


@pytest.fixture
def slow(tmp_path):
    """A picture that takes long enough to be caught at it."""
    return save(noise(3000, 2500), tmp_path / "slow.png", compress_level=0)


def start_slow(worker, seat, slow, out, **changes):
    send(seat, job(slow, out, effort=6, **changes))
    return worker.decoder()


def test_decoder_that_hangs(worker, slow, out):
    with worker.seat() as seat:
        start = time.monotonic()
        os.kill(start_slow(worker, seat, slow, out, seconds=2),
                signal.SIGSTOP)
        answer = receive(seat)
        assert 1.5 < time.monotonic() - start < 4
        assert "longer than" in answer["error"]
        check_works(worker, seat, out)


@NO_SANITIZER
@pytest.mark.parametrize("number,status,words", [
    (signal.SIGSEGV, "failed", "crash"), (signal.SIGBUS, "failed", "crash"),
    (signal.SIGABRT, "failed", "memory"), (signal.SIGSYS, "failed", "must"),
    (signal.SIGKILL, "retry", "killed")])
def test_decoder_that_dies(worker, slow, out, number, status, words):
    with worker.seat() as seat:
        os.kill(start_slow(worker, seat, slow, out), number)
        answer = receive(seat)
        assert answer["status"] == status and words in answer["error"]
        check_works(worker, seat, out)


def check_works(worker, seat, out):
    """The same connection takes the next job."""
    small = save(quadrants(40, 30), out.parent / "small.png")
    folder = out.parent / "next"
    folder.mkdir(exist_ok=True)
    send(seat, job(small, folder))
    ready(receive(seat), folder)


def test_decoder_is_confined(worker, slow, out):
    with worker.seat() as seat:
        pid = start_slow(worker, seat, slow, out, seconds=60)
        deadline = time.monotonic() + 5
        while time.monotonic() < deadline:
            with open(f"/proc/{pid}/status", encoding="ascii") as file:
                status = dict(line.rstrip("\n").split(":\t", 1)
                              for line in file if ":\t" in line)
            if status["Seccomp"] == "2":
                break
        assert status["Seccomp"] == "2" and status["NoNewPrivs"] == "1"
        targets = sorted(os.readlink(f"/proc/{pid}/fd/{fd}").split(":")[0]
                         for fd in os.listdir(f"/proc/{pid}/fd"))
        assert not [t for t in targets if t.startswith("socket")], targets
        assert receive(seat)["status"] == "ready"


@pytest.fixture
def open_dir():
    """A folder that other users can reach, unlike pytest's own."""
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o777)
        yield folder


@pytest.mark.parametrize("user", [None, "www-data"])
def test_what_decoders_can_do(open_dir, user):
    words = []
    folder = open_dir
    if user:
        if os.geteuid() != 0:
            pytest.skip("only root can become another user")
        words = ["--user", user]
    done = subprocess.run([WORKER, *words, "--check", folder], text=True,
                          capture_output=True, timeout=60)
    assert done.returncode == 0 and "BAD" not in done.stdout, done.stdout
    for what in ("open an internet socket", "run a program",
                 "make a process", "trace its parent", "take 1 GB"):
        line = [x for x in done.stdout.splitlines() if what in x][0]
        assert "refused" in line, line


# -------------------------------------------------------------- conversation


def test_what_is_no_job(worker, tmp_path, out):
    path = save(quadrants(40, 30), tmp_path / "a.png")
    wrong = [b"", b"{", b"[]", b'"x"', b"{}",
             json.dumps(job("relative.png", out)).encode(),
             json.dumps(job(path, out, variants=[])).encode(),
             json.dumps(job(path, out, variants=[
                 {"name": "../x", "width": 0, "quality": 80}])).encode(),
             json.dumps(job(path, out, variants=[
                 {"name": "a", "width": 1, "quality": 80}] * 9)).encode()]
    with worker.seat() as seat:
        for text in wrong:
            send(seat, text)
            assert receive(seat)["status"] == "retry"
        check_works(worker, seat, out)


def test_message_too_long(worker, tmp_path, out):
    with worker.seat() as seat:
        seat.sendall(struct.pack(">I", 1 << 20))
        with pytest.raises((EOFError, ConnectionError)):
            receive(seat)
    path = save(quadrants(40, 30), tmp_path / "a.png")
    ready(worker.run(path, out), out)


def test_files_that_are_not_there(worker, tmp_path, out):
    path = save(quadrants(40, 30), tmp_path / "a.png")
    for answer in (worker.run(tmp_path / "none.png", out),
                   worker.run(path, tmp_path / "none"),
                   worker.run(path, path)):
        assert answer["status"] == "retry"


def test_peer_that_leaves(worker, slow, tmp_path, out):
    with worker.seat() as seat:
        pid = start_slow(worker, seat, slow, out)
    deadline = time.monotonic() + 5
    while os.path.exists(f"/proc/{pid}"):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    path = save(quadrants(40, 30), tmp_path / "a.png")
    ready(worker.run(path, out), out)


def test_stops_at_once(slow, out):
    with Worker() as process:
        with process.seat() as seat:
            pid = start_slow(process, seat, slow, out)
            assert process.terminate() < 0.5
            deadline = time.monotonic() + 2
            while os.path.exists(f"/proc/{pid}/exe"):
                assert time.monotonic() < deadline
                time.sleep(0.01)
    assert [p for p in out.iterdir() if p.name.endswith("original.webp")] \
        == []


def test_ends_with_the_server():
    with Worker() as process:
        process.seat().close()
        process.offers.close()
        assert process.process.wait(5) == 0
        assert process.process.stderr.read() == b""


def test_usage():
    done = subprocess.run([WORKER, "--nonsense", "x"], text=True,
                          stdin=subprocess.DEVNULL, capture_output=True)
    assert done.returncode == 64 and "usage" in done.stderr
    done = subprocess.run([WORKER], stdin=subprocess.DEVNULL,
                          capture_output=True)
    assert done.returncode == 67


# --------------------------------------------------------------------- videos


def film(path, *options, size="640x360"):
    run_tool("ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i",
             f"testsrc=size={size}:rate=10:duration=3", *options, path)
    return path


@pytest.mark.parametrize("name,options", [
    ("a.mp4", ["-pix_fmt", "yuv420p"]),
    ("a.webm", ["-c:v", "libvpx", "-b:v", "300k"])])
def test_video(worker, tmp_path, out, name, options):
    path = film(tmp_path / name, *options)
    answer = worker.run(path, out, media_type="VIDEO")
    assert list(ready(answer, out)) == ["poster"]
    assert (answer["width"], answer["height"]) == (640, 360)
    assert abs(answer["duration"] - 3) < 0.2


def test_video_that_lies_on_its_side(worker, tmp_path, out):
    plain = film(tmp_path / "plain.mp4", "-pix_fmt", "yuv420p")
    path = tmp_path / "a.mp4"
    run_tool("ffmpeg", "-v", "error", "-y", "-i", plain, "-c", "copy",
             "-metadata:s:v:0", "rotate=90", path)
    answer = worker.run(path, out, media_type="VIDEO")
    assert (answer["width"], answer["height"]) == (360, 640)
    assert ready(answer, out)["poster"].size == (360, 640)


def test_video_that_is_none(worker, tmp_path, out):
    path = tmp_path / "a.mp4"
    path.write_bytes(b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + bytes(5000))
    answer = worker.run(path, out, media_type="VIDEO")
    assert answer == {"status": "ready", "width": None, "height": None,
                      "duration": None, "placeholder": None,
                      "variants": []}
    assert list(out.iterdir()) == []
