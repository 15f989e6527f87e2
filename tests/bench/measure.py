"""Measuring with wrk: two URLs in turn, so that what slows the machine down
slows both down."""

import os
import re
import statistics
import subprocess
from pathlib import Path

SCRIPT = Path(__file__).resolve().with_name("latency.lua")
FIGURES = re.compile(r"^figures (\d+) (\d+) (\d+) (\d+) (\d+) (\d+)$", re.M)
TICKS = os.sysconf("SC_CLK_TCK")


class Load:
    """What one run of wrk said; times in milliseconds."""

    def __init__(self, text):
        requests, duration, p50, p99, p999, self.failed = [
            int(number) for number in FIGURES.search(text).groups()]
        self.requests = requests
        self.rate = requests * 1e6 / duration
        self.p50, self.p99, self.p999 = p50 / 1e3, p99 / 1e3, p999 / 1e3
        self.cpu = 0.0  # microseconds of httpd for a request


def cpu_ticks(pids):
    """User and system time of these processes."""
    total = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(
            ")")[2].split()
        total += int(fields[11]) + int(fields[12])
    return total


def pss(pids):
    """Memory of these processes in MB, shared pages by their share."""
    total = 0
    for pid in pids:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii")
        total += int(re.search(r"^Pss:\s+(\d+)", text, re.M)[1])
    return total / 1024


def wrk(url, connections=32, seconds=3, headers=(), threads=2, pids=(),
        script=(SCRIPT,), strict=True):
    """script: one of wrk's, and its arguments."""
    argv = ["wrk", "-s", script[0], "-t", str(min(threads, connections)),
            "-c", str(connections), "-d", f"{seconds}s"]
    for header in headers:
        argv += ["-H", header]
    before = cpu_ticks(pids)
    load = Load(subprocess.run(
        [*argv, url, "--", *script[1:]], check=True, text=True,
        capture_output=True,
        env=dict(os.environ, TC_BENCH=str(SCRIPT.parent))).stdout)
    if (load.failed and strict) or not load.requests:
        raise SystemExit(f"{url}: {load.failed} bad answers of "
                         f"{load.requests}")
    load.cpu = ((cpu_ticks(pids) - before) * 1e6 / TICKS) / load.requests
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
                self._pair("rate", 0), self._pair("cpu", 0),
                self._pair("p50", 2), self._pair("p99", 1),
                self._pair("p999", 1)]

    def _pair(self, what, digits):
        values = [statistics.median(getattr(pair[side], what, 0)
                                    for pair in self.rounds)
                  for side in (0, 1)]
        return " / ".join(f"{value:.{digits}f}" if value else "-"
                          for value in values)


HEAD = ["measured", "ratio", "spread", "req/s", "CPU µs/req", "p50 ms",
        "p99 ms", "p99.9 ms"]


def compare(name, subject, baseline, rounds):
    """subject and baseline: functions that give a Load."""
    result = Comparison(name)
    for number in range(rounds):
        # who goes first changes, so that neither gains by its place
        if number % 2:
            one = subject()
            result.add(one, baseline())
        else:
            other = baseline()
            result.add(subject(), other)
    print(table(HEAD, [result.row()]).splitlines()[-1], flush=True)
    return result


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
    return "\n".join(lines + ["| " + " | ".join(map(str, row)) + " |"
                              for row in rows])
