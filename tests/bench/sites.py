"""Many virtual hosts with a database each in one httpd: what one of them costs
while nobody asks for it, how long a start and a reload take, and what a burst
on one does to another.

    /usr/bin/python3 tests/bench/sites.py [--sites 50] [--mpm event]
        [--save]

--save writes tests/bench/SITES.md.
"""

import argparse
import os
import statistics
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

import requests  # noqa: E402

from measure import pss, table  # noqa: E402
from run import machine, own_cluster  # noqa: E402
from support.beside import Beside  # noqa: E402
from support.content import eventually  # noqa: E402
from support.site import Site  # noqa: E402

IDLE = 100  # seconds after which nothing of the start is left
BURST = 5  # seconds
READERS = 16
OURS = ("select count(*) from pg_stat_activity where usename = 'talecraft' "
        "and backend_type = 'client backend'")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sites", type=int, default=50)
    parser.add_argument("--mpm", default=os.environ.get("TC_MPM", "event"))
    parser.add_argument("--save", action="store_true",
                        help="write tests/bench/SITES.md")
    return parser.parse_args()


def hosts(site, count):
    """The configuration of as many as that."""
    text = f"TalecraftWorkerProgram {site.worker}\n"
    for number in range(count):
        name = f"{site.database}_{number}"
        site.create_database(name)
        text += f"""<VirtualHost 127.0.0.1:{site.port}>
ServerName host{number}
{site.dbd(name)}
TalecraftMediaRoot {site.make_media_root(f"media{number}")}
<Location "/api">
    SetHandler talecraft
</Location>
</VirtualHost>
"""
    return text


def client(site, number):
    return site.client(headers={"Host": f"host{number}"}, strict=False)


def answers(site, number):
    """It has read its database, and hears of its changes."""
    one = client(site, number)
    return (one.get("/health/").status_code == 200 and
            one.get("/posts/").headers.get("X-Cache") == "HIT")


def ready(site, count):
    """Seconds until each of them does."""
    began = time.monotonic()
    for number in range(count):
        eventually(lambda number=number: answers(site, number), 120)
    return time.monotonic() - began


class Reader(Beside):
    """Asks one host over and over; how long it waited each time, in ms."""

    def __init__(self, site, number, path):
        super().__init__()
        self.site, self.number, self.path = site, number, path
        self.times, self.bad = [], 0

    def run(self):
        one = client(self.site, self.number)
        turn = 0
        while not self.ended.is_set():
            turn += 1
            began = time.monotonic()
            try:
                answer = one.get(self.path.format(turn=turn))
            except requests.ConnectionError:
                continue  # a kept-alive one that httpd was about to close
            self.times.append((time.monotonic() - began) * 1000)
            self.bad += answer.status_code != 200

    def told(self):
        return (f"{statistics.median(self.times):.1f} ms, most "
                f"{max(self.times):.0f} ms, {self.bad} bad")


def burst(site):
    """What a reader of one host waits for while many search another."""
    with Reader(site, 1, "/posts/?search=quiet{turn}") as quiet:
        time.sleep(BURST)
    many = [Reader(site, 0, f"/posts/?search=word{n}x{{turn}}")
            for n in range(READERS)]
    with Reader(site, 1, "/posts/?search=busy{turn}") as busy:
        for one in many:
            one.__enter__()
        most = 0
        end = time.monotonic() + BURST
        while time.monotonic() < end:
            most = max(most, int(site.pg.sql(OURS)))
            time.sleep(0.2)
        for one in many:
            one.__exit__()
    return quiet.told(), busy.told(), most, sum(one.bad for one in many)


def measured(cluster, base, count, mpm):
    site = Site(cluster, base, mpm=mpm, config=lambda site: hosts(site, count))
    began = time.monotonic()
    with site:
        listening = time.monotonic() - began
        found = {"start": listening, "ready": ready(site, count)}
        time.sleep(IDLE)
        found["idle"] = int(cluster.sql(OURS))
        found["memory"] = pss([site.httpd.process.pid,
                               *site.httpd.children()])
        with Reader(site, 0, "/posts/") as reader:
            began = time.monotonic()
            site.httpd.graceful()
            found["reload"] = time.monotonic() - began
            found["again"] = ready(site, count)
        found["waited"] = max(reader.times)
        if count > 1:
            found["burst"] = burst(site)
    return found


def main():
    options = arguments()
    with own_cluster() as (cluster, base):
        limit = cluster.sql("show max_connections").strip()
        one, all_of = (measured(cluster, base, count, options.mpm)
                       for count in (1, options.sites))
    rows = [[name, form.format(one[key]), form.format(all_of[key])]
            for name, key, form in (
                ("until it listens, s", "start", "{:.2f}"),
                ("from then until all are healthy and cache, s", "ready",
                 "{:.2f}"),
                ("reload, s", "reload", "{:.2f}"),
                ("from then until all are healthy and cache, s", "again",
                 "{:.2f}"),
                ("longest wait of a reader of the first beside that, ms",
                 "waited", "{:.0f}"),
                ("connections to PostgreSQL when idle", "idle", "{}"),
                ("memory of httpd and its helpers when idle, MB (PSS)",
                 "memory", "{:.1f}"))]
    each = (all_of["memory"] - one["memory"]) / (options.sites - 1)
    quiet, busy, most, bad = all_of["burst"]
    text = (f"# {options.sites} sites in one httpd\n\n{machine()}, "
            f"{options.mpm}; PostgreSQL with max_connections {limit}; a "
            "database each.\n\n"
            + table(("", "one site", f"{options.sites} sites"), rows)
            + f"\n\n- memory of one more site that is idle: {each:.2f} MB\n"
            f"- {READERS} readers search the first site without a pause: at "
            f"most {most} connections in all, {bad} of their answers were not "
            f"200; a reader who searches the second: {busy} (before: {quiet})"
            "\n")
    print(text)
    if options.save:
        (HERE / "SITES.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
