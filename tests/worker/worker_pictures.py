"""Pictures for the tests of talecraft-worker, and what any answer must be."""

import base64
import hashlib
import io
import pathlib
import random
import re
import subprocess

from PIL import Image, ImageDraw

from worker_driver import job, receive, send

DATA = pathlib.Path(__file__).resolve().parents[1] / "data"

QUADRANTS = [(220, 30, 30), (30, 200, 40), (40, 60, 220), (240, 230, 60)]


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
        [v["file"] for v in answer["variants"]] + served(answer, folder))
    widths = [v["width"] for v in answer["variants"]]
    assert widths == sorted(widths)
    if variants:
        check_placeholder(answer["placeholder"])
    return variants


def served(answer, folder):
    """The name of the copy that is served; of a picture none."""
    if "video" not in answer:
        return []
    digest = hashlib.sha256((folder / answer["video"]).read_bytes())
    assert re.fullmatch(r"[0-9a-f]{16}-video\.[a-z0-9]+", answer["video"])
    assert answer["video"].startswith(digest.hexdigest()[:16])
    return [answer["video"]]


def check_placeholder(uri):
    assert uri.startswith("data:image/webp;base64,") and len(uri) <= 1024
    tiny = Image.open(io.BytesIO(base64.b64decode(uri.split(",")[1])))
    assert tiny.format == "WEBP" and max(tiny.size) <= 20


def refused(answer, folder, *words):
    """A sentence for people, without paths or a library's words."""
    assert answer["status"] == "failed", answer
    assert re.fullmatch(r"[A-Z][A-Za-z0-9 ']+(\.\d+ [a-z ]+)?\.",
                        answer["error"]), answer
    assert not re.search(r"(?i)vips|load", answer["error"]), answer
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


def frames(width, height):
    """Plain colours, so that one that bleeds into the next is seen."""
    return [Image.new("RGB", (width, height), colour)
            for colour in QUADRANTS]


def start_slow(worker, seat, slow, out, **changes):
    send(seat, job(slow, out, **{"effort": 6, **changes}))
    return worker.decoder()


def check_works(worker, seat, out):
    """The same connection takes the next job."""
    small = save(quadrants(40, 30), out.parent / "small.png")
    folder = out.parent / "next"
    folder.mkdir(exist_ok=True)
    send(seat, job(small, folder))
    ready(receive(seat), folder)
