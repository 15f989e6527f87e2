"""Webhooks: the events that test_webhooks.py has no need of, and receivers
whose certificate nobody vouches for."""

import pytest

from support.content import act, eventually
from support.make import (expect, make_category, make_image, make_post,
                          unique, upload)
from support.receiver import Receiver, deliveries, make_certificates
from support.tools import make_dir
from support.webhook_site import admin, bodies, editor, hook, site, told


def test_media_that_failed(editor, receiver, hook):
    hook("media.failed")
    row = expect(upload(editor, make_image()[:300]), 201).json()
    assert told(receiver, 1) == [("media.failed", row["id"])]
    assert bodies(receiver)[0]["data"]["status"] == "FAILED"


@pytest.mark.parametrize("way", ["unpublish", "archive", "delete"])
def test_post_that_is_public_no_more(editor, receiver, hook, way):
    hook("post.removed")
    post = make_post(editor, publish=True)
    if way == "delete":
        expect(editor.delete(f"/posts/{post['id']}/"), 204)
    else:
        expect(act(editor, post, way), 200)
    assert told(receiver, 1) == [("post.removed", post["id"])]
    assert bodies(receiver)[0]["data"]["slug"] == post["slug"]


def make_tag(editor):
    return expect(editor.post("/tags/", json={"name": unique("tag")}),
                  201).json()


def test_tags_and_categories_that_change(editor, receiver, hook):
    """Renamed, merged, deleted; each is told once."""
    tags, category = [make_tag(editor) for _ in range(3)], make_category(editor)
    hook("tag.changed", "category.changed")
    first, second, third = (f"/tags/{tag['id']}/" for tag in tags)
    expect(editor.patch(first, json={"name": unique("new")}), 200)
    expect(editor.post(f"{second}merge/", json={"into": tags[0]["id"]}), 200)
    expect(editor.delete(third), 204)
    path = f"/categories/{category['id']}/"
    expect(editor.patch(path, json={"name": unique("new")}), 200)
    expect(editor.delete(path), 204)
    wanted = {("tag.changed", tag["id"]) for tag in tags} | {
        ("category.changed", category["id"])}
    eventually(lambda: wanted <= set(told(receiver, 1)))
    rows = told(receiver, 5)
    assert rows.count(("category.changed", category["id"])) == 2
    assert rows.count(("tag.changed", tags[2]["id"])) == 1


def test_certificate_of_nobody(editor, admin, base, hook):
    """What is told goes to no one who may be somebody else."""
    _, certificate, key = make_certificates(make_dir(base / unique("tls")))
    impostor = Receiver(tls=(certificate, key)).start()
    try:
        made = hook("post.published", url=impostor.url)
        make_post(editor, publish=True)
        eventually(lambda: [row["last_try_at"] for row in deliveries(
            admin, made)] not in ([], [None]))
        row, = deliveries(admin, made)
        assert (row["status"], row["last_status"]) == ("waiting", None)
        assert "certificate" in str(row).lower()
        assert impostor.requests == []
    finally:
        impostor.stop()
