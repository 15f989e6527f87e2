"""Revisions: what a post was after each change."""

import re

from support.content import ANONYMOUS, FORBIDDEN, STAMP, ordered
from support.make import (detail, expect, make_category, make_image,
                          make_media, make_post, paragraph, unique)

ITEM = "number created_at author action status title changed".split()
FIELDS = ("title slug content excerpt category tags featured_media "
          "thumbnail_media og_media seo_title seo_description seo_keywords "
          "canonical_url no_index").split()
NOT_FOUND = detail("Not found.")


def path_of(post):
    return f"/posts/{post['id']}/"


def revisions(client, post, query=""):
    return expect(client.get(path_of(post) + "revisions/" + query),
                  200).json()["results"]


def actions(client, post):
    return [row["action"] for row in revisions(client, post)]


def patch(client, post, **fields):
    return expect(client.patch(path_of(post), json=fields), 200).json()


def test_first_and_next(editor, admin):
    post = make_post(editor, title="First")
    first, = revisions(editor, post)
    ordered(first, ITEM)
    assert re.fullmatch(STAMP, first["created_at"])
    assert first["author"]["username"] == "editor"
    assert (first["number"], first["action"], first["status"],
            first["title"], first["changed"]) == (
        1, "create", "DRAFT", "First", [])
    patch(admin, post, title="Second", excerpt="x")
    second = revisions(editor, post)[0]
    assert (second["number"], second["action"], second["title"],
            second["changed"]) == (2, "edit", "Second", ["title", "excerpt"])
    assert second["author"]["username"] == "admin"
    whole = expect(editor.get(path_of(post) + "revisions/1/"), 200).json()
    ordered(whole, ITEM + ["post"])
    ordered(whole["post"], FIELDS)
    assert whole["post"]["title"] == "First"
    assert whole["post"]["content"] == post["content"]
    assert whole["post"]["category"] is None and whole["post"]["tags"] == []
    for number in ("3", "0", "99999999999999999999"):
        expect(editor.get(path_of(post) + f"revisions/{number}/"), 404,
               NOT_FOUND)


def test_category_and_media_stand_as_ids(editor):
    category, media = make_category(editor), make_media(editor)
    post = make_post(editor, category=category["id"],
                     featured_media=media["id"], tags=["Hills"])
    patch(editor, post, category=None, featured_media=None)
    whole = expect(editor.get(path_of(post) + "revisions/1/"),
                   200).json()["post"]
    assert (whole["category"], whole["featured_media"], whole["tags"]) == (
        category["id"], media["id"], ["Hills"])
    assert set(revisions(editor, post)[0]["changed"]) == {
        "category", "featured_media"}


def test_what_changes_nothing_leaves_none(editor):
    post = make_post(editor)
    patch(editor, post, title=post["title"])
    assert actions(editor, post) == ["create"]


def test_every_action(editor):
    post = make_post(editor)
    path = path_of(post)
    expect(editor.post(path + "submit/"), 200)
    expect(editor.post(path + "reject/"), 200)
    for year in (2099, 2098):
        expect(editor.post(path + "schedule/", json={
            "scheduled_publish_at": f"{year}-01-01T00:00Z"}), 200)
    expect(editor.post(path + "unpublish/"), 200)
    expect(editor.post(path + "publish/"), 200)
    expect(editor.post(path + "archive/"), 200)
    expect(editor.post(path + "restore/"), 200)
    patch(editor, post, status="PUBLISHED", title="and more")
    expect(editor.delete(path), 204)
    expect(editor.post(path + "undelete/"), 200)
    assert actions(editor, post) == [
        "undelete", "publish", "restore", "archive", "publish", "unpublish",
        "schedule", "schedule", "reject", "submit", "create"]
    assert revisions(editor, post)[1]["changed"] == [
        "title", "status"]


def test_out_of_the_trash(editor):
    """It may differ from what it was when it went there."""
    post = make_post(editor, publish=True)
    expect(editor.delete(path_of(post)), 204)
    taken = make_post(editor, slug=post["slug"])
    assert taken["slug"] == post["slug"]
    expect(editor.post(path_of(post) + "undelete/"), 200)
    newest = revisions(editor, post)[0]
    assert (newest["action"], newest["changed"]) == (
        "undelete", ["slug", "status"])


def test_as_many_values_as_a_body_may_have(editor, admin):
    """What is stored of it has a few more, and is read nevertheless."""
    rows = [[""] * 20 for _ in range(100)]
    content = [{"type": "table", "rows": rows} for _ in range(46)]
    post = make_post(editor, content=content)
    content += [{"type": "paragraph", "text": "x"}] * 2
    content += [{"type": "list", "items": ["x"] * 500}] * 4
    room = 100000 - values_of({"title": "t", "content": content})
    content[-1] = {"type": "list", "items": ["x"] * (500 + room)}
    body = {"title": "t", "content": content}
    assert values_of(body) == 100000
    expect(editor.put(path_of(post), json=body), 200)
    patch(admin, post, content=[])
    expect(editor.post(path_of(post) + "revisions/2/revert/"), 200)
    assert len(expect(editor.get(path_of(post)), 200).json()["content"]) == \
        len(content)


def values_of(value):
    inner = value.values() if isinstance(value, dict) else \
        value if isinstance(value, list) else []
    return 1 + sum(values_of(one) for one in inner)


def test_edits_that_become_one(editor, admin):
    post = make_post(editor)
    patch(editor, post, title="a")
    patch(editor, post, excerpt="b")
    newest = revisions(editor, post)[0]
    assert (newest["number"], newest["title"], newest["changed"]) == (
        2, "a", ["title", "excerpt"])
    # back to what it was: nothing of the title differs
    patch(editor, post, title=post["title"])
    assert revisions(editor, post)[0]["changed"] == ["excerpt"]
    patch(admin, post, title="c")
    patch(editor, post, title="d")
    assert [row["number"] for row in revisions(editor, post)] == [4, 3, 2, 1]
    # a copy that is applied is an edit
    expect(editor.put(path_of(post) + "working-copy/", json={"title": "e"}),
           201)
    expect(editor.post(path_of(post) + "working-copy/apply/"), 200)
    assert actions(editor, post) == ["apply", "edit", "edit", "create"]


def test_what_the_public_has_seen_stays(editor):
    post = make_post(editor, publish=True)
    patch(editor, post, title="a")
    patch(editor, post, title="b")
    expect(editor.post(path_of(post) + "unpublish/"), 200)
    patch(editor, post, title="c")
    patch(editor, post, title="d")
    assert actions(editor, post) == ["edit", "unpublish", "edit", "edit",
                                     "publish", "create"]


def test_older_edits_are_not_joined(site, editor):
    post = make_post(editor)
    patch(editor, post, title="a")
    site.sql("UPDATE post_revisions SET began_at = began_at - "
             f"interval '6 minutes' WHERE post_id = {post['id']}")
    patch(editor, post, title="b")
    assert actions(editor, post) == ["edit", "edit", "create"]


def test_only_so_many_are_kept(make_site):
    with make_site(extra="TalecraftRevisions 5\n"
                         "TalecraftRevisionInterval 0") as site:
        site.add_user("editor", "EDITOR")
        editor = site.login("editor")
        post = make_post(editor, publish=True)
        expect(editor.post(path_of(post) + "unpublish/"), 200)
        for title in "abcd":
            patch(editor, post, title=title)
        kept = revisions(editor, post)
        # 1 and 3 were never public: they go before 2, the oldest but one
        assert [row["number"] for row in kept] == [7, 6, 5, 4, 2]
        assert kept[-1]["action"] == "publish"


def test_none_are_kept(make_site):
    with make_site(extra="TalecraftRevisions 0") as site:
        site.add_user("editor", "EDITOR")
        editor = site.login("editor")
        post = make_post(editor)
        patch(editor, post, title="x")
        assert revisions(editor, post) == []


def test_a_change_by_sql(site, editor):
    post = make_post(editor)
    site.sql(f"UPDATE posts SET title = 'by hand' WHERE id = {post['id']}")
    newest = revisions(editor, post)[0]
    assert (newest["title"], newest["author"]) == ("by hand", None)


def test_a_post_from_before(site, editor):
    post = make_post(editor, title="Before")
    site.sql(f"DELETE FROM post_revisions WHERE post_id = {post['id']}")
    patch(editor, post, title="After")
    assert [(row["number"], row["title"])
            for row in revisions(editor, post)] == [(2, "After"),
                                                    (1, "Before")]


def test_pages_and_cursor(editor, admin):
    post = make_post(editor)
    for client in (admin, editor, admin):
        patch(client, post, title=unique("t"))
    path = path_of(post) + "revisions/"
    page = expect(editor.get(path + "?page_size=3"), 200).json()
    assert page["count"] == 4
    assert [row["number"] for row in page["results"]] == [4, 3, 2]
    assert page["next"].endswith(f"{path}?page=2&page_size=3")
    seen, url = [], path + "?cursor=&page_size=3"
    while url:
        part = expect(editor.get(url), 200).json()
        seen += [row["number"] for row in part["results"]]
        url = part["next"] and part["next"].split("/api", 1)[1]
    assert seen == [4, 3, 2, 1]


def test_revert(public, editor, admin):
    category = make_category(editor)
    post = make_post(editor, publish=True, category=category["id"],
                     seo_title="s")
    patch(admin, post, title="Worse", content=[paragraph("Worse.")],
          category=None, slug=unique("moved-"))
    answer = expect(editor.post(path_of(post) + "revisions/2/revert/"), 200)
    row = answer.json()
    assert row["missing_media"] == []
    assert row["title"] == post["title"]
    assert row["content"] == post["content"]
    assert row["category"]["id"] == category["id"]
    # status, slug and author stay
    assert row["slug"] != post["slug"] and row["status"] == "PUBLISHED"
    assert row["last_edited_by"]["username"] == "editor"
    assert actions(editor, post)[0] == "revert"
    assert public.get(path_of(post)).json()["title"] == post["title"]
    expect(editor.post(path_of(post) + "revisions/2/revert/",
                       headers={"If-Match": '"1-x"'}), 412)
    expect(editor.post(path_of(post) + "revisions/99/revert/"), 404,
           NOT_FOUND)


def test_revert_to_what_is_no_more(editor):
    kept = make_media(editor, make_image(41, 29))
    gone = make_media(editor, make_image(43, 29))
    category = make_category(editor)
    blocks = [{"type": "image", "media_id": gone["id"]},
              {"type": "gallery", "media_ids": [gone["id"], kept["id"]]},
              {"type": "gallery", "media_ids": [gone["id"]]}, paragraph()]
    post = make_post(editor, category=category["id"], content=blocks,
                     featured_media=gone["id"], og_media=kept["id"])
    expect(editor.patch(path_of(post), json={
        "content": [], "featured_media": None, "category": None}), 200)
    expect(editor.delete(f"/media/{gone['id']}/"), 204)
    expect(editor.delete(f"/categories/{category['id']}/"), 204)
    row = expect(editor.post(path_of(post) + "revisions/1/revert/"),
                 200).json()
    assert row["missing_media"] == [gone["id"]]
    assert row["content"] == [
        {"type": "gallery", "media_ids": [kept["id"]]}, paragraph()]
    assert row["featured_media"] is None and row["category"] is None
    assert row["og_media"]["id"] == kept["id"]


def test_who(public, writer, writer2, editor):
    draft = make_post(writer)
    live = make_post(writer)
    expect(editor.post(path_of(live) + "publish/"), 200)
    for tail in ("revisions/", "revisions/1/"):
        expect(public.get(path_of(live) + tail), 401, detail(ANONYMOUS))
        expect(writer2.get(path_of(live) + tail), 403, detail(FORBIDDEN))
        expect(writer2.get(path_of(draft) + tail), 404, NOT_FOUND)
        expect(writer.get(path_of(live) + tail), 200)
    expect(writer.post(path_of(live) + "revisions/1/revert/"), 403,
           detail("Writers can only edit draft posts."))
    expect(writer.post(path_of(draft) + "revisions/1/revert/"), 200)


def test_changes_that_are_no_fields_are_named(editor, admin):
    post = make_post(editor)
    me = expect(admin.get("/auth/me/"), 200).json()
    patch(editor, post, author=me["id"])
    patch(editor, post, title="x")
    assert revisions(editor, post)[0]["changed"] == ["title", "author"]


def test_the_schedule_has_no_author(site, editor):
    post = make_post(editor)
    expect(editor.post(path_of(post) + "schedule/", json={
        "scheduled_publish_at": "2099-01-01T00:00Z"}), 200)
    site.sql("UPDATE posts SET scheduled_publish_at = now() WHERE id = "
             f"{post['id']}")
    expect(editor.get(path_of(post)), 200)
    newest = revisions(editor, post)[0]
    assert (newest["action"], newest["author"]) == ("publish", None)


def test_the_rights_of_a_revert(writer, writer2, editor):
    """Those of an edit: what a writer may not edit it does not put back."""
    post = make_post(writer)
    patch(writer, post, title="a")
    revert = path_of(post) + "revisions/1/revert/"
    expect(writer2.post(revert), 404, NOT_FOUND)
    row = expect(writer.post(revert), 200).json()
    assert row["title"] == post["title"]
    expect(editor.post(path_of(post) + "publish/"), 200)
    expect(writer.post(revert), 403,
           detail("Writers can only edit draft posts."))
    expect(writer2.post(revert), 403, detail(FORBIDDEN))


def test_the_oldest_of_what_was_public_goes_last(make_site):
    with make_site(extra="TalecraftRevisions 3") as site:
        site.add_user("editor", "EDITOR")
        editor = site.login("editor")
        post = make_post(editor, publish=True)
        for title in "abcd":
            patch(editor, post, title=title)
        assert [row["title"] for row in revisions(editor, post)] == [
            "d", "c", "b"]
