"""How long requests wait while httpd reloads (`graceful`), beside an httpd that
has nothing of ours, on the same machine, in turns.

    /usr/bin/python3 tests/bench/reload.py [--rounds 10] [--clients 8]
        [--save]

Each client makes a connection for each request, as those do that a reload
makes wait. Rounds are: a static file of the plain httpd, a cached post of ours,
the same while a worker has a picture at work. --save writes
tests/bench/RELOAD.md.
"""

import argparse
import contextlib
import socket
import statistics
import sys
import threading
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

from measure import table  # noqa: E402
from run import CHILDREN, THREADS, machine, make_site, own_cluster, size  # noqa: E402
from support import tools  # noqa: E402
from support.cached import settle, warm  # noqa: E402
from support.httpd import Httpd  # noqa: E402
from support.make import make_image, make_post, upload  # noqa: E402

HEAD = ("measured", "requests", "longest wait ms, median of rounds",
        "longest of all", "p99.9 ms")
BEFORE, AFTER = 1.0, 2.0  # seconds of load around each reload


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--save", action="store_true",
                        help="write tests/bench/RELOAD.md")
    for name, default in (("--rounds", 10), ("--clients", 8)):
        parser.add_argument(name, type=int, default=default)
    return parser.parse_args()


class Plain(Httpd):
    """The same configuration without our module."""

    def write_config(self):
        super().write_config()
        lines = self.conf.read_text("utf-8").splitlines(keepends=True)
        self.conf.write_text("".join(
            line for line in lines if "mod_talecraft.so" not in line), "utf-8")


def ask(port, request, waits):
    began = time.monotonic()
    with socket.create_connection(("127.0.0.1", port), 30) as sock:
        sock.settimeout(30)
        sock.sendall(request)
        answer = sock.recv(65536)
        while sock.recv(65536):
            pass
    if not answer.startswith(b"HTTP/1.1 200 "):
        raise SystemExit(f"not 200: {answer[:200]}")
    waits.append(time.monotonic() - began)


@contextlib.contextmanager
def load(port, path, clients):
    """Gives the waits, complete at the end of the block."""
    request = (f"GET {path} HTTP/1.1\r\nHost: localhost\r\n"
               "Connection: close\r\n\r\n").encode()
    waits, ended, failed = [], threading.Event(), []

    def run():
        try:
            while not ended.is_set():
                ask(port, request, waits)
        except BaseException as error:  # told in the main thread
            failed.append(error)

    threads = [threading.Thread(target=run) for _ in range(clients)]
    for one in threads:
        one.start()
    try:
        yield waits
    finally:
        ended.set()
        for one in threads:
            one.join()
    if failed:
        raise failed[0]


def reload_under_load(server, path, options):
    with load(server.port, path, options.clients) as waits:
        time.sleep(BEFORE)
        server.graceful()
        time.sleep(AFTER)
    return waits


def row(name, rounds):
    everything = sorted(wait for waits in rounds for wait in waits)
    return [name, len(everything),
            f"{statistics.median(map(max, rounds)) * 1000:.0f}",
            f"{everything[-1] * 1000:.0f}",
            f"{everything[int(len(everything) * 0.999)] * 1000:.0f}"]


def measure(plain, site, options):
    editor = site.login("bench")
    post = make_post(editor, publish=True)
    path = f"{site.mount}/posts/{post['id']}/"
    settle(site.client())
    warm(site.client(), f"/posts/{post['id']}/")
    rounds = {"a static file, plain httpd": [], "a cached post": [],
              "a cached post, media at work": []}
    for _ in range(options.rounds):
        rounds["a static file, plain httpd"].append(
            reload_under_load(plain, "/file", options))
        rounds["a cached post"].append(
            reload_under_load(site.httpd, path, options))
        upload(editor, make_image(5000, 4000, noise=True))
        rounds["a cached post, media at work"].append(
            reload_under_load(site.httpd, path, options))
        while site.sql("select count(*) from media_files where status in "
                       "('UPLOADED', 'PROCESSING')") != "0":
            time.sleep(0.2)
    return [row(name, waits) for name, waits in rounds.items()]


@contextlib.contextmanager
def plain_httpd(base, mpm):
    server = Plain(base / "plain", tools.free_port(),
                   "<Directory />\nRequire all granted\n</Directory>\n",
                   mpm=mpm)
    # as many children and threads as ours: where no more are allowed, one of
    # the next generation starts when one of the last has ended
    size(server, mpm, CHILDREN, THREADS)
    (server.root / "htdocs/file").write_bytes(b"x" * 4096)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def page(options):
    with contextlib.ExitStack() as stack:
        cluster, base = stack.enter_context(own_cluster())
        plain = stack.enter_context(plain_httpd(base, tools.MPM))
        site = stack.enter_context(make_site(cluster, base, tools.MPM))
        rows = measure(plain, site, options)
    return "\n\n".join((
        "# Reloads under load", machine(),
        f"{tools.MPM}, {options.rounds} reloads each, {options.clients} "
        "clients with a connection for each request.", table(HEAD, rows)))


if __name__ == "__main__":
    given = arguments()
    made = page(given)
    print(made)
    if given.save:
        (HERE / "RELOAD.md").write_text(made + "\n", "utf-8")
