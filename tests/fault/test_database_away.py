"""PostgreSQL is restarted, killed, away, busy, of another schema: requests
wait a little or get a quick 503, and all is well again without help."""

import re
import signal
import statistics
import threading
import time

import pytest

from support.content import eventually
from support.make import detail, expect, make_post
from support.postgres import AWAY_LINES

UNAVAILABLE = detail("Service temporarily unavailable.")
# How long a request may wait for a database that is being restarted.
GRACE = 2


class Load:
    """Threads that repeat a call until the end of the `with` block."""

    def __init__(self, *calls):
        self.calls = calls
        self.answers = [[] for _ in calls]  # (began, seconds, answer)
        self.ended = threading.Event()
        self.threads = [threading.Thread(target=self._run, args=pair)
                        for pair in enumerate(calls)]

    def _run(self, number, call):
        while not self.ended.is_set():
            began = time.monotonic()
            answer = call()
            self.answers[number].append(
                (began, time.monotonic() - began, answer))

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.ended.set()
        for thread in self.threads:
            thread.join()

    def answered(self):
        return [len(answers) for answers in self.answers]

    def all(self):
        return [one for answers in self.answers for one in answers]

    def healed(self, since):
        """Each thread's last call began after that and was answered 200."""
        return all(answers and answers[-1][0] > since
                   and answers[-1][2].status_code == 200
                   for answers in self.answers)

    def failed(self):
        return [(began, answer) for began, _, answer in self.all()
                if answer.status_code != 200]


class Writer:
    """Writes 1, 2, 3 ... into its own first name."""

    def __init__(self, site, name):
        site.add_user(name)
        self.site = site
        self.name = name
        self.number = 0
        self.acknowledged = 0
        self.client = None

    def login(self):
        self.client = self.site.login(self.name)
        return self

    def __call__(self):
        self.number += 1
        answer = self.client.patch("/auth/me/", strict=False,
                                   json={"first_name": str(self.number)})
        if answer.status_code == 200:
            self.acknowledged = self.number
        return answer

    def stored(self):
        return int(self._column("first_name"))

    def version(self):
        return int(self._column("version"))

    def _column(self, name):
        return self.site.sql(f"select {name} from users "
                             f"where username = '{self.name}'")


@pytest.fixture
def away(make_site, own_pg, expect_log):
    """A site whose PostgreSQL belongs to the test; not started."""
    expect_log(AWAY_LINES)
    site = make_site(pg=own_pg)
    site.add_user("admin", "ADMIN")
    return site


def reader(client):
    return lambda: client.get("/users/?page_size=1", strict=False)


def ask(client):
    began = time.monotonic()
    answer = client.get("/auth/me/", strict=False)
    return answer, time.monotonic() - began


def is_unavailable(answer):
    expect(answer, 503, UNAVAILABLE)
    assert int(answer.headers["Retry-After"]) > 0


def wait_healed(client, path="/auth/me/"):
    eventually(lambda: client.get(path, strict=False).status_code == 200)


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGQUIT])
def test_restart_under_load(away, own_pg, how):
    with away:
        writers = [Writer(away, f"writer{i}").login() for i in range(2)]
        admin = away.login("admin")
        reads = Load(*[reader(away.login("admin")) for _ in range(4)])
        writes = Load(*writers)
        with reads, writes:
            time.sleep(0.5)
            down = time.monotonic()
            own_pg.restart(how)
            back = time.monotonic()
            eventually(lambda: reads.healed(back) and writes.healed(back))
            healed = time.monotonic()
            time.sleep(1)
            eventually(lambda: len(reads.all()) > 100
                       and len(writes.all()) > 50)
        for began, answer in reads.failed() + writes.failed():
            is_unavailable(answer)
            assert down - GRACE < began < healed
        if back - down < GRACE - 1:
            assert not reads.failed()
            # A crash leaves it open whether a COMMIT was carried out.
            assert how == signal.SIGQUIT or not writes.failed()
        for writer in writers:
            assert (writer.acknowledged <= writer.stored() <= writer.number)
        expect(ask(admin)[0], 200)


def test_sessions_are_killed(away, own_pg):
    with away:
        writer = Writer(away, "writer").login()
        before = writer.version()
        load = Load(reader(away.login("admin")),
                    reader(away.login("admin")), writer)
        with load:
            for _ in range(40):
                then = load.answered()
                time.sleep(0.025)
                own_pg.sql("select pg_terminate_backend(pid) from "
                           "pg_stat_activity where usename = 'talecraft'")
                # Whatever the machine does, no call is hit many times.
                eventually(lambda: all(
                    now > count for now, count in zip(load.answered(), then)),
                    pause=0.002)
        assert not load.failed(), away.httpd.log_text()
        assert len(load.all()) > 100
        assert writer.stored() == writer.number
        # None was made twice, though some were sent again.
        assert writer.version() == before + writer.number


def test_session_killed_behind_its_commit(away, own_pg):
    """COMMIT waits for a standby that never comes. What is committed here
    already is not repeated, though the server says that it ended the
    session."""
    with away:
        writer = Writer(away, "writer").login()
        before = writer.version()
        answers = []
        thread = threading.Thread(target=lambda: answers.append(writer()))
        own_pg.standbys("nobody")
        thread.start()
        eventually(lambda: own_pg.sql(
            "select pg_terminate_backend(pid) from pg_stat_activity "
            "where usename = 'talecraft' and wait_event = 'SyncRep'"))
        own_pg.standbys("")
        thread.join()
        is_unavailable(answers[0])
        assert writer.version() == before + 1 and writer.stored() == 1


def test_away_and_back(away, own_pg):
    with away:
        client = away.login("admin")
        expect(ask(client)[0], 200)
        own_pg.stop()
        down = time.monotonic()
        while time.monotonic() < down + GRACE + 1:
            is_unavailable(ask(client)[0])
        before = len(away.httpd.log_text())
        began = time.monotonic()
        asked = [ask(client) for _ in range(200)]
        lasted = time.monotonic() - began
        for answer, _ in asked:
            is_unavailable(answer)
        # Nobody waits any more, but on a busy machine one may be held up.
        assert statistics.median(took for _, took in asked) < GRACE / 4
        answer = client.get("/health/", strict=False)
        assert answer.status_code == 503 and answer.json()
        lines = re.findall(r"TC2\d{3}: ", away.httpd.log_text()[before:])
        assert len(lines) <= max(4, 2 * lasted) * len(
            away.httpd.servers()), "the log is flooded"
        own_pg.start()
        wait_healed(client)
        for _ in range(20):
            expect(ask(client)[0], 200)
        expect(client.get("/health/"), 200)


def test_away_from_the_start(away, own_pg):
    own_pg.stop()
    with away:
        client = away.client()
        answer = client.post("/auth/login/", strict=False, json={
            "username": "admin", "password": "some password"})
        is_unavailable(answer)
        own_pg.start()
        wait_healed(client, "/health/")
        # another connection may be another child's, which has its own turn
        admin = away.login("admin")
        wait_healed(admin)
        expect(ask(admin)[0], 200)


def test_no_free_connection(own_pg, make_site, expect_log):
    """A locked table occupies the permits; who waits for one is sent away."""
    expect_log(AWAY_LINES)
    site = make_site(pg=own_pg, extra="TalecraftDBConnections 1\n"
                                      "TalecraftDBTimeout 1\n")
    site.add_user("admin", "ADMIN")
    with site:
        clients = [site.login("admin") for _ in range(8)]
        answers = []
        threads = [threading.Thread(
            target=lambda client=client: answers.append(ask(client)))
            for client in clients]
        with site.hold("lock table users"):
            for thread in threads:
                thread.start()
            # Each process has one permit, and there are at most four.
            eventually(lambda: len(answers) >= 4)
            refused = list(answers)
        for thread in threads:
            thread.join()
        for answer, seconds in refused:
            is_unavailable(answer)
            assert seconds > 0.5
        for client in clients:
            expect(ask(client)[0], 200)


def test_other_schema(away):
    away.sql("insert into schema_migrations (number, name, sha256) "
             "values (9999, 'later', 'x')")
    with away:
        client = away.client(strict=False)
        login = {"username": "admin", "password": "some password"}
        is_unavailable(client.post("/auth/login/", json=login))
        answer = client.get("/health/")
        assert answer.status_code == 503 and "9999" in answer.text
        assert re.search("TC2005: .*talecraftctl migrate",
                         away.httpd.log_text())
        away.sql("delete from schema_migrations where number = 9999")
        expect(client.get("/health/"), 200)
        expect(ask(away.login("admin"))[0], 200)


def test_rule_that_nobody_expects(make_site, expect_log):
    """Somebody added a rule to the schema by hand: told, and nothing done."""
    expect_log(r"TC2017: .* posts_delete, SQLSTATE P0001", must=True)
    with make_site() as site:
        site.add_user("editor", "EDITOR")
        editor = site.login("editor")
        path = f"/posts/{make_post(editor)['id']}/"
        site.sql("create function refuse() returns trigger language plpgsql "
                 "as $$ begin raise 'not here'; end $$; create trigger refuse "
                 "before delete on posts execute function refuse()")
        expect(editor.delete(path, strict=False), 500)
        expect(editor.get(path), 200)
