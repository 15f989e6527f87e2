"""Who sees what and who may do what: the contract's table of roles."""

import pytest

from support.make import (detail, expect, make_ad, make_category, make_post,
                          make_tag,
                          paragraph, unique)
from support.routes import FORBIDDEN, NOT_FOUND, UNAUTHENTICATED

STATUSES = ["DRAFT", "IN_REVIEW", "SCHEDULED", "PUBLISHED", "ARCHIVED"]
FUTURE = "2099-01-01T00:00:00Z"
DRAFT_ONLY = detail("Writers can only edit draft posts.")


def bring_to(editor, post, status):
    path = f"/posts/{post['id']}/"
    if status == "IN_REVIEW":
        expect(editor.post(path + "submit/"), 200)
    elif status == "SCHEDULED":
        expect(editor.post(path + "schedule/", json={
            "scheduled_publish_at": FUTURE}), 200)
    elif status == "PUBLISHED":
        expect(editor.post(path + "publish/"), 200)
    elif status == "ARCHIVED":
        expect(editor.post(path + "archive/"), 200)
    return post["id"]


@pytest.fixture(scope="module")
def posts(editor, writer, writer2):
    """(owner, status) -> id, all of one category."""
    category = make_category(editor)
    made = {"category": category["slug"]}
    for name, client in (("writer", writer), ("writer2", writer2),
                         ("editor", editor)):
        for status in STATUSES:
            post = make_post(client, category=category["id"])
            made[name, status] = bring_to(editor, post, status)
    return made


def seen_in_list(client, posts, query=""):
    page = expect(client.get(f"/posts/?category={posts['category']}"
                             f"&page_size=100{query}"), 200).json()
    ids = {row["id"] for row in page["results"]}
    assert page["count"] == len(ids)
    return {key for key, number in posts.items()
            if key != "category" and number in ids}


OWNERS = ("writer", "writer2", "editor")


def test_lists(posts, public, writer, writer2, editor, admin):
    everything = {(owner, status) for owner in OWNERS
                  for status in STATUSES}
    published = {(owner, "PUBLISHED") for owner in OWNERS}
    assert seen_in_list(public, posts) == published
    assert seen_in_list(writer, posts) == {
        ("writer", status) for status in STATUSES}
    assert seen_in_list(writer2, posts) == {
        ("writer2", status) for status in STATUSES}
    assert seen_in_list(editor, posts) == everything
    assert seen_in_list(admin, posts) == everything


@pytest.mark.parametrize("status", STATUSES)
def test_lists_by_status(posts, public, writer, editor, status):
    query = f"&status={status}"
    assert seen_in_list(public, posts, query) == {
        (owner, "PUBLISHED") for owner in OWNERS}
    assert seen_in_list(writer, posts, query) == {("writer", status)}
    assert seen_in_list(editor, posts, query) == {
        (owner, status) for owner in OWNERS}


def test_lists_by_author(posts, public, writer, editor):
    query = "&author=writer2"
    assert seen_in_list(public, posts, query) == {("writer2", "PUBLISHED")}
    assert seen_in_list(writer, posts, query) == set()
    assert seen_in_list(editor, posts, query) == {
        ("writer2", status) for status in STATUSES}


@pytest.mark.parametrize("owner", OWNERS)
@pytest.mark.parametrize("status", STATUSES)
def test_details(posts, public, writer, editor, admin, owner, status):
    path = f"/posts/{posts[owner, status]}/"
    slug = editor.get(path).json()["slug"]
    for client, sees in (
            (public, status == "PUBLISHED"),
            (writer, status == "PUBLISHED" or owner == "writer"),
            (editor, True), (admin, True)):
        for one in (path, f"/posts/slug/{slug}/"):
            answer = client.get(one)
            if sees:
                expect(answer, 200)
            else:
                expect(answer, 404, NOT_FOUND)


@pytest.mark.parametrize("owner", OWNERS)
@pytest.mark.parametrize("status", STATUSES)
def test_what_a_writer_may_do_to_a_post(posts, public, writer, owner,
                                        status):
    path = f"/posts/{posts[owner, status]}/"
    body = {"title": unique("W "), "content": [paragraph()]}
    sees = status == "PUBLISHED" or owner == "writer"
    for method in ("PUT", "PATCH", "DELETE"):
        if (owner, status) == ("writer", "DRAFT"):
            if method != "DELETE":
                expect(writer.request(method, path, json=body), 200)
        elif not sees:
            expect(writer.request(method, path, json=body), 404, NOT_FOUND)
        elif owner == "writer":
            expect(writer.request(method, path, json=body), 403, DRAFT_ONLY)
        else:
            expect(writer.request(method, path, json=body), 403, FORBIDDEN)
        expect(public.request(method, path, json=body), 401,
               UNAUTHENTICATED)
    for action in ("publish", "schedule", "unpublish", "archive",
                   "restore"):
        expect(writer.post(f"{path}{action}/", json={}), 403, FORBIDDEN)
        expect(public.post(f"{path}{action}/", json={}), 401,
               UNAUTHENTICATED)


def test_writer_submits_and_withdraws(writer, writer2, editor):
    post = make_post(writer)
    path = f"/posts/{post['id']}/"
    expect(writer2.post(path + "submit/"), 404, NOT_FOUND)
    assert expect(writer.post(path + "submit/"), 200).json()[
        "status"] == "IN_REVIEW"
    expect(writer2.post(path + "reject/"), 404, NOT_FOUND)
    expect(writer.post(path + "submit/"), 400,
           detail("Cannot go from IN_REVIEW to IN_REVIEW."))
    assert expect(writer.post(path + "reject/"), 200).json()[
        "status"] == "DRAFT"
    expect(writer.post(path + "reject/"), 400,
           detail("Cannot go from DRAFT to DRAFT."))
    expect(editor.post(path + "publish/"), 200)
    expect(writer.post(path + "submit/"), 400,
           detail("Cannot go from PUBLISHED to IN_REVIEW."))
    expect(writer2.post(path + "submit/"), 403, FORBIDDEN)


def test_writer_cannot_change_the_status(writer):
    post = make_post(writer)
    path = f"/posts/{post['id']}/"
    text = detail("Writers cannot change the status of a post.")
    for status in STATUSES[1:]:
        expect(writer.patch(path, json={"status": status}), 403, text)
    expect(writer.patch(path, json={"status": "DRAFT"}), 200)
    expect(writer.patch(path, json={"status": "NONSENSE"}), 400,
           {"status": ['"NONSENSE" is not a valid choice.']})
    answer = expect(writer.patch(path, json={
        "scheduled_publish_at": FUTURE, "author": 1}), 200)
    assert answer.json()["author"]["username"] == "writer"
    assert answer.json()["scheduled_publish_at"] is None


def test_writer_deletes_an_own_draft(writer, writer2):
    post = make_post(writer)
    path = f"/posts/{post['id']}/"
    expect(writer2.delete(path), 404, NOT_FOUND)
    expect(writer.delete(path), 204)
    expect(writer.get(path), 404, NOT_FOUND)


@pytest.mark.parametrize("status", STATUSES)
def test_editors_and_admins_edit_and_delete_any(editor, admin, writer,
                                                status):
    for client in (editor, admin):
        post = make_post(writer)
        path = f"/posts/{bring_to(editor, post, status)}/"
        title = unique("E ")
        row = expect(client.patch(path, json={"title": title}), 200).json()
        assert (row["title"], row["status"]) == (title, status)
        assert row["author"]["username"] == "writer"
        expect(client.delete(path), 204)


# -- categories and ad placements


@pytest.mark.parametrize("kind", ["categories", "ad-placements"])
def test_who_sees_inactive_rows(public, writer, editor, admin, kind):
    make = make_category if kind == "categories" else make_ad
    row = make(admin, is_active=False)
    path = f"/{kind}/{row['id']}/"
    slug = [f"/categories/slug/{row['slug']}/"] \
        if kind == "categories" else []
    for client in (public, writer, editor, admin):
        sees = client is admin or (client is editor and
                                   kind == "categories")
        ids = [one["id"] for one in expect(
            client.get(f"/{kind}/"), 200).json()]
        assert (row["id"] in ids) == sees
        for one in [path] + slug:
            answer = client.get(one)
            if sees:
                expect(answer, 200)
            else:
                expect(answer, 404, NOT_FOUND)


def test_who_writes_categories(public, writer, editor, admin):
    row = make_category(editor)
    path = f"/categories/{row['id']}/"
    body = {"name": unique("Who ")}
    for client, status, text in ((public, 401, UNAUTHENTICATED),
                                 (writer, 403, FORBIDDEN)):
        expect(client.post("/categories/", json=body), status, text)
        for method in ("PUT", "PATCH", "DELETE"):
            expect(client.request(method, path, json=body), status, text)
    for client in (editor, admin):
        expect(client.post("/categories/", json=body), 201)
        expect(client.put(path, json=body), 200)
        expect(client.patch(path, json=body), 200)
    expect(editor.delete(path), 204)


def test_who_writes_tags(public, writer, editor, admin):
    row = make_tag(editor)
    path = f"/tags/{row['id']}/"
    body = {"name": unique("Who ")}
    for client, status, text in ((public, 401, UNAUTHENTICATED),
                                 (writer, 403, FORBIDDEN)):
        expect(client.post("/tags/", json=body), status, text)
        for method, where in (("PUT", path), ("PATCH", path),
                              ("DELETE", path), ("POST", path + "merge/")):
            expect(client.request(method, where, json=body), status, text)
    for client in (editor, admin):
        other = make_tag(client)
        expect(client.put(path, json=body), 200)
        expect(client.patch(path, json=body), 200)
        expect(client.post(f"/tags/{other['id']}/merge/",
                           json={"into": row["id"]}), 200)
    expect(editor.delete(path), 204)


def test_who_sees_tags(public, writer, editor, admin):
    """The public those that it finds in posts; users all."""
    name = unique("Seen ")
    draft = make_post(writer, tags=[name])
    path = f"/tags/{draft['tags'][0]['id']}/"
    for published in (False, True):
        if published:
            expect(editor.post(f"/posts/{draft['id']}/publish/"), 200)
        for client in (public, writer, editor, admin):
            sees = published or client is not public
            assert (name in client.get("/tags/").text) == sees
            answer = client.get(path)
            if sees:
                assert ("created_at" in expect(answer, 200).json()) == (
                    client in (editor, admin))
            else:
                expect(answer, 404, NOT_FOUND)


def test_who_sees_authors_and_people(public, writer, editor, admin):
    make_post(editor, publish=True)
    for client in (public, writer, editor, admin):
        expect(client.get("/authors/"), 200)
        expect(client.get("/authors/editor/"), 200)
        for method in ("POST", "PUT", "PATCH", "DELETE"):
            assert client.request(method, "/authors/editor/", json={}
                                  ).status_code == 405
    for client, status, text in ((public, 401, UNAUTHENTICATED),
                                 (writer, 403, FORBIDDEN),
                                 (editor, 200, None), (admin, 200, None)):
        expect(client.get("/people/"), status, text)


def test_who_writes_ad_placements(public, writer, editor, admin):
    row = make_ad(admin)
    path = f"/ad-placements/{row['id']}/"
    body = {"name": unique("Who ")}
    for client, status, text in ((public, 401, UNAUTHENTICATED),
                                 (writer, 403, FORBIDDEN),
                                 (editor, 403, FORBIDDEN)):
        expect(client.post("/ad-placements/", json=body), status, text)
        for method in ("PUT", "PATCH", "DELETE"):
            expect(client.request(method, path, json=body), status, text)
    expect(admin.put(path, json=body), 200)
    expect(admin.patch(path, json=body), 200)
    expect(admin.delete(path), 204)


def test_forms_of_a_category(public, writer, editor):
    row = make_category(editor)
    short = ["id", "name", "slug", "description", "parent", "post_count",
             "seo_title", "seo_description", "seo_keywords",
             "canonical_url", "no_index", "is_featured", "order"]
    path = f"/categories/{row['id']}/"
    for client in (public, writer):
        assert list(client.get(path).json()) == short
    full = editor.get(path).json()
    assert set(full) == set(short) | {"is_active", "created_at",
                                      "updated_at"}
    assert set(row) == set(full)
