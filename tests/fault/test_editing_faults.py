"""Working copies, notes and revisions when httpd or PostgreSQL dies between two
statements of a change, or the database is restarted under writers: nothing
lost, nothing twice, nothing half done."""

import json
import os
import signal
import threading

import pytest
import requests

from support.content import eventually
from support.make import expect, make_media, make_post, paragraph, unique
from support.postgres import AWAY_LINES

# What can be seen of a post, without ids and times: two posts that the same
# has been done to look the same.
LOOK = """select json_build_object(
    'post', (select json_build_array(p.version, p.status, p.excerpt,
                 p.words_excerpt, cardinality(p.tag_ids))
             from posts p where p.id = {id}),
    'found', (select tsvector_to_array(search) && '{{fresh}}'
              from post_search where id = {id}),
    'mentioned', (select count(*) from post_media where post_id = {id}),
    'copy', (select fields ->> 'excerpt' from working_copies
             where post_id = {id}),
    'copied', (select count(*) from working_copy_media where post_id = {id}),
    'revisions', (select json_agg(json_build_array(number, action, changed)
                                  order by number)
                  from post_revisions where post_id = {id}),
    'notes', (select json_agg(text order by id) from post_notes
              where post_id = {id}),
    'events', (select json_agg(action order by id) from events
               where object_type = 'post' and object_id = {id}))"""


# What libpq prints where the whole of PostgreSQL begins anew because one of its
# processes was killed.
GOODBYE = (r"^WARNING:  terminating connection because of crash|"
           r"^DETAIL:  The postmaster has commanded|"
           r"^HINT:  In a moment you should be able to reconnect")


@pytest.fixture
def small(make_site, own_pg, expect_log):
    """A site whose database may die."""
    expect_log(AWAY_LINES)
    expect_log(GOODBYE)
    site = make_site(pg=own_pg)
    site.add_user("editor", "EDITOR")
    with site:
        yield site


def look(site, post):
    return json.loads(site.sql(LOOK.format(id=post)))


class Change:
    """What is done to a post, and to which tables it writes."""

    def __init__(self, prepare, request, tables):
        self.prepare = prepare  # (editor, path, media)
        self.request = request  # (client, path, media)
        self.tables = tables


def save(client, path, media):
    return client.put(f"{path}working-copy/", json={
        "excerpt": "fresh", "featured_media": media, "tags": ["Fresh"],
        "content": [{"type": "image", "media_id": media}]})


def begin(editor, path, _media):
    expect(editor.put(f"{path}working-copy/", json={"excerpt": "old"}), 201)


CHANGES = {
    "save": Change(begin, save, ("working_copies", "working_copy_media")),
    "apply": Change(
        save, lambda client, path, _: client.post(f"{path}working-copy/apply/"),
        ("post_revisions", "events", "working_copies", "post_search")),
    "note": Change(
        lambda *_: None,
        lambda client, path, _: client.post(f"{path}notes/",
                                            json={"text": "Why?"}),
        ("post_notes",)),
    "reject": Change(
        lambda editor, path, _: [
            expect(editor.post(f"{path}{action}/"), 200)
            for action in ("unpublish", "submit")],
        lambda client, path, _: client.post(f"{path}reject/",
                                            json={"note": "Why?"}),
        ("post_notes", "events")),
    "revert": Change(
        lambda editor, path, _: expect(editor.patch(path, json={
            "excerpt": "later"}), 200),
        lambda client, path, _: client.post(f"{path}revisions/1/revert/"),
        ("post_revisions",)),
}


def made(editor, change, media):
    post = make_post(editor, publish=True)["id"]
    change.prepare(editor, f"/posts/{post}/", media)
    return post


def waiting(site, table):
    """Backends that wait for the table."""
    return site.sql(f"""select pid from pg_locks where not granted
        and relation = '{table}'::regclass""").split()


def interrupted(site, change, path, media, table, kill):
    """The answer to a change during which `kill` was called with a backend
    that had come as far as this table; None: there was none."""
    answers = []
    client = site.client(token=site.login("editor").token, strict=False)

    def ask():
        try:
            answers.append(change.request(client, path, media))
        except requests.ConnectionError:
            answers.append(None)

    asking = threading.Thread(target=ask)
    # Reads go on; who writes to it waits, with what it has done before.
    with site.hold(f"lock table {table} in share mode"):
        asking.start()
        kill(int(eventually(lambda: waiting(site, table))[0]))
    asking.join(60)
    return answers[0]


def check_all(site, kill, revive):
    editor = site.login("editor")
    media = make_media(editor)["id"]
    for name, change in CHANGES.items():
        twin = made(editor, change, media)
        assert change.request(editor, f"/posts/{twin}/", media).ok
        after = look(site, twin)
        for table in change.tables:
            post = made(editor, change, media)
            path, before = f"/posts/{post}/", look(site, post)
            assert before != after
            answer = interrupted(site, change, path, media, table, kill)
            revive()
            eventually(lambda: not waiting(site, table))
            seen = look(site, post)
            where = f"{name}, {table}: {seen}"
            if answer is not None and answer.ok:
                assert seen == after, where
            assert seen in (before, after), where
            if seen == before:
                assert change.request(editor, path, media).ok, where
                assert look(site, post) == after, where


def test_database_dies_between_statements(small):
    def kill(pid):
        os.kill(pid, signal.SIGKILL)

    def is_back():
        try:
            small.sql("select 1")
        except RuntimeError:
            return False
        return small.client(strict=False).get("/health/").ok

    check_all(small, kill, lambda: eventually(is_back))


def test_httpd_dies_between_statements(small):
    """Its backend may go on: then all of the change is done."""
    check_all(small, lambda _pid: small.httpd.kill(), small.httpd.start)


class Writer(threading.Thread):
    """Saves, applies and notes, each time another text."""

    def __init__(self, client, post, end):
        super().__init__()
        self.client, self.path, self.end = client, f"/posts/{post}/", end
        self.post = post
        self.applied, self.noted, self.tried = [], [], []

    def run(self):
        while not self.end.is_set():
            text = unique("word")
            self.tried.append(text)
            if not self.client.put(f"{self.path}working-copy/", json={
                    "excerpt": text, "content": [paragraph(text)]}).ok:
                continue
            if self.client.post(f"{self.path}working-copy/apply/").ok:
                self.applied.append(text)
            if self.client.post(f"{self.path}notes/", json={"text": text}).ok:
                self.noted.append(text)


def test_database_restarts_under_writers(small):
    editor, end = small.login("editor"), threading.Event()
    writers = [Writer(small.client(token=editor.token, strict=False),
                      make_post(editor, publish=True)["id"], end)
               for _ in range(3)]
    for one in writers:
        one.start()
    for how in (signal.SIGINT, signal.SIGQUIT):
        count = sum(len(one.noted) for one in writers)
        eventually(lambda: sum(len(one.noted) for one in writers) > count + 6)
        small.pg.restart(how)
    count = sum(len(one.noted) for one in writers)
    eventually(lambda: sum(len(one.noted) for one in writers) > count + 6)
    end.set()
    for one in writers:
        one.join(60)
        check_written(small, editor, one)


def check_written(site, editor, one):
    notes = [note["text"] for note in expect(
        editor.get(f"{one.path}notes/"), 200).json()]
    assert len(set(notes)) == len(notes) and set(one.noted) <= set(notes)
    rows = json.loads(site.sql(
        "select json_agg(json_build_array(number, post ->> 'excerpt') "
        f"order by number) from post_revisions where post_id = {one.post}"))
    assert [number for number, _ in rows] == list(range(1, len(rows) + 1))
    texts = [text for _, text in rows[1:] if text]
    assert len(set(texts)) == len(texts), "applied twice"
    assert set(one.applied) <= set(texts) <= set(one.tried)
    assert texts == sorted(texts, key=one.tried.index)
    post = expect(editor.get(one.path), 200).json()
    assert post["excerpt"] == texts[-1]
    assert post["content"] == [paragraph(texts[-1])]
    copy = editor.get(f"{one.path}working-copy/")
    if copy.status_code == 200:
        assert copy.json()["fields"]["excerpt"] not in one.applied
