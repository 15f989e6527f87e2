"""Pictures to be measured with, and the three that make WebP of them."""

import select
import shutil
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "fault")]

import worker_driver  # noqa: E402

WIDTHS = (1600, 800, 320)
EFFORT = 2  # the default of TalecraftMediaEffort

# In processes of their own: what they hold is theirs alone.
MAKE = """
import sys
from PIL import Image, ImageDraw

def clouds(width, height, cells):
    # noise of several sizes, as a landscape has it
    image = Image.new("RGB", (width, height), (128, 128, 128))
    for cell, share in cells:
        size = (width // cell + 2, height // cell + 2)
        layer = Image.merge("RGB", [Image.effect_noise(size, 160)
                                    for _ in range(3)])
        image = Image.blend(image, layer.resize((width, height),
                                                Image.BICUBIC), share)
    return image

path, kind, width, height = sys.argv[1:]
size = int(width), int(height)
if kind == "GIF":
    frames = []
    back = clouds(*size, ((128, .6), (16, .2)))
    for number in range(40):
        frame = back.copy()
        ImageDraw.Draw(frame).ellipse(
            (number * 10, 60, number * 10 + 90, 150), fill="orange")
        frames.append(frame.convert("P", palette=Image.ADAPTIVE))
    frames[0].save(path, "GIF", save_all=True, append_images=frames[1:],
                   duration=50, loop=0)
else:
    clouds(*size, ((512, .6), (128, .4), (32, .3), (8, .2),
                   (2, .1))).save(
        path, kind, **({"quality": 90} if kind == "JPEG" else {}))
"""

PILLOW = """
import sys
from PIL import Image, ImageOps, ImageSequence

path, folder = sys.argv[1:]
image = Image.open(path)
frames = getattr(image, "n_frames", 1)
widths = [image.width] + [w for w in (1600, 800, 320) if w < image.width]
if frames > 1:
    roll = [frame.convert("RGB") for frame in ImageSequence.Iterator(image)]
else:
    roll = [ImageOps.exif_transpose(image)]
for width in widths:
    size = width, round(image.height * width / image.width)
    made = [one if width == image.width else one.resize(size, Image.LANCZOS)
            for one in roll]
    more = {"save_all": True, "append_images": made[1:],
            "duration": 50} if frames > 1 else {}
    made[0].save(f"{folder}/{width}.webp", quality=82, method=4, **more)
"""

PICTURES = {
    "JPEG, 12 megapixels": ("12.jpg", "JPEG", 4000, 3000),
    "JPEG, 48 megapixels": ("48.jpg", "JPEG", 8000, 6000),
    "PNG, 24 bits, 6 megapixels": ("6.png", "PNG", 3000, 2000),
    "GIF, 40 frames of 500 x 300": ("40.gif", "GIF", 500, 300),
}


class Made:
    """Seconds, peak of resident memory in bytes, bytes of the files."""

    def __init__(self, seconds, memory, size):
        self.seconds, self.memory, self.size = seconds, memory, size


def make(folder, name):
    path, kind, width, height = PICTURES[name]
    subprocess.run([sys.executable, "-c", MAKE, folder / path, kind,
                    str(width), str(height)], check=True)
    return folder / path, width


def peak(pid):
    """So far; 0 where the process has gone."""
    try:
        with open(f"/proc/{pid}/status", encoding="ascii") as file:
            return sum(int(line.split()[1]) * 1024 for line in file
                       if line.startswith("VmHWM"))
    except OSError:
        return 0


def empty(folder):
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return folder


def run(argv):
    most, start = 0, time.monotonic()
    with subprocess.Popen(argv) as process:
        while process.poll() is None:
            most = max(most, peak(process.pid))
            time.sleep(0.004)
    if process.returncode:
        raise SystemExit(f"{argv[0]} failed")
    return time.monotonic() - start, most


def sizes(folder):
    return sum(path.stat().st_size for path in folder.iterdir())


def ours(path, folder, parallel=True):
    empty(folder)
    most = 0
    with worker_driver.Worker() as worker, worker.seat() as seat:
        start = time.monotonic()
        worker_driver.send(seat, worker_driver.job(
            path, folder, effort=EFFORT, parallel=parallel, memory=2 << 30,
            seconds=120))
        decoder = worker.decoder()
        while not select.select([seat], [], [], 0.004)[0]:
            most = max(most, peak(decoder))
        answer = worker_driver.receive(seat)
        seconds = time.monotonic() - start
    if answer["status"] != "ready":
        raise SystemExit(f"{path}: {answer}")
    return Made(seconds, most, sizes(folder))


def pillow(path, folder):
    seconds, most = run([sys.executable, "-c", PILLOW, path, empty(folder)])
    return Made(seconds, most, sizes(folder))


def vipsthumbnail(path, folder, width):
    """Once a size, with the effort that ours has."""
    empty(folder)
    source = f"{path}[n=-1]" if path.suffix == ".gif" else str(path)
    runs = [run(["vipsthumbnail", source, "--size", f"{one}x", "-o",
                 f"{folder}/{one}.webp[Q=82,effort={EFFORT},strip]"])
            for one in (width, *WIDTHS) if one <= width]
    return Made(sum(seconds for seconds, _ in runs),
                max(most for _, most in runs), sizes(folder))
