"""PUT, PATCH and DELETE of posts: who may, what changes, which texts."""

import pytest

from support.content import (ANONYMOUS, FORBIDDEN, POST_DETAIL, STATUSES,
                             act, at, failed_media, new_post, ordered)
from support.make import (detail, expect, make_category, make_media,
                          make_post, make_user, paragraph, unique)

DRAFT_ONLY = detail("Writers can only edit draft posts.")
NO_STATUS = detail("Writers cannot change the status of a post.")
REQUIRED = ["This field is required."]


def path_of(post):
    return f"/posts/{post['id']}/"


def me(client):
    return expect(client.get("/auth/me/"), 200).json()


def test_patch_changes_one_field(writer):
    post = make_post(writer, excerpt="before", seo_title="keep")
    got = expect(writer.patch(path_of(post), json={"excerpt": "after"}),
                 200).json()
    ordered(got, POST_DETAIL)
    changed = {name for name in got if got[name] != post[name]}
    assert changed == {"excerpt", "updated_at", "last_edited_by", "version"}
    assert got["excerpt"] == "after"
    assert got["last_edited_by"] == post["author"]
    assert got["updated_at"] > post["updated_at"]
    assert expect(writer.get(path_of(post)), 200).json() == got


def test_empty_patch(writer):
    post = make_post(writer)
    for kwargs in ({}, {"json": {}}, {"data": "", "headers": {
            "Content-Type": "text/plain"}}):
        got = expect(writer.patch(path_of(post), **kwargs), 200).json()
        assert got["title"] == post["title"]


def test_put_needs_title_and_content(writer):
    post = make_post(writer)
    expect(writer.put(path_of(post), json={}), 400,
           {"title": REQUIRED, "content": REQUIRED})
    expect(writer.put(path_of(post), json={"title": "x"}), 400,
           {"content": REQUIRED})


def test_put_leaves_what_is_absent(editor):
    media = make_media(editor)
    category = make_category(editor)
    post = make_post(editor, excerpt="e", category=category["id"],
                     og_media=media["id"], no_index=True, seo_keywords="k",
                     canonical_url="https://example.org/")
    got = expect(editor.put(path_of(post), json={
        "title": "New", "content": [paragraph("Other.")]}), 200).json()
    changed = {name for name in got if got[name] != post[name]}
    assert changed == {"title", "content", "updated_at", "last_edited_by",
                       "version"}
    assert got["slug"] == post["slug"]


def test_slug_follows_no_title_and_blank_is_left_out(writer):
    post = make_post(writer)
    for method in (writer.put, writer.patch):
        got = expect(method(path_of(post), json={
            "title": unique("Other "), "content": [], "slug": ""}),
            200).json()
        assert got["slug"] == post["slug"]


@pytest.mark.parametrize("status", STATUSES)
def test_what_was_read_can_be_sent_back(writer, editor, status):
    media = make_media(writer)
    category = make_category(editor)
    post = new_post(writer, editor, status, category=category["id"],
                    featured_media=media["id"], thumbnail_media=media["id"],
                    content=[{"type": "image", "media_id": media["id"]}])
    for method in (editor.put, editor.patch):
        assert expect(method(path_of(post), json=post), 200).json() == post


def test_writer_sends_back_its_draft(writer):
    post = make_post(writer)
    assert expect(writer.put(path_of(post), json=post), 200).json() == post
    post["title"] += "."
    got = expect(writer.put(path_of(post), json=post), 200).json()
    assert got["status"] == "DRAFT"
    assert got["last_edited_by"]["username"] == "writer"


@pytest.mark.parametrize("method", ["put", "patch"])
@pytest.mark.parametrize("status", STATUSES)
def test_who_may_edit(request, public, writer, writer2, editor, method,
                      status):
    post = new_post(writer, editor, status)
    body = {"title": unique("Edited "), "content": []}

    def send(client):
        return getattr(client, method)(path_of(post), json=body)

    expect(send(public), 401, detail(ANONYMOUS))
    if status == "DRAFT":
        expect(send(writer), 200)
    else:
        expect(send(writer), 403, DRAFT_ONLY)
    if status == "PUBLISHED":
        expect(send(writer2), 403, detail(FORBIDDEN))
    else:
        expect(send(writer2), 404, detail("Not found."))
    for name in ("editor", "admin"):
        got = expect(send(request.getfixturevalue(name)), 200).json()
        assert got["status"] == status
        assert got["title"] == body["title"]


@pytest.mark.parametrize("status", STATUSES)
def test_who_may_delete(public, writer, writer2, editor, status):
    post = new_post(writer, editor, status)
    expect(public.delete(path_of(post)), 401, detail(ANONYMOUS))
    if status == "PUBLISHED":
        expect(writer2.delete(path_of(post)), 403, detail(FORBIDDEN))
    else:
        expect(writer2.delete(path_of(post)), 404, detail("Not found."))
    if status == "DRAFT":
        answer = expect(writer.delete(path_of(post)), 204)
    else:
        expect(writer.delete(path_of(post)), 403, DRAFT_ONLY)
        answer = expect(editor.delete(path_of(post)), 204)
    assert answer.content == b""
    assert "Content-Type" not in answer.headers
    for client in (public, writer, editor):
        expect(client.get(path_of(post)), 404, detail("Not found."))
    expect(editor.delete(path_of(post)), 404, detail("Not found."))


def test_admin_deletes(writer, admin):
    post = make_post(writer)
    expect(admin.delete(path_of(post)), 204)


def test_checks_come_in_order(public, writer, writer2, editor):
    """Row, right to the row, type of the body, content of the body."""
    post = make_post(editor, publish=True)
    text = {"data": "x", "headers": {"Content-Type": "text/plain"}}
    bad = {"data": "{", "headers": {"Content-Type": "application/json"}}
    for kwargs in (text, bad):
        expect(public.patch("/posts/999999999/", **kwargs), 401)
        expect(writer.patch("/posts/999999999/", **kwargs), 404)
        expect(writer.patch(path_of(post), **kwargs), 403,
               detail(FORBIDDEN))
    mine = make_post(writer2)
    stale = {"If-Match": '"999-0"'}
    expect(writer2.patch(path_of(mine), data="x", headers={
        "Content-Type": "text/plain", **stale}), 412,
        detail("The resource has changed since it was read."))
    expect(writer2.patch(path_of(mine), **text), 415, detail(
        'Unsupported media type "text/plain" in request.'))
    got = expect(writer2.patch(path_of(mine), **bad), 400).json()
    assert got["detail"].startswith("JSON parse error - ")


def test_writer_and_status(writer):
    post = make_post(writer)
    for status in STATUSES[1:]:
        expect(writer.patch(path_of(post), json={"status": status}), 403,
               NO_STATUS)
    for value in ("LIVE", "draft", "", 5):
        expect(writer.patch(path_of(post), json={"status": value}), 400,
               {"status": [f'"{value}" is not a valid choice.']})
    got = expect(writer.patch(path_of(post), json={
        "status": "DRAFT", "scheduled_publish_at": at(60),
        "author": 999999999}), 200).json()
    assert got["scheduled_publish_at"] is None
    assert got["author"]["username"] == "writer"


def test_bad_status_of_editor(editor):
    post = make_post(editor)
    for value in ("LIVE", "draft", "", 5):
        expect(editor.patch(path_of(post), json={"status": value}), 400,
               {"status": [f'"{value}" is not a valid choice.']})
    expect(editor.patch(path_of(post), json={"status": None}), 400,
           {"status": ["This field may not be null."]})


def test_author(editor, admin, writer, writer2):
    first, second = me(writer), me(writer2)
    post = make_post(writer)
    for client, value, wanted in (
            (editor, second["id"], "writer2"),
            (admin, {"id": first["id"], "username": "x", "name": "y"},
             "writer"), (editor, str(second["id"]), "writer2")):
        got = expect(client.patch(path_of(post), json={"author": value}),
                     200).json()
        assert got["author"]["username"] == wanted
    expect(writer.get(path_of(post)), 404, detail("Not found."))
    expect(writer2.patch(path_of(post), json={"excerpt": "mine"}), 200)
    for value, text in (
            (999999999,
             'Invalid pk "999999999" - object does not exist.'),
            ("x", "Incorrect type. Expected pk value, received str."),
            (None, "This field may not be null."),
            ("", "This field may not be null.")):
        expect(editor.patch(path_of(post), json={"author": value}), 400,
               {"author": [text]})


def test_relations_can_be_emptied(editor):
    media = make_media(editor)
    category = make_category(editor)
    for empty in (None, ""):
        post = make_post(editor, category=category["id"],
                         featured_media=media["id"],
                         thumbnail_media=media["id"], og_media=media["id"])
        got = expect(editor.patch(path_of(post), json={
            "category": empty, "featured_media": empty,
            "thumbnail_media": empty, "og_media": empty}), 200).json()
        for name in ("category", "featured_media", "thumbnail_media",
                     "og_media"):
            assert got[name] is None


def test_media_it_has_is_not_checked_again(site, writer, editor):
    """A picture that is no longer READY stays where it is."""
    media = make_media(writer)
    post = make_post(writer, og_media=media["id"], content=[
        {"type": "image", "media_id": media["id"]}])
    site.sql("update media_files f set status = 'FAILED', error = 'x' "
             f"from media m where m.file_id = f.id and m.id = {media['id']}")
    got = expect(writer.put(path_of(post), json=post), 200).json()
    assert got["og_media"]["id"] == media["id"]
    assert got["og_media"]["status"] == "FAILED"
    expect(writer.patch(path_of(post), json={
        "featured_media": failed_media(writer)["id"]}), 400)


def test_failed_write_changes_nothing(editor):
    post = make_post(editor)
    expect(editor.patch(path_of(post), json={
        "title": "Changed", "category": 999999999}), 400)
    assert expect(editor.get(path_of(post)), 200).json() == post


def test_errors_of_patch(editor):
    other = make_post(editor)
    post = make_post(editor)
    expect(editor.patch(path_of(post), json={"slug": other["slug"]}), 400,
           {"slug": ["post with this slug already exists."]})
    expect(editor.patch(path_of(post), json={"title": " "}), 400,
           {"title": ["This field may not be blank."]})
    expect(editor.patch(path_of(post), json=[]), 400, {
        "non_field_errors":
        ["Invalid data. Expected a dictionary, but got list."]})
    expect(editor.patch(path_of(post), json={"slug": post["slug"]}), 200)


def test_wrong_methods(public, editor):
    post = make_post(editor, publish=True)
    for path, allowed in ((path_of(post), "GET PUT PATCH DELETE"),
                          ("/posts/", "GET POST"),
                          (f"/posts/slug/{post['slug']}/", "GET"),
                          (path_of(post) + "publish/", "POST")):
        wanted = set(allowed.split()) | {"OPTIONS"}
        if "GET" in wanted:
            wanted.add("HEAD")
        for method in {"PUT", "PATCH", "DELETE", "POST"} - wanted:
            answer = expect(public.request(method, path), 405, detail(
                f'Method "{method}" not allowed.'))
            assert set(answer.headers["Allow"].split(", ")) == wanted
        answer = expect(public.options(path), 200, "")
        assert set(answer.headers["Allow"].split(", ")) == wanted


def test_if_match_on_writes_and_actions(editor):
    post = make_post(editor)
    path = path_of(post)
    old = expect(editor.get(path), 200).headers["ETag"]
    answer = expect(editor.patch(path, json={"excerpt": "1"},
                                 headers={"If-Match": old}), 200)
    new = expect(editor.get(path), 200).headers["ETag"]
    assert new != old
    stale = {"If-Match": old}
    changed = detail("The resource has changed since it was read.")
    expect(editor.patch(path, json={}, headers=stale), 412, changed)
    expect(editor.put(path, json=answer.json(), headers=stale), 412, changed)
    expect(editor.delete(path, headers=stale), 412, changed)
    for action in ("publish", "submit", "archive"):
        expect(editor.post(path + action + "/", headers=stale), 412, changed)
    expect(editor.post(path + "publish/", headers={"If-Match": new}), 200)
    expect(editor.delete(path, headers={"If-Match": "*"}), 204)


def test_last_edited_by_is_of_edits_only(editor, admin):
    post = make_post(editor)
    expect(act(admin, post, "publish"), 200)
    got = expect(editor.get(path_of(post)), 200).json()
    assert got["last_edited_by"] is None
    assert got["published_by"]["username"] == "admin"
    got = expect(admin.patch(path_of(post), json={"excerpt": "x"}),
                 200).json()
    assert got["last_edited_by"]["username"] == "admin"


def test_names_of_people(admin, site):
    """First and last name, or else the user name."""
    user = make_user(admin, first_name="Ada", last_name="Lovelace")
    client = site.login(user["username"], user["password"])
    post = make_post(client)
    assert post["author"] == {"id": user["id"],
                              "username": user["username"],
                              "name": "Ada Lovelace"}
    only = make_user(admin, first_name="Ada")
    post = make_post(site.login(only["username"], only["password"]))
    assert post["author"]["name"] == "Ada"
