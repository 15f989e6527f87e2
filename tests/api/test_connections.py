"""How many connections to PostgreSQL a server has, and what happens where
there are no more."""

import contextlib
import subprocess
import threading
import time

import pytest
import requests

from support.content import eventually
from support.make import expect, make_post
from support.metrics import METRICS, scrape, total
from support.tools import pg_program

BACKENDS = "select count(*) from pg_stat_activity where datname = '{}' " \
    "and pid <> pg_backend_pid() and backend_type = 'client backend'"
SITES = 5


@pytest.fixture
def small_pg(own_pg):
    """A PostgreSQL with 20 connections, 17 of them for us."""
    with open(own_pg.data / "postgresql.conf", "a", encoding="utf-8") as conf:
        conf.write("max_connections = 20\nsuperuser_reserved_connections = 3\n")
    own_pg.restart()
    return own_pg


def names(site):
    return [site.database] + [f"{site.database}_{n}" for n in range(1, SITES)]


def several_sites(site):
    """Virtual hosts, each with a database."""
    hosts = []
    for number, name in enumerate(names(site)):
        if number:
            site.create_database(name)
        hosts.append(f"""<VirtualHost 127.0.0.1:{site.port}>
ServerName host{number}
{site.dbd(name)}
<Location "/api">
    SetHandler talecraft
</Location>
</VirtualHost>
""")
    # waiting for a connection takes long on a busy machine
    return "TalecraftDBTimeout 20s\n" + "".join(hosts)


def host(site, number):
    return site.client(headers={"Host": f"host{number}"}, strict=False)


def backends(site, name):
    return int(site.pg.sql(BACKENDS.format(name)))


@contextlib.contextmanager
def all_sessions(pg, database):
    """All that PostgreSQL has, somebody else's. One after the other: each has
    its answer before the next. Who is refused tries again, as the process of
    a session that has just ended may still be there."""
    others = []
    refused = 0

    def has_answer():
        others.append(subprocess.Popen(
            [pg_program("psql"), "-XAtq", "-d", pg.conninfo(database)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True, bufsize=1))
        with contextlib.suppress(BrokenPipeError):
            others[-1].stdin.write("select 1;\n")
        return others[-1].stdout.readline() == "1\n"

    def end(one):
        with contextlib.suppress(BrokenPipeError):
            one.communicate()

    try:
        while refused < 5:
            if has_answer():
                refused = 0
            else:
                refused += 1
                end(others.pop())
                time.sleep(0.2)
        yield len(others)
    finally:
        for one in others:
            end(one)


def test_postgresql_has_none_left(make_site, small_pg, expect_log):
    """It is there: the log says what it says, and what to do."""
    expect_log(r"TC2013: .*53300.*TalecraftDBTotal", must=True)
    expect_log(r"dbd:|TC2013|TC8007|TC2010")
    site = make_site(pg=small_pg)
    with all_sessions(small_pg, site.database) as number:
        assert number == 17
        with site:
            client = site.client(strict=False)
            expect(client.get("/posts/?search=x"), 503)
            assert "TC2002" not in site.httpd.log_text()
    with site:
        eventually(lambda: client.get("/posts/?search=x").status_code == 200)


def burst(site, seconds=4):
    """Statuses of what 20 readers got, a few of each site."""
    statuses, lock = {}, threading.Lock()
    end = time.monotonic() + seconds

    def read(number):
        client = host(site, number % SITES)
        turn = 0
        while time.monotonic() < end:
            turn += 1
            try:
                status = client.get(
                    f"/posts/?search=word{number}x{turn}").status_code
            except requests.ConnectionError:
                continue  # a kept-alive one that httpd was about to close
            with lock:
                statuses[status] = statuses.get(status, 0) + 1

    threads = [threading.Thread(target=read, args=(n,)) for n in range(20)]
    for one in threads:
        one.start()
    most = 0
    while any(one.is_alive() for one in threads):
        # neither the role's own sessions nor psql's are locked out
        most = max(most, int(site.pg.sql(
            "select count(*) from pg_stat_activity where usename = "
            "'talecraft' and pid <> pg_backend_pid()", user="talecraft")))
        time.sleep(0.2)
    return statuses, most


def test_a_burst_over_several_sites(make_site, small_pg):
    site = make_site(pg=small_pg, config=several_sites)
    with site:
        for number in range(SITES):
            expect(host(site, number).get("/posts/"), 200)
        statuses, most = burst(site)
        assert statuses.pop(200) > 20
        assert sum(statuses.values()) == 0
        # PostgreSQL's process ends a little after its session
        assert most <= 17 * 4 // 5 + 2
        assert "use 13 database connections at most" in site.httpd.log_text()
        eventually(lambda: all(backends(site, name) == 1
                               for name in names(site)), 40, 0.2)


def stays_at_one(site, seconds):
    """Not only before the listener's has been opened."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if backends(site, site.database) != 1:
            return False
        time.sleep(0.1)
    return True


@pytest.mark.slow
def test_an_idle_site_has_one(make_site, receiver):
    """The one that hears of changes also asks what work waits."""
    site = make_site(extra="TalecraftWebhookAllow 127.0.0.1\n")
    site.add_user("editor", "EDITOR")
    site.add_user("admin", "ADMIN")
    with site:
        editor = site.login("editor")
        expect(site.login("admin").post("/webhooks/", json={
            "name": "Receiver", "url": receiver.url,
            "events": ["post.published"]}), 201)
        one = make_post(editor)
        eventually(lambda: stays_at_one(site, 3), 60, 0.2)
        # what somebody does by SQL is found by that one too
        site.sql("update posts set status = 'SCHEDULED', "
                 f"scheduled_publish_at = now() where id = {one['id']}")
        eventually(lambda: site.sql(
            f"select status from posts where id = {one['id']}")
            == "PUBLISHED")
        receiver.wait_requests(1)


def test_fewer_than_the_sites_need(make_site, small_pg, expect_log):
    """Eight, five of them listeners': the sites take turns with the rest, and
    nobody waits for one that his own site has idle."""
    expect_log("TC2003: .*all sites together have 8")
    site = make_site(pg=small_pg, config=lambda site:
                     "TalecraftDBTotal 8\n" + several_sites(site))
    with site:
        statuses, most = burst(site, 2)
        assert statuses.pop(200) > 20
        assert sum(statuses.values()) <= 4
        # PostgreSQL's process ends a little after its session
        assert most <= 8 + 2


def test_slots_of_the_dead(make_site, small_pg, expect_log):
    """Who is killed gives nothing back."""
    expect_log("exit signal|AH00052|dbd:")
    site = make_site(pg=small_pg, extra="TalecraftDBTotal 4\n")
    with site:
        client = site.client(strict=False)
        for _ in range(4):
            expect(client.get("/posts/?search=x"), 200)
            for pid in site.httpd.servers():
                subprocess.run(["kill", "-9", str(pid)], check=True)
            eventually(lambda: reachable(client))


def test_slots_of_the_dead_are_free_at_once(make_site, expect_log):
    """Also while nobody is in want of one."""
    expect_log("exit signal|AH00052|dbd:")
    with make_site(vhosts=METRICS) as site:
        def counted():
            return total(scrape(site), "talecraft_db_connections")

        client = site.client(strict=False)
        for _ in range(2):
            eventually(lambda: reachable(client))
            for pid in site.httpd.servers():
                subprocess.run(["kill", "-9", str(pid)], check=True)
            eventually(lambda: reachable(client))
            eventually(lambda: counted() == backends(site, site.database))


def reachable(client):
    try:
        return client.get("/posts/?search=x").status_code == 200
    except OSError:
        return False
