"""What of a search and an ordering counts, and what is kept of them."""

import pytest

from support.cached import read, warm
from support.make import (expect, make_ad, make_category, make_media,
                          make_post, make_user, paragraph, unique)
from support.own_site import admin, editor, own, public

MOST = 32


@pytest.fixture(scope="module")
def words():
    """32 words in one text of at most 500 characters, none the beginning of
    another."""
    prefix = unique("w").lower()[-8:]
    return [f"{prefix}x{n:03d}" for n in range(MOST)]


def query(*parts):
    return "+".join(parts)


def found(client, path, words):
    got = expect(client.get(f"{path}?page=1&search={query(*words)}"), 200)
    return [row["id"] for row in got.json()["results"]]


def test_the_first_32_words_of_a_post(public, editor, words):
    post = make_post(editor, publish=True, content=[
        paragraph(" ".join(words))])["id"]
    beginning, other = words[-1][:-1], unique("nowhere")
    for wanted, parts in (
            ([post], words),
            ([post], words + [other]),
            ([post], words + [other + str(n) for n in range(300)]),
            ([], words[:-1] + [other]),
            # the last word is a beginning where it is one of the 32
            ([post], words[:-1] + [beginning]),
            ([], words[:-1] + [beginning, other]),
            ([post], words[:2] + [beginning]),
            # what is said again is not counted again
            ([post], words[:1] * 300 + [beginning]),
            ([post], [words[0].upper(), words[0].title()] * 40 + words),
            ([], words[:1] * 300 + [other]),
            ([], [words[0][:-1], words[1], words[0][:-1]])):
        assert found(public, "/posts/", parts) == wanted, parts[:40]


@pytest.mark.parametrize("what", ["media", "users", "categories", "ads"])
def test_the_first_32_words_of_others(admin, words, what):
    text, other = " ".join(words), unique("nowhere")
    if what == "media":
        path, row = "/media/", make_media(admin)
        expect(admin.patch(f"/media/{row['id']}/",
                           json={"caption": text}), 200)
    elif what == "users":
        words = [f"q{n:02d}" for n in range(MOST)]
        path, row = "/users/", make_user(admin, first_name=" ".join(words))
    elif what == "categories":
        path, row = "/categories/", make_category(admin, description=text)
    else:
        path, row = "/ad-placements/", make_ad(admin, description=text)
    assert row["id"] in found(admin, path, words)
    assert row["id"] in found(admin, path, words + [other])
    assert row["id"] in found(admin, path, words[:1] * 300 + words[1:])
    assert found(admin, path, words[1:] + [other]) == []


def test_orderings_that_are_kept(public, editor):
    """Of one field and of two; of more anyone could invent endless ones."""
    make_post(editor, publish=True)
    for names in ("title", "-title", "title,-created_at",
                  "-view_count,title"):
        warm(public, f"/posts/?ordering={names}")
    for names in ("title,created_at,updated_at", "-title,view_count,-title",
                  "title,-created_at,updated_at,published_at,view_count",
                  "title,title", "title,-title"):
        for _ in range(2):
            read(public, f"/posts/?ordering={names}", "BYPASS")
    for names, state in (("name,order", "HIT"),
                         ("name,order,-post_count", "BYPASS")):
        path = f"/categories/?ordering={names}"
        warm(public, path) if state == "HIT" else read(public, path, state)
