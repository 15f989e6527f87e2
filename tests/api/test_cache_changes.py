"""What empties the cache, what does not, and that nothing is ever stale."""

import threading
import time

import pytest

from support.cached import dropped, kept, read, settle, warm
from support.content import act, at
from support.make import (expect, make_ad, make_category, make_media,
                          make_post, make_user, make_image, paragraph,
                          unique, upload, wait_ready)
from support.own_site import admin, editor, own, public, writer


class Stage:
    """Two published posts in categories of their own, and their paths."""

    def __init__(self, editor):
        self.a, self.b = make_category(editor), make_category(editor)
        self.post = make_post(editor, publish=True, category=self.a["id"])
        self.other = make_post(editor, publish=True, category=self.b["id"])
        self.path = f"/posts/{self.post['id']}/"
        self.slug = f"/posts/slug/{self.post['slug']}/"
        self.bystander = f"/posts/{self.other['id']}/"
        self.list_a = f"/posts/?category={self.a['id']}"
        self.list_b = f"/posts/?category={self.b['id']}"
        self.cat_a = f"/categories/{self.a['id']}/"
        self.cat_b = f"/categories/{self.b['id']}/"

    def everything(self):
        return [self.path, self.slug, self.bystander, "/posts/", self.list_a,
                self.list_b, self.cat_a, self.cat_b, "/categories/",
                "/ad-placements/", "/posts/?author=editor"]


@pytest.fixture
def stage(public, editor):
    made = Stage(editor)
    warm(public, *made.everything())
    return made


def counts(public, *categories):
    rows = {row["id"]: row["post_count"]
            for row in read(public, "/categories/").json()}
    for one in categories:
        single = read(public, f"/categories/{one['id']}/").json()
        assert single["post_count"] == rows[one["id"]]
    return [rows[one["id"]] for one in categories]


def test_edit_of_a_post(public, editor, stage):
    title = unique("Changed ")
    expect(editor.patch(stage.path, json={"title": title}), 200)
    for path in (stage.path, stage.slug):
        assert read(public, path, "MISS").json()["title"] == title
    for path in ("/posts/", stage.list_a, "/posts/?author=editor"):
        rows = read(public, path, "MISS").json()["results"]
        assert title in [row["title"] for row in rows]
    kept(public, stage.bystander, stage.cat_a, stage.cat_b, "/categories/",
         "/ad-placements/")


def test_lists_of_other_categories_stay(public, editor, stage):
    """What cannot have changed stays cached."""
    expect(editor.patch(stage.path, json={"excerpt": unique()}), 200)
    kept(public, stage.list_b)


def test_move_to_another_category(public, editor, stage):
    expect(editor.patch(stage.path, json={"category": stage.b["id"]}), 200)
    assert read(public, stage.list_a, "MISS").json()["results"] == []
    rows = read(public, stage.list_b, "MISS").json()["results"]
    assert [row["id"] for row in rows] == [stage.other["id"],
                                           stage.post["id"]]
    assert counts(public, stage.a, stage.b) == [0, 2]
    assert read(public, stage.path).json()["category"]["id"] == \
        stage.b["id"]
    kept(public, stage.bystander)


@pytest.mark.parametrize("how", ["archive", "unpublish", "delete"])
def test_post_that_goes(public, editor, stage, how):
    if how == "delete":
        expect(editor.delete(stage.path), 204)
    else:
        expect(act(editor, stage.post, how), 200)
    for path in (stage.path, stage.slug):
        expect(public.get(path), 404, {"detail": "Not found."})
    assert read(public, stage.list_a).json()["results"] == []
    ids = [row["id"] for row in read(public, "/posts/").json()["results"]]
    assert stage.post["id"] not in ids
    assert counts(public, stage.a, stage.b) == [0, 1]
    kept(public, stage.bystander)


def test_post_that_comes(public, editor, stage):
    draft = make_post(editor, category=stage.a["id"])
    expect(public.get(f"/posts/{draft['id']}/"), 404)
    kept(public, *stage.everything())
    expect(act(editor, draft, "publish"), 200)
    read(public, f"/posts/{draft['id']}/", "MISS")
    rows = read(public, stage.list_a, "MISS").json()["results"]
    assert [row["id"] for row in rows] == [draft["id"], stage.post["id"]]
    assert read(public, "/posts/", "MISS").json()["results"][0][
        "id"] == draft["id"]
    assert counts(public, stage.a, stage.b) == [2, 1]
    kept(public, stage.path, stage.bystander)


def test_slug_that_changes(public, editor, stage):
    new = unique("new-")
    expect(editor.patch(stage.path, json={"slug": new}), 200)
    assert public.get(stage.slug, strict=False).status_code == 301
    assert read(public, f"/posts/slug/{new}/").json()["slug"] == new
    assert read(public, stage.path, "MISS").json()["slug"] == new
    taker = make_post(editor, slug=stage.post["slug"], publish=True)
    assert read(public, stage.slug).json()["id"] == taker["id"]


def test_drafts_empty_nothing_public(public, editor, writer, stage):
    draft = make_post(editor, category=stage.a["id"])
    mine = make_post(writer)
    for client, one in ((editor, draft), (writer, mine)):
        path = f"/posts/{one['id']}/"
        expect(client.patch(path, json={"title": unique("T "),
                                        "content": [paragraph()]}), 200)
        expect(client.put(path, json={"title": "x", "content": []}), 200)
        expect(client.patch(path, json={"slug": unique("s-")}), 200)
        expect(act(client, one, "submit"), 200)
        expect(act(client, one, "reject"), 200)
    expect(editor.patch(f"/posts/{draft['id']}/",
                        json={"category": stage.b["id"]}), 200)
    expect(act(editor, draft, "archive"), 200)
    expect(act(editor, draft, "restore"), 200)
    expect(editor.delete(f"/posts/{draft['id']}/"), 204)
    expect(editor.patch(stage.path, json={"title": ""}), 400)
    kept(public, *stage.everything())


def test_new_media_and_tokens_empty_nothing(public, own, editor, admin,
                                            stage):
    row = expect(upload(editor, make_image(64, 64)), 201).json()
    wait_ready(editor, row["id"])
    expect(editor.patch(f"/media/{row['id']}/", json={"caption": "c"}), 200)
    make_post(editor, content=[{"type": "image", "media_id": row["id"]}])
    make_user(admin)
    expect(own.client().post("/auth/login/", json={
        "username": "editor", "password": "wrong"}), 400)
    kept(public, *stage.everything())


def test_views_empty_nothing(public, stage):
    for _ in range(3):
        expect(public.post(f"{stage.path}view/"), 204)
    time.sleep(0.2)
    kept(public, *stage.everything())


def test_media_that_changes(public, editor, stage):
    media = make_media(editor, alt_text="before")
    block = [{"type": "image", "media_id": media["id"]}]
    by_field = make_post(editor, publish=True, og_media=media["id"])
    by_block = make_post(editor, publish=True, content=block)
    thumb = make_post(editor, publish=True, thumbnail_media=media["id"],
                      category=stage.a["id"])
    details = [f"/posts/{one['id']}/" for one in (by_field, by_block, thumb)]
    warm(public, *details, *stage.everything())
    expect(editor.patch(f"/media/{media['id']}/",
                        json={"alt_text": "after"}), 200)
    for path in details:
        text = read(public, path, "MISS").text
        assert '"alt_text":"after"' in text and "before" not in text
    rows = read(public, stage.list_a, "MISS").json()["results"]
    assert rows[0]["thumbnail"]["alt_text"] == "after"
    rows = read(public, "/posts/").json()["results"]
    assert rows[0]["thumbnail"]["alt_text"] == "after"
    kept(public, stage.path, stage.bystander, "/categories/",
         "/ad-placements/")


def test_category_that_changes(public, editor, stage):
    name = unique("Renamed ")
    expect(editor.patch(stage.cat_a, json={"name": name}), 200)
    for path in (stage.path, stage.slug):
        assert read(public, path, "MISS").json()["category"]["name"] == name
    for path in (stage.list_a, "/posts/"):
        rows = read(public, path, "MISS").json()["results"]
        assert name in [row["category"] for row in rows]
    assert read(public, stage.cat_a, "MISS").json()["name"] == name
    rows = read(public, "/categories/", "MISS").json()
    assert name in [row["name"] for row in rows]
    kept(public, stage.bystander, "/ad-placements/")


def test_category_slug_parent_and_activity(public, editor, stage):
    slug = unique("moved-")
    expect(editor.patch(stage.cat_b, json={"parent": stage.a["slug"]}), 200)
    deep = f"/posts/?category={stage.a['id']}&descendants=true"
    rows = warm(public, deep)[0].json()["results"]
    assert [row["id"] for row in rows] == [stage.other["id"],
                                           stage.post["id"]]
    expect(editor.patch(stage.cat_a, json={"slug": slug}), 200)
    assert read(public, stage.cat_b).json()["parent"] == slug
    assert read(public, stage.path).json()["category"]["slug"] == slug
    rows = read(public, f"/posts/?category={slug}").json()["results"]
    assert [row["id"] for row in rows] == [stage.post["id"]]
    expect(editor.patch(stage.cat_b, json={"parent": None}), 200)
    rows = read(public, deep).json()["results"]
    assert [row["id"] for row in rows] == [stage.post["id"]]
    warm(public, stage.cat_b, "/categories/")
    expect(editor.patch(stage.cat_b, json={"is_active": False}), 200)
    expect(public.get(stage.cat_b), 404)
    ids = [row["id"] for row in read(public, "/categories/").json()]
    assert stage.b["id"] not in ids


def test_category_made_and_deleted(public, editor, stage):
    row = make_category(editor)
    ids = [one["id"] for one in read(public, "/categories/", "MISS").json()]
    assert row["id"] in ids
    path = f"/categories/{row['id']}/"
    warm(public, path, "/categories/")
    expect(editor.delete(path), 204)
    expect(public.get(path), 404)
    ids = [one["id"] for one in read(public, "/categories/", "MISS").json()]
    assert row["id"] not in ids
    kept(public, stage.path, stage.bystander, "/ad-placements/")


def test_lists_without_the_category_stay(public, editor, stage):
    """A list of posts has nothing of a category that none of them is in."""
    by_slug = f"/posts/?category={stage.a['slug']}"
    below = f"/posts/?category={stage.a['id']}&descendants=true"
    lists = ["/posts/", "/posts/?ordering=title", by_slug, stage.list_a,
             "/posts/?author=editor"]
    warm(public, below, *lists)
    row = make_category(editor, parent=stage.a["slug"])
    kept(public, *lists)
    dropped(public, below)
    path = f"/categories/{row['id']}/"
    expect(editor.patch(path, json={"order": 7}), 200)
    kept(public, *lists)
    expect(editor.delete(path), 204)
    kept(public, *lists)


def test_list_by_a_slug_that_changes_hands(public, editor, stage):
    slug = unique("place-")
    path = f"/posts/?category={slug}"
    assert read(public, path).json()["count"] == 0
    for category, post in ((stage.cat_a, stage.post),
                           (stage.cat_b, stage.other)):
        expect(editor.patch(category, json={"slug": slug}), 200)
        rows = warm(public, path)[0].json()["results"]
        assert [one["id"] for one in rows] == [post["id"]]
        expect(editor.patch(category, json={"slug": unique("gone-")}), 200)
        assert read(public, path).json()["count"] == 0
    expect(editor.patch(stage.cat_b, json={"slug": slug}), 200)
    warm(public, path)
    expect(editor.delete(stage.bystander), 204)
    assert warm(public, path)[0].json()["count"] == 0
    expect(editor.delete(stage.cat_b), 204)
    expect(editor.patch(stage.cat_a, json={"slug": slug}), 200)
    assert read(public, path).json()["count"] == 1


def test_author_that_changes(public, own, admin, editor, stage):
    user = make_user(admin, role="EDITOR")
    client = own.login(user["username"], user["password"])
    post = make_post(client, publish=True)
    path = f"/posts/{post['id']}/"
    warm(public, path, "/posts/", stage.bystander)
    expect(client.patch("/auth/me/", json={"first_name": "Ada",
                                           "last_name": "L"}), 200)
    got = read(public, path, "MISS").json()
    assert got["author"]["name"] == got["published_by"]["name"] == "Ada L"
    kept(public, stage.bystander)
    warm(public, path, "/posts/")
    name = unique("renamed")
    expect(admin.patch(f"/users/{user['id']}/", json={"username": name}),
           200)
    assert read(public, path, "MISS").json()["author"]["username"] == name
    assert read(public, "/posts/", "MISS").json()["results"][0][
        "author"] == name
    kept(public, stage.bystander)
    expect(editor.patch(path, json={
        "author": editor.get("/auth/me/").json()["id"]}), 200)
    assert read(public, path).json()["author"]["username"] == "editor"
    assert read(public, f"/posts/?author={name}").json()["count"] == 0


def test_ad_that_changes(public, admin, stage):
    row = make_ad(admin)
    path = f"/ad-placements/{row['id']}/"
    lists = ["/ad-placements/", "/ad-placements/?device=mobile"]
    warm(public, path, *lists)
    expect(admin.patch(path, json={"description": "new"}), 200)
    for one in lists:
        rows = read(public, one, "MISS").json()
        assert "new" in [each["description"] for each in rows]
    assert read(public, path, "MISS").json()["description"] == "new"
    expect(admin.patch(path, json={"show_on_mobile": False}), 200)
    assert row["id"] not in [each["id"] for each in
                             read(public, lists[1]).json()]
    expect(admin.delete(path), 204)
    expect(public.get(path), 404)
    dropped(public, *lists)
    kept(public, stage.path, stage.bystander, "/posts/", "/categories/")


def test_what_the_public_never_sees_empties_nothing(public, editor, admin,
                                                    stage):
    user = make_user(admin)
    off = [make_ad(admin, is_active=False)]
    warm(public, *stage.everything())
    expect(admin.patch(f"/users/{user['id']}/", json={
        "role": "EDITOR", "is_active": False}), 200)
    off.append(make_ad(admin, is_active=False))
    for ad in off:
        expect(admin.patch(f"/ad-placements/{ad['id']}/",
                           json={"description": "x"}), 200)
        expect(admin.delete(f"/ad-placements/{ad['id']}/"), 204)
    row = make_category(editor, is_active=False)
    path = f"/categories/{row['id']}/"
    expect(editor.patch(path, json={"order": 3}), 200)
    kept(public, *stage.everything())


def test_author_who_may_not_sign_in(public, own, admin, editor, stage):
    """Whether an author may sign in is not to be seen in the posts."""
    user = make_user(admin, role="EDITOR")
    client = own.login(user["username"], user["password"])
    path = f"/posts/{make_post(client, publish=True)['id']}/"
    warm(public, path, "/posts/")
    expect(admin.patch(f"/users/{user['id']}/", json={"is_active": False,
                                                      "role": "WRITER"}), 200)
    kept(public, path, "/posts/")


def test_categories_that_are_off(public, editor, stage):
    """They show nowhere, and as they are now once they are on again."""
    child = make_category(editor, parent=stage.a["slug"])
    below = f"/categories/{child['id']}/"
    warm(public, stage.path, below, "/categories/", "/posts/")

    def shown():
        category = read(public, stage.path).json()["category"]
        return (category and (category["name"], category["slug"]),
                read(public, below).json()["parent"])

    expect(editor.patch(stage.cat_a, json={"is_active": False}), 200)
    assert shown() == (None, None)
    name, slug = unique("Off "), unique("off-")
    warm(public, stage.path, below, "/categories/", "/posts/")
    expect(editor.patch(stage.cat_a, json={"name": name, "slug": slug}), 200)
    kept(public, stage.path, below, "/categories/", "/posts/")
    assert shown() == (None, None)
    expect(editor.patch(stage.cat_a, json={"is_active": True}), 200)
    assert shown() == ((name, slug), slug)
    assert name in [row["category"] for row in
                    read(public, "/posts/").json()["results"]]
    assert slug in [row["parent"] for row in
                    read(public, "/categories/").json()]
    deep = f"/posts/?category={child['id']}&descendants=true"
    expect(editor.patch(below, json={"parent": None}), 200)
    warm(public, deep)
    expect(editor.patch(stage.cat_a, json={"parent": child["slug"]}), 200)
    assert read(public, deep).json()["count"] == 1


def test_schedule_far_away_empties_nothing(public, editor, stage):
    draft = make_post(editor, category=stage.a["id"])
    warm(public, *stage.everything())
    expect(act(editor, draft, "schedule", scheduled_publish_at=at(86400)),
           200)
    kept(public, *stage.everything())


def test_reload_changes_nothing(public, own, editor, stage):
    own.httpd.graceful()
    title = unique("Reloaded ")
    expect(editor.patch(stage.path, json={"title": title}), 200)
    for _ in range(20):
        assert read(public, stage.path).json()["title"] == title
    settle(public)
    warm(public, *stage.everything())


def test_change_by_sql(public, own, stage):
    """Rows that somebody else changes are seen within a second."""
    title = unique("By hand ")
    own.sql(f"update posts set title = '{title}' "
            f"where id = {stage.post['id']}")
    time.sleep(1)
    assert read(public, stage.path).json()["title"] == title


def test_tags_of_very_many_changes(own):
    """What a transaction remembers for its writer does not grow with it."""
    def noted(count):
        return own.sql(
            "begin; insert into posts (title, slug, content, author_id, "
            "status, published_at) select 'Many ' || n, 'many-' || n, '[]', "
            f"u.id, 'PUBLISHED', now() from generate_series(1, {count}) n, "
            "users u where u.username = 'editor'; "
            "select current_setting('talecraft.tags'); rollback").split("\n")

    few = noted(3)
    assert few[0].startswith("change=")
    assert len([tag for tag in few if tag.startswith("post/")]) == 3
    assert noted(1000) == ["*"]


# ---- never stale

class Race:
    """One writer, some readers; whoever reads something old is remembered.

    acknowledged: number of the last write that has been answered.
    It lasts so many seconds, and on a busy machine until there has been
    something to see, a minute at most.
    """

    def __init__(self, own, post, seconds):
        self.own, self.post = own, post
        self.end = time.monotonic() + seconds
        self.acknowledged = 0
        self.reads = 0
        self.problems = []

    def goes_on(self):
        late = time.monotonic() - self.end
        seen = self.acknowledged > 20 and self.reads > 100
        return not self.problems and (late < 0 or not seen and late < 60)

    def write(self, editor):
        number = 0
        while self.goes_on():
            number += 1
            answer = editor.patch(f"/posts/{self.post['id']}/",
                                  json={"excerpt": str(number)})
            if answer.status_code != 200:
                self.problems.append(answer.text)
            self.acknowledged = number

    def read(self, path, pick):
        client = self.own.client()
        while self.goes_on():
            known = self.acknowledged
            answer = client.get(path)
            got = int(pick(answer.json()))
            self.reads += 1
            if answer.status_code != 200 or got < known:
                self.problems.append(
                    f"{path}: {got} after {known} "
                    f"({answer.headers.get('X-Cache')})")


def test_no_stale_read(own, editor, stage):
    expect(editor.patch(stage.path, json={"excerpt": "0"}), 200)
    race = Race(own, stage.post, 3)
    reads = [(stage.path, lambda got: got["excerpt"]),
             (stage.slug, lambda got: got["excerpt"]),
             (stage.list_a, lambda got: got["results"][0]["excerpt"])]
    threads = [threading.Thread(target=race.write, args=(editor,))]
    threads += [threading.Thread(target=race.read, args=one)
                for one in reads + reads[::2]]
    for one in threads:
        one.start()
    for one in threads:
        one.join(90)
    assert not race.problems
    assert race.acknowledged > 20 and race.reads > 100
