"""Presence: who has a post open."""

from support.cached import kept, warm
from support.content import FORBIDDEN, ordered
from support.make import detail, expect, make_post


def path_of(post):
    return f"/posts/{post['id']}/presence/"


def others(client, post):
    return [one["username"] for one in expect(
        client.post(path_of(post)), 200).json()["others"]]


def test_who_is_there(site, editor, admin):
    post = make_post(editor)
    row = ordered(expect(editor.post(path_of(post)), 200).json(),
                  "others version working_copy_version".split())
    assert row == {"others": [], "version": 1, "working_copy_version": None}
    expect(editor.put(f"/posts/{post['id']}/working-copy/", json={}), 201)
    row = expect(admin.post(path_of(post)), 200).json()
    ordered(row["others"][0], "id username name since".split())
    assert row["working_copy_version"] == 1
    since = row["others"][0]["since"]
    assert others(editor, post) == ["admin"]
    # since when does not change while one is heard
    assert expect(admin.post(path_of(post)),
                  200).json()["others"][0]["since"] == since
    expect(admin.delete(path_of(post)), 204)
    assert others(editor, post) == []
    expect(admin.delete(path_of(post)), 204)


def test_who_has_gone(site, editor, admin):
    post = make_post(editor)
    others(editor, post)
    site.sql("UPDATE presence SET heard_at = heard_at - interval '61 s' "
             f"WHERE post_id = {post['id']}")
    assert others(admin, post) == []


def test_it_is_no_write_of_the_post(public, editor):
    post = make_post(editor, publish=True)
    url = f"/posts/{post['id']}/"
    warm(public, url)
    version = expect(editor.get(url), 200).json()["version"]
    others(editor, post)
    kept(public, url)
    assert expect(editor.get(url), 200).json()["version"] == version


def test_rights(site, public, writer, writer2, editor):
    post = make_post(writer)
    expect(public.post(path_of(post)), 401)
    expect(writer2.post(path_of(post)), 404)
    expect(editor.post(f"/posts/{post['id']}/publish/"), 200)
    expect(writer2.post(path_of(post)), 403, detail(FORBIDDEN))
    token = expect(writer.post("/auth/tokens/", json={
        "name": "reads", "read_only": True}), 201).json()["token"]
    expect(site.client(token).post(path_of(post)), 403)
