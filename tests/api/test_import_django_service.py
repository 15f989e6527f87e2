"""The same client reads a Django service, and the site after the import: what
it is answered differs in what docs/import.md names, and in nothing else.

TC_DJANGO="5000 500" make test T=test_import_django_service takes as many posts
and pictures, and prints what was counted.
"""

import os
import re
import time
from collections import Counter

import pytest

from support.compared import ABSENT, differences, named
from support.content import eventually
from support.django_site import DjangoService
from support.reading import read
from support.site import PASSWORD, Site
from support.tools import REPO

SIZE = os.environ.get("TC_DJANGO")
POSTS, PICTURES = map(int, (SIZE or "60 10").split())
NAMES = ["boss", "editor", "writer"]
# Addresses that readers have kept: former slugs, and what is none here.
LINKS = [f"/posts/slug/once-{number}/" for number in range(60)] + [
    "/posts/slug/once-3/?fields=id", "/posts/slug/58/",
    "/categories/slug/1999/", "/tags/slug/2024/"]
SLUGS = {"2024": ("tag-2024",), "58": ("post-58-1",), "1999": ("category-1999",),
         "null": ("tag-null",)}
BY_SLUGS = re.compile(r"(/slug/|category=|parent=)(post-|category-|tag-)?"
                      r"(2024|1999|58)(-1)?(/|&|$)|/tags/slug/(tag-)?null/")
PERSON = ["bio", "website", "avatar_media"]
# Members that the service did not have, by resource.
NEW = {"posts": "tags author_name category_id category_slug no_index "
                "canonical_url scheduled_publish_at version last_edited_by "
                "has_working_copy working_copy_submitted open_notes "
                "placeholder".split(),
       "media": ["placeholder"], "users": PERSON,
       "auth": ["csrf_token", *PERSON], "(login)": ["expires_at", *PERSON],
       "": ["authors", "people", "audit", "webhooks"]}


def last(one):
    return one.members[-1] if one.members else None


def resource(one):
    return re.split("[/?]", one.path.strip("/"))[0]


def is_new(one):
    return one.old == ABSENT and last(one) in NEW.get(resource(one), ())


def is_of_files(one):
    return bool({"original_file", "url", "srcset", "variants"}
                & set(one.members))


def is_turned(one):
    old, new = one.beside or ({}, {})
    return last(one) in ("width", "height") and \
        (old["width"], old["height"]) == (new["height"], new["width"])


def is_error(one):
    return last(one) == "error" and one.old and one.new and \
        one.beside[0]["status"] == one.beside[1]["status"] == "FAILED"


def is_whole_second(one):
    return isinstance(one.old, str) and one.new == re.sub(
        r"(\d\d:\d\d:\d\d)Z$", r"\1.000000Z", one.old)


def is_of_slugs(one):
    if last(one) in ("slug", "parent"):
        return one.new in SLUGS.get(one.old, ())
    where = one.old if last(one) == "(location)" and one.old else one.path
    return (ABSENT in (one.old, one.new) or last(one).startswith("(")) \
        and bool(BY_SLUGS.search(where))


def is_found(one):
    return re.match(r"/posts/\?search=(xcer|word)$", one.path)


# By what docs/import.md calls them.
REASONS = {
    "`original_file`, `url`, `srcset`, `variants`": is_of_files,
    "`updated_at` of media": lambda one:
        resource(one) == "media" and last(one) == "updated_at",
    "`width`, `height` of pictures that EXIF turns": is_turned,
    "`error` of a file that cannot be decoded": is_error,
    "`read_time`": lambda one: last(one) == "read_time",
    "times of a whole second": is_whole_second,
    "slugs of digits alone, or `null`": is_of_slugs,
    "`search` of posts": is_found,
    "members that the service did not have": is_new,
    "tokens": lambda one: one.path == "(login)" and last(one) == "token"}


def own(before):
    """What the client itself has done meanwhile: the public's reading before
    the import is counted, some of that after it too; it has logged in again."""
    read_by_public = Counter(
        one.body["id"] for (who, path), one in before.items()
        if who is None and one.status == 200
        and re.fullmatch(r"/posts/(slug/[^/]+|\d+)/", path))

    def is_view(one):
        if last(one) != "view_count":
            return False
        seen = read_by_public[one.beside[0]["id"]]
        more = one.new - one.old
        return more == seen if one.who else 0 < more <= 2 * seen

    def is_login(one):
        return last(one) == "last_login" and one.old < one.new and \
            one.beside[1]["username"] in NAMES

    return {"(its own views)": is_view, "(its own logins)": is_login}


class Clock:
    """How long each step took."""

    def __init__(self):
        self.steps, self.since = [], time.monotonic()

    def took(self, what):
        now = time.monotonic()
        self.steps.append(f"{what}: {now - self.since:.1f} s")
        self.since = now


@pytest.fixture(scope="module")
def done(pg, base, tmp_path_factory):
    """(answers before, answers after, what the import said, steps)"""
    clock = Clock()
    with DjangoService(pg, tmp_path_factory.mktemp("service"), POSTS,
                       PICTURES) as service:
        clock.took("a service is made")
        before = read(service.url, NAMES, PASSWORD, LINKS)
        clock.took("read before")
    with Site(pg, base) as site:
        said = service.into(site)
        clock.took("imported")
        eventually(lambda: site.sql("select count(*) from media_files where "
                                    "status in ('UPLOADED', 'PROCESSING')")
                   == "0", 600)
        clock.took("media processed")
        after = read(site.url, NAMES, PASSWORD, LINKS)
        clock.took("read after")
    return before, after, said, clock.steps


def test_all_is_imported(done):
    _, _, said, _ = done
    for kind, count in (("user", 7), ("category", 12), ("tag", 9),
                        ("media", PICTURES + 2), ("post", POSTS), ("ad", 5)):
        assert f"{kind}: imported {count}, joined 0, known already 0, " \
            "refused 0" in said
    told = [line for line in said.splitlines() if re.match(r"\w+ \d+: ", line)]
    assert told == [
        "user 6: must set a password before the first login: "
        "talecraftctl user link NAME",
        "category 5: its slug is category-1999 now, not 1999",
        "tag 6: its slug is tag-null now, not null",
        "tag 9: its slug is tag-2024 now, not 2024",
        "post 7: its slug is post-58-1 now, not 58"]


def test_what_was_read(done):
    """All kinds of answers, or else it would not say much."""
    before, _, _, _ = done
    assert len(before) > 2 * POSTS
    assert {one.status for one in before.values()} >= \
        {200, 301, 400, 401, 403, 404}
    kinds = {block["type"] for (who, path), one in before.items()
             if re.fullmatch(r"/posts/\d+/", path) and one.status == 200
             for block in one.body["content"]}
    assert len(kinds) == 12


def test_same_answers(done, capsys):
    before, after, _, steps = done
    counts, others = named(differences(before, after), {**REASONS, **own(before)})
    if SIZE:
        with capsys.disabled():
            print("", *steps, f"answers: {len(before.keys() & after.keys())}",
                  *(f"{count:8} {name}" for name, count in counts.items()),
                  sep="\n")
    shown = {(resource(one), one.members): one for one in others}
    assert not others, "\n".join(str(one)[:400] for one in shown.values())
    assert all(counts.values()), counts  # no reason without a difference


def test_the_page_names_what_differs():
    text = (REPO / "docs/import.md").read_text(encoding="utf-8")
    table = text.partition("Other than before are")[2].partition("\n\n5,000 ")[0]
    rows = re.findall(r"^\| ([^-].*?) \| .+ \|$", table, re.M)
    assert rows == list(REASONS)
