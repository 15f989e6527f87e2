"""Editors who change a post each at the same time, against pgbench whose
clients run an UPDATE of such a post, with all its triggers, through as many
connections; turn by turn, every commit on disk.

    /usr/bin/python3 tests/bench/patches.py [--rounds 5] [--seconds 5]
        [--mpm event] [--save]

--save writes tests/bench/PATCHES.md.
"""

import argparse
import contextlib
import http.client
import json
import os
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

from database import pgbench  # noqa: E402
from measure import HEAD, compare, table  # noqa: E402
from run import machine, make_site, own_cluster  # noqa: E402
from support.make import make_post  # noqa: E402

EDITORS = (4, 16)
CONNECTIONS = 4  # a child has them, there is one
UPDATE = r"""\set post :first + :client_id
update posts set excerpt = md5(random()::text),
    words_excerpt = md5(random()::text)
where id = :post;
"""


class Took:
    """What all of them took; as a Load has it, times in milliseconds."""

    def __init__(self, times, seconds):
        self.rate = len(times) / seconds
        self.p50 = statistics.median(times) * 1000
        quantiles = statistics.quantiles(times, n=1000)
        self.p99, self.p999 = quantiles[989] * 1000, quantiles[998] * 1000


def patch_until(site, token, post, end, times):
    client = http.client.HTTPConnection("localhost", site.port)
    headers = {"Authorization": f"Bearer {token}",
               "Content-Type": "application/json"}
    number = 0
    while time.monotonic() < end:
        number += 1
        began = time.perf_counter()
        client.request("PATCH", f"{site.mount}/posts/{post}/", json.dumps(
            {"excerpt": f"{number} {began}"}), headers)
        answer = client.getresponse()
        answer.read()
        if answer.status != 200:
            raise SystemExit(f"PATCH: {answer.status}")
        times.append(time.perf_counter() - began)


def patches(site, token, posts, seconds):
    times, began = [], time.monotonic()
    crowd = [threading.Thread(target=patch_until, args=(
        site, token, post, began + seconds, times)) for post in posts]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    return Took(times, time.monotonic() - began)


def measure(bench, public):
    site, client = bench.site, bench.site.login("bench")
    text = "The quick brown fox jumps over the lazy dog. " * 9
    rows = []
    for count in EDITORS:
        posts = [make_post(client, publish=public, content=[
            {"type": "paragraph", "text": text}] * 9)["id"]
            for _ in range(count)]
        assert posts == list(range(posts[0], posts[0] + count))
        with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
            file.write(UPDATE)
            file.flush()
            rows.append(compare(
                f"{count} editors, {'public' if public else 'draft'}",
                lambda: patches(site, client.token, posts,
                                bench.options.seconds),
                lambda: pgbench(bench, file.name, {"first": posts[0]},
                                min(count, CONNECTIONS)),
                bench.options.rounds))
    return rows


class Bench:
    def __init__(self, site, options):
        self.site, self.options = site, options


def page(options):
    with contextlib.ExitStack() as stack:
        cluster, base = stack.enter_context(own_cluster())
        for setting in ("fsync", "full_page_writes"):
            cluster.sql(f"alter system set {setting} = on")
        cluster.sql("alter system reset synchronous_commit")
        cluster.restart()
        site = stack.enter_context(make_site(
            cluster, base, options.mpm, children=1, connections=CONNECTIONS))
        rows = [row for public in (False, True)
                for row in measure(Bench(site, options), public)]
    return "\n\n".join((
        "# PATCHes at the same time", machine(),
        f"{options.mpm}, {options.rounds} rounds of {options.seconds} s each, "
        "by turns; medians. Each editor changes the excerpt of a post of 4 KB "
        f"over and over; one child, {CONNECTIONS} connections to PostgreSQL, "
        "fsync on. Beside it pgbench with as many clients as connections: an "
        "UPDATE of the excerpt and its words with all triggers, each in a "
        "transaction (its figure under p50 is the mean). Goal: 0.5.",
        table(HEAD, [row.row() for row in rows])))


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--mpm", default=os.environ.get("TC_MPM", "event"))
    parser.add_argument("--save", action="store_true",
                        help="write tests/bench/PATCHES.md")
    return parser.parse_args()


if __name__ == "__main__":
    given = arguments()
    made = page(given)
    print(made)
    if given.save:
        (HERE / "PATCHES.md").write_text(made + "\n", "utf-8")
