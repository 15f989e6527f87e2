"""What a hundred times as many posts cost: uncached reads of two sites.

    /usr/bin/python3 tests/bench/scale.py [--small 10000] [--big 1000000]
        [--requests 201] [--seconds 10] [--mpm event] [--cluster DIR]
        [--fill] [--save]

Two sites on one PostgreSQL are asked in turn through the API, request by
request, one connection each, warm. A figure is the big site's median time
over the small one's. Filling the big
one takes twenty minutes and 15 GB; with --cluster DIR the cluster stays there
and is used again, --fill fills it and no more. --save writes
tests/bench/SCALE.md.
"""

import argparse
import http.client
import os
import shutil
import statistics
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

from measure import table  # noqa: E402
from run import machine  # noqa: E402
from seed import seed, seed_history  # noqa: E402

HEAD = ["read", "ratio", "quartiles of the ratio", "limit", "small ms",
        "big ms", "pairs"]
SETTINGS = """
shared_buffers = 512MB
max_wal_size = 8GB
checkpoint_timeout = 30min
"""

ABOUT = """\
Uncached reads through the API of two sites on one PostgreSQL, request by
request in turn, warm, one connection each. The ratio is that of the medians,
the big site's to the small one's; the quartiles are those of the ratios of
pairs. Matches are ranked among the newest 5,000 alone (API.md), so a search
costs what its matches up to 5,000 cost: a word in a tenth of the posts (and
the longer ones that begin so) has some 1,600 on the small site and 5,000 on
the big one, within a category 32 and 3,200, of an author 16 and 1,600. Where
the big site has many times as many matches to be ranked, no limit is set: a
word in a hundredth has 92 and 5,000, in a thousandth 9 and 1,087. Each post
has ten revisions and ten events; a page of events by its number counts them all
in an index, which a cursor does not.
"""

# name, most it may be, who, path
READS = [
    ("public list, first page", 1.5, "public", "/posts/?fields={all}"),
    ("public list of a category", 1.5, "public",
     "/posts/?category=category-7&fields={all}"),
    ("public list of an author", 1.5, "public",
     "/posts/?author=writer7&fields={all}"),
    ("writer's own list", 1.5, "writer7", "/posts/"),
    ("writer's own drafts", 1.5, "writer7", "/posts/?status=DRAFT"),
    ("editor's list", 1.5, "editor", "/posts/"),
    ("editor's list of a category and status", 1.5, "editor",
     "/posts/?category=category-7&status=DRAFT"),
    ("list by title", 1.5, "editor", "/posts/?ordering=title"),
    ("list by views", 1.5, "public", "/posts/?ordering=-view_count"
                                     "&fields={all}"),
    ("cursor, half way down", 1.5, "public", "{cursor}"),
    ("detail by id", 1.5, "editor", "/posts/{id}/"),
    ("detail by slug", 1.5, "editor", "/posts/slug/{slug}/"),
    ("categories with post_count", 1.5, "editor", "/categories/"),
    ("revisions of a post", 1.5, "editor", "/posts/{id}/revisions/"),
    ("one revision", 1.5, "editor", "/posts/{id}/revisions/7/"),
    ("what was done to a post", 1.5, "admin",
     "/audit/?object_type=post&object_id={id}"),
    ("what was done, by a cursor", 1.5, "admin", "/audit/?cursor="),
    ("what one user did, by a cursor", 1.5, "admin",
     "/audit/?user=writer7&cursor="),
    ("what was done, counted", "-", "admin", "/audit/"),
    ("changes since now", 1.5, "editor", "/changes/?since={since}"),
    ("search of a word in all posts", 3, "public", "/posts/?search={all_}"),
    ("search of a word in half of them", 3, "public",
     "/posts/?search={half}"),
    ("search of a word in a tenth", 3, "public", "/posts/?search={tenth}"),
    ("search of a word in ten posts", 3, "public", "/posts/?search={rare}"),
    ("search of a word in a hundredth", "-", "public",
     "/posts/?search={hundredth}"),
    ("search of a word in a thousandth", "-", "public",
     "/posts/?search={thousandth}"),
    ("search of a word in a tenth, in a category", "-", "public",
     "/posts/?category=category-7&search={tenth}"),
    ("search of a word in a tenth, of an author", "-", "public",
     "/posts/?author=writer7&search={tenth}"),
]


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--small", type=int, default=10000)
    parser.add_argument("--big", type=int, default=1000000)
    parser.add_argument("--requests", type=int, default=201,
                        help="of each kind to each site")
    parser.add_argument("--seconds", type=int, default=10,
                        help="after which a kind has had enough")
    parser.add_argument("--mpm", default=os.environ.get("TC_MPM", "event"))
    parser.add_argument("--cluster", type=Path,
                        help="a directory for the cluster, to be kept")
    parser.add_argument("--fill", action="store_true",
                        help="fill the cluster, measure nothing")
    parser.add_argument("--save", action="store_true",
                        help="write tests/bench/SCALE.md")
    return parser.parse_args()


def word_of(site, share):
    """A word that is in about this share of the newest ten thousand. A search
    finds longer words too, which would outweigh a seldom one: no other word
    begins with that."""
    return site.sql(f"""
        select word from (
            select word, ndoc, coalesce(starts_with(
                lead(word) over (order by word collate "C"), word), false)
                as begins_others
            from ts_stat($$select search from (
                select search from post_search
                order by id desc limit 10000) newest$$)) words
        where word !~ 'seldom' and not ({share} < 0.05 and begins_others)
        order by abs(ndoc - 10000 * {share}), word limit 1""")


def half_way(client, posts):
    """The path of the cursor's page in the middle of the list."""
    path = "/posts/?cursor=&page_size=100"
    for _ in range(posts // 200):
        path = client.get(path).json()["next"]
    return path.replace("page_size=100", "page_size=20").partition(
        "/api")[2]


def facts(site, posts, words):
    public = site.client()
    one = public.get("/posts/?page=40").json()["results"][0]
    since = site.login("editor").get("/changes/").json()["next"]
    every = "id,title,slug,excerpt,author,category,thumbnail,status," \
            "read_time,published_at,created_at,updated_at"
    return dict(words, all=every, cursor=half_way(public, posts), since=since,
                id=one["id"], slug=one["slug"],
                rare=f"seldom{one['id'] // 10}")


class Reader:
    """GETs of one path of one site over a connection that stays open."""

    def __init__(self, site, known, who, path):
        self.path = site.mount + path.format(**known)
        self.headers = {} if who == "public" else {
            "Authorization": f"Bearer {site.login(who).token}"}
        self.http = http.client.HTTPConnection("localhost", site.port)

    def read(self):
        """In milliseconds."""
        began = time.perf_counter()
        self.http.request("GET", self.path, headers=self.headers)
        answer = self.http.getresponse()
        answer.read()
        took = (time.perf_counter() - began) * 1000
        if answer.status != 200 or answer.headers["X-Cache"] == "HIT":
            raise SystemExit(f"{self.path}: {answer.status} "
                             f"{answer.headers['X-Cache']}")
        return took


def compare(name, most, small, big, options):
    """Who goes first changes, so that neither gains by its place."""
    pairs = []
    for reader in [small, big] * 7:  # until plans and caches are settled
        reader.read()
    end = time.monotonic() + options.seconds
    while len(pairs) < options.requests and time.monotonic() < end:
        if len(pairs) % 2:
            one = small.read()
            pairs.append((one, big.read()))
        else:
            other = big.read()
            pairs.append((small.read(), other))
    medians = [statistics.median(side) for side in zip(*pairs)]
    low, _, high = statistics.quantiles([b / a for a, b in pairs], n=4)
    return [name, f"{medians[1] / medians[0]:.2f}", f"{low:.2f}-{high:.2f}",
            most, f"{medians[0]:.2f}", f"{medians[1]:.2f}", len(pairs)]


def make_cluster(options, base):
    from support import tools
    from support.postgres import Postgres

    cluster = Postgres(tools.make_dir(base / "main"))
    fresh = not cluster.data.exists()
    if fresh:
        cluster.init()
        with open(cluster.data / "postgresql.conf", "a",
                  encoding="utf-8") as conf:
            conf.write(SETTINGS)
    cluster.start()
    if fresh:
        cluster.create_role()
    return cluster


def make_site(cluster, base, name, posts, options):
    from support.site import PASSWORD, Site

    there = cluster.sql("select 1 from pg_database "
                        f"where datname = '{name}'") == "1"
    site = Site(cluster, base, mpm=options.mpm, database=name)
    if not there:
        site.create_database(name)
        print(f"{name}: {posts} posts", flush=True)
        seed(cluster.conninfo(name, "postgres"), posts)
        seed_history(cluster.conninfo(name, "postgres"))
        site.add_user("editor", "EDITOR")
        site.add_user("admin", "ADMIN")
        site.ctl("user", "passwd", "writer7", stdin=PASSWORD + "\n")
    site.ctl("migrate")
    return site


def measure(small, big, options):
    shares = {"all_": 1, "half": 0.5, "tenth": 0.1, "hundredth": 0.01,
              "thousandth": 0.001}
    words = {name: word_of(small, share) for name, share in shares.items()}
    known = [facts(site, posts, words) for site, posts in
             ((small, options.small), (big, options.big))]
    for name, most, who, path in READS:
        yield compare(name, most, Reader(small, known[0], who, path),
                      Reader(big, known[1], who, path), options)
    first = Reader(big, known[1], "editor", "/posts/?status=PUBLISHED")
    for page, most in (("2500", 15), ("last", "-")):
        there = Reader(big, known[1], "editor",
                       f"/posts/?status=PUBLISHED&page={page}")
        yield compare(f"page {page} against page 1, the big site", most,
                      first, there, options)


def main():
    options = arguments()
    from support import tools

    base = tools.make_base()
    kept = options.cluster and tools.make_dir(options.cluster, mode=0o711)
    cluster = make_cluster(options, kept or base)
    rows = []
    try:
        small = make_site(cluster, base, f"posts{options.small}",
                          options.small, options)
        big = make_site(cluster, base, f"posts{options.big}", options.big,
                        options)
        if options.fill:
            return 0
        with small, big:
            for row in measure(small, big, options):
                rows.append(row)
                print(table(HEAD, [row]).splitlines()[-1], flush=True)
    finally:
        cluster.stop()
        shutil.rmtree(base, ignore_errors=True)
    print("\n" + table(HEAD, rows))
    if options.save:
        (HERE / "SCALE.md").write_text(
            f"# {options.big} posts against {options.small}\n\n{machine()}\n\n"
            f"{ABOUT}\n{table(HEAD, rows)}\n")
    over = [row[0] for row in rows
            if row[3] != "-" and float(row[1]) > row[3]]
    return f"over the limit: {', '.join(over)}" if over else 0


if __name__ == "__main__":
    sys.exit(main())
