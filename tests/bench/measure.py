"""Measuring with wrk: two URLs in turn, so that what slows the machine down
slows both down."""

import re
import statistics
import subprocess

_UNITS = {"us": 1e-3, "ms": 1.0, "s": 1e3, "m": 6e4}


class Load:
    """What one run of wrk said."""

    def __init__(self, text):
        self.rate = float(re.search(r"Requests/sec:\s+([\d.]+)", text)[1])
        self.p50 = self._percentile(text, "50%")
        self.p99 = self._percentile(text, "99%")
        bad = re.search(r"Non-2xx or 3xx responses: (\d+)", text)
        sockets = re.search(r"Socket errors: (.*)", text)
        self.failed = int(bad[1]) if bad else 0
        self.sockets = sockets[1] if sockets else ""

    @staticmethod
    def _percentile(text, name):
        """In milliseconds."""
        found = re.search(rf"{re.escape(name)}\s+([\d.]+)(us|ms|s|m)\b", text)
        return float(found[1]) * _UNITS[found[2]]


def wrk(url, connections=32, seconds=3, headers=(), threads=2):
    argv = ["wrk", "--latency", "-t", str(min(threads, connections)), "-c",
            str(connections), "-d", f"{seconds}s"]
    for header in headers:
        argv += ["-H", header]
    load = Load(subprocess.run(argv + [url], check=True, text=True,
                               capture_output=True).stdout)
    if load.failed or load.sockets:
        raise SystemExit(f"{url}: {load.failed} bad answers {load.sockets}")
    return load


class Comparison:
    """Rates of a subject as ratios to a baseline measured beside it."""

    def __init__(self, name):
        self.name = name
        self.rounds = []

    def add(self, subject, baseline):
        self.rounds.append((subject, baseline))

    @property
    def ratios(self):
        return [one.rate / other.rate for one, other in self.rounds]

    def row(self):
        ratios = self.ratios
        return [self.name, f"{statistics.median(ratios):.2f}",
                f"{min(ratios):.2f}-{max(ratios):.2f}",
                f"{self._median('rate', 0):.0f}",
                f"{self._median('rate', 1):.0f}",
                f"{self._median('p50', 0):.2f}",
                f"{self._median('p99', 0):.2f}",
                f"{self._median('p99', 1):.2f}"]

    def _median(self, what, side):
        return statistics.median(getattr(pair[side], what)
                                 for pair in self.rounds)


HEAD = ["measured", "ratio", "spread", "req/s", "baseline req/s", "p50 ms",
        "p99 ms", "baseline p99 ms"]


def compare(name, subject, baseline, *, rounds, **kwargs):
    """subject and baseline: dicts of wrk's arguments."""
    result = Comparison(name)
    wrk(**subject, **{**kwargs, "seconds": 1})
    wrk(**baseline, **{**kwargs, "seconds": 1})
    for number in range(rounds):
        # who goes first changes, so that neither gains by its place
        if number % 2:
            one = wrk(**subject, **kwargs)
            result.add(one, wrk(**baseline, **kwargs))
        else:
            other = wrk(**baseline, **kwargs)
            result.add(wrk(**subject, **kwargs), other)
    return result


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
    return "\n".join(lines + ["| " + " | ".join(map(str, row)) + " |"
                              for row in rows])
