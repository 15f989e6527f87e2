"""Slugs of posts: how they are made, and what old ones answer."""

import re

import pytest

from support.content import act, in_threads
from support.make import detail, expect, make_category, make_post, unique

TAKEN = {"slug": ["post with this slug already exists."]}
NOT_FOUND = detail("Not found.")


def slug_path(slug):
    return f"/posts/slug/{slug}/"


MADE = [
    ("Hello, {} World!", "hello-{}-world"),
    ("  --{}  a   b--  ", "{}-a-b"),
    ("Überraschung {} am Fluß", "uberraschung-{}-am-fluss"),
    ("Crème brûlée {}", "creme-brulee-{}"),
    ("snake_case {}", "snake_case-{}"),
    ("_{}_", "{}"), ("{} 50% & more", "{}-50-more"),
    ("{}\u2014dash \u00bd", "{}dash-12"), ("ﬁne {}", "fine-{}"),
    ("{} Привет", "{}-privet"), ("İstanbul {}", "istanbul-{}"),
]


@pytest.mark.parametrize("title,wanted", MADE)
def test_slugify(writer, title, wanted):
    key = unique("k")
    post = make_post(writer, title=title.format(key))
    assert post["slug"] == wanted.format(key)


TRANSLITERATED = [("თბილისი საქართველო", "tbilisi-sakartvelo"),
                  ("Привет, мир", "privet-mir"), ("Ελλάδα", "ellada"),
                  ("北京", "bei-jing")]


@pytest.mark.parametrize("title,wanted", TRANSLITERATED)
def test_transliteration(writer, title, wanted):
    slugs = [make_post(writer, title=title)["slug"] for _ in range(2)]
    for slug in slugs:
        assert re.fullmatch(re.escape(wanted) + r"(-\d+)?", slug)
    assert slugs[0] != slugs[1]


@pytest.mark.parametrize("title", ["\U0001f389", "!!!", "---", "…"])
def test_last_resort(writer, title):
    assert re.fullmatch(r"post(-\d+)?", make_post(writer,
                                                  title=title)["slug"])


def test_numbers(writer, editor):
    title = unique("Same ")
    base = title.lower().replace(" ", "-")
    slugs = [make_post(client, title=title)["slug"]
             for client in (writer, editor, writer, editor)]
    assert slugs == [base, f"{base}-1", f"{base}-2", f"{base}-3"]
    given = unique("given-")
    assert make_post(writer, slug=given)["slug"] == given
    assert make_post(writer, title=given)["slug"] == f"{given}-1"
    expect(writer.post("/posts/", json={
        "title": "x", "content": [], "slug": given}), 400, TAKEN)


@pytest.mark.parametrize("slug", ["", "   "])
def test_blank_slug_counts_as_left_out(writer, slug):
    title = unique("Blank ")
    assert make_post(writer, title=title, slug=slug)["slug"] == \
        title.lower().replace(" ", "-")


def test_given_slugs(writer):
    for slug in (unique("MiXed_Case-"), "x" * 290 + unique("y")[:10]):
        post = make_post(writer, slug=f" {slug} ")
        assert post["slug"] == slug
        assert expect(writer.get(slug_path(slug)), 200).json() == post


@pytest.mark.parametrize("slug", ["2024", "0", 2024, " 7 ", "null"])
def test_slugs_that_could_be_something_else(writer, editor, slug):
    """?category=2024 cannot mean two things."""
    wrong = {"slug": ['Enter a valid "slug" consisting of letters, numbers, '
                      "underscores or hyphens."]}
    expect(writer.post("/posts/", json={"title": "x", "content": [],
                                        "slug": slug}), 400, wrong)
    expect(editor.post("/categories/", json={"name": "x", "slug": slug}), 400,
           wrong)
    for client, path in ((writer, f"/posts/{make_post(writer)['id']}/"),
                         (editor, f"/categories/{make_category(editor)['id']}/"
                          )):
        expect(client.patch(path, json={"slug": slug}), 400, wrong)


def test_made_of_digits(writer, editor):
    digits = str(int(unique("")[-5:], 16) + 10 ** 9)
    assert make_post(writer, title=digits)["slug"] == f"post-{digits}"
    made = make_category(editor, name=digits)
    assert made["slug"] == f"category-{digits}"


def test_cut_to_the_length(writer):
    title = "北" * 254 + "京"
    slugs = [make_post(writer, title=title)["slug"] for _ in range(3)]
    assert len(set(slugs)) == 3
    for slug in slugs:
        assert len(slug) <= 300 and re.fullmatch(r"[a-z0-9-]+", slug)
        assert slug.startswith("bei-bei-") and not slug.endswith("-")
    assert [slug[-2:] for slug in slugs[1:]] == ["-1", "-2"]


def test_twenty_creates_race_for_one_title(site, writer):
    title = unique("Race ")
    base = title.lower().replace(" ", "-")
    clients = [site.client(writer.token) for _ in range(20)]
    answers = in_threads(20, lambda n: clients[n].post("/posts/", json={
        "title": title, "content": []}))
    for answer in answers:
        expect(answer, 201)
    assert sorted(answer.json()["slug"] for answer in answers) == \
        sorted([base] + [f"{base}-{n}" for n in range(1, 20)])


def test_creates_race_for_one_given_slug(site, writer):
    slug = unique("only-")
    clients = [site.client(writer.token) for _ in range(8)]
    answers = in_threads(8, lambda n: clients[n].post("/posts/", json={
        "title": "x", "content": [], "slug": slug}))
    assert sorted(answer.status_code for answer in answers) == \
        [201] + [400] * 7
    for answer in answers:
        if answer.status_code == 400:
            assert answer.json() == TAKEN


def test_update_races(site, editor):
    """Eight posts want one slug: one gets it, the others are told."""
    posts = [make_post(editor) for _ in range(8)]
    slug = unique("wanted-")
    clients = [site.client(editor.token) for _ in range(8)]
    answers = in_threads(8, lambda n: clients[n].patch(
        f"/posts/{posts[n]['id']}/", json={"slug": slug}))
    assert sorted(answer.status_code for answer in answers) == \
        [200] + [400] * 7


# ---- slugs that were

def rename(client, post, slug):
    return expect(client.patch(f"/posts/{post['id']}/",
                               json={"slug": slug}), 200).json()


def moved(client, site, old, new):
    answer = client.get(slug_path(old), strict=False)
    expect(answer, 301)
    assert answer.headers["Location"] == site.url + slug_path(new)
    assert answer.headers["Cache-Control"] == "no-cache"


def test_old_slug_of_a_published_post(site, public, writer2, editor):
    post = make_post(editor, publish=True)
    names = [post["slug"], unique("second-"), unique("third-")]
    for name in names[1:]:
        rename(editor, post, name)
    for client in (public, writer2, editor):
        moved(client, site, names[0], names[2])
        moved(client, site, names[1], names[2])
        got = expect(client.get(slug_path(names[2])), 200).json()
        assert got["id"] == post["id"]
    answer = public.head(slug_path(names[0]))
    assert answer.status_code == 301
    rename(editor, post, names[0])
    assert expect(public.get(slug_path(names[0])), 200).json()[
        "id"] == post["id"]
    moved(public, site, names[1], names[0])
    moved(public, site, names[2], names[0])


def test_old_slug_keeps_the_query(site, public, editor):
    post = make_post(editor, publish=True)
    name = unique("renamed-")
    rename(editor, post, name)
    for query in ("?fields=id,title", "?a=%20b&c"):
        answer = expect(public.get(slug_path(post["slug"]) + query), 301)
        assert answer.headers["Location"] == \
            site.url + slug_path(name) + query
    answer = expect(public.get(slug_path(post["slug"]) + "?fields=id",
                               allow_redirects=True), 200)
    assert answer.json() == {"id": post["id"]}


def test_old_slug_of_a_draft_is_gone(public, writer):
    post = make_post(writer)
    rename(writer, post, unique("other-"))
    for client in (public, writer):
        expect(client.get(slug_path(post["slug"])), 404, NOT_FOUND)


def test_a_live_slug_goes_before_an_old_one(site, public, editor):
    first = make_post(editor, publish=True)
    old, new = first["slug"], unique("new-")
    rename(editor, first, new)
    moved(public, site, old, new)
    second = make_post(editor, slug=old)
    assert expect(editor.get(slug_path(old)), 200).json()[
        "id"] == second["id"]
    expect(act(editor, second, "publish"), 200)
    for client in (public, editor):
        got = expect(client.get(slug_path(old)), 200).json()
        assert got["id"] == second["id"]


def test_target_that_may_not_be_seen(site, public, writer2, editor):
    post = make_post(editor, publish=True)
    old, new = post["slug"], unique("hidden-")
    rename(editor, post, new)
    for action in ("archive", "restore"):
        expect(act(editor, post, action), 200)
        for client in (public, writer2):
            expect(client.get(slug_path(old)), 404, NOT_FOUND)
        moved(editor, site, old, new)
    expect(editor.delete(f"/posts/{post['id']}/"), 204)
    for client in (public, editor):
        expect(client.get(slug_path(old)), 404, NOT_FOUND)


def test_unknown_slugs(public):
    for slug in ("no-such-slug", "a%27b", "%F0%9F%98%80", "x" * 400):
        expect(public.get(slug_path(slug)), 404, NOT_FOUND)
