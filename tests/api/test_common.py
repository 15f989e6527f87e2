"""Rules that hold everywhere: types, sizes, headers, order of checks."""

import calendar
import re
import time

import pytest

from support.make import (detail, expect, make_category, make_post,
                          paragraph, unique)
from support.routes import NOT_FOUND

LIST_ERROR = {"non_field_errors": [
    "Invalid data. Expected a dictionary, but got list."]}


def send(client, path, data, kind, method="POST"):
    headers = {} if kind is None else {"Content-Type": kind}
    return client.request(method, path, data=data, headers=headers)


@pytest.mark.parametrize("kind,shown", [
    ("text/plain", "text/plain"),
    ("text/plain; charset=utf-8", "text/plain; charset=utf-8"),
    ("application/x-www-form-urlencoded",
     "application/x-www-form-urlencoded"),
    ("application/jsonx", "application/jsonx"),
    ("application/vnd.api+json", "application/vnd.api+json"),
    ("multipart/form-data; boundary=x", "multipart/form-data; boundary=x"),
    ('text/"x', 'text/\\"x'),
    (None, ""),
])
def test_unsupported_media_type(editor, kind, shown):
    answer = send(editor, "/categories/", b'{"name":"x"}', kind)
    shown = shown.replace('\\"', '"')
    expect(answer, 415,
           detail(f'Unsupported media type "{shown}" in request.'))


@pytest.mark.parametrize("kind", [
    "application/json", "application/json; charset=utf-8",
    "application/json;charset=UTF-8", "Application/JSON",
])
def test_json_types(editor, kind):
    name = unique("Типы ")
    data = ('{"name":"%s"}' % name).encode()
    answer = expect(send(editor, "/categories/", data, kind), 201)
    assert answer.json()["name"] == name
    assert name in answer.text


def test_media_wants_a_form(writer):
    answer = send(writer, "/media/", b"{}", "application/json")
    expect(answer, 415,
           detail('Unsupported media type "application/json" in request.'))


@pytest.mark.parametrize("kind", [None, "text/plain", "application/json",
                                  "application/octet-stream"])
def test_empty_body_is_an_empty_object(editor, kind):
    answer = send(editor, "/categories/", b"", kind)
    expect(answer, 400, {"name": ["This field is required."]})


def test_empty_body_patch_changes_nothing(editor):
    row = make_category(editor)
    answer = expect(editor.patch(f"/categories/{row['id']}/"), 200)
    assert answer.json()["name"] == row["name"]


@pytest.mark.parametrize("body,name", [
    ("[]", "list"), ('[{"name":"x"}]', "list"), ('"x"', "str"),
    ('""', "str"), ("5", "int"), ("-5", "int"), ("0", "int"),
    ("5.5", "float"), ("1e3", "float"), ("true", "bool"),
    ("false", "bool"),
])
@pytest.mark.parametrize("path", ["/categories/", "/posts/",
                                  "/auth/login/", "/users/",
                                  "/auth/tokens/", "/auth/password/"])
def test_body_that_is_no_object(admin, path, body, name):
    answer = send(admin, path, body.encode(), "application/json")
    expect(answer, 400, {"non_field_errors": [
        f"Invalid data. Expected a dictionary, but got {name}."]})


@pytest.mark.parametrize("path", ["/categories/", "/posts/",
                                  "/auth/login/", "/users/"])
def test_body_null(admin, path):
    answer = send(admin, path, b"null", "application/json")
    expect(answer, 400, {"non_field_errors": ["No data provided"]})


def test_body_no_object_in_put_and_patch(editor):
    row = make_category(editor)
    for method in ("PUT", "PATCH"):
        answer = send(editor, f"/categories/{row['id']}/", b"[]",
                      "application/json", method)
        expect(answer, 400, LIST_ERROR)


def test_body_at_and_over_the_limit(editor):
    limit = 2 * 1024 * 1024

    def body(size):
        head = '{"title":"Big","content":[],"x":"'
        return (head + "a" * (size - len(head) - 2) + '"}').encode()

    answer = send(editor, "/posts/", body(limit + 1), "application/json")
    expect(answer, 413, detail(f"Request body exceeds {limit} bytes."))
    expect(send(editor, "/posts/", body(limit), "application/json"), 201)


def test_chunked_body_over_the_limit(editor):
    def chunks():
        yield b'{"name":"'
        for _ in range(40):
            yield b"a" * 65536
        yield b'"}'

    answer = send(editor, "/posts/", chunks(), "application/json")
    expect(answer, 413, detail("Request body exceeds 2097152 bytes."))


def test_chunked_body(editor):
    name = unique("Chunked ")
    data = iter([b'{"na', b'me":"', name.encode(), b'"}'])
    answer = expect(send(editor, "/categories/", data, "application/json"),
                    201)
    assert answer.json()["name"] == name


def test_max_body_directive(make_site, site):
    other = make_site(database=site.database, extra="TalecraftMaxBody 1024")
    with other:
        editor = other.client(site.login("editor").token)
        answer = send(editor, "/categories/", b" " * 1025,
                      "application/json")
        expect(answer, 413, detail("Request body exceeds 1024 bytes."))
        answer = send(editor, "/categories/", b"{}" + b" " * 1022,
                      "application/json")
        expect(answer, 400, {"name": ["This field is required."]})


def test_order_of_checks(editor, writer, site):
    """If-Match (412), then type (415) and size (413), then content."""
    row = make_category(editor)
    path = f"/categories/{row['id']}/"
    stale = {"If-Match": '"0-0"'}
    huge = b'{"name":"' + b"a" * 2200000 + b'"}'
    expect(editor.patch(path, data=b"x", headers=dict(
        stale, **{"Content-Type": "text/plain"})), 412,
        detail("The resource has changed since it was read."))
    expect(editor.patch(path, data=huge, headers=dict(
        stale, **{"Content-Type": "application/json"})), 412)
    expect(editor.patch(path, data=b"{", headers=dict(
        stale, **{"Content-Type": "application/json"})), 412)
    fresh = {"If-Match": editor.get(path).headers["ETag"]}
    expect(editor.patch(path, data=b"x", headers=dict(
        fresh, **{"Content-Type": "text/plain"})), 415)
    expect(editor.patch("/categories/999999999/", data=b"x", headers=dict(
        stale, **{"Content-Type": "text/plain"})), 404, NOT_FOUND)
    # The right to the row comes before If-Match.
    post = make_post(editor, publish=True)
    expect(writer.patch(f"/posts/{post['id']}/", data=b"x", headers=dict(
        stale, **{"Content-Type": "text/plain"})), 403)


def test_unknown_and_read_only_fields_are_ignored(editor):
    name = unique("Ignore ")
    row = make_category(editor, name=name, id=77777, nonsense=[1],
                        created_at="yesterday", post_count="many")
    assert row["id"] != 77777
    assert row["name"] == name
    assert row["post_count"] == 0
    post = make_post(editor, status="PUBLISHED", author=999999,
                     view_count=-5, published_at="never", read_time="x")
    assert post["status"] == "DRAFT"
    assert post["author"]["username"] == "editor"
    assert post["view_count"] == 0


def test_accept_and_format_are_not_negotiated(public):
    plain = expect(public.get("/posts/"), 200)
    for accept in ("text/html", "application/xml", "image/*;q=0", "x"):
        answer = public.get("/posts/?format=api",
                            headers={"Accept": accept})
        expect(answer, 200, plain.text)


def test_request_id(public, site):
    ids = {public.get("/posts/").headers["X-Request-Id"]
           for _ in range(5)}
    assert len(ids) == 5
    own = public.get("/posts/", headers={"X-Request-Id": "mine"})
    assert own.headers["X-Request-Id"] != "mine"


def test_vary(public, editor):
    for client in (public, editor):
        for path in ("/posts/", "/categories/", "/ad-placements/"):
            vary = client.get(path).headers["Vary"]
            words = {word.strip().lower() for word in vary.split(",")}
            assert words == {"accept-encoding", "authorization", "cookie"}


def test_cache_control(site, public, writer):
    for path in ("/posts/", "/categories/", "/users/", "/media/"):
        for client in (writer, site.login("admin")):
            answer = client.get(path)
            if answer.status_code == 200:
                assert answer.headers["Cache-Control"] == \
                    "private, no-cache"
    for path in ("/auth/me/", "/auth/tokens/"):
        assert writer.get(path).headers["Cache-Control"] == "no-store"
    login = public.post("/auth/login/", json={})
    assert login.headers["Cache-Control"] == "no-store"
    for path in ("/posts/", "/categories/", "/ad-placements/"):
        assert re.fullmatch(r"public, max-age=0, s-maxage=\d+",
                            public.get(path).headers["Cache-Control"])


def test_head_is_get_without_a_body(public, editor):
    """The editor first: the public's reads raise the view_count."""
    post = make_post(editor, publish=True, content=[paragraph("ÄÖÜ " * 99)])
    for client in (editor, public):
        for path in (f"/posts/{post['id']}/",
                     f"/posts/slug/{post['slug']}/", "/categories/",
                     "/", "/health/", "/posts/999999999/"):
            get = client.get(path)
            head = client.head(path)
            assert head.status_code == get.status_code
            assert head.content == b""
            for name in ("Content-Type", "ETag", "Content-Length", "Vary",
                         "Cache-Control"):
                assert head.headers.get(name) == get.headers.get(name), \
                    (path, name)


def test_times(editor):
    before = time.time()
    row = make_category(editor)
    pattern = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z"
    for name in ("created_at", "updated_at"):
        assert re.fullmatch(pattern, row[name])
    made = time.strptime(row["created_at"][:19], "%Y-%m-%dT%H:%M:%S")
    assert abs(calendar.timegm(made) - before) < 5


def test_created_has_a_location(site, editor, admin):
    category = editor.post("/categories/", json={"name": unique("C ")})
    post = editor.post("/posts/", json={"title": unique("P "),
                                        "content": []})
    ad = admin.post("/ad-placements/", json={"name": unique("A ")})
    user = admin.post("/users/", json={"username": unique("u"),
                                       "password": "long enough pw"})
    token = editor.post("/auth/tokens/", json={"name": "t"})
    for answer, path in ((category, "categories"), (post, "posts"),
                         (ad, "ad-placements"), (user, "users"),
                         (token, "auth/tokens")):
        expect(answer, 201)
        number = answer.json()["id"]
        assert answer.headers["Location"] == \
            f"{site.url}/{path}/{number}/"


def test_what_was_read_can_be_sent_back(editor, admin):
    parent = make_category(editor)
    category = make_category(editor, parent=parent["slug"],
                             description="d", canonical_url="")
    post = make_post(editor, publish=True, category=category["id"],
                     excerpt="e", seo_title="s")
    ad_path = "/ad-placements/%d/" % expect(admin.post(
        "/ad-placements/", json={"name": unique("A ")}), 201).json()["id"]
    user_path = "/users/%d/" % expect(admin.post("/users/", json={
        "username": unique("u"), "password": "long enough pw"}),
        201).json()["id"]
    for client, path in ((editor, f"/categories/{category['id']}/"),
                         (editor, f"/posts/{post['id']}/"),
                         (admin, ad_path), (admin, user_path)):
        read = expect(client.get(path), 200).json()
        for method in ("PUT", "PATCH"):
            answer = expect(client.request(method, path, json=read), 200)
            again = answer.json()
            for name in ("updated_at", "last_edited_by"):
                read.pop(name, None)
                again.pop(name, None)
            assert again == read
