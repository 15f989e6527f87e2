"""Kept counts: exact at every moment, whoever writes beside."""

import random
import threading

import pytest

from support.make import (USER_PASSWORD, expect, make_category, make_post,
                          make_user, paragraph, unique)

# Keys whose kept number is not the number of posts that this very snapshot
# sees; and how many rows the fullest key has.
WRONG = """
with real as (
    select case when grouping(category_id) = 1 then -1 else category_id end
           as category_id,
           case when grouping(author_id) = 1 then -1 else author_id end
           as author_id, status, count(*) as n
    from posts group by status, cube (category_id, author_id)
    having grouping(category_id) = 1 or category_id is not null),
kept as (
    select category_id, author_id, status, sum(n) as n from post_counts
    group by 1, 2, 3 having sum(n) <> 0)
select count(*) from real full join kept
    using (category_id, author_id, status)
where real.n is distinct from kept.n
"""
FULLEST = """
select coalesce(max(n), 0) from (
    select count(*) as n from post_counts
    group by category_id, author_id, status) k
"""


@pytest.fixture
def exact(site):
    """Function that asserts that all kept counts are those of the posts."""
    def check():
        assert site.sql(WRONG) == "0"
    yield check
    check()


def count(client, query=""):
    return expect(client.get(f"/posts/?{query}"), 200).json()["count"]


def test_each_way_of_change(exact, site, editor, public):
    one, other = make_category(editor), make_category(editor)
    name = unique("counted")
    site.add_user(name)
    author = site.login(name)
    post = make_post(author, category=one["id"])
    mine = f"author={name}"
    where = f"category={one['id']}"
    exact()
    assert count(author) == 1 and count(editor, mine) == 1
    assert count(public, where) == 0 and count(editor, where) == 1

    path = f"/posts/{post['id']}/"
    expect(editor.post(path + "publish/"), 200)
    exact()
    assert count(public, where) == count(public, f"{where}&{mine}") == 1
    assert count(author, "status=DRAFT") == 0
    assert count(author, f"{where}&status=PUBLISHED") == 1

    expect(editor.patch(path, json={"category": other["id"]}), 200)
    exact()
    assert count(public, where) == 0
    assert count(public, f"category={other['slug']}") == 1

    expect(editor.patch(path, json={"category": None}), 200)
    exact()
    assert count(editor, f"category={other['id']}") == 0
    assert count(author) == 1

    expect(editor.delete(path), 204)
    exact()
    assert count(author) == 0


def test_category_zero_is_no_total(public, editor):
    make_post(editor, publish=True)
    for client in (public, editor):
        assert count(client, "category=0") == 0
        assert count(client, "category=0&descendants=true") == 0


def test_descendants(exact, editor, public):
    top = make_category(editor)
    below = make_category(editor, parent=top["slug"])
    for category in (top, top, below):
        make_post(editor, publish=True, category=category["id"])
    make_post(editor, category=below["id"])
    where = f"category={top['slug']}"
    assert count(public, where) == 2
    assert count(public, f"{where}&descendants=true") == 3
    assert count(public, f"{where}&descendants=true&author=editor") == 3
    assert count(public, f"{where}&descendants=true&author=writer") == 0
    assert count(editor, f"{where}&descendants=true") == 4
    assert count(editor, f"{where}&descendants=true&status=DRAFT") == 1
    shown = expect(public.get(f"/categories/{top['id']}/"), 200).json()
    assert shown["post_count"] == 2


def test_time_filters_count_what_they_let_through(editor, public):
    category = make_category(editor)
    posts = [make_post(editor, publish=True, category=category["id"])
             for _ in range(4)]
    make_post(editor, category=category["id"])
    where = f"category={category['id']}"
    second = posts[1]["published_at"]
    assert count(public, f"{where}&published_after={second}") == 2
    assert count(editor, f"{where}&published_after={second}") == 2
    assert count(editor, f"{where}&published_before={second}") == 1


def test_changes_by_sql(exact, site, editor):
    """Many rows in a statement, and work that is taken back."""
    ids = [make_category(editor)["id"] for _ in range(3)]
    author = site.sql("select id from users where username = 'editor'")
    site.sql(f"""
        insert into posts (title, slug, content, author_id, category_id)
        select 'by sql', 'by-sql-{ids[0]}-' || n, '[]', {author},
               (array[{ids[0]}, {ids[1]}, null])[n % 3 + 1]
        from generate_series(1, 300) n""")
    exact()
    assert count(editor, f"category={ids[0]}") == 100
    site.sql(f"update posts set category_id = {ids[2]}, "
             "status = 'PUBLISHED', published_at = now() "
             f"where category_id = {ids[0]}")
    exact()
    assert count(editor, f"category={ids[2]}&status=PUBLISHED") == 100
    site.sql(f"begin; delete from posts where category_id = {ids[1]}; "
             f"savepoint s; update posts set category_id = {ids[1]} where "
             f"category_id = {ids[2]}; rollback to s; rollback")
    exact()
    for level in ("repeatable read", "serializable"):
        site.sql(f"begin isolation level {level}; update posts set status = "
                 f"'ARCHIVED' where category_id = {ids[2]}; update posts set "
                 f"status = 'DRAFT' where category_id = {ids[2]}; commit")
        exact()
    site.sql(f"delete from posts where slug like 'by-sql-{ids[0]}-%'")
    exact()
    assert count(editor, f"category={ids[2]}") == 0


def test_rows_of_a_key_are_folded(exact, site, editor):
    """However many changes there were, few rows tell the sum."""
    category = make_category(editor)["id"]
    post = make_post(editor, category=category)["id"]
    site.sql(f"""
        do $$ begin
            for i in 1..2000 loop
                update posts set status = case i % 2
                    when 1 then 'IN_REVIEW' else 'DRAFT' end
                where id = {post};
            end loop;
        end $$""")
    exact()
    assert int(site.sql(
        "select count(*) from post_counts "
        f"where category_id = {category}")) < 2000
    for state in ("DRAFT", "IN_REVIEW"):
        site.sql(f"select post_counts_fold({category}, -1, '{state}')")
        site.sql(f"select post_counts_fold({category}, -1, '{state}')")
        assert site.sql(
            "select string_agg(n::text, ' ') from post_counts where "
            f"category_id = {category} and author_id = -1 and "
            f"status = '{state}'") == ("1" if state == "DRAFT" else "")


def test_truncate(make_site):
    site = make_site()
    site.add_user("editor", "EDITOR")
    with site:
        editor = site.login("editor")
        make_post(editor, publish=True)
        assert count(editor) == 1
        site.sql("truncate posts cascade")
        assert count(editor) == 0 and count(site.client()) == 0
        assert site.sql(WRONG) == "0"
        make_post(editor)
        assert count(editor) == 1


class Watcher(threading.Thread):
    """Repeats a check until told to stop; keeps what it saw wrong."""

    def __init__(self, look):
        super().__init__(daemon=True)
        self.look = look
        self.rounds = 0
        self.wrong = []
        self.ended = threading.Event()

    def run(self):
        while not self.ended.is_set():
            try:
                self.look()
            except AssertionError as fault:
                self.wrong.append(str(fault)[:300])
            self.rounds += 1

    def finish(self):
        self.ended.set()
        self.join()
        assert self.rounds > 3, self.rounds
        assert not self.wrong, self.wrong[:3]


def change(client, editor, categories, rng, rounds):
    """Posts come, go, move and change status, in every order."""
    mine = []
    for _ in range(rounds):
        post = rng.choice(mine) if mine else None
        what = rng.randrange(6) if len(mine) < 12 else 5
        if post is None or what == 0:
            mine.append(expect(client.post("/posts/", json={
                "title": "Counted", "content": [paragraph()],
                "category": rng.choice(categories)}), 201).json()["id"])
        elif what == 5:
            mine.remove(post)
            expect(editor.delete(f"/posts/{post}/"), 204)
        elif what == 4:
            expect(editor.patch(f"/posts/{post}/", json={
                "category": rng.choice(categories)}), 200)
        else:
            editor.post(f"/posts/{post}/" + rng.choice(
                ["publish/", "unpublish/", "archive/", "restore/"]))


def test_exact_while_many_write(exact, site, admin, editor):
    """Four writers; whoever reads a list sees as many items as it says, and
    the database's own look at all keys never finds one wrong."""
    categories = [make_category(editor)["id"] for _ in range(3)]
    names = [make_user(admin)["username"] for _ in range(4)]
    clients = [site.login(name, USER_PASSWORD) for name in names]

    def whole(client, query):
        page = expect(client.get(f"/posts/?page_size=100&{query}"),
                      200).json()
        assert page["count"] == len(page["results"]), \
            f"{query}: {page['count']} but {len(page['results'])}"

    def kept():
        assert site.sql(WRONG) == "0"

    looks = [lambda: whole(editor, f"category={categories[0]}"),
             lambda: whole(editor, f"category={categories[1]}"
                           "&status=PUBLISHED"),
             lambda: whole(editor, f"author={names[0]}"),
             lambda: whole(editor, f"author={names[1]}"
                           f"&category={categories[2]}"),
             lambda: whole(clients[2], "status=DRAFT"),
             lambda: whole(clients[3], ""), kept]
    watchers = [Watcher(look) for look in looks]
    writers = [threading.Thread(target=change, args=(
        client, site.login("editor"), categories, random.Random(seed), 120))
        for seed, client in enumerate(clients)]
    for thread in watchers + writers:
        thread.start()
    for thread in writers:
        thread.join()
    for watcher in watchers:
        watcher.finish()
    exact()
    assert int(site.sql(FULLEST)) < 1000
