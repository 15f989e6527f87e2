"""A request within a request: does httpd, with the module, ever take bytes for
a request that the proxy in front of it has taken for something else?

Every request line carries a mark. httpd must have served no mark more often
than the proxy has seen it as a request; and who comes next, over the
connections that the proxy keeps, gets the answer to what he has asked: it
quotes his own mark.
"""

import re
import socket
import time
from collections import Counter

import pytest
from payloads import AMBIGUOUS, FRAMED, fill
from proxies import EVERY

from support.make import make_post
from support.site import Site

MARK = re.compile(r"(?:first|within|after)-\d+|victim-\d+-\d+")
# What looks like one and is none: a folded line of X-A, another name.
NO_CODING = ("coding: folded name", "coding: underscore")
QUIET = 0.15  # seconds without a byte: nothing more is to come
VICTIMS = 3
# Routes that read the body, that need none, and that refuse before they read.
ROUTES = ["POST /api/posts/@POST@/view/", "POST /api/auth/login/",
          "POST /api/posts/", "PATCH /api/posts/@POST@/",
          "DELETE /api/posts/@POST@/", "GET /api/posts/",
          "HEAD /api/posts/@POST@/", "OPTIONS /api/posts/",
          "PUT /api/nowhere/", "POST /api/media/", "TRACE /api/",
          "POST /nowhere/"]


@pytest.fixture(scope="module")
def own(pg, base):
    with Site(pg, base,
              extra="RequestReadTimeout header=5 body=5") as site:
        site.add_user("editor", "EDITOR")
        yield site


@pytest.fixture(scope="module")
def post(own):
    return str(make_post(own.login("editor"), publish=True)["id"])


@pytest.fixture(params=EVERY, ids=lambda kind: kind.__name__)
def proxy(request, own, tmp_path):
    front = request.param(tmp_path / "front")
    front.start(own)
    yield front
    front.stop()


def asks(mark, *headers):
    """A request whose answer to one who is signed in quotes its mark."""
    return "\r\n".join([f"GET /api/posts/?status={mark} HTTP/1.1",
                        "Host: localhost", *headers, "", ""]).encode()


def first(route, mark):
    method, path = route.split()
    return f"{method} {path}?{mark} HTTP/1.1\r\nHost: localhost\r\n".encode()


def exchange(port, data, quiet=QUIET):
    """All that comes, until nothing has come for a moment."""
    parts = []
    with socket.create_connection(("127.0.0.1", port), 10) as sock:
        sock.sendall(data)
        sock.settimeout(quiet)
        try:
            while part := sock.recv(65536):
                parts.append(part)
        except (TimeoutError, ConnectionResetError):
            pass
    return b"".join(parts)


def attack(port, number, route, payload):
    within, after = asks(f"within-{number}"), asks(f"after-{number}")
    return exchange(port, first(route, f"first-{number}")
                    + fill(payload, within) + after)


def check_victims(site, port, number, name):
    """Others ask, each on a connection of his own."""
    token = site.logins["editor"]
    for turn in range(VICTIMS):
        mark = f"victim-{number}-{turn}"
        with socket.create_connection(("127.0.0.1", port), 20) as sock:
            sock.sendall(asks(mark, "Connection: close",
                              f"Authorization: Bearer {token}"))
            sock.settimeout(20)
            parts = []
            while part := sock.recv(65536):
                parts.append(part)
        answer = b"".join(parts)
        assert answer.startswith(b"HTTP/1.1 400 ") and \
            f'\\"{mark}\\"'.encode() in answer, (name, answer)
        assert answer.count(b"HTTP/1.1 ") == 1, (name, answer)


def marks(text):
    return Counter(MARK.findall(text))


def settled(read):
    """What read() gives once it does not grow any more."""
    last = None
    while (now := read()) != last:
        last = now
        time.sleep(1)
    return now


class Backend:
    """What httpd itself has served since then."""

    def __init__(self, site):
        self.path = site.httpd.root / "access.log"
        self.start = self.path.stat().st_size if self.path.exists() else 0

    def text(self):
        with open(self.path, "rb") as log:
            log.seek(self.start)
            return log.read().decode("utf-8", "replace")


def test_what_two_may_read_differently(own, post, proxy):
    backend = Backend(own)
    for number, (name, payload) in enumerate(AMBIGUOUS.items()):
        attack(proxy.port, number, ROUTES[0].replace("@POST@", post), payload)
        check_victims(own, proxy.port, number, name)
    served = marks(settled(backend.text))
    seen = marks(settled(proxy.log_text))
    assert served["victim-0-0"] == 1 and seen["victim-0-0"] == 1
    assert not served - seen, served - seen


def test_bodies_are_no_requests(own, post, proxy):
    """Whoever refuses, or needs no body, leaves none for the next."""
    backend = Backend(own)
    tried = [(route.replace("@POST@", post), name) for route in ROUTES
             for name in FRAMED]
    for number, (route, name) in enumerate(tried):
        attack(proxy.port, number, route, FRAMED[name])
        check_victims(own, proxy.port, number, (route, name))
    served = marks(settled(backend.text))
    seen = marks(settled(proxy.log_text))
    assert not served - seen, served - seen
    assert not [mark for mark in served if mark.startswith("within")], served


def test_bodies_are_no_requests_without_a_proxy(own, post):
    backend = Backend(own)
    for number, (route, name) in enumerate(
            [(route, name) for route in ROUTES for name in FRAMED]):
        attack(own.port, number, route.replace("@POST@", post), FRAMED[name])
        check_victims(own, own.port, number, (route, name))
    served = marks(settled(backend.text))
    assert served["first-0"] == 1 and served["victim-0-0"] == 1
    assert not [mark for mark in served if mark.startswith("within")], served


def test_doubt_ends_the_connection(own, post):
    """Where both a length and a coding are given, nothing that comes behind on
    the connection is taken for a request."""
    backend = Backend(own)
    for number, (name, payload) in enumerate(AMBIGUOUS.items()):
        if name.startswith("coding") and name not in NO_CODING:
            attack(own.port, number, ROUTES[0].replace("@POST@", post),
                   payload)
    served = marks(settled(backend.text))
    behind = [list(AMBIGUOUS)[int(mark.split("-")[1])] for mark in served
              if mark.startswith(("within", "after"))]
    assert not behind, behind
