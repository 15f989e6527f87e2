"""The throttle on failed logins, from addresses of their own."""

import re
import secrets
import socket
import threading

import pytest

from support.make import USER_PASSWORD, expect, make_user, unique
from support.site import Site
from support.tools import REPO, free_port

WRONG = {"non_field_errors": [
    "Unable to log in with provided credentials."]}


@pytest.fixture
def source(site):
    """An address that no other test comes from."""
    return site.stranger().source


def client_from(site, source, token=None):
    return site.client(token, source=source,
                       url=f"http://127.0.0.1:{site.port}/api")


def login(client, name, password="not the password"):
    return client.post("/auth/login/", json={"username": name,
                                             "password": password})


def throttled(answer):
    expect(answer, 429)
    seconds = int(answer.headers["Retry-After"])
    assert 1 <= seconds <= 60
    expect(answer, 429, {
        "detail": "Request was throttled. Expected available in "
                  f"{seconds} second{'s' if seconds != 1 else ''}."})


def fail(client, name, times):
    for _ in range(times):
        expect(login(client, name), 400, WRONG)


def test_five_failures_of_one_name(site, admin, source):
    user = make_user(admin)
    name = user["username"]
    client = client_from(site, source)
    fail(client, name, 5)
    throttled(login(client, name))
    throttled(login(client, name, USER_PASSWORD))
    # Another name, and the name from another address, are free.
    expect(login(client, unique("nobody")), 400, WRONG)
    other = site.stranger()
    expect(login(other, name, USER_PASSWORD), 200)


def test_unknown_names_are_counted_too(site, source):
    name = unique("nobody")
    client = client_from(site, source)
    fail(client, name, 5)
    throttled(login(client, name))


def test_twenty_failures_of_one_address(site, admin, source):
    user = make_user(admin)
    client = client_from(site, source)
    for _ in range(20):
        expect(login(client, unique("nobody")), 400, WRONG)
    throttled(login(client, unique("nobody")))
    throttled(login(client, user["username"], USER_PASSWORD))
    # Only the login is refused.
    expect(client.get("/posts/?page_size=1"), 200)


def test_successes_and_bad_bodies_are_not_counted(site, admin, source):
    user = make_user(admin)
    client = client_from(site, source)
    for _ in range(6):
        expect(login(client, user["username"], USER_PASSWORD), 200)
        expect(client.post("/auth/login/", json={
            "username": user["username"]}), 400,
            {"password": ["This field is required."]})
    fail(client, user["username"], 4)
    expect(login(client, user["username"], USER_PASSWORD), 200)


def test_a_throttled_address_is_not_read(site, admin, source):
    """Whose address has failed too often is told so at once: of a body that
    is on its way nothing is asked for, and nothing parsed."""
    user = make_user(admin)
    token = expect(login(site.stranger(), user["username"], USER_PASSWORD),
                   200).json()["token"]
    client = client_from(site, source)
    for _ in range(20):
        expect(login(client, unique("nobody")), 400, WRONG)
    caller = client_from(site, source, token)
    for one, path in ((client, "/auth/login/"), (caller, "/auth/password/")):
        for body in (b"{", b"x" * 70000, b"[" * 101):
            throttled(one.post(path, data=body, headers={
                "Content-Type": "application/json"}))
        head = (f"POST /api{path} HTTP/1.1\r\nHost: localhost\r\n"
                "Content-Type: application/json\r\nContent-Length: 60000\r\n"
                "Expect: 100-continue\r\n"
                f"Authorization: Bearer {token}\r\n\r\n")
        with socket.create_connection(("127.0.0.1", site.port), 20,
                                      (source, 0)) as sock:
            sock.sendall(head.encode())
            assert sock.recv(1000).startswith(b"HTTP/1.1 429 ")
    # Who does not say who he is is told that first.
    expect(client.post("/auth/password/", data=b"{"), 401)


@pytest.mark.mpm
def test_throttle_survives_a_reload(make_site, site, admin, source):
    other = make_site(database=site.database)
    with other:
        name = unique("nobody")
        client = client_from(other, source)
        fail(client, name, 3)
        other.httpd.graceful()
        fail(client, name, 2)
        throttled(login(client, name))
        other.httpd.graceful()
        throttled(login(client, name))


def test_throttle_counts_on_every_node(make_site, site, source):
    """Two servers on one database are one service."""
    name = unique("nobody")
    other = make_site(database=site.database)
    with other:
        fail(client_from(site, source), name, 3)
        fail(client_from(other, source), name, 2)
        throttled(login(client_from(other, source), name))
        throttled(login(client_from(site, source), name))


def test_wrong_old_passwords_count(site, admin, source):
    user = make_user(admin)
    name = user["username"]
    token = login(client_from(site, source), name,
                  USER_PASSWORD).json()["token"]
    client = client_from(site, source, token)
    for _ in range(5):
        expect(client.post("/auth/password/", json={
            "old_password": "wrong", "new_password": "fine and long"}),
            400, {"old_password": ["Invalid password."]})
    throttled(client.post("/auth/password/", json={
        "old_password": USER_PASSWORD, "new_password": "fine and long"}))
    throttled(login(client_from(site, source), name, USER_PASSWORD))
    # The session itself goes on.
    expect(client.get("/auth/me/"), 200)


def test_parallel_failures_are_all_counted(site, source):
    name = unique("nobody")
    codes = []

    def attempt():
        codes.append(login(client_from(site, source), name).status_code)

    threads = [threading.Thread(target=attempt) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(codes) <= {400, 429}
    assert codes.count(400) <= 6
    throttled(login(client_from(site, source), name))


# -- IPv6: whoever has one address there has a /64 of them


@pytest.fixture(scope="module")
def seen_from(pg, base, site):
    """Clients of a server that a proxy tells where requests come from."""
    with Site(pg, base, database=site.database, modules=["remoteip"],
              extra="RemoteIPHeader X-Client-IP\n"
                    "RemoteIPInternalProxy 127.0.0.0/8") as one:
        yield lambda address: one.client(headers={"X-Client-IP": address})


def network():
    """A /64 that no other test comes from; the next one is another's."""
    number = secrets.randbelow(2 ** 31) * 2
    return [f"2001:db8:{half >> 16:x}:{half & 0xffff:x}"
            for half in (number, number + 1)]


def test_a_name_from_one_network(seen_from, admin):
    """Five failures, each from another address of the same /64."""
    name = make_user(admin)["username"]
    home, neighbour = network()
    for host in ("::1", "::2", ":1:2:3:4", ":ffff:ffff:ffff:ffff", ":8::"):
        expect(login(seen_from(home + host), name), 400, WRONG)
    for host in ("::1", "::99", ":8000::", ":ffff:ffff:ffff:fffe"):
        throttled(login(seen_from(home + host), name, USER_PASSWORD))
    # The /64 beside it is somebody else's.
    expect(login(seen_from(neighbour + "::1"), name, USER_PASSWORD), 200)


def test_names_from_one_network(seen_from):
    """Twenty failures of as many names and addresses of one /64."""
    home, neighbour = network()
    for number in range(20):
        client = seen_from(f"{home}::{number + 1:x}")
        expect(login(client, unique("nobody")), 400, WRONG)
    throttled(login(seen_from(home + "::ffff"), unique("nobody")))
    expect(login(seen_from(neighbour + "::1"), unique("nobody")), 400, WRONG)


# -- behind a proxy


def recipe_of_the_docs(proxy):
    """The directives of "Behind a proxy", for that address."""
    page = (REPO / "docs/operations.md").read_text(encoding="utf-8")
    part = page[page.index("## Behind a proxy\n"):]
    recipe = re.search(r"```apache\n(.*?)```", part, re.S).group(1)
    assert "10.0.0.5" in recipe
    return recipe.replace("10.0.0.5", proxy)


PROXY = "127.0.0.77"


@pytest.fixture(scope="module")
def proxied(pg, base, site):
    with Site(pg, base, database=site.database, modules=["remoteip"],
              extra=recipe_of_the_docs(PROXY)) as one:
        yield one


def through(server, forwarded, proxy=PROXY):
    client = client_from(server, proxy)
    client.session.headers["X-Forwarded-For"] = forwarded
    return client


def test_behind_a_proxy_each_reader_counts(proxied, site, admin):
    name = make_user(admin)["username"]
    attacker, reader = site.stranger().source, site.stranger().source
    fail(through(proxied, attacker), name, 5)
    for _ in range(15):
        fail(through(proxied, attacker), unique("nobody"), 1)
    throttled(login(through(proxied, attacker), name, USER_PASSWORD))
    throttled(login(through(proxied, attacker), unique("nobody")))
    expect(login(through(proxied, reader), name, USER_PASSWORD), 200)
    # It is that address where it comes by itself, too.
    throttled(login(client_from(proxied, attacker), name))


def test_a_forged_address_does_not_count(proxied, site, admin):
    """Neither from a stranger, nor in front of what the proxy appends."""
    name = make_user(admin)["username"]
    attacker, victim = site.stranger().source, site.stranger().source
    for number in range(5):
        fail(through(proxied, f"192.0.2.{number}", proxy=attacker), name, 1)
    throttled(login(through(proxied, "192.0.2.99", proxy=attacker), name))
    throttled(login(client_from(proxied, attacker), name))
    other = site.stranger().source
    for _ in range(5):
        fail(through(proxied, f"{victim}, {other}"), name, 1)
    throttled(login(through(proxied, f"192.0.2.7, {other}"), name))
    expect(login(through(proxied, victim), name, USER_PASSWORD), 200)


def test_without_mod_remoteip_the_proxy_counts(make_site, site, admin):
    """What the docs warn of."""
    name = make_user(admin)["username"]
    proxy = site.stranger().source
    attacker, reader = site.stranger().source, site.stranger().source
    other = make_site(database=site.database,
                      extra=f"TalecraftTrustedProxy {proxy}")
    with other:
        for _ in range(20):
            fail(through(other, attacker, proxy), unique("nobody"), 1)
        throttled(login(through(other, reader, proxy), name, USER_PASSWORD))


def test_ipv4_addresses_at_an_ipv6_socket(make_site, site):
    """They are mapped into one /64, and yet each is somebody's own."""
    port = free_port()
    name = unique("nobody")
    own, others = site.stranger().source, site.stranger().source
    both = make_site(database=site.database,
                     extra=f"Listen [::ffff:127.0.0.1]:{port}")
    with both:
        url = f"http://127.0.0.1:{port}/api"
        fail(both.client(source=own, url=url), name, 5)
        throttled(login(both.client(source=own, url=url), name))
        # It is the same address at an IPv4 socket, and no other.
        throttled(login(client_from(both, own), name))
        fail(both.client(source=others, url=url), name, 1)
