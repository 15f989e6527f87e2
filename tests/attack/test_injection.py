"""sqlmap over every query parameter and every JSON member that the description
of the API names, by a caller of each role. What sqlmap finds is a failure, and
so is a syntax error in PostgreSQL's log and an answer of 5xx, which it may have
made nothing of."""

import os
import re
import subprocess
import threading
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from targets import ROLES, Target, Targets, split, text_of

from support.make import (expect, make_ad, make_category, make_media,
                          make_post, make_tag, make_user)
from support.own_site import open_site
from support.site import Site
from support.tools import make_dir, spawn

JOBS = int(os.environ.get("ATTACK_JOBS", "2"))
MINUTES = 5  # one request's values at most
OPTIONS = """--batch --flush-session --disable-coloring
    --dbms=PostgreSQL --level=1 --risk=1 --technique=BEST --time-sec=3
    --threads=1 --timeout=30 --retries=1 --keep-alive -v 1
    --ignore-code=400,401,403,404,405,409,412,413,415,422,429""".split()
FOUND = re.compile(r"identified the following injection point|"
                   r"^Parameter: .* \(.*\)$|is vulnerable", re.M)
TESTED = re.compile(r"parameter '(?:JSON )?([^']+)' does not seem")
# What constraints say is no fault of a statement.
PG_ERROR = re.compile(r"^.*(?:ERROR|FATAL|PANIC): .*$", re.M)
PG_FINE = re.compile(r"violates (?:unique|foreign key|check|not-null)")
WARNINGS = "TC2001|TC3"


@pytest.fixture(scope="module")
def own(pg, base):
    with Site(pg, base) as site:
        yield open_site(site)


@pytest.fixture(scope="module")
def targets(own):
    admin = own.login("admin")
    post = make_post(own.login("writer"))
    category, tag = make_category(admin), make_tag(admin)
    note = expect(own.login("writer").post(
        f"/posts/{post['id']}/notes/", json={"text": "Who?"}), 201).json()
    webhook = expect(admin.post("/webhooks/", json={
        "name": "One", "url": "https://example.com/hook",
        "events": ["post.published"], "is_active": False}), 201).json()
    user = make_user(admin)
    return Targets(own.client().get("/schema/").json(), {
        "posts": (post["id"], post["slug"]),
        "categories": (category["id"], category["slug"]),
        "tags": (tag["id"], tag["slug"]),
        "media": (make_media(own.login("writer"))["id"],),
        "ad-placements": (make_ad(admin)["id"],),
        "users": (user["id"],), "username": ("writer",),
        "webhooks": (webhook["id"],), "note": (note["id"],)})


def client_of(site, role):
    return site.client() if role == "public" else site.login(role)


def run_sqlmap(url, target, token, folder):
    """What it says."""
    argv = ["sqlmap", *OPTIONS, f"--output-dir={folder}",
            "-u", url + target.address, f"--method={target.method}",
            "-p", ",".join(sorted(target.lists | set(target.names)))]
    if token:
        argv += ["-H", f"Authorization: Bearer {token}"]
    if target.body is not None:
        argv += ["-H", "Content-Type: application/json",
                 "--data", text_of(target.body)]
    process = spawn(argv, stdout=subprocess.PIPE,
                    stderr=subprocess.STDOUT, text=True,
                    env=dict(os.environ, HOME=str(folder)))
    try:
        return process.communicate(timeout=60 * MINUTES)[0]
    except subprocess.TimeoutExpired:
        process.kill()
        return process.communicate()[0] + "\nTIMEOUT"


def untested(target, said):
    """Of its values those that sqlmap has left out; elements of lists have
    numbers there."""
    tested = set(TESTED.findall(said))
    numbered = sum(name.startswith("#") for name in tested)
    return sorted(set(target.names) - tested) + \
        ["element"] * max(0, target.elements - numbered)


@pytest.mark.parametrize("role", ROLES)
def test_injection(own, pg, targets, role, tmp_path, expect_log):
    expect_log(WARNINGS)

    def status(target):
        return client_of(own, target.role).get(target.address).status_code

    pg_start, log = len(pg.log_text()), own.httpd.root / "access.log"
    log_start = len(log.read_text())
    tried = [one for target in targets.of(role)
             for one in split(target, status)]
    with ThreadPoolExecutor(JOBS) as pool:
        said = list(pool.map(lambda numbered: run_sqlmap(
            own.url, numbered[1], client_of(own, role).token,
            make_dir(tmp_path / str(numbered[0]))), enumerate(tried)))
    faults = []
    for target, text in zip(tried, said):
        if FOUND.search(text) or "TIMEOUT" in text or untested(target, text):
            faults.append(f"{target} {untested(target, text)}\n{text[-3000:]}")
    lines = log.read_text()[log_start:].splitlines()
    values = sum(len(target.names) + target.elements for target in tried)
    print(f"{role}: {values} values in {len(tried)} requests, "
          f"{len(lines)} requests made")
    assert not faults, "\n".join(faults)
    assert len(lines) > 10 * values
    bad = [line for line in lines if re.search(r'" 5\d\d ', line)]
    assert not bad, bad[:20]
    said_by_pg = [line for line in PG_ERROR.findall(pg.log_text()[pg_start:])
                  if not PG_FINE.search(line)]
    assert not said_by_pg, said_by_pg[:20]


class Careless(BaseHTTPRequestHandler):
    """Pastes what it is given into a statement."""

    pg = None

    def do_GET(self):  # pylint: disable=C0103
        name = parse_qs(urlsplit(self.path).query).get("name", [""])[0]
        try:
            text = self.pg.sql("select count(*) from pg_database where "
                               f"datname = '{name}'")
            self.send_response(200)
        except RuntimeError:
            text = "failed"
            self.send_response(500)
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_):
        pass


def test_it_would_be_found(pg, tmp_path):
    """The same options, against something that has the fault."""
    server = ThreadingHTTPServer(
        ("127.0.0.1", 0), type("Bound", (Careless,), {"pg": pg}))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        target = Target("public", "get", "/", {"name": "postgres"})
        said = run_sqlmap(f"http://127.0.0.1:{server.server_port}", target,
                          None, tmp_path)
    finally:
        server.shutdown()
    assert FOUND.search(said), said[-3000:]
