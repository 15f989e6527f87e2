"""talecraft-worker alone: animations, and pictures too large for the usual
way of encoding."""

import random

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageSequence

from support.marks import NO_SANITIZER
from worker_pictures import (check_quadrants, near, noise, quadrants, ready,
                             refused, save)

ONLY_ORIGINAL = [{"name": "original", "width": 0, "quality": 82}]


def discs(count, width, height, mode="RGB"):
    """A disc that wanders."""
    frames = []
    for i in range(count):
        image = Image.new(mode, (width, height),
                          "white" if mode == "RGB" else (0, 0, 0, 0))
        x, y = i * width // (count + 2), i * height // (count + 2)
        ImageDraw.Draw(image).ellipse(
            [x, y, x + 2 * width // (count + 2),
             y + 2 * height // (count + 2)], fill=(30, 200, 40))
        frames.append(image)
    return frames


def middle(i, count, size):
    return (i + 1) * size // (count + 2)


def animation(frames, path, duration=70, **options):
    return save(frames[0], path, save_all=True, append_images=frames[1:],
                duration=duration, loop=0, **options)


def durations(image):
    times = []
    for frame in ImageSequence.Iterator(image):
        frame.load()
        times.append(frame.info["duration"])
    return times


def test_frames_without_time(worker, tmp_path, out):
    """They stand for a tenth of a second, as browsers show them."""
    path = animation(discs(5, 400, 200), tmp_path / "a.gif",
                     [0, 10, 20, 1000, 30])
    for image in ready(worker.run(path, out), out).values():
        assert durations(image) == [100, 100, 20, 1000, 30]


def test_most_loops(worker, tmp_path, out):
    """A GIF can say one more than WebP."""
    frames = discs(3, 400, 200)
    path = save(frames[0], tmp_path / "a.gif", save_all=True,
                append_images=frames[1:], duration=70, loop=65535)
    for image in ready(worker.run(path, out), out).values():
        assert image.info["loop"] == 65535


@pytest.mark.parametrize("count", [2, 25])
def test_alpha_of_frames(worker, tmp_path, out, count):
    """More frames than are read at a time, too."""
    path = animation(discs(count, 700, 500, "RGBA"), tmp_path / "a.webp",
                     lossless=True)
    for image in ready(worker.run(path, out), out).values():
        assert image.n_frames == count
        for i, frame in enumerate(ImageSequence.Iterator(image)):
            got = frame.convert("RGBA")
            near(got.getpixel((middle(i, count, got.width),
                               middle(i, count, got.height))),
                 (30, 200, 40, 255), 20)
            assert got.getpixel((got.width - 2, 1))[3] == 0


def test_frame_too_wide_for_webp(worker, tmp_path, out):
    path = animation(discs(3, 17000, 20), tmp_path / "a.gif")
    answer = worker.run(path, out)
    assert answer["width"] == 16383
    assert ready(answer, out)["original"].n_frames == 3


def test_animation_aside_or_not(worker, tmp_path, out):
    path = animation(discs(30, 600, 400), tmp_path / "a.gif")
    one = worker.run(path, out, parallel=True)
    assert worker.run(path, out, parallel=False) == one


def test_equal_frames(worker, tmp_path, out):
    """What never changes is a picture, shown as long as there is one."""
    frame = quadrants(400, 300)
    path = animation([frame, frame.copy(), frame.copy()],
                     tmp_path / "a.webp", minimize_size=False,
                     kmin=0, kmax=1, allow_mixed=True)
    for image in ready(worker.run(path, out), out).values():
        check_quadrants(image, 20)


def bars(tops, width, height):
    """A white bar of nine rows on grey; its top is what changes."""
    frames = []
    for top in tops:
        image = Image.new("RGB", (width, height), (70, 90, 60))
        ImageDraw.Draw(image).rectangle([0, top, width, top + 8], fill="white")
        frames.append(image)
    return frames


def furthest_row(one, other):
    """How far two pictures are apart in the row where they are most."""
    rows = ImageChops.difference(one.convert("L"), other.convert("L")).resize(
        (1, one.height), Image.BOX)
    return max(rows.getdata())


@pytest.mark.parametrize("height", [417, 1000])
def test_frames_that_change_in_a_few_rows(worker, tmp_path, out, height):
    """What is as in the frame before is not shrunk again, what reaches over
    its edges is."""
    frames = bars([0, 101, 106, 106, height - 9], 660, height)
    path = animation(frames, tmp_path / "a.gif")
    small = ready(worker.run(path, out), out)["thumb"]
    assert durations(small) == [70, 70, 140, 70]
    del frames[3]
    for shown, frame in zip(ImageSequence.Iterator(small), frames):
        wanted = frame.resize(small.size, Image.LANCZOS)
        assert furthest_row(shown, wanted) < 25


@NO_SANITIZER
def test_memory_of_many_frames(worker, tmp_path, out):
    """It does not grow with their number: 115 MB of pixels more."""
    most = []
    for count in (10, 90):
        path = animation(discs(count, 800, 600), tmp_path / f"{count}.gif")
        answer, peak = worker.run_watched(path, out)
        assert answer["status"] == "ready"
        most.append(peak)
    assert most[0] > 20e6
    assert most[1] - most[0] < 20e6


@pytest.mark.parametrize("share", [0.1, 0.3, 0.9, 0.999])
def test_webp_cut_short(worker, tmp_path, out, share):
    """Browsers show nothing of it."""
    path = animation([noise(300, 200, seed) for seed in range(6)],
                     tmp_path / "a.webp")
    data = path.read_bytes()
    path.write_bytes(data[:int(len(data) * share)])
    refused(worker.run(path, out), out)


@pytest.mark.parametrize("change", [
    lambda data: data[:-1], lambda data: data + b"\0and more"])
def test_gif_with_an_odd_end(worker, tmp_path, out, change):
    """Some programs leave the last byte out, others add some."""
    path = animation(discs(6, 330, 200), tmp_path / "a.gif")
    path.write_bytes(change(path.read_bytes()))
    assert ready(worker.run(path, out), out)["original"].n_frames == 6


def test_gif_whose_frames_have_colours(worker, tmp_path, out):
    """A table of colours of its own stands before each one's pixels."""
    frames = [noise(80, 60, seed).quantize(colours)
              for seed, colours in enumerate((2, 5, 256, 16))]
    path = animation(frames, tmp_path / "a.gif")
    assert ready(worker.run(path, out), out)["original"].n_frames == 4


def test_flipped_bits_of_animations(worker, tmp_path, out):
    """An answer comes, and where it is no there is no file."""
    rng = random.Random(3)
    for name in ("a.gif", "a.webp"):
        path = animation(discs(6, 330, 200), tmp_path / name)
        whole = path.read_bytes()
        for _ in range(12):
            data = bytearray(whole)
            for _ in range(rng.randint(1, 6)):
                data[rng.randrange(40, len(data))] = rng.randrange(256)
            path.write_bytes(bytes(data))
            answer = worker.run(path, out)
            assert answer["status"] in ("ready", "failed"), answer
            if answer["status"] == "ready":
                ready(answer, out)
            for left in out.iterdir():
                assert answer["status"] == "ready", left
                left.unlink()


def sizes_by_effort(worker, path, out):
    return [worker.run(path, out, variants=ONLY_ORIGINAL,
                       effort=effort)["variants"][0]["file_size"]
            for effort in (2, 4)]


def test_more_effort_for_the_largest(worker, tmp_path, out):
    """Where the little effort would cost most of the detail's economy."""
    tile = noise(64, 64).resize((700, 500), Image.BICUBIC)
    small = save(tile, tmp_path / "small.jpg")
    little, more = sizes_by_effort(worker, small, out)
    assert more < little
    large = Image.new("RGB", (7000, 4200))
    for i in range(84):
        large.paste(tile, (i % 10 * 700, i // 10 * 500))
    little, more = sizes_by_effort(worker, save(large, tmp_path / "l.jpg"),
                                   out)
    assert more == little


def test_more_effort_for_what_is_shown(worker, tmp_path, out):
    """The same pixels cost less as `medium` than as `original`."""
    path = save(noise(100, 100).resize((900, 900), Image.BICUBIC),
                tmp_path / "a.png")
    medium = out / worker.run(path, out)["variants"][1]["file"]
    image = Image.open(medium)
    assert image.size == (800, 800)
    lesser = save(image, tmp_path / "m.webp", quality=82, method=2)
    assert medium.stat().st_size < lesser.stat().st_size
