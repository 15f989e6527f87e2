"""Cached answers against static files of the same bytes in the same httpd,
and against themselves while something else is edited."""

import http.client
import statistics
import threading
import time

from measure import compare, wrk
from support.make import expect

STORM = 50  # edits a second
COLD = 300  # answers


class Bench:
    """A running site, its static files, and how to measure them."""

    def __init__(self, site, options):
        self.site = site
        self.options = options
        self.folder = site.root / "static"

    def load(self, url, connections=32, headers=(), threads=2):
        return wrk(url, connections, self.options.seconds, headers, threads,
                   pids=self.site.httpd.children())

    def compare(self, name, subject, baseline, connections):
        """subject and baseline: (url, headers)."""
        for url, headers in (subject, baseline):  # warm
            wrk(url, connections, 1, headers)
        return compare(
            f"{name}, {connections} connections",
            lambda: self.load(subject[0], connections, subject[1]),
            lambda: self.load(baseline[0], connections, baseline[1]),
            self.options.rounds)


def static_file(bench, name, path, coding):
    """A file of the very bytes that the API sends; (its URL, size)."""
    public = bench.site.client()
    for _ in range(2):
        answer = public.request("GET", path, stream=True, strict=False,
                                headers={"Accept-Encoding": coding})
        body = answer.raw.read(decode_content=False)
    if answer.headers.get("X-Cache") != "HIT" or \
            answer.headers.get("Content-Encoding", "identity") != coding:
        raise SystemExit(f"{path} is not cached as {coding}")
    file = f"{name}.json" + (".gz" if coding == "gzip" else "")
    (bench.folder / file).write_bytes(body)
    return f"{bench.site.origin}/static/{file}", len(body)


def bodies(bench, paths):
    results = []
    for coding in ("identity", "gzip"):
        headers = (f"Accept-Encoding: {coding}",)
        for name, path in paths.items():
            url, size = static_file(bench, name, path, coding)
            results += [bench.compare(
                f"cached {name}, {coding}, {size} bytes",
                (bench.site.url + path, headers), (url, headers), number)
                for number in (32, 128)]
    return results


def not_modified(bench, paths):
    path = paths["detail"]
    url, _ = static_file(bench, "detail", path, "identity")
    sides = []
    for one in (bench.site.url + path, url):
        tag = bench.site.client(strict=False).get(one).headers["ETag"]
        headers = (f"If-None-Match: {tag}",)
        expect(bench.site.client(strict=False).get(
            one, headers={"If-None-Match": tag}), 304)
        sides.append((one, headers))
    return [bench.compare("304 of a cached detail", *sides, number)
            for number in (32, 128)]


def cold(bench, post_id):
    """First and second reads of many details, one after the other."""
    rows = bench.site.sql(
        "insert into posts (title, slug, excerpt, content, author_id, "
        "category_id, status, published_at) select title || n, "
        "'cold-' || n, excerpt, content, author_id, category_id, status, "
        f"published_at from posts, generate_series(1, {COLD}) n "
        f"where id = {post_id} returning id").split()
    time.sleep(1)  # the listener has raised what this changed
    line = http.client.HTTPConnection("localhost", bench.site.port)
    medians = []
    for state in ("MISS", "HIT"):
        times = []
        for row in rows:
            start = time.perf_counter()
            line.request("GET", f"{bench.site.mount}/posts/{row}/")
            answer = line.getresponse()
            answer.read()
            times.append(time.perf_counter() - start)
            if answer.getheader("X-Cache") != state:
                raise SystemExit(f"post {row}: no {state}")
        medians.append(1e3 * statistics.median(times))
    line.close()
    return (f"cold: the first read of a detail {medians[0]:.2f} ms, the "
            f"second {medians[1]:.2f} ms (medians of {COLD}, one client)")


class Storm:
    """Edits of one post at a steady rate while the block runs; as little work
    for the writing program as can be, for it runs on the same processors."""

    def __init__(self, site, editor, post_id):
        self.line = http.client.HTTPConnection("localhost", site.port)
        self.path = f"{site.mount}/posts/{post_id}/"
        self.headers = {"Authorization": f"Bearer {editor.token}",
                        "Content-Type": "application/json"}
        self.stop = threading.Event()
        self.edits = 0
        self.thread = threading.Thread(target=self._run)

    def _run(self):
        begin = time.monotonic()
        while not self.stop.is_set():
            self.line.request("PATCH", self.path, headers=self.headers,
                              body=f'{{"excerpt":"edit {self.edits}"}}')
            answer = self.line.getresponse()
            answer.read()
            if answer.status != 200:
                raise SystemExit(f"{self.path}: {answer.status}")
            self.edits += 1
            self.stop.wait(max(0, begin + self.edits / STORM
                               - time.monotonic()))

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *exc):
        self.stop.set()
        self.thread.join()
        self.line.close()


def edit_storm(bench, editor, paths, other_id):
    """Reads of one post while another one is edited."""
    url = bench.site.url + paths["detail"]
    rates = []

    def stormy():
        with Storm(bench.site, editor, other_id) as storm:
            load = bench.load(url)
        rates.append(storm.edits / bench.options.seconds)
        return load

    result = compare("cached detail during an edit storm on another, "
                     "against none", stormy, lambda: bench.load(url),
                     bench.options.rounds)
    slowest = min(rates)
    if slowest < 0.8 * STORM:
        result.name += f" (only {slowest:.0f} edits/s)"
    return [result]
