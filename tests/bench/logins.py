"""How many logins a second a server answers, and what readers notice of it.

    /usr/bin/python3 tests/bench/logins.py [--clients 16] [--rounds 5]
        [--seconds 5] [--mpm event] [--save]

Readers of one cached post, 32 connections, with and without clients that log
in over and over, in turn. --save writes tests/bench/LOGINS.md.
"""

import argparse
import contextlib
import http.client
import json
import os
import statistics
import sys
import threading
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

from measure import table, wrk  # noqa: E402
from run import machine, make_site, own_cluster  # noqa: E402
from support.cached import settle, warm  # noqa: E402
from support.make import make_post  # noqa: E402
from support.site import PASSWORD  # noqa: E402

HEAD = ("measured", "logins/s", "reads/s", "p50 ms", "p99 ms", "p99.9 ms")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--mpm", default=os.environ.get("TC_MPM", "event"))
    parser.add_argument("--save", action="store_true",
                        help="write tests/bench/LOGINS.md")
    return parser.parse_args()


class Clients:
    """They log in, each as its own user, for as long as the `with` block."""

    def __init__(self, site, count):
        self.site, self.count = site, count
        self.done = 0
        self.refused = 0
        self.lock = threading.Lock()

    def one(self, number, ended):
        body = json.dumps({"username": f"user{number}", "password": PASSWORD})
        connection = http.client.HTTPConnection("localhost", self.site.port)
        while not ended.is_set():
            connection.request("POST", f"{self.site.mount}/auth/login/", body,
                               {"Content-Type": "application/json"})
            answer = connection.getresponse()
            answer.read()
            with self.lock:
                self.done += answer.status == 200
                self.refused += answer.status != 200

    @contextlib.contextmanager
    def at_work(self):
        ended = threading.Event()
        threads = [threading.Thread(target=self.one, args=(number, ended))
                   for number in range(self.count)]
        began = time.monotonic()
        for one in threads:
            one.start()
        try:
            yield
        finally:
            took = time.monotonic() - began
            self.rate = self.done / took
            ended.set()
            for one in threads:
                one.join()


def measure(site, path, options):
    def reads():
        return wrk(site.url + path, 32, options.seconds,
                   pids=site.httpd.children())

    quiet, busy, rates, alone = [], [], [], []
    for _ in range(options.rounds):
        quiet.append(reads())
        with (clients := Clients(site, options.clients)).at_work():
            busy.append(reads())
        rates.append(clients.rate)
        if clients.refused:
            raise SystemExit(f"{clients.refused} logins were refused")
        with (clients := Clients(site, options.clients)).at_work():
            time.sleep(options.seconds)
        alone.append(clients.rate)

    def row(name, logins, loads):
        return [name, f"{statistics.median(logins):.1f}" if logins else "-"] + [
            f"{statistics.median(getattr(one, what) for one in loads):{form}}"
            if loads else "-" for what, form in (
                ("rate", ".0f"), ("p50", ".2f"), ("p99", ".1f"),
                ("p999", ".1f"))]

    return [row("readers alone", [], quiet),
            row(f"readers and {options.clients} who log in", rates, busy),
            row(f"{options.clients} who log in alone", alone, [])]


def main():
    options = arguments()
    with own_cluster() as (cluster, base), \
            make_site(cluster, base, options.mpm) as site:
        for number in range(options.clients):
            site.add_user(f"user{number}")
        post = make_post(site.login("bench"), publish=True)
        path = f"/posts/{post['id']}/"
        settle(site.client())
        warm(site.client(), path)
        rows = measure(site, path, options)
    text = (f"# Logins\n\n{machine()}\n\n{options.mpm}, two children; "
            f"medians of {options.rounds} rounds of {options.seconds} s in "
            "turn. Passwords are bcrypt hashes of cost 12; a process works on "
            f"two at once.\n\n{table(HEAD, rows)}\n")
    print(text)
    if options.save:
        (HERE / "LOGINS.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
