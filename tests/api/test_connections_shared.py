"""Virtual hosts that inherit the database's directives have one list of
mod_dbd's between them."""

import threading
import time

from support.content import eventually
from support.make import expect

LOOKS = 22  # seconds: so often idle sessions are looked for, twice
BACKENDS = "select count(*) from pg_stat_activity where datname = " \
    "current_database() and pid <> pg_backend_pid()"
WAITING = BACKENDS + " and wait_event_type = 'Lock'"


ONE_CHILD = """
ServerLimit 1
StartServers 1
MaxRequestWorkers 16
ThreadsPerChild 16
"""


def inheriting(site):
    return site.default_config() + ONE_CHILD + f"""
<VirtualHost 127.0.0.1:{site.port}>
    ServerName localhost
</VirtualHost>
"""


def read(client, name, readers=3):
    """At the same time, answers that are never kept."""
    statuses = []
    threads = [threading.Thread(target=lambda n=n: statuses.append(
        client().get(f"/posts/?search={name}{n}", timeout=20).status_code))
        for n in range(readers)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return statuses


def test_whose_handle_the_listener_has(make_site, expect_log):
    """The one host's listener has what the other host has opened. The idle
    sessions are ended all the same, and nobody waits for ever."""
    expect_log("TC2|TC8|dbd:")
    site = make_site(config=inheriting)

    def let_connect(word):
        site.pg.sql(f"alter database {site.database} allow_connections "
                    f"{word}", "postgres")

    def client():
        return site.client(strict=False)

    let_connect("false")
    with site:
        expect(client().get("/posts/?search=x"), 503)
        let_connect("true")
        eventually(lambda: set(read(client, "early")) == {200}, 10, 0.01)
        for turn in range(2):
            eventually(lambda: int(site.sql(BACKENDS)) == 1, LOOKS, 0.2)
            assert read(client, f"late{turn}") == [200, 200, 200]


def with_numbers(site):
    """One may have one connection, as the main server may, the other three."""
    return site.default_config() + ONE_CHILD + \
        "TalecraftDBConnections 1\n" + "".join(f"""
<VirtualHost 127.0.0.1:{site.port}>
    ServerName host{number}
    TalecraftDBConnections {number}
</VirtualHost>
""" for number in (1, 3))


def test_the_largest_number_counts(make_site):
    """They have three together, whoever asks."""
    with make_site(config=with_numbers) as site:
        client = site.client(headers={"Host": "host1"})
        expect(client.get("/posts/slug/none/"), 404)
        with site.hold("lock table slug_history"):
            readers = [threading.Thread(target=lambda n=n: client.get(
                f"/posts/slug/none{n}/")) for n in range(6)]
            for one in readers:
                one.start()
            eventually(lambda: int(site.sql(WAITING)) == 3)
            time.sleep(0.5)
            assert int(site.sql(WAITING)) == 3
        for one in readers:
            one.join()
