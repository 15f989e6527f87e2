"""A transaction of somebody else's holds a scheduled post when its time
comes. Nobody may be told that it is not public, so posts are waited for; what
shows no posts goes on."""

import threading

import pytest

from support.content import eventually
from support.make import expect, make_post


@pytest.fixture
def small(make_site):
    """A site with fewer connections than the readers below."""
    site = make_site(extra="TalecraftDBConnections 2")
    site.add_user("editor", "EDITOR")
    with site:
        yield site


def lock_due(site, editor, count):
    """Posts that are due, and a lock on the first of them from before the
    first look at them."""
    posts = [make_post(editor) for _ in range(count)]
    site.stop()
    site.sql("update posts set status = 'SCHEDULED', "
             "scheduled_publish_at = now(), scheduled_by_id = author_id")
    return posts, site.hold("select 1 from posts "
                            f"where id = {posts[0]['id']} for update")


def status_of(site, post):
    return site.sql(f"select status from posts where id = {post['id']}")


def test_the_others_go_on(small, expect_log):
    expect_log("TC2021")  # where this machine is slow
    editor, answers = small.login("editor"), []
    (post, other), lock = lock_due(small, editor, 2)

    def read(number):
        answers.append(small.client(strict=False).get(
            f"/posts/?page_size={50 + number}"))

    readers = [threading.Thread(target=read, args=(n,)) for n in range(6)]
    with lock:
        small.start()
        for one in readers:
            one.start()
        eventually(lambda: status_of(small, other) == "PUBLISHED")
        assert status_of(small, post) == "SCHEDULED"
        for _ in range(5):
            expect(editor.get("/auth/me/"), 200)
            expect(editor.post("/categories/", json={"name": "Name"}), 201)
    for one in readers:
        one.join(60)
    assert len(answers) == len(readers)
    for answer in answers:
        if answer.status_code != 503:
            shown = [row["id"] for row in expect(answer, 200).json()[
                "results"]]
            assert shown == [other["id"], post["id"]]
    eventually(lambda: status_of(small, post) == "PUBLISHED")


def test_held_for_long(small, expect_log):
    expect_log("TC2021.*pg_stat_activity.*scheduled post", must=True)
    editor = small.login("editor")
    (post,), lock = lock_due(small, editor, 1)
    path = f"/posts/{post['id']}/"
    with lock:
        small.start()
        refused = expect(small.client(strict=False).get(path), 503)
        assert refused.headers["Retry-After"]
        expect(editor.get("/auth/me/"), 200)
    got = expect(small.client().get(path), 200).json()
    assert got["status"] == "PUBLISHED"
