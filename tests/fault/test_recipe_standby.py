"""Recipe of docs/recipes.md: PostgreSQL with a standby that is promoted while
httpd goes on."""

import os
import signal
import threading
import time
from pathlib import Path

import pytest

from support.cached import settle, warm
from support.content import eventually
from support.make import expect, make_post, unique
from support.postgres import AWAY_LINES, SETTINGS, Postgres
from support.recipes import pieces
from support.site import Site
from support.tools import AS_ROOT, make_dir, pg_program, read_proc, run

TITLE = "A standby that is promoted"
# Debian's commands, for clusters of the test: it starts them itself.
DEBIAN = """set -eu
PATH={programs}:$PATH
pg_ctlcluster() {{
    [ "$3" != promote ] || {as_postgres} pg_ctl -D {data} promote
}}
su() {{ {as_postgres} sh -c "$3"; }}
cd /
{commands}"""
AS_POSTGRES = "runuser -u postgres --" if AS_ROOT else ""


class Pair:
    """db1 and db2, as the page calls them."""

    def __init__(self, db1, folder):
        self.dbs = {"db1": db1, "db2": Postgres(folder)}
        make_dir(self.dbs["db2"].socket_dir, user="postgres")

    def words(self):
        return {"host=db1.internal": f"host={self.dbs['db1'].socket_dir}",
                ",db2.internal": f",{self.dbs['db2'].socket_dir}"}

    def run_commands(self, name, number):
        """The page's block of that number, on the machine called so."""
        text = pieces(TITLE, "sh")[number]
        if name == "db1":  # as the page says: the names changed round
            text = text.replace("db1", "x").replace("db2", "db1").replace(
                "x", "db2")
        for db, one in self.dbs.items():
            text = text.replace(f"host={db}.internal",
                                f"host={one.socket_dir}")
        data = self.dbs[name].data
        run(["bash", "-c", DEBIAN.format(
            programs=Path(pg_program("pg_ctl")).parent, data=data,
            as_postgres=AS_POSTGRES, commands=text.replace(
                "/var/lib/postgresql/15/main", str(data)))])

    def make_standby(self, name):
        """Its own settings are Debian's /etc/postgresql/15/main there."""
        db = self.dbs[name]
        make_dir(db.data.parent, user="postgres")
        make_dir(db.data, user="postgres", mode=0o700)
        self.run_commands(name, 0)
        with open(db.data / "postgresql.conf", "a", encoding="utf-8") as conf:
            conf.write(f"{SETTINGS}\n"
                       f"unix_socket_directories = '{db.socket_dir}'\n")
        db.start()

    def make_synchronous(self, name, standby):
        _, text, _ = pieces(TITLE, "sql", words={"db2": standby})
        self.dbs[name].sql(text)
        eventually(lambda: self.dbs[name].sql(
            "select sync_state from pg_stat_replication") == "sync")

    def promote(self, name):
        self.run_commands(name, 1)


@pytest.fixture
def pair(own_pg, base):
    made = Pair(own_pg, make_dir(base / unique("standby")))
    role, _, _ = pieces(TITLE, "sql")
    own_pg.sql(role)
    made.make_standby("db2")
    yield made
    made.dbs["db2"].stop()


@pytest.fixture
def kept(pair, own_pg, base, expect_log):
    """A site at both of them."""
    def configuration(site):
        params, = pieces(TITLE, words={
            **pair.words(), "dbname=talecraft": f"dbname={site.database}"})
        return f"""DBDriver pgsql
{params}DBDMin 0
DBDKeep 4
DBDMax 6
TalecraftMediaRoot {site.media_root}
TalecraftWorkerProgram {site.worker}
TalecraftMediaWorkers 1
<Location "/api">
    SetHandler talecraft
</Location>
"""

    expect_log(AWAY_LINES)
    site = Site(own_pg, base, config=configuration)
    site.add_user("editor", "EDITOR")
    with site:
        settle(site.client())
        yield site


class Writer(threading.Thread):
    """Makes posts, one after the other; `made` are those that were answered,
    with the time."""

    def __init__(self, client):
        super().__init__()
        self.client, self.made, self.ended = client, [], threading.Event()

    def run(self):
        while not self.ended.is_set():
            answer = self.client.post("/posts/", strict=False, json={
                "title": unique("Kept "), "content": []})
            if answer.status_code == 201:
                self.made.append((time.monotonic(), answer.json()["id"]))

    def __enter__(self):
        self.start()
        eventually(lambda: len(self.made) > 20)
        return self

    def __exit__(self, *_):
        self.ended.set()
        self.join()


def goes_on(writer, since):
    return any(when > since for when, _ in writer.made)


def change(site, path):
    """The title from then on; None where the database was not reached."""
    title = unique("Changed ")
    client = site.client(site.login("editor").token, strict=False)
    answer = client.patch(path, json={"title": title})
    if answer.status_code == 503:
        return None
    expect(answer, 200)
    return title


def test_a_promotion(kept, pair, expect_log):
    """Nothing that was answered is lost; writes go on, and come back to db1
    when that is made the standby and promoted in its turn."""
    expect_log("TC2011")
    pair.make_synchronous("db1", "db2")
    path = f"/posts/{make_post(kept.login('editor'), publish=True)['id']}/"
    reader = kept.client(strict=False)
    pids = kept.httpd.process.pid
    for old, new in (("db1", "db2"), ("db2", "db1")):
        warm(reader, path, "/posts/")
        shown = reader.get(path).text
        with Writer(kept.login("editor")) as writer:
            pair.dbs[old].stop(signal.SIGQUIT)
            gone = time.monotonic()
            assert expect(reader.get(path), 200).text == shown
            time.sleep(2)
            assert not goes_on(writer, gone + 0.5)
            pair.promote(new)
            promoted = time.monotonic()
            eventually(lambda: goes_on(writer, promoted), 30)
            print(f"writes {time.monotonic() - promoted:.1f} s after it")
        there = set(pair.dbs[new].sql("select id from posts",
                                      kept.database).split())
        assert not [number for _, number in writer.made
                    if str(number) not in there]
        # each process finds out by itself that its connections are gone
        title = eventually(lambda: change(kept, path), 10)
        for where in (path, "/posts/"):
            assert title in expect(reader.get(where), 200).text
        warm(reader, path)
        # somebody else's change is heard from the new one
        pair.dbs[new].sql("update posts set title = 'By hand' where id = "
                          + path.split("/")[2], kept.database)
        eventually(lambda: "By hand" in reader.get(path).text, 10)
        if old == "db1":
            pair.make_standby("db1")
            pair.make_synchronous("db2", "db1")
    assert kept.httpd.process.pid == pids


def test_a_standby_that_stops(kept, pair):
    """Nothing is answered that it has not; reads go on."""
    pair.make_synchronous("db1", "db2")
    editor = kept.client(kept.login("editor").token, strict=False)
    path = f"/posts/{make_post(editor, publish=True)['id']}/"
    pair.dbs["db2"].stop()
    expect(editor.post("/posts/", json={"title": "x", "content": []}), 503)
    expect(kept.client().get(path), 200)
    _, _, text = pieces(TITLE, "sql")
    pair.dbs["db1"].sql(text)
    eventually(lambda: editor.post("/posts/", json={
        "title": "y", "content": []}).status_code == 201)


def test_a_standby_alone(pair, own_pg, make_site, expect_log):
    """Without target_session_attrs: what can be read is read, and not kept."""
    expect_log("TC8008", must=True)
    expect_log("TC2011", must=True)
    expect_log(AWAY_LINES)  # nothing can be noted there, sessions neither
    site = make_site(pg=own_pg)
    site.add_user("editor", "EDITOR")
    token = site.login("editor").token
    there = pair.dbs["db2"]
    eventually(lambda: there.sql(
        f"select count(*) from pg_database where datname = '{site.database}'"
    ) == "1")
    eventually(lambda: there.sql("select count(*) from tokens",
                                 site.database) == "1")
    site.httpd.config = site.httpd.config.replace(
        str(own_pg.socket_dir), str(there.socket_dir))
    site.httpd.write_config()
    with site:
        editor = site.client(token, strict=False)
        eventually(lambda: "TC8008" in site.httpd.log_text())
        for _ in range(2):
            answer = expect(site.client().get("/categories/"), 200)
            assert answer.headers["X-Cache"] != "HIT"
        expect(editor.post("/posts/", json={"title": "x", "content": []}),
               503)


def wal_receiver(db):
    return int(db.sql("select pid from pg_stat_wal_receiver"))


def test_what_a_promotion_loses_is_not_shown(kept, pair, expect_log):
    """Without synchronous commits: the cache has an answer that the promoted
    database knows nothing of."""
    expect_log("TC2011")
    db1, db2 = pair.dbs.values()
    editor, reader = kept.login("editor"), kept.client(strict=False)
    path = f"/posts/{make_post(editor, publish=True)['id']}/"
    before = expect(reader.get(path), 200).json()["title"]
    place = db1.sql("select pg_current_wal_lsn()")
    eventually(lambda: db2.sql("select pg_last_wal_replay_lsn() >= "
                               f"'{place}'::pg_lsn") == "t")
    receiver = wal_receiver(db2)
    assert "walreceiver" in read_proc(receiver, "cmdline")
    os.kill(receiver, signal.SIGSTOP)
    lost = change(kept, path)
    warm(reader, path)
    assert lost in reader.get(path).text
    db1.stop(signal.SIGKILL)
    os.kill(receiver, signal.SIGKILL)
    eventually(lambda: wal_is_quiet(db2))
    pair.promote("db2")
    eventually(lambda: db2.sql("select pg_is_in_recovery()") == "f")
    assert db2.sql("select title from posts where id = "
                   + path.split("/")[2], kept.database) == before
    eventually(lambda: reader.get(path).json().get("title") == before, 30)
    title = eventually(lambda: change(kept, path), 10)
    assert title in expect(reader.get(path), 200).text


def wal_is_quiet(db):
    """It has begun anew after the death of one of its processes."""
    try:
        return db.sql("select count(*) from pg_stat_wal_receiver") == "0"
    except RuntimeError:
        return False
