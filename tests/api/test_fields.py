"""Errors of fields: every kind of field of every resource."""

import pytest

from support.make import (expect, make_ad, make_category, make_image,
                          make_post, make_user, unique, upload)

REQUIRED = "This field is required."
NULL = "This field may not be null."
BLANK = "This field may not be blank."
STRING = "Not a valid string."
INTEGER = "A valid integer is required."
BOOLEAN = "Must be a valid boolean."
URL = "Enter a valid URL."
EMAIL = "Enter a valid email address."
SLUG = ('Enter a valid "slug" consisting of letters, numbers, underscores '
        'or hyphens.')
NUL = "Null characters are not allowed."


def longest(limit):
    return f"Ensure this field has no more than {limit} characters."


# resource -> field -> (kind, limit); kinds are below.
FIELDS = {
    "categories": {
        "name": ("required", 120), "slug": ("slug", 140),
        "description": ("text", None), "seo_title": ("text", 255),
        "seo_description": ("text", 320), "seo_keywords": ("text", 255),
        "canonical_url": ("url", 500), "no_index": ("bool", None),
        "is_active": ("bool", None), "is_featured": ("bool", None),
        "order": ("int", None),
    },
    "posts": {
        "title": ("required", 255), "slug": ("slug", 300),
        "excerpt": ("text", 500), "seo_title": ("text", 255),
        "seo_description": ("text", 320), "seo_keywords": ("text", 255),
        "canonical_url": ("url", 500), "no_index": ("bool", None),
    },
    "ad-placements": {
        "name": ("required", 100), "description": ("text", None),
        "is_active": ("bool", None), "show_on_desktop": ("bool", None),
        "show_on_mobile": ("bool", None),
    },
    "users": {
        "first_name": ("text", 150), "last_name": ("text", 150),
        "email": ("email", 254), "is_active": ("bool", None),
    },
    "media": {"alt_text": ("text", 255), "caption": ("text", 500)},
}


@pytest.fixture(scope="module")
def rows(editor, admin):
    """One row of each resource, and the client that may change it."""
    media = expect(upload(editor, make_image(32, 32)), 201).json()
    return {
        "categories": (editor, make_category(editor)["id"]),
        "posts": (editor, make_post(editor)["id"]),
        "ad-placements": (admin, make_ad(admin)["id"]),
        "users": (admin, make_user(admin)["id"]),
        "media": (editor, media["id"]),
    }


def patch(rows, resource, field, value):
    client, number = rows[resource]
    return client.patch(f"/{resource}/{number}/", json={field: value})


def cases(*kinds):
    return [pytest.param(resource, field, limit, id=f"{resource}-{field}")
            for resource, fields in FIELDS.items()
            for field, (kind, limit) in fields.items() if kind in kinds]


STRINGS = ("required", "text")
TEXTS = STRINGS + ("slug", "url", "email")


@pytest.mark.parametrize("resource,field,limit", cases(*TEXTS))
def test_wrong_type_of_a_string(rows, resource, field, limit):
    kind = FIELDS[resource][field][0]
    text = {"slug": SLUG, "url": URL, "email": EMAIL}.get(kind, STRING)
    for value in (True, False, [], ["x"], {}, {"a": 1}):
        expect(patch(rows, resource, field, value), 400, {field: [text]})


@pytest.mark.parametrize("resource,field,limit",
                         cases(*STRINGS, "url", "email", "bool", "int"))
def test_null(rows, resource, field, limit):
    expect(patch(rows, resource, field, None), 400, {field: [NULL]})


@pytest.mark.parametrize("resource,field,limit", cases("required"))
def test_blank(rows, resource, field, limit):
    for value in ("", " ", "\t\n", "\u00a0"):
        expect(patch(rows, resource, field, value), 400, {field: [BLANK]})


@pytest.mark.parametrize("resource,field,limit", cases("text", "url",
                                                       "email"))
def test_blank_is_allowed(rows, resource, field, limit):
    for value in ("", "   "):
        answer = expect(patch(rows, resource, field, value), 200)
        assert answer.json()[field] == ""


@pytest.mark.parametrize("resource,field,limit",
                         [c for c in cases(*STRINGS) if c.values[2]])
@pytest.mark.parametrize("letter", ["a", "ж", "漢", "😀"])
def test_length_counts_characters(rows, resource, field, limit, letter):
    word = unique("")[:12]
    fits = (word + letter * limit)[:limit]
    answer = expect(patch(rows, resource, field, "  " + fits + "  "), 200)
    assert answer.json()[field] == fits
    expect(patch(rows, resource, field, fits + letter), 400,
           {field: [longest(limit)]})


@pytest.mark.parametrize("resource,field,limit", cases(*STRINGS))
def test_nul(rows, resource, field, limit):
    expect(patch(rows, resource, field, "a\x00b"), 400, {field: [NUL]})
    if limit:
        expect(patch(rows, resource, field, "\x00" + "a" * limit), 400,
               {field: [longest(limit), NUL]})


@pytest.mark.parametrize("resource,field,limit", cases("bool"))
def test_booleans(rows, resource, field, limit):
    for value in ("", "maybe", "2", 2, -1, 0.5, [], {}, [True], "truee"):
        expect(patch(rows, resource, field, value), 400,
               {field: [BOOLEAN]})
    for value in (False, True):
        answer = expect(patch(rows, resource, field, value), 200)
        assert answer.json()[field] is value


def test_integers(rows):
    for value in ("", "x", "1.5", 1.5, [], {}, True, False, "0x1", "1e3"):
        expect(patch(rows, "categories", "order", value), 400,
               {"order": [INTEGER]})
    expect(patch(rows, "categories", "order", -1), 400, {"order": [
        "Ensure this value is greater than or equal to 0."]})
    expect(patch(rows, "categories", "order", 2147483648), 400, {"order": [
        "Ensure this value is less than or equal to 2147483647."]})
    for value in (0, 2147483647, "12"):
        answer = expect(patch(rows, "categories", "order", value), 200)
        assert answer.json()["order"] == int(value)


BAD_URLS = ["x", "example.org", "http://", "http:///x", "//example.org",
            "javascript:alert(1)", "mailto:a@example.org", "http://a b.org",
            "http://exa mple.org/", "http://.org", "http://-a.org",
            "http://example..org", "http://example.org:99999999/",
            "data:text/html,x", "http:example.org", "https://?x",
            "ftp:example.org", "http://[::1", "http://a\nb.org"]
GOOD_URLS = ["http://example.org", "https://example.org/",
             "https://example.org:8443/a/b?c=d&e=%20#f",
             "http://localhost/x", "http://127.0.0.1:8000/",
             "http://[::1]/", "https://sub.sub2.example.co.uk/x",
             "https://example.org/é", "https://münchen.example/"]


@pytest.mark.parametrize("resource", ["posts", "categories"])
@pytest.mark.parametrize("value", BAD_URLS)
def test_bad_urls(rows, resource, value):
    expect(patch(rows, resource, "canonical_url", value), 400,
           {"canonical_url": [URL]})


@pytest.mark.parametrize("resource", ["posts", "categories"])
def test_only_web_addresses(rows, resource):
    for value in ("ftp://example.org/x", "file:///etc/passwd"):
        expect(patch(rows, resource, "canonical_url", value), 400,
               {"canonical_url": [URL]})


@pytest.mark.parametrize("resource", ["posts", "categories"])
def test_urls(rows, resource):
    for value in GOOD_URLS:
        answer = expect(patch(rows, resource, "canonical_url", value), 200)
        assert answer.json()["canonical_url"] == value
    fits = "https://example.org/" + "a" * 480
    expect(patch(rows, resource, "canonical_url", fits), 200)
    expect(patch(rows, resource, "canonical_url", fits + "a"), 400,
           {"canonical_url": [longest(500)]})
    expect(patch(rows, resource, "canonical_url", "x" * 501), 400,
           {"canonical_url": [longest(500), URL]})
    expect(patch(rows, resource, "canonical_url", 5), 400,
           {"canonical_url": [URL]})


def test_emails(rows):
    for value in ("x", "a@", "@example.org", "a@b", "a b@example.org",
                  "a@example..org", "a@-example.org", "a@@example.org",
                  "a@example.org.", ".a@example.org", "a..b@example.org",
                  "a@exa_mple.org", "<a@example.org>", '"a b"@example.org'):
        expect(patch(rows, "users", "email", value), 400,
               {"email": [EMAIL]})
    for value in ("a@example.org", "a.b+c_d-e@sub.example.org",
                  "x@localhost", "o'neil@example.org", "a@[127.0.0.1]",
                  "A@EXAMPLE.ORG", '"a.b"@example.org'):
        answer = expect(patch(rows, "users", "email", value), 200)
        assert answer.json()["email"] == value


@pytest.mark.parametrize("resource", ["posts", "categories"])
def test_slugs(rows, resource):
    limit = FIELDS[resource]["slug"][1]
    for value in ("a b", "a/b", "a.b", "é", "a%", "漢字", "a,b", "a\tb",
                  "a#", "-é-", 77123, "77123", "null"):
        expect(patch(rows, resource, "slug", value), 400, {"slug": [SLUG]})
    for value in (unique("Ab_-9"), unique("--"), unique("__"), -77123):
        answer = expect(patch(rows, resource, "slug", value), 200)
        assert answer.json()["slug"] == str(value)
    fits = (unique("s") + "a" * limit)[:limit]
    expect(patch(rows, resource, "slug", fits), 200)
    expect(patch(rows, resource, "slug", fits + "a"), 400,
           {"slug": [longest(limit)]})
    expect(patch(rows, resource, "slug", "a b" * limit), 400,
           {"slug": [longest(limit), SLUG]})
    expect(patch(rows, resource, "slug", "a\x00b"), 400,
           {"slug": [NUL, SLUG]})


def test_taken_slugs_and_names(editor, admin):
    post, other = make_post(editor), make_post(editor)
    for answer in (
            editor.post("/posts/", json={"title": "x", "content": [],
                                         "slug": post["slug"]}),
            editor.patch(f"/posts/{other['id']}/",
                         json={"slug": post["slug"]})):
        expect(answer, 400, {"slug": ["post with this slug already exists."]})
    category = make_category(editor)
    expect(editor.post("/categories/", json={"name": "x", "slug": category[
        "slug"]}), 400, {"slug": ["category with this slug already exists."]})
    ad = make_ad(admin)
    expect(admin.post("/ad-placements/", json={"name": ad["name"]}), 400,
           {"name": ["ad placement with this name already exists."]})
    expect(editor.patch(f"/posts/{post['id']}/", json={
        "slug": post["slug"]}), 200)


def test_what_is_taken_is_told_with_the_rest(editor, admin):
    blank = ["This field may not be blank."]
    post, other = make_post(editor), make_post(editor)
    slug = ["post with this slug already exists."]
    for body, wanted in (
            ({"title": ""}, {"title": blank, "slug": slug}),
            ({"category": 10 ** 15}, {"slug": slug, "category": [
                f'Invalid pk "{10 ** 15}" - object does not exist.']})):
        expect(editor.post("/posts/", json={
            "title": "x", "content": [], "slug": post["slug"], **body}),
            400, wanted)
        expect(editor.patch(f"/posts/{other['id']}/", json={
            "slug": post["slug"], **body}), 400, wanted)
    expect(editor.patch(f"/posts/{post['id']}/", json={
        "slug": post["slug"], "title": ""}), 400, {"title": blank})
    expect(editor.post("/posts/", json={
        "title": "", "content": [], "slug": ""}), 400, {"title": blank})
    ad = make_ad(admin)
    expect(admin.post("/ad-placements/", json={
        "name": ad["name"], "is_active": "x"}), 400, {
            "name": ["ad placement with this name already exists."],
            "is_active": ["Must be a valid boolean."]})
    user = make_user(admin)
    for path, method in (("/users/", admin.post),
                         (f"/users/{user['id']}/", admin.patch)):
        expect(method(path, json={
            "username": "editor", "email": "x", "password": "short"}), 400, {
                "username": ["user with this username already exists."],
                "email": ["Enter a valid email address."],
                "password": ["Ensure this field has at least 10 "
                             "characters."]})


def test_taken_slug_and_cycle_of_categories_are_told_with_the_rest(editor):
    top, other = make_category(editor), make_category(editor)
    below = make_category(editor, parent=top["slug"])
    slug = {"slug": ["category with this slug already exists."]}
    cycle = {"parent": ["A category cannot be its own ancestor."]}
    name = {"name": ["This field may not be blank."]}
    expect(editor.post("/categories/", json={
        "name": "", "slug": top["slug"], "parent": "x y"}), 400, {
            **name, **slug,
            "parent": ["Object with slug=x y does not exist."]})
    for row in (top, below):
        path = f"/categories/{top['id']}/"
        body = {"parent": row["slug"]}
        expect(editor.patch(path, json=body), 400, cycle)
        expect(editor.patch(path, json={**body, "name": ""}), 400,
               {**name, **cycle})
        expect(editor.patch(path, json={**body, "slug": other["slug"]}), 400,
               {**slug, **cycle})
    expect(editor.patch(f"/categories/{below['id']}/", json={
        "name": "", "parent": top["slug"], "slug": below["slug"]}), 400, name)


@pytest.mark.parametrize("value,shown", [
    ("X", "X"), ("draft", "draft"), ("", ""), (5, "5"), ("é", "é"),
    ('a"b', 'a"b'), (True, "True"),
])
def test_choices(rows, value, shown):
    text = f'"{shown}" is not a valid choice.'
    expect(patch(rows, "users", "role", value), 400, {"role": [text]})
    expect(patch(rows, "posts", "status", value), 400, {"status": [text]})


def test_choice_nul(rows):
    for resource, field, known in (("users", "role", "WRITER"),
                                   ("posts", "status", "DRAFT")):
        for value in (known + "\x00", "\x00" + known, "a\x00b"):
            expect(patch(rows, resource, field, value), 400, {field: [NUL]})


def test_choice_null(rows):
    expect(patch(rows, "users", "role", None), 400, {"role": [NULL]})
    expect(patch(rows, "posts", "status", None), 400, {"status": [NULL]})


RELATIONS = ["category", "featured_media", "thumbnail_media", "og_media",
             "author"]


@pytest.mark.parametrize("field", RELATIONS)
def test_primary_keys(rows, field):
    for value, shown in ((999999999, "999999999"), (0, "0"), (-1, "-1"),
                         ("999999999", "999999999"),
                         ({"id": 999999999}, "999999999"),
                         (9223372036854775807, "9223372036854775807")):
        expect(patch(rows, "posts", field, value), 400, {
            field: [f'Invalid pk "{shown}" - object does not exist.']})
    for value, kind in (("x", "str"), ("1x", "str"), ([], "list"),
                        ([1], "list"), (True, "bool"), (False, "bool"),
                        ({}, "dict"), ({"name": "x"}, "dict")):
        expect(patch(rows, "posts", field, value), 400, {
            field: [f"Incorrect type. Expected pk value, received {kind}."]})


@pytest.mark.parametrize("field", RELATIONS[:-1])
def test_relations_may_be_null(rows, field):
    for value in (None, ""):
        answer = expect(patch(rows, "posts", field, value), 200)
        assert answer.json()[field] is None
    expect(patch(rows, "posts", "author", None), 400, {"author": [NULL]})


def test_relation_forms(rows, editor):
    category = make_category(editor)
    shown = {key: category[key] for key in ("id", "name", "slug")}
    for value in (category["id"], str(category["id"]), shown, category):
        expect(patch(rows, "posts", "category", None), 200)
        answer = expect(patch(rows, "posts", "category", value), 200)
        assert answer.json()["category"] == shown


def test_slug_relation(rows, editor):
    parent = make_category(editor)
    for value, shown in (("no-such", "no-such"), (5, "5"), ("é", "é")):
        expect(patch(rows, "categories", "parent", value), 400, {
            "parent": [f"Object with slug={shown} does not exist."]})
    answer = expect(patch(rows, "categories", "parent", parent["slug"]),
                    200)
    assert answer.json()["parent"] == parent["slug"]
    for value in (None, ""):
        answer = expect(patch(rows, "categories", "parent", value), 200)
        assert answer.json()["parent"] is None


@pytest.mark.parametrize("value,kind", [
    ({}, "dict"), ("x", "str"), ("", "str"), (5, "int"), (1.5, "float"),
    (True, "bool")])
def test_content_must_be_a_list(rows, value, kind):
    expect(patch(rows, "posts", "content", value), 400, {
        "content": [f'Expected a list of items but got type "{kind}".']})


def test_content_null_and_empty(rows):
    expect(patch(rows, "posts", "content", None), 400, {"content": [NULL]})
    answer = expect(patch(rows, "posts", "content", []), 200)
    assert answer.json()["content"] == []


def test_all_errors_at_once_in_field_order(editor, admin):
    expect(editor.post("/posts/", json={
        "no_index": "x", "canonical_url": "x", "seo_keywords": [],
        "seo_description": {}, "seo_title": None, "og_media": "x",
        "category": [], "excerpt": True, "content": 5,
        "slug": "a b", "title": " "}), 400, {
        "title": [BLANK], "slug": [SLUG],
        "content": ['Expected a list of items but got type "int".'],
        "excerpt": [STRING],
        "category": ["Incorrect type. Expected pk value, received list."],
        "og_media": ["Incorrect type. Expected pk value, received str."],
        "seo_title": [NULL], "seo_description": [STRING],
        "seo_keywords": [STRING], "canonical_url": [URL],
        "no_index": [BOOLEAN]})
    expect(editor.post("/categories/", json={
        "order": "x", "is_featured": [], "parent": "no-such",
        "description": None}), 400, {
        "name": [REQUIRED], "description": [NULL],
        "parent": ["Object with slug=no-such does not exist."],
        "is_featured": [BOOLEAN], "order": [INTEGER]})
    expect(admin.post("/users/", json={
        "role": "x", "email": "x", "is_active": 7}), 400, {
        "username": [REQUIRED], "email": [EMAIL],
        "role": ['"x" is not a valid choice.'], "is_active": [BOOLEAN]})
    expect(admin.post("/ad-placements/", json={
        "show_on_mobile": 7, "show_on_desktop": None, "name": None}), 400, {
        "name": [NULL], "show_on_desktop": [NULL],
        "show_on_mobile": [BOOLEAN]})


def test_put_needs_the_required_fields(rows):
    required = {"posts": ["title", "content"], "categories": ["name"],
                "ad-placements": ["name"], "users": ["username"]}
    for resource, names in required.items():
        client, number = rows[resource]
        expect(client.put(f"/{resource}/{number}/", json={}), 400,
               {name: [REQUIRED] for name in names})


GOOD_TIMES = [
    ("2099-02-18T04:19", "2099-02-18T04:19:00.000000Z"),
    ("2099-02-18T04:19Z", "2099-02-18T04:19:00.000000Z"),
    ("2099-02-18T04:19:52", "2099-02-18T04:19:52.000000Z"),
    ("2099-02-18T04:19:52Z", "2099-02-18T04:19:52.000000Z"),
    ("2099-02-18T04:19:52.5Z", "2099-02-18T04:19:52.500000Z"),
    ("2099-02-18T04:19:52.123456Z", "2099-02-18T04:19:52.123456Z"),
    ("2099-02-18T04:19:52.123+00:00", "2099-02-18T04:19:52.123000Z"),
    ("2099-02-18T04:19:52+05:30", "2099-02-17T22:49:52.000000Z"),
    ("2099-02-18T04:19:52-03:30", "2099-02-18T07:49:52.000000Z"),
    ("2099-12-31T23:59:59.999999-14:00", "2100-01-01T13:59:59.999999Z"),
    ("2096-02-29T00:00:00Z", "2096-02-29T00:00:00.000000Z"),
]
BAD_TIMES = ["x", "2099", "2099-02-30T00:00:00Z", "2099-13-01T00:00Z",
             "2097-02-29T00:00:00Z", "2099-02-18T24:00:01Z",
             "2099-02-18T04:60:00Z", "2099-02-18T04:19:61Z", "now",
             "tomorrow", "infinity", "epoch", "18.02.2099", 5, 5.5,
             "2099-02-18T04:19:52+99:00", "0000-01-01T00:00:00Z",
             "99999-01-01T00:00:00Z", "2099-02-18T04:19:52 UTC",
             "2099-W01-1T00:00:00Z", "-2099-02-18T04:19:52Z", [], {}, True]
TIME = ("Datetime has wrong format. Use one of these formats instead: "
        "YYYY-MM-DDThh:mm[:ss[.uuuuuu]][+HH:MM|-HH:MM|Z].")


@pytest.mark.parametrize("sent,kept", GOOD_TIMES)
def test_times(rows, sent, kept):
    client, number = rows["posts"]
    answer = expect(client.post(f"/posts/{number}/schedule/", json={
        "scheduled_publish_at": sent}), 200)
    assert answer.json()["scheduled_publish_at"] == kept


@pytest.mark.parametrize("value", BAD_TIMES, ids=str)
def test_bad_times(editor, value):
    post = make_post(editor)
    answer = editor.post(f"/posts/{post['id']}/schedule/",
                         json={"scheduled_publish_at": value})
    expect(answer, 400, {"scheduled_publish_at": [TIME]})
