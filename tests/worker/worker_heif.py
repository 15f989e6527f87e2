"""AVIF and HEIC with properties that no tool here writes: turned, mirrored,
cropped."""

import struct


def box(kind, body):
    return struct.pack(">I4s", 8 + len(body), kind) + body


def turn(quarters):
    """Against the clock."""
    return box(b"irot", bytes([quarters]))


def mirror(axis):
    """0: top and bottom change places; 1: left and right do."""
    return box(b"imir", bytes([axis]))


def crop(width, height, right=0, down=0):
    """The middle moves by so much."""
    return box(b"clap", struct.pack(">IIIIiIiI", width, 1, height, 1,
                                    right, 1, down, 1))


def find(data, *path):
    """Where a box lies, and its size."""
    at, end = 0, len(data)
    size = 0
    for kind in path:
        while True:
            assert at + 8 <= end, kind
            size, found = struct.unpack(">I4s", data[at:at + 8])
            if found == kind:
                break
            at += size
        start = at
        at, end = start + (12 if kind in (b"meta", b"iref") else 8), \
            start + size
    return start, size


def add_to(data, at, size, more):
    value = int.from_bytes(data[at:at + size], "big") + more
    data[at:at + size] = value.to_bytes(size, "big")


def count_boxes(data, at, end):
    count = 0
    while at < end:
        at += struct.unpack(">I", data[at:at + 4])[0]
        count += 1
    return count


def move_items(data, more):
    """Each item of `iloc`, of the form that libheif writes."""
    at = find(data, b"meta", b"iloc")[0]
    version, sizes = data[at + 8], data[at + 12]
    assert data[at + 13] >> 4 in (0, 4)
    base = data[at + 13] >> 4
    count = int.from_bytes(data[at + 14:at + 16], "big")
    at += 16
    for _ in range(count):
        at += 4 if version == 0 else 6
        has_base = base and any(data[at:at + base])
        if has_base:
            add_to(data, at, base, more)
        at += base
        extents = int.from_bytes(data[at:at + 2], "big")
        at += 2
        for _ in range(extents):
            if not has_base:
                add_to(data, at, sizes >> 4, more)
            at += (sizes >> 4) + (sizes & 15)


def with_free_boxes(data):
    """Before `meta` and behind it."""
    at, size = find(data, b"meta")
    free = box(b"free", bytes(100))
    new = bytearray(data[:at] + free + data[at:at + size] + free
                    + data[at + size:])
    move_items(new, 2 * len(free))
    return bytes(new)


def with_meta_last(data):
    """Behind the pictures."""
    at, size = find(data, b"meta")
    new = bytearray(data[:at] + data[at + size:] + data[at:at + size])
    move_items(new, -size)
    return bytes(new)


def with_properties(data, *properties, before=False):
    """The first item of the file gets these; before: in front of its size."""
    list_at, list_size = find(data, b"meta", b"iprp", b"ipco")
    count = count_boxes(data, list_at + 8, list_at + list_size)
    at, size = find(data, b"meta", b"iprp", b"ipma")
    old = data[at:at + size]
    indices = bytes(0x80 | count + i + 1 for i in range(len(properties)))
    own = old[19:19 + old[18]]
    links = (old[:18] + bytes([old[18] + len(properties)])
             + (indices + own if before else own + indices)
             + old[19 + old[18]:])
    body = b"".join(properties)
    new = bytearray(data[:list_at + list_size] + body
                    + data[list_at + list_size:at] + links + data[at + size:])
    more = len(body) + len(indices)
    add_to(new, at + len(body), 4, len(indices))
    add_to(new, list_at, 4, len(body))
    for path in ((b"meta", b"iprp"), (b"meta",)):
        add_to(new, find(data, *path)[0], 4, more)
    move_items(new, more)
    return bytes(new)


def aux_of_two(data):
    """The auxiliary picture (alpha) belongs to a second item too: itself, which
    is as good as any here."""
    at, size = find(data, b"meta", b"iref", b"auxl")
    assert data[find(data, b"meta", b"iref")[0] + 8] == 0
    start, count = at + 8, int.from_bytes(data[at + 10:at + 12], "big")
    assert count == 1
    new = bytearray(data[:at + 10] + (2).to_bytes(2, "big")
                    + data[at + 12:at + size] + data[start:start + 2]
                    + data[at + size:])
    for path in ((b"meta", b"iref", b"auxl"), (b"meta", b"iref"), (b"meta",)):
        add_to(new, find(data, *path)[0], 4, 2)
    move_items(new, 2)
    return bytes(new)
