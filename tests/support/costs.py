"""What requests cost a server: time of its processors, and memory."""

import contextlib
import os

from .tools import read_proc

TICK = os.sysconf("SC_CLK_TCK")


class Costs:
    """Filled in at the end of the block: seconds, and bytes beyond those
    that the process which grew most held before."""

    def __init__(self):
        self.seconds = None
        self.memory = None


def _status(pid, name):
    for line in read_proc(pid, "status").splitlines():
        if line.startswith(name + ":"):
            return int(line.split()[1]) * 1024
    return 0


def _seconds(pid):
    words = read_proc(pid, "stat").rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) / TICK if words else 0


@contextlib.contextmanager
def costs(site):
    """with costs(site) as spent: requests; then look at `spent`.

    Those of PostgreSQL are not among them."""
    pids = site.httpd.servers()
    for pid in pids:  # the peak begins anew
        with open(f"/proc/{pid}/clear_refs", "w", encoding="ascii") as refs:
            refs.write("5")
    memory = {pid: _status(pid, "VmRSS") for pid in pids}
    seconds = {pid: _seconds(pid) for pid in pids}
    spent = Costs()
    yield spent
    spent.seconds = sum(_seconds(pid) - seconds[pid] for pid in pids)
    spent.memory = max(_status(pid, "VmHWM") - memory[pid] for pid in pids)
