"""Lists of posts by id and slug, by what changed and what is planned, with
whole posts as items; and what only who has signed in may ask and see."""

import pytest

from support.cached import dropped, kept, read, warm
from support.content import (DATETIME, EMPTY_PAGE, POST_DETAIL,
                             POST_ITEM, POST_ITEM_SIGNED, at, listed, ordered,
                             put_in)
from support.make import (expect, make_category, make_media, make_post,
                          make_user, unique)

MANY = "No more than 100 values."
NO_ID = "A valid integer is required."


@pytest.fixture(scope="module")
def category(editor):
    return make_category(editor)


@pytest.fixture(scope="module")
def posts(editor, category):
    """Five published posts of one category."""
    return [make_post(editor, publish=True, category=category["id"],
                      title=unique(f"Filtered {n} ")) for n in range(5)]


@pytest.fixture(scope="module")
def ids(posts):
    return [post["id"] for post in posts]


def joined(values):
    return ",".join(str(value) for value in values)


# ---- items

def test_members_of_items(public, editor, admin, site):
    user = make_user(admin, first_name="Nino", last_name="Kipiani",
                     role="WRITER")
    category = make_category(editor)
    client = site.login(user["username"], user["password"])
    post = make_post(client, category=category["id"], no_index=True,
                     canonical_url="https://example.org/x")
    post = expect(editor.patch(f"/posts/{post['id']}/", json={
        "excerpt": "e"}), 200).json()
    post = put_in(editor, post, "SCHEDULED")
    row = expect(editor.get(f"/posts/?id={post['id']}"),
                 200).json()["results"][0]
    ordered(row, POST_ITEM_SIGNED)
    assert (row["author_name"], row["category_id"], row["category_slug"],
            row["no_index"], row["canonical_url"], row["last_edited_by"]) == (
        "Nino Kipiani", category["id"], category["slug"], True,
        "https://example.org/x", "editor")
    assert row["scheduled_publish_at"] == post["scheduled_publish_at"]
    assert row["version"] == post["version"]
    expect(editor.post(f"/posts/{post['id']}/publish/"), 200)
    path = f"/posts/?author={user['username']}"
    row = ordered(warm(public, path)[0].json()["results"][0], POST_ITEM)
    assert row["author_name"] == "Nino Kipiani"
    expect(admin.patch(f"/users/{user['id']}/", json={"last_name": "K."}), 200)
    row = read(public, path, "MISS").json()["results"][0]
    assert row["author_name"] == "Nino K."
    expect(editor.patch(f"/categories/{category['id']}/", json={
        "is_active": False}), 200)
    row = read(public, path, "MISS").json()["results"][0]
    assert (row["category"], row["category_id"], row["category_slug"]) == (
        None, None, None)


def test_version_of_a_detail(editor, public):
    post = make_post(editor, publish=True)
    path = f"/posts/{post['id']}/"
    for client in (editor, public):
        answer = expect(client.get(path), 200)
        version = answer.json()["version"]
        assert type(version) is int
        assert answer.headers["ETag"].startswith(f'"{version}-')
    changed = expect(editor.patch(path, json={"title": "y", "version": 99}),
                     200).json()
    assert changed["version"] == version + 1
    expect(editor.patch(path, json=changed), 200, changed)
    assert expect(editor.post("/posts/", json=changed | {
        "slug": ""}), 201).json()["version"] == 1


# ---- by id and slug

@pytest.mark.parametrize("name", ["id", "slug"])
def test_in_the_order_given(public, editor, posts, ids, name):
    for order in ([3, 0, 4, 1], [2], [1, 2, 1, 0, 2]):
        values = [posts[n][name] for n in order]
        wanted = [ids[n] for n in dict.fromkeys(order)]
        for client in (public, editor):
            page = expect(client.get(f"/posts/?{name}={joined(values)}"),
                          200).json()
            assert [row["id"] for row in page["results"]] == wanted
            assert page["count"] == len(wanted)
    values = joined(post[name] for post in posts)
    for ordering, wanted in (("id", ids), ("-id", ids[::-1]),
                             ("nonsense", ids), ("-created_at", ids[::-1]),
                             ("view_count", ids), ("title", None)):
        got = listed(public, f"/posts/?{name}={values}&ordering={ordering}")
        assert got == (wanted or got) and len(got) == 5


def test_pages_in_the_order_given(site, public, ids):
    order = [ids[n] for n in (4, 0, 3, 1, 2)]
    page = expect(public.get(f"/posts/?id={joined(order)}&page_size=2"),
                  200).json()
    assert page["count"] == 5
    assert page["next"] == (f"{site.url}/posts/?id={'%2C'.join(map(str, order))}"
                            "&page=2&page_size=2")
    seen = [row["id"] for row in page["results"]]
    while page["next"]:
        page = expect(public.get(page["next"]), 200).json()
        seen += [row["id"] for row in page["results"]]
    assert seen == order
    assert listed(public, f"/posts/?id={joined(order)}&page_size=2&page=last"
                  ) == order[4:]


def test_with_other_filters(public, editor, posts, ids, category):
    draft = make_post(editor)["id"]
    query = f"/posts/?id={ids[3]},{draft},{ids[1]}"
    assert listed(public, query) == [ids[3], ids[1]]
    assert listed(editor, query) == [ids[3], draft, ids[1]]
    assert listed(editor, query + "&status=DRAFT") == [draft]
    assert listed(public, query + f"&slug={posts[1]['slug']}") == [ids[1]]
    assert listed(public, query + f"&category={category['slug']}") == \
        [ids[3], ids[1]]
    assert listed(public, query + "&author=nobody") == []
    assert listed(public, query + f"&exclude={ids[3]}") == [ids[1]]
    word = posts[1]["title"].split()[-1]
    assert listed(public, query + f"&search={word}") == [ids[1]]
    both = listed(public, f"/posts/?id={joined(ids[::-1])}&search=filtered")
    assert both == ids[::-1]


def test_own_of_a_writer(writer, writer2, ids):
    own = make_post(writer2)["id"]
    query = f"/posts/?id={ids[0]},{own}"
    assert listed(writer2, query) == [own]
    assert listed(writer, query) == []


@pytest.mark.parametrize("name", ["id", "exclude"])
def test_bad_ids(public, editor, ids, name):
    for value in ("x", f"{ids[0]},x", "1;2", "1 2", "1.5", "0x1", "%00", "--1",
                  "null", "١"):
        for client in (public, editor):
            expect(client.get(f"/posts/?{name}={value}"), 400,
                   {name: [NO_ID]})
    for value in (f"{ids[0]}.0, +{ids[1]} ,,", f" {ids[0]},{ids[1]}",
                  f"{ids[0]},{ids[1]},0,-5,99999999999999999999,2147483648"):
        got = expect(public.get("/posts/", params={
            name: value, "page_size": 100, "ordering": "id"}), 200).json()
        found = {row["id"] for row in got["results"]} & set(ids[:2])
        assert len(found) == (2 if name == "id" else 0)


@pytest.mark.parametrize("name", ["id", "slug", "exclude"])
def test_a_hundred_values(public, editor, ids, posts, name):
    value = posts[0]["slug"] if name == "slug" else ids[0]
    others = [f"{value}x" if name == "slug" else 2000000000 + n
              for n in range(99)]
    answer = expect(public.get(f"/posts/?{name}={joined([value] + others)}"),
                    200).json()
    if name != "exclude":
        assert [row["id"] for row in answer["results"]] == ids[:1]
    for client in (public, editor):
        expect(client.get(f"/posts/?{name}={joined([value] * 101)}"), 400,
               {name: [MANY]})
        expect(client.get(f"/posts/?{name}={'x,' * 101}"), 400,
               {name: [MANY]})


def test_nothing_given_is_no_filter(public, category, ids):
    query = f"/posts/?category={category['id']}"
    for name in ("id", "slug", "exclude", "updated_after", "expand"):
        for value in ("", " ", *([",", " , "] if name in (
                "id", "slug", "exclude") else [])):
            assert listed(public, f"{query}&{name}={value}") == ids[::-1]
    for value in ("0", "-1", "99999999999999999999"):
        expect(public.get(f"/posts/?id={value}"), 200, EMPTY_PAGE)
    for value in ("none-such", "%00", "a'b", '"', "{}", "\\"):
        expect(public.get("/posts/?slug=" + value), 200, EMPTY_PAGE)


def test_exclude(public, editor, category, ids):
    query = f"/posts/?category={category['id']}&exclude="
    for client in (public, editor):
        page = expect(client.get(f"{query}{ids[1]},{ids[4]},2000000000"),
                      200).json()
        assert [row["id"] for row in page["results"]] == [
            ids[3], ids[2], ids[0]]
        assert page["count"] == 3
    assert listed(public, f"{query}{ids[1]}&page_size=3&page=last") == [ids[0]]
    page = expect(public.get(f"{query}{joined(ids)}"), 200, EMPTY_PAGE)
    seen, path = [], f"{query}{ids[2]}&cursor=&page_size=3"
    while path:
        page = expect(public.get(path), 200).json()
        seen += [row["id"] for row in page["results"]]
        path = page["next"]
    assert seen == [ids[4], ids[3], ids[1], ids[0]]


def test_with_tags(public, editor):
    tags = [unique("t "), unique("u ")]
    made = [make_post(editor, publish=True, tags=tags)["id"] for _ in range(3)]
    slugs = [tag.replace(" ", "-") for tag in tags]
    for query in (f"tag={slugs[0]}", f"tag={','.join(slugs)}"):
        assert listed(public, f"/posts/?{query}") == made[::-1]
        for more, wanted in ((f"exclude={made[1]},1", [made[2], made[0]]),
                             (f"id={made[0]},1,{made[2]}", [made[0], made[2]]),
                             (f"id={made[1]},{made[0]}&ordering=view_count",
                              made[:2]),
                             (f"id={made[0]}&search=once", made[:1]),
                             (f"exclude={made[0]}&search=once",
                              [made[2], made[1]]),
                             ("updated_after=2001-01-01T00:00Z", made[::-1])):
            page = expect(public.get(f"/posts/?{query}&{more}"), 200).json()
            assert [row["id"] for row in page["results"]] == wanted, more
            assert page["count"] == len(wanted), more


def test_with_a_cursor(public, posts, ids):
    assert [row["id"] for row in expect(public.get(
        f"/posts/?cursor=&id={ids[2]}"), 200).json()["results"]] == [ids[2]]
    for name in ("id", "slug"):
        for more in ("", "&ordering=id"):
            expect(public.get(f"/posts/?cursor=&{name}={posts[0][name]},"
                              f"{posts[1][name]}{more}"), 400, {
                "cursor": ["A cursor cannot be used with several values of "
                           f"{name}."]})


def test_what_is_kept(public, posts, ids, category):
    for query in (f"id={ids[0]}", f"slug={posts[0]['slug']}",
                  f"exclude={ids[0]}", "updated_after=2026-01-01T00:00Z",
                  f"id={ids[0]}&expand=detail"):
        for _ in range(2):
            read(public, "/posts/?" + query, "BYPASS")
    query = f"/posts/?category={category['id']}"
    warm(public, query)
    for name in ("media=1", "media=x", "scheduled_after=x",
                 "scheduled_before=2026-01-01T00:00Z"):
        read(public, f"{query}&{name}", "HIT")


# ---- times

def test_updated(public, editor):
    category = make_category(editor)
    made = [make_post(editor, publish=True, category=category["id"])
            for _ in range(3)]
    first = expect(editor.patch(f"/posts/{made[0]['id']}/", json={
        "title": "Later"}), 200).json()
    one, two, three = (post["id"] for post in made)
    query = f"/posts/?category={category['id']}&updated_"
    for client in (public, editor):
        for more, wanted in (
                (f"after={made[1]['updated_at']}", [three, one]),
                (f"after={first['updated_at']}", []),
                (f"before={first['updated_at']}", [three, two]),
                (f"before={made[1]['updated_at']}", []),
                (f"after={made[1]['updated_at']}&updated_before="
                 f"{first['updated_at']}", [three])):
            page = expect(client.get(query + more), 200).json()
            assert [row["id"] for row in page["results"]] == wanted
            assert page["count"] == len(wanted)
    assert listed(public, f"{query}after={made[1]['updated_at']}"
                  "&search=later") == [one]
    expect(public.get("/posts/?updated_after=x&updated_before=y"), 400,
           {"updated_after": [DATETIME], "updated_before": [DATETIME]})


def test_scheduled(public, editor):
    category = make_category(editor)
    early, late = (put_in(editor, make_post(editor, category=category["id"]),
                          "SCHEDULED", seconds) for seconds in (3600, 7200))
    make_post(editor, category=category["id"])
    query = f"/posts/?category={category['id']}&scheduled_"
    time = early["scheduled_publish_at"]
    for more, wanted in ((f"after={time}", [late]), (f"before={time}", []),
                         (f"before={at(9000)}", [late, early]),
                         (f"after={at(0)}&scheduled_before={at(5400)}",
                          [early])):
        assert listed(editor, query + more) == [one["id"] for one in wanted]
    expect(editor.get("/posts/?scheduled_after=x"), 400,
           {"scheduled_after": [DATETIME]})


# ---- for who has signed in

def test_media(editor, writer):
    image = make_media(writer)["id"]
    category = make_category(editor)["id"]
    ids = [make_post(editor, category=category, **fields)["id"] for fields in (
        {"featured_media": image}, {"og_media": image},
        {"content": [{"type": "gallery", "media_ids": [image]}]})]
    make_post(editor, category=category)
    own = make_post(writer, thumbnail_media=image)["id"]
    page = expect(editor.get(f"/posts/?media={image}"), 200).json()
    assert [row["id"] for row in page["results"]] == [own] + ids[::-1]
    assert page["count"] == 4
    assert listed(editor, f"/posts/?media={image}&category={category}"
                  "&ordering=id") == ids
    assert listed(writer, f"/posts/?media={image}") == [own]
    for value in ("0", "-1", "2147483000", "99999999999999999999"):
        expect(editor.get(f"/posts/?media={value}"), 200, EMPTY_PAGE)
    for value in ("x", f"{image},{image}", "%00", "1.5"):
        expect(editor.get(f"/posts/?media={value}"), 400, {"media": [NO_ID]})


def test_working_copies(editor, writer, public):
    category = make_category(editor)["id"]
    none, begun, ready = (make_post(writer, category=category)["id"]
                          for _ in range(3))
    for number in (begun, ready):
        expect(writer.put(f"/posts/{number}/working-copy/",
                          json={"title": "new"}), 201)
    expect(writer.post(f"/posts/{ready}/working-copy/submit/"), 200)
    query = f"/posts/?category={category}&ordering=id&"
    for client in (editor, writer):
        for more, wanted in (
                ("has_working_copy=true", [begun, ready]),
                ("has_working_copy=false", [none]),
                ("working_copy_submitted=1", [ready]),
                ("working_copy_submitted=0", [none, begun]),
                ("has_working_copy=1&working_copy_submitted=0", [begun]),
                ("has_working_copy=0&working_copy_submitted=1", [])):
            page = expect(client.get(query + more), 200).json()
            assert [row["id"] for row in page["results"]] == wanted, more
            assert page["count"] == len(wanted)
        expect(client.get("/posts/?has_working_copy=x"), 400,
               {"has_working_copy": ["Must be a valid boolean."]})
    rows = {row["id"]: (row["has_working_copy"], row["working_copy_submitted"])
            for row in expect(editor.get(query), 200).json()["results"]}
    assert rows == {none: (False, False), begun: (True, False),
                    ready: (True, True)}
    expect(public.get("/posts/?has_working_copy=x&page_size=1"), 200)


def test_open_notes(editor, writer):
    post = make_post(writer)
    notes = f"/posts/{post['id']}/notes/"

    def count():
        return expect(editor.get(f"/posts/?id={post['id']}"),
                      200).json()["results"][0]["open_notes"]

    assert count() == 0
    first, second = (expect(editor.post(notes, json={"text": text}),
                            201).json()["id"] for text in "ab")
    expect(writer.post(notes, json={"text": "c", "parent": first}), 201)
    assert count() == 2
    expect(writer.patch(f"{notes}{first}/", json={"resolved": True}), 200)
    assert count() == 1
    expect(editor.delete(f"{notes}{second}/"), 204)
    assert count() == 0


def test_unknown_to_the_public(site, public, category, ids):
    query = f"/posts/?category={category['id']}&page_size=2"
    page = expect(public.get(query + "&media=x&scheduled_after=x&"
                             "scheduled_before=y"), 200).json()
    assert page["count"] == 5
    assert page["next"] == (f"{site.url}/posts/?category={category['id']}"
                            "&page=2&page_size=2")


# ---- whole posts

def test_expand(public, editor, category, posts, ids):
    query = f"/posts/?category={category['id']}&expand=detail"
    for client in (public, editor):
        page = expect(client.get(query), 200).json()
        assert page["count"] == 5
        for row in page["results"]:
            ordered(row, POST_DETAIL)
            assert expect(client.get(f"/posts/{row['id']}/"), 200).json() == \
                row
    seen, path = [], query + "&cursor=&page_size=2"
    while path:
        page = expect(public.get(path), 200).json()
        seen += [ordered(row, POST_DETAIL)["id"] for row in page["results"]]
        path = page["next"]
    assert seen == ids[::-1]
    got = expect(public.get(query + "&search=filtered&fields=id,content"),
                 200).json()["results"]
    assert len(got) == 5 and all(set(row) == {"id", "content"} for row in got)
    for client in (public, editor):
        expect(client.get("/posts/?expand=all"), 400,
               {"expand": ['"all" is not a valid choice.']})


def test_whole_posts_a_page(public):
    for size, wanted in (("", 20), ("51", 50), ("100", 50), ("1000", 50),
                         ("50", 50), ("7", 7), ("x", 20)):
        page = expect(public.get(f"/posts/?expand=detail&page_size={size}"
                                 "&page=1&fields=id"), 200).json()
        assert len(page["results"]) == min(wanted, page["count"])
        if page["next"]:
            last = expect(public.get(
                f"/posts/?expand=detail&page_size={size}&page=last&fields=id"),
                200).json()
            pages = -(-page["count"] // wanted)
            assert last["results"] and (pages == 1 or f"page={pages - 1}" in
                                        last["previous"] or pages == 2)


def test_whole_posts_are_kept_and_dropped(public, editor, admin, site):
    """What a detail shows, and an item does not, makes the list anew."""
    user = make_user(admin, role="EDITOR")
    client = site.login(user["username"], user["password"])
    image = make_media(editor)
    category = make_category(editor)["id"]
    post = make_post(editor, category=category, content=[
        {"type": "image", "media_id": image["id"]}])
    expect(client.post(f"/posts/{post['id']}/publish/"), 200)
    items = f"/posts/?category={category}"
    whole = items + "&expand=detail"
    for change in (
            lambda: admin.patch(f"/users/{user['id']}/", json={
                "first_name": unique()}),
            lambda: editor.patch(f"/media/{image['id']}/", json={
                "alt_text": unique()})):
        warm(public, items, whole)
        expect(change(), 200)
        kept(public, items)
        dropped(public, whole)
        assert read(public, whole).json()["results"][0] == expect(
            public.get(f"/posts/{post['id']}/"), 200).json()
