"""Tags that are merged or deleted, and those of working copies, revisions and
the trash."""

import pytest

from support.content import EMPTY_PAGE, in_threads, while_held
from support.make import detail, expect, make_post, make_tag, unique

NOT_FOUND = detail("Not found.")


def path_of(tag):
    return f"/tags/{tag['id']}/"


def names(post):
    return [tag["name"] for tag in post["tags"]]


def changes(site, post):
    """What is told of a post to those who follow what the public sees."""
    return site.sql("select count(*) from events where object_type = 'post' "
                    f"and object_id = {post['id']} and public = 'updated'")


# -- merge and delete


def test_merge(site, public, editor):
    one, two, rest = (make_tag(editor) for _ in range(3))
    both = make_post(editor, publish=True,
                     tags=[one["id"], rest["id"], two["id"]])
    only = make_post(editor, publish=True, tags=[rest["id"], one["id"]])
    draft = make_post(editor, tags=[one["id"]])
    other = make_post(editor, publish=True, tags=[two["id"]])
    before = {post["id"]: (editor.get(f"/posts/{post['id']}/").headers[
        "ETag"].split("-")[0], editor.get(
            f"/posts/{post['id']}/").json()["updated_at"])
        for post in (both, only, draft, other)}
    told = [changes(site, post) for post in (both, only, draft, other)]
    answer = expect(editor.post(path_of(one) + "merge/", json={
        "into": two["id"]}), 200)
    assert answer.json() == {**two, "post_count": 3}
    assert answer.headers["ETag"] == editor.get(path_of(two)).headers["ETag"]
    for path in (path_of(one), f"/tags/slug/{one['slug']}/"):
        expect(editor.get(path), 404, NOT_FOUND)
    for post, wanted in ((both, [rest, two]), (only, [rest, two]),
                         (draft, [two]), (other, [two])):
        path = f"/posts/{post['id']}/"
        got = expect(editor.get(path), 200)
        assert names(got.json()) == [tag["name"] for tag in wanted]
        assert (got.headers["ETag"].split("-")[0],
                got.json()["updated_at"]) == before[post["id"]]
        assert site.sql("select count(*) from post_revisions where post_id "
                        f"= {post['id']}") == ("1" if post is draft else "2")
    assert [int(changes(site, post)) - int(was) for post, was in zip(
        (both, only, draft, other), told)] == [1, 1, 0, 0]
    for tag, client, count in ((two, public, 3), (two, editor, 4),
                               (rest, public, 2)):
        assert expect(client.get(f"/posts/?tag={tag['id']}"), 200).json()[
            "count"] == count
    expect(public.get(f"/posts/?tag={one['slug']}"), 200, EMPTY_PAGE)
    # it goes on as any post
    expect(editor.post(f"/posts/{only['id']}/unpublish/"), 200)
    assert editor.get(path_of(two)).json()["post_count"] == 2
    site.sql("select post_counts_remake()")
    assert editor.get(path_of(two)).json()["post_count"] == 2


def test_merge_refused(editor):
    one, two = make_tag(editor), make_tag(editor)
    path = path_of(one) + "merge/"
    for body, texts in (
            ({}, ["This field is required."]),
            ({"into": None}, ["This field may not be null."]),
            ({"into": "x"},
             ["Incorrect type. Expected pk value, received str."]),
            ({"into": 0}, ['Invalid pk "0" - object does not exist.']),
            ({"into": one["id"]},
             ["A tag cannot be merged into itself."])):
        expect(editor.post(path, json=body), 400, {"into": texts})
    expect(editor.post(path, json={"into": two["id"]},
                       headers={"If-Match": '"99-x"'}), 412)
    expect(editor.get(path_of(one)), 200)
    expect(editor.post(path, json={"into": two}, headers={
        "If-Match": editor.get(path_of(one)).headers["ETag"]}), 200)


def test_delete(site, public, editor):
    gone, rest = make_tag(editor), make_tag(editor)
    post = make_post(editor, publish=True, tags=[gone["id"], rest["id"]])
    draft = make_post(editor, tags=[gone["id"]])
    path = f"/posts/{post['id']}/"
    version = editor.get(path).headers["ETag"].split("-")[0]
    told = int(changes(site, post))
    expect(editor.delete(path_of(gone), headers={"If-Match": '"9-x"'}), 412)
    expect(editor.delete(path_of(gone)), 204)
    got = editor.get(path)
    assert names(got.json()) == [rest["name"]]
    assert got.headers["ETag"].split("-")[0] == version
    assert editor.get(f"/posts/{draft['id']}/").json()["tags"] == []
    assert int(changes(site, post)) == told + 1
    assert changes(site, draft) == "0"
    assert site.sql("select count(*) from tag_counts where tag_id = "
                    f"{gone['id']}") == "0"
    expect(editor.post(path + "unpublish/"), 200)
    for tags in ([gone["id"]], [gone]):
        expect(editor.patch(path, json={"tags": tags}), 400, {"tags": [
            f'Invalid pk "{gone["id"]}" - object does not exist.']})


def test_delete_and_merge_while_posts_are_written(editor):
    """Nothing is left that names a tag which is gone."""
    tags = [make_tag(editor) for _ in range(6)]
    posts = [make_post(editor, publish=n % 2 == 0) for n in range(3)]

    def work(n):
        if n < 3:
            for tag in tags:
                answer = editor.patch(f"/posts/{posts[n]['id']}/", json={
                    "tags": [tag["id"], unique("W ")]})
                assert answer.status_code in (200, 400), answer.text
        elif n == 3:
            for tag in tags[:3]:
                expect(editor.delete(path_of(tag)), 204)
        else:
            for tag in tags[3:5]:
                expect(editor.post(path_of(tag) + "merge/", json={
                    "into": tags[5]["id"]}), 200)

    in_threads(5, work)
    for post in posts:
        expect(editor.post(f"/posts/{post['id']}/archive/"), 200)
        left = [tag["id"] for tag in editor.get(
            f"/posts/{post['id']}/").json()["tags"]]
        assert not {tag["id"] for tag in tags[:5]} & set(left)


@pytest.mark.parametrize("merged", [False, True])
def test_while_a_post_is_published(site, public, editor, merged):
    """A post is being published as its tag goes: what the public sees, and
    the numbers, are those of a post without it."""
    gone, target = make_tag(editor), make_tag(editor)
    post = make_post(editor, tags=[gone["id"]])
    seen = make_post(editor, tags=[target["id"]], publish=True)
    lists = [f"/posts/?tag={gone['slug']}", f"/posts/?tag={target['slug']}"]
    for path in (*lists, "/tags/", path_of(target), f"/posts/{seen['id']}/"):
        expect(public.get(path), 200)
    answer = while_held(
        site, "update posts set status = 'PUBLISHED', published_at = now() "
        f"where id = {post['id']}",
        lambda: editor.post(path_of(gone) + "merge/",
                            json={"into": target["id"]})
        if merged else editor.delete(path_of(gone)))
    expect(answer, 200 if merged else 204)
    count = 2 if merged else 1
    assert names(expect(public.get(f"/posts/{post['id']}/"), 200).json()) == (
        [target["name"]] if merged else [])
    expect(public.get(lists[0]), 200, EMPTY_PAGE)
    assert expect(public.get(lists[1]), 200).json()["count"] == count
    expect(public.get(path_of(gone)), 404, NOT_FOUND)
    for client in (public, editor):
        assert client.get(path_of(target)).json()["post_count"] == count
    assert changes(site, post) == "1"
    site.sql("select post_counts_remake()")
    assert editor.get(path_of(target)).json()["post_count"] == count
    assert site.sql("select count(*) from tag_counts where tag_id = "
                    f"{gone['id']}") == "0"


# -- with working copies and revisions


def test_working_copy(site, public, editor):
    """Names that are new are tags once the copy is applied, not before."""
    known, new = make_tag(editor), unique("To be ")
    post = make_post(editor, tags=[unique("Old ")], publish=True)
    path = f"/posts/{post['id']}/"
    copy = path + "working-copy/"
    for tags, texts in (({}, ['Expected a list of items but got type "dict".']),
                        ([True], ["Incorrect type. Expected pk value, "
                                  "received bool."]),
                        (["x" * 61], ["Ensure this field has no more than 60 "
                                      "characters."])):
        expect(editor.put(copy, json={"tags": tags}), 400, {"tags": texts})
    sent = [new, "", known["id"], 99999999, {"name": new.upper()}]
    expect(editor.put(copy, json={"tags": sent}), 201)
    assert expect(editor.get(copy), 200).json()["fields"]["tags"] == sent
    token = expect(editor.post(path + "previews/", json={}), 201).json()[
        "token"]
    shown = expect(public.get(f"/preview/{token}/"), 200).json()["tags"]
    assert shown == [
        {"id": None, "name": new, "slug": new.lower().replace(" ", "-")},
        {key: known[key] for key in ("id", "name", "slug")}]
    assert site.sql(f"select count(*) from tags where name = '{new}'") == "0"
    expect(editor.post(copy + "apply/"), 400, {"tags": [
        "This field may not be blank.",
        'Invalid pk "99999999" - object does not exist.']})
    expect(editor.put(copy, json={"tags": shown}), 200)
    assert names(expect(editor.post(copy + "apply/"), 200).json()) == [
        new, known["name"]]
    assert names(expect(public.get(f"/preview/{token}/"), 200).json()) == [
        new, known["name"]]


def test_revisions(editor):
    """Tags by name, so that one which is gone is made again."""
    gone, other = unique("Gone "), unique("Other ")
    post = make_post(editor, tags=[gone, other])
    path = f"/posts/{post['id']}/"
    expect(editor.patch(path, json={"tags": [other]}), 200)
    revisions = path + "revisions/"
    newest = expect(editor.get(revisions), 200).json()["results"][0]
    assert newest["changed"] == ["tags"]
    expect(editor.delete(path_of(post["tags"][0])), 204)
    first = expect(editor.get(revisions + "1/"), 200).json()
    assert first["post"]["tags"] == [gone, other]
    back = expect(editor.post(revisions + "1/revert/"), 200).json()
    assert names(back) == [gone, other]
    assert back["tags"][0]["id"] != post["tags"][0]["id"]
    assert back["tags"][1] == post["tags"][1]


def test_trash(public, editor):
    """Counts, lists and merges are without what is in the trash."""
    tag, gone = make_tag(editor), make_tag(editor)
    post = make_post(editor, tags=[tag["id"], gone["id"]], publish=True)
    expect(editor.delete(f"/posts/{post['id']}/"), 204)
    assert editor.get(path_of(tag)).json()["post_count"] == 0
    assert editor.get(f"/posts/?tag={tag['id']}").json()["count"] == 0
    expect(editor.delete(path_of(gone)), 204)
    back = expect(editor.post(f"/posts/{post['id']}/undelete/"), 200).json()
    assert names(back) == [tag["name"]]
    assert editor.get(f"/posts/?tag={tag['id']}").json()["count"] == 1
