"""Lists of posts: items, order, filters, pages, cursors."""

import pytest

from support.content import (DATETIME, EMPTY_PAGE, MEDIA_PUBLIC, POST_ITEM,
                             POST_ITEM_SIGNED, act, listed, new_post, ordered,
                             put_in, walk)
from support.make import (detail, expect, make_category, make_media,
                          make_post)

INVALID_PAGE = detail("Invalid page.")


class Shelf:
    """A category of its own with posts in it."""

    def __init__(self, editor, count=0, publish=True, **fields):
        self.editor = editor
        self.category = make_category(editor, **fields)
        self.query = f"/posts/?category={self.category['id']}"
        self.posts = [self.add(publish=publish) for _ in range(count)]

    def add(self, client=None, **fields):
        return make_post(client or self.editor,
                         category=self.category["id"], **fields)

    def ids(self):
        return [post["id"] for post in self.posts]


@pytest.fixture(scope="module")
def shelf(editor):
    """Seven published posts, made one after the other."""
    return Shelf(editor, 7)


def test_item(public, editor):
    media = make_media(editor, alt_text="Alt")
    shelf = Shelf(editor)
    post = shelf.add(publish=True, thumbnail_media=media["id"],
                     excerpt="Short")
    answer = expect(public.get(shelf.query), 200)
    assert list(answer.json()) == ["count", "next", "previous", "results"]
    row = ordered(answer.json()["results"][0], POST_ITEM)
    ordered(row["thumbnail"], MEDIA_PUBLIC)
    assert row["thumbnail"]["id"] == media["id"]
    assert row == {
        "id": post["id"], "title": post["title"], "slug": post["slug"],
        "excerpt": "Short", "author": "editor",
        "category": shelf.category["name"], "thumbnail": row["thumbnail"],
        "status": "PUBLISHED", "read_time": 1,
        "published_at": post["published_at"],
        "created_at": post["created_at"], "updated_at": post["updated_at"],
        "tags": [], "author_name": "editor",
        "category_id": shelf.category["id"],
        "category_slug": shelf.category["slug"], "no_index": False,
        "canonical_url": ""}
    plain = make_post(editor)
    row = expect(editor.get("/posts/?page_size=1"), 200).json()["results"][0]
    assert row["id"] == plain["id"]
    assert row["category"] is None and row["thumbnail"] is None


def test_default_order(editor):
    """Newest published first, never published before all."""
    shelf = Shelf(editor)
    draft1, early, draft2 = shelf.add(), shelf.add(), shelf.add()
    late = shelf.add(publish=True)
    early = put_in(editor, early, "PUBLISHED")
    old = act(editor, shelf.add(publish=True), "unpublish").json()
    wanted = [draft2["id"], draft1["id"], old["id"], early["id"], late["id"]]
    assert listed(editor, shelf.query) == wanted


@pytest.mark.parametrize("name", ["created_at", "updated_at", "title",
                                  "published_at", "view_count"])
def test_ordering(public, shelf, name):
    if name == "view_count":
        up = sorted(shelf.ids())
    else:
        up = [post["id"] for post in sorted(shelf.posts,
                                            key=lambda one: one[name])]
    query = f"{shelf.query}&ordering="
    if name != "title":
        assert listed(public, query + name) == up
        assert listed(public, query + "-" + name) == up[::-1]
    else:
        assert sorted(listed(public, query + name)) == sorted(up)
        assert listed(public, query + name)[::-1] == \
            listed(public, query + "-title")


@pytest.mark.parametrize("ordering", [
    "", "title", "-created_at", "view_count", "-published_at,title"])
def test_last_page(public, shelf, ordering):
    """It is the same as by its number, however full it is."""
    query = f"{shelf.query}&ordering={ordering}&page_size="
    count = len(shelf.posts)
    for size in range(1, count + 2):
        pages = (count + size - 1) // size
        by_name = expect(public.get(f"{query}{size}&page=last"), 200).json()
        by_number = expect(public.get(f"{query}{size}&page={pages}"),
                           200).json()
        assert by_name == by_number
        assert by_name["results"]
    nothing = expect(public.get(f"{shelf.query}&author=nobody&page=last"),
                     200).json()
    assert (nothing["count"], nothing["results"]) == (0, [])


def test_title_order_is_the_root_collation(public, editor):
    shelf = Shelf(editor)
    titles = ["zebra", "Äpfel", "apple", "Zoo", "éclair", "Eclipse", "10",
              "9", "ähnlich", "яблоко", "αλφα", "東京", "e", "_x"]
    for title in titles:
        shelf.add(title=title, publish=True)
    got = expect(public.get(shelf.query + "&ordering=title"), 200).json()
    assert [row["title"] for row in got["results"]] == [
        "_x", "10", "9", "ähnlich", "Äpfel", "apple", "e", "éclair",
        "Eclipse", "zebra", "Zoo", "αλφα", "яблоко", "東京"]


def test_ordering_of_several_and_of_ties(editor):
    shelf = Shelf(editor)
    posts = [shelf.add(title=title) for title in ("b", "a", "b", "a")]
    first, second, third, fourth = [post["id"] for post in posts]
    query = shelf.query + "&ordering="
    for ordering, wanted in (
            ("title", [second, fourth, first, third]),
            ("-title", [third, first, fourth, second]),
            ("title,-created_at", [fourth, second, third, first]),
            ("-title,created_at", [first, third, second, fourth]),
            ("nonsense", [fourth, third, second, first]),
            ("nonsense,title", [second, fourth, first, third]),
            ("", [fourth, third, second, first]),
            ("published_at", [first, second, third, fourth]),
            ("-published_at", [fourth, third, second, first])):
        assert listed(editor, query + ordering) == wanted, ordering


def test_nulls_first_descending_last_ascending(editor):
    shelf = Shelf(editor)
    live, draft = shelf.add(publish=True), shelf.add()
    query = shelf.query + "&ordering="
    assert listed(editor, query + "-published_at") == [draft["id"],
                                                       live["id"]]
    assert listed(editor, query + "published_at") == [live["id"],
                                                      draft["id"]]


def test_pages(site, public, shelf):
    base = f"{site.url}/posts/"
    got = expect(public.get(
        f"{shelf.query}&zzz=1&page_size=3&ordering=title"), 200).json()
    tail = f"category={shelf.category['id']}&ordering=title"
    assert got["count"] == 7 and len(got["results"]) == 3
    assert got["previous"] is None
    assert got["next"] == f"{base}?{tail}&page=2&page_size=3"
    got = expect(public.get(got["next"]), 200).json()
    assert got["previous"] == f"{base}?{tail}&page_size=3"
    assert got["next"] == f"{base}?{tail}&page=3&page_size=3"
    got = expect(public.get(got["next"]), 200).json()
    assert got["next"] is None and len(got["results"]) == 1
    assert got["previous"] == f"{base}?{tail}&page=2&page_size=3"
    last = expect(public.get(
        f"{shelf.query}&page_size=3&ordering=title&page=last"), 200).json()
    assert last["results"] == got["results"]
    pages = walk(public, f"{shelf.query}&page_size=2")
    assert [row["id"] for page in pages for row in page["results"]] == \
        shelf.ids()[::-1]


@pytest.mark.parametrize("page", ["0", "-1", "4", "x", "1.0", "99999999999",
                                  "99999999999999999999"])
def test_no_such_page(public, shelf, page):
    expect(public.get(f"{shelf.query}&page_size=3&page={page}"), 404,
           INVALID_PAGE)


def test_first_page_of_nothing(public, editor):
    query = Shelf(editor).query
    for more in ("", "&page=1", "&page=last"):
        expect(public.get(query + more), 200, EMPTY_PAGE)
    expect(public.get(query + "&page=2"), 404, INVALID_PAGE)


def test_page_size(public, editor):
    shelf = Shelf(editor, 21)
    for size, wanted in (("1", 1), ("20", 20), ("100", 21), ("101", 21),
                         ("0", 20), ("-5", 20), ("x", 20), ("", 20),
                         ("99999999999999999999", 21)):
        assert len(listed(public, f"{shelf.query}&page_size={size}")) == \
            wanted, size


def test_filter_category(public, editor):
    top = Shelf(editor, 1)
    middle = Shelf(editor, 1, parent=top.category["slug"])
    low = Shelf(editor, 1, parent=middle.category["slug"])
    for key in ("id", "slug"):
        query = f"/posts/?category={top.category[key]}"
        assert listed(public, query) == top.ids()
        for value in ("false", "", "False", "0"):
            assert listed(public, f"{query}&descendants={value}") == \
                top.ids()
        for value in ("true", "True", "1"):
            assert listed(public, f"{query}&descendants={value}") == \
                low.ids() + middle.ids() + top.ids()
        expect(public.get(f"{query}&descendants=perhaps"), 400,
               {"descendants": ["Must be a valid boolean."]})
    for value in ("999999999", "no-such-slug", "99999999999999999999",
                  "%00", "a%27b"):
        expect(public.get(f"/posts/?category={value}"), 200, EMPTY_PAGE)
        expect(public.get(f"/posts/?category={value}&descendants=true"),
               200, EMPTY_PAGE)
    assert listed(public, "/posts/?category=&page_size=1") == \
        listed(public, "/posts/?page_size=1")


def test_filter_author(public, editor, writer, writer2):
    shelf = Shelf(editor)
    ids = [new_post(client, editor, "PUBLISHED",
                    category=shelf.category["id"])["id"]
           for client in (writer, writer2)]
    for name, wanted in (("writer", ids[:1]), ("writer2", ids[1:]),
                         ("nobody", []), ("", ids[::-1])):
        assert listed(public, f"{shelf.query}&author={name}") == wanted


def test_filter_status(public, editor, writer):
    shelf = Shelf(editor)
    live = shelf.add(publish=True)
    draft = shelf.add()
    query = shelf.query + "&status="
    assert listed(editor, query + "DRAFT") == [draft["id"]]
    assert listed(editor, query + "PUBLISHED") == [live["id"]]
    assert listed(editor, query + "ARCHIVED") == []
    assert listed(editor, query) == [draft["id"], live["id"]]
    for value in ("published", "X", "%C3%A9"):
        shown = "é" if "%" in value else value
        for client in (editor, writer):
            expect(client.get(f"/posts/?status={value}"), 400,
                   {"status": [f'"{shown}" is not a valid choice.']})
    for value in ("DRAFT", "X", "PUBLISHED"):
        assert listed(public, f"{shelf.query}&status={value}") == \
            [live["id"]]


def test_filter_times(public, editor, shelf):
    first, last = shelf.posts[0], shelf.posts[-1]
    for name, post, wanted in (
            ("published_after", first, shelf.ids()[:0:-1]),
            ("published_before", last, shelf.ids()[-2::-1]),
            ("published_after", last, []), ("published_before", first, [])):
        assert listed(public, f"{shelf.query}&{name}="
                      f"{post['published_at']}") == wanted, name
    assert listed(public, f"{shelf.query}&published_after=&"
                  "published_before=") == shelf.ids()[::-1]
    assert listed(public, f"{shelf.query}&published_after="
                  "2001-01-01T02:00%2B02:00") == shelf.ids()[::-1]
    got = expect(public.get("/posts/?published_after=x&"
                            "published_before=y"), 400).json()
    assert got == {"published_after": [DATETIME],
                   "published_before": [DATETIME]}


def test_fields(public, shelf):
    query = shelf.query + "&page_size=1&fields="
    for value, wanted in (("id,title", ["id", "title"]),
                          ("title,id", ["id", "title"]),
                          ("id,nonsense", ["id"]), ("", POST_ITEM),
                          ("slug,slug", ["slug"])):
        row = expect(public.get(query + value), 200).json()["results"][0]
        assert list(row) == wanted, value
    path = f"/posts/{shelf.ids()[0]}/"
    got = expect(public.get(path + "?fields=author,id"), 200).json()
    assert set(got) == {"id", "author"}


# ---- cursors

ORDERINGS = ["", "published_at", "-published_at", "created_at",
             "-created_at", "updated_at", "-updated_at", "title", "-title"]


@pytest.fixture(scope="module")
def mixed(editor):
    """Published and never published posts, with equal titles."""
    shelf = Shelf(editor)
    for number in range(10):
        shelf.posts.append(shelf.add(title=f"Title {number % 3}",
                                     publish=number % 2 == 0))
    return shelf


@pytest.mark.parametrize("ordering", ORDERINGS)
def test_cursor_walks_as_the_pages_do(editor, mixed, ordering):
    query = f"{mixed.query}&page_size=3&ordering={ordering}"
    wanted = listed(editor, f"{mixed.query}&ordering={ordering}")
    pages = walk(editor, query + "&cursor=")
    for page in pages:
        assert list(page) == ["next", "previous", "results"]
        ordered(page["results"][0], POST_ITEM_SIGNED)
    assert [row["id"] for page in pages for row in page["results"]] == wanted
    assert pages[0]["previous"] is None
    back = walk(editor, pages[-1]["previous"], "previous")
    assert [page["results"] for page in back[::-1]] == \
        [page["results"] for page in pages[:-1]]


def test_cursor_stays_correct_while_posts_come_and_go(editor):
    shelf = Shelf(editor, 6)
    wanted = shelf.ids()[::-1]
    page = expect(editor.get(shelf.query + "&page_size=2&cursor="),
                  200).json()
    seen = [row["id"] for row in page["results"]]
    shelf.add(publish=True)
    expect(editor.delete(f"/posts/{seen[-1]}/"), 204)
    while page["next"]:
        page = expect(editor.get(page["next"]), 200).json()
        seen += [row["id"] for row in page["results"]]
    assert seen == wanted


def test_cursor_of_the_public(public, editor, shelf):
    shelf_draft = shelf.add()
    pages = walk(public, shelf.query + "&page_size=4&cursor=")
    seen = [row["id"] for page in pages for row in page["results"]]
    assert seen == shelf.ids()[::-1]
    expect(editor.delete(f"/posts/{shelf_draft['id']}/"), 204)
    got = expect(public.get(Shelf(editor).query + "&cursor="), 200,
                 {"next": None, "previous": None, "results": []})
    assert "count" not in got.json()


@pytest.mark.parametrize("more", [
    "ordering=view_count", "ordering=-view_count", "search=word",
    "ordering=title,created_at"])
def test_cursor_refused(public, more):
    got = expect(public.get(f"/posts/?cursor=&{more}"), 400).json()
    assert list(got) == ["cursor"]
    assert isinstance(got["cursor"], list) and len(got["cursor"]) == 1
    assert got["cursor"][0]


@pytest.mark.parametrize("cursor", ["x", "%00", "bm9wZQ==", "a" * 3000,
                                    "%F0%9F%98%80", "0"])
def test_broken_cursor(public, cursor):
    expect(public.get(f"/posts/?cursor={cursor}"), 404,
           detail("Invalid cursor"))


def test_cursor_of_another_ordering(editor, mixed):
    page = expect(editor.get(
        f"{mixed.query}&page_size=3&ordering=title&cursor="), 200).json()
    other = page["next"].replace("ordering=title", "ordering=created_at")
    answer = editor.get(other)
    if answer.status_code != 200:
        expect(answer, 404, detail("Invalid cursor"))


def test_lists_of_a_writer_are_its_own(writer, writer2, editor):
    shelf = Shelf(editor)
    mine = [new_post(writer, editor, status, category=shelf.category["id"])
            for status in ("DRAFT", "PUBLISHED", "SCHEDULED")]
    shelf.add(client=writer2)
    shelf.add(publish=True)
    assert set(listed(writer, shelf.query)) == {one["id"] for one in mine}
    got = expect(writer.get(shelf.query), 200).json()
    assert got["count"] == 3
    assert listed(writer, shelf.query + "&author=editor") == []
    assert len(listed(editor, shelf.query)) == 5
