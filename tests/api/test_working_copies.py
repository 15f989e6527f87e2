"""Working copies: what is written apart from what is live."""

import re
import threading

import pytest

from support.cached import read, warm
from support.content import FORBIDDEN, STAMP, ordered
from support.make import (USER_PASSWORD, detail, expect, make_category,
                          make_image, make_media, make_post, make_user,
                          paragraph, unique, upload)

COPY = ("fields base_version stale submitted author media_blocks version "
        "created_at updated_at").split()
NOT_FOUND = detail("Not found.")
CHANGED = detail("The resource has changed since it was read.")
STALE = detail("The post has changed since this working copy was begun.")


def copy_of(post):
    return f"/posts/{post['id']}/working-copy/"


def path_of(post):
    return f"/posts/{post['id']}/"


def save(client, post, status=200, **fields):
    return expect(client.put(copy_of(post), json=fields), status)


def test_first_and_next(site, editor, admin):
    post = make_post(editor, publish=True)
    expect(editor.get(copy_of(post)), 404, NOT_FOUND)
    fields = {"title": "Written", "content": [paragraph("Later.")]}
    answer = save(editor, post, 201, **fields)
    row = ordered(answer.json(), COPY)
    assert answer.headers["Location"] == site.url + copy_of(post)
    assert row["fields"] == fields
    assert row["author"] == expect(editor.get(path_of(post)),
                                   200).json()["author"]
    assert row["author"]["username"] == "editor"
    assert not row["stale"] and not row["submitted"]
    assert row["media_blocks"] == [] and row["version"] == 1
    etag = answer.headers["ETag"]
    assert etag.startswith('"1-')
    assert expect(editor.get(copy_of(post)), 200).headers["ETag"] == etag
    # it replaces the whole copy
    row = save(admin, post, title="Only this").json()
    assert row["fields"] == {"title": "Only this"}
    assert row["author"]["username"] == "admin" and row["version"] == 2
    # what changes nothing changes nothing
    assert save(editor, post, title="Only this").json() == row
    expect(editor.delete(copy_of(post)), 204)
    expect(editor.get(copy_of(post)), 404, NOT_FOUND)
    expect(editor.delete(copy_of(post)), 404, NOT_FOUND)


def test_nothing_else_changes(public, editor):
    post = make_post(editor, publish=True)
    _, seen = warm(public, "/posts/", path_of(post))
    before = expect(editor.get(path_of(post)), 200).json()
    save(editor, post, 201, title="Not live", excerpt="x")
    expect(editor.post(copy_of(post) + "submit/"), 200)
    expect(editor.delete(copy_of(post)), 204)
    after = expect(editor.get(path_of(post)), 200).json()
    assert after["version"] == before["version"]
    assert read(public, path_of(post), "HIT").content == seen.content


@pytest.mark.parametrize("fields", [
    {"title": ""}, {"title": "  "}, {"content": []},
    {"content": [{"type": "paragraph", "text": ""}]},
    {"content": [{"type": "image"}]},
    {"content": [{"type": "image", "media_id": 999999999}]},
    {"content": [{"type": "embed", "url": "https:/"}]},
    {"canonical_url": "htt"}, {"slug": "half a slug"}, {"category": 999999999},
    {"featured_media": 999999999}, {"slug": ""}])
def test_what_is_incomplete_is_taken(editor, fields):
    post = make_post(editor)
    assert save(editor, post, 201, **fields).json()["fields"] == fields


@pytest.mark.parametrize("fields, wrong", [
    ({"title": "x" * 256},
     {"title": ["Ensure this field has no more than 255 characters."]}),
    ({"title": None}, {"title": ["This field may not be null."]}),
    ({"title": []}, {"title": ["Not a valid string."]}),
    ({"content": {}},
     {"content": ['Expected a list of items but got type "dict".']}),
    ({"content": [{"type": "x"}]},
     {"content": ['Block 1: "x" is not a valid block type.']}),
    ({"content": [{"type": "heading", "text": "", "level": 9}]},
     {"content": ["Block 1: level must be an integer from 1 to 6."]}),
    ({"category": []},
     {"category": ["Incorrect type. Expected pk value, received list."]}),
    ({"excerpt": "a\0"},
     {"excerpt": ["Null characters are not allowed."]}),
    ({"excerpt": "x" * 501},
     {"excerpt": ["Ensure this field has no more than 500 characters."]}),
    ({"content": [paragraph("x")] * 2001},
     {"content": ["Ensure this field has no more than 2000 elements."]}),
    ({"content": [paragraph("x" * 65536)] * 17},
     {"content": ["Ensure this field has no more than 1048576 bytes."]})])
def test_what_is_wrong_is_not(editor, fields, wrong):
    post = make_post(editor)
    expect(editor.put(copy_of(post), json=fields), 400, wrong)
    expect(editor.get(copy_of(post)), 404)


def test_unknown_and_other_fields_are_left_out(editor):
    post = make_post(editor)
    row = expect(editor.put(copy_of(post), json={
        "title": "t", "status": "PUBLISHED", "author": 1, "x": 1, "id": 3,
        "scheduled_publish_at": "2099-01-01T00:00Z"}), 201).json()
    assert row["fields"] == {"title": "t"}


def test_preconditions(editor):
    post = make_post(editor)
    expect(editor.put(copy_of(post), json={}, headers={"If-Match": '"1-x"'}),
           412, CHANGED)
    only_new = {"If-None-Match": "*"}
    expect(editor.put(copy_of(post), json={}, headers=only_new), 201)
    expect(editor.put(copy_of(post), json={}, headers=only_new), 412, CHANGED)
    etag = save(editor, post, title="a").headers["ETag"]
    save(editor, post, title="b")
    refused = expect(editor.put(copy_of(post), json={"title": "c"},
                                headers={"If-Match": etag}), 412, CHANGED)
    assert refused.headers["ETag"].startswith('"3')
    expect(editor.delete(copy_of(post), headers={"If-Match": etag}), 412)
    expect(editor.post(copy_of(post) + "submit/", headers={"If-Match": etag}),
           412)


def test_submit(editor):
    post = make_post(editor)
    expect(editor.post(copy_of(post) + "submit/"), 404, NOT_FOUND)
    save(editor, post, 201, title="a")
    row = expect(editor.post(copy_of(post) + "submit/"), 200).json()
    assert row["submitted"] is True
    assert save(editor, post, title="a").json()["submitted"] is False


def test_apply(public, editor):
    category = make_category(editor)
    post = make_post(editor, publish=True)
    save(editor, post, 201, title="Corrected", category=category["id"])
    row = expect(editor.post(copy_of(post) + "apply/"), 200).json()
    assert row["title"] == "Corrected"
    assert row["category"]["id"] == category["id"]
    assert row["content"] == post["content"]
    assert row["status"] == "PUBLISHED"
    expect(editor.get(copy_of(post)), 404)
    expect(editor.post(copy_of(post) + "apply/"), 404, NOT_FOUND)
    assert public.get(path_of(post)).json()["title"] == "Corrected"


def test_apply_names_what_is_wrong(editor):
    post = make_post(editor)
    taken = make_post(editor)["slug"]
    save(editor, post, 201, title="", slug=taken, category=999999999,
         content=[{"type": "paragraph"}])
    wrong = expect(editor.post(copy_of(post) + "apply/"), 400).json()
    assert wrong == {
        "title": ["This field may not be blank."],
        "slug": ["post with this slug already exists."],
        "content": ["Block 1: text is required."],
        "category": ['Invalid pk "999999999" - object does not exist.']}
    row = expect(editor.get(copy_of(post)), 200).json()
    assert row["fields"]["category"] == 999999999


def test_stale(editor, admin):
    post = make_post(editor)
    save(editor, post, 201, title="Mine")
    row = expect(admin.patch(path_of(post), json={"excerpt": "theirs"}), 200)
    assert expect(editor.get(copy_of(post)), 200).json()["stale"] is True
    expect(editor.post(copy_of(post) + "apply/"), 409, STALE)
    # a PUT leaves base_version where it was
    assert save(editor, post, title="Mine too").json()["stale"] is True
    expect(editor.post(copy_of(post) + "apply/"), 409, STALE)
    expect(editor.post(copy_of(post) + "apply/",
                       headers={"If-Match": '"1-x"'}), 412, CHANGED)
    row = expect(editor.post(copy_of(post) + "apply/", headers={
        "If-Match": row.headers["ETag"]}), 200).json()
    assert (row["title"], row["excerpt"]) == ("Mine too", "theirs")


def test_who(public, writer, writer2, editor):
    live = make_post(writer)
    expect(editor.post(path_of(live) + "publish/"), 200)
    draft = make_post(writer)
    for method in ("GET", "PUT", "DELETE"):
        expect(public.request(method, copy_of(live)), 401)
        expect(writer2.request(method, copy_of(live), json={}), 403,
               detail(FORBIDDEN))
        expect(writer2.request(method, copy_of(draft), json={}), 404,
               NOT_FOUND)
    # a published article can be corrected by its writer, but not by itself
    save(writer, live, 201, title="A correction")
    expect(writer.post(copy_of(live) + "submit/"), 200)
    expect(writer.post(copy_of(live) + "apply/"), 403,
           detail("Writers can only edit draft posts."))
    expect(editor.post(copy_of(live) + "apply/"), 200)
    save(writer, draft, 201, title="A draft")
    expect(writer.post(copy_of(draft) + "apply/"), 200)


def test_archived(writer, editor):
    post = make_post(writer)
    save(writer, post, 201, title="x")
    expect(editor.post(path_of(post) + "archive/"), 200)
    expect(writer.put(copy_of(post), json={}), 403,
           detail("Writers cannot edit archived posts."))
    for answer in (writer.delete(copy_of(post)),
                   writer.post(copy_of(post) + "submit/")):
        expect(answer, 403, detail("Writers cannot edit archived posts."))
    assert not expect(writer.get(copy_of(post)), 200).json()["submitted"]
    save(editor, post, title="y")
    expect(editor.post(copy_of(post) + "submit/"), 200)
    expect(editor.delete(copy_of(post)), 204)


def test_media_is_in_use(editor):
    media = make_media(editor, make_image(31, 47))
    post = make_post(editor)
    row = save(editor, post, 201, thumbnail_media=media["id"],
               content=[{"type": "image", "media_id": media["id"]}]).json()
    assert [m["id"] for m in row["media_blocks"]] == [media["id"]]
    expect(editor.delete(f"/media/{media['id']}/"), 400, {
        "detail": "Media is used in posts and cannot be deleted.",
        "posts": [post["id"]]})
    assert expect(editor.get(
        f"/media/?in_use=true&file_hash={media['file_hash']}"),
        200).json()["count"] == 1
    save(editor, post, title="without")
    expect(editor.delete(f"/media/{media['id']}/"), 204)


def test_media_that_is_not_ready(editor):
    media = expect(upload(editor, make_image(33, 43)), 201).json()
    post = make_post(editor)
    row = save(editor, post, 201, content=[
        {"type": "gallery", "media_ids": [999999999, media["id"]]}]).json()
    assert [m["id"] for m in row["media_blocks"]] == [media["id"]]


def test_it_goes_with_the_post(editor):
    post = make_post(editor)
    save(editor, post, 201, title="x")
    expect(editor.delete(path_of(post)), 204)
    expect(editor.get(copy_of(post)), 404)
    expect(editor.post(path_of(post) + "undelete/"), 200)
    expect(editor.get(copy_of(post)), 404)


def test_two_at_once(editor, admin):
    """Each PUT with If-Match wins or is told; no text is lost unnoticed."""
    post = make_post(editor)
    etag = save(editor, post, 201, title="start").headers["ETag"]
    answers = []

    def put(client, title):
        answers.append(client.put(copy_of(post), json={"title": title},
                                  headers={"If-Match": etag}).status_code)

    threads = [threading.Thread(target=put, args=(client, unique("t")))
               for client in (editor, admin) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [200] + [412] * 7


def test_times(editor):
    post = make_post(editor)
    row = save(editor, post, 201).json()
    assert re.fullmatch(STAMP, row["created_at"])
    assert re.fullmatch(STAMP, row["updated_at"])


def test_a_role_that_is_lost(site, admin, public):
    """Between PUT and apply: the rights are those of the moment."""
    user = make_user(admin, role="EDITOR")
    login = expect(site.stranger().post("/auth/login/", json={
        "username": user["username"], "password": USER_PASSWORD}), 200)
    client = site.client(login.json()["token"])
    post, own = make_post(admin, publish=True), make_post(client, publish=True)
    for one in (post, own):
        save(client, one, 201, title="Changed")
    expect(admin.patch(f"/users/{user['id']}/", json={"role": "WRITER"}), 200)
    expect(client.post(copy_of(post) + "apply/"), 403, detail(FORBIDDEN))
    expect(client.put(copy_of(post), json={}), 403, detail(FORBIDDEN))
    expect(client.post(copy_of(own) + "apply/"), 403,
           detail("Writers can only edit draft posts."))
    for one in (post, own):
        assert public.get(path_of(one)).json()["title"] == one["title"]
        row = expect(admin.get(copy_of(one)), 200).json()
        assert row["fields"] == {"title": "Changed"}
