"""What makes an entry of the cache, and what ends it before its time."""

import re
import time

import pytest

from support.cached import read, settle, state, warm
from support.content import act, at, listed, moment, sleep_until
from support.make import (expect, make_ad, make_category, make_post,
                          make_user, unique)
from support.own_site import admin, editor, open_site, public
from support.site import Site

S_MAXAGE = re.compile(r"public, max-age=0, s-maxage=(\d+)")


def with_aliases(site):
    return site.default_config() + f"""
<VirtualHost 127.0.0.1:{site.port}>
    ServerName localhost
    ServerAlias alias.example *.wild.example
</VirtualHost>
"""


@pytest.fixture(scope="module")
def own(pg, base):
    with Site(pg, base, config=with_aliases) as site:
        yield open_site(site)


@pytest.fixture(scope="module")
def shelf(editor):
    category = make_category(editor)
    posts = [make_post(editor, publish=True, category=category["id"])
             for _ in range(3)]
    return {"category": category, "posts": posts}


def max_age(answer):
    return int(S_MAXAGE.fullmatch(answer.headers["Cache-Control"]).group(1))


OTHER_CASE = ["Page=2", "PAGE=last", "Page_Size=1", "Search=zzz",
              "Fields=id", "Cursor=", "Ordering=title", "Author=nobody",
              "Published_After=2090-01-01T00:00:00Z"]


@pytest.mark.parametrize("more", OTHER_CASE)
def test_names_in_other_case_are_unknown(public, editor, more):
    """They change nothing, and leave nothing to the plain question."""
    category = make_category(editor)
    rows = [make_post(editor, publish=True, category=category["id"])["id"]
            for _ in range(3)]
    plain = f"/posts/?category={category['id']}"
    first = read(public, f"{plain}&{more}", "MISS").json()
    assert list(first) == ["count", "next", "previous", "results"]
    assert [row["id"] for row in first["results"]] == rows[::-1]
    assert len(first["results"][0]) > 1
    assert read(public, plain, "HIT").json() == first
    assert read(public, f"{plain}&{more}", "HIT").json() == first


def test_names_in_other_case_on_details_and_bare_lists(public, admin,
                                                       editor):
    post = make_post(editor, publish=True)
    category, ad = make_category(editor), make_ad(admin)
    for path in (f"/posts/{post['id']}/", f"/posts/slug/{post['slug']}/",
                 f"/categories/{category['id']}/",
                 f"/ad-placements/{ad['id']}/"):
        first = read(public, path + "?Fields=id", "MISS").json()
        assert len(first) > 1
        assert read(public, path, "HIT").json() == first
    for path, more in (("/categories/", "?Page=1"),
                       ("/ad-placements/", "?Cursor=")):
        first = read(public, path + more).json()
        assert isinstance(first, list)
        assert read(public, path, "HIT").json() == first


def test_exact_names_do_count(public, shelf):
    query = f"/posts/?category={shelf['category']['id']}"
    rows = [post["id"] for post in shelf["posts"]][::-1]
    assert listed(public, f"{query}&page=2&page_size=2&Page=1") == rows[2:]
    assert listed(public, f"{query}&Page=1&page=2&page_size=2") == rows[2:]


ENDLESS = [
    "/posts/?status=x1", "/posts/?status=", "/posts/?status=%00",
    "/posts/?category=++", "/posts/?category={category}+",
    "/posts/?category=+{slug}", "/posts/?category=0{category}",
    "/posts/?category=", "/posts/?author=+editor", "/posts/?author=++",
    "/posts/?descendants=+true", "/posts/?descendants=",
    "/posts/?page=01", "/posts/?page_size=010", "/posts/?page_size=x",
    "/posts/?page_size=1000", "/posts/?page_size=-1", "/posts/?page_size=",
    "/posts/?ordering=x1", "/posts/?ordering=title,x1",
    "/posts/?ordering=title,title", "/posts/?ordering=+title",
    "/posts/?ordering=title,++created_at", "/posts/?ordering=,,title",
    "/posts/?ordering=", "/posts/?fields=", "/posts/?search=",
    "/posts/0{post}/", "/posts/000{post}/", "/categories/0{category}/",
    "/categories/?is_featured=+true", "/categories/?is_featured=",
    "/categories/?parent=+null", "/ad-placements/0{ad}/",
    "/ad-placements/?device=desktop+", "/ad-placements/?device=",
]


@pytest.fixture(scope="module")
def ad(admin):
    return make_ad(admin)


@pytest.mark.parametrize("path", ENDLESS)
def test_what_is_endless_makes_no_entry(public, shelf, ad, path):
    path = path.format(category=shelf["category"]["id"],
                       slug=shelf["category"]["slug"],
                       post=shelf["posts"][0]["id"], ad=ad["id"])
    for _ in range(2):
        read(public, path, "BYPASS")


def test_names_of_nothing_make_no_entry(public):
    """Answered, but each time anew."""
    for name in ("category", "author"):
        for _ in range(2):
            answer = read(public, f"/posts/?{name}={unique('none')}")
            assert answer.json()["results"] == []
        again = f"/posts/?{name}={unique('none')}"
        for _ in range(3):
            assert state(read(public, again)) != "HIT"


def test_a_slug_that_begins_with_a_zero(public, editor):
    post = make_post(editor, publish=True, slug=unique("0-"))
    warm(public, f"/posts/slug/{post['slug']}/")


def test_names_of_the_host(own, public, shelf):
    """A wildcard, or a port that nobody listens on, is anyone's choice."""
    query = f"/posts/?category={shelf['category']['id']}&page_size=1"
    for host, wanted in ((f"localhost:{own.port}", "HIT"),
                         (f"alias.example:{own.port}", "HIT"),
                         (f"ALIAS.example:0{own.port}", "HIT"),
                         (f"a.wild.example:{own.port}", "BYPASS"),
                         (f"b.wild.example:{own.port}", "BYPASS"),
                         ("localhost:4242", "BYPASS"),
                         ("alias.example:65535", "BYPASS"),
                         ("a.wild.example:4242", "BYPASS")):
        for _ in range(3):
            answer = read(public, query, headers={"Host": host})
            name = host.partition(":")[0].lower()
            port = int(host.partition(":")[2])
            assert answer.json()["next"].startswith(
                f"http://{name}:{port}/api/posts/?"), host
        assert state(answer) == wanted, host


def test_names_that_a_proxy_hands_on(make_site):
    """A proxy tells any host that it is asked for: only the server's own
    names are kept, each in one form."""
    other = make_site(config=lambda site: "TalecraftTrustedProxy 127.0.0.1\n"
                      + with_aliases(site))
    other.add_user("editor", "EDITOR")
    with other:
        public = other.client()
        settle(public)
        make_post(other.login("editor"), publish=True)
        make_post(other.login("editor"), publish=True)
        own = ("localhost", "alias.example", f"alias.example:{other.port}")
        for host, form, wanted in (
                *((name, name, "HIT") for name in own),
                ("ALIAS.Example", "alias.example", "HIT"),
                ("alias.example.", "alias.example", "HIT"),
                ("alias.example:080", "alias.example", "HIT"),
                ("alias.example:", "alias.example", "HIT"),
                ("alias.example:4242", "alias.example:4242", "BYPASS"),
                ("a.wild.example", "a.wild.example", "BYPASS"),
                ("tales.example", "tales.example", "BYPASS"),
                ("[::1]", "[::1]", "BYPASS")):
            for _ in range(3):
                answer = read(public, "/posts/?page_size=1",
                              headers={"X-Forwarded-Host": host})
                assert answer.json()["next"] == \
                    f"http://{form}/api/posts/?page=2&page_size=1", host
                if host not in own:
                    break  # the very first is a HIT, where it may be one
            assert state(answer) == wanted, host


def test_age_and_what_is_configured(public, shelf):
    """s-maxage is what is configured; what has passed of it is Age."""
    path = f"/posts/{shelf['posts'][1]['id']}/"
    began = time.monotonic()
    answer = warm(public, path)[0]
    assert max_age(answer) == 600
    assert 0 <= int(answer.headers["Age"]) <= time.monotonic() - began + 1
    time.sleep(2.1)
    answer = read(public, path, "HIT")
    assert max_age(answer) == 600
    assert 2 <= int(answer.headers["Age"]) \
        <= time.monotonic() - began + 1


def test_a_later_schedule_shortens_what_is_kept(public, editor):
    """Nobody downstream keeps an answer beyond the next due time."""
    other, post = make_post(editor, publish=True), make_post(editor)
    path = f"/posts/{other['id']}/"
    assert max_age(warm(public, path)[0]) == 600
    due = at(2.5)
    expect(act(editor, post, "schedule", scheduled_publish_at=due), 200)
    left = moment(due).timestamp() - time.time()
    answer = read(public, path, "HIT")
    assert max_age(answer) <= left
    sleep_until(due)
    answer = read(public, path, "MISS")
    assert max_age(answer) == 600
    read(public, path, "HIT")


def test_an_empty_list_ends_when_its_author_is_another(public, admin,
                                                       own):
    """Who is called bob is no matter of the category's posts."""
    bob, ann = make_user(admin, role="EDITOR"), make_user(admin,
                                                          role="EDITOR")
    for user in (bob, ann):  # a list of who has no post is not kept
        client = own.login(user["username"], user["password"])
        make_post(client, publish=True)
    category = make_category(client)
    post = make_post(client, publish=True, category=category["id"])
    query = f"/posts/?category={category['id']}&author={bob['username']}"
    assert warm(public, query)[0].json()["results"] == []
    for user, name in ((bob, unique("was")), (ann, bob["username"])):
        expect(admin.patch(f"/users/{user['id']}/",
                           json={"username": name}), 200)
    assert listed(public, query) == [post["id"]]
    assert warm(public, query)[0].json()["count"] == 1
