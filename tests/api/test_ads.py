"""Ad placements: forms, rights, filters, lists."""

import re

import pytest

from support.content import (AD, ANONYMOUS, FORBIDDEN, STAMP, listed,
                             members)
from support.make import detail, expect, make_ad, unique

NOT_FOUND = detail("Not found.")
NOT_NULL = "This field may not be null."


def path_of(row):
    return f"/ad-placements/{row['id']}/"


def test_new_row(site, admin, public, writer, editor):
    name = unique("Sidebar ")
    answer = expect(admin.post("/ad-placements/", json={"name": name}), 201)
    row = answer.json()
    assert list(row) == AD
    assert answer.headers["Location"] == site.url + path_of(row)
    assert re.fullmatch(STAMP, row["created_at"])
    assert row == {"id": row["id"], "name": name, "description": "",
                   "is_active": True, "show_on_desktop": True,
                   "show_on_mobile": True, "created_at": row["created_at"],
                   "updated_at": row["updated_at"]}
    for client in (public, writer, editor, admin):
        assert expect(client.get(path_of(row)), 200).json() == row


def test_rights(public, writer, editor, admin):
    row = make_ad(admin)
    hidden = make_ad(admin, is_active=False)
    for method, path in (("POST", "/ad-placements/"), ("PUT", path_of(row)),
                         ("PATCH", path_of(row)), ("DELETE", path_of(row)),
                         ("PATCH", path_of(hidden)),
                         ("DELETE", "/ad-placements/999999999/")):
        expect(public.request(method, path, json={}), 401,
               detail(ANONYMOUS))
        for client in (writer, editor):
            expect(client.request(method, path, json={}), 403,
                   detail(FORBIDDEN))
    for client in (public, writer, editor):
        expect(client.get(path_of(hidden)), 404, NOT_FOUND)
        ids = listed(client, "/ad-placements/")
        assert row["id"] in ids and hidden["id"] not in ids
    assert expect(admin.get(path_of(hidden)), 200).json() == hidden
    assert hidden["id"] in listed(admin, "/ad-placements/")
    expect(admin.patch(path_of(hidden), json={"is_active": True}), 200)
    expect(public.get(path_of(hidden)), 200)
    assert expect(admin.delete(path_of(hidden)), 204).content == b""
    for client in (public, admin):
        expect(client.get(path_of(hidden)), 404, NOT_FOUND)
    expect(admin.delete(path_of(hidden)), 404, NOT_FOUND)


def test_texts(admin):
    def refused(wanted, **body):
        expect(admin.post("/ad-placements/", json=body), 400, wanted)

    taken = make_ad(admin)["name"]
    refused({"name": ["This field is required."]})
    refused({"name": [NOT_NULL]}, name=None)
    refused({"name": ["This field may not be blank."]}, name=" ")
    refused({"name": ["Not a valid string."]}, name=[])
    refused({"name": ["Ensure this field has no more than 100 characters."]},
            name="é" * 101)
    refused({"name": ["ad placement with this name already exists."]},
            name=taken)
    refused({"name": ["Null characters are not allowed."]}, name="\0")
    for name in ("is_active", "show_on_desktop", "show_on_mobile"):
        refused({name: ["Must be a valid boolean."]}, name="x",
                **{name: "perhaps"})
        refused({name: [NOT_NULL]}, name="x", **{name: None})
    refused({"description": [NOT_NULL]}, name="x", description=None)
    row = make_ad(admin, name=("\U0001f600" * 80 + unique())[:100])
    assert len(row["name"]) <= 100


def test_put_and_patch(admin):
    row = make_ad(admin, description="d", show_on_mobile=False)
    expect(admin.put(path_of(row), json={}), 400,
           {"name": ["This field is required."]})
    name = unique("New ")
    got = expect(admin.put(path_of(row), json={"name": name}), 200).json()
    assert {key for key in got if got[key] != row[key]} == {"name",
                                                            "updated_at"}
    got = expect(admin.patch(path_of(row), json={
        "show_on_mobile": "true", "id": 5, "whatever": 1}), 200).json()
    assert list(got) == AD
    assert got["show_on_mobile"] is True and got["id"] == row["id"]
    expect(admin.put(path_of(row), json=got), 200)
    other = make_ad(admin)
    expect(admin.patch(path_of(row), json={"name": other["name"]}), 400,
           {"name": ["ad placement with this name already exists."]})
    tag = admin.get(path_of(row)).headers["ETag"]
    expect(admin.patch(path_of(row), json={"description": "x"},
                       headers={"If-Match": tag}), 200)
    expect(admin.delete(path_of(row), headers={"If-Match": tag}), 412,
           detail("The resource has changed since it was read."))


@pytest.mark.parametrize("who", ["public", "admin"])
def test_lists(request, admin, who):
    client = request.getfixturevalue(who)
    key = unique("adkey").lower()
    rows = {}
    for name, desktop, mobile in (("b", True, True), ("Ä", True, False),
                                  ("c", False, True), ("a", False, False)):
        rows[name] = make_ad(admin, name=f"{name} {key}",
                             show_on_desktop=desktop, show_on_mobile=mobile,
                             description=f"spot {name}")["id"]
    base = f"/ad-placements/?search={key}"

    def names(more=""):
        ids = listed(client, base + more)
        found = {number: name for name, number in rows.items()}
        return [found[number] for number in ids]

    assert names() == ["a", "Ä", "b", "c"]
    assert names("&ordering=-name") == ["c", "b", "Ä", "a"]
    assert names("&ordering=created_at") == ["b", "Ä", "c", "a"]
    assert names("&ordering=nonsense") == names()
    assert names("&device=desktop") == ["Ä", "b"]
    assert names("&device=mobile") == ["b", "c"]
    assert names("&device=") == names()
    expect(client.get("/ad-placements/?device=watch"), 400,
           {"device": ['"watch" is not a valid choice.']})
    got = expect(client.get(base), 200).json()
    assert isinstance(got, list)
    for row in got:
        members(row, AD)
    got = expect(client.get(base + "&page_size=3"), 200).json()
    assert list(got) == ["count", "next", "previous", "results"]
    assert got["count"] == 4 and len(got["results"]) == 3
    got = expect(client.get(got["next"]), 200).json()
    assert [row["id"] for row in got["results"]] == [rows["c"]]
    got = expect(client.get("/ad-placements/?cursor=&page_size=2"),
                 200).json()
    assert list(got) == ["next", "previous", "results"]
    got = expect(client.get(base + "&fields=name"), 200).json()
    assert got == [{"name": f"{name} {key}"} for name in ("a", "Ä", "b",
                                                          "c")]
