"""Pictures to be measured with, and the three that make WebP of them."""

import os
import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "worker")]

import worker_driver  # noqa: E402

WIDTHS = (1600, 800, 320)
EFFORT = 2  # the default of TalecraftMediaEffort
NICENESS = 10  # of the pool's processes

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

# Decibels between two pictures.
PSNR = """
import math, sys
from PIL import Image, ImageChops, ImageStat

one, other = (Image.open(path).convert("RGB") for path in sys.argv[1:])
squares = ImageStat.Stat(ImageChops.difference(one, other)).sum2
print(10 * math.log10(255 ** 2 * 3 * one.width * one.height / sum(squares)))
"""

SMALL = "JPEG, 800 x 600"
PICTURES = {
    SMALL: ("small.jpg", "JPEG", 800, 600),
    "JPEG, 12 megapixels": ("12.jpg", "JPEG", 4000, 3000),
    "JPEG, 48 megapixels": ("48.jpg", "JPEG", 8000, 6000),
    "PNG, 24 bits, 6 megapixels": ("6.png", "PNG", 3000, 2000),
    "GIF, 40 frames of 500 x 300": ("40.gif", "GIF", 500, 300),
}


class Made:
    """Seconds by the clock and of the processor, peak of resident memory in
    bytes, bytes of the files."""

    def __init__(self, seconds, cpu, memory, size):
        self.seconds, self.cpu = seconds, cpu
        self.memory, self.size = memory, size


def make(folder, name):
    path, kind, width, height = PICTURES[name]
    subprocess.run([sys.executable, "-c", MAKE, folder / path, kind,
                    str(width), str(height)], check=True)
    return folder / path, width


def empty(folder):
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return folder


def cpu_of_children():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def cpu_of(pid):
    """With the children that it has waited for."""
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(
        ")")[2].split()
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


def be_polite():
    """As the pool's processes are: nice, in a session that is nice."""
    os.setsid()
    os.nice(NICENESS)
    try:
        Path("/proc/self/autogroup").write_text(str(NICENESS), "ascii")
    except OSError:
        pass  # this kernel has none


def run(argv):
    most, cpu, start = 0, cpu_of_children(), time.monotonic()
    with subprocess.Popen(argv, preexec_fn=be_polite) as process:
        while process.poll() is None:
            most = max(most, worker_driver.peak(process.pid))
            time.sleep(0.004)
    if process.returncode:
        raise SystemExit(f"{argv[0]} failed")
    return Made(time.monotonic() - start, cpu_of_children() - cpu, most, 0)


def sizes(folder):
    return sum(path.stat().st_size for path in folder.iterdir())


def psnr(path, folder):
    """Of the largest variant, which has the size of the original."""
    largest = max(folder.iterdir(), key=lambda one: one.stat().st_size)
    return float(subprocess.run([sys.executable, "-c", PSNR, path, largest],
                                check=True, capture_output=True).stdout)


def ours(path, folder, parallel=True):
    empty(folder)
    with worker_driver.Worker() as worker:
        pid = worker.process.pid
        worker.seat().close()  # it is there, as in a server that runs
        start, cpu = time.monotonic(), cpu_of(pid)
        answer, most = worker.run_watched(
            path, folder, effort=EFFORT, parallel=parallel, memory=2 << 30,
            seconds=120)
        made = Made(time.monotonic() - start, cpu_of(pid) - cpu, most, 0)
    if answer["status"] != "ready":
        raise SystemExit(f"{path}: {answer}")
    made.size = sizes(folder)
    return made


def one_by_one(path, folder, count):
    """Seconds that a worker alone takes for so many jobs of that file."""
    empty(folder)
    with worker_driver.Worker() as worker, worker.seat() as seat:
        start = time.monotonic()
        for _ in range(count):
            worker_driver.send(seat, worker_driver.job(
                path, folder, effort=EFFORT, parallel=False))
            answer = worker_driver.receive(seat)
            if answer["status"] != "ready":
                raise SystemExit(f"{path}: {answer}")
        return time.monotonic() - start


def pillow(path, folder):
    made = run([sys.executable, "-c", PILLOW, path, empty(folder)])
    made.size = sizes(folder)
    return made


def vipsthumbnail(path, folder, width):
    """Once a size, with the effort that ours has."""
    empty(folder)
    source = f"{path}[n=-1]" if path.suffix == ".gif" else str(path)
    runs = [run(["vipsthumbnail", source, "--size", f"{one}x", "-o",
                 f"{folder}/{one}.webp[Q=82,effort={EFFORT},strip]"])
            for one in (width, *WIDTHS) if one <= width]
    return Made(sum(one.seconds for one in runs), sum(one.cpu for one in runs),
                max(one.memory for one in runs), sizes(folder))
