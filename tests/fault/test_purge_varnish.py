"""TalecraftPurge and a real Varnish, configured as the docs say."""

import re

import pytest

from purge_site import at_rest, edit, purging
from support import tools
from support.content import eventually
from support.fronts import Varnish
from support.make import make_post
from support.site import PASSWORD

VCL = re.compile(r"^```vcl\n(.*?)^```", re.M | re.S)


class Purged(Varnish):
    """url: where it is purged."""

    def __init__(self, folder):
        super().__init__(folder)
        self.url = f"http://127.0.0.1:{self.port}/purge"

    def begin(self, site):
        page = tools.REPO / "docs/operations.md"
        told = "\n".join(VCL.findall(page.read_text("utf-8")))
        self.start(site, told.replace("192.0.2.10", "127.0.0.1"))


@pytest.fixture
def varnish(base):
    one = Purged(base / "varnish")
    yield one
    one.stop()


def read(client, path):
    """(the answer, whether Varnish had it)"""
    answer = client.get(path)
    return answer, Varnish.had_it(answer)


def kept(client, path):
    return eventually(lambda: read(client, path)[1], 30)


def test_varnish(make_site, varnish):
    site = make_site(extra=purging(varnish))
    site.add_user("editor", "EDITOR")
    varnish.begin(site)
    with site:
        editor, through = site.login("editor"), varnish.client(site)
        post, other = [make_post(editor, publish=True) for _ in range(2)]
        paths = [f"/posts/{one['id']}/" for one in (post, other)]
        eventually(lambda: at_rest(site), 60)
        for path in [*paths, "/posts/"]:
            kept(through, path)

        edit(editor, post["id"])
        excerpt = editor.get(paths[0]).json()["excerpt"]
        eventually(lambda: read(through, paths[0])[0].json()["excerpt"]
                   == excerpt, 20)
        eventually(lambda: read(through, "/posts/")[0].json()["results"][1]
                   ["excerpt"] == excerpt, 20)
        assert read(through, paths[1])[1], "the other one was dropped, too"
        kept(through, paths[0])


def test_who_may_not_purge(make_site, varnish):
    site = make_site()
    varnish.begin(site)
    with site:
        anyone = varnish.client(site)
        stranger = varnish.client(site, source="127.0.0.2")
        purge = {"method": "POST", "path": varnish.url}
        keys = {"Surrogate-Key": "0" * 16}
        assert anyone.request(**purge).status_code == 403
        assert stranger.request(**purge, headers=keys).status_code == 403
        assert anyone.request(**purge, headers=keys).status_code == 200


def test_cookies_of_others(make_site, varnish):
    """They give nobody copies of their own; the session's own goes through."""
    site = make_site()
    site.add_user("editor", "EDITOR")
    varnish.begin(site)
    with site:
        post = make_post(site.login("editor"), publish=True)
        path = f"/posts/{post['id']}/"
        readers = [varnish.client(site, headers={"Cookie": cookie})
                   for cookie in ("_ga=GA1.1; _gid=7", "theme=dark",
                                  "x_talecraft_session=1; a=\"b\"")]
        kept(varnish.client(site), path)
        for reader in readers:
            assert read(reader, path)[1]
        login = readers[0].post("/auth/login/?cookie=true", json={
            "username": "editor", "password": PASSWORD})
        session = login.cookies["talecraft_session"]
        signed = varnish.client(site, headers={
            "Cookie": f"_ga=GA1.1; talecraft_session={session}; theme=dark"})
        assert signed.get("/auth/me/").json()["username"] == "editor"
        for _ in range(2):
            answer, had = read(signed, path)
            assert not had and "private" in answer.headers["Cache-Control"]
