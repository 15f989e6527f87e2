"""view_count: what is counted, who sees it when."""

from support.cached import state
from support.content import act, eventually
from support.make import detail, expect, make_post

LATE = 11


def views(client, post):
    got = expect(client.get(f"/posts/{post['id']}/"), 200).json()
    return got["view_count"]


def test_what_counts(public, editor, writer):
    """One wait for all: GETs, hits, slugs, fields, /view/; nothing else."""
    many = make_post(editor, publish=True)
    asked = make_post(editor, publish=True)
    front = make_post(editor, publish=True)
    draft = make_post(editor)

    path = f"/posts/{many['id']}/"
    states = [state(expect(public.get(path), 200)) for _ in range(3)]
    assert "HIT" in states
    expect(public.get(f"/posts/slug/{many['slug']}/"), 200)
    expect(public.get(path + "?fields=id"), 200)

    path = f"/posts/{asked['id']}/"
    expect(public.head(path), 200)
    tag = expect(public.head(path), 200).headers["ETag"]
    assert expect(public.get(path, headers={"If-None-Match": tag}),
                  304).content == b""
    for client in (writer, editor):
        expect(client.get(path), 200)
    expect(public.get("/posts/"), 200)

    path = f"/posts/{front['id']}/view/"
    for _ in range(4):
        assert expect(public.post(path), 204).content == b""
    expect(public.post(f"/posts/{draft['id']}/view/"), 404,
           detail("Not found."))
    expect(public.post("/posts/999999999/view/"), 404, detail("Not found."))
    expect(public.get(path), 405, detail('Method "GET" not allowed.'))

    before = expect(editor.get(f"/posts/{many['id']}/"), 200).json()
    eventually(lambda: (views(editor, many), views(editor, front)) == (5, 4),
               LATE, 0.2)
    assert views(editor, asked) == 0
    assert views(editor, draft) == 0
    after = expect(editor.get(f"/posts/{many['id']}/"), 200).json()
    assert after["updated_at"] == before["updated_at"] == many["updated_at"]


def test_views_raise_no_version(public, editor):
    """If-Match still holds after views; the rest of the tag tells them."""
    post = make_post(editor, publish=True)
    path = f"/posts/{post['id']}/"
    tag = expect(editor.get(path), 200).headers["ETag"]
    for _ in range(2):
        expect(public.post(path + "view/"), 204)
    eventually(lambda: views(editor, post) == 2, LATE, 0.2)
    now = expect(editor.get(path), 200).headers["ETag"]
    assert now != tag
    assert now.split("-")[0] == tag.split("-")[0]
    expect(editor.patch(path, json={"excerpt": "x"},
                        headers={"If-Match": tag}), 200)


def test_views_of_what_is_hidden_again(public, editor):
    post = make_post(editor, publish=True)
    expect(act(editor, post, "archive"), 200)
    expect(public.post(f"/posts/{post['id']}/view/"), 404,
           detail("Not found."))
