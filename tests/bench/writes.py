"""Writes of one editor over one connection, each with a text of its own: what
revisions and events cost a PATCH, and what it costs to save a working copy."""

import http.client
import json
import statistics
import time

from measure import compare

# What writes revisions and events of posts, of which no other trigger needs
# anything.
HISTORY = "posts_history_update"
TEXT = "The quick brown fox jumps over the lazy dog. " * 9
WARM = 10  # writes until statements are planned again


class Took:
    """What some writes took; as a Load has it, times in milliseconds."""

    def __init__(self, times):
        self.rate = len(times) / sum(times)
        self.p50 = statistics.median(times) * 1000
        self.p99 = statistics.quantiles(times, n=100)[98] * 1000


class Editor:
    def __init__(self, bench, token):
        self.bench = bench
        self.http = http.client.HTTPConnection("localhost", bench.site.port)
        self.headers = {"Authorization": f"Bearer {token}",
                        "Content-Type": "application/json"}
        self.number = 0

    def write(self, method, path):
        """A post of 4 KB, in seconds."""
        self.number += 1
        body = json.dumps({"content": [
            {"type": "paragraph", "text": f"{self.number} {TEXT}"}] * 9})
        began = time.perf_counter()
        self.http.request(method, self.bench.site.mount + path, body,
                          self.headers)
        answer = self.http.getresponse()
        answer.read()
        took = time.perf_counter() - began
        if answer.status not in (200, 201):
            raise SystemExit(f"{method} {path}: {answer.status}")
        return took

    def writes(self, method, path):
        for _ in range(WARM):
            self.write(method, path)
        end = time.monotonic() + self.bench.options.seconds
        times = []
        while time.monotonic() < end or len(times) < 100:
            times.append(self.write(method, path))
        return Took(times)


def switched(bench, how):
    bench.site.sql(f"alter table posts {how} trigger {HISTORY}")


def writes(bench, token, post):
    editor, path = Editor(bench, token), f"/posts/{post}/"

    def without_history():
        switched(bench, "disable")
        try:
            return editor.writes("PATCH", path)
        finally:
            switched(bench, "enable")

    def patch():
        return editor.writes("PATCH", path)

    rounds = bench.options.rounds
    return [
        compare("PATCH of a 4 KB post, with revisions and events against "
                "without", patch, without_history, rounds),
        compare("PUT of a working copy of 4 KB against PATCH",
                lambda: editor.writes("PUT", path + "working-copy/"), patch,
                rounds)]
