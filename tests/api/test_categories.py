"""Categories: forms, fields, the tree, deletion, counts, lists."""

import re

import pytest

from support.content import (ANONYMOUS, CATEGORY_FULL, CATEGORY_PUBLIC,
                             EMPTY_PAGE, FORBIDDEN, STAMP, STATUSES, act,
                             in_threads, listed, members, new_post, ordered)
from support.make import (compact, detail, expect, make_category, make_post,
                          unique)

NOT_FOUND = detail("Not found.")
REQUIRED = "This field is required."
NOT_NULL = "This field may not be null."
CYCLE = {"parent": ["A category cannot be its own ancestor."]}


def path_of(row):
    return f"/categories/{row['id']}/"


def test_new_row(site, public, writer, editor, admin):
    name = unique("Journeys ")
    answer = expect(editor.post("/categories/", json={"name": name}), 201)
    row = members(answer.json(), CATEGORY_FULL)
    assert list(row)[:len(CATEGORY_PUBLIC)] == CATEGORY_PUBLIC
    assert answer.headers["Location"] == site.url + path_of(row)
    assert re.fullmatch(STAMP, row["created_at"])
    assert row == {
        "id": row["id"], "name": name,
        "slug": name.lower().replace(" ", "-"), "description": "",
        "parent": None, "post_count": 0, "seo_title": "",
        "seo_description": "", "seo_keywords": "", "canonical_url": "",
        "no_index": False, "is_featured": False, "order": 0,
        "is_active": True, "created_at": row["created_at"],
        "updated_at": row["updated_at"]}
    for path in (path_of(row), f"/categories/slug/{row['slug']}/"):
        for client in (public, writer):
            got = expect(client.get(path), 200).json()
            ordered(got, CATEGORY_PUBLIC)
            assert got == {key: row[key] for key in CATEGORY_PUBLIC}
        for client in (editor, admin):
            assert expect(client.get(path), 200).json() == row
    for client, names in ((public, CATEGORY_PUBLIC),
                          (writer, CATEGORY_PUBLIC),
                          (editor, CATEGORY_FULL), (admin, CATEGORY_FULL)):
        for one in expect(client.get("/categories/"), 200).json():
            members(one, names)


def test_who_may_write(public, writer, editor, admin):
    row = make_category(editor)
    calls = [("POST", "/categories/"), ("PUT", path_of(row)),
             ("PATCH", path_of(row)), ("DELETE", path_of(row)),
             ("DELETE", "/categories/999999999/")]
    for method, path in calls:
        for kwargs in ({"json": {}}, {"data": "x", "headers": {
                "Content-Type": "text/plain"}}):
            expect(public.request(method, path, **kwargs), 401,
                   detail(ANONYMOUS))
            expect(writer.request(method, path, **kwargs), 403,
                   detail(FORBIDDEN))
    expect(editor.delete("/categories/999999999/"), 404, NOT_FOUND)
    other = make_category(admin)
    expect(admin.patch(path_of(row), json={"order": 3}), 200)
    expect(editor.delete(path_of(other)), 204)
    assert expect(editor.delete(path_of(row)), 204).content == b""
    expect(editor.get(path_of(row)), 404, NOT_FOUND)


def test_inactive(public, writer, editor, admin):
    row = make_category(editor, is_active=False)
    for client, seen in ((public, False), (writer, False), (editor, True),
                         (admin, True)):
        for path in (path_of(row), f"/categories/slug/{row['slug']}/"):
            if seen:
                assert expect(client.get(path), 200).json()[
                    "is_active"] is False
            else:
                expect(client.get(path), 404, NOT_FOUND)
        assert (row["id"] in listed(client, "/categories/")) is seen
    expect(editor.patch(path_of(row), json={"is_active": True}), 200)
    expect(public.get(path_of(row)), 200)


TEXTS = [("name", 120), ("seo_title", 255), ("seo_description", 320),
         ("seo_keywords", 255)]


@pytest.mark.parametrize("name,limit", TEXTS)
def test_text_fields(editor, name, limit):
    def refused(value, text):
        expect(editor.post("/categories/", json={
            "name": unique("C "), name: value}), 400, {name: [text]})

    refused(None, NOT_NULL)
    for value in (True, [], {}):
        refused(value, "Not a valid string.")
    refused("é" * (limit + 1),
            f"Ensure this field has no more than {limit} characters.")
    refused("\0", "Null characters are not allowed.")
    if name == "name":
        refused(" ", "This field may not be blank.")
        expect(editor.post("/categories/", json={}), 400,
               {"name": [REQUIRED]})
    assert make_category(editor, **{name: "\U0001f600" * limit})[name] == \
        "\U0001f600" * limit


ORDER = [(-1, "Ensure this value is greater than or equal to 0."),
         (2147483648, "Ensure this value is less than or equal to "
          "2147483647."),
         ("9" * 30, "Ensure this value is less than or equal to "
          "2147483647."),
         ("-" + "9" * 30, "Ensure this value is greater than or equal to 0."),
         ("x", "A valid integer is required."),
         (1.5, "A valid integer is required."),
         ([], "A valid integer is required."), (None, NOT_NULL)]


@pytest.mark.parametrize("value,text", ORDER, ids=repr)
def test_bad_order(editor, value, text):
    expect(editor.post("/categories/", json={
        "name": unique("C "), "order": value}), 400, {"order": [text]})


@pytest.mark.parametrize("letter", ["9", "x", "\u00e4"])
def test_long_order(editor, letter):
    """DRF does not look at a text of more than 1,000 characters."""
    for length, text in ((1001, "String value too large."),
                         (1000, None if letter == "9" else
                          "A valid integer is required.")):
        answer = expect(editor.post("/categories/", json={
            "name": unique("C "), "order": letter * length}), 400)
        assert text is None or answer.json() == {"order": [text]}


def test_other_fields(editor):
    for name in ("no_index", "is_active", "is_featured"):
        for value, text in (("maybe", "Must be a valid boolean."),
                            (None, NOT_NULL)):
            expect(editor.post("/categories/", json={
                "name": "C", name: value}), 400, {name: [text]})
        assert make_category(editor, **{name: "true"})[name] is True
    for value in ("nope", "ftp://x.org/", []):
        expect(editor.post("/categories/", json={
            "name": "C", "canonical_url": value}), 400,
            {"canonical_url": ["Enter a valid URL."]})
    for value, wanted in (("7", 7), (2147483647, 2147483647), (0, 0)):
        assert make_category(editor, order=value)["order"] == wanted
    row = make_category(editor, description="d" * 100000,
                        canonical_url="https://example.org/")
    assert len(row["description"]) == 100000


def test_slugs(editor, site):
    name = unique("Same ")
    base = name.lower().replace(" ", "-")
    slugs = [make_category(editor, name=name)["slug"] for _ in range(3)]
    assert slugs == [base, base + "-1", base + "-2"]
    expect(editor.post("/categories/", json={"name": "x", "slug": base}),
           400, {"slug": ["category with this slug already exists."]})
    expect(editor.post("/categories/", json={"name": "x", "slug": "a b"}),
           400, {"slug": ['Enter a valid "slug" consisting of letters, '
                          "numbers, underscores or hyphens."]})
    expect(editor.post("/categories/", json={"name": "x",
                                             "slug": "x" * 141}), 400,
           {"slug": ["Ensure this field has no more than 140 characters."]})
    assert make_category(editor, name=unique("B "), slug="")["slug"]
    assert re.fullmatch(r"category(-\d+)?",
                        make_category(editor, name="\U0001f389")["slug"])
    assert re.fullmatch(r"privet-mir(-\d+)?",
                        make_category(editor, name="Привет мир")["slug"])
    long = make_category(editor, name="北" * 120)
    assert len(long["slug"]) <= 140 and not long["slug"].endswith("-")
    clients = [site.client(editor.token) for _ in range(10)]
    name = unique("Race ")
    rows = in_threads(10, lambda n: expect(clients[n].post(
        "/categories/", json={"name": name}), 201).json()["slug"])
    assert len(set(rows)) == 10


def test_put_and_patch(editor):
    row = make_category(editor, description="d", order=4, is_featured=True)
    expect(editor.put(path_of(row), json={}), 400, {"name": [REQUIRED]})
    name = unique("New ")
    got = expect(editor.put(path_of(row), json={"name": name}), 200).json()
    assert {key for key in got if got[key] != row[key]} == {"name",
                                                            "updated_at"}
    assert expect(editor.put(path_of(row), json=got), 200).json()[
        "slug"] == row["slug"]
    got = expect(editor.patch(path_of(row), json={
        "post_count": 99, "id": 1, "description": "e"}), 200).json()
    assert (got["post_count"], got["id"], got["description"]) == (
        0, row["id"], "e")
    tag = editor.get(path_of(row)).headers["ETag"]
    expect(editor.patch(path_of(row), json={"order": 1}), 200)
    expect(editor.patch(path_of(row), json={"order": 2},
                        headers={"If-Match": tag}), 412,
           detail("The resource has changed since it was read."))


# ---- the tree

def test_parent(editor, public):
    top = make_category(editor)
    row = make_category(editor, parent=top["slug"])
    assert row["parent"] == top["slug"]
    got = expect(public.get(path_of(row)), 200).json()
    assert got["parent"] == top["slug"]
    for value in ("no-such", "a b"):
        expect(editor.patch(path_of(row), json={"parent": value}), 400,
               {"parent": [f"Object with slug={value} does not exist."]})
    for value in (None, ""):
        expect(editor.patch(path_of(row), json={"parent": top["slug"]}), 200)
        got = expect(editor.patch(path_of(row), json={"parent": value}),
                     200).json()
        assert got["parent"] is None
    new = unique("renamed-")
    expect(editor.patch(path_of(row), json={"parent": top["slug"]}), 200)
    expect(editor.patch(path_of(top), json={"slug": new}), 200)
    assert expect(public.get(path_of(row)), 200).json()["parent"] == new


def test_no_cycles(editor):
    first = make_category(editor)
    second = make_category(editor, parent=first["slug"])
    third = make_category(editor, parent=second["slug"])
    for row in (first, second, third):
        expect(editor.patch(path_of(first), json={"parent": row["slug"]}),
               400, CYCLE)
        expect(editor.put(path_of(first), json={
            "name": "x", "parent": row["slug"]}), 400, CYCLE)
    expect(editor.patch(path_of(second), json={"parent": third["slug"]}),
           400, CYCLE)
    expect(editor.patch(path_of(third), json={"parent": first["slug"]}), 200)
    expect(editor.patch(path_of(second), json={"parent": third["slug"]}),
           200)


def test_cycles_that_race(site, editor):
    """Two moves that are right alone and wrong together."""
    clients = [site.client(editor.token) for _ in range(2)]
    for _ in range(5):
        pair = [make_category(editor) for _ in range(2)]
        answers = in_threads(2, lambda n: clients[n].patch(
            path_of(pair[n]), json={"parent": pair[1 - n]["slug"]}))
        assert sorted(one.status_code for one in answers) == [200, 400]
        for one in answers:
            if one.status_code == 400:
                assert one.json() == CYCLE


def test_delete_moves_children_up(editor, public):
    top = make_category(editor)
    middle = make_category(editor, parent=top["slug"])
    low = make_category(editor, parent=middle["slug"])
    expect(public.get(path_of(low)), 200)
    expect(editor.delete(path_of(middle)), 204)
    for client in (public, editor):
        assert expect(client.get(path_of(low)), 200).json()[
            "parent"] == top["slug"]
    expect(editor.delete(path_of(top)), 204)
    assert expect(public.get(path_of(low)), 200).json()["parent"] is None


@pytest.mark.parametrize("status", STATUSES)
def test_delete_with_posts(writer, editor, status):
    row = make_category(editor)
    post = new_post(writer, editor, status, category=row["id"])
    expect(editor.delete(path_of(row)), 400,
           {"detail": "Category has posts and cannot be deleted.",
            "posts": [post["id"]]})
    expect(editor.patch(f"/posts/{post['id']}/", json={"category": None}),
           200)
    expect(editor.delete(path_of(row)), 204)


# ---- counts and lists

def count_of(client, row):
    one = expect(client.get(path_of(row)), 200).json()["post_count"]
    rows = expect(client.get("/categories/"), 200).json()
    many = [each["post_count"] for each in rows if each["id"] == row["id"]]
    assert many == [one]
    return one


def test_post_count_is_what_the_public_sees(public, writer, editor):
    row = make_category(editor)
    child = make_category(editor, parent=row["slug"])
    make_post(editor, publish=True, category=child["id"])
    posts = [new_post(writer, editor, status, category=row["id"])
             for status in STATUSES]
    for client in (public, writer, editor):
        assert count_of(client, row) == 1
    for action, wanted in (("publish", 2), ("archive", 1), ("publish", 2),
                           ("unpublish", 1)):
        expect(act(editor, posts[0], action), 200)
        assert count_of(public, row) == wanted
    expect(editor.patch(f"/posts/{posts[3]['id']}/",
                        json={"category": child["id"]}), 200)
    assert (count_of(public, row), count_of(public, child)) == (0, 2)
    expect(editor.delete(f"/posts/{posts[3]['id']}/"), 204)
    assert count_of(public, child) == 1


def test_bare_array_or_pages(site, public, editor):
    top = make_category(editor)
    rows = [make_category(editor, parent=top["slug"]) for _ in range(3)]
    query = f"/categories/?parent={top['slug']}"
    got = expect(public.get(query), 200).json()
    assert isinstance(got, list)
    ids = [row["id"] for row in rows]
    assert sorted(row["id"] for row in got) == ids
    got = expect(public.get(query + "&page_size=2"), 200).json()
    assert list(got) == ["count", "next", "previous", "results"]
    assert got["count"] == 3 and len(got["results"]) == 2
    assert got["next"] == (f"{site.url}/categories/?page=2&page_size=2"
                           f"&parent={top['slug']}")
    got = expect(public.get(query + "&page=1"), 200).json()
    assert (got["count"], got["next"]) == (3, None)
    expect(public.get(query + "&page=2"), 404, detail("Invalid page."))
    got = expect(public.get(query + "&cursor=&page_size=2"), 200).json()
    assert list(got) == ["next", "previous", "results"]
    rest = expect(public.get(got["next"]), 200).json()
    assert sorted(row["id"] for row in got["results"] + rest["results"]) == \
        ids
    empty = make_category(editor)["slug"]
    expect(public.get(f"/categories/?parent={empty}"), 200, "[]")
    expect(public.get(f"/categories/?parent={empty}&page=1"), 200,
           EMPTY_PAGE)


def test_filters(public, editor):
    top = make_category(editor)
    child = make_category(editor, parent=top["slug"], is_featured=True)
    number = make_category(editor, slug=f"{top['id']}-{10 ** 9}")
    low = make_category(editor, parent=number["slug"])
    roots = listed(public, "/categories/?parent=null")
    assert top["id"] in roots and child["id"] not in roots
    assert listed(public, f"/categories/?parent={top['slug']}") == [
        child["id"]]
    assert listed(public, f"/categories/?parent={number['slug']}") == [
        low["id"]]
    assert listed(public, f"/categories/?parent={top['id']}") == []
    assert listed(public, "/categories/?parent=no-such") == []
    for value in ("true", "1", "True"):
        got = listed(public, f"/categories/?is_featured={value}")
        assert child["id"] in got and top["id"] not in got
    got = listed(public, "/categories/?is_featured=false")
    assert top["id"] in got and child["id"] not in got
    assert listed(public, "/categories/?is_featured=&parent=") == \
        listed(public, "/categories/")
    expect(public.get("/categories/?is_featured=maybe"), 400,
           {"is_featured": ["Must be a valid boolean."]})


def test_order_search_fields(public, editor):
    top = make_category(editor)
    rows = {}
    for name, order in (("zeta", 1), ("Älpha", 2), ("beta", 1),
                        ("alpha", 2)):
        rows[name] = make_category(editor, parent=top["slug"], name=name,
                                   order=order, description=f"On {name}s")
    make_post(editor, publish=True, category=rows["zeta"]["id"])
    query = f"/categories/?parent={top['slug']}"

    def names(more):
        return [row["name"] for row in
                expect(public.get(query + more), 200).json()]

    assert names("") == ["beta", "zeta", "alpha", "Älpha"]
    assert names("&ordering=name") == ["alpha", "Älpha", "beta", "zeta"]
    assert names("&ordering=-name") == ["zeta", "beta", "Älpha", "alpha"]
    assert names("&ordering=-order,name") == ["alpha", "Älpha", "beta",
                                              "zeta"]
    assert names("&ordering=created_at") == ["zeta", "Älpha", "beta",
                                             "alpha"]
    assert names("&ordering=-post_count,name")[0] == "zeta"
    assert names("&ordering=id") == ["zeta", "Älpha", "beta", "alpha"]
    assert names("&ordering=slug") == names("")
    assert names("&search=beta") == ["beta"]
    assert "alpha" in names("&search=ALPHA")
    assert names("&search=zetas") == ["zeta"]
    assert names("&search=nothing") == []
    got = expect(public.get(query + "&fields=slug,id"), 200)
    assert all(set(row) == {"id", "slug"} for row in got.json())
    assert got.text == compact(got.json())


def test_noindex(public, editor):
    row = make_category(editor, no_index=True)
    got = expect(public.get(path_of(row)), 200).json()
    assert got["no_index"] is True
    for path in ("/categories/0/", "/categories/slug/none-such/",
                 "/categories/x/"):
        expect(public.get(path), 404, NOT_FOUND)
