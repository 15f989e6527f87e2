"""What empties answers about tags, and lists of posts by tag, category and
author: no more than has to be."""

import pytest

from support.cached import dropped, kept, read, warm
from support.content import act, eventually
from support.make import (expect, make_category, make_post, make_tag,
                          paragraph, unique)
from support.own_site import editor, own, public

ORDERS = ["", "&ordering=-updated_at", "&ordering=title",
          "&ordering=-view_count"]


class Stage:
    """Two posts with a tag each and one that both have, in categories of
    their own; the paths of all that shows them."""

    def __init__(self, editor):
        self.a, self.b, self.both = (make_tag(editor) for _ in range(3))
        self.shelf_a, self.shelf_b = (make_category(editor) for _ in "ab")
        self.post, self.other = (make_post(
            editor, publish=True, category=shelf["id"],
            tags=[tag["id"], self.both["id"]])
            for tag, shelf in ((self.a, self.shelf_a),
                               (self.b, self.shelf_b)))
        self.path = f"/posts/{self.post['id']}/"
        self.bystander = f"/posts/{self.other['id']}/"

    def lists(self, *filters):
        return [f"/posts/?{one}{order}" for one in filters
                for order in ORDERS]

    def of_a(self):
        return self.lists(f"tag={self.a['slug']}", f"tag={self.a['id']}",
                          f"category={self.shelf_a['slug']}",
                          f"category={self.shelf_a['id']}",
                          f"tag={self.a['id']},{self.both['slug']}",
                          f"tag={self.a['id']}&author=editor")

    def of_b(self):
        return self.lists(f"tag={self.b['slug']}", f"tag={self.b['id']}",
                          f"category={self.shelf_b['slug']}",
                          f"category={self.shelf_b['id']}",
                          f"tag={self.both['slug']},{self.b['id']}",
                          f"tag={self.b['id']}&category="
                          f"{self.shelf_b['id']}")

    def details(self, *tags):
        return [path for tag in tags for path in (
            f"/tags/{tag['id']}/", f"/tags/slug/{tag['slug']}/")]


@pytest.fixture
def stage(public, editor):
    return Stage(editor)


def test_edit_leaves_other_lists_alone(public, editor, stage):
    every = stage.of_a() + stage.lists(f"tag={stage.both['id']}",
                                       "author=editor")
    others = [*stage.of_b(), *stage.details(stage.a, stage.b, stage.both),
              "/tags/", "/tags/?ordering=-post_count", stage.bystander]
    warm(public, *every, *others)
    expect(editor.patch(stage.path, json={"title": unique("Z ")}), 200)
    dropped(public, *every)
    kept(public, *others)


def test_edit_by_another_author(public, own, editor, stage):
    """The lists of an author are those of its posts."""
    own.add_user("second", "EDITOR")
    mine = make_post(own.login("second"), publish=True)
    lists = stage.lists("author=second", "author=second&tag="
                        + stage.a["slug"])
    warm(public, *lists[:4])
    expect(editor.patch(stage.path, json={"title": unique("T ")}), 200)
    kept(public, *lists[:4])
    expect(editor.patch(f"/posts/{mine['id']}/",
                        json={"excerpt": unique()}), 200)
    dropped(public, *lists[:4])


def test_tag_that_comes_and_goes(public, editor, stage):
    """A post that is told another tag by comes to its list and leaves one."""
    new = make_tag(editor)
    lists = [f"/posts/?tag={tag['slug']}" for tag in (stage.a, stage.b)]
    stays = [f"/posts/?category={stage.shelf_b['id']}",
             *stage.details(stage.both), *stage.details(stage.b), lists[1]]
    warm(public, *lists, *stays, *stage.details(stage.a), "/tags/")
    read(public, f"/posts/?tag={new['slug']}", "BYPASS")
    expect(public.get(f"/tags/{new['id']}/"), 404)
    expect(editor.patch(stage.path, json={
        "tags": [new["id"], stage.both["id"]]}), 200)
    kept(public, *stays)
    expect(public.get(f"/tags/{stage.a['id']}/"), 404)
    assert read(public, lists[0], "BYPASS").json()["results"] == []
    assert [row["id"] for row in read(
        public, f"/posts/?tag={new['slug']}", "MISS").json()["results"]] == [
            stage.post["id"]]
    assert read(public, f"/tags/{new['id']}/", "MISS").json()[
        "post_count"] == 1
    names = [row["name"] for row in read(public, "/tags/", "MISS").json()]
    assert new["name"] in names and stage.a["name"] not in names


@pytest.mark.parametrize("how", ["unpublish", "archive", "delete"])
def test_post_that_goes(public, editor, stage, how):
    lists = [f"/posts/?tag={stage.both['id']}{order}" for order in ORDERS]
    stays = [*stage.of_b(), *stage.details(stage.b)]
    warm(public, *lists, *stays, *stage.details(stage.both), "/tags/")
    if how == "delete":
        expect(editor.delete(stage.path), 204)
    else:
        expect(act(editor, stage.post, how), 200)
    for path in lists:
        assert [row["id"] for row in read(public, path, "MISS").json()[
            "results"]] == [stage.other["id"]]
    assert [row["id"] for row in read(
        public, f"/posts/?tag={stage.both['slug']},{stage.b['slug']}").json()[
            "results"]] == [stage.other["id"]]
    kept(public, *[path for path in stays
                   if str(stage.both["slug"]) not in path])
    for path in stage.details(stage.both):
        assert read(public, path, "MISS").json()["post_count"] == 1
    assert stage.a["id"] not in [row["id"] for row in read(
        public, "/tags/", "MISS").json()]


def test_drafts_empty_nothing(public, editor, stage):
    every = [*stage.of_a(), *stage.details(stage.a, stage.both), "/tags/",
             stage.path]
    warm(public, *every)
    draft = make_post(editor, tags=[stage.a["id"], unique("Unseen ")])
    expect(editor.patch(f"/posts/{draft['id']}/", json={
        "title": unique(), "tags": [stage.both["id"]]}), 200)
    hidden = make_tag(editor)
    expect(editor.patch(f"/tags/{hidden['id']}/", json={
        "name": unique("Hidden ")}), 200)
    expect(editor.delete(f"/tags/{hidden['id']}/"), 204)
    expect(editor.post(f"/tags/{draft['tags'][1]['id']}/merge/", json={
        "into": stage.a["id"]}), 200)
    expect(editor.delete(f"/posts/{draft['id']}/"), 204)
    expect(editor.patch(f"/tags/{stage.a['id']}/", json={
        "name": stage.a["name"]}), 200)
    kept(public, *every)


def test_renamed_tag(public, editor, stage):
    shown = [stage.path, f"/posts/?tag={stage.both['id']}",
             f"/posts/?category={stage.shelf_a['id']}",
             f"/tags/{stage.a['id']}/", "/tags/"]
    stays = [stage.bystander, *stage.lists(f"tag={stage.b['id']}"),
             *stage.details(stage.both)]
    warm(public, *shown, *stays, f"/posts/?tag={stage.a['slug']}")
    name, slug = unique("Renamed "), unique("renamed-")
    expect(editor.patch(f"/tags/{stage.a['id']}/", json={
        "name": name, "slug": slug}), 200)
    for path in shown:
        assert name in read(public, path, "MISS").text
    kept(public, *stays)
    assert read(public, f"/posts/?tag={stage.a['slug']}", "BYPASS").json()[
        "results"] == []
    assert read(public, f"/posts/?tag={slug}").json()["count"] == 1
    expect(public.get(f"/tags/slug/{stage.a['slug']}/"), 404)
    # what no post shows
    warm(public, *shown)
    expect(editor.patch(f"/tags/{stage.a['id']}/", json={
        "description": unique()}), 200)
    dropped(public, *shown[3:])
    kept(public, *shown[:3], *stays)


def test_deleted_tag(public, editor, stage):
    shown = [stage.path, f"/posts/?tag={stage.both['id']}", "/tags/"]
    stays = [stage.bystander, *stage.lists(f"tag={stage.b['id']}"),
             *stage.details(stage.both, stage.b)]
    gone = [f"/posts/?tag={stage.a['id']}",
            f"/posts/?tag={stage.a['id']},{stage.both['id']}"]
    warm(public, *shown, *stays, *gone, *stage.details(stage.a))
    expect(editor.delete(f"/tags/{stage.a['id']}/"), 204)
    for path in shown:
        assert stage.a["slug"] not in read(public, path, "MISS").text
    for path in gone:
        assert read(public, path, "BYPASS").json()["results"] == []
    for path in stage.details(stage.a):
        expect(public.get(path), 404)
    kept(public, *stays)


def test_merged_tag(public, editor, stage):
    shown = [stage.path, f"/posts/?tag={stage.both['id']}",
             f"/posts/?category={stage.shelf_a['slug']}", "/tags/",
             f"/tags/{stage.b['id']}/", f"/posts/?tag={stage.b['slug']}"]
    stays = [stage.bystander, *stage.details(stage.both),
             f"/posts/?category={stage.shelf_b['id']}"]
    warm(public, *shown, *stays, f"/posts/?tag={stage.a['id']}")
    expect(editor.post(f"/tags/{stage.a['id']}/merge/", json={
        "into": stage.b["id"]}), 200)
    for path in shown:
        text = read(public, path, "MISS").text
        assert stage.b["name"] in text and stage.a["name"] not in text
    assert read(public, shown[4]).json()["post_count"] == 2
    assert read(public, shown[5]).json()["count"] == 2
    assert read(public, f"/posts/?tag={stage.a['id']}", "BYPASS").json()[
        "results"] == []
    kept(public, *stays)


def test_keys(public, stage):
    """Some tags at a time make an entry; endless ways to write them do
    not."""
    a, both = stage.a["slug"], stage.both["id"]
    for path in (f"/posts/?tag={a}", f"/posts/?tag={a},{both}",
                 "/tags/?page_size=5", "/tags/?ordering=-post_count"):
        warm(public, path)
    for tag in (f"{a},", f",{a}", f"{a},%20{both}", f"0{both}",
                f"{a},0{both}", f"{a},none-such", "%00",
                ",".join([a, str(both)] * 2)):
        read(public, f"/posts/?tag={tag}", "BYPASS")
    for query in ("search=x", "cursor=", "fields=id"):
        read(public, f"/tags/?{query}", "BYPASS")
    answer, = warm(public, "/tags/")
    assert answer.headers["Cache-Control"] == \
        "public, max-age=0, s-maxage=300"


def test_schedule_that_comes(own, public, editor, stage):
    """Counts follow a schedule that nobody has written down yet."""
    path = f"/tags/{stage.a['id']}/"
    draft = make_post(editor, tags=[stage.a["id"]],
                      content=[paragraph("later")])
    warm(public, path, "/tags/")
    own.sql("update posts set status = 'SCHEDULED', scheduled_publish_at = "
            f"now() where id = {draft['id']}")
    eventually(lambda: read(public, path).json()["post_count"] == 2)
    assert {row["id"]: row["post_count"] for row in read(
        public, "/tags/").json()}[stage.a["id"]] == 2
