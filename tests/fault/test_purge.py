"""TalecraftPurge: a cache in front of the site is told what is out of date,
exactly that."""

import time

import pytest

from purge_site import (Downstream, at_rest, begin, edit, keys, purged,
                        purging, quiet, receiver, shared, waiting)
from support.content import act, at, eventually
from support.make import expect, make_category, make_post


def test_everything_comes_first(purged):
    """Nobody knows what changed before: what all answers carry is purged."""
    receiver = purged.cache
    first = receiver.requests[0]
    assert first.path == "/purge" and first.body == ""
    assert first.headers["User-Agent"] == "mod_talecraft"
    assert "Content-Type" not in first.headers
    (key,) = first.keys
    post = make_post(purged.login("editor"), publish=True)
    for path in (f"/posts/{post['id']}/", "/posts/", "/categories/",
                 "/ad-placements/"):
        assert key in keys(purged.client(), path)


def test_exact_keys(purged):
    receiver = purged.cache
    public, editor = purged.client(), purged.login("editor")
    shelf, other_shelf = make_category(editor), make_category(editor)
    post = make_post(editor, publish=True, category=shelf["id"])
    other = make_post(editor, publish=True, category=other_shelf["id"])
    eventually(lambda: at_rest(purged))
    detail, other_detail = [f"/posts/{one['id']}/" for one in (post, other)]
    listing = f"/posts/?category={shelf['id']}"
    other_list = f"/posts/?category={other_shelf['id']}"
    everywhere = Downstream(
        public, detail, other_detail, f"/posts/slug/{post['slug']}/",
        "/posts/", listing, other_list, "/categories/", "/ad-placements/")
    shown = {detail, f"/posts/slug/{post['slug']}/", "/posts/", listing}

    def after(change):
        since = len(receiver.requests)
        expect(change(), 200)
        receiver.wait_requests(since + 1)
        eventually(lambda: at_rest(purged))
        return everywhere.dropped(receiver.told(since))

    assert after(lambda: editor.patch(detail, json={"excerpt": "New"})) \
        == shown
    assert after(lambda: editor.patch(
        f"/categories/{other_shelf['id']}/", json={"description": "New"})) \
        == {other_detail, "/posts/", other_list, "/categories/"}
    assert after(lambda: act(editor, post, "archive")) \
        == shown | {"/categories/"}


def test_draft_is_nobodys_business(purged):
    receiver = purged.cache
    editor = purged.login("editor")
    since = len(receiver.requests)
    draft = make_post(editor)
    path = f"/posts/{draft['id']}/"
    expect(editor.patch(path, json={"title": "Still a draft"}), 200)
    expect(act(editor, draft, "schedule", scheduled_publish_at=at(3600)), 200)
    expect(editor.delete(path), 204)
    assert waiting(purged) == 0
    make_post(editor, publish=True)
    receiver.wait_requests(since + 1)
    quiet(purged, receiver, since + 1)


def test_schedule_that_becomes_public(purged):
    receiver = purged.cache
    public, editor = purged.client(), purged.login("editor")
    front = keys(public, "/posts/") - {purged.everything}
    since = len(receiver.requests)
    draft = make_post(editor)
    expect(act(editor, draft, "schedule", scheduled_publish_at=at(3600)), 200)
    assert waiting(purged) == 0
    expect(act(editor, draft, "schedule", scheduled_publish_at=at(1)), 200)
    request = receiver.wait_requests(since + 1)
    assert front & set(request.keys)
    expect(public.get(f"/posts/{draft['id']}/"), 200)


def test_change_by_sql(purged):
    receiver = purged.cache
    public = purged.client()
    path = f"/posts/{make_post(purged.login('editor'), publish=True)['id']}/"
    eventually(lambda: at_rest(purged))
    since = len(receiver.requests)
    purged.sql("begin; update posts set excerpt = 'never'; rollback")
    assert waiting(purged) == 0
    purged.sql("update posts set excerpt = 'by hand' "
               f"where id = {path.split('/')[2]}")
    receiver.wait_requests(since + 1)
    assert keys(public, path) & receiver.told(since)
    quiet(purged, receiver, since + 1)


def test_tags_with_the_marks_of_lists(purged):
    """Made by hand; one that nothing removed would be purged for ever."""
    receiver = purged.cache
    since = len(receiver.requests)
    purged.sql("""insert into purge_changes
               values ('a,b'), ('c"d'), ('{e}'), ('f\\g'), ('h*')""")
    assert len(receiver.wait_requests(since + 1).keys) == 5
    quiet(purged, receiver, since + 1)


def test_changes_are_told_together(purged):
    """What changes while the cache is busy follows in one request."""
    receiver = purged.cache
    editor = purged.login("editor")
    posts = [make_post(editor, publish=True)["id"] for _ in range(3)]
    eventually(lambda: at_rest(purged))
    since = len(receiver.requests)
    receiver.gate.clear()
    edit(editor, posts[0])
    receiver.wait_requests(since + 1)
    for number in range(9):  # within the 8 seconds that an answer may take
        edit(editor, posts[number % 3])
    receiver.gate.set()
    quiet(purged, receiver, since + 2)
    first, second = receiver.requests[since:]
    assert len(set(second.keys)) == len(second.keys) == len(first.keys) + 2
    assert set(first.keys) < set(second.keys)


def many_posts(site, count):
    site.sql("insert into posts (title, slug, content, author_id, status, "
             "published_at) select 'Many ' || n, 'many-' || n, '[]', u.id, "
             f"'PUBLISHED', now() from generate_series(1, {count}) n, "
             "users u where u.username = 'editor'")


@pytest.mark.parametrize("options, most", [((), 256),
                                           (("form=json",), 100)])
def test_batches(make_site, receiver, options, most):
    receiver.start()
    with make_site(extra=purging(receiver, *options)) as site:
        site.add_user("editor", "EDITOR")
        begin(site, receiver)
        many_posts(site, 600)
        eventually(lambda: waiting(site) == 0)
        requests = receiver.requests[1:]
        # now and then two of the 604 tags have one key, and what was done
        # before them may be told with them
        assert len(requests) == -(-604 // most)
        assert 585 < len({key for one in requests for key in one.keys}) < 608
        for one in requests:
            assert len(set(one.keys)) == len(one.keys) <= most
            if options:
                assert one.headers["Content-Type"] == "application/json"
                assert "Surrogate-Key" not in one.headers
            else:
                assert one.body == ""


def test_too_much_to_tell(purged):
    """Beyond 10,000 everything is purged, in one request."""
    receiver = purged.cache
    since = len(receiver.requests)
    purged.sql("insert into purge_changes select 'post/' || n "
               "from generate_series(1, 12000) n")
    assert receiver.wait_requests(since + 1).keys == [purged.everything]
    quiet(purged, receiver, since + 1)
    make_post(purged.login("editor"), publish=True)
    assert purged.everything not in receiver.wait_requests(since + 2).keys


def late_change(site):
    """While it is held, a change that is to be told and does not know that
    changes are written down."""
    return site.hold("update posts set excerpt = 'late'")


def waits_for_it(site, receiver):
    """Changes are written down, and yet nothing is told."""
    eventually(lambda: site.sql("select count(*) from purge_sender") == "1")
    time.sleep(3)  # longer than it takes otherwise
    assert receiver.requests == []


def test_what_was_under_way_at_the_beginning(make_site, receiver):
    """A transaction that began before tags were written down."""
    receiver.start()
    site = make_site(extra=purging(receiver))
    site.add_user("editor", "EDITOR")
    many_posts(site, 1)
    with late_change(site):
        site.start()
        waits_for_it(site, receiver)
    assert receiver.wait_requests(1)


def test_what_began_at_the_beginning(own_pg, make_site, receiver):
    """A transaction that began while the wish to have tags written down was
    being committed, and so could not see it."""
    receiver.start()
    site = make_site(pg=own_pg, extra=purging(receiver))
    site.add_user("editor", "EDITOR")
    many_posts(site, 1)
    own_pg.standbys("nobody")
    with site:
        eventually(lambda: own_pg.sql(
            "select count(*) from pg_stat_activity where "
            "wait_event = 'SyncRep'") != "0")
        with late_change(site):
            own_pg.standbys("")
            waits_for_it(site, receiver)
        assert receiver.wait_requests(1)
