"""Webhooks: whom a server may reach, at each delivery."""

import subprocess
from pathlib import Path

import pytest

from support.content import eventually
from support.make import expect
from support.receiver import Receiver, deliveries, states
from support.site import Site


@pytest.fixture(scope="module")
def closed(pg, base):
    with Site(pg, base) as one:
        one.add_user("admin", "ADMIN")
        yield one


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]",
                                  "0.0.0.0", "[::ffff:127.0.0.1]"])
def test_whom_it_may_not_reach(closed, receiver, host):
    """Creation does not say; each delivery looks at the address itself."""
    admin = closed.login("admin")
    made = expect(admin.post("/webhooks/", json={
        "name": host, "url": f"http://{host}:{receiver.port}/",
        "events": ["*"]}), 201).json()
    expect(admin.post(f"/webhooks/{made['id']}/ping/"), 202)
    eventually(lambda: states(admin, made) == ["failed"])
    (row,) = deliveries(admin, made)
    assert row["last_status"] is None
    assert "may not be reached" in row["error"], row
    assert receiver.requests == []


def test_allowed_by_name(make_site, receiver):
    """The name counts, not where it leads; the address by itself does not."""
    with make_site(extra="TalecraftWebhookAllow LOCALHOST 10.0.0.0/8") as site:
        site.add_user("admin", "ADMIN")
        admin = site.login("admin")
        made = [expect(admin.post("/webhooks/", json={
            "name": "x", "events": ["*"], "url": url}), 201).json()
            for url in (f"http://localhost:{receiver.port}/name",
                        f"http://127.0.0.1:{receiver.port}/address")]
        for one in made:
            expect(admin.post(f"/webhooks/{one['id']}/ping/"), 202)
        eventually(lambda: [states(admin, one) for one in made]
                   == [["delivered"], ["failed"]])
        assert [one.path for one in receiver.requests] == ["/name"]


@pytest.fixture
def renamed(make_site, tmp_path):
    """A site for which changing.test leads where it is told, and may lead to
    127.0.0.2 alone."""
    library = tmp_path / "changing_name.so"
    source = Path(__file__).with_name("changing_name.c")
    subprocess.run(["gcc", "-std=gnu11", "-Wall", "-Wextra", "-Werror",
                    "-shared", "-fPIC", "-o", library, source, "-ldl"],
                   check=True)
    one = make_site(extra="TalecraftWebhookAllow 127.0.0.2")
    name = one.root / "name"
    one.add_user("admin", "ADMIN")
    one.httpd.preload.append(library)
    one.httpd.extra_environment["CHANGING_NAME"] = str(name)

    def lead(address):
        name.write_text(address)
        name.chmod(0o644)

    with one:
        yield one, lead


def test_a_name_that_changes_its_address(renamed, receiver):
    """What it leads to is looked at for each delivery, and none goes to
    another address than the one that was looked at."""
    site, lead = renamed
    admin = site.login("admin")
    allowed = Receiver(host="127.0.0.2", port=receiver.port).start()
    try:
        made = expect(admin.post("/webhooks/", json={
            "name": "x", "events": ["*"],
            "url": f"http://changing.test:{receiver.port}/"}), 201).json()
        wanted = []
        for address, state in (("127.0.0.2", "delivered"),
                               ("127.0.0.1", "failed"),
                               ("127.0.0.2", "delivered")):
            lead(address)
            expect(admin.post(f"/webhooks/{made['id']}/ping/"), 202)
            wanted.insert(0, state)
            eventually(lambda: states(admin, made) == wanted)
        assert len(allowed.requests) == 2 and receiver.requests == []
    finally:
        allowed.stop()
