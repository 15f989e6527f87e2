"""Files for uploads that PIL cannot make, and multipart bodies by hand."""

import struct
import uuid

from .make import make_image


def box(kind, *parts):
    body = b"".join(parts)
    return struct.pack(">I4s", 8 + len(body), kind) + body


def ftyp(brand, *compatible):
    return box(b"ftyp", brand, struct.pack(">I", 512), *compatible)


_MATRIX = struct.pack(">9I", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)


def mov(width=320, height=240, seconds=2):
    return mp4(width, height, seconds, (b"qt  ", b"qt  "))


def mp4(width=320, height=240, seconds=2, brands=(b"isom", b"isom", b"mp42"),
        place=b""):
    """One track of two JPEG pictures; unique in each call."""
    samples = [make_image(width, height) for _ in range(2)]
    scale = 1000
    ticks = seconds * scale
    head = ftyp(*brands)
    entry = box(b"jpeg", bytes(6), struct.pack(">H", 1), bytes(16),
                struct.pack(">HHII", width, height, 0x480000, 0x480000),
                bytes(4), struct.pack(">H", 1), bytes(32),
                struct.pack(">Hh", 24, -1))

    def moov(offset):
        stbl = box(
            b"stbl",
            box(b"stsd", bytes(4), struct.pack(">I", 1), entry),
            box(b"stts", bytes(4), struct.pack(">3I", 1, 2, ticks // 2)),
            box(b"stsc", bytes(4), struct.pack(">4I", 1, 1, 2, 1)),
            box(b"stsz", bytes(8),
                struct.pack(">3I", 2, *map(len, samples))),
            box(b"stco", bytes(4), struct.pack(">2I", 1, offset)))
        dref = box(b"dref", bytes(4), struct.pack(">I", 1),
                   box(b"url ", struct.pack(">I", 1)))
        minf = box(b"minf", box(b"vmhd", struct.pack(">I", 1), bytes(8)),
                   box(b"dinf", dref), stbl)
        mdia = box(
            b"mdia",
            box(b"mdhd", bytes(12),
                struct.pack(">IIHH", scale, ticks, 0x55c4, 0)),
            box(b"hdlr", bytes(8), b"vide", bytes(12), b"v\0"), minf)
        tkhd = box(b"tkhd", struct.pack(">I", 3), bytes(8),
                   struct.pack(">III", 1, 0, ticks), bytes(16), _MATRIX,
                   struct.pack(">II", width << 16, height << 16))
        mvhd = box(b"mvhd", bytes(12), struct.pack(">II", scale, ticks),
                   struct.pack(">IH", 0x10000, 0x100), bytes(10), _MATRIX,
                   bytes(24), struct.pack(">I", 2))
        told = box(b"udta", box(b"\xa9xyz", place)) if place else b""
        return box(b"moov", mvhd, box(b"trak", tkhd, mdia), told)

    offset = len(head) + len(moov(0)) + 8
    return head + moov(offset) + box(b"mdat", *samples)


def _element(ident, *parts):
    body = b"".join(parts)
    return ident + struct.pack(">Q", len(body) | 1 << 56) + body


def webm(width=160, height=120, seconds=3):
    """One VP8 track with a picture a second; unique in each call."""
    # a lossy WebP file is a VP8 key frame with 20 bytes before it
    frame = make_image(width, height, "WEBP")[20:]
    head = _element(
        b"\x1a\x45\xdf\xa3", _element(b"\x42\x86", b"\x01"),
        _element(b"\x42\xf7", b"\x01"), _element(b"\x42\xf2", b"\x04"),
        _element(b"\x42\xf3", b"\x08"), _element(b"\x42\x82", b"webm"),
        _element(b"\x42\x87", b"\x02"), _element(b"\x42\x85", b"\x02"))
    info = _element(
        b"\x15\x49\xa9\x66",
        _element(b"\x2a\xd7\xb1", struct.pack(">I", 1000000)),
        _element(b"\x44\x89", struct.pack(">d", seconds * 1000.0)),
        _element(b"\x4d\x80", b"t"), _element(b"\x57\x41", b"t"),
        _element(b"\x73\xa4", uuid.uuid4().bytes))
    track = _element(
        b"\xae", _element(b"\xd7", b"\x01"), _element(b"\x73\xc5", b"\x01"),
        _element(b"\x83", b"\x01"), _element(b"\x86", b"V_VP8"),
        _element(b"\xe0", _element(b"\xb0", struct.pack(">H", width)),
                 _element(b"\xba", struct.pack(">H", height))))
    blocks = [_element(b"\xa3", b"\x81", struct.pack(">H", n * 1000),
                       b"\x80", frame) for n in range(seconds)]
    return head + _element(
        b"\x18\x53\x80\x67", info, _element(b"\x16\x54\xae\x6b", track),
        _element(b"\x1f\x43\xb6\x75", _element(b"\xe7", b"\0"), *blocks))


def heif_header(brand):
    """What starts like AVIF (b"avif") or HEIC (b"heic"), and no more."""
    return ftyp(brand, b"mif1", brand) + box(b"free", uuid.uuid4().bytes)


def part(name, data, filename=None, kind=None):
    head = f'Content-Disposition: form-data; name="{name}"'
    if filename is not None:
        head += f'; filename="{filename}"'
    if kind:
        head += f"\r\nContent-Type: {kind}"
    return head.encode() + b"\r\n\r\n" + data


def form(*parts, boundary="XyZ0123", end=True):
    """(body, headers) of a multipart form of parts."""
    line = f"--{boundary}".encode()
    body = b"".join(line + b"\r\n" + one + b"\r\n" for one in parts)
    if end:
        body += line + b"--\r\n"
    return body, {"Content-Type":
                  f"multipart/form-data; boundary={boundary}"}
