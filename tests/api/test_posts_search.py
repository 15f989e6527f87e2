"""?search= over posts: words of any language, ranking, and garbage."""

import pytest

from support.content import EMPTY_PAGE, act, listed
from support.make import expect, make_category, make_post, paragraph, unique


def find(client, query, **more):
    """Ids found in the whole site, by words that no other test has."""
    tail = "".join(f"&{name}={value}" for name, value in more.items())
    answer = client.request("GET", f"/posts/?search={query}{tail}")
    return [row["id"] for row in expect(answer, 200).json()["results"]]


def word(prefix="w"):
    return unique(prefix).lower()


def test_where_words_are_found(public, editor):
    key = word()
    titled = make_post(editor, publish=True, title=f"The {key} one")
    short = make_post(editor, publish=True, excerpt=f"About {key}.")
    blocks = [
        paragraph(f"In a {key}."), {"type": "heading", "text": key,
                                    "level": 2},
        {"type": "quote", "text": key}, {"type": "callout", "text": key},
        {"type": "list", "items": ["x", key]},
        {"type": "table", "rows": [["x", "y"], [key, "z"]]}]
    within = [make_post(editor, publish=True, content=[block])["id"]
              for block in blocks]
    make_post(editor, publish=True)
    found = find(public, key)
    assert set(found) == {titled["id"], short["id"], *within}
    assert found[0] == titled["id"] and found[1] == short["id"]
    got = expect(public.get(f"/posts/?search={key}"), 200).json()
    assert got["count"] == 2 + len(within)


def test_all_words_whole_the_last_as_a_beginning(public, editor):
    first, second = word("alpha"), word("beta")
    both = make_post(editor, publish=True, title=f"{first} and {second}")
    make_post(editor, publish=True, title=first)
    ids = [both["id"]]
    for query, wanted in (
            (f"{first}+{second}", ids), (f"{second}+{first}", ids),
            (f"{first}%20{second[:-2]}", ids),
            (f"{first[:-2]}+{second}", []),
            (f"{first.upper()}+{second.title()}", ids),
            (f"{second}", ids), (f"{second[:-1]}", ids),
            (f"{second[1:]}", []), (f"{first}+{second}x", [])):
        assert find(public, query) == wanted, query


LANGUAGES = [
    ("Ein schöner Größenvergleich", "schoner"),
    ("Ein schöner Größenvergleich", "SCHÖNER"),
    ("Crème brûlée à Paris", "creme brulee"),
    ("Прекрасный вечер у озера", "вечер"),
    ("我们在北京的湖边", "北京"), ("東京で湖を見る", "東京"),
    ("ทะเลสาบสวยงามมาก", "สวยงาม"), ("서울의 호수", "서울의"),
    ("شاطئ البحيرة الجميلة", "البحيرة"), ("η λίμνη το βράδυ", "λιμνη"),
    ("naïve façade", "naive"), ("It's a don't-care", "don't-care"),
    ("Version 2.4.71 of httpd", "2.4.71"), ("C++ and C#", "c++"),
]


@pytest.mark.parametrize("title,query", LANGUAGES)
def test_every_language(public, editor, title, query):
    category = make_category(editor)
    post = make_post(editor, publish=True, title=title,
                     category=category["id"])
    answer = public.request("GET", "/posts/", params={
        "search": query, "category": category["slug"]})
    assert [row["id"] for row in expect(answer, 200).json()["results"]] == \
        [post["id"]]


NAMES = ("C programs", "C++ programs", "C# programs", "The net", "In .NET",
         "A pie 🎂 for you", "A tree 🎄 for you", "서울호수공원에서")


@pytest.mark.parametrize("query,wanted", [
    ("C++", ["C++ programs"]), ("c++ programs", ["C++ programs"]),
    ("C#", ["C# programs"]), (".net", ["In .NET"]),
    ("net", ["The net", "In .NET"]), ("c", list(NAMES[:3])),
    ("🎂", ["A pie 🎂 for you"]), ("🎄 you", ["A tree 🎄 for you"]),
    ("호수", ["서울호수공원에서"]), ("호수공 서울", ["서울호수공원에서"]),
    ("공원에", ["서울호수공원에서"]), ("수호", [])])
def test_names_with_symbols_and_inner_words(editor, named, query, wanted):
    answer = expect(editor.request("GET", "/posts/", params={
        "search": query, "category": named, "ordering": "id"}), 200)
    assert [row["title"] for row in answer.json()["results"]] == wanted


@pytest.fixture(scope="module")
def named(editor):
    category = make_category(editor)["id"]
    for name in NAMES:
        make_post(editor, title=name, category=category)
    return category


def test_names_in_blocks(editor):
    """Each in a block of its own, so that nothing joins them."""
    key = word()
    post = make_post(editor, title=key, content=[
        paragraph("C++"), {"type": "list", "items": ["F#", "🎉"]}])
    for query in ("C++", "F#", "🎉"):
        assert find(editor, f"{key} {query}".replace("+", "%2B").replace(
            "#", "%23")) == [post["id"]], query


GARBAGE = ["'", '"', "\\", "a & | ! b", "!!!", "(((", "a:*b", ":*", "<->",
           "a <-> b", "%", "_", "--", "/*", "\0", "a\0b", "\U0001f600",
           "\ufffe", "\u202e", "'; drop table posts; --", "x" * 5000,
           "a " * 500, "\\x00", "{}", "$1", "\n\t", "-", "AND OR NOT"]


@pytest.mark.parametrize("query", GARBAGE, ids=range(len(GARBAGE)))
def test_garbage_is_never_an_error(public, writer, query):
    for client in (public, writer):
        answer = client.request("GET", "/posts/", params={"search": query})
        expect(answer, 200)


def test_operators_are_plain_text(public, editor):
    left, right = word("left"), word("right")
    both = make_post(editor, publish=True, title=f"{left} {right}")
    only = make_post(editor, publish=True, title=left)
    for query in (f"{left} | {right}", f"{left} & {right}",
                  f"{left} <-> {right}", f"({left}) {right}"):
        answer = public.request("GET", "/posts/", params={"search": query})
        assert [row["id"] for row in answer.json()["results"]] == \
            [both["id"]], query
    answer = public.request("GET", "/posts/", params={"search": f"!{left}"})
    assert {row["id"] for row in answer.json()["results"]} == {
        both["id"], only["id"]}
    expect(public.request("GET", "/posts/", params={
        "search": f"{left}\0"}), 200, EMPTY_PAGE)


def test_blank_is_no_search(public, editor):
    category = make_category(editor)
    post = make_post(editor, publish=True, category=category["id"])
    for query in ("", "%20", "+"):
        assert listed(public, f"/posts/?category={category['id']}"
                      f"&search={query}") == [post["id"]]


def test_order_filters_and_pages(public, editor, site):
    key = word()
    category = make_category(editor)
    old = make_post(editor, publish=True, title=f"b {key}")
    new = make_post(editor, publish=True, content=[paragraph(key)],
                    title="a", category=category["id"])
    assert find(public, key) == [old["id"], new["id"]]
    assert find(public, key, ordering="-created_at") == [new["id"],
                                                         old["id"]]
    assert find(public, key, ordering="title") == [new["id"], old["id"]]
    assert find(public, key, category=category["id"]) == [new["id"]]
    got = expect(public.get(f"/posts/?search={key}&page_size=1"),
                 200).json()
    assert got["count"] == 2
    assert got["next"] == f"{site.url}/posts/?page=2&page_size=1&search={key}"
    got = expect(public.get(got["next"]), 200).json()
    assert [row["id"] for row in got["results"]] == [new["id"]]


def test_equal_rank_newest_first(public, editor):
    key = word()
    ids = [make_post(editor, publish=True, title=f"Same {key}")["id"]
           for _ in range(3)]
    assert find(public, key) == ids[::-1]


def test_search_sees_changes_and_rights(public, writer, writer2, editor):
    key, other = word("one"), word("two")
    post = make_post(writer, title=f"x {key}")
    assert find(public, key) == find(writer2, key) == []
    assert find(writer, key) == find(editor, key) == [post["id"]]
    expect(act(editor, post, "publish"), 200)
    assert find(public, key) == [post["id"]]
    assert find(writer2, key) == []
    expect(editor.patch(f"/posts/{post['id']}/", json={
        "title": "y", "content": [paragraph(other)]}), 200)
    assert find(public, key) == []
    assert find(public, other) == [post["id"]]
    expect(editor.patch(f"/posts/{post['id']}/", json={"excerpt": key}), 200)
    assert find(public, key) == [post["id"]]
    expect(editor.delete(f"/posts/{post['id']}/"), 204)
    assert find(public, other) == []


def test_what_is_not_searched(public, editor):
    key = word()
    make_post(editor, publish=True, seo_title=key, seo_keywords=key,
              content=[{"type": "divider", "note": key},
                       {"type": "embed", "url": f"https://{key}.example/"}])
    assert find(public, key) == []
