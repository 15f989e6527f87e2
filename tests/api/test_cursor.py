"""Reading deep lists by cursor."""

import re

import pytest

from support.make import (detail, expect, make_category, make_post,
                          make_user, unique)

ORDERINGS = ["", "id", "-id", "published_at", "-published_at", "created_at",
             "-created_at", "updated_at", "-updated_at", "title", "-title"]


@pytest.fixture(scope="module")
def shelf(editor):
    category = make_category(editor)
    for number in range(6):
        make_post(editor, publish=number % 2 == 0,
                  title=f"Same {number // 3}", category=category["id"])
    return category


def read_all(client, url, name="next"):
    rows, pages = [], 0
    while url:
        page = expect(client.get(url), 200).json()
        assert list(page) == ["next", "previous", "results"]
        rows.append([row["id"] for row in page["results"]])
        url = page[name]
        pages += 1
        assert pages < 1000  # the users of all tests among them
    return rows


@pytest.mark.parametrize("ordering", ORDERINGS)
@pytest.mark.parametrize("size", [1, 2, 4, 6, 100])
def test_cursor_reads_what_pages_read(editor, shelf, ordering, size):
    base = f"/posts/?category={shelf['slug']}&ordering={ordering}"
    pages = expect(editor.get(base + "&page_size=100"), 200).json()
    whole = [row["id"] for row in pages["results"]]
    assert len(whole) == 6
    forth = read_all(editor, f"{base}&page_size={size}&cursor=")
    assert [number for part in forth for number in part] == whole
    assert len(forth) == -(-6 // size)


@pytest.mark.parametrize("ordering", ORDERINGS)
def test_cursor_backwards(editor, shelf, ordering):
    url = (f"/posts/?category={shelf['slug']}&ordering={ordering}"
           "&page_size=2&cursor=")
    forth = read_all(editor, url)
    page = expect(editor.get(url), 200).json()
    assert page["previous"] is None
    while page["next"]:
        page = expect(editor.get(page["next"]), 200).json()
    back = [[row["id"] for row in page["results"]]]
    while page["previous"]:
        page = expect(editor.get(page["previous"]), 200).json()
        back.append([row["id"] for row in page["results"]])
    assert back[::-1] == forth


def test_cursor_links(site, public, editor):
    category = make_category(editor)
    for _ in range(3):
        make_post(editor, publish=True, category=category["id"])
    page = expect(public.get(
        f"/posts/?page_size=1&zzz=1&cursor=&category={category['slug']}"),
        200).json()
    assert re.fullmatch(
        re.escape(f"{site.url}/posts/?category={category['slug']}&cursor=")
        + r"[A-Za-z0-9_.~%-]+&page_size=1", page["next"])
    assert page["previous"] is None


def test_cursor_is_stable_while_rows_come_and_go(editor):
    category = make_category(editor)
    posts = [make_post(editor, publish=True, category=category["id"])
             for _ in range(8)]
    ids = [post["id"] for post in reversed(posts)]
    page = expect(editor.get(f"/posts/?category={category['slug']}"
                             "&page_size=2&cursor="), 200).json()
    seen = [row["id"] for row in page["results"]]
    make_post(editor, publish=True, category=category["id"])
    # The row that the cursor stands on may go as well.
    expect(editor.delete(f"/posts/{ids[1]}/"), 204)
    expect(editor.delete(f"/posts/{ids[4]}/"), 204)
    while page["next"]:
        page = expect(editor.get(page["next"]), 200).json()
        seen += [row["id"] for row in page["results"]]
    assert seen == [n for n in ids if n != ids[4]]


def test_cursor_of_every_list(site, admin, editor):
    for number in range(3):
        make_category(editor, order=number)
        admin.post("/ad-placements/", json={"name": unique("Cur ")})
    orderings = {
        "/users/": ["", "id", "-id", "username", "-email", "date_joined",
                    "last_login", "-last_login"],
        "/categories/": ["", "id", "-id", "name", "-name", "order",
                         "-order", "created_at", "-created_at"],
        "/ad-placements/": ["", "id", "-id", "name", "-name", "created_at",
                            "-created_at"],
        "/media/": ["", "id", "-id", "created_at", "-file_size",
                    "original_name"],
    }
    for path, names in orderings.items():
        for name in names:
            pages = read_all_pages(admin, f"{path}?ordering={name}"
                                          "&page_size=50&page=1")
            parts = read_all(admin, f"{path}?ordering={name}"
                                    "&page_size=50&cursor=")
            assert [n for part in parts for n in part] == pages


def read_all_pages(client, url):
    rows = []
    while url:
        page = expect(client.get(url), 200).json()
        rows += [row["id"] for row in page["results"]]
        url = page["next"]
    return rows


def test_empty_cursor_list(public, editor):
    category = make_category(editor)
    expect(public.get(f"/posts/?cursor=&category={category['slug']}"), 200,
           '{"next":null,"previous":null,"results":[]}')


@pytest.mark.parametrize("cursor", [
    "x", "!!!", "AAAA", "bnVsbA==", "e30=", "W10", "%00", "%ff", "a" * 4000,
    "-1", "0", "null", "eyJpZCI6MX0", "..", "%20", "é"])
def test_broken_cursor(public, editor, cursor):
    for client in (public, editor):
        for path in ("/posts/", "/categories/", "/ad-placements/"):
            answer = client.get(f"{path}?cursor={cursor}")
            if cursor == "%20":
                assert answer.status_code == 200
            else:
                expect(answer, 404, detail("Invalid cursor"))


def test_cut_and_changed_cursors(editor, shelf):
    base = f"/posts/?category={shelf['slug']}&page_size=2"
    page = expect(editor.get(base + "&cursor="), 200).json()
    cursor = re.search(r"cursor=([^&]*)", page["next"]).group(1)
    for bad in (cursor[:-3], cursor[3:], cursor + "AAAA", cursor[::-1]):
        answer = editor.get(f"{base}&cursor={bad}")
        expect(answer, 404, detail("Invalid cursor"))


def test_cursor_of_another_ordering(editor, shelf):
    base = f"/posts/?category={shelf['slug']}&page_size=2"
    page = expect(editor.get(base + "&ordering=title&cursor="), 200).json()
    cursor = re.search(r"cursor=([^&]*)", page["next"]).group(1)
    expect(editor.get(f"{base}&ordering=created_at&cursor={cursor}"), 404,
           detail("Invalid cursor"))


@pytest.mark.parametrize("query", [
    "search=x", "ordering=view_count", "ordering=-view_count",
    "ordering=title,created_at"])
def test_what_a_cursor_cannot_do(public, editor, query):
    for client in (public, editor):
        answer = expect(client.get(f"/posts/?{query}&cursor="), 400)
        body = answer.json()
        assert list(body) == ["cursor"]
        assert len(body["cursor"]) == 1


def test_cursor_and_fields(editor, shelf):
    page = expect(editor.get(f"/posts/?category={shelf['slug']}"
                             "&page_size=2&fields=id&cursor="), 200).json()
    assert all(list(row) == ["id"] for row in page["results"])
    again = expect(editor.get(page["next"]), 200).json()
    assert all(list(row) == ["id"] for row in again["results"])


def test_cursor_goes_with_users_that_tie(admin):
    prefix = unique("curtie")
    ids = [make_user(admin, username=f"{prefix}{n}",
                     email="same@example.org")["id"] for n in range(3)]
    parts = read_all(admin, "/users/?ordering=email&page_size=1&cursor=")
    flat = [number for part in parts for number in part]
    assert [number for number in flat if number in ids] == ids
    parts = read_all(admin, "/users/?ordering=-email&page_size=1&cursor=")
    flat = [number for part in parts for number in part]
    assert [number for number in flat if number in ids] == ids[::-1]
