"""The long tail: readers who read everything, as ratios to a static file of
4 KB in the same httpd, turn by turn.

    /usr/bin/python3 tests/bench/tail.py [--posts 1000,20000] [--rounds 5]
        [--seconds 3] [--mpm event] [--only WORD] [--save]

Two children, 32 connections, the cache as it is by default. --save writes
tests/bench/TAIL.md.
"""

import argparse
import math
import os
import shutil
import statistics
import sys
import threading
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

from measure import HEAD, compare, pss, table, wrk  # noqa: E402
from run import machine, make_site, own_cluster  # noqa: E402
from seed import seed  # noqa: E402
from support.cached import settle  # noqa: E402

PARTS = ["random", "first", "cold", "crawl"]
HOT = 16  # connections that read one post
CRAWLERS = 4

ABOUT = """\
{posts} published posts, details of {size} bytes on average; "at random" is
uniform, "Zipf" reads the k-th post 1/k as often as the first. Each post was
read before, but where a row says first reads or after a start. Ratio: to a
static file of 4 KB in the same run, by turns ("first reads": to reads of the
same posts by a path whose answer is never kept; "hot post": p99 beside that
without a crawl).
"""


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--posts", default="1000,20000")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=3)
    parser.add_argument("--mpm", default=os.environ.get("TC_MPM", "event"))
    parser.add_argument("--only", choices=PARTS, help="one part alone")
    parser.add_argument("--save", action="store_true",
                        help="write tests/bench/TAIL.md")
    return parser.parse_args()


class Tail:
    """A site with many posts, and what reads them."""

    def __init__(self, site, base, options):
        self.site, self.base, self.options = site, base, options
        self.ids = site.sql("select id from posts where status = 'PUBLISHED' "
                            "order by id").split()
        (site.root / "static" / "four.json").write_bytes(b"x" * 4096)
        settle(site.client())

    def paths(self, name, form):
        return self.file(name, [f"{self.site.mount}/posts/{form.format(one)}/"
                                for one in self.ids])

    def file(self, name, paths):
        file = self.base / f"{name}.txt"
        file.write_text("".join(f"{path}\n" for path in paths))
        file.chmod(0o644)
        return str(file)

    def same(self, name, path):
        """As many lines as there are posts: the client's work is the same."""
        return self.file(name, [path] * len(self.ids))

    def load(self, file, order, seconds=None, connections=32, headers=(),
             strict=True):
        threads = min(2, connections)
        return wrk(self.site.url, connections,
                   seconds or self.options.seconds, headers, threads,
                   self.site.httpd.children(),
                   (HERE / "tail.lua", HERE, file, order, str(threads)), strict)

    def load_static(self):
        return self.load(self.same("static", "/static/four.json"), "uniform")

    def empty(self):
        """Nothing that is cached counts any more."""
        self.site.sql("select change_tag('*')")
        time.sleep(1)

    def warm(self, file):
        """Each once by each child, about."""
        seconds, wanted = 4, 2 * len(self.ids)
        while (load := self.load(file, "each", seconds,
                                 strict=False)).requests < wanted:
            seconds = max(seconds + 1, math.ceil(wanted / load.rate))

    def size(self):
        public = self.site.client()
        some = self.ids[::max(1, len(self.ids) // 50)]
        return statistics.mean(len(public.get(f"/posts/{one}/").content)
                               for one in some)


def at_random(tail, count):
    file = tail.paths("plain", "{}")
    one = tail.same("one", f"{tail.site.mount}/posts/{tail.ids[0]}/")
    tail.warm(file)
    results = []
    for paths, order, headers, name in (
            (one, "uniform", (), "one of them"),
            (file, "uniform", (), "at random"), (file, "zipf", (), "Zipf"),
            (file, "zipf", ("Accept-Encoding: gzip, br",), "Zipf, br")):
        tail.load(paths, order, 5, headers=headers, strict=False)
        results.append(compare(
            f"{count} posts, {name}",
            lambda p=paths, o=order, h=headers: tail.load(p, o, headers=h),
            tail.load_static, tail.options.rounds))
    return results


def first_reads(tail, count):
    """Of answers that are kept, against the same that are not."""
    if count < 10000:
        return []  # they would be read a second time
    plain, never = tail.paths("plain", "{}"), tail.paths("never", "0{}")
    # not so long that the second round begins
    seconds = max(1, min(tail.options.seconds, count // 12000))

    def first(headers=()):
        tail.empty()
        return tail.load(plain, "each", seconds, headers=headers)

    def uncached():
        tail.empty()
        return tail.load(never, "each", seconds)

    return [compare(
        f"{count} posts, first reads{name}", lambda h=headers: first(h),
        uncached, tail.options.rounds)
        for name, headers in (("", ()),
                              (", br", ("Accept-Encoding: gzip, br",)))]


def cold(tail, count):
    """The first seconds after a start."""
    file = tail.paths("plain", "{}")

    def fresh():
        tail.site.httpd.stop()
        tail.site.httpd.start()
        settle(tail.site.client())
        return tail.load(file, "uniform", strict=False)

    return [compare(f"{count} posts at random, after a start", fresh,
                    tail.load_static, tail.options.rounds)]


class Crawl(threading.Thread):
    """Reads each post once, in turn, while the block runs."""

    def __init__(self, tail, file):
        super().__init__()
        self.tail, self.file, self.load = tail, file, None

    def run(self):
        self.load = self.tail.load(self.file, "each",
                                   self.tail.options.seconds + 1, CRAWLERS)

    def __enter__(self):
        self.start()
        time.sleep(0.5)
        return self

    def __exit__(self, *exc):
        self.join()


def crawl(tail, count):
    file = tail.paths("plain", "{}")
    hot = f"{tail.site.url}/posts/{tail.ids[0]}/"
    rounds, rates = [], []

    def read():
        return wrk(hot, HOT, tail.options.seconds)

    for _ in range(tail.options.rounds):
        quiet = read()
        tail.empty()
        with Crawl(tail, file) as crawling:
            busy = read()
        rates.append(crawling.load.rate)
        rounds.append((busy, quiet))
    ratios = sorted(one.p99 / other.p99 for one, other in rounds)
    middle = [statistics.median(getattr(pair[side], what) for pair in rounds)
              for what in ("rate", "p50", "p99", "p999") for side in (0, 1)]
    row = [f"{count} posts, p99 of a hot post under a crawl of "
           f"{statistics.median(rates):.0f} first reads/s",
           f"{statistics.median(ratios):.2f}",
           f"{ratios[0]:.2f}-{ratios[-1]:.2f}",
           f"{middle[0]:.0f} / {middle[1]:.0f}", "-"]
    row += [f"{middle[at]:.2f} / {middle[at + 1]:.2f}" for at in (2, 4, 6)]
    print(table(HEAD, [row]).splitlines()[-1], flush=True)
    return [row]


def measure(tail, count):
    only, rows = tail.options.only, []
    for name, part in (("random", at_random), ("first", first_reads),
                       ("cold", cold), ("crawl", crawl)):
        if only in (None, name):
            rows += [one if isinstance(one, list) else one.row()
                     for one in part(tail, count)]
    return rows


def measure_posts(cluster, base, count, options):
    with make_site(cluster, base, options.mpm) as site:
        # a tenth of them is not published
        seed(cluster.conninfo(site.database, "postgres"),
             int(count / 0.9) + 1)
        tail = Tail(site, base, options)
        rows = measure(tail, count)
        memory = pss(site.httpd.children())
        return (ABOUT.format(posts=len(tail.ids), size=round(tail.size()))
                + "\n" + table(HEAD, rows) + "\n\n- memory of all httpd "
                f"processes and helpers afterwards: {memory:.0f} MB (PSS)\n")


def main():
    options = arguments()
    parts = []
    with own_cluster() as (cluster, base):
        for count in map(int, options.posts.split(",")):
            parts.append(f"## {count} posts\n\n" + measure_posts(
                cluster, base, count, options))
        shutil.rmtree(base, ignore_errors=True)
    text = (f"{machine()}, {options.mpm}\n\n{options.rounds} rounds of "
            f"{options.seconds} s each; medians.\n\n" + "\n".join(parts))
    print("\n" + text)
    if options.save:
        (HERE / "TAIL.md").write_text("# The long tail\n\n" + text)


if __name__ == "__main__":
    main()
