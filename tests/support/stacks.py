"""What the processes of a server were at when it did not answer in time."""

import contextlib
import os
import shutil
import subprocess
from pathlib import Path

LISTENS = "0A"  # the state in /proc/net/tcp


def sockets_at(port):
    """Inodes of the sockets that listen at that port."""
    found = set()
    for name in ("tcp", "tcp6"):
        for line in Path(f"/proc/net/{name}").read_text("ascii").splitlines():
            words = line.split()
            if words[3] == LISTENS and words[1].endswith(f":{port:04X}"):
                found.add(f"socket:[{words[9]}]")
    return found


def listeners_at(port):
    """Pids of all that have such a socket open."""
    wanted, found = sockets_at(port), []
    for folder in Path("/proc").glob("[0-9]*/fd"):
        with contextlib.suppress(OSError):
            if wanted & {os.readlink(one) for one in folder.iterdir()}:
                found.append(int(folder.parent.name))
    return found


def threads_of(pid):
    """Name, state and wait of each thread, as the system tells them."""
    lines = []
    for task in sorted(Path(f"/proc/{pid}/task").iterdir()):
        with contextlib.suppress(OSError):
            name, _, rest = (task / "stat").read_text("utf-8").rpartition(")")
            wait = (task / "wchan").read_text("ascii")
            call = (task / "syscall").read_text("ascii").strip()
            lines.append(f"{name}) {rest.split()[0]} {wait} [{call}]")
    return "\n".join(lines)


def stacks_at(port):
    """Of all that listen there: stacks where there is a gdb, else threads."""
    told = []
    for pid in listeners_at(port):
        told += [f"== {pid}", threads_of(pid)]
        if shutil.which("gdb"):
            told.append(subprocess.run(
                ["gdb", "-p", str(pid), "-batch", "-ex",
                 "thread apply all bt"], capture_output=True, text=True,
                timeout=60, check=False).stdout)
    return "\n".join(told)
