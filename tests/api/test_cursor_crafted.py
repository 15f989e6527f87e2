"""Cursors that nobody was given: 404 or a page, never more than that."""

import base64

import pytest

from support.make import detail, expect

INVALID = detail("Invalid cursor")
US = "\x1f"

TIMES = ["2026-02-18 04:19:52,123", "2026-02-18T04:19:52.123456Z",
         "2026-02-18", "04:19", "infinity", "-infinity", "now", "epoch",
         "today", "allballs", "J2451187", "0000-01-01T00:00:00Z",
         "0001-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00",
         "9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59-14:00",
         "99999-01-01T00:00:00Z", "2026-02-30T00:00:00Z",
         "2026-02-18T04:19:52.123456789Z", "2026-02-18T04:19:60Z",
         "2026-02-18T24:00:00Z", "2026-02-18T04:19:52 BC", "",
         "20260218T041952Z", "1e9"]
NUMBERS = ["0", "5", "-5", "+5", " 5", "5 ", "007", "2147483647",
           "2147483648", "-2147483648", "-2147483649",
           "9223372036854775807", "9223372036854775808",
           "-9223372036854775808", "99999999999999999999", "0x10", "1e3",
           "5.0", "NaN", "", "five", "1_000", "\u0665"]
TEXTS = ["", "a", "'", "\\", "%", "\"", "a" * 6000, "\u00e9",
         "\U0001f600", "a\x1fb", "\x1f", "!", "=", "\n", "\ufffe", "\x01"]
VALUES = {"t": TIMES, "T": TIMES, "s": TEXTS, "i": NUMBERS, "l": NUMBERS}
GOOD = {"t": "2026-02-18T04:19:52.123456Z",
        "T": "2026-02-18T04:19:52.123456Z", "s": "a", "i": "5", "l": "5"}

# list, ordering, and the kind of each key (T: it may be null)
LISTS = [
    ("/posts/", "", "Tt"), ("/posts/", "published_at", "T"),
    ("/posts/", "created_at", "t"), ("/posts/", "updated_at", "t"),
    ("/posts/", "title", "s"), ("/categories/", "", "is"),
    ("/categories/", "name", "s"), ("/categories/", "order", "i"),
    ("/categories/", "post_count", "l"), ("/categories/", "created_at", "t"),
    ("/ad-placements/", "", "s"), ("/ad-placements/", "name", "s"),
    ("/ad-placements/", "created_at", "t"), ("/media/", "", "t"),
    ("/media/", "created_at", "t"), ("/media/", "file_size", "l"),
    ("/media/", "original_name", "s"), ("/users/", "", ""),
    ("/users/", "id", ""), ("/users/", "username", "s"),
    ("/users/", "email", "s"), ("/users/", "date_joined", "t"),
    ("/users/", "last_login", "T"),
]


def encode(text):
    data = text if isinstance(text, bytes) else text.encode(
        "utf-8", "surrogatepass")
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def craft(ordering, keys, number="5", turn="f"):
    fields = [ordering or "default", turn, number, *keys]
    return encode("".join(field + US for field in fields))


def ask(client, path, ordering, cursor, desc=""):
    return client.get(path, params={
        "cursor": cursor, "ordering": desc + ordering if ordering else ""})


def is_page_or_invalid(answer):
    if answer.status_code == 404:
        expect(answer, 404, INVALID)
    else:
        body = expect(answer, 200).json()
        assert list(body) == ["next", "previous", "results"]


@pytest.mark.parametrize("path,ordering,kinds", LISTS)
def test_keys(admin, path, ordering, kinds):
    good = ["=" + GOOD[kind] for kind in kinds]
    for place, kind in enumerate(kinds):
        for value in VALUES[kind]:
            keys = [*good[:place], "=" + value, *good[place + 1:]]
            for turn, desc in (("f", ""), ("b", "-")):
                is_page_or_invalid(ask(admin, path, ordering, craft(
                    ordering, keys, turn=turn), desc))


@pytest.mark.parametrize("path,ordering,kinds", LISTS)
def test_null_only_where_there_are_nulls(admin, path, ordering, kinds):
    good = ["=" + GOOD[kind] for kind in kinds]
    for turn in "fb":
        expect(ask(admin, path, ordering,
                   craft(ordering, good, turn=turn)), 200)
        for place, kind in enumerate(kinds):
            keys = [*good[:place], "!", *good[place + 1:]]
            answer = ask(admin, path, ordering,
                         craft(ordering, keys, turn=turn))
            if kind == "T":
                expect(answer, 200)
            else:
                expect(answer, 404, INVALID)


@pytest.mark.parametrize("path,ordering,kinds", LISTS)
def test_ids_and_shapes(admin, path, ordering, kinds):
    good = ["=" + GOOD[kind] for kind in kinds]
    for number in NUMBERS:
        is_page_or_invalid(ask(admin, path, ordering,
                               craft(ordering, good, number)))
    whole = craft(ordering, good)
    name = ordering or "default"
    for broken in (craft(ordering, good, turn="x"),
                   craft(ordering, good, turn=""),
                   craft(ordering, good, turn="ff"),
                   craft(ordering, good + ["=1"]) if kinds[-1:] != "s"
                   else craft(ordering, good[:-1]),
                   craft("x", good), craft("view_count", ["=5"]),
                   encode(name), encode(US * 8),
                   encode(f"{name}{US}f{US}5"), encode(b"\xff\xfe\x1f"),
                   encode(f"{name}{US}f{US}5{US}=\0{US}"),
                   "!!!!", "=", "a", "%", whole + "*", "A" * 7000):
        expect(ask(admin, path, ordering, broken), 404, INVALID)
    for end in range(0, len(whole) - 1, 5):
        if end:
            is_page_or_invalid(ask(admin, path, ordering, whole[:end]))


def test_public_lists(public):
    for path, ordering, kinds in LISTS:
        if path in ("/media/", "/users/"):
            continue
        for value in ("infinity", "2026-02-18 04:19:52,123", "99999999999",
                      ""):
            is_page_or_invalid(ask(public, path, ordering, craft(
                ordering, ["=" + value] * len(kinds))))
