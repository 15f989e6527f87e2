"""ETag, If-None-Match, If-Match, and two editors at once."""

import re
import threading

import pytest

from support.make import (detail, expect, make_ad, make_category,
                          make_image, make_media, make_post, make_user, unique)

CHANGED = '{"detail":"The resource has changed since it was read."}'
DETAIL_TAG = r'"(\d+)-([0-9A-Za-z_-]{8,})"'


@pytest.fixture(scope="module")
def details(editor, admin):
    """Path of a row -> client and a body that changes it."""
    # READY: what a worker does meanwhile changes a row as well
    media = make_media(editor, make_image(16, 16))
    return {
        f"/categories/{make_category(editor)['id']}/":
            (editor, "description"),
        f"/posts/{make_post(editor)['id']}/": (editor, "excerpt"),
        f"/ad-placements/{make_ad(admin)['id']}/": (admin, "description"),
        f"/users/{make_user(admin)['id']}/": (admin, "first_name"),
        f"/media/{media['id']}/": (editor, "caption"),
    }


def version(tag):
    return int(re.fullmatch(DETAIL_TAG, tag).group(1))


def test_every_get_has_a_strong_etag(admin, public, details):
    for path in ("/", "/posts/", "/categories/", "/ad-placements/",
                 "/users/", "/media/", "/auth/me/", "/auth/tokens/",
                 "/posts/?cursor=", "/posts/?fields=id", "/schema/"):
        tag = expect(admin.get(path), 200).headers["ETag"]
        assert re.fullmatch(r'"[!#-~]+"', tag), path
    for path in ("/", "/posts/", "/categories/", "/ad-placements/"):
        tag = expect(public.get(path), 200).headers["ETag"]
        assert re.fullmatch(r'"[!#-~]+"', tag), path
    for path, (client, _) in details.items():
        tag = expect(client.get(path), 200).headers["ETag"]
        assert re.fullmatch(DETAIL_TAG, tag), path


def test_a_write_raises_the_version(details):
    for path, (client, field) in details.items():
        before = version(client.get(path).headers["ETag"])
        answer = expect(client.patch(path, json={field: unique("v")}), 200)
        after = client.get(path).headers["ETag"]
        assert version(after) > before
        if "ETag" in answer.headers:
            assert answer.headers["ETag"] == after


def test_if_none_match(public, editor):
    """The editor first: the public's reads raise the view_count."""
    post = make_post(editor, publish=True)
    for client, path in ((editor, f"/posts/{post['id']}/"),
                         (public, f"/posts/{post['id']}/"),
                         (public, f"/posts/slug/{post['slug']}/"),
                         (public, "/categories/"),
                         (editor, "/posts/?page_size=1"),
                         (editor, "/auth/me/"),
                         (public, "/schema/")):
        tag = client.get(path).headers["ETag"]
        for sent in (tag, "W/" + tag, f'"a", {tag}', f'"a",W/{tag} ,"b"',
                     "*", f'"x,y", {tag}'):
            for method in ("GET", "HEAD"):
                answer = client.request(method, path, headers={
                    "If-None-Match": sent})
                assert answer.status_code == 304, (path, sent)
                assert answer.content == b""
                assert answer.headers["ETag"] == tag
        for sent in ('"x"', tag.strip('"'), tag[:-2] + '"', 'W/"x"',
                     f'"a{tag[1:]}', '"', '""', ","):
            answer = client.get(path, headers={"If-None-Match": sent})
            assert answer.status_code == 200, (path, sent)


def test_not_modified_keeps_the_headers_of_caches(public, editor):
    post = make_post(editor, publish=True)
    path = f"/posts/{post['id']}/"
    full = expect(public.get(path), 200)
    short = expect(public.get(path, headers={
        "If-None-Match": full.headers["ETag"]}), 304)
    for name in ("ETag", "Cache-Control", "Vary"):
        assert short.headers[name] == full.headers[name]


def test_the_tag_follows_the_change(public, editor):
    post = make_post(editor, publish=True)
    path = f"/posts/{post['id']}/"
    tag = public.get(path).headers["ETag"]
    expect(editor.patch(path, json={"title": unique("New ")}), 200)
    answer = expect(public.get(path, headers={"If-None-Match": tag}), 200)
    assert answer.headers["ETag"] != tag


def test_other_bytes_other_tag_same_version(public, editor):
    post = make_post(editor, publish=True)
    path = f"/posts/{post['id']}/"
    whole = editor.get(path).headers["ETag"]
    part = editor.get(path + "?fields=id,title").headers["ETag"]
    assert whole != part
    assert version(whole) == version(part)
    plain = public.get(path).headers["ETag"]
    packed = public.get(path, headers={"Accept-Encoding": "gzip"})
    assert version(packed.headers["ETag"]) == version(plain)
    if packed.headers.get("Content-Encoding") == "gzip":
        assert packed.headers["ETag"] != plain
        answer = public.get(path, headers={
            "Accept-Encoding": "gzip",
            "If-None-Match": packed.headers["ETag"]})
        assert answer.status_code == 304


def test_the_tag_is_of_these_bytes(editor):
    post = make_post(editor, publish=True)
    path = f"/posts/{post['id']}/"
    first = editor.get(path)
    second = editor.get(path)
    assert (first.content == second.content) == (
        first.headers["ETag"] == second.headers["ETag"])


def test_if_match(details):
    for path, (client, field) in details.items():
        stale = client.get(path).headers["ETag"]
        expect(client.patch(path, json={field: unique("a")}), 200)
        expect(client.patch(path, json={field: "lost"},
                            headers={"If-Match": stale}), 412, CHANGED)
        fresh = client.get(path).headers["ETag"]
        assert client.get(path).json()[field] != "lost"
        expect(client.patch(path, json={field: unique("b")},
                            headers={"If-Match": fresh}), 200)
        expect(client.delete(path, headers={"If-Match": fresh}), 412,
               CHANGED)
        for wrong in ('"x"', '"0-0"', '""', fresh.strip('"') + "x",
                      f'"999{fresh[1:]}'):
            expect(client.patch(path, json={field: "lost"},
                                headers={"If-Match": wrong}), 412, CHANGED)
        expect(client.patch(path, json={field: unique("c")},
                            headers={"If-Match": "*"}), 200)
        now = client.get(path).headers["ETag"]
        expect(client.patch(path, json={field: unique("d")},
                            headers={"If-Match": f'"x", {now}'}), 200)


def test_if_match_counts_the_version_alone(editor):
    category = make_category(editor)
    path = f"/categories/{category['id']}/"
    for number in range(3):
        tag = editor.get(path + "?fields=id").headers["ETag"]
        expect(editor.patch(path, json={"order": number + 1},
                            headers={"If-Match": tag}), 200)
    now = version(editor.get(path).headers["ETag"])
    expect(editor.patch(path, json={"order": 9}, headers={
        "If-Match": f'"{now}-0123456789abcdef"'}), 200)


def test_if_match_on_put_delete_and_actions(editor):
    post = make_post(editor)
    path = f"/posts/{post['id']}/"
    stale = editor.get(path).headers["ETag"]
    expect(editor.patch(path, json={"excerpt": "x"}), 200)
    body = {"title": "x", "content": []}
    expect(editor.put(path, json=body, headers={"If-Match": stale}), 412,
           CHANGED)
    for action in ("publish", "schedule", "submit", "reject", "unpublish",
                   "archive", "restore"):
        expect(editor.post(path + action + "/", headers={
            "If-Match": stale}), 412, CHANGED)
    fresh = editor.get(path).headers["ETag"]
    expect(editor.post(path + "submit/", headers={"If-Match": fresh}), 200)
    expect(editor.delete(path, headers={"If-Match": fresh}), 412, CHANGED)
    fresh = editor.get(path).headers["ETag"]
    expect(editor.delete(path, headers={"If-Match": fresh}), 204)
    expect(editor.delete(path, headers={"If-Match": fresh}), 404,
           detail("Not found."))
    assert editor.get(path).status_code == 404


def test_if_match_without_a_row_is_404(editor):
    expect(editor.patch("/posts/999999999/", json={},
                        headers={"If-Match": "*"}), 404)


def test_views_and_embedded_changes_raise_no_version(public, editor, admin):
    category = make_category(editor)
    post = make_post(editor, publish=True, category=category["id"])
    path = f"/posts/{post['id']}/"
    first = editor.get(path)
    expect(public.post(path + "view/"), 204)
    expect(editor.patch(f"/categories/{category['id']}/",
                        json={"name": unique("Renamed ")}), 200)
    second = editor.get(path)
    assert version(second.headers["ETag"]) == version(first.headers["ETag"])
    assert second.json()["updated_at"] == first.json()["updated_at"]
    assert second.json()["category"] != first.json()["category"]
    assert second.headers["ETag"] != first.headers["ETag"]
    expect(editor.patch(path, json={"excerpt": "still mine"}, headers={
        "If-Match": first.headers["ETag"]}), 200)


@pytest.mark.mpm
@pytest.mark.parametrize("kind", ["posts", "categories"])
def test_two_editors_at_once(site, editor, admin, kind):
    """Of two that read the same version one wins, the other is told."""
    make = make_post if kind == "posts" else make_category
    field = "excerpt" if kind == "posts" else "description"
    path = f"/{kind}/{make(editor)['id']}/"
    clients = [site.client(editor.token), site.client(admin.token)]
    for client in clients:
        expect(client.get(path), 200)
    for turn in range(15):
        tag = editor.get(path).headers["ETag"]
        barrier = threading.Barrier(2)
        answers = [None, None]

        def change(which):
            barrier.wait()
            answers[which] = clients[which].patch(
                path, json={field: f"{turn} by {which}"},
                headers={"If-Match": tag})

        threads = [threading.Thread(target=change, args=(n,))
                   for n in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        codes = sorted(answer.status_code for answer in answers)
        assert codes == [200, 412]
        winner = [answer.status_code for answer in answers].index(200)
        expect(answers[1 - winner], 412, CHANGED)
        assert editor.get(path).json()[field] == f"{turn} by {winner}"


def test_many_changes_without_if_match_lose_none(site, editor):
    """Every change of another field stays, whoever comes when."""
    path = f"/categories/{make_category(editor)['id']}/"
    fields = ["description", "seo_title", "seo_description",
              "seo_keywords"]
    failed = []

    def change(field):
        client = site.client(editor.token)
        for number in range(8):
            answer = client.patch(path, json={field: f"{field} {number}"})
            if answer.status_code != 200:
                failed.append(answer.text)

    threads = [threading.Thread(target=change, args=(field,))
               for field in fields]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    row = editor.get(path).json()
    assert [row[field] for field in fields] == [
        f"{field} 7" for field in fields]
    assert version(editor.get(path).headers["ETag"]) >= 33
