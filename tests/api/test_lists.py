"""Page numbers, links, ordering, search, fields and filters of lists."""

from urllib.parse import quote

import pytest

from support.content import POST_ITEM
from support.make import (detail, expect, make_category, make_post,
                          make_user, unique)
from support.routes import NOT_FOUND

INVALID_PAGE = '{"detail":"Invalid page."}'


@pytest.fixture(scope="module")
def shelf(editor):
    """A category with 25 published posts; every test of pages reads it."""
    category = make_category(editor)
    titles = [f"Shelf {n:02d}" for n in range(25)]
    posts = [make_post(editor, publish=True, title=title,
                       category=category["id"]) for title in titles]
    category["posts"] = posts
    return category


def listed(client, query):
    return expect(client.get("/posts/" + query), 200).json()


def test_first_page(site, public, shelf):
    slug = shelf["slug"]
    page = listed(public, f"?category={slug}")
    assert list(page) == ["count", "next", "previous", "results"]
    assert page["count"] == 25
    assert page["previous"] is None
    assert page["next"] == f"{site.url}/posts/?category={slug}&page=2"
    assert len(page["results"]) == 20
    ids = [post["id"] for post in page["results"]]
    assert ids == [post["id"] for post in reversed(shelf["posts"])][:20]


def test_second_page_links_to_the_first_without_page(site, public, shelf):
    slug = shelf["slug"]
    page = listed(public, f"?page=2&category={slug}")
    assert page["next"] is None
    assert page["previous"] == f"{site.url}/posts/?category={slug}"
    assert len(page["results"]) == 5


def test_all_pages_make_the_whole(public, shelf):
    url = f"/posts/?page_size=7&category={shelf['slug']}"
    seen = []
    while url:
        page = expect(public.get(url), 200).json()
        assert page["count"] == 25
        seen += [post["id"] for post in page["results"]]
        url = page["next"]
    assert seen == [post["id"] for post in reversed(shelf["posts"])]


def test_links_keep_the_known_parameters_sorted(site, public, shelf):
    slug = shelf["slug"]
    page = listed(public, "?zzz=1&page_size=3&page=3&ordering=title&"
                          f"category={slug}&utm_source=x")
    assert page["next"] == (f"{site.url}/posts/?category={slug}"
                            "&ordering=title&page=4&page_size=3")
    assert page["previous"] == (f"{site.url}/posts/?category={slug}"
                                "&ordering=title&page=2&page_size=3")
    page = listed(public, "?page_size=3&page=2&ordering=title&"
                          f"category={slug}")
    assert page["previous"] == (f"{site.url}/posts/?category={slug}"
                                "&ordering=title&page_size=3")


def test_links_are_encoded(site, editor):
    word = unique("encoded")
    for number in range(2):
        make_post(editor, title=f"{word} ä&= {number}")
    page = listed(editor, "?page_size=1&search="
                  + quote(word + " ä&=").replace("%20", "+"))
    assert page["count"] == 2
    assert page["next"] == (f"{site.url}/posts/?page=2&page_size=1"
                            f"&search={word}+%C3%A4%26%3D")


@pytest.mark.parametrize("page", ["1", "01", "2", "last"])
def test_pages(public, shelf, page):
    answer = listed(public, f"?category={shelf['slug']}&page={page}")
    count = 20 if page in ("1", "01") else 5
    assert len(answer["results"]) == count


@pytest.mark.parametrize("page", [
    "0", "-1", "3", "999999", "99999999999999999999", "x", "", "1.5", "1e1",
    "first", "LAST", "2x", "%00", "%ff", "null", "0x1"])
def test_no_such_page(public, editor, shelf, page):
    for client in (public, editor):
        answer = client.get(f"/posts/?category={shelf['slug']}&page={page}")
        expect(answer, 404, INVALID_PAGE)


def test_last_page_links(site, public, shelf):
    page = listed(public, f"?category={shelf['slug']}&page=last"
                          "&page_size=10")
    assert page["next"] is None
    assert page["previous"] == (f"{site.url}/posts/?category="
                                f"{shelf['slug']}&page=2&page_size=10")


@pytest.mark.parametrize("sent,used", [
    ("1", 1), ("5", 5), ("100", 25), ("101", 25), ("999999999999", 25),
    ("0", 20), ("-5", 20), ("x", 20), ("", 20), ("5x", 20), ("1.5", 20),
    ("99999999999999999999999", 25)])
def test_page_size(public, shelf, sent, used):
    page = listed(public, f"?category={shelf['slug']}&page_size={sent}")
    if sent == "99999999999999999999999":
        assert len(page["results"]) in (20, 25)
    else:
        assert len(page["results"]) == used


def test_page_size_is_clamped_to_100(site, make_site, pg):
    site.sql("insert into ad_placements (name) select 'clamp ' || n "
             "from generate_series(1, 120) n")
    try:
        page = expect(site.client().get(
            "/ad-placements/?page_size=500"), 200).json()
        assert len(page["results"]) == 100
        assert page["count"] >= 120
        bare = expect(site.client().get("/ad-placements/"), 200).json()
        assert isinstance(bare, list) and len(bare) >= 120
    finally:
        site.sql("delete from ad_placements where name like 'clamp %'")


def test_empty_list(public, editor):
    category = make_category(editor)
    for query in (f"?category={category['slug']}",
                  f"?category={category['slug']}&page=1",
                  f"?category={category['slug']}&page=last"):
        expect(public.get("/posts/" + query), 200,
               '{"count":0,"next":null,"previous":null,"results":[]}')
    expect(public.get(f"/posts/?category={category['slug']}&page=2"), 404,
           INVALID_PAGE)


@pytest.mark.parametrize("path", ["/categories/", "/ad-placements/"])
def test_bare_array_unless_paged(public, editor, admin, path):
    make_category(editor)
    admin.post("/ad-placements/", json={"name": unique("Bare ")})
    assert isinstance(expect(public.get(path), 200).json(), list)
    for query in ("?page=1", "?page_size=1", "?page=1&page_size=1"):
        page = expect(public.get(path + query), 200).json()
        assert list(page) == ["count", "next", "previous", "results"]
    page = expect(public.get(path + "?cursor="), 200).json()
    assert list(page) == ["next", "previous", "results"]
    assert isinstance(public.get(path + "?zzz=1").json(), list)


def test_order_of_posts(public, editor, shelf):
    base = f"?page_size=100&category={shelf['slug']}"
    ids = [post["id"] for post in shelf["posts"]]
    for field in ("published_at", "created_at", "title", "updated_at"):
        got = listed(public, f"{base}&ordering={field}")["results"]
        assert [post["id"] for post in got] == ids, field
        got = listed(public, f"{base}&ordering=-{field}")["results"]
        assert [post["id"] for post in got] == ids[::-1], field


def test_never_published_come_first(editor):
    category = make_category(editor)
    old = make_post(editor, publish=True, category=category["id"])
    first = make_post(editor, category=category["id"])
    second = make_post(editor, category=category["id"])
    new = make_post(editor, publish=True, category=category["id"])
    base = f"?category={category['slug']}"

    def order(query=""):
        return [one["id"] for one in
                listed(editor, base + query)["results"]]

    assert order() == [second["id"], first["id"], new["id"], old["id"]]
    assert order("&ordering=-published_at") == [
        second["id"], first["id"], new["id"], old["id"]]
    # Nulls last ascending, id breaks the tie in the same direction.
    assert order("&ordering=published_at") == [
        old["id"], new["id"], first["id"], second["id"]]


def test_ties_and_several_fields(admin):
    prefix = unique("tie")
    rows = [make_user(admin, username=f"{prefix}{n}",
                      email=f"{prefix}{n % 2}@example.org")
            for n in range(4)]
    ids = [row["id"] for row in rows]

    def order(ordering):
        page = expect(admin.get(
            f"/users/?search={prefix}&ordering={ordering}"), 200).json()
        return [one["id"] for one in page["results"]]

    a, b, c, d = ids
    assert order("email") == [a, c, b, d]
    assert order("-email") == [d, b, c, a]
    assert order("email,-username") == [c, a, d, b]
    assert order("-email,id") == [b, d, a, c]
    assert order("email,-id") == [c, a, d, b]
    assert order("password,email,nothing,-username") == [c, a, d, b]
    assert order("%20email%20,%20-id") == [c, a, d, b]
    # Nothing known is left: the default order.
    for ordering in ("password", "", ",", "-", "--id", "password_hash",
                     "id;drop", "%00", "author__username", "version"):
        assert order(ordering) == ids, ordering


def test_text_is_ordered_by_the_root_collation(editor):
    category = make_category(editor)
    titles = ["äpfel", "apple", "Apple", "banana", "Éclair", "eclairs",
              "Zebra", "яблоко", "漢字"]
    for title in reversed(titles):
        make_post(editor, title=title, category=category["id"])
    page = listed(editor, f"?category={category['slug']}&ordering=title")
    assert [one["title"] for one in page["results"]] == titles


def test_null_last_login(admin):
    prefix = unique("never")
    rows = [make_user(admin, username=f"{prefix}{n}") for n in range(2)]
    ids = [row["id"] for row in rows]
    for ordering, expected in (("last_login", ids),
                               ("-last_login", ids[::-1])):
        page = expect(admin.get(
            f"/users/?search={prefix}&ordering={ordering}"), 200).json()
        assert [one["id"] for one in page["results"]] == expected


FIELD_LISTS = [
    ("id,title", ["id", "title"]), ("title,id", ["id", "title"]),
    ("title", ["title"]), ("title,title", ["title"]),
    ("id,nothing", ["id"]), (" id , title ", ["id", "title"]),
    ("id,", ["id"]), ("nothing", []),
]


@pytest.mark.parametrize("sent,names", FIELD_LISTS)
def test_fields(public, shelf, sent, names):
    base = f"?category={shelf['slug']}&page_size=2&fields={quote(sent)}"
    whole = listed(public, f"?category={shelf['slug']}&page_size=2")
    page = listed(public, base)
    assert list(page) == ["count", "next", "previous", "results"]
    for row, full in zip(page["results"], whole["results"]):
        assert row == {name: full[name] for name in names}
    post = shelf["posts"][0]
    answer = expect(public.get(
        f"/posts/{post['id']}/?fields={quote(sent)}"), 200)
    assert answer.json() == {name: post[name] for name in names}
    answer = expect(public.get(
        f"/categories/?fields={quote(sent)}"), 200)
    wanted = [name for name in names if name == "id"]
    assert all(list(row) == wanted for row in answer.json())


def test_blank_fields_are_all_fields(public, shelf):
    path = f"/posts/{shelf['posts'][0]['id']}/"
    whole = list(expect(public.get(path), 200).json())
    assert list(public.get(path + "?fields=").json()) == whole
    assert list(public.get(path + "?fields=%20").json()) == whole


def test_fields_on_writes_are_ignored(editor):
    answer = expect(editor.post("/categories/?fields=id",
                                json={"name": unique("F ")}), 201)
    assert "name" in answer.json()
    path = f"/categories/{answer.json()['id']}/?fields=id"
    assert "name" in expect(editor.patch(path, json={}), 200).json()


def test_fields_are_kept_in_links(site, public, shelf):
    slug = shelf["slug"]
    page = listed(public, f"?fields=id&category={slug}")
    assert page["next"] == f"{site.url}/posts/?category={slug}" \
                           "&fields=id&page=2"


def test_items_of_the_list_of_posts(public, shelf):
    post = shelf["posts"][-1]
    page = listed(public, f"?category={shelf['slug']}&page_size=1")
    row = page["results"][0]
    assert list(row) == POST_ITEM
    assert row["author"] == "editor"
    assert row["category"] == shelf["name"]
    assert row["thumbnail"] is None
    for name in ("id", "title", "slug", "excerpt", "status", "read_time",
                 "published_at", "created_at", "updated_at"):
        assert row[name] == post[name]


UNKNOWN = ["category=no-such", "category=999999999", "author=nobody",
           "category=%00", "author=%00", "search=%00"]


@pytest.mark.parametrize("query", UNKNOWN)
def test_unknown_filter_values_match_nothing(public, editor, query):
    for client in (public, editor):
        page = listed(client, "?" + query)
        assert (page["count"], page["results"]) == (0, [])


def test_bad_filter_values(public, writer, editor):
    time_text = ("Datetime has wrong format. Use one of these formats "
                 "instead: YYYY-MM-DDThh:mm[:ss[.uuuuuu]]"
                 "[+HH:MM|-HH:MM|Z].")
    for name in ("published_after", "published_before"):
        for value in ("x", "2026-13-01T00:00", "%00", "5"):
            for client in (public, editor):
                expect(client.get(f"/posts/?{name}={value}"), 400,
                       {name: [time_text]})
    for client in (writer, editor):
        expect(client.get("/posts/?status=x"), 400,
               {"status": ['"x" is not a valid choice.']})
    listed(public, "?status=x")
    expect(public.get("/categories/?is_featured=x"), 400,
           {"is_featured": ["Must be a valid boolean."]})
    expect(editor.get("/media/?media_type=AUDIO"), 400,
           {"media_type": ['"AUDIO" is not a valid choice.']})
    expect(editor.get("/media/?in_use=x"), 400,
           {"in_use": ["Must be a valid boolean."]})
    for query in ("device=x", "device=%00"):
        answer = expect(public.get("/ad-placements/?" + query), 400)
        assert list(answer.json()) == ["device"]


@pytest.mark.parametrize("query", [
    "category=", "author=", "status=", "published_after=",
    "published_before=", "search=", "search=%20", "ordering=",
    "page_size=", "descendants=", "category=&author=&status="])
def test_a_blank_filter_is_no_filter(editor, query):
    whole = listed(editor, "?page_size=1")["count"]
    join = "&page_size=1" if "page_size" not in query else ""
    assert listed(editor, f"?{query}{join}")["count"] == whole


def test_lists_that_are_filtered_by_a_category_id(public, shelf):
    by_id = listed(public, f"?category={shelf['id']}")
    assert by_id["count"] == 25
    assert by_id["results"] == listed(
        public, f"?category={shelf['slug']}")["results"]


def test_empty_search_of_garbage(public, editor):
    for text in ("'", '"', "\\", "&", "|", "!", "<->", ":*", "(", ")", "*",
                 "a & | b", "'; drop table posts; --", "%", "_", "\u202e",
                 "😀", "-", "--", "a" * 3000, "a " * 1000, "\t", "\x7f",
                 "ﷺ", "\u0301", "x:*", "!x", "<2>"):
        for path in ("/posts/", "/categories/", "/ad-placements/"):
            expect(public.get(path, params={"search": text}), 200)
        expect(editor.get("/media/", params={"search": text}), 200)
    expect(public.get("/posts/?search=%ff%fe"), 200)


def test_404_of_a_detail_below_a_list(public):
    expect(public.get("/posts/999999999/?fields=id"), 404, NOT_FOUND)
    expect(public.get("/posts/999999999/?page=0"), 404, detail("Not found."))


LISTS = ["posts", "posts/trash", "media", "categories", "tags",
         "ad-placements", "people", "users", "audit", "webhooks"]


@pytest.mark.parametrize("name", LISTS)
def test_every_list_is_ordered_by_id(admin, editor, name):
    for _ in range(3):
        post = make_post(editor)
        expect(editor.delete(f"/posts/{post['id']}/"), 204)
        make_post(editor, tags=[unique("Tag ")])
        make_category(editor)
    path = f"/{name}/?all=true&page_size=100&ordering="
    up, down = ([row["id"] for row in expect(
        admin.get(path + order), 200).json()["results"]]
        for order in ("id", "-id"))
    assert up == sorted(up) and down == sorted(down, reverse=True)
