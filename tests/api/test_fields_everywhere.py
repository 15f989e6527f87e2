"""`fields=` on every answer that is a row or a list of rows."""

import pytest

from support.make import expect, make_post, make_tag, unique


@pytest.fixture(scope="module")
def post(editor):
    tag = make_tag(editor)
    one, other = (make_post(editor, publish=True, tags=[tag["id"]])
                  for _ in range(2))
    path = f"/posts/{one['id']}/"
    expect(editor.put(path + "working-copy/", json={"title": unique()}), 201)
    note = expect(editor.post(path + "notes/", json={"text": "x"}), 201)
    preview = expect(editor.post(path + "previews/", json={}), 201).json()
    return {"post": path, "other": other["id"], "note": note.json()["id"],
            "preview": preview["id"],
            "token": preview["url"].rstrip("/").rsplit("/", 1)[-1]}


@pytest.mark.parametrize("path,name", [
    ("{post}", "id"), ("{post}working-copy/", "version"),
    ("{post}revisions/1/", "number"), ("{post}notes/{note}/", "text"),
    ("/preview/{token}/", "title")])
def test_of_a_row(editor, post, path, name):
    path = path.format(**post)
    whole = expect(editor.get(path), 200).json()
    assert expect(editor.get(path, params={"fields": f"{name},nothing"}),
                  200).json() == {name: whole[name]}
    assert len(whole) > 1


@pytest.mark.parametrize("path,name", [
    ("{post}related/", "id"), ("{post}notes/", "text"),
    ("{post}previews/", "id")])
def test_of_a_list(editor, public, post, path, name):
    client = public if "related" in path else editor
    path = path.format(**post)
    rows = expect(client.get(path), 200).json()
    assert rows and len(rows[0]) > 1
    assert expect(client.get(path, params={"fields": name}), 200).json() == [
        {name: row[name]} for row in rows]
