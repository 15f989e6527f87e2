"""Schedules: their input, and posts that are due without anyone's help."""

import time

import pytest

from support.content import (DATETIME, act, at, eventually, listed, moment,
                             new_post, row_lock, sleep_until, stamp)
from support.make import (detail, expect, make_category, make_media,
                          make_post)

NEEDED = "This field is required when scheduling a post."
FUTURE = "Scheduled time must be in the future."


def path_of(post):
    return f"/posts/{post['id']}/"


def schedule(client, post, when):
    return act(client, post, "schedule", scheduled_publish_at=when)


BAD = [("tomorrow", DATETIME), ("2030-13-01T00:00:00Z", DATETIME),
       ("2030-02-30T00:00:00Z", DATETIME),
       ("2030-01-01T25:00:00Z", DATETIME), (5, DATETIME), ([], DATETIME),
       (True, DATETIME), ({}, DATETIME), (None, NEEDED),
       ("2001-01-01T00:00:00Z", FUTURE)]


@pytest.mark.parametrize("value,text", BAD, ids=repr)
def test_bad_time(editor, value, text):
    post = make_post(editor)
    wanted = {"scheduled_publish_at": [text]}
    expect(schedule(editor, post, value), 400, wanted)
    expect(editor.patch(path_of(post), json={
        "status": "SCHEDULED", "scheduled_publish_at": value}), 400, wanted)


def test_no_time(editor):
    post = make_post(editor)
    wanted = {"scheduled_publish_at": [NEEDED]}
    expect(act(editor, post, "schedule"), 400, wanted)
    expect(editor.patch(path_of(post), json={"status": "SCHEDULED"}), 400,
           wanted)


FORMS = [("2099-03-04T05:06:07.123456Z", "2099-03-04T05:06:07.123456Z"),
         ("2099-03-04T05:06:07.1Z", "2099-03-04T05:06:07.100000Z"),
         ("2099-03-04T05:06:07Z", "2099-03-04T05:06:07.000000Z"),
         ("2099-03-04T05:06Z", "2099-03-04T05:06:00.000000Z"),
         ("2099-03-04T05:06:07+02:00", "2099-03-04T03:06:07.000000Z"),
         ("2099-03-04T23:06-05:30", "2099-03-05T04:36:00.000000Z"),
         ("2099-03-04T05:06:07", "2099-03-04T05:06:07.000000Z"),
         ("2099-03-04 05:06:07Z", "2099-03-04T05:06:07.000000Z")]


@pytest.mark.parametrize("value,wanted", FORMS)
def test_forms_of_time(editor, value, wanted):
    got = expect(schedule(editor, make_post(editor), value), 200).json()
    assert got["scheduled_publish_at"] == wanted
    assert got["status"] == "SCHEDULED"


def test_schedule_again_and_leave(editor):
    post = make_post(editor)
    first, second = at(3600), at(7200)
    expect(schedule(editor, post, first), 200)
    got = expect(schedule(editor, post, second), 200).json()
    assert got["scheduled_publish_at"] == second
    third = at(9000)
    got = expect(editor.patch(path_of(post), json={
        "scheduled_publish_at": third}), 200).json()
    assert (got["scheduled_publish_at"], got["status"]) == (third,
                                                            "SCHEDULED")
    expect(editor.patch(path_of(post), json={
        "scheduled_publish_at": None}), 400,
        {"scheduled_publish_at": [NEEDED]})
    got = expect(act(editor, post, "unpublish"), 200).json()
    assert (got["status"], got["scheduled_publish_at"]) == ("DRAFT", None)


def test_time_counts_only_for_scheduled(editor, writer):
    post = make_post(writer)
    for client in (editor, writer):
        got = expect(client.patch(path_of(post), json={
            "scheduled_publish_at": at(60)}), 200).json()
        assert got["scheduled_publish_at"] is None
        got = expect(client.patch(path_of(post), json={
            "scheduled_publish_at": "2001-01-01T00:00:00Z"}), 200).json()
        assert got["scheduled_publish_at"] is None


def test_due_without_a_tick(site, public, editor, writer, writer2):
    """The row is locked: nobody can write down that it is published."""
    category = make_category(editor)
    post = make_post(writer, category=category["id"])
    query = f"/posts/?category={category['id']}"
    assert listed(public, query) == []
    due = at(2.0)
    expect(schedule(editor, post, due), 200)
    assert listed(public, query) == []
    expect(public.get(path_of(post)), 404)
    with row_lock(site, post["id"], 2.6):
        sleep_until(due, 0.03)
        first = expect(public.get(path_of(post)), 200).json()
        assert first["status"] == "PUBLISHED"
        assert first["published_at"] == due
        assert first["scheduled_publish_at"] is None
        by_slug = expect(public.get(f"/posts/slug/{post['slug']}/"), 200)
        assert by_slug.json()["published_at"] == due
        assert listed(public, query) == [post["id"]]
        time.sleep(1.1)
        for client in (editor, writer):
            got = expect(client.get(path_of(post)), 200).json()
            assert (got["status"], got["published_at"]) == ("PUBLISHED",
                                                            due)
            assert got["scheduled_publish_at"] is None
            row = expect(client.get(query), 200).json()["results"][0]
            assert (row["status"], row["published_at"]) == ("PUBLISHED",
                                                            due)
            assert listed(client, query + "&status=PUBLISHED") == \
                [post["id"]]
            assert listed(client, query + "&status=SCHEDULED") == []
        expect(writer2.get(path_of(post)), 200)
        shown = expect(public.get(f"/categories/{category['id']}/"), 200)
        assert shown.json()["post_count"] == 1
        later = stamp(moment(due).replace(microsecond=0)).replace(
            ".000000", "")
        assert listed(public, query + f"&published_after={later}") == \
            [post["id"]]
        assert listed(public, query + f"&published_before={later}") == []


def test_due_in_a_refused_media_delete(site, editor, writer, writer2):
    """Whoever may see the post by now is told that it uses the picture."""
    media = make_media(writer)
    post = make_post(writer2, content=[
        {"type": "image", "media_id": media["id"]}])
    due = at(2.0)
    expect(schedule(editor, post, due), 200)
    refused = detail("Media is used in posts and cannot be deleted.")
    path = f"/media/{media['id']}/"
    expect(writer.delete(path), 400, {**refused, "posts": []})
    with row_lock(site, post["id"], 2.6):
        sleep_until(due)
        expect(writer.delete(path), 400, {**refused, "posts": [post["id"]]})


def test_due_is_published_for_transitions(editor, writer):
    post = make_post(writer)
    due = at(0.6)
    expect(schedule(editor, post, due), 200)
    sleep_until(due)
    expect(act(editor, post, "publish"), 400,
           detail("Post is already published."))
    expect(schedule(editor, post, at(60)), 400,
           detail("Cannot go from PUBLISHED to SCHEDULED."))
    expect(act(editor, post, "submit"), 400,
           detail("Cannot go from PUBLISHED to IN_REVIEW."))
    expect(editor.patch(path_of(post), json={"status": "IN_REVIEW"}), 400,
           {"status": ["Cannot go from PUBLISHED to IN_REVIEW."]})
    got = expect(act(editor, post, "archive"), 200).json()
    assert (got["status"], got["published_at"]) == ("ARCHIVED", due)


def test_edit_of_a_due_post(editor):
    post = make_post(editor)
    due = at(0.5)
    expect(schedule(editor, post, due), 200)
    sleep_until(due)
    got = expect(editor.patch(path_of(post), json={"excerpt": "x"}),
                 200).json()
    assert (got["status"], got["published_at"]) == ("PUBLISHED", due)
    assert got["excerpt"] == "x"


def test_the_tick_writes_it_down(site, editor, admin, public):
    """Status, time and who scheduled it; an older time is replaced."""
    post = make_post(editor, publish=True)
    old = post["published_at"]
    expect(act(editor, post, "unpublish"), 200)
    due = at(0.8)
    got = expect(schedule(admin, post, due), 200).json()
    assert got["published_at"] == old
    sleep_until(due)
    assert expect(public.get(path_of(post)), 200).json()[
        "published_at"] == due
    eventually(lambda: site.sql(
        f"select status from posts where id = {post['id']}") == "PUBLISHED")
    for client in (public, editor):
        got = expect(client.get(path_of(post)), 200).json()
        assert (got["status"], got["published_at"]) == ("PUBLISHED", due)
        assert got["published_by"]["username"] == "admin"
        assert got["scheduled_publish_at"] is None


def test_schedules_in_order(public, editor):
    """Each becomes visible at its own time, none before."""
    category = make_category(editor)
    query = f"/posts/?category={category['slug']}"
    times = [at(2), at(2.4), at(2.8)]
    posts = []
    for when in times:
        posts.append(make_post(editor, category=category["id"]))
        expect(schedule(editor, posts[-1], when), 200)
    seen = []
    for post, when in zip(posts, times):
        before = listed(public, query)
        if time.time() < moment(when).timestamp():
            assert before == seen
        sleep_until(when)
        seen.insert(0, post["id"])
        assert listed(public, query) == seen


def test_schedule_taken_back(public, editor):
    post = make_post(editor)
    due = at(2)
    expect(schedule(editor, post, due), 200)
    expect(act(editor, post, "unpublish"), 200)
    sleep_until(due, 0.1)
    expect(public.get(path_of(post)), 404)
    got = expect(editor.get(path_of(post)), 200).json()
    assert (got["status"], got["published_at"]) == ("DRAFT", None)


def test_writer_cannot_touch_a_schedule(writer, editor):
    post = new_post(writer, editor, "SCHEDULED")
    expect(writer.patch(path_of(post), json={"scheduled_publish_at": None}),
           403, detail("Writers can only edit draft posts."))
