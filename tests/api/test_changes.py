"""GET /changes/: whoever goes on with `next` misses nothing and sees nothing
twice."""

import os
import threading
import time

import pytest

from support.content import act, at, eventually
from support.make import (detail, expect, make_category, make_post, paragraph,
                          unique)

# TC_CHANGES="8 3 60": so many writers and readers, and seconds at least.
WRITERS, READERS, SECONDS = map(
    int, os.environ.get("TC_CHANGES", "4 3 0").split())
ROUNDS = 3  # of each writer at least
INVALID = detail("Invalid cursor")


def read(client, since=None):
    answer = expect(client.get("/changes/", params={"since": since}), 200)
    assert list(answer.json()) == ["next", "results"]
    assert len(answer.json()["results"]) <= 500
    return answer.json()


def newest(client):
    page = read(client)
    assert page["results"] == []
    return page["next"]


def since(client, cursor, *posts):
    """What changed of these posts; others may work on the same site."""
    ids = {post["id"] for post in posts}
    return [row for row in read(client, cursor)["results"]
            if row["id"] in ids]


def told(rows):
    return [(row["id"], row["action"]) for row in rows]


def test_what_is_told(editor, admin):
    cursor = newest(editor)
    post, draft = make_post(editor, publish=True), make_post(editor)
    path = f"/posts/{post['id']}/"
    expect(editor.patch(f"/posts/{draft['id']}/", json={"excerpt": "x"}),
           200)
    expect(act(editor, draft, "submit"), 200)
    (row,) = since(editor, cursor, post, draft)
    assert row == {"type": "post", "id": post["id"], "slug": post["slug"],
                   "action": "published", "at": row["at"]}
    slug = unique("moved-")
    expect(editor.patch(path, json={"slug": slug}), 200)
    expect(editor.patch(path, json={"slug": slug}), 200)  # nothing
    expect(act(editor, post, "unpublish"), 200)
    expect(editor.patch(path, json={"excerpt": "x"}), 200)
    expect(act(editor, post, "publish"), 200)
    expect(act(editor, post, "archive"), 200)
    rows = since(admin, cursor, post, draft)
    assert [one["action"] for one in rows] == [
        "published", "updated", "removed", "published", "removed"]
    assert [one["slug"] for one in rows] == [post["slug"]] + [slug] * 4
    assert [one["at"] for one in rows] == sorted(one["at"] for one in rows)


def test_deleted_and_due_posts(editor):
    cursor = newest(editor)
    post, draft, due = (make_post(editor, publish=True), make_post(editor),
                        make_post(editor))
    for one in (post, draft):
        expect(editor.delete(f"/posts/{one['id']}/"), 204)
    expect(act(editor, due, "schedule", scheduled_publish_at=at(1)), 200)
    eventually(lambda: told(since(editor, cursor, post, draft, due)) == [
        (post["id"], "published"), (post["id"], "removed"),
        (due["id"], "published")])


def test_only_a_posts_own_fields(editor):
    category = make_category(editor)
    post = make_post(editor, publish=True, category=category["id"])
    cursor = newest(editor)
    expect(editor.patch(f"/categories/{category['id']}/",
                        json={"name": unique("New ")}), 200)
    assert since(editor, cursor, post) == []


def test_cursors(editor, site):
    cursor = newest(editor)
    assert newest(editor) == cursor  # nothing has happened
    assert read(editor, cursor) == {"next": cursor, "results": []}
    assert read(editor, "")["results"] == []  # blank: without
    post = make_post(editor, publish=True)
    page = read(editor, cursor)
    assert told(page["results"])[-1:] == [(post["id"], "published")]
    assert page["next"] != cursor
    assert read(editor, page["next"])["results"] == []
    assert read(editor, cursor)["results"] == page["results"]  # still there
    for bad in ("x", "1", cursor[:-1], cursor + "A", cursor.swapcase(),
                "MS4w", "LTEuMDAwMDAwMDAwMDAwMDAwMA", "%", "A" * 4000, "\0"):
        expect(editor.get("/changes/", params={"since": bad}), 404, INVALID)
    # a copy that went on by itself has other changes by the same number
    site.sql("update public_changes set mark = reverse(mark)")
    expect(editor.get("/changes/", params={"since": page["next"]}), 404,
           INVALID)
    site.sql("update public_changes set mark = reverse(mark)")
    read(editor, page["next"])


def test_pages(editor, site):
    cursor = newest(editor)
    user = site.sql("select id from users where username = 'editor'")
    word = unique("many-")
    site.sql("insert into posts (title, slug, content, author_id, status, "
             f"published_at) select n, '{word}' || n, '[]', {user}, "
             "'PUBLISHED', now() from generate_series(1, 1100) n")
    slugs, sizes = [], []
    while True:
        page = read(editor, cursor)
        slugs += [row["slug"] for row in page["results"]
                  if row["slug"].startswith(word)]
        sizes.append(len(page["results"]))
        if page["next"] == cursor:
            break
        cursor = page["next"]
    assert slugs == [f"{word}{n}" for n in range(1, 1101)]
    assert sizes[:2] == [500, 500] and sizes[-1] == 0
    site.sql(f"delete from posts where slug like '{word}%'")


def test_a_late_commit(editor, site):
    """It began first and ends last: readers that are past its event see it."""
    slow, quick = make_post(editor, publish=True), make_post(editor,
                                                             publish=True)
    cursor = newest(editor)
    with site.hold("update posts set excerpt = 'slow' "
                   f"where id = {slow['id']}"):
        expect(editor.patch(f"/posts/{quick['id']}/",
                            json={"excerpt": "quick"}), 200)
        page = read(editor, cursor)
        assert told(page["results"]) == [(quick["id"], "updated")]
        assert read(editor, page["next"])["results"] == []
    held = eventually(lambda: read(editor, page["next"])["results"])
    assert told(held) == [(slow["id"], "updated")]
    assert told(read(editor, cursor)["results"]) == [
        (quick["id"], "updated"), (slow["id"], "updated")]


def test_a_reader_in_between(editor, site):
    """One that numbers changes is waited for, not passed by."""
    post = make_post(editor, publish=True)
    cursor = newest(editor)
    seen = []
    with site.hold("select pg_advisory_xact_lock("
                   "hashtextextended('events_tell', 0))"):
        expect(editor.patch(f"/posts/{post['id']}/", json={"excerpt": "1"}),
               200)
        reader = threading.Thread(
            target=lambda: seen.append(read(editor, cursor)))
        reader.start()
        eventually(lambda: int(site.sql(
            "select count(*) from pg_locks where locktype = 'advisory' "
            "and not granted")) > 0)
        assert not seen
    reader.join(30)
    assert told(seen[0]["results"]) == [(post["id"], "updated")]


def test_old_changes_go(editor, site):
    """With the events that they tell of; the newest cursor stays good."""
    post = make_post(editor, publish=True)
    first = newest(editor)
    expect(editor.patch(f"/posts/{post['id']}/", json={"excerpt": "x"}), 200)
    last = newest(editor)
    # as if all had happened long ago
    site.sql("alter table events disable trigger events_stay; "
             "update events set at = at - interval '400 days'; "
             "alter table events enable trigger events_stay; "
             "select events_sweep(365, 1000000)")
    expect(editor.get("/changes/", params={"since": first}), 404, INVALID)
    assert read(editor, last) == {"next": last, "results": []}
    assert newest(editor) == last
    expect(editor.patch(f"/posts/{post['id']}/", json={"excerpt": "y"}), 200)
    assert told(read(editor, last)["results"]) == [(post["id"], "updated")]


class Reader(threading.Thread):
    def __init__(self, site, writers):
        super().__init__()
        self.client = site.client(site.login("editor").token)
        self.cursor = newest(self.client)
        self.writers, self.rows = writers, []

    def run(self):
        while True:
            over = not any(one.is_alive() for one in self.writers)
            page = read(self.client, self.cursor)
            self.rows += page["results"]
            if over and page["next"] == self.cursor:
                return
            self.cursor = page["next"]


def write(site, posts, until, number):
    client = site.client(site.login("editor").token)
    rounds = 0
    while time.monotonic() < until or rounds < ROUNDS:
        rounds += 1
        for post in posts[number % 2:]:
            expect(client.patch(f"/posts/{post['id']}/",
                                json={"excerpt": unique()}), 200)
        made = make_post(client, publish=True, content=[paragraph()])
        expect(client.delete(f"/posts/{made['id']}/"), 204)


@pytest.mark.slow
def test_writers_and_readers(editor, site):
    """Each reader sees each change once, those of a post in their order."""
    posts = [make_post(editor, publish=True) for _ in range(3)]
    newest(editor)
    before = int(site.sql("select max(id) from events"))
    until = time.monotonic() + SECONDS
    writers = [threading.Thread(target=write, args=(site, posts, until, n))
               for n in range(WRITERS)]
    readers = [Reader(site, writers) for _ in range(READERS)]
    for one in writers + readers:
        one.start()
    for one in writers + readers:
        one.join()
    wanted = site.sql(
        "select object_id, public, iso(at) from events where public is not "
        f"null and id > {before} order by object_id, id").splitlines()
    print(len(wanted), "changes")
    for reader in readers:
        rows = [(row["id"], f"{row['id']}|{row['action']}|{row['at']}")
                for row in reader.rows]
        assert len(rows) == len(wanted) >= 4 * ROUNDS * WRITERS
        assert [text for _, text in sorted(rows, key=lambda row: row[0])] \
            == wanted
