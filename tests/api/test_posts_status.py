"""Statuses of posts: who sees them, and every way between them."""

import pytest

from support.content import (ANONYMOUS, FORBIDDEN, STATUSES, act, at,
                             listed, new_post)
from support.make import detail, expect, make_category, make_post

ROLES = ["writer", "editor", "admin"]
TARGET = {"publish": "PUBLISHED", "schedule": "SCHEDULED",
          "submit": "IN_REVIEW", "reject": "DRAFT", "unpublish": "DRAFT",
          "archive": "ARCHIVED", "restore": "DRAFT"}
FROM = {"publish": {"DRAFT", "IN_REVIEW", "SCHEDULED", "ARCHIVED"},
        "schedule": {"DRAFT", "IN_REVIEW", "SCHEDULED"},
        "submit": {"DRAFT"}, "reject": {"IN_REVIEW"},
        "unpublish": {"PUBLISHED", "SCHEDULED"},
        "archive": {"DRAFT", "IN_REVIEW", "SCHEDULED", "PUBLISHED"},
        "restore": {"ARCHIVED"}}
OF_WRITERS = {"submit", "reject"}


def cannot(old, new):
    return f"Cannot go from {old} to {new}."


def do(client, post, action):
    body = {"scheduled_publish_at": at(3600)} if action == "schedule" else {}
    return act(client, post, action, **body)


def path_of(post):
    return f"/posts/{post['id']}/"


@pytest.mark.parametrize("status", STATUSES)
def test_who_sees_it(public, writer, writer2, editor, admin, status):
    category = make_category(editor)
    post = new_post(writer, editor, status, category=category["id"])
    query = f"/posts/?category={category['id']}"
    live = status == "PUBLISHED"
    for client, detail_seen, list_seen in (
            (public, live, live), (writer, True, True),
            (writer2, live, False), (editor, True, True),
            (admin, True, True)):
        for path in (path_of(post), f"/posts/slug/{post['slug']}/"):
            if detail_seen:
                got = expect(client.get(path), 200).json()
                assert (got["id"], got["status"]) == (post["id"], status)
                expect(client.head(path), 200)
            else:
                expect(client.get(path), 404, detail("Not found."))
                expect(client.head(path), 404)
        assert listed(client, query) == ([post["id"]] if list_seen else [])


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("action", sorted(TARGET))
def test_action(public, writer, writer2, editor, admin, action, status):
    """Every action from every status, for every kind of caller."""
    target = TARGET[action]
    if status in FROM[action]:
        wanted = None
    elif (action, status) == ("publish", "PUBLISHED"):
        wanted = "Post is already published."
    else:
        wanted = cannot(status, target)

    post = new_post(writer, editor, status)
    expect(do(public, post, action), 401, detail(ANONYMOUS))
    if action not in OF_WRITERS:
        for client in (writer, writer2):
            expect(do(client, post, action), 403, detail(FORBIDDEN))
    elif status == "PUBLISHED":
        expect(do(writer2, post, action), 403, detail(FORBIDDEN))
    else:
        expect(do(writer2, post, action), 404, detail("Not found."))
    assert expect(editor.get(path_of(post)), 200).json() == post

    able = [editor, admin] + ([writer] if action in OF_WRITERS else [])
    for client in able:
        post = new_post(writer, editor, status)
        answer = do(client, post, action)
        if wanted:
            expect(answer, 400, detail(wanted))
            got = expect(editor.get(path_of(post)), 200).json()
            assert got == post
            continue
        got = expect(answer, 200).json()
        assert got["status"] == target
        assert expect(client.get(path_of(post)), 200).json() == got
        check_marks(post, got, client.get("/auth/me/").json()["username"])


def check_marks(post, got, name):
    """published_at, published_by and the schedule after a transition."""
    if got["status"] == "PUBLISHED":
        assert got["published_by"]["username"] == name
        if post["published_at"]:
            assert got["published_at"] == post["published_at"]
        else:
            assert got["published_at"] >= post["updated_at"]
    else:
        assert got["published_at"] == post["published_at"]
        assert got["published_by"] == post["published_by"]
    assert (got["scheduled_publish_at"] is not None) == \
        (got["status"] == "SCHEDULED")
    assert got["updated_at"] > post["updated_at"]


@pytest.mark.parametrize("action", sorted(TARGET))
def test_action_on_no_row(public, writer, editor, action):
    post = {"id": 999999999}
    expect(do(public, post, action), 401, detail(ANONYMOUS))
    if action in OF_WRITERS:
        expect(do(writer, post, action), 404, detail("Not found."))
    else:
        expect(do(writer, post, action), 403, detail(FORBIDDEN))
    expect(do(editor, post, action), 404, detail("Not found."))
    expect(editor.post(f"/posts/abc/{action}/"), 404, detail("Not found."))


def test_unknown_action(editor):
    post = make_post(editor)
    expect(act(editor, post, "explode"), 404, detail("Not found."))


@pytest.mark.parametrize("new", STATUSES)
@pytest.mark.parametrize("old", STATUSES)
def test_status_by_patch(writer, editor, old, new):
    post = new_post(writer, editor, old)
    body = {"status": new}
    if new == "SCHEDULED" and old != new:
        body["scheduled_publish_at"] = at(7200)
    answer = editor.patch(path_of(post), json=body)
    allowed = old == new or any(
        TARGET[action] == new and old in FROM[action] for action in TARGET)
    if not allowed:
        expect(answer, 400, {"status": [cannot(old, new)]})
        assert expect(editor.get(path_of(post)), 200).json() == post
        return
    got = expect(answer, 200).json()
    assert got["status"] == new
    if old == new:
        for name in ("published_at", "published_by",
                     "scheduled_publish_at"):
            assert got[name] == post[name]
    else:
        check_marks(post, got, "editor")


def test_status_by_put(editor):
    post = make_post(editor)
    got = expect(editor.put(path_of(post), json=dict(
        post, status="PUBLISHED")), 200).json()
    assert got["status"] == "PUBLISHED"
    assert got["published_by"]["username"] == "editor"


def test_publishing_again_keeps_the_first_time(editor, admin):
    post = make_post(editor, publish=True)
    first = post["published_at"]
    for step, status in (("unpublish", "DRAFT"), ("submit", "IN_REVIEW"),
                         ("archive", "ARCHIVED"), ("restore", "DRAFT")):
        got = expect(act(editor, post, step), 200).json()
        assert (got["status"], got["published_at"]) == (status, first)
        assert got["published_by"]["username"] == "editor"
    got = expect(act(admin, post, "publish"), 200).json()
    assert got["published_at"] == first
    assert got["published_by"]["username"] == "admin"


def test_publish_while_archived_and_back(public, editor):
    post = make_post(editor, publish=True)
    expect(act(editor, post, "archive"), 200)
    expect(public.get(path_of(post)), 404)
    expect(act(editor, post, "publish"), 200)
    expect(public.get(path_of(post)), 200)
    expect(act(editor, post, "unpublish"), 200)
    expect(public.get(path_of(post)), 404)


def test_withdrawn_post_can_be_edited_again(writer):
    post = make_post(writer)
    expect(act(writer, post, "submit"), 200)
    expect(writer.patch(path_of(post), json={"excerpt": "x"}), 403,
           detail("Writers can only edit draft posts."))
    expect(act(writer, post, "reject"), 200)
    expect(writer.patch(path_of(post), json={"excerpt": "x"}), 200)


def test_read_only_members_of_action_bodies(editor):
    """An action takes nothing but what is its own."""
    post = make_post(editor)
    got = expect(act(editor, post, "publish", title="Other",
                     status="ARCHIVED", published_at=at(-999)), 200).json()
    assert got["title"] == post["title"]
    assert got["status"] == "PUBLISHED"
    assert got["published_at"] > post["created_at"]
