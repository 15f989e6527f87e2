"""Recipe of docs/recipes.md: a static site that is built when something has
changed, by /changes/ and a webhook."""

import json
import subprocess
import sys

import pytest
import requests

from support.content import act, eventually
from support.make import expect, make_category, make_post, unique
from support.own_site import USERS, editor
from support.recipes import pieces
from support.site import Site
from support.tools import free_port, make_dir, spawn

TITLE = "A site that is built"
EVENTS = ["post.published", "post.updated", "post.removed",
          "category.changed", "tag.changed"]
SOON = 20  # seconds; nobody asks without being told before 300 are over


class Builder:
    """The page's program; a build writes a line."""

    def __init__(self, site):
        self.folder = make_dir(site.root / "builder")
        self.posts = make_dir(self.folder / "posts")
        self.builds = self.folder / "builds"
        self.port = free_port()
        self.process = None
        text, = pieces(TITLE, "python", words={
            "https://www.example.org/api": site.url, "/srv/site/posts":
                self.posts, "/etc/site-build": self.folder, "9000": self.port,
            '["make", "-C", "/srv/site"]': json.dumps(
                ["sh", "-c", f"echo built >>{self.builds}"])})
        (self.folder / "build.py").write_text(text)
        command, = pieces(TITLE, "sh", words={
            '-d "dbname=talecraft user=talecraft" ': "",
            ">/etc/site-build/token": ""})
        (self.folder / "token").write_text(
            site.ctl(*command.split()[1:]))

    def start(self):
        self.stop()
        with open(self.folder / "log", "ab") as log:
            self.process = spawn([sys.executable, self.folder / "build.py"],
                                 stdout=log, stderr=log)

    def stop(self):
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None

    def there(self):
        """What it has, by id."""
        files = [json.loads(path.read_text())
                 for path in self.posts.glob("*.json")]
        return {one["id"]: one for one in files}

    def built(self):
        return len(self.builds.read_text().split()) \
            if self.builds.exists() else 0


@pytest.fixture(scope="module")
def own(pg, base):
    site = Site(pg, base, extra="TalecraftWebhookAllow 127.0.0.1")
    for name, role in (*USERS.items(), ("builder", "EDITOR")):
        site.add_user(name, role)
    with site:
        yield site


@pytest.fixture(scope="module")
def builder(own):
    one = Builder(own)
    hook = expect(own.login("admin").post("/webhooks/", json={
        "name": "Site", "url": f"http://127.0.0.1:{one.port}/",
        "events": EVENTS}), 201).json()
    (one.folder / "secret").write_text(hook["secret"])
    yield one
    one.stop()


def shown(own):
    """What the public sees, by id."""
    page = own.client().get("/posts/?expand=detail&page_size=50").json()
    assert page["next"] is None
    return {one["id"]: one for one in page["results"]}


def same(own, builder):
    eventually(lambda: builder.there() == shown(own), SOON)


def test_a_site_is_built(own, editor, builder):
    posts = [make_post(editor, publish=True) for _ in range(3)]
    make_post(editor, title="Not yet")
    builder.start()
    eventually(builder.built)
    assert builder.there() == shown(own) and len(builder.there()) == 3

    posts.append(make_post(editor, publish=True))
    same(own, builder)
    expect(editor.patch(f"/posts/{posts[0]['id']}/", json={
        "title": unique("Changed "), "slug": unique("changed")}), 200)
    same(own, builder)
    expect(act(editor, posts[1], "archive"), 200)
    expect(editor.delete(f"/posts/{posts[2]['id']}/"), 204)
    same(own, builder)
    assert set(builder.there()) == {posts[0]["id"], posts[3]["id"]}
    category = make_category(editor)
    expect(editor.patch(f"/posts/{posts[0]['id']}/", json={
        "category": category["id"]}), 200)
    same(own, builder)
    expect(editor.patch(f"/categories/{category['id']}/", json={
        "name": unique("Renamed ")}), 200)
    same(own, builder)
    assert builder.built() >= 5
    assert {one["view_count"] for one in shown(own).values()} == {0}


def test_what_changes_while_it_is_down(own, editor, builder):
    builder.start()
    same(own, builder)
    builder.stop()
    ids = [make_post(editor, publish=True)["id"] for _ in range(3)]
    expect(editor.delete(f"/posts/{ids[0]}/"), 204)
    builder.start()
    same(own, builder)
    assert set(ids[1:]) <= set(builder.there())


def test_a_cursor_that_is_no_more(own, editor, builder):
    """As after a restore: all is read again, and what is gone goes."""
    builder.stop()
    (builder.posts / "state").write_text('"of another database"')
    (builder.posts / "987654.json").write_text('{"id": 987654}')
    make_post(editor, publish=True)
    builder.start()
    same(own, builder)


def test_a_build_that_fails_is_done_again(own, editor, builder):
    make_post(editor, publish=True)
    builder.start()
    same(own, builder)
    eventually((builder.posts / "state").exists)
    builder.stop()
    text = (builder.folder / "build.py").read_text()
    (builder.folder / "build.py").write_text(
        text.replace("echo built", "exit 1; echo built"))
    state = (builder.posts / "state").read_text()
    make_post(editor, publish=True)
    builder.start()
    eventually(lambda: "exit status 1" in (builder.folder / "log").read_text())
    assert (builder.posts / "state").read_text() == state
    builder.stop()
    (builder.folder / "build.py").write_text(text)
    before = builder.built()
    builder.start()
    eventually(lambda: builder.built() > before)
    same(own, builder)


def test_who_may_wake_it(builder):
    builder.start()

    def asked():
        try:
            return requests.post(f"http://127.0.0.1:{builder.port}/", "{}",
                                 headers={"webhook-id": "x",
                                          "webhook-timestamp": "1",
                                          "webhook-signature": "v1,x"},
                                 timeout=30).status_code
        except requests.ConnectionError:
            return None

    assert eventually(asked) == 403


def test_the_program_is_clean():
    """As far as Python itself can tell."""
    text, = pieces(TITLE, "python")
    done = subprocess.run(["pyflakes3"], input=text, text=True,
                          capture_output=True, check=False)
    assert done.returncode == 0, done.stdout
