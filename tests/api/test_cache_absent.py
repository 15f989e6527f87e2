"""What is not there is not asked for again, and is seen as soon as it is."""

import pytest

from support.cached import heard, kept, warm
from support.content import act, at, eventually, sleep_until
from support.make import (detail, expect, make_ad, make_category, make_post,
                          unique)
from support.own_site import admin, editor, own, public, writer

MISSING = 9 * 10**8
TRIES = 12  # more than there are children, so that each has been asked


def absent(client, *paths):
    for path in paths:
        expect(client.get(path), 404, detail("Not found."))


def known(client, *paths):
    for _ in range(TRIES):
        absent(client, *paths)


def moves(client, path, url):
    answer = expect(client.get(path, allow_redirects=False), 301)
    assert answer.headers["Location"] == url


def answer_all(client, path, status):
    """Each child, which hears of a change by SQL in its own time."""
    eventually(lambda: {client.get(path, allow_redirects=False).status_code
                        for _ in range(TRIES)} == {status})


def test_the_database_is_asked_once(own, public, admin):
    """Nobody reads these tables in the end."""
    post, draft = make_post(admin, publish=True), make_post(admin)
    new = unique("new")
    expect(admin.patch(f"/posts/{post['id']}/", json={"slug": new}), 200)
    moved = f"/posts/slug/{post['slug']}/?x=%20", \
        f"{own.url}/posts/slug/{new}/?x=%20"
    paths = [f"/posts/{MISSING}/", "/posts/slug/none/",
             f"/posts/{draft['id']}/", f"/posts/slug/{draft['slug']}/",
             f"/categories/{MISSING}/", "/categories/slug/none/",
             f"/tags/{MISSING}/", "/tags/slug/none/", "/authors/none/",
             f"/ad-placements/{MISSING}/"]
    heard(own, public)

    def from_memory():
        known(public, *paths)
        for _ in range(TRIES):
            moves(public, *moved)
        with own.hold("set local lock_timeout = '3s'; "
                      "lock table posts, categories, tags, users, "
                      "ad_placements"):
            answers = [public.get(path, strict=False, timeout=1,
                                  allow_redirects=False)
                       for path in (*paths, moved[0])]
        return [one.status_code for one in answers] == [404] * 10 + [301]

    eventually(from_memory, 30)


def test_invented_names(own, public, editor):
    """More of them than are kept drive out nothing of what there is."""
    path = f"/posts/{make_post(editor, publish=True)['id']}/"
    for _ in range(TRIES):
        warm(public, path)
    for number in range(400):
        absent(public, f"/posts/{MISSING + number}/",
               f"/posts/slug/none-{number}/")
    for _ in range(TRIES):
        kept(public, path)


def test_what_comes_is_seen_at_once(public, editor, admin):
    """Each thing that was known not to be there."""
    last = make_post(editor)["id"]
    slug, name = unique("soon"), unique("Ad ")
    paths = [f"/posts/{last + 1}/", f"/posts/slug/{slug}/"]
    known(public, *paths)
    post = make_post(editor, slug=slug)
    assert post["id"] == last + 1
    known(public, *paths)
    expect(act(editor, post, "publish"), 200)
    for path in paths:
        assert expect(public.get(path), 200).json()["slug"] == slug
    expect(act(editor, post, "unpublish"), 200)
    known(public, *paths)

    category = make_category(editor)["id"]
    slug = unique("later")
    paths = [f"/categories/{category + 1}/", f"/categories/slug/{slug}/"]
    known(public, *paths)
    made = make_category(editor, slug=slug)
    assert made["id"] == category + 1
    for path in paths:
        expect(public.get(path), 200)
    expect(editor.patch(paths[0], json={"is_active": False}), 200)
    known(public, *paths)
    expect(editor.patch(paths[0], json={"is_active": True}), 200)
    for path in paths:
        expect(public.get(path), 200)

    ad = make_ad(admin)["id"]
    known(public, f"/ad-placements/{ad + 1}/")
    assert make_ad(admin, name=name)["id"] == ad + 1
    assert expect(public.get(f"/ad-placements/{ad + 1}/"),
                  200).json()["name"] == name


def test_tags_and_authors_that_come(own, public, editor):
    """With their first public post, and under a new name."""
    name, slug, other = unique("writer"), unique("soon"), unique("other")
    own.add_user(name)
    tag = expect(editor.post("/tags/", json={"name": slug}), 201).json()
    paths = [f"/tags/{tag['id']}/", f"/tags/slug/{slug}/",
             f"/authors/{name}/"]
    known(public, *paths, f"/tags/slug/{other}/", f"/authors/{other}/")
    post = make_post(own.login(name), tags=[tag["id"]])
    known(public, *paths)
    expect(act(editor, post, "publish"), 200)
    for path in paths:
        expect(public.get(path), 200)
    expect(editor.patch(paths[0], json={"slug": other}), 200)
    own.sql(f"update users set username = '{other}' where username = '{name}'")
    expect(public.get(f"/tags/slug/{other}/"), 200)
    known(public, paths[1])
    answer_all(public, f"/authors/{other}/", 200)
    answer_all(public, paths[2], 404)
    expect(act(editor, post, "unpublish"), 200)
    known(public, paths[0], f"/tags/slug/{other}/", f"/authors/{other}/")


def test_slugs_that_move(own, public, editor):
    """404, 200 and 301 of one slug, each as soon as it is so."""
    first, second = unique("first"), unique("second")
    path, to = f"/posts/slug/{first}/", f"{own.url}/posts/slug/{second}/"
    known(public, path)
    post = make_post(editor, publish=True, slug=first)
    expect(public.get(path), 200)
    expect(editor.patch(f"/posts/{post['id']}/", json={"slug": second}), 200)
    for _ in range(TRIES):
        moves(public, path, to)
    third = unique("third")
    expect(editor.patch(f"/posts/{post['id']}/", json={"slug": third}), 200)
    to = f"{own.url}/posts/slug/{third}/"
    for _ in range(TRIES):
        moves(public, path, to)
    expect(act(editor, post, "archive"), 200)
    known(public, path, f"/posts/slug/{third}/")
    expect(act(editor, post, "publish"), 200)
    moves(public, path, to)
    other = make_post(editor, publish=True, slug=first)
    assert expect(public.get(path), 200).json()["id"] == other["id"]
    expect(editor.delete(f"/posts/{other['id']}/"), 204)
    for _ in range(TRIES):
        moves(public, path, to)
    expect(editor.delete(f"/posts/{post['id']}/"), 204)
    known(public, path)


def test_slugs_that_are_written_by_hand(own, public, editor):
    post, category = make_post(editor, publish=True), make_category(editor)
    for kind, table, row in (("posts", "slug_history (post_id", post),
                             ("categories", "category_slugs (category_id",
                              category)):
        slug = unique("imported")
        path = f"/{kind}/slug/{slug}/"
        known(public, path)
        own.sql(f"insert into {table}, slug) values ({row['id']}, '{slug}')")
        answer_all(public, path, 301)
        moves(public, path, f"{own.url}/{kind}/slug/{row['slug']}/")
        own.sql(f"truncate {table.partition(' ')[0]}")
        answer_all(public, path, 404)
        known(public, path)


def test_a_schedule_makes_it_appear(public, editor):
    post = make_post(editor)
    paths = [f"/posts/{post['id']}/", f"/posts/slug/{post['slug']}/"]
    known(public, *paths)
    due = at(1.2)
    expect(act(editor, post, "schedule", scheduled_publish_at=due), 200)
    known(public, *paths)
    sleep_until(due)
    for path in paths:
        expect(public.get(path), 200)


@pytest.mark.mpm
def test_another_server(make_site):
    """Within a second or so."""
    with make_site() as one, make_site(database=one.database) as two:
        one.add_user("editor", "EDITOR")
        editor, public = one.login("editor"), two.client()
        post = make_post(editor)
        paths = [f"/posts/{post['id']}/", f"/posts/slug/{post['slug']}/"]
        heard(one, public)
        known(public, *paths)
        expect(act(editor, post, "publish"), 200)
        for path in paths:
            eventually(lambda path=path: public.get(path).status_code == 200)
