"""The whole way from a login to a published post with a picture."""

import pytest

from support.cached import read
from support.make import (detail, expect, make_image, paragraph, unique,
                          upload, wait_ready)
from support.site import PASSWORD


@pytest.mark.mpm
def test_tour(site):
    anonymous = site.client()
    answer = expect(anonymous.post("/auth/login/", json={
        "username": "editor", "password": PASSWORD}), 200)
    assert answer.json()["user"]["role"] == "EDITOR"
    editor = site.client(answer.json()["token"])
    assert expect(editor.get("/auth/me/"), 200).json()[
        "username"] == "editor"

    photo = make_image(4032, 3024, quality=88)
    row = expect(upload(editor, photo, "IMG_4711.JPG",
                        alt_text="A lake"), 201).json()
    assert row["status"] == "UPLOADED"
    row = wait_ready(editor, row["id"])
    assert list(sorted(row["variants"])) == ["large", "medium", "original",
                                             "thumb"]
    assert (row["width"], row["height"]) == (4032, 3024)
    for name, width in (("original", 4032), ("large", 1600),
                        ("medium", 800), ("thumb", 320)):
        variant = row["variants"][name]
        assert variant["width"] == width
        served = anonymous.get(variant["url"], strict=False)
        assert served.status_code == 200
        assert served.headers["Content-Type"] == "image/webp"
        assert len(served.content) == variant["file_size"]

    category = expect(editor.post("/categories/", json={
        "name": unique("Journeys ")}), 201).json()
    title = unique("By the lake ")
    post = expect(editor.post("/posts/", json={
        "title": title, "category": category["id"],
        "thumbnail_media": row["id"],
        "content": [paragraph(), {"type": "image", "media_id": row["id"],
                                  "alt": "The lake"}]}), 201).json()
    assert post["status"] == "DRAFT"
    path = f"/posts/{post['id']}/"
    expect(anonymous.get(path), 404, detail("Not found."))

    published = expect(editor.post(path + "publish/"), 200).json()
    assert published["status"] == "PUBLISHED"

    first = expect(anonymous.get(path), 200)
    assert first.headers["X-Cache"] == "MISS"
    second = read(anonymous, path, "HIT")
    assert second.content == first.content
    assert second.headers["ETag"] == first.headers["ETag"]
    assert first.json()["media_blocks"][0]["url"] == row["url"]

    expect(editor.patch(path, json={"title": title + " again"}), 200)
    assert expect(anonymous.get(path), 200).json()[
        "title"] == title + " again"
    listed = expect(anonymous.get(
        f"/posts/?category={category['slug']}"), 200).json()
    assert [one["title"] for one in listed["results"]] == [title + " again"]

    refused = expect(editor.delete(f"/media/{row['id']}/"), 400)
    assert refused.json() == {
        "detail": "Media is used in posts and cannot be deleted.",
        "posts": [post["id"]]}
