"""view_count: what is counted, who sees it when, and who waits for whom."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from support.cached import state
from support.content import act, eventually
from support.make import detail, expect, make_category, make_post

LATE = 11


def views(client, post):
    got = expect(client.get(f"/posts/{post['id']}/"), 200).json()
    return got["view_count"]


def test_what_counts(public, editor, writer):
    """One wait for all: GETs, hits, slugs, fields, /view/; nothing else."""
    many = make_post(editor, publish=True)
    asked = make_post(editor, publish=True)
    front = make_post(editor, publish=True)
    draft = make_post(editor)

    path = f"/posts/{many['id']}/"
    states = [state(expect(public.get(path), 200)) for _ in range(3)]
    assert "HIT" in states
    expect(public.get(f"/posts/slug/{many['slug']}/"), 200)
    expect(public.get(path + "?fields=id"), 200)

    path = f"/posts/{asked['id']}/"
    expect(public.head(path), 200)
    tag = expect(public.head(path), 200).headers["ETag"]
    assert expect(public.get(path, headers={"If-None-Match": tag}),
                  304).content == b""
    for client in (writer, editor):
        expect(client.get(path), 200)
    expect(public.get("/posts/"), 200)

    path = f"/posts/{front['id']}/view/"
    for _ in range(4):
        assert expect(public.post(path), 204).content == b""
    expect(public.post(f"/posts/{draft['id']}/view/"), 404,
           detail("Not found."))
    expect(public.post("/posts/999999999/view/"), 404, detail("Not found."))
    expect(public.get(path), 405, detail('Method "GET" not allowed.'))

    before = expect(editor.get(f"/posts/{many['id']}/"), 200).json()
    eventually(lambda: (views(editor, many), views(editor, front)) == (5, 4),
               LATE, 0.2)
    assert views(editor, asked) == 0
    assert views(editor, draft) == 0
    after = expect(editor.get(f"/posts/{many['id']}/"), 200).json()
    assert after["updated_at"] == before["updated_at"] == many["updated_at"]


def test_views_raise_no_version(public, editor):
    """If-Match still holds after views; the rest of the tag tells them."""
    post = make_post(editor, publish=True)
    path = f"/posts/{post['id']}/"
    tag = expect(editor.get(path), 200).headers["ETag"]
    for _ in range(2):
        expect(public.post(path + "view/"), 204)
    eventually(lambda: views(editor, post) == 2, LATE, 0.2)
    now = expect(editor.get(path), 200).headers["ETag"]
    assert now != tag
    assert now.split("-")[0] == tag.split("-")[0]
    expect(editor.patch(path, json={"excerpt": "x"},
                        headers={"If-Match": tag}), 200)


def test_views_of_what_is_hidden_again(public, editor):
    post = make_post(editor, publish=True)
    expect(act(editor, post, "archive"), 200)
    expect(public.post(f"/posts/{post['id']}/view/"), 404,
           detail("Not found."))


# ------------------------------------------------------------ in order

def test_order_by_views(public, editor, site):
    """Of all, of a category, of a status; what changed its status is in its
    new place."""
    category = make_category(editor)["id"]
    posts = [make_post(editor, category=category, publish=number != 3)
             for number in range(6)]
    ids = [post["id"] for post in posts]
    for number, views_ in enumerate((7, 3, 7, 900000001, 0, 900000002)):
        site.sql(f"update post_views set view_count = {views_} "
                 f"where id = {ids[number]}")
    expect(act(editor, posts[5], "archive"), 200)
    expect(act(editor, posts[3], "publish"), 200)

    def order(client, query):
        page = expect(client.get(f"/posts/?{query}"), 200).json()
        return [ids.index(row["id"]) for row in page["results"]
                if row["id"] in ids]

    mine = f"&category={category}"
    assert order(public, "ordering=view_count" + mine) == [4, 1, 0, 2, 3]
    assert order(public, "ordering=-view_count" + mine) == [3, 2, 0, 1, 4]
    assert order(public, "ordering=-view_count,id&page_size=1") == [3]
    assert order(editor, "ordering=-view_count&page_size=2") == [5, 3]
    assert order(editor, "ordering=-view_count&status=ARCHIVED"
                         "&page_size=1") == [5]
    assert order(public, "ordering=-view_count,created_at" + mine) == [
        3, 0, 2, 1, 4]
    title = posts[0]["title"].split()[-1]
    expect(editor.patch(f"/posts/{ids[1]}/", json={"title": title}), 200)
    assert order(public, "ordering=view_count&search=" + title) == [1, 0]
    assert order(public, "ordering=-view_count&search=" + title) == [0, 1]


# ------------------------------------------------------- nobody waits

def test_an_edit_does_not_wait_for_views(editor, site):
    """Who waited would get 503 when its statement takes too long."""
    post = make_post(editor, publish=True)
    path = f"/posts/{post['id']}/"
    with site.hold("update post_views set view_count = view_count + 1 "
                   f"where id = {post['id']}"):
        expect(editor.patch(path, json={
            "excerpt": "Edited", "title": "Anew", "content": []}), 200)
    assert views(editor, post) == 1


def test_views_do_not_wait_for_an_edit(public, editor, site):
    post = make_post(editor, publish=True)
    path = f"/posts/{post['id']}/"
    with site.hold("update posts set excerpt = 'Edited' "
                   f"where id = {post['id']}"):
        expect(public.post(path + "view/"), 204)
        eventually(lambda: views(editor, post) == 1, LATE, 0.2)
    assert expect(editor.get(path), 200).json()["excerpt"] == "Edited"


def count_statements(site):
    """That write views, whatever they write."""
    site.sql("""
        create table writes (n int);
        grant insert on writes to public;
        create function note_write() returns trigger language plpgsql as $$
        begin
            insert into writes values (1);
            return null;
        end $$;
        create trigger note_write after update of view_count on post_views
            for each statement execute function note_write()""")
    return lambda: int(site.sql("select count(*) from writes"))


@pytest.mark.mpm
def test_a_hot_post(make_site):
    """Two servers count views of the same posts while these are edited: all
    views are there in the end, and all edits; they are written together."""
    each, edits = 60, 20
    with make_site() as one, make_site(database=one.database) as two:
        one.add_user("editor", "EDITOR")
        editor = one.login("editor")
        posts = [make_post(editor, publish=True) for _ in range(3)]
        statements = count_statements(one)

        def look(number):
            client = (one, two)[number % 2].client()
            for turn in range(each):
                path = f"/posts/{posts[turn % 3]['id']}/"
                if turn % 2:
                    expect(client.get(path), 200)
                else:
                    expect(client.post(path + "view/"), 204)

        with ThreadPoolExecutor(8) as pool:
            looking = [pool.submit(look, number) for number in range(8)]
            for number in range(edits):
                for post in posts:
                    expect(editor.patch(f"/posts/{post['id']}/", json={
                        "excerpt": f"Edit {number}"}), 200)
            for one_look in looking:
                one_look.result()
        eventually(lambda: [views(editor, post) for post in posts]
                   == [8 * each // 3] * 3, LATE, 0.2)
        for post in posts:
            got = expect(editor.get(f"/posts/{post['id']}/"), 200)
            assert got.headers["ETag"].startswith(f'"{edits + 2}-')
        assert 0 < statements() < 8 * each / 4
