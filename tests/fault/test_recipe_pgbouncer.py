"""Recipe of docs/recipes.md: PgBouncer in session mode; and that transaction mode
is refused."""

import os

import pytest

from support.cached import heard, settle, warm
from support.content import eventually
from support.make import detail, expect, make_media, make_post
from support.recipes import pieces
from support.site import Site
from support.tools import account, free_port, make_dir, spawn

TITLE = "PgBouncer"


class PgBouncer:
    def __init__(self, site):
        self.folder = make_dir(site.root / "pgbouncer", user="postgres")
        self.port = free_port()
        self.process = None
        users = self.folder / "users"
        users.write_text('"talecraft" "a secret"\n')
        text, = pieces(TITLE, "ini", words={
            "/etc/pgbouncer/userlist.txt": users, "6432": self.port,
            "talecraft = host=/var/run/postgresql":
                f"{site.database} = host={site.pg.socket_dir}\n"
                f"{site.shared} = host={site.pg.socket_dir} "
                "pool_mode=transaction"})
        (self.folder / "ini").write_text(text)

    def start(self):
        with open(self.folder / "log", "ab") as log:
            self.process = spawn(["pgbouncer", self.folder / "ini"],
                                 user="postgres", stdout=log, stderr=log)

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=20)


def settings(site, passfile, database, media):
    """A site's settings; database: as PgBouncer knows it."""
    params, total = pieces(TITLE, words={
        "6432": site.bouncer.port, "/etc/apache2/talecraft.pgpass": passfile,
        "dbname=talecraft": f"dbname={database}"})
    return total, f"""DBDriver pgsql
{params}DBDMin 0
DBDKeep 4
DBDMax 6
TalecraftMediaRoot {site.make_media_root(media)}
<Location "/api">
    SetHandler talecraft
</Location>
"""


def configuration(site):
    site.shared = f"{site.database}_shared"
    site.create_database(site.shared)
    site.bouncer = PgBouncer(site)
    passfile = site.root / "pgpass"
    passfile.write_text("*:*:*:*:a secret\n")
    passfile.chmod(0o600)
    entry = account("www-data")
    if entry:
        os.chown(passfile, entry.pw_uid, entry.pw_gid)
    total, by_session = settings(site, passfile, site.database, "own")
    _, by_transaction = settings(site, passfile, site.shared, "other")
    hosts = [f"<VirtualHost *:{site.port}>\nServerName {name}\n{lines}\n"
             "</VirtualHost>\n" for name, lines in
             (("localhost", by_session), ("127.0.0.1", by_transaction))]
    return (f"{total}\nTalecraftWorkerProgram {site.worker}\n"
            "TalecraftMediaWorkers 1\n" + "".join(hosts))


@pytest.fixture(scope="module")
def pooled(pg, base):
    site = Site(pg, base, config=configuration)
    timeout, = pieces(TITLE, "sql")
    site.sql(timeout.replace("ROLE talecraft",
                             f"ROLE talecraft IN DATABASE {site.database}"))
    site.bouncer.start()
    with site:
        site.add_user("editor", "EDITOR")
        yield site
    site.bouncer.stop()


@pytest.fixture(autouse=True)
def refusals(expect_log):
    """Of the host that is there to be refused, at any time: what was prepared
    in one session is not known in the next (26000)."""
    expect_log("TC2022|TC8007|TC2020: .*SQLSTATE 26000")


def test_sessions(pooled):
    editor, public = pooled.login("editor"), pooled.client()
    settle(public)
    post = make_post(editor, publish=True)
    make_media(editor)
    path = f"/posts/{post['id']}/"
    warm(public, path)
    heard(pooled, public)  # LISTEN goes through it
    pooled.sql(f"update posts set title = 'By SQL' where id = {post['id']}")
    eventually(lambda: public.get(path).json()["title"] == "By SQL", 5)
    assert pooled.sql("select count(*) from pg_stat_activity where "
                      f"datname = '{pooled.database}' and "
                      "application_name = 'talecraft'") != "0"


def test_transactions(pooled, expect_log):
    """Whichever process of httpd is asked, on a connection of its own."""
    expect_log("TC2022: .*pool_mode = session", must=True)
    client = pooled.client(url=f"http://127.0.0.1:{pooled.port}/api",
                           strict=False, headers={"Connection": "close"})
    said = "pooled by transactions"
    eventually(lambda: client.get("/health/").json()["database"] == said)
    for _ in range(50):
        assert expect(client.get("/health/"), 503).json()["database"] == said
        expect(client.get("/posts/"), 503,
               detail("Service temporarily unavailable."))
