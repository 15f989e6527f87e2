"""One action on many posts; and the times that an ADMIN may set."""

import pytest

from support.content import at, listed, put_in
from support.make import (detail, expect, make_category, make_post,
                          make_user, paragraph, unique)

GONE = 2147483000
PAST = ["Time must be in the past."]


def bulk(client, ids, action, status=200, **more):
    answer = expect(client.post("/posts/bulk/", json={
        "ids": ids, "action": action, **more}), status)
    return answer.json()["results"] if status == 200 else answer.json()


def states(editor, posts):
    return [expect(editor.get(f"/posts/{post['id']}/"), 200).json()["status"]
            for post in posts]


def test_every_action(editor, public):
    posts = [make_post(editor) for _ in range(3)]
    ids = [post["id"] for post in posts]
    fine = [{"id": number, "status": 200} for number in ids]
    for action, fields, state in (
            ("submit", None, "IN_REVIEW"), ("reject", None, "DRAFT"),
            ("schedule", {"scheduled_publish_at": at(3600)}, "SCHEDULED"),
            ("publish", {}, "PUBLISHED"), ("unpublish", None, "DRAFT"),
            ("archive", None, "ARCHIVED"), ("restore", None, "DRAFT"),
            ("set", {"status": "PUBLISHED", "excerpt": "e"}, "PUBLISHED")):
        assert bulk(editor, ids, action, fields=fields) == fine, action
        assert states(editor, posts) == [state] * 3
    assert expect(public.get(f"/posts/{ids[2]}/"), 200).json()["excerpt"] == \
        "e"
    assert bulk(editor, ids[::-1], "delete") == [
        {"id": number, "status": 204} for number in ids[::-1]]
    expect(public.get(f"/posts/{ids[0]}/"), 404)


def test_each_by_itself_with_the_errors_of_the_single_request(editor):
    draft, live, filed = (make_post(editor) for _ in range(3))
    put_in(editor, live, "PUBLISHED")
    put_in(editor, filed, "ARCHIVED")
    ids = [filed["id"], GONE, draft["id"], live["id"], 0, -3]
    for action, path, method, fields in (
            ("publish", "publish/", "POST", {}), ("submit", "submit/", "POST", {}),
            ("unpublish", "unpublish/", "POST", {}),
            ("restore", "restore/", "POST", {}),
            ("schedule", "schedule/", "POST", {"scheduled_publish_at": "x"}),
            ("set", "", "PATCH", {"title": "", "category": GONE}),
            ("set", "", "PATCH", {"content": [5], "status": "SCHEDULED"})):
        got = bulk(editor, ids, action, fields=fields)
        assert [row["id"] for row in got] == ids
        for row in got:
            if row["status"] == 200:
                assert set(row) == {"id", "status"}
                continue
            if row["id"] < 1:
                assert row == {"id": row["id"], "status": 404,
                               "errors": detail("Not found.")}
                continue
            single = editor.request(method, f"/posts/{row['id']}/{path}",
                                    json=fields)
            expect(single, row["status"])
            assert row["errors"] == single.json()
    assert states(editor, [filed, draft]) == ["DRAFT", "DRAFT"]


def test_whole_list_is_looked_at_before(editor):
    post = make_post(editor)["id"]
    required, null = "This field is required.", "This field may not be null."
    for body, wrong in (
            ({}, {"ids": [required], "action": [required]}),
            ({"ids": None, "action": None}, {"ids": [null], "action": [null]}),
            ({"ids": [], "action": "x"},
             {"ids": ["This list may not be empty."],
              "action": ['"x" is not a valid choice.']}),
            ({"ids": {"a": 1}, "action": "publish"},
             {"ids": ['Expected a list of items but got type "dict".']}),
            ({"ids": "5", "action": "publish"},
             {"ids": ['Expected a list of items but got type "str".']}),
            ({"ids": [post, "x"], "action": "publish"},
             {"ids": ["A valid integer is required."]}),
            ({"ids": [True], "action": "publish"},
             {"ids": ["A valid integer is required."]}),
            ({"ids": [post, post], "action": "publish"},
             {"ids": ["Each id may be named once."]}),
            ({"ids": list(range(1, 102)), "action": "publish"},
             {"ids": ["Ensure this field has no more than 100 elements."]}),
            ({"ids": [post], "action": "set"}, {"fields": [required]}),
            ({"ids": [post], "action": "set", "fields": None},
             {"fields": [required]}),
            ({"ids": [post], "action": "set", "fields": [1]},
             {"fields": ['Expected a dictionary of items but got type '
                         '"list".']})):
        expect(editor.post("/posts/bulk/", json=body), 400, wrong)
    assert states(editor, [{"id": post}]) == ["DRAFT"]
    assert bulk(editor, [str(post)], "publish")[0]["status"] == 200


def test_a_hundred(editor, public):
    category = make_category(editor)["id"]
    ids = [make_post(editor, category=category)["id"] for _ in range(100)]
    assert bulk(editor, ids, "publish") == [
        {"id": number, "status": 200} for number in ids]
    assert expect(public.get(f"/posts/?category={category}&page_size=1"),
                  200).json()["count"] == 100
    assert bulk(editor, ids, "set", fields={"category": None}) == [
        {"id": number, "status": 200} for number in ids]
    expect(editor.delete(f"/categories/{category}/"), 204)


def test_who_may(public, writer, editor, admin):
    body = {"ids": [make_post(writer)["id"]], "action": "submit"}
    expect(public.post("/posts/bulk/", json=body), 401)
    expect(writer.post("/posts/bulk/", json=body), 403)
    post = make_post(admin)["id"]
    expect(editor.post("/posts/bulk/", json={
        "ids": [post], "action": "submit"}, headers={"If-Match": '"99-x"'}),
        200, {"results": [{"id": post, "status": 200}]})
    token = expect(editor.post("/auth/tokens/", json={
        "name": "r", "read_only": True}), 201).json()["token"]
    expect(public.post("/posts/bulk/", json=body, headers={
        "Authorization": "Bearer " + token}), 403)


def test_what_an_editor_may_not_set(editor, admin, writer):
    """`fields` are those of the single request, and its caller's."""
    post = make_post(writer)
    old = "2001-02-03T04:05:06.000007Z"
    for client, wanted in ((editor, post["created_at"]), (admin, old)):
        bulk(client, [post["id"]], "set", fields={"created_at": old})
        assert expect(editor.get(f"/posts/{post['id']}/"),
                      200).json()["created_at"] == wanted


# ---- times of imports

def test_times_by_an_admin(admin, public):
    category = make_category(admin)["id"]
    old, older = "2011-02-03T04:05:06.123456Z", "2001-01-01T00:00:00.000000Z"
    post = make_post(admin, published_at=old, created_at=older,
                     category=category)
    path = f"/posts/{post['id']}/"
    assert (post["status"], post["published_at"], post["created_at"]) == (
        "DRAFT", old, older)
    expect(public.get(path), 404)
    post = expect(admin.post(path + "publish/"), 200).json()
    assert (post["published_at"], post["created_at"]) == (old, older)
    newer = make_post(admin, category=category, publish=True)["id"]
    query = f"/posts/?category={category}"
    assert listed(public, query) == [newer, post["id"]]
    changed = expect(admin.patch(f"/posts/{newer}/", json={
        "published_at": "2001-01-01T02:00+02:00"}), 200).json()
    assert changed["published_at"] == older
    assert listed(public, query) == [post["id"], newer]
    expect(admin.patch(path, json={"created_at": "1999-01-01T00:00Z"}), 200)
    assert listed(public, query + "&ordering=created_at")[0] == post["id"]
    assert expect(public.get(path), 200).json()["created_at"] == \
        "1999-01-01T00:00:00.000000Z"


def test_null_and_wrong_times(admin):
    post = make_post(admin, published_at="2011-01-01T00:00Z")
    path = f"/posts/{post['id']}/"
    assert expect(admin.patch(path, json={"published_at": None}),
                  200).json()["published_at"] is None
    assert expect(admin.patch(path, json={"published_at": ""}),
                  200).json()["published_at"] is None
    for name in ("published_at", "created_at"):
        for call in (lambda body: admin.patch(path, json=body),
                     lambda body: admin.post("/posts/", json={
                         "title": "x", "content": [paragraph()], **body})):
            expect(call({name: at(60)}), 400, {name: PAST})
            assert name in expect(call({name: "x"}), 400).json()
    expect(admin.patch(path, json={"created_at": None}), 400, {
        "created_at": ["This field may not be null."]})
    live = make_post(admin, publish=True)
    got = expect(admin.patch(f"/posts/{live['id']}/", json={
        "published_at": None}), 200).json()
    assert got["status"] == "PUBLISHED" and got["published_at"]


def test_what_was_read_can_be_sent_back(admin):
    post = make_post(admin, publish=True)
    path = f"/posts/{post['id']}/"
    expect(admin.patch(path, json=post), 200, post)
    expect(admin.put(path, json=post), 200, post)


@pytest.mark.parametrize("who", ["editor", "writer"])
def test_others_may_not(who, request):
    client = request.getfixturevalue(who)
    sent = {"published_at": "2011-01-01T00:00Z",
            "created_at": "2011-01-01T00:00Z"}
    post = make_post(client, **sent)
    assert post["published_at"] is None
    assert not post["created_at"].startswith("2011")
    got = expect(client.patch(f"/posts/{post['id']}/", json={
        "published_at": at(99), "created_at": "x"}), 200).json()
    assert got == post


def test_archive_follows_the_times(admin, public):
    user = make_user(admin)["id"]
    category = make_category(admin)["id"]
    post = make_post(admin, category=category, publish=True)
    expect(admin.patch(f"/posts/{post['id']}/", json={
        "published_at": "2003-04-05T00:00Z", "author": user}), 200)
    expect(public.get(f"/posts/archive/?category={category}"), 200,
           [{"year": 2003, "month": 4, "count": 1}])
    assert unique()
