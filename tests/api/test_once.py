"""Idempotency-Key: asking again makes nothing again."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from support.make import (USER_PASSWORD, compact, detail, expect, make_image,
                          make_post, make_user, paragraph, unique, upload)

OTHER = detail("Idempotency-Key was used with another request.")
RUNS = detail("A request with this Idempotency-Key is still running.")
FORM = detail("Idempotency-Key has 1 to 255 printable ASCII characters.")


def post(client, path, body, key, **headers):
    return client.post(path, json=body,
                       headers={"Idempotency-Key": key, **headers})


def draft(**fields):
    return {"title": unique("Once "), "content": [paragraph()], **fields}


@pytest.fixture(scope="module")
def a_post(editor):
    return make_post(editor)


@pytest.fixture(scope="module")
def made(a_post):
    """Path -> (body, members that are told when it is made, and never
    again)."""
    return {
        "/posts/": (draft(), set()),
        f"/posts/{a_post['id']}/notes/": ({"text": "Well."}, set()),
        f"/posts/{a_post['id']}/previews/": ({}, {"token", "url"}),
        "/categories/": ({"name": unique("Once ")}, set()),
        "/tags/": ({"name": unique("Once ")}, set()),
        "/ad-placements/": ({"name": unique("Once ")}, set()),
        "/users/": ({"username": unique("once"), "password": USER_PASSWORD},
                    set()),
        "/auth/tokens/": ({"name": unique("Once ")}, {"token"}),
        "/webhooks/": ({"name": unique("Once "),
                        "url": "https://hooks.example.org/once",
                        "events": ["post.published"]}, {"secret"}),
    }


def rows_of(client, path):
    rows = expect(client.get(path + "?page_size=100"), 200).json()
    return rows["results"] if isinstance(rows, dict) else rows


def test_the_same_row_again(made, admin):
    for path, (body, secrets) in made.items():
        key = unique("key-")
        first = expect(post(admin, path, body, key), 201).json()
        before = len(rows_of(admin, path))
        again = expect(post(admin, path, body, key), 200)
        assert secrets <= set(first), path
        assert again.json() == {name: value for name, value in first.items()
                                if name not in secrets}, path
        assert len(rows_of(admin, path)) == before, path


def test_the_row_as_it_is_now(editor):
    key, body = unique("key-"), draft()
    first = expect(post(editor, "/posts/", body, key), 201).json()
    path = f"/posts/{first['id']}/"
    expect(editor.patch(path, json={"title": "Later"}), 200)
    again = expect(post(editor, "/posts/", body, key), 200)
    now = expect(editor.get(path), 200)
    assert again.json() == now.json()
    assert again.headers["ETag"] == now.headers["ETag"]
    none = post(editor, "/posts/", body, key, Prefer="return=minimal")
    assert expect(none, 204).headers["ETag"] == now.headers["ETag"]
    # without a body nothing else says which row it was
    assert none.headers["Location"].endswith(f"/api{path}")
    expect(editor.delete(path), 204)
    expect(post(editor, "/posts/", body, key), 404, detail("Not found."))


def test_another_request(editor, admin):
    key, body = unique("key-"), draft()
    expect(post(editor, "/posts/", body, key), 201)
    expect(post(editor, "/posts/", draft(), key), 422, OTHER)
    expect(post(editor, "/categories/", body, key), 422, OTHER)
    # what the same values are is the same, however they are written
    spaced = compact(body).replace('":', '" :  ')
    expect(editor.post("/posts/", data=spaced, headers={
        "Idempotency-Key": key, "Content-Type": "application/json"}), 200)
    # another user's key is another key
    expect(post(admin, "/posts/", body, key), 201)


def test_what_failed_has_used_nothing(editor):
    key = unique("key-")
    expect(post(editor, "/posts/", {"title": ""}, key), 400)
    body = draft(slug=unique("once-"))
    make_post(editor, slug=body["slug"])
    expect(post(editor, "/posts/", body, key), 400)
    expect(post(editor, "/posts/", draft(), key), 201)


@pytest.mark.parametrize("key", ["", "k" * 256, "k\xe9y", "a\tb"])
def test_no_key(editor, key):
    expect(post(editor, "/posts/", draft(), key.encode("latin-1")), 400, FORM)


def test_longest_key(editor):
    key, body = unique("k ").ljust(255, "~"), draft()
    first = expect(post(editor, "/posts/", body, key), 201).json()
    assert expect(post(editor, "/posts/", body, key), 200).json() == first


def test_where_nothing_is_made_it_means_nothing(editor):
    row, key = make_post(editor), unique("key-")
    for title in ("One", "Two"):
        answer = editor.patch(f"/posts/{row['id']}/", json={"title": title},
                              headers={"Idempotency-Key": key})
        assert expect(answer, 200).json()["title"] == title
    expect(post(editor, f"/posts/{row['id']}/publish/", None, key), 200)
    expect(post(editor, "/posts/", draft(), key), 201)


def test_only_the_first_row_of_a_table(editor):
    """A post that brings a new tag is no tag by that key."""
    key, body = unique("key-"), draft(tags=[unique("Once tag ")])
    first = expect(post(editor, "/posts/", body, key), 201).json()
    assert expect(post(editor, "/posts/", body, key), 200).json() == first


def test_who_may_not(public, writer):
    expect(post(public, "/posts/", draft(), unique("key-")), 401)
    expect(post(writer, "/tags/", {"name": unique("t")}, unique("key-")), 403)


def test_a_day_later(site, editor):
    key, body = unique("key-"), draft()
    first = expect(post(editor, "/posts/", body, key), 201).json()
    site.sql("update once_keys set made_at = now() - interval '24 hours' "
             f"where key = '{key}'")
    second = expect(post(editor, "/posts/", draft(), key), 201).json()
    assert second["id"] != first["id"]


def test_while_the_first_runs(site, editor):
    key, body = unique("key-"), draft()
    user = expect(editor.get("/auth/me/"), 200).json()["id"]
    with site.hold("select pg_advisory_xact_lock(hashtextextended("
                   f"'once {user} {key}', 0))"):
        answer = expect(post(editor, "/posts/", body, key), 409, RUNS)
        assert answer.headers["Retry-After"] == "1"
    expect(post(editor, "/posts/", body, key), 201)


def test_many_at_once(site, admin):
    user = make_user(admin, role="WRITER")
    body, key = draft(), unique("key-")
    clients = [site.login(user["username"], user["password"])
               for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda c: post(c, "/posts/", body, key),
                                clients * 4))
    states = [answer.status_code for answer in answers]
    assert states.count(201) == 1 and set(states) <= {200, 201, 409}, states
    assert site.sql("select count(*) from posts where author_id = "
                    f"{user['id']}") == "1"
    expect(post(clients[0], "/posts/", body, key), 200)


def send(client, key, data, **fields):
    return client.post("/media/", data=fields,
                       headers={"Idempotency-Key": key},
                       files={"original_file": ("a.jpg", data, "image/jpeg")})


def test_uploads(writer, editor):
    key, data = unique("key-"), make_image(40, 30)
    first = expect(send(writer, key, data, alt_text="A"), 201).json()
    # requests writes another boundary each time
    assert expect(send(writer, key, data, alt_text="A"),
                  200).json()["id"] == first["id"]
    expect(send(writer, key, data, alt_text="B"), 422, OTHER)
    expect(send(writer, key, make_image(40, 30), alt_text="A"), 422, OTHER)
    expect(upload(writer, data), 200)  # the same bytes, without a key
    expect(send(editor, key, make_image(40, 30)), 201)


def test_users_that_go_take_their_keys_along(site, admin):
    user = make_user(admin, role="WRITER")
    client = site.login(user["username"], user["password"])
    row = expect(post(client, "/posts/", draft(), unique("key-")), 201).json()
    expect(client.delete(f"/posts/{row['id']}/"), 204)
    expect(admin.delete(f"/posts/trash/{row['id']}/"), 204)
    expect(admin.delete(f"/users/{user['id']}/"), 204)
    assert site.sql("select count(*) from once_keys where user_id = "
                    f"{user['id']}") == "0"
