"""talecraft-worker alone: screenshots, diagrams and logos are kept sharp, and
smaller than photographs of them would be."""

import io

import pytest
from PIL import Image, ImageDraw

from support.marks import NO_SANITIZER
from worker_pictures import noise, ready, save

LOSSLESS, LOSSY = b"VP8L", b"VP8 "


def text(width=1800, height=1200):
    """A page of small print."""
    image = Image.new("RGB", (width, height), "white")
    draw = ImageDraw.Draw(image)
    for line in range(height // 14):
        draw.text((8, line * 14), f"Line {line} of what was written. " * 12,
                  fill=(20, 20, 20))
    draw.rectangle((0, 0, width, 12), fill=(40, 90, 200))
    return image


def diagram(mode):
    image = Image.new(mode, (1600, 1200), 1)
    draw = ImageDraw.Draw(image)
    for turn in range(40):
        draw.ellipse((turn * 30, turn * 20, turn * 30 + 200, turn * 20 + 200),
                     outline=0)
    return image


def logo():
    image = Image.new("RGBA", (600, 400), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    draw.ellipse((50, 50, 350, 350), fill=(200, 30, 30, 255))
    draw.rectangle((300, 150, 550, 250), fill=(30, 30, 200, 128))
    return image


def frames():
    made = []
    for turn in range(6):
        image = Image.new("RGB", (400, 300), "white")
        draw = ImageDraw.Draw(image)
        draw.ellipse((50 + turn * 8, 50, 200 + turn * 8, 200),
                     fill=(200, 30, 30))
        draw.line((0, turn * 5, 399, 299), fill=(0, 0, 0), width=3)
        made.append(image)
    return made


def is_same(one, other):
    """Where it shows; what is under nothing may be anything."""
    def shown(image):
        image = image.convert("RGBA")
        none = Image.new("RGBA", image.size, (0, 0, 0, 0))
        return Image.composite(image, none, image.getchannel("A").point(
            lambda alpha: 255 if alpha else 0))

    return shown(one).tobytes() == shown(other).tobytes()


def lossy_size(image, **options):
    out = io.BytesIO()
    image.save(out, "WEBP", quality=82, method=6, **options)
    return out.tell()


def run(worker, path, out, **changes):
    """The variants by their names: answer, picture, bytes."""
    answer = worker.run(path, out, **changes)
    pictures = ready(answer, out)
    return {one["name"]: (one, pictures[one["name"]],
                          (out / one["file"]).read_bytes())
            for one in answer["variants"]}


@pytest.mark.parametrize("make", [
    text, lambda: diagram("1"), lambda: diagram("L").point(
        lambda value: value * 255), logo],
    ids=["text", "one bit", "grey", "logo"])
def test_flat_pictures(worker, tmp_path, out, make):
    image = make()
    made = run(worker, save(image, tmp_path / "a.png"), out)
    answer, picture, data = made["original"]
    assert LOSSLESS in data[:32]
    assert is_same(image, picture)
    assert answer["file_size"] * 2 < lossy_size(image.convert(
        "RGBA" if image.mode == "RGBA" else "RGB"))


def test_smaller_sizes_are_what_is_smaller(worker, tmp_path, out):
    made = run(worker, save(text(), tmp_path / "a.png"), out)
    for name in ("large", "medium", "thumb"):
        answer, picture, _ = made[name]
        # encoded with loss from what is decoded now, which is no harder
        assert answer["file_size"] < lossy_size(picture.convert("RGB")) * 1.1


def test_flat_animation(worker, tmp_path, out):
    images = frames()
    path = save(images[0], tmp_path / "a.gif", save_all=True,
                append_images=images[1:], duration=100, loop=0)
    answer, picture, _ = run(worker, path, out)["original"]
    assert picture.n_frames == len(images)
    assert answer["file_size"] * 2 < lossy_size(
        images[0], save_all=True, append_images=images[1:], duration=100)
    for number, image in enumerate(images):
        picture.seek(number)
        assert is_same(image, picture.convert("RGB"))


def test_photographs_stay_lossy(worker, tmp_path, out):
    for _, _, data in run(worker, save(noise(900, 700), tmp_path / "a.png"),
                          out).values():
        assert LOSSY in data[:48] and LOSSLESS not in data[:48]


@NO_SANITIZER
def test_least_memory(worker, tmp_path, out):
    """Every pixel four by four and of a colour of its own: the encoder gets as
    little as TalecraftMediaMemory allows."""
    image = noise(880, 560).resize((3520, 2240), Image.NEAREST)
    run(worker, save(image, tmp_path / "a.png"), out, memory=256 << 20)
