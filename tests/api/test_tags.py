"""Tags: forms, names and slugs, the tags of posts, filters."""

import re

import pytest

from support.content import (ANONYMOUS, FORBIDDEN, POST_DETAIL, POST_ITEM,
                             STAMP, TAG_FULL, TAG_PUBLIC, in_threads, listed,
                             members, new_post, ordered, walk)
from support.make import (compact, detail, expect, make_category, make_post,
                          make_tag, unique)

NOT_FOUND = detail("Not found.")
TAKEN = {"name": ["tag with this name already exists."]}


def path_of(tag):
    return f"/tags/{tag['id']}/"


def names(post):
    return [tag["name"] for tag in post["tags"]]


def test_new_row(site, public, writer, editor, admin):
    name = unique("Far Away ")
    answer = expect(editor.post("/tags/", json={"name": name}), 201)
    row = ordered(answer.json(), TAG_FULL)
    assert answer.headers["Location"] == site.url + path_of(row)
    assert re.fullmatch(STAMP, row["created_at"])
    assert {key: row[key] for key in TAG_PUBLIC} == {
        "id": row["id"], "name": name,
        "slug": name.lower().replace(" ", "-"), "description": "",
        "post_count": 0}
    for path in (path_of(row), f"/tags/slug/{row['slug']}/"):
        expect(public.get(path), 404, NOT_FOUND)
        got = expect(writer.get(path), 200).json()
        assert ordered(got, TAG_PUBLIC) == {
            key: row[key] for key in TAG_PUBLIC}
        for client in (editor, admin):
            assert expect(client.get(path), 200).json() == row
    for client, wanted in ((writer, TAG_PUBLIC), (editor, TAG_FULL),
                           (admin, TAG_FULL)):
        for one in expect(client.get("/tags/"), 200).json():
            members(one, wanted)
        assert row["id"] in listed(client, "/tags/")
    assert row["id"] not in listed(public, "/tags/")
    post = make_post(editor, tags=[name], publish=True)
    for path in (path_of(row), f"/tags/slug/{row['slug']}/"):
        got = expect(public.get(path), 200).json()
        assert got == {**{key: row[key] for key in TAG_PUBLIC},
                       "post_count": 1}
    assert row["id"] in listed(public, "/tags/")
    assert post["tags"] == [{key: row[key] for key in ("id", "name",
                                                       "slug")}]


def test_who_may_write(public, writer, editor, admin):
    tag, other = make_tag(editor), make_tag(admin)
    for method, path in (("POST", "/tags/"), ("PUT", path_of(tag)),
                         ("PATCH", path_of(tag)), ("DELETE", path_of(tag)),
                         ("POST", path_of(tag) + "merge/")):
        expect(public.request(method, path, json={}), 401, detail(ANONYMOUS))
        expect(writer.request(method, path, json={}), 403, detail(FORBIDDEN))
    for client in (editor, admin):
        expect(client.put(path_of(tag), json={"name": unique("T ")}), 200)
        expect(client.patch(path_of(tag), json={"description": "d"}), 200)
    expect(admin.post(path_of(tag) + "merge/", json={"into": other["id"]}),
           200)
    expect(editor.delete(path_of(other)), 204)
    for path in (path_of(tag), path_of(other), "/tags/999999999/",
                 "/tags/999999999999999999999/"):
        expect(editor.get(path), 404, NOT_FOUND)
        expect(editor.patch(path, json={}), 404, NOT_FOUND)
        expect(editor.delete(path), 404, NOT_FOUND)
        expect(editor.post(path + "merge/", json={}), 404, NOT_FOUND)


def test_fields(editor):
    def refused(body, errors):
        expect(editor.post("/tags/", json=body), 400, errors)

    refused({}, {"name": ["This field is required."]})
    refused({"name": None}, {"name": ["This field may not be null."]})
    refused({"name": " "}, {"name": ["This field may not be blank."]})
    refused({"name": "é" * 61}, {
        "name": ["Ensure this field has no more than 60 characters."]})
    refused({"name": [], "slug": "a b", "description": None}, {
        "name": ["Not a valid string."],
        "slug": ['Enter a valid "slug" consisting of letters, numbers, '
                 "underscores or hyphens."],
        "description": ["This field may not be null."]})
    refused({"name": unique("T "), "slug": "2024"}, {
        "slug": ['Enter a valid "slug" consisting of letters, numbers, '
                 "underscores or hyphens."]})
    tag = make_tag(editor, name="é" * 60)
    assert expect(editor.put(path_of(tag), json={
        "name": tag["name"], "slug": "", "description": " d "}), 200
        ).json() | {"updated_at": ""} == tag | {"description": "d",
                                                "updated_at": ""}
    expect(editor.delete(path_of(tag)), 204)
    answer = editor.get(path_of(make_tag(editor)))
    same = expect(editor.put(f"/tags/{answer.json()['id']}/",
                             json=answer.json()), 200)
    assert same.headers["ETag"] == answer.headers["ETag"]
    expect(editor.patch(f"/tags/{answer.json()['id']}/",
                        json={"description": "x"},
                        headers={"If-Match": '"77-x"'}), 412)


@pytest.mark.parametrize("name,slug", [
    ("{} Été", "{}-ete"), ("Тема {}", "tema-{}"), ("{}'s C++", "{}s-c")])
def test_slug_of_a_name(editor, name, slug):
    key = unique("s")
    row = make_tag(editor, name=name.format(key))
    assert row["slug"] == slug.format(key)


def test_numbers_and_null_are_no_slugs(editor):
    """A filter takes digits for an id."""
    number = str(int(unique("1")[1:], 16))[:15]
    assert make_tag(editor, name=number)["slug"] == f"tag-{number}"
    for tag in make_post(editor, tags=["null", "2024"])["tags"]:
        assert tag["slug"] == f"tag-{tag['name']}"


def test_sent_back_as_it_was_read(editor):
    """Also where the slug that would be made of its name is another's."""
    name = unique("Go")
    tag = make_tag(editor, name=name, slug=unique("golang-"))
    make_tag(editor, slug=name.lower())
    whole = expect(editor.get(path_of(tag)), 200).json()
    expect(editor.put(path_of(tag), json=whole), 200)
    expect(editor.patch(path_of(tag), json={
        "name": name, "description": "x"}), 200)


def test_names_are_told_apart_by_slugs(editor):
    key = unique("Same")
    tag = make_tag(editor, name=f"{key} Été")
    expect(editor.post("/tags/", json={"name": f"{key} ete!"}), 400, TAKEN)
    expect(editor.post("/tags/", json={"name": f"{key} ete!",
                                       "slug": unique("s")}), 400, TAKEN)
    expect(editor.post("/tags/", json={"name": unique("N "),
                                       "slug": tag["slug"]}), 400,
           {"slug": ["tag with this slug already exists."]})
    other = make_tag(editor)
    expect(editor.patch(path_of(other), json={"name": f"{key} eté"}), 400,
           TAKEN)
    expect(editor.patch(path_of(other), json={"slug": tag["slug"]}), 400,
           {"slug": ["tag with this slug already exists."]})
    # a new spelling of its own name
    assert expect(editor.patch(path_of(tag), json={
        "name": f"{key} ÉTÉ"}), 200).json()["slug"] == tag["slug"]
    # one that was renamed is found by its name as well
    name = unique("Renamed ")
    expect(editor.patch(path_of(tag), json={"name": name}), 200)
    expect(editor.post("/tags/", json={"name": name}), 400, TAKEN)
    post = make_post(editor, tags=[name, f"{key}_ete", f"{key} ete"])
    assert names(post)[0] == name
    assert [one["id"] for one in post["tags"]].count(tag["id"]) == 1


def test_names_without_letters(editor):
    """Nothing of them is left in a slug, so the names themselves count."""
    stars = "★" * (1 + int(unique("1")[-4:], 16) % 20)
    post = make_post(editor, tags=["☂", stars, "☂"])
    assert names(post) == ["☂", stars]
    slugs = [tag["slug"] for tag in post["tags"]]
    assert all(re.fullmatch(r"tag(-\d+)?", slug) for slug in slugs)
    assert len(set(slugs)) == 2
    expect(editor.post("/tags/", json={"name": "☂"}), 400, TAKEN)
    again = make_post(editor, tags=[stars, "☂"])
    assert [tag["id"] for tag in again["tags"]] == [
        tag["id"] for tag in post["tags"]][::-1]


# -- the tags of a post


def test_on_a_post(public, writer, editor):
    known, key = make_tag(editor), unique("New ")
    sent = [known["id"], f" {key} b", {"id": known["id"]}, f"{key} a",
            {"id": str(known["id"]), "name": "ignored"},
            {"id": None, "name": f"{key} c", "slug": "ignored"}]
    post = make_post(writer, tags=sent)
    assert names(post) == [known["name"], f"{key} b", f"{key} a", f"{key} c"]
    for tag in post["tags"]:
        ordered(tag, ["id", "name", "slug"])
    path = f"/posts/{post['id']}/"
    before = editor.get(path)
    assert before.json() == post
    ordered(before.json(), POST_DETAIL)
    for body in ({"tags": post["tags"]}, {"tags": names(post)}, post,
                 {"tags": [tag["id"] for tag in post["tags"]]}):
        same = expect(editor.patch(path, json=body), 200)
        assert same.headers["ETag"] == before.headers["ETag"]
    turned = expect(editor.patch(path, json={"tags": post["tags"][::-1]}),
                    200)
    assert names(turned.json()) == names(post)[::-1]
    assert turned.headers["ETag"] != before.headers["ETag"]
    expect(editor.post(path + "publish/"), 200)
    item, = [one for one in expect(public.get(
        f"/posts/?tag={known['slug']}"), 200).json()["results"]]
    ordered(item, POST_ITEM)
    assert item["tags"] == names(post)[::-1]
    assert expect(public.get(path), 200).json()["tags"] == \
        post["tags"][::-1]
    put = {"title": "t", "content": []}
    assert expect(editor.put(path, json=put), 200).json()["tags"] == \
        post["tags"][::-1]
    assert expect(editor.put(path, json={**put, "tags": []}), 200).json()[
        "tags"] == []
    assert make_post(writer)["tags"] == []


ITEMS = [
    ([99999999], ['Invalid pk "99999999" - object does not exist.']),
    ([{"id": 99999999}], ['Invalid pk "99999999" - object does not exist.']),
    ([0, -1], ['Invalid pk "0" - object does not exist.',
               'Invalid pk "-1" - object does not exist.']),
    ([" ", "x" * 61, "a\0", True, None, [], {}, 1.5, {"name": 5}], [
        "This field may not be blank.",
        "Ensure this field has no more than 60 characters.",
        "Null characters are not allowed.",
        "Incorrect type. Expected pk value, received bool.",
        "Incorrect type. Expected pk value, received NoneType.",
        "Incorrect type. Expected pk value, received list.",
        "Incorrect type. Expected pk value, received dict.",
        "Incorrect type. Expected pk value, received float.",
        "Incorrect type. Expected pk value, received dict."]),
    ({}, ['Expected a list of items but got type "dict".']),
    ("a", ['Expected a list of items but got type "str".']),
    ("", ['Expected a list of items but got type "str".']),
    (5, ['Expected a list of items but got type "int".']),
    (None, ["This field may not be null."]),
    (["x"] * 31, ["Ensure this field has no more than 30 elements."]),
]


@pytest.mark.parametrize("sent,texts", ITEMS, ids=lambda x: compact(x)[:20])
def test_bad_tags(site, editor, sent, texts):
    before = site.sql("select count(*) from tags")
    for answer in (
            editor.post("/posts/", json={"title": "t", "content": [],
                                         "tags": sent}),
            editor.patch(f"/posts/{make_post(editor)['id']}/",
                         json={"tags": sent})):
        expect(answer, 400, {"tags": texts})
    assert site.sql("select count(*) from tags") == before


def test_errors_of_several_fields(site, editor):
    """All at once, and no tag is made of a post that is refused."""
    name = unique("Not made ")
    expect(editor.post("/posts/", json={
        "title": "", "content": [], "tags": [name, 0]}), 400, {
            "title": ["This field may not be blank."],
            "tags": ['Invalid pk "0" - object does not exist.']})
    expect(editor.post("/posts/", json={
        "title": "", "content": [], "tags": [name]}), 400)
    assert site.sql(f"select count(*) from tags where name = '{name}'") == "0"


def test_thirty_tags(editor):
    key = unique("Many")
    post = make_post(editor, tags=[f"{key} {n} " + "x" * 40
                                   for n in range(30)])
    assert len(post["tags"]) == 30


def test_new_names_at_once(editor, writer):
    """Whoever is first makes the tag, the others have it: in any order, and
    nobody waits for who waits for them."""
    key = unique("Race")
    wanted = [f"{key} {n}" for n in range(6)]
    posts = in_threads(8, lambda n: make_post(
        (editor, writer)[n % 2],
        tags=wanted[n % 6:] + wanted[:n % 6] + ["❦", f"{key} ete"]))
    ids = {tag["name"]: {post["tags"][[*names(post)].index(tag["name"])][
        "id"] for post in posts} for tag in posts[0]["tags"]}
    assert {name: len(found) for name, found in ids.items()} == {
        name: 1 for name in wanted + ["❦", f"{key} ete"]}
    changed = in_threads(4, lambda n: expect(editor.patch(
        f"/posts/{posts[0]['id']}/", json={"tags": [f"{key} new",
                                                    wanted[n]]}), 200).json())
    assert len({post["tags"][0]["id"] for post in changed}) == 1


# -- lists of tags


@pytest.fixture(scope="module")
def shelf(editor):
    """Tags b (2 public posts), a (1), c (none), and what is in them."""
    key = unique("Shelf")
    tags = {name: make_tag(editor, name=f"{key} {name}",
                           description=f"about {key}") for name in "bac"}
    posts = [new_post(editor, editor, "PUBLISHED",
                      tags=[tags[name]["id"] for name in given])
             for given in ("b", "ab")]
    draft = make_post(editor, tags=[tags["c"]["id"], tags["b"]["id"]])
    return {"key": key, "tags": tags, "posts": posts, "draft": draft}


def test_order_search_and_pages(public, writer, editor, shelf):
    search = f"/tags/?search={shelf['key']}"

    def found(client, query=""):
        return [row["name"][-1] for row in expect(
            client.get(search + query), 200).json()]

    assert found(public) == ["a", "b"]
    for client in (writer, editor):
        assert found(client) == ["a", "b", "c"]
        assert found(client, "&ordering=-name") == ["c", "b", "a"]
        assert found(client, "&ordering=post_count") == ["c", "a", "b"]
        assert found(client, "&ordering=-post_count") == ["b", "a", "c"]
        assert found(client, "&ordering=-id") == ["c", "a", "b"]
    assert found(public, "%20about") == ["a", "b"]
    assert found(public, "%20none") == []
    page = expect(public.get(search + "&page_size=1"), 200).json()
    assert (page["count"], page["previous"]) == (2, None)
    second = public.get(page["next"]).json()
    assert [row["name"][-1] for row in second["results"]] == ["b"]
    assert expect(public.get(search + "&page=last&page_size=1"), 200).json(
        )["results"] == second["results"]
    expect(public.get(search + "&page=3&page_size=1"), 404,
           detail("Invalid page."))
    for query in ("", "&ordering=-post_count", "&ordering=name"):
        whole = [row["id"] for row in editor.get(
            f"/tags/?ordering={query[10:] or 'name'}").json()]
        assert [row["id"] for page in walk(
            editor, f"/tags/?cursor=&page_size=20{query}")
            for row in page["results"]] == whole
    assert expect(public.get("/tags/?fields=slug"), 200).json()[0].keys() \
        == {"slug"}


def test_counts(public, editor, shelf):
    def counts():
        return {name: editor.get(path_of(tag)).json()["post_count"]
                for name, tag in shelf["tags"].items()}

    assert counts() == {"a": 1, "b": 2, "c": 0}
    path = f"/posts/{shelf['draft']['id']}/"
    steps = [("publish/", {"a": 1, "b": 3, "c": 1}),
             ("unpublish/", {"a": 1, "b": 2, "c": 0})]
    for action, wanted in steps:
        expect(editor.post(path + action), 200)
        assert counts() == wanted
    expect(editor.post(path + "publish/"), 200)
    category = make_category(editor)
    expect(editor.patch(path, json={"category": category["id"],
                                    "tags": [shelf["tags"]["a"]["id"]]}), 200)
    assert counts() == {"a": 2, "b": 2, "c": 0}
    expect(editor.patch(path, json={"tags": shelf["draft"]["tags"]}), 200)
    expect(editor.post(path + "unpublish/"), 200)
    assert counts() == {"a": 1, "b": 2, "c": 0}


# -- posts of tags


def test_filter(public, writer, editor, shelf):
    a, b, c = (shelf["tags"][name] for name in "abc")
    first, second = (post["id"] for post in shelf["posts"])
    draft = shelf["draft"]["id"]

    def found(client, tag, query=""):
        page = expect(client.get(f"/posts/?tag={tag}{query}"), 200).json()
        assert page["count"] == len(page["results"])
        return [row["id"] for row in page["results"]]

    for name in (b["slug"], b["id"], f"{b['id']},{b['slug']}"):
        assert found(public, name) == [second, first]
        assert found(editor, name) == [draft, second, first]
        assert found(writer, name) == []
    for name in (f"{a['id']},{b['id']}", f"{b['slug']},%20{a['slug']}",
                 f"{a['id']},,{b['slug']}"):
        assert found(public, name) == [second]
        assert found(public, name, "&ordering=title") == [second]
        assert found(public, name, "&ordering=-view_count") == [second]
    assert found(public, c["slug"]) == []
    assert found(editor, f"{c['slug']},{b['slug']}") == [draft]
    for name in ("none-such", f"{b['id']},none-such", "0", "9" * 30, ",",
                 "%00", ",".join(["1"] * 101)):
        assert found(public, name) == found(editor, name) == []
    assert found(public, "", f"&author=nobody-{shelf['key']}") == []
    # with other filters, orders and a search
    assert found(editor, b["id"], "&status=PUBLISHED") == [second, first]
    assert found(editor, b["id"], "&status=DRAFT") == [draft]
    assert found(public, b["id"], "&author=editor") == [second, first]
    assert found(public, b["id"], "&author=writer") == []
    for order in ("created_at", "updated_at", "id", "published_at"):
        assert found(public, b["id"], f"&ordering={order}") == [
            first, second]
        assert found(public, b["id"], f"&ordering=-{order}") == [
            second, first]
    assert set(found(public, b["id"], "&ordering=-view_count")) == {
        first, second}
    after = shelf["posts"][0]["published_at"]
    assert found(public, b["id"], f"&published_after={after}") == [second]
    assert found(public, b["id"],
                 "&published_before=2001-01-01T00:00:00Z") == []
    title = expect(public.get(f"/posts/{second}/"), 200).json()["title"]
    word = title.split()[-1]
    for name in (b["id"], f"{b['id']},{a['slug']}"):
        assert found(public, name, f"&search={word}") == [second]
    assert found(public, f"{a['id']}",
                 f"&search={shelf['posts'][0]['title'].split()[-1]}") == []


def test_filter_by_pages_and_cursor(public, editor, shelf):
    b = shelf["tags"]["b"]
    first, second = (post["id"] for post in shelf["posts"])
    for order, wanted in (("", [second, first]),
                          ("&ordering=title", None),
                          ("&ordering=updated_at", None)):
        walked = [row["id"] for page in walk(
            public, f"/posts/?tag={b['slug']}&cursor=&page_size=1{order}")
            for row in page["results"]]
        assert set(walked) == {first, second}
        assert wanted is None or walked == wanted
    page = public.get(f"/posts/?tag={b['slug']}&page_size=1&page=2").json()
    assert [row["id"] for row in page["results"]] == [first]
    assert page == public.get(
        f"/posts/?tag={b['slug']}&page_size=1&page=last").json()
    assert f"tag={b['slug']}" in page["previous"]


def test_an_old_slug_leads_nowhere(public, editor):
    tag = make_tag(editor)
    make_post(editor, publish=True, tags=[tag["id"]])
    path = f"/tags/slug/{tag['slug']}/"
    expect(public.get(path), 200)
    slug = unique("other-").lower()
    expect(editor.patch(f"/tags/{tag['id']}/", json={"slug": slug}), 200)
    expect(public.get(path, allow_redirects=False), 404, NOT_FOUND)
    expect(public.get(f"/tags/slug/{slug}/"), 200)
