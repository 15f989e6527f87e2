"""A real httpd with mod_talecraft on a real PostgreSQL, for all tests.

Run: make test T=posts, or /usr/bin/python3 -m pytest -n 4 tests/api
Environment: TC_BUILD (build products, default <repo>/build), TC_MPM (event,
worker, prefork), TC_SANITIZE=1 (products were built with ASan),
TC_KEEP=1 (keep the temporary directory, its path is printed),
TC_CORES=DIR (httpd's children leave their cores there).

    from support.make import expect, make_post, detail

    def test_delete(editor, public):
        post = make_post(editor, publish=True)
        expect(editor.delete(f"/posts/{post['id']}/"), 204)
        expect(public.get(f"/posts/{post['id']}/"), 404,
               detail("Not found."))

Clients (support/client.py, class Api), with a token for the session: `public`,
`writer`, `writer2`, `editor`, `admin`. Their users have the same names, the
password is support.site.PASSWORD. Every answer is checked for what is always
true (never 5xx, exact Content-Type, compact JSON, X-Request-Id) and against
the OpenAPI document that the server itself gives; where 5xx is wanted give
strict=False to the call. `client.raw(bytes)` for bare sockets.
`stranger` comes from a loopback address of its own; logins that fail belong
to it, because the throttle counts them by address (site.stranger() makes
more).

Helpers (support/make.py): expect(answer, status, body) with body a text or a
JSON value that is compared byte by byte in compact form; detail(text);
unique(prefix); make_post, make_category, make_ad, make_user, make_image,
upload, wait_ready, make_media.

`site` is the shared site (support/site.py): site.sql(text), site.ctl(args),
site.url, site.origin, site.media_root, site.httpd. A test that needs other
directives, or breaks something, makes its own:

    def test_cors(make_site):
        with make_site(extra="TalecraftCORSOrigin *") as site:
            site.client().get("/posts/")

Start, signals and death: site.httpd.graceful(), restart(), stop(), kill(),
children(); `own_pg` is a PostgreSQL that a test may stop and restart:
make_site(pg=own_pg).

A new line of level warn or worse in any error log, or one that says that a
child of httpd died of a signal, fails the test, unless it was announced:
expect_log(r"TC2001") allows it, expect_log(..., must=True) also waits for it.
Tests marked `mpm` are run again under every MPM. `make quick` takes those of
tests/lint and tests/api that ask for no site of their own, and are neither
marked `slow` nor in a file of SLOW, below.

Tests run in parallel, each file in one process that has its own PostgreSQL,
shared site and ports (tools.free_port). What a test demands of the time that
something takes must hold on a busy machine: wait for what has to happen, and
measure in processor time or by the fastest of several.
"""

import os
import re
import shutil
import signal
import threading
import time

import pytest

from support import tools
from support.client import Api
from support.httpd import Httpd
from support.make import unique
from support.openapi import Description
from support.postgres import Postgres
from support.receiver import Receiver
from support.site import Site

USERS = {"writer": "WRITER", "writer2": "WRITER", "editor": "EDITOR",
         "admin": "ADMIN"}


# What takes longest comes first: at the end nobody waits for one of them.
LONGEST = [f"test_{name}.py" for name in (
    "lint_tools media_reloads connections worker_big worker_animations "
    "worker_decoders worker_videos database_away media_queue media_sweep "
    "media_turns posts_search_many editor_access root_paths purge "
    "explain openapi_tools listener editor_adapts editor_keyboard memory "
    "worker_limits worker "
    "worker_talk media_rows fuzz_seeds make_run stale_if_error media_lasting "
    "purge_faults cache_headers throttle user_links users editor_lists "
    "editor_calendar editor_account editor_flow editor_together "
    "editor_history editor_drop editor_kept").split()]
# Those that need no site of their own, and take their time nevertheless.
SLOW = {f"test_{name}.py" for name in
        "explain listener hashing media_rows media_upload media_files openapi "
        "openapi_tools explain_editing "
        "posts_search_many throttle tokens_revoked posts_counts property tour "
        "hostile_texts migrate many_at_once auth users tokens directives "
        "posts_schedule posts_views docs_api cursor_crafted odd_values "
        "body_limits lint_sql2c".split()}


def pytest_configure(config):
    for line in ("mpm: run under every MPM", "slow: not for `make quick`",
                 "quick: for `make quick` (not written, but found out)"):
        config.addinivalue_line("markers", line)
    # On a busy machine xdist's processes may run this beside their first
    # thread (execnet gives that to its next task once it is free again).
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, lambda *_: pytest.exit("terminated", 3))


def has_own_site(item):
    """It asks for a fixture that makes a site, other than the shared one."""
    found = item._fixtureinfo.name2fixturedefs
    return any({"base", "pg", "own_pg"} & set(definitions[-1].argnames)
               for name, definitions in found.items()
               if name not in ("pg", "site"))


def looks_at_the_cache(item):
    """And may find that two tags have one counter (support/cached.py)."""
    return any(getattr(one, "__module__", "") == "support.cached"
               or getattr(one, "__name__", "") == "support.cached"
               for one in vars(item.module).values())


def pytest_collection_modifyitems(items):
    order = {name: number for number, name in enumerate(LONGEST)}
    items.sort(key=lambda item: order.get(item.path.name, len(order)))
    for item in items:
        if not (item.get_closest_marker("slow") or item.path.name in SLOW
                or has_own_site(item)):
            item.add_marker("quick")
        # for those alone: the plugin takes 10 ms for each test that it minds
        if looks_at_the_cache(item):
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.fixture(scope="session")
def base():
    path = tools.make_base()
    yield path
    if os.environ.get("TC_KEEP"):
        print(f"\nkept: {path}")
    else:
        shutil.rmtree(path, ignore_errors=True)


def _cluster(path):
    cluster = Postgres(path)
    cluster.init()
    cluster.start()
    cluster.create_role()
    return cluster


@pytest.fixture(scope="session")
def pg(base):
    cluster = _cluster(tools.make_dir(base / "main"))
    yield cluster
    cluster.stop()


@pytest.fixture
def own_pg(base):
    """A PostgreSQL for one test, to be stopped and restarted."""
    cluster = _cluster(tools.make_dir(base / unique("own")))
    yield cluster
    for one in cluster.sites:
        one.stop()
    cluster.stop()


@pytest.fixture(scope="session")
def site(pg, base):
    shared = Site(pg, base)
    for name, role in USERS.items():
        shared.add_user(name, role)
    with shared:
        described = shared.client(strict=False).get("/schema/")
        if described.status_code == 200:  # test_service.py insists on it
            Api.observers.append(Description(described.json()).check)
        yield shared
        Api.observers.clear()


@pytest.fixture
def make_site(pg, base):
    """Function that makes a Site; all of them are stopped at the end, and
    their databases go: hundreds of them were gigabytes to write and delete."""
    made = []

    def make(pg=pg, **kwargs):
        made.append(Site(pg, base, **kwargs))
        return made[-1]

    yield make
    for one in made:
        one.stop()
    for one in made:
        if one.has_own_database and one.pg is pg:
            pg.drop_database(one.database)


@pytest.fixture
def receiver():
    """Who is sent webhooks."""
    one = Receiver().start()
    yield one
    one.stop()


@pytest.fixture(scope="session")
def public(site):
    return site.client()


@pytest.fixture
def stranger(site):
    """An anonymous client from an address of its own."""
    return site.stranger()


@pytest.fixture(scope="session")
def writer(site):
    return site.login("writer")


@pytest.fixture(scope="session")
def writer2(site):
    return site.login("writer2")


@pytest.fixture(scope="session")
def editor(site):
    return site.login("editor")


@pytest.fixture(scope="session")
def admin(site):
    return site.login("admin")


class LogGate:
    """Collects the problems in all error logs and what was announced."""

    def __init__(self):
        self.allowed = []
        self.lines = []

    def expect(self, pattern, must=False):
        self.allowed.append((re.compile(pattern), must))

    def collect(self):
        self.lines += Httpd.collect()

    def wait(self, seconds=10):
        """Lines are written a little after the answer they belong to."""
        deadline = time.monotonic() + seconds
        while self.missing() and time.monotonic() < deadline:
            time.sleep(0.02)
            self.collect()

    def missing(self):
        return [rx.pattern for rx, must in self.allowed
                if must and not any(rx.search(one) for one in self.lines)]

    def unexpected(self):
        return [line for line in self.lines
                if not any(rx.search(line) for rx, _ in self.allowed)]


@pytest.fixture(autouse=True)
def log_gate():
    gate = LogGate()
    yield gate
    gate.collect()
    gate.wait()
    if gate.unexpected():
        pytest.fail("\n".join(["unexpected lines in the error log:"]
                              + gate.unexpected()))
    if gate.missing():
        pytest.fail(f"not in the error log: {gate.missing()}")


@pytest.fixture
def expect_log(log_gate):
    """expect_log(regex, must=False) announces a line of the error log."""
    return log_gate.expect
