"""Answers that no cache keeps are compressed for whoever asks for it."""

import pytest

from support.cached import decode
from support.make import detail, expect, make_post
from support.site import PASSWORD

LONG = [{"type": "paragraph",
         "text": "It was a quiet day in the hills. " * 60}]


@pytest.fixture(scope="module")
def post(editor):
    """Found by no public request but its own."""
    return make_post(editor, title="Packed", content=LONG)


@pytest.fixture(scope="module")
def words(editor):
    """Published ones that a search finds."""
    for _ in range(6):
        make_post(editor, publish=True, title="Zymurgy today",
                  excerpt="Of brewing, of yeast and of barley. " * 6)
    return "/posts/?search=zymurgy"


def fetch(client, path, coding, **headers):
    """The answer, its bytes as they came and as they were meant."""
    answer = client.session.get(
        client.base_url + path, stream=True, timeout=60,
        headers={"Accept-Encoding": coding, **headers})
    sent = answer.raw.read(decode_content=False)
    used = answer.headers.get("Content-Encoding")
    return answer, sent, decode(used, sent) if used else sent


def kinds(site, post, words):
    editor = site.login("editor")
    return [(editor, f"/posts/{post['id']}/"), (editor, "/posts/"),
            (editor, words), (site.client(), words),
            (site.client(), words + "&fields=title,excerpt"),
            (site.client(), "/posts/?cursor="),
            (site.client(), "/schema/")]


@pytest.mark.parametrize("coding,used", [
    ("gzip", "gzip"), ("gzip, deflate, br, zstd", "gzip"),
    ("br;q=1, gzip;q=0", "br"), ("deflate", None), ("gzip;q=0", None)])
def test_who_asks_gets_less(site, post, words, coding, used):
    for client, path in kinds(site, post, words):
        plain = expect(client.get(path), 200)
        answer, sent, meant = fetch(client, path, coding)
        assert answer.headers.get("Content-Encoding") == used, path
        assert meant == plain.content, path
        assert "Accept-Encoding" in answer.headers["Vary"]
        assert int(answer.headers["Content-Length"]) == len(sent)
        if used:
            assert len(sent) < len(meant) / 2
            assert answer.headers["ETag"] != plain.headers["ETag"]
            assert answer.headers["ETag"].partition("-")[0] == \
                plain.headers["ETag"].partition("-")[0]
        else:
            assert answer.headers["ETag"] == plain.headers["ETag"]


def test_head_and_not_modified(site, post, words):
    for client, path in kinds(site, post, words):
        answer, sent, _ = fetch(client, path, "gzip")
        head = client.head(path, headers={"Accept-Encoding": "gzip"})
        assert int(head.headers["Content-Length"]) == len(sent)
        assert head.headers["Content-Encoding"] == "gzip"
        again = expect(client.get(path, headers={
            "Accept-Encoding": "gzip",
            "If-None-Match": answer.headers["ETag"]}), 304)
        assert again.headers["ETag"] == answer.headers["ETag"]
        assert "Content-Encoding" not in again.headers
        # of other bytes
        assert fetch(client, path, "identity", **{
            "If-None-Match": answer.headers["ETag"]})[0].status_code == 200


def test_the_tag_serves_if_match(editor):
    row = make_post(editor, content=LONG)
    path = f"/posts/{row['id']}/"
    tag = fetch(editor, path, "gzip")[0].headers["ETag"]
    changed = editor.patch(path, json={"title": "Once"}, headers={
        "If-Match": tag, "Accept-Encoding": "gzip"})
    assert expect(changed, 200).headers["Content-Encoding"] == "gzip"
    expect(editor.patch(path, json={"title": "Twice"},
                        headers={"If-Match": tag}), 412)
    expect(editor.patch(path, json={"title": "Twice"},
                        headers={"If-Match": changed.headers["ETag"]}), 200)


def test_short_answers_stay_as_they_are(site, editor):
    for path in ("/people/?page_size=1&fields=id", "/posts/999999999/"):
        answer = fetch(editor, path, "gzip")[0]
        assert "Content-Encoding" not in answer.headers
    expect(editor.get("/posts/999999999/",
                      headers={"Accept-Encoding": "gzip"}), 404,
           detail("Not found."))


def test_the_border(site, editor):
    """More than a kilobyte."""
    def of_length(length):
        post = make_post(editor, content=[{"type": "paragraph", "text": "x"}])
        path = f"/posts/{post['id']}/?fields=content"
        short = len(expect(editor.get(path), 200).content)
        expect(editor.patch(f"/posts/{post['id']}/", json={"content": [
            {"type": "paragraph", "text": "x" * (1 + length - short)}]}), 200)
        return path

    for length, used in ((1023, None), (1025, "gzip")):
        answer, _, meant = fetch(editor, of_length(length), "gzip")
        assert len(meant) == length
        assert answer.headers.get("Content-Encoding") == used


def test_secrets_are_not_compressed(site, admin, editor):
    """Whoever can have his own words in an answer, and sees its length, might
    guess what else is in it."""
    for number in range(12):
        expect(editor.post("/auth/tokens/", json={
            "name": f"token number {number} of a long list of tokens"}), 201)
    answer, sent, _ = fetch(editor, "/auth/tokens/", "gzip")
    assert len(sent) > 1024
    assert "Content-Encoding" not in answer.headers


def test_other_sites_pages_get_no_lengths(site, editor, post):
    """With a cookie, a browser is made to ask by pages of other sites."""
    path = f"/posts/{post['id']}/"
    login = expect(site.client().post(
        "/auth/login/?cookie=true",
        json={"username": "editor", "password": PASSWORD}), 200)
    browser = site.client(headers={
        "Cookie": login.headers["Set-Cookie"].partition(";")[0]})
    for client, place, used in ((browser, "cross-site", None),
                                (browser, "same-origin", "gzip"),
                                (editor, "cross-site", "gzip")):
        answer = fetch(client, path, "gzip", **{"Sec-Fetch-Site": place})[0]
        assert expect(answer, 200).headers.get("Content-Encoding") == used
