"""talecraftctl import django: the API answers what the service had."""

import json

import pytest

from support.django_tables import POSTS, Service, fill, pbkdf2, quoted
from support.imports import ctl, imported, makes_nothing, settled
from support.make import compact, expect, make_image, make_post
from support.site import PASSWORD

def when(text):
    """As the API writes times."""
    from datetime import datetime, timezone
    return None if text is None else datetime.fromisoformat(text).astimezone(
        timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


@pytest.fixture(scope="module")
def done(pg, base, tmp_path_factory):
    """(site, admin, service, what it said, rows of the mapping)"""
    folder = tmp_path_factory.mktemp("django")
    service = Service(pg, folder / "media")
    fill(service.sql, service.media)
    with imported(pg, base, folder, service.into) as (
            site, admin, said, rows):
        settled(site)
        yield site, admin, service, said, rows


def test_counts(done):
    _, _, _, said, rows = done
    lines = said.splitlines()
    assert ("after: users 7, categories 10, tags 0, media 12, posts 320, "
            "ad placements 3") in lines
    for kind, count in (("user", 6), ("category", 10), ("media", 12),
                        ("post", 320), ("ad", 3)):
        assert f"{kind}: imported {count}, joined 0, known already 0, " \
            "refused 0" in lines
        assert sum(row["kind"] == kind for row in rows) == count
    assert "not imported, as nothing here is like it: authtoken_token 6" \
        in lines
    assert not any("django_migrations" in line for line in lines)
    assert all(row["old_id"] == row["new_id"] for row in rows)


def test_users(done):
    site, admin, service, said, _ = done
    there = service.rows("users_user")
    here = {row["id"]: row for row in
            expect(admin.get("/users/?page_size=100"), 200).json()["results"]}
    for row in there:
        kept = here[row["id"]]
        assert {name: kept[name] for name in
                ("username", "email", "first_name", "last_name", "role",
                 "is_active")} == {name: row[name] for name in
                ("username", "email", "first_name", "last_name", "role",
                 "is_active")}
        assert kept["date_joined"] == when(row["date_joined"])
        assert kept["last_login"] == when(row["last_login"])
    assert "user 14: its password's hash is of a kind that is not read " \
        "here: argon2" in said
    assert "user 12: must set" not in said
    # Django's hash lets in, and becomes one of ours
    client = site.stranger()
    expect(client.post("/auth/login/", json={
        "username": "user12", "password": PASSWORD + "x"}), 400)
    stored = site.sql("select password_hash from users where id = 12")
    assert stored == pbkdf2(PASSWORD)
    expect(client.post("/auth/login/", json={
        "username": "user12", "password": PASSWORD}), 200)
    assert site.sql("select password_hash from users where id = 12"
                    ).startswith("$2y$12$")
    expect(client.post("/auth/login/", json={
        "username": "user12", "password": PASSWORD}), 200)


def test_categories(done):
    _, admin, service, _, _ = done
    there = {row["id"]: row for row in service.rows("blog_category")}
    here = {row["id"]: row for row in
            expect(admin.get("/categories/"), 200).json()}
    assert here.keys() == there.keys()
    for number, row in there.items():
        kept = here[number]
        for name in ("name", "slug", "description", "seo_title",
                     "seo_description", "seo_keywords", "canonical_url",
                     "no_index", "is_active", "is_featured", "order"):
            assert kept[name] == row[name], (number, name)
        parent = there.get(row["parent_id"])
        assert kept["parent"] == (parent and parent["slug"])
        assert kept["created_at"] == when(row["created_at"])
        assert kept["updated_at"] == when(row["updated_at"])


def test_media(done):
    site, admin, service, _, _ = done
    names = {row["id"]: row["username"] for row in service.rows("users_user")}
    for row in service.rows("media_media"):
        kept = expect(admin.get(f"/media/{row['id']}/"), 200).json()
        for name in ("media_type", "status", "width", "height", "duration",
                     "file_size", "file_hash", "mime_type", "original_name",
                     "alt_text", "caption", "error"):
            assert kept[name] == row[name], (row["id"], name)
        assert kept["uploaded_by"] == names[row["uploaded_by_id"]]
        assert kept["created_at"] == when(row["created_at"])
        # when it was processed here
        assert kept["updated_at"] > "2026-11"
        original = admin.get(f"/media/{row['id']}/original/", strict=False)
        assert original.content == \
            (service.media / row["original_file"]).read_bytes()
    assert "ok\n" in site.ctl("check")


def test_posts(done):
    _, admin, service, _, _ = done
    people = {row["id"]: {"id": row["id"], "username": row["username"],
                          "name": f"{row['first_name']} {row['last_name']}"}
              for row in service.rows("users_user")}
    kinds = {row["id"]: {name: row[name] for name in ("id", "name", "slug")}
             for row in service.rows("blog_category")}
    there = service.rows("blog_post")
    assert len(there) == POSTS
    for row in there:
        kept = expect(admin.get(f"/posts/{row['id']}/"), 200).json()
        for name in ("id", "title", "slug", "content", "excerpt", "status",
                     "seo_title", "seo_description", "seo_keywords",
                     "canonical_url", "no_index", "view_count"):
            assert kept[name] == row[name], (row["id"], name)
        for name in ("scheduled_publish_at", "published_at", "created_at",
                     "updated_at"):
            assert kept[name] == when(row[name]), (row["id"], name)
        for name in ("author", "published_by", "last_edited_by"):
            assert kept[name] == people.get(row[f"{name}_id"])
        assert kept["category"] == kinds.get(row["category_id"])
        for name in ("featured_media", "thumbnail_media", "og_media"):
            assert (kept[name] and kept[name]["id"]) == row[f"{name}_id"]
        assert [one["id"] for one in kept["media_blocks"]] == list(
            dict.fromkeys(number for block in row["content"] for number in
                          [block.get("media_id")] + block.get("media_ids", [])
                          if number is not None))


def test_lists(done):
    """Order, filters and counts as the service's client had them."""
    site, _, service, _, _ = done
    public = site.client()
    order = [row["slug"] for row in service.rows(
        "blog_post where status = 'PUBLISHED'",
        "published_at desc, created_at desc")]
    got, url = [], "/posts/?page_size=100"
    while url:
        page = expect(public.get(url), 200).json()
        assert page["count"] == len(order)
        got += [row["slug"] for row in page["results"]]
        url = page["next"] and page["next"].partition("/api")[2]
    assert got == order
    for category in service.rows("blog_category"):
        count = int(service.sql(
            "select count(*) from blog_post where status = 'PUBLISHED' and "
            f"category_id = {category['id']}"))
        page = expect(public.get(
            f"/posts/?category={category['slug']}"), 200).json()
        assert page["count"] == (count if category["is_active"] else 0)
    hits = expect(public.get("/posts/?search=excerpt+19"), 200).json()
    assert "post-no-19" in [row["slug"] for row in hits["results"]]


def test_former_slugs(done):
    """They lead to where the post is now."""
    site, _, service, _, _ = done
    for row in service.rows("blog_slughistory")[:20]:
        slug, status = service.sql(
            "select slug || ' ' || status from blog_post "
            f"where id = {row['post_id']}").split()
        answer = site.client().get(f"/posts/slug/{row['old_slug']}/",
                                   allow_redirects=False)
        if status == "PUBLISHED":
            expect(answer, 301)
            assert answer.headers["Location"].endswith(f"/slug/{slug}/")
        else:
            expect(answer, 404)
    assert int(site.sql("select count(*) from slug_history")) == POSTS // 2


def test_ad_placements(done):
    _, admin, service, _, _ = done
    here = expect(admin.get("/ad-placements/"), 200).json()
    assert [{**row, "created_at": when(row["created_at"]),
             "updated_at": when(row["updated_at"])}
            for row in service.rows("ads_adplacement", "name")] == here


def test_new_rows_get_other_ids(done):
    _, admin, _, _, _ = done
    assert make_post(admin)["id"] > 3 * POSTS


def test_a_second_run_makes_nothing(done):
    site, admin, service, _, _ = done
    expect(admin.delete("/posts/6/"), 204)
    said = makes_nothing(site, lambda: service.into(site))
    assert "post: imported 0, joined 0, known already 320, refused 0" in said
    assert "post 6: it was deleted here, and is not brought back" in said
    assert "ad: imported 0, joined 0, known already 3, refused 0" in said


@pytest.fixture
def small(pg, tmp_path):
    service = Service(pg, tmp_path / "media")
    service.media.mkdir()
    yield service
    pg.drop_database(service.name)


@pytest.fixture
def empty(make_site):
    with make_site() as site:
        site.add_user("boss", "ADMIN")
        yield site


POST = ("insert into blog_post select {id}, {title}, 's{id}', {content}, '', "
        "'{status}', null, null, '', '', '', '', false, 0, 1, now(), now(), "
        "{author}, null, null, null, null, null, null")


def add_post(service, number, content="[]", status="DRAFT", author=10):
    service.sql(POST.format(id=number, title=f"'T{number}'", author=author,
                            content=quoted(content), status=status))


def test_ids_that_are_taken(empty, small):
    """Rows here keep theirs; what refers to the others follows."""
    small.sql("update users_user set username = 'boss' where id = 15")
    for number, name in ((1, "a"), (2, "b")):
        (small.media / f"{name}.jpg").write_bytes(make_image(30, 20, seed=5))
        small.sql("insert into media_media values "
                  f"({number}, 'IMAGE', 'READY', '{name}.jpg', '[]', 1, 1, "
                  "null, 1, '', '', '', '', '', null, now(), now(), 10)")
    add_post(small, 7, compact([
        {"type": "image", "media_id": 2, "alt": "x"},
        {"type": "gallery", "media_ids": [2, 1, 99], "caption": "c"},
        {"type": "image", "media_id": 99, "alt": "gone"},
        {"type": "video", "media_id": 98}]))
    add_post(small, 8, author=15)
    empty.sql("insert into users (id, username, password_hash) values "
             "(10, 'taken', 'x'); insert into posts (id, title, slug, "
             "content, author_id) values (8, 'Mine', 's8', '[]', 10)")
    said = small.into(empty)
    assert "user: imported 5, joined 1" in said
    assert "media: imported 1, joined 1" in said
    new = empty.sql("select id from users where username = 'user10'")
    assert f"user 10: its id is {new} here" in said
    assert "user 15: its id is 1 here" in said
    assert "media 2: its id is 1 here" in said
    assert "post 8: its slug is s8-1 now, not s8" in said
    assert empty.sql("select author_id from posts where id = 7") == new
    assert empty.sql("select author_id from posts where slug = 's8-1'"
                    ) == "1"
    assert json.loads(empty.sql("select content from posts where id = 7")
                      ) == [
        {"type": "image", "alt": "x", "media_id": 1},
        {"type": "gallery", "caption": "c", "media_ids": [1, 1]},
        {"type": "paragraph", "text": "gone"},
        {"type": "paragraph", "text": "(media 98)"}]
    for told in ("a gallery shows media 99, which was not imported",
                 "a picture or video became its text, as media 98"):
        assert f"post 7: {told}" in said


def test_what_cannot_be_is_named(empty, small):
    small.sql("insert into media_media values (1, 'IMAGE', 'READY', "
              "'../secret.jpg', '[]', 1, 1, null, 1, '', '', '', '', '', "
              "null, now(), now(), 10)")
    (small.media.parent / "secret.jpg").write_bytes(make_image(30, 20))
    add_post(small, 1, '{"no": "list"}')
    add_post(small, 2, status="PUBLISHED")
    add_post(small, 3, status="odd")
    add_post(small, 4, '["x", 1, null]')
    small.sql("alter table blog_post alter content type text; "
              "update blog_post set content = '[{\"type\": \"divider\"}]' "
              "where id = 3; update users_user set role = 'GOD' where id = 11")
    said = small.into(empty, code=1)
    for told in (
            "media 1: not imported: its file ../secret.jpg: is none that",
            "post 1: not imported: its content is no list of blocks",
            'post 2: its status was "PUBLISHED", without what that needs',
            'post 3: its status was "ODD"',
            "user 11: its role GOD is none here"):
        assert told in said
    assert empty.sql("select content from posts where id = 3") == \
        '[{"type":"divider"}]'
    assert empty.sql("select role from users where id = 11") == "ADMIN"


def test_a_slug_that_must_change_takes_nobodys(empty, small):
    """Not that of a post which comes after it."""
    for number, slug in ((1, "2024"), (2, "post-2024"), (3, "null")):
        add_post(small, number)
        small.sql(f"update blog_post set slug = '{slug}' where id = {number}")
    said = small.into(empty)
    assert "post 1: its slug is post-2024-1 now, not 2024" in said
    assert empty.sql("select slug from posts order by id").split() == [
        "post-2024-1", "post-2024", "post-null"]


def test_tables_are_found_or_named(empty, small):
    small.sql("create schema news; alter table blog_post set schema news; "
              "alter table news.blog_post rename to \"Old Posts\"; "
              "create table copy_user as select * from users_user; "
              "drop table ads_adplacement")
    small.sql('insert into news."Old Posts" select 1, \'T\', \'t\', \'[]\', '
              "'', 'DRAFT', null, null, '', '', '', '', false, 0, 1, now(), "
              "now(), 10, null, null, null, null, null, null")
    said = small.into(empty, code=6)
    assert "both copy_user and users_user could be its table of users" \
        in said
    assert "there is no table none" in small.into(
        empty, "--users", "none", code=6)
    said = small.into(empty, "--users", "users_user")
    assert "post: imported 1" in said
    assert "not imported, as nothing here is like it: copy_user 6" in said
    small.sql('drop table news."Old Posts" cascade')
    said = small.into(empty, "--users", "users_user", code=6)
    assert "no table of posts is found there (with the columns id, title," \
        in said


def add_tags(service, table="blog_tag"):
    service.sql(f"create table {table} (id bigint primary key, "
                "name varchar(100) not null, slug varchar(100) not null, "
                "description text not null default ''); "
                f"insert into {table} values (5, 'Hills', 'hills', 'High'), "
                "(7, 'Rivers & lakes', 'water', ''), (9, 'Hills', 'hills-2', ''), "
                "(11, 'Nobody has it', 'unused', '')")
    for number in (3, 4, 6):
        add_post(service, number)


def tags_of(site, post):
    return [tag["id"] for tag in expect(site.login("boss").get(
        f"/posts/{post}/"), 200).json()["tags"]]


def check_tags(empty, said, first=5):
    """Posts 3 and 4 have theirs, 6 has none."""
    assert "tag: imported 3, joined 1, known already 0, refused 0" in said
    assert f"tag 9: its id is {first} here" in said
    boss = empty.login("boss")
    kept = {tag["id"]: (tag["name"], tag["slug"], tag["description"])
            for tag in expect(boss.get("/tags/?page_size=100"),
                              200).json()["results"]}
    assert kept == {5: ("Hills", "hills", "High"),
                    7: ("Rivers & lakes", "water", ""),
                    11: ("Nobody has it", "unused", "")}
    assert tags_of(empty, 3) == [7, 5]
    assert tags_of(empty, 4) == [5]  # two of that name there
    assert tags_of(empty, 6) == []


def test_tags(empty, small):
    """A model of the service's own."""
    add_tags(small)
    small.sql("create table blog_post_tags (id bigint primary key, "
              "post_id bigint not null references blog_post, "
              "tag_id bigint not null references blog_tag); "
              "insert into blog_post_tags values (1, 3, 7), (2, 3, 5), "
              "(3, 4, 9), (4, 4, 5)")
    check_tags(empty, said := small.into(empty))
    assert "blog_" not in said
    said = makes_nothing(empty, lambda: small.into(empty))
    assert "tag: imported 0, joined 0, known already 4" in said
    made = expect(empty.login("boss").post("/tags/", json={
        "name": "A new one"}), 201).json()
    assert made["id"] > 11


def test_tags_of_taggit(empty, small):
    """Which has those of all models in one table, its post_id being a text."""
    add_tags(small, "taggit_tag")
    small.sql("create table django_content_type (id int primary key, "
              "app_label varchar(100), model varchar(100)); "
              "insert into django_content_type values (1, 'blog', 'post'), "
              "(2, 'media', 'media'); "
              "create table taggit_taggeditem (id int primary key, "
              "object_id varchar(50), content_type_id int references "
              "django_content_type, tag_id bigint references taggit_tag); "
              "insert into taggit_taggeditem values (1, '3', 1, 7), "
              "(2, '3', 1, 5), (3, '4', 1, 9), (4, '6', 2, 5)")
    check_tags(empty, small.into(empty))


def test_tags_that_are_there(empty, small):
    """Joined by slug; what refers to one that was not imported is told."""
    add_tags(small)
    empty.sql("insert into tags (id, name, slug) values (7, 'Mine', 'mine'), "
              "(20, 'Heights', 'hills')")
    small.sql("create table links (id int primary key, post_id int, "
              "tag_id int); insert into links values (1, 3, 5), (2, 3, 7), "
              "(3, 3, 99)")
    said = small.into(empty)
    assert "not imported, as nothing here is like it: links 3" in said
    small.sql("update blog_post set id = 30 where id = 3; "
              "update links set post_id = 30")
    said = small.into(empty, "--post-tags", "links")
    water = int(empty.sql("select id from tags where slug = 'water'"))
    assert water != 7 and tags_of(empty, 30) == [20, water]
    assert "post 30: its tag 99 was not imported" in said


def test_nothing_is_written_there(empty, small):
    """A role that may read, and no more, is enough."""
    small.pg.sql("do 'begin create role reader login; exception when "
                 "duplicate_object then null; end'")
    small.sql("grant select on all tables in schema public to reader")
    add_post(small, 1)
    said = ctl(empty, "django", "--source",
               small.pg.conninfo(small.name, "reader"))
    assert "post: imported 1" in said


def test_usage(site):
    assert "needs --source" in ctl(site, "django", code=2)
    assert "one of wordpress, ghost" in ctl(site, "drupal", code=2)
    assert "--ads TABLE" in ctl(site, "django", "--help")
    assert 'takes no "x"' in ctl(site, "django", "x", code=2)
    said = ctl(site, "django", "--source", "host=/none password=secret",
               code=6)
    assert "cannot connect" in said and "secret" not in said
