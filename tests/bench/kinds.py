#!/usr/bin/python3
"""Kinds of pictures and videos, and what talecraft-worker makes of each:

    kinds.py --worker build/talecraft-worker [--before OLD/talecraft-worker]
             [--save]

Makes them (Pillow, ffmpeg, libavif-bin, gifsicle, libheif, exiftool), has each
worker process them, and writes a table: status, size as shown, frames, the
least alpha, whether the colours are where a browser has them, what is told of
damage. --save puts it into KINDS.md."""

import argparse
import struct
import subprocess
import sys
import tempfile
import zlib
from pathlib import Path

from PIL import Image, ImageCms

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "worker")]

import worker_driver  # noqa: E402
from worker_heif import aux_of_two, crop, turn, with_properties  # noqa: E402
from worker_pictures import DATA, QUADRANTS, quadrants  # noqa: E402

SIZE = (200, 120)
SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
H264 = ("-pix_fmt", "yuv420p")
PLACE = ("-metadata", "location=+48.2000+016.3700/", "-metadata",
         "make=Phone", "-movflags", "use_metadata_tags")


def tool(*words):
    subprocess.run([str(word) for word in words], check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def picture(folder, name, image=None, **options):
    path = folder / name
    (image or quadrants(*SIZE)).save(path, **options)
    return path


def changed(path, change):
    path.write_bytes(change(path.read_bytes()))
    return path


def cut(share):
    return lambda data: data[:int(len(data) * share)]


def before(mark, junk):
    return lambda data: data[:data.index(mark)] + junk + data[
        data.index(mark):]


def chunk(kind, body, broken=False):
    crc = zlib.crc32(kind + body) ^ (1 if broken else 0)
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", crc)


def with_profile(data):
    return data[:33] + chunk(
        b"iCCP", b"sRGB\0\0" + zlib.compress(SRGB)) + data[33:]


def animation(folder, name, **options):
    frames = [Image.new("RGB", SIZE, colour) for colour in QUADRANTS]
    frames[0].save(folder / name, save_all=True, append_images=frames[1:],
                   duration=200, **options)
    return folder / name


def deep(folder, name, *options):
    """16 bits with alpha, by ffmpeg from an 8-bit picture."""
    source = picture(folder, "deep-source.png", see_through())
    tool("ffmpeg", "-v", "error", "-y", "-i", source, *options, folder / name)
    return folder / name


def see_through():
    image = quadrants(*SIZE).convert("RGBA")
    image.putalpha(26)
    return image


def avif(folder, name, *options, source=None):
    source = source or picture(folder, "avif-source.png")
    tool("avifenc", "--min", "0", "--max", "20", "-s", "8", *options, source, folder / name)
    return folder / name


def heic(folder, name, source=None, kind="hevc"):
    source = source or picture(folder, "heic-source.png")
    tool("vips", "heifsave", source, folder / name, "--Q", "90",
         "--compression", kind)
    return folder / name


def film(folder, name, *options, size="320x180", seconds=2):
    tool("ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i",
         f"testsrc=size={size}:rate=10:duration={seconds}", *options,
         folder / name)
    return folder / name


def sound(folder, name):
    tool("ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i",
         "sine=duration=2", folder / name)
    return folder / name


def turned(path, *tags):
    tool("exiftool", "-overwrite_original", "-n", *tags, path)
    return path


def with_words(folder, name, data):
    path = folder / name
    path.write_bytes(data)
    return path


# What it is, and what makes it in a folder; "VIDEO" where it is one.
PICTURES = {
    "JPEG": lambda f: picture(f, "a.jpg", quality=92),
    "JPEG, progressive": lambda f: picture(f, "b.jpg", quality=92,
                                           progressive=True),
    "JPEG, grey": lambda f: picture(f, "c.jpg", quadrants(*SIZE).convert("L")),
    "JPEG, CMYK": lambda f: picture(f, "d.jpg",
                                    quadrants(*SIZE).convert("CMYK")),
    "JPEG on its side (EXIF)": lambda f: turned(
        picture(f, "e.jpg", quadrants(*SIZE).transpose(Image.ROTATE_90)),
        "-Orientation=6"),
    "JPEG, RGB with a grey profile": lambda f: DATA / "rgb-grayprofile.jpg",
    "JPEG without its end marker": lambda f: changed(
        picture(f, "g.jpg", quality=92), lambda data: data[:-2]),
    "JPEG, stray bytes between segments": lambda f: changed(
        picture(f, "h.jpg", quality=92), before(b"\xff\xc0", b"\0\0\x12\x34")),
    "JPEG, a quarter missing": lambda f: changed(
        picture(f, "i.jpg", quality=92), cut(0.8)),
    "JPEG, cut in its header": lambda f: changed(
        picture(f, "j.jpg", quality=92), cut(0.1)),
    "PNG": lambda f: picture(f, "a.png"),
    "PNG, 1 bit": lambda f: picture(f, "b.png", Image.new("1", SIZE, 1)),
    "PNG, palette with transparency": lambda f: picture(
        f, "c.png", quadrants(*SIZE).quantize(8), transparency=0),
    "PNG, 16 bits, alpha": lambda f: deep(f, "d.png", "-pix_fmt", "rgba64be"),
    "PNG, 16 bits, alpha, profile": lambda f: changed(
        deep(f, "e.png", "-pix_fmt", "rgba64be"), with_profile),
    "PNG, 16 bits, grey and alpha, a profile of colours": lambda f: changed(
        deep(f, "f.png", "-pix_fmt", "ya16be"), with_profile),
    "PNG, a broken chunk beside the picture": lambda f: changed(
        picture(f, "g.png"), lambda data: data[:33] + chunk(
            b"tEXt", b"a\0b", broken=True) + data[33:]),
    "PNG without its end": lambda f: changed(picture(f, "h.png"),
                                             lambda data: data[:-14]),
    "PNG, animated": lambda f: DATA / "apng.png",
    "GIF": lambda f: picture(f, "a.gif"),
    "GIF, animated": lambda f: animation(f, "b.gif", loop=0),
    "GIF, animated, by gifsicle -O3": lambda f: (
        tool("gifsicle", "-O3", animation(f, "c0.gif", loop=0), "-o",
             f / "c.gif"), f / "c.gif")[1],
    "GIF, loop count 65535": lambda f: animation(f, "d.gif", loop=65535),
    "GIF, cut in mid-animation": lambda f: changed(
        animation(f, "e.gif", loop=0), cut(0.7)),
    "WebP": lambda f: picture(f, "a.webp", quality=92),
    "WebP, lossless with alpha": lambda f: picture(f, "b.webp", see_through(),
                                                   lossless=True),
    "WebP, animated": lambda f: animation(f, "c.webp", lossless=True),
    "WebP on its side (EXIF): browsers do not turn it": lambda f: turned(
        picture(f, "d.webp", quadrants(*SIZE).transpose(Image.ROTATE_90),
                quality=92), "-Orientation=6"),
    "TIFF": lambda f: picture(f, "a.tif"),
    "TIFF, 16 bits, alpha, profile": lambda f: turned(
        deep(f, "b.tif", "-pix_fmt", "rgba64le"), f"-ICC_Profile<={icc(f)}"),
    "AVIF": lambda f: avif(f, "a.avif"),
    "AVIF, 10 bits, alpha, profile": lambda f: avif(
        f, "b.avif", "-d", "10", "--icc", icc(f),
        source=picture(f, "alpha.png", see_through())),
    "AVIF, turned (irot)": lambda f: avif(
        f, "c.avif", "--irot", "3", source=picture(
            f, "turned.png", quadrants(*SIZE).transpose(Image.ROTATE_90))),
    "AVIF, mirrored (imir)": lambda f: avif(
        f, "d.avif", "--imir", "1", source=picture(
            f, "mirrored.png",
            quadrants(*SIZE).transpose(Image.FLIP_LEFT_RIGHT))),
    "AVIF, cropped at its corner (clap)": lambda f: changed(
        heic(f, "e.avif", kind="av1"),
        lambda data: with_properties(data, crop(100, 60, -50, -30))),
    "AVIF, cropped elsewhere: browsers show all of it": lambda f: changed(
        heic(f, "f.avif", kind="av1"),
        lambda data: with_properties(data, crop(180, 100))),
    "AVIF, a turn before its size": lambda f: changed(
        heic(f, "g.avif", kind="av1", source=picture(
            f, "half.png", quadrants(*SIZE).transpose(Image.ROTATE_180))),
        lambda data: with_properties(data, turn(2), before=True)),
    "AVIF, a sequence": lambda f: DATA / "animated.avif",
    "HEIC": lambda f: heic(f, "a.heic"),
    "HEIC, cropped (clap)": lambda f: changed(
        heic(f, "c.heic"),
        lambda data: with_properties(data, crop(100, 60, -50, -30))),
    "HEIC, one alpha of two items (newer iPhones)": lambda f: changed(
        heic(f, "b.heic", source=picture(f, "a2.png", see_through())),
        aux_of_two),
}

VIDEOS = {
    "MP4": lambda f: film(f, "a.mp4", *H264, "-movflags", "faststart"),
    "MP4, index at the end": lambda f: film(f, "b.mp4", *H264),
    "MP4 with place and maker": lambda f: film(f, "c.mp4", *H264, *PLACE),
    "MP4, oblong pixels": lambda f: film(f, "d.mp4", *H264, "-vf",
                                         "setsar=2/1"),
    "MP4 that begins black": lambda f: film(
        f, "e.mp4", *H264, "-vf", "fade=in:st=0.7:d=0.5"),
    "MP4, picture shorter than its sound":
        lambda f: DATA / "picture-0.8s-sound-3s.mp4",
    "MP4, cut before its index": lambda f: changed(
        film(f, "g.mp4", *H264), cut(0.8)),
    "MP4, sound alone": lambda f: sound(f, "h.mp4"),
    "MP4, 24 bytes of ftyp": lambda f: DATA / "empty_ftyp.mp4",
    "ftyp and zeros": lambda f: with_words(
        f, "j.mp4", b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + bytes(5000)),
    "MOV with place and maker": lambda f: film(f, "a.mov", *H264, *PLACE),
    "WebM": lambda f: film(f, "a.webm", "-c:v", "libvpx", "-b:v", "300k"),
    "WebM, cut short": lambda f: changed(
        film(f, "b.webm", "-c:v", "libvpx", "-b:v", "300k"), cut(0.7)),
}


def icc(folder):
    path = folder / "srgb.icc"
    path.write_bytes(SRGB)
    return path


# ---------------------------------------------------------------- what comes


def colours(image):
    """Whether the four are where they belong."""
    image = image.convert("RGB")
    for i, wanted in enumerate(QUADRANTS):
        got = image.getpixel(((i % 2 * 2 + 1) * image.width // 4,
                              (i // 2 * 2 + 1) * image.height // 4))
        if max(abs(a - b) for a, b in zip(got, wanted)) > 30:
            return ", other colours"
    return ""


def of_picture(answer, folder, kind):
    name = next(variant["file"] for variant in answer["variants"]
                if variant["name"] == "original")
    image = Image.open(folder / name)
    frames = getattr(image, "n_frames", 1)
    text = f"{image.width}x{image.height}"
    if frames > 1:
        text += f", {frames} frames"
    elif "A" in image.getbands():
        text += f", alpha {image.getchannel('A').getextrema()[0]}"
    plain = image.size == SIZE and frames == 1 and not any(
        word in kind for word in ("grey", "1 bit", "CMYK", "alpha", "palette",
                                  "missing"))
    return text + (colours(image) if plain else "")


def of_video(answer, folder):
    text = f"{answer.get('width')}x{answer.get('height')}"
    if answer.get("duration") is not None:
        text += f", {answer['duration']:.1f} s"
    posters = [variant for variant in answer["variants"]
               if variant["name"] == "poster"]
    if not posters:
        text += ", no poster"
    else:
        image = Image.open(folder / posters[0]["file"]).convert("L")
        if image.getextrema()[1] < 40:
            text += ", black poster"
    if not answer.get("video"):
        text += ", served as it came"
    else:
        told = subprocess.run(
            ["exiftool", "-s", "-G", folder / answer["video"]],
            stdout=subprocess.PIPE, check=True).stdout
        text += (", served with its place" if b"GPSCoordinates" in told
                 or b"LocationInformation" in told else ", served without")
    return text


def outcome(worker, path, kind, video):
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        answer = worker.run(path, folder,
                            media_type="VIDEO" if video else "IMAGE")
        if answer["status"] != "ready":
            return f"FAILED: {answer.get('error')}"
        text = "READY: " + (of_video(answer, folder) if video
                            else of_picture(answer, folder, kind))
        return text + (", told as damaged" if answer.get("damaged") else "")


def all_of(program, folder):
    worker_driver.WORKER = program
    found = {}
    with worker_driver.Worker() as worker:
        for kinds, video in ((PICTURES, False), (VIDEOS, True)):
            for kind, make in kinds.items():
                found[kind] = outcome(worker, make(folder), kind, video)
    return found


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--worker", type=Path, required=True)
    parser.add_argument("--before", type=Path)
    parser.add_argument("--save", action="store_true")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        now = all_of(args.worker.resolve(), Path(name))
        was = all_of(args.before.resolve(),
                     Path(name)) if args.before else now
    rows = ["| kind | before | now |", "| --- | --- | --- |"]
    rows += [f"| {kind} | {was[kind]} | "
             f"{'the same' if was[kind] == text and args.before else text} |"
             for kind, text in now.items()]
    table = "\n".join(rows) + "\n"
    print(table)
    if args.save:
        (HERE / "KINDS.md").write_text(
            "# Kinds of pictures and videos\n\nBy `tests/bench/kinds.py`: "
            "what the worker makes of each. Pictures are four colours\n"
            f"of {SIZE[0]}x{SIZE[1]}, videos ffmpeg's test picture; alpha is "
            "the least of the copy shown. Whatever is\nno picture and no "
            "video at all is refused as it is uploaded.\n\n" + table,
            encoding="utf-8")


if __name__ == "__main__":
    main()
