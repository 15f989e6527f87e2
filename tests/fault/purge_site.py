"""A site that purges a cache, for the tests of TalecraftPurge."""

import pytest

from support.cached import read, settle
from support.content import eventually
from support.make import expect, unique
from support.receiver import Receiver
from support.site import Site

FAILED = r"TC8020: "


@pytest.fixture
def receiver():
    one = Receiver()
    yield one
    one.stop()


def purging(receiver, *options):
    return ("TalecraftSurrogateKeys On\n"
            + " ".join(["TalecraftPurge", receiver.url, *map(str, options)]))


@pytest.fixture(scope="module")
def shared(pg, base):
    receiver = Receiver().start()
    with Site(pg, base, extra=purging(receiver)) as site:
        site.add_user("editor", "EDITOR")
        begin(site, receiver)
        yield site, receiver
    receiver.stop()


@pytest.fixture
def purged(shared):
    """A site whose first purge, of everything, is done with, and the cache
    in front of it."""
    site, site.cache = shared
    eventually(lambda: at_rest(site))
    site.everything = site.cache.requests[0].keys[0]
    site.cache.answers.clear()
    site.cache.start()
    return site


def begin(site, receiver):
    receiver.wait_requests(1)
    eventually(lambda: at_rest(site))
    settle(site.client())


def at_rest(site, database=None):
    """In one statement: the first purge of all comes with the sender's row."""
    return site.sql(
        "select count(*) from purge_sender where token is null and not exists "
        "(select from purge_changes) and not exists (select from purge_keys)",
        database) == "1"


def waiting(site, database=None):
    return int(site.sql("select (select count(*) from purge_changes) + "
                        "(select count(*) from purge_keys)", database))


def keys(client, path):
    return set(read(client, path).headers["Surrogate-Key"].split(" "))


class Downstream:
    """What a cache that dropped by these keys would have left."""

    def __init__(self, client, *paths):
        self.held = {path: keys(client, path) for path in paths}

    def dropped(self, told):
        return {path for path, names in self.held.items() if names & told}


def quiet(site, receiver, count):
    """Everything was told, in so many requests."""
    eventually(lambda: at_rest(site))
    assert len(receiver.requests) == count


def edit(client, post):
    expect(client.patch(f"/posts/{post}/", json={"excerpt": unique()}), 200)


def failing(site, times=1):
    eventually(lambda: int(
        site.sql("select failures from purge_sender") or 0) >= times)
