"""Random bodies and query strings at every route.

Whatever comes: never a 5xx, never a line at error (the gate sees to that),
always an answer in the contract's form.
"""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from support.make import (expect, make_ad, make_category, make_post,
                          make_user, unique)
from support.routes import ROUTES, fill

NAMES = """username password email first_name last_name role is_active title
content slug excerpt category featured_media thumbnail_media og_media
seo_title seo_description seo_keywords canonical_url no_index status
scheduled_publish_at author name description parent is_featured order
show_on_desktop show_on_mobile alt_text caption read_only expires_at type
text level media_id media_ids items rows url id old_password new_password
header style tone code language cite alt marks item_marks cell_marks
caption_marks href""".split()
PARAMETERS = """page page_size ordering search fields cursor category author
status published_after published_before descendants is_featured parent
device media_type file_hash in_use all cookie format x""".split()
WORDS = """id -id title DRAFT PUBLISHED WRITER true false null last 1 0 -1
2147483648 9223372036854775807 99999999999999999999 2026-01-01T00:00:00Z
paragraph heading image gallery list table embed https://example.org
a@example.org ordered info \u202e \ufeff ' " % _ \\ \x00 😀 ქართ""".split()

letters = st.characters(blacklist_categories=("Cs",))
texts = st.one_of(st.sampled_from(WORDS), st.text(letters, max_size=40))
scalars = st.one_of(
    st.none(), st.booleans(), st.integers(-2**63, 2**63 - 1),
    st.floats(allow_nan=False, allow_infinity=False), texts)
keys = st.one_of(st.sampled_from(NAMES), st.text(letters, max_size=10))
values = st.recursive(
    scalars, lambda inner: st.one_of(
        st.lists(inner, max_size=5),
        st.dictionaries(keys, inner, max_size=6)), max_leaves=25)
objects = st.dictionaries(keys, values, max_size=12)
bodies = st.one_of(objects, objects, objects, values)
queries = st.lists(st.tuples(
    st.one_of(st.sampled_from(PARAMETERS), texts), texts), max_size=6)

SETTINGS = settings(max_examples=12, deadline=None, database=None,
                    derandomize=True,
                    suppress_health_check=list(HealthCheck))

# Routes whose success would end the session or the rows of this module.
WRITES = sorted((path, method) for path, methods in ROUTES.items()
                for method in methods
                if method in ("POST", "PUT", "PATCH")
                and path not in ("/auth/logout/", "/auth/login/",
                                 "/auth/password/"))
READS = sorted(path for path, methods in ROUTES.items()
               if "GET" in methods and path != "/docs/")


@pytest.fixture(scope="module")
def own(site, admin):
    """An administrator of this module, and rows to hit."""
    user = make_user(admin, role="ADMIN", username=unique("property"))
    client = site.login(user["username"], user["password"])
    post = make_post(client)
    category = make_category(client)
    numbers = {"posts": post["id"], "categories": category["id"],
               "users": make_user(client)["id"],
               "ad-placements": make_ad(client)["id"]}
    slugs = {"posts": post["slug"], "categories": category["slug"]}
    return client, numbers, slugs


def place(own, path):
    kind = path.split("/")[1]
    return fill(path, own[1].get(kind, 999999999),
                own[2].get(kind, "no-such-slug"))


def texts_only(value):
    return isinstance(value, list) and value and all(
        isinstance(one, str) and one for one in value)


def in_form(answer):
    """The contract's error form, or a success."""
    assert answer.status_code < 500, answer.text
    if answer.status_code < 400:
        return
    body = answer.json()
    assert isinstance(body, dict) and body, answer.text
    if "detail" in body and isinstance(body["detail"], str):
        assert set(body) <= {"detail", "posts"}, answer.text
    else:
        assert answer.status_code == 400, answer.text
        assert all(texts_only(value) for value in body.values()), \
            answer.text


@pytest.mark.parametrize("path,method", WRITES)
def test_bodies(own, path, method):
    client = own[0]
    target = place(own, path)

    @SETTINGS
    @given(bodies)
    def run(body):
        in_form(client.request(
            method, target, data=json.dumps(body).encode(),
            headers={"Content-Type": "application/json"}))

    run()


@pytest.mark.parametrize("path,method", WRITES)
def test_bytes(own, path, method):
    client = own[0]
    target = place(own, path)

    @settings(SETTINGS, max_examples=4)
    @given(st.one_of(st.binary(max_size=60), st.builds(
        lambda body, cut: json.dumps(body).encode()[:cut],
        objects, st.integers(1, 30))))
    def run(data):
        in_form(client.request(
            method, target, data=data,
            headers={"Content-Type": "application/json"}))

    run()


@pytest.mark.parametrize("path", READS)
@pytest.mark.parametrize("caller", ["public", "own"])
def test_queries(own, public, path, caller):
    client = own[0] if caller == "own" else public
    target = place(own, path)

    @SETTINGS
    @given(queries)
    def run(query):
        in_form(client.get(target, params=query))

    run()


@pytest.mark.parametrize("path", [path for path in READS if path in (
    "/posts/", "/categories/", "/ad-placements/", "/users/", "/media/")])
def test_each_parameter(own, path):
    client = own[0]

    @settings(SETTINGS, max_examples=40)
    @given(st.sampled_from(PARAMETERS), texts)
    def run(name, value):
        in_form(client.get(path, params={name: value}))

    run()


def test_raw_query_strings(own, public):
    @settings(SETTINGS, max_examples=60)
    @given(st.sampled_from(["/posts/", "/categories/", "/"]),
           st.text("abc=&%?;+/0189fF.-_~!$'()*,:@[]", max_size=40))
    def run(path, query):
        in_form(public.get(f"{path}?{query}"))

    run()


def test_logins(site):
    @settings(SETTINGS, max_examples=15)
    @given(bodies)
    def run(body):
        answer = site.stranger().post("/auth/login/", json=body)
        in_form(answer)
        assert answer.status_code == 400

    run()


def test_random_headers(own, public):
    names = ["If-Match", "If-None-Match", "Authorization", "Cookie",
             "X-CSRF-Token", "Accept", "Accept-Encoding", "Range",
             "If-Modified-Since", "Origin", "X-Forwarded-Host",
             "Content-Type", "X-Forwarded-Proto"]
    printable = st.text(st.characters(min_codepoint=33, max_codepoint=126),
                        max_size=60)

    @settings(SETTINGS, max_examples=60)
    @given(st.sampled_from(["/posts/", "/categories/", "/auth/me/"]),
           st.dictionaries(st.sampled_from(names), printable, max_size=4))
    def run(path, headers):
        in_form(public.get(path, headers=headers))

    run()


def test_what_was_written_can_be_read(own):
    """A post of any accepted text comes back as it was sent."""
    client = own[0]
    plain = st.text(st.characters(blacklist_categories=("Cs",),
                                  blacklist_characters="\x00"),
                    min_size=1, max_size=80).filter(str.strip)

    @settings(SETTINGS, max_examples=25)
    @given(plain, plain)
    def run(title, text):
        block = {"type": "paragraph", "text": text, "other": [text]}
        answer = client.post("/posts/", json={"title": title,
                                              "content": [block]})
        row = expect(answer, 201).json()
        assert row["content"] == [block]
        assert row["title"] == title.strip()
        again = expect(client.get(f"/posts/{row['id']}/"), 200).json()
        assert (again["title"], again["content"]) == (row["title"],
                                                      row["content"])
        expect(client.delete(f"/posts/{row['id']}/"), 204)

    run()
