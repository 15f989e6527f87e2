"""Makes tests/data/big: pictures up to the limit of pixels, of all formats.

Run: /usr/bin/python3 -B tests/worker/make_big.py

To encode them takes a minute of processor time, so they are kept. They are
flat, and beside that packed by xz: 90 KB together."""

import functools
import lzma
import tempfile
from pathlib import Path

from PIL import Image

from worker_pictures import DATA, quadrants, run_tool, save

MUCH = (6100, 6000)  # 110 MB without alpha
MOST = (10000, 9800)
COLOUR = (60, 120, 30, 128)
KEPT = DATA / "big"


@functools.lru_cache(maxsize=None)
def much(mode="RGB"):
    return quadrants(*MUCH, mode)


def most(mode):
    return Image.new(mode, MOST, COLOUR[:len(mode)])


def by_pillow(folder):
    small = {"quality": 50, "optimize": True}
    save(much(), folder / "a.webp", lossless=True, method=0)
    save(much(), folder / "lossy.webp", quality=50, method=0)
    save(much(), folder / "progressive.jpg", progressive=True, **small)
    save(much(), folder / "a.gif")
    exif = Image.Exif()
    exif[0x0112] = 6
    turned = much().transpose(Image.Transpose.ROTATE_90)
    save(turned, folder / "turned.jpg", exif=exif, **small)
    save(turned, folder / "turned.png", exif=exif)
    save(most("RGB"), folder / "most-RGB.webp", lossless=True, method=0)
    save(most("RGBA"), folder / "most-RGBA.webp", lossless=True, method=0)
    save(most("RGBA"), folder / "most-lossy.webp", quality=50, method=0)


def by_vips(folder):
    plain = save(much("RGBA"), folder / "plain", format="TIFF")
    for name, *words in (
            ("interlaced.png", "pngsave", "--interlace", "--compression", "9"),
            ("tiled.tif", "tiffsave", "--tile", "--compression", "deflate"),
            ("strip.tif", "tiffsave", "--compression", "deflate"),
            ("a.avif", "heifsave", "--compression", "av1", "--effort", "0"),
            ("a.heic", "heifsave", "--compression", "hevc", "--effort", "0")):
        run_tool("vips", words[0], plain, folder / name, *words[1:])
    save(most("RGBA"), plain, format="TIFF")
    run_tool("vips", "colourspace", plain, folder / "deep.v", "rgb16")
    run_tool("vips", "pngsave", folder / "deep.v", folder / "deep.png",
             "--interlace", "--compression", "9")


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        by_pillow(folder)
        by_vips(folder)
        for path in folder.glob("*.*"):
            if path.suffix != ".v":
                (KEPT / f"{path.name}.xz").write_bytes(lzma.compress(
                    path.read_bytes(), preset=9 | lzma.PRESET_EXTREME))


def unpack(name, folder):
    """The kept picture as a file in that folder."""
    path = folder / name
    path.write_bytes(lzma.decompress((KEPT / f"{name}.xz").read_bytes()))
    return path


if __name__ == "__main__":
    main()
