"""What the public may not see of a category it does not see anywhere; a slug
that a category had leads to the one that it has."""

import pytest

from support.make import (detail, expect, make_category, make_post, unique)


@pytest.fixture()
def tree(editor):
    """An active category with an inactive one below it, and that with an
    active one."""
    top = make_category(editor)
    off = make_category(editor, parent=top["slug"], is_active=False)
    low = make_category(editor, parent=off["slug"])
    return top, off, low


def posts(client, query):
    return [row["id"] for row in
            expect(client.get("/posts/" + query), 200).json()["results"]]


def test_in_posts(public, writer, editor, tree):
    _, off, _ = tree
    post = make_post(editor, publish=True, category=off["id"])
    path = f"/posts/{post['id']}/"
    assert expect(public.get(path), 200).json()["category"] is None
    assert expect(writer.get(path), 200).json()["category"]["id"] == off["id"]
    shown = expect(public.get("/posts/"), 200).json()["results"][0]
    item = expect(editor.get(f"/posts/?category={off['id']}"), 200).json()[
        "results"][0]
    assert (item["id"], item["category"]) == (post["id"], off["name"])
    assert shown == {**{name: item[name] for name in shown}, "category": None,
                     "category_id": None, "category_slug": None}


def test_in_what_is_made_of_posts(public, editor, tree):
    """The archive, what to read next, lists of whole posts."""
    _, off, _ = tree
    tag = unique("shared ")
    post, other = [make_post(editor, publish=True, category=off["id"],
                             tags=[tag]) for _ in range(2)]
    for name in (off["id"], off["slug"]):
        assert expect(public.get(f"/posts/archive/?category={name}"),
                      200).json() == []
    assert expect(editor.get(f"/posts/archive/?category={off['id']}"),
                  200).json()[0]["count"] == 2
    related = expect(public.get(f"/posts/{post['id']}/related/"), 200).json()[0]
    assert related["id"] == other["id"]
    assert related["category"] is None and related["category_slug"] is None
    whole = expect(public.get(f"/posts/?id={post['id']}&expand=detail"),
                   200).json()["results"][0]
    assert whole["category"] is None


def test_a_switch_is_seen_at_once(public, editor, tree):
    _, off, _ = tree
    post = make_post(editor, publish=True, category=off["id"])
    path = f"/posts/{post['id']}/"
    for active, name in ((True, off["name"]), (False, None)) * 2:
        expect(editor.patch(f"/categories/{off['id']}/",
                            json={"is_active": active}), 200)
        shown = expect(public.get(path), 200).json()["category"]
        assert (shown and shown["name"]) == name
        assert expect(public.get("/posts/"), 200).json()["results"][0][
            "category"] == name
        assert (post["id"] in posts(public, f"?category={off['id']}")) == \
            active


def test_as_a_filter(public, writer, editor, tree):
    top, off, low = tree
    ids = {row["id"]: make_post(editor, publish=True,
                                category=row["id"])["id"]
           for row in tree}
    for name in (off["id"], off["slug"]):
        assert posts(public, f"?category={name}") == []
        assert posts(public, f"?category={name}&descendants=true") == []
        assert posts(editor, f"?category={name}") == [ids[off["id"]]]
        assert sorted(posts(editor, f"?category={name}&descendants=true")) == \
            sorted([ids[off["id"]], ids[low["id"]]])
    assert posts(public, f"?category={top['slug']}&descendants=true") == [
        ids[top["id"]]]
    assert len(posts(editor, f"?category={top['slug']}&descendants=true")) == 3
    page = expect(public.get(f"/posts/?category={off['id']}"), 200).json()
    assert page["count"] == 0
    page = expect(public.get(f"/posts/?category={top['id']}&descendants=1"),
                  200).json()
    assert page["count"] == 1
    assert posts(public, f"?category={low['id']}") == [ids[low["id"]]]


def test_as_a_parent(public, writer, editor, tree):
    top, off, low = tree
    path = f"/categories/{low['id']}/"
    assert expect(public.get(path), 200).json()["parent"] is None
    assert expect(writer.get(path), 200).json()["parent"] is None
    assert expect(editor.get(path), 200).json()["parent"] == off["slug"]

    def listed(client, query):
        return {row["id"]: row["parent"] for row in
                expect(client.get("/categories/" + query), 200).json()}

    assert listed(public, "")[low["id"]] is None
    assert listed(editor, "")[low["id"]] == off["slug"]
    assert listed(public, f"?parent={off['slug']}") == {}
    assert list(listed(editor, f"?parent={off['slug']}")) == [low["id"]]
    assert low["id"] in listed(public, "?parent=null")
    assert low["id"] not in listed(editor, "?parent=null")
    expect(editor.patch(f"/categories/{off['id']}/",
                        json={"is_active": True}), 200)
    assert expect(public.get(path), 200).json()["parent"] == off["slug"]


def slug_path(slug):
    return f"/categories/slug/{slug}/"


def test_old_slugs(public, editor):
    row = make_category(editor)
    first, second = row["slug"], unique("second-")
    path = f"/categories/{row['id']}/"
    expect(editor.patch(path, json={"slug": second}), 200)
    moved = public.get(slug_path(first) + "?fields=id", allow_redirects=False)
    expect(moved, 301)
    assert moved.headers["Location"].endswith(slug_path(second) + "?fields=id")
    assert moved.headers["Cache-Control"] == "no-cache"
    assert expect(public.get(slug_path(second)), 200).json()["id"] == row["id"]
    other = make_category(editor, slug=first)  # a live one goes first
    assert expect(public.get(slug_path(first)), 200).json()["id"] == \
        other["id"]
    expect(editor.patch(path, json={"slug": unique("third-")}), 200)
    assert public.get(slug_path(second), allow_redirects=False).headers[
        "Location"].endswith(expect(public.get(path), 200).json()["slug"]
                             + "/")


def test_a_slug_seen_before_it_was_hidden(public, editor):
    row = make_category(editor)
    path, new = f"/categories/{row['id']}/", unique("new-")
    for body in ({"is_active": False}, {"slug": new}):
        expect(editor.patch(path, json=body), 200)
        expect(public.get(slug_path(row["slug"])), 404)
    expect(editor.patch(path, json={"is_active": True}), 200)
    assert public.get(slug_path(row["slug"]), allow_redirects=False).headers[
        "Location"].endswith(slug_path(new))


def test_a_writer_cannot_look_through_them(writer, editor, tree):
    top, off, _ = tree
    post = make_post(writer, category=top["id"])
    path = f"/posts/{post['id']}/"
    wrong = {"category": [f'Invalid pk "{off["id"]}" - object does not '
                          "exist."]}
    expect(writer.patch(path, json={"category": off["id"]}), 400, wrong)
    expect(writer.post("/posts/", json={"title": "x", "content": [],
                                        "category": off["id"]}), 400, wrong)
    expect(editor.patch(path, json={"category": off["id"]}), 200)
    expect(writer.patch(path, json={"category": off["id"],
                                    "excerpt": "y"}), 200)


def test_old_slugs_that_lead_nowhere(public, editor):
    row = make_category(editor)
    path = f"/categories/{row['id']}/"
    old = row["slug"]
    expect(editor.patch(path, json={"slug": unique("new-"),
                                    "is_active": False}), 200)
    expect(public.get(slug_path(old)), 404, detail("Not found."))
    expect(editor.get(slug_path(old), allow_redirects=False), 301)
    expect(editor.delete(path), 204)
    expect(editor.get(slug_path(old)), 404, detail("Not found."))
    hidden = make_category(editor, is_active=False)
    expect(editor.patch(f"/categories/{hidden['id']}/",
                        json={"slug": unique("new-")}), 200)
    expect(editor.get(slug_path(hidden["slug"])), 404)  # nobody saw it
