"""Recipe of docs/recipes.md: TalecraftPurge and a real Varnish."""

import pytest

from purge_site import at_rest, edit
from support.content import eventually
from support.fronts import Varnish
from support.make import expect, make_post
from support.recipes import pieces
from support.site import PASSWORD


class Purged(Varnish):
    """url: where it is purged."""

    def __init__(self, folder):
        super().__init__(folder)
        self.url = f"http://127.0.0.1:{self.port}/purge"

    def begin(self, site):
        text, = pieces("Varnish", "vcl", words={
            '"10.0.0.7"; .port = "80"': f'"127.0.0.1"; .port = "{site.port}"',
            "10.0.0.7": "127.0.0.1"})
        self.start_file(text)

    def purging(self):
        """What httpd is told of it."""
        lines, = pieces("Varnish", words={
            "http://varnish.internal/purge": self.url})
        return lines


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
    site = make_site(extra=varnish.purging())
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
        answer, had = read(through, paths[1])
        assert had, ("the other one was dropped, too", dict(answer.headers),
                     varnish.output(), site.sql("table purge_sender"))
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


def test_addresses_of_readers(make_site, varnish):
    """Logins that fail are the reader's, not Varnish's."""
    site = make_site(modules=["remoteip"], extra="""
RemoteIPHeader X-Forwarded-For
RemoteIPInternalProxy 127.0.0.1
""")
    site.add_user("boss", "ADMIN")
    varnish.begin(site)
    with site:
        source = site.stranger().source
        reader = varnish.client(site, source=source)
        wrong = {"username": "boss", "password": "not the password"}
        expect(reader.post("/auth/login/", json=wrong), 400)
        noted = site.login("boss").get("/audit/").json()["results"][0]
        assert (noted["action"], noted["address"]) == ("login_failed", source)
