"""Texts that are made to be slow to fold, or to grow by it."""

import random

import pytest

from support.costs import costs
from support.make import compact, expect, make_post, paragraph, unique

MIB = 1024 * 1024
BYTES = MIB - 1000  # of a text: content may have 1 MiB


def filled(unit):
    return unit * (BYTES // len(unit.encode()))


SLOW = {
    "marks in the wrong order": filled("\u0301\u0323"),
    "marks that are two": filled("\u0344\u0323"),
    "marks within a vowel sign": filled("\u0f73"),
    "marks by folding": filled("\uff9e\u0327"),
    "marks apart by what is dropped": filled("\u0301\u00ad\u0323\u00ad"),
    "a word that becomes four": filled("\ufdfa"),
    "words that become four": filled("\ufdfa "),
    "a word without end": filled("a'"),
    "a script without spaces": filled("\u0e01\u0e32\u0e2b\u0e1f"),
}


@pytest.mark.parametrize("name", SLOW)
def test_what_a_text_costs(site, writer, name):
    """Up to a minute where nothing is cut."""
    word = unique("word")
    content = [paragraph(f"{word} a{SLOW[name]}")]
    body = compact({"title": unique(), "content": content}).encode()
    with costs(site) as spent:
        answer = writer.post("/posts/", data=body, headers={
            "Content-Type": "application/json"})
    post = expect(answer, 201).json()
    assert post["content"] == content
    assert spent.seconds < 2, spent.seconds
    assert spent.memory < 60 * MIB, spent.memory
    found = expect(writer.get("/posts/", params={"search": word}), 200)
    assert [one["id"] for one in found.json()["results"]] == [post["id"]]


def test_search_for_marks(site, public):
    for char in ("\u0301\u0323", "\ufdfa", "\uff9e\u0327"):
        with costs(site) as spent:
            expect(public.get("/posts/", params={"search": "a" + char * 400}),
                   200)
        assert spent.seconds < 1, spent.seconds


@pytest.mark.parametrize("length", [9, 20, 32])
def test_words_that_grow(writer, length):
    """Ligatures that stand for words: more search words than PostgreSQL
    takes for one row, from a text that is much shorter."""
    chance = random.Random(length)
    words = ["".join(chance.choices("\ufdf2\ufdf4\ufdf6\ufdf7\ufdf8",
                                    k=length))
             for _ in range(400000 // (3 * length + 1))]
    first = unique("word")
    content = [paragraph(" ".join([first] + words))]
    post = make_post(writer)
    changed = expect(writer.patch(f"/posts/{post['id']}/",
                                  json={"content": content}), 200)
    assert changed.json()["content"] == content
    for word in (first, words[0]):
        found = expect(writer.get("/posts/", params={"search": word}), 200)
        assert post["id"] in [one["id"] for one in found.json()["results"]]
