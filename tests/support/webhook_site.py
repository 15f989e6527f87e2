"""A site that may tell receivers on this machine, and webhooks to them."""

import json

import pytest

from .make import expect, unique
from .site import Site

STATUS = """<Location /server-status>
    SetHandler server-status
</Location>
"""


@pytest.fixture(scope="module")
def site(pg, base):
    with Site(pg, base, extra="TalecraftWebhookAllow 127.0.0.1 ::1",
              vhosts=STATUS) as one:
        one.add_user("editor", "EDITOR")
        one.add_user("admin", "ADMIN")
        yield one


@pytest.fixture
def admin(site):
    return site.login("admin")


@pytest.fixture
def editor(site):
    return site.login("editor")


@pytest.fixture
def hook(site, admin, receiver):
    """Makes webhooks, which are gone after the test."""
    made = []

    def make(*events, url=None, **fields):
        row = expect(admin.post("/webhooks/", json={
            "name": unique("hook"), "url": url or receiver.url,
            "events": list(events or ["*"]), **fields}), 201).json()
        made.append(row["id"])
        return row

    yield make
    for number in made:
        admin.delete(f"/webhooks/{number}/")


def bodies(receiver):
    return [json.loads(one.body) for one in receiver.requests]


def told(receiver, count):
    receiver.wait_requests(count)
    return [(one["type"], one["data"]["id"]) for one in bodies(receiver)]
