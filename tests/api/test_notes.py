"""Notes: what is said about a post, beside it."""

import pytest

from support.cached import kept, warm
from support.content import FORBIDDEN, ordered
from support.make import detail, expect, make_post, unique

NOTE = ("id author text block parent resolved resolved_by created_at "
        "updated_at").split()
NOT_FOUND = detail("Not found.")


def notes_of(post):
    return f"/posts/{post['id']}/notes/"


def say(client, post, **fields):
    fields.setdefault("text", unique("note "))
    return expect(client.post(notes_of(post), json=fields), 201).json()


def path_of(post, note):
    return f"{notes_of(post)}{note['id']}/"


@pytest.fixture
def post(writer):
    return make_post(writer)


def test_made_and_read(site, writer, editor, post):
    answer = expect(editor.post(notes_of(post), json={
        "text": " Why? ", "block": "b-1", "resolved": True}), 201)
    note = ordered(answer.json(), NOTE)
    assert answer.headers["Location"] == site.url + path_of(post, note)
    assert note["author"]["username"] == "editor"
    assert (note["text"], note["block"], note["parent"], note["resolved"],
            note["resolved_by"]) == ("Why?", "b-1", None, False, None)
    assert expect(writer.get(path_of(post, note)), 200).json() == note
    assert expect(writer.get(path_of(post, note)), 200).headers[
        "ETag"].startswith('"1-')
    second = say(writer, post)
    assert expect(writer.get(notes_of(post)), 200).json() == [note, second]


@pytest.mark.parametrize("fields, wrong", [
    ({}, {"text": ["This field is required."]}),
    ({"text": " "}, {"text": ["This field may not be blank."]}),
    ({"text": "x" * 4001},
     {"text": ["Ensure this field has no more than 4000 characters."]}),
    ({"text": "x", "block": "b" * 65},
     {"block": ["Ensure this field has no more than 64 characters."]}),
    ({"text": "x", "parent": 999999999},
     {"parent": ['Invalid pk "999999999" - object does not exist.']})])
def test_wrong(writer, post, fields, wrong):
    expect(writer.post(notes_of(post), json=fields), 400, wrong)


def test_no_more_than_1000(site, writer, editor, post):
    """All of them are one answer, and that has an end."""
    site.sql("insert into post_notes (post_id, author_id, text) select "
             f"{post['id']}, {post['author']['id']}, 'n' || n "
             "from generate_series(1, 999) n")
    last = say(writer, post)
    for fields in ({"text": "x"}, {"text": "x", "parent": last["id"]}):
        expect(editor.post(notes_of(post), json=fields), 400,
               detail("A post can have no more than 1000 notes."))
    assert len(expect(writer.get(notes_of(post)), 200).json()) == 1000
    expect(writer.delete(path_of(post, last)), 204)
    say(editor, post)


def test_answers(writer, editor, post):
    first = say(editor, post)
    answer = say(writer, post, parent=first["id"])
    assert answer["parent"] == first["id"]
    # an answer to an answer belongs to the first
    assert say(editor, post, parent=answer["id"])["parent"] == first["id"]
    other = say(editor, make_post(editor))
    expect(writer.post(notes_of(post), json={
        "text": "x", "parent": other["id"]}), 400)
    expect(editor.delete(path_of(post, first)), 204)
    assert expect(editor.get(notes_of(post)), 200).json() == []


def test_resolved(writer, editor, post):
    note = say(editor, post)
    row = expect(writer.patch(path_of(post, note), json={"resolved": True}),
                 200).json()
    assert row["resolved"] and row["resolved_by"]["username"] == "writer"
    ids = {value: [n["id"] for n in expect(editor.get(
        f"{notes_of(post)}?resolved={value}"), 200).json()]
        for value in ("true", "false", "")}
    assert ids == {"true": [note["id"]], "false": [], "": [note["id"]]}
    expect(editor.get(notes_of(post) + "?resolved=x"), 400,
           {"resolved": ["Must be a valid boolean."]})
    row = expect(editor.patch(path_of(post, note), json={"resolved": False}),
                 200).json()
    assert row["resolved_by"] is None
    # what changes nothing changes nothing, whoever sends it back
    for client in (editor, writer):
        assert expect(client.patch(path_of(post, note), json=row),
                      200).json() == row
    expect(writer.patch(path_of(post, note), json={"block": "other"}), 403)


def test_text_is_its_authors(writer, editor, post):
    note = say(writer, post, text="mine")
    for text in ("yours", "", None, "x" * 4001):
        expect(editor.patch(path_of(post, note), json={"text": text}), 403,
               detail(FORBIDDEN))
    expect(editor.patch(path_of(post, note), json={"text": "mine"}), 200)
    row = expect(writer.patch(path_of(post, note), json={"text": "still"}),
                 200).json()
    assert row["text"] == "still" and row["updated_at"] > note["updated_at"]
    expect(writer.patch(path_of(post, note), json={"text": "x"},
                        headers={"If-Match": '"1-x"'}), 412)


def test_deleted_by_author_or_editor(writer, editor, post):
    of_editor, of_writer = say(editor, post), say(writer, post)
    expect(writer.delete(path_of(post, of_editor)), 403, detail(FORBIDDEN))
    expect(writer.delete(path_of(post, of_writer)), 204)
    expect(writer.delete(path_of(post, of_writer)), 404, NOT_FOUND)
    expect(editor.delete(path_of(post, of_editor)), 204)


def test_who(public, writer2, editor, post):
    note = say(editor, post)
    expect(public.get(notes_of(post)), 401)
    expect(writer2.get(notes_of(post)), 404, NOT_FOUND)
    expect(editor.post(f"/posts/{post['id']}/publish/"), 200)
    expect(writer2.get(notes_of(post)), 403, detail(FORBIDDEN))
    expect(writer2.post(notes_of(post), json={"text": "x"}), 403)
    expect(writer2.patch(path_of(post, note), json={}), 403)
    other = make_post(editor)
    expect(editor.get(path_of(other, note)), 404, NOT_FOUND)


def test_sent_back_with_a_note(writer, editor, post):
    path = f"/posts/{post['id']}/"
    for body in ({}, {"note": None}, {"note": " "}):
        expect(writer.post(path + "submit/"), 200)
        expect(editor.post(path + "reject/", json=body), 200)
    assert expect(writer.get(notes_of(post)), 200).json() == []
    expect(writer.post(path + "submit/"), 200)
    expect(editor.post(path + "reject/", json={"note": "x" * 4001}), 400, {
        "note": ["Ensure this field has no more than 4000 characters."]})
    for wrong in ([], {}, True):
        expect(editor.post(path + "reject/", json={"note": wrong}), 400,
               {"note": ["Not a valid string."]})
        expect(editor.post("/posts/bulk/", json={
            "ids": [post["id"]], "action": "reject",
            "fields": {"note": wrong}}), 200, {"results": [{
                "id": post["id"], "status": 400,
                "errors": {"note": ["Not a valid string."]}}]})
    expect(editor.post(path + "reject/", json={"note": "More sources."}), 200)
    note, = expect(writer.get(notes_of(post)), 200).json()
    assert (note["text"], note["author"]["username"]) == (
        "More sources.", "editor")


def test_it_changes_nothing_else(public, editor):
    post = make_post(editor, publish=True)
    path = f"/posts/{post['id']}/"
    warm(public, path)
    version = expect(editor.get(path), 200).json()["version"]
    note = say(editor, post)
    expect(editor.patch(path_of(post, note), json={"resolved": True}), 200)
    kept(public, path)
    assert expect(editor.get(path), 200).json()["version"] == version


def test_they_come_back_with_the_post(site, editor):
    post = make_post(editor)
    note = say(editor, post)
    expect(editor.delete(f"/posts/{post['id']}/"), 204)
    expect(editor.get(notes_of(post)), 404, NOT_FOUND)
    expect(editor.post(f"/posts/{post['id']}/undelete/"), 200)
    assert expect(editor.get(notes_of(post)), 200).json() == [note]
    expect(editor.delete(f"/posts/{post['id']}/"), 204)
    expect(editor.delete(f"/posts/trash/{post['id']}/"), 204)
    assert site.sql(f"SELECT count(*) FROM post_notes WHERE post_id = "
                    f"{post['id']}") == "0"
