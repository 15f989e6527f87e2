"""Looking at the cache from outside."""

import ctypes
import gzip

from .content import eventually
from .make import expect, unique


def state(answer):
    return answer.headers.get("X-Cache")


def is_deaf(answer):
    """It is that of a server which hears of no changes at the moment, as on a
    busy machine: nothing comes from its cache, and nothing goes there. What
    it has kept is there afterwards."""
    return (state(answer) == "MISS"
            and "stored" not in answer.headers["Cache-Status"])


def read(client, path, want=None, **kwargs):
    """A 200 whose X-Cache is `want`.

    Tags share 65,536 counters (cache/tags.h), so a write may empty an answer
    that it need not, about once in a thousand times. Where that is what a
    test finds (MISS, not HIT), conftest and the Makefile's PYTEST have it run
    once more: its new rows are told by other counters.
    """
    def once():
        answer = expect(client.get(path, **kwargs), 200)
        return None if want == "HIT" and is_deaf(answer) else answer

    answer = eventually(once, pause=0.01)
    assert want is None or state(answer) == want, \
        f"{path}: {state(answer)}, not {want}"
    return answer


def settle(client):
    """A server that has just started caches once it hears of changes."""
    eventually(lambda: state(client.get("/ad-placements/")) == "HIT")


def heard(site, client):
    """Wait until the server has heard of all that was changed by SQL so far:
    it is told in the order of the changes."""
    path, name = "/ad-placements/", unique("heard ")
    warm(client, path)
    site.sql(f"insert into ad_placements (name) values ('{name}')")
    eventually(lambda: name in warm(client, path)[0].text)


def warm(client, *paths):
    """Read until each is a HIT; returns the last answers.

    A fill may be thrown away when something changed meanwhile, and nothing is
    cached while a busy machine keeps the server from hearing of changes.
    """
    def hit(path):
        answer = read(client, path)
        return answer if state(answer) == "HIT" else None

    return [eventually(lambda path=path: hit(path), pause=0.01)
            for path in paths]


def kept(client, *paths):
    for path in paths:
        read(client, path, "HIT")


def dropped(client, *paths):
    for path in paths:
        read(client, path, "MISS")


def raw_body(client, path, coding, **headers):
    """(status, headers, bytes as they came) with that Accept-Encoding."""
    answer = client.request(
        "GET", path, strict=False, stream=True,
        headers={"Accept-Encoding": coding, **headers})
    body = answer.raw.read(decode_content=False)
    return answer.status_code, answer.headers, body


def decode(coding, body):
    return {"gzip": gzip.decompress, "br": _brotli}[coding](body)


def _brotli(data):
    library = ctypes.CDLL("libbrotlidec.so.1")
    size = ctypes.c_size_t(1 << 24)
    out = ctypes.create_string_buffer(size.value)
    done = library.BrotliDecoderDecompress(
        ctypes.c_size_t(len(data)), data, ctypes.byref(size), out)
    assert done == 1, "not Brotli"
    return out.raw[:size.value]
