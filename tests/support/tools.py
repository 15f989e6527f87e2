"""Programs, directories and privileges of this machine."""

import contextlib
import ctypes
import functools
import glob
import itertools
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

REPO = Path(__file__).resolve().parents[2]
BUILD = Path(os.environ.get("TC_BUILD", REPO / "build")).resolve()
MPM = os.environ.get("TC_MPM", "event")
SANITIZE = os.environ.get("TC_SANITIZE", "") not in ("", "0")
AS_ROOT = os.geteuid() == 0


class Missing(Exception):
    """Something that the tests need is not on this machine."""


def build_product(name):
    path = BUILD / name
    if not path.exists():
        raise Missing(f"{path} is missing: build first, or set TC_BUILD")
    return path


@functools.lru_cache(maxsize=None)
def apxs(variable):
    return subprocess.run(["apxs", "-q", variable], check=True, text=True,
                          capture_output=True).stdout.strip()


@functools.lru_cache(maxsize=None)
def httpd_program():
    path = Path(apxs("SBINDIR")) / apxs("PROGNAME")
    if not path.exists():
        raise Missing(f"{path} is missing")
    return path


@functools.lru_cache(maxsize=None)
def pg_program(name):
    """initdb and postgres are rarely on PATH, and psql there is a script that
    looks for psql: the newest version counts."""
    def version(path):
        digits = Path(path).parent.parent.name.split(".")[0]
        return int(digits) if digits.isdigit() else 0

    found = sorted(glob.glob(f"/usr/lib/postgresql/*/bin/{name}"),
                   key=version)
    path = found[-1] if found else shutil.which(name)
    if not path:
        raise Missing(f"{name} of PostgreSQL is missing")
    return path


def account(name):
    """The account that a server runs under: `name` for root, else None."""
    if not AS_ROOT:
        return None
    try:
        return pwd.getpwnam(name)
    except KeyError:
        raise Missing(f"there is no user {name}") from None


_LIBC = ctypes.CDLL(None)
_PR_SET_PDEATHSIG = 1


def _die_with_parent():
    # A killed test run must not leave servers behind.
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def spawn(argv, user=None, **kwargs):
    """Popen in a session of its own, as `user` where we are root."""
    entry = account(user) if user else None
    if entry:
        kwargs.update(user=entry.pw_uid, group=entry.pw_gid,
                      extra_groups=[])
    return subprocess.Popen([str(a) for a in argv], start_new_session=True,
                            preexec_fn=_die_with_parent,
                            stdin=subprocess.DEVNULL, **kwargs)


def run(argv, user=None, **kwargs):
    entry = account(user) if user else None
    if entry:
        kwargs.update(user=entry.pw_uid, group=entry.pw_gid,
                      extra_groups=[])
    kwargs.setdefault("capture_output", True)
    kwargs.setdefault("text", True)
    kwargs.setdefault("timeout", 60)
    done = subprocess.run([str(a) for a in argv], **kwargs)
    if done.returncode:
        raise RuntimeError(f"{argv} ended with {done.returncode}:\n"
                           f"{done.stdout}{done.stderr}")
    return done.stdout


PORTS = 200  # of each run or worker of pytest
FIRST_PORT = 20000


def is_free(port):
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


@functools.lru_cache(maxsize=None)
def _own_ports():
    """Ports that no other run of tests uses, and that the kernel gives to
    nobody by itself. An abstract socket is what says that they are ours: it
    goes with this process, and belongs to the network as the ports do."""
    local = Path("/proc/sys/net/ipv4/ip_local_port_range").read_text()
    end = max(int(local.split()[0]), FIRST_PORT + PORTS)
    for first in range(FIRST_PORT, end - PORTS + 1, PORTS):
        mark = socket.socket(socket.AF_UNIX)
        with contextlib.suppress(OSError):
            mark.bind(f"\0talecraft-tests-{first}")
            return mark, itertools.cycle(range(first, first + PORTS))
        mark.close()
    raise Missing("all ports for tests are in use")


def free_port():
    """Given to nobody else, until PORTS others have been."""
    _, ports = _own_ports()
    for port in itertools.islice(ports, PORTS):
        if is_free(port):
            return port
    raise Missing("no port is free")


def make_base():
    """A directory that postgres and www-data can pass through."""
    base = Path(tempfile.mkdtemp(prefix="talecraft-api-"))
    base.chmod(0o711)
    return base


def make_dir(path, user=None, mode=0o755):
    path.mkdir(parents=True, exist_ok=True)
    path.chmod(mode)
    entry = account(user) if user else None
    if entry:
        os.chown(path, entry.pw_uid, entry.pw_gid)
    return path


def read_proc(pid, name):
    """/proc/PID/NAME; "" where the process has gone."""
    try:
        return Path(f"/proc/{pid}/{name}").read_text("utf-8", "replace")
    except (FileNotFoundError, ProcessLookupError):
        return ""


def stat_of(pid):
    """Its state ("Z": it has ended), parent, group, session ...; none where
    it has gone."""
    return read_proc(pid, "stat").rpartition(")")[2].split()


def alive(pid):
    return stat_of(pid)[:1] not in ([], ["Z"])


def runs(pid):
    """One of its threads works, or waits for a processor or a disk."""
    threads = [read_proc(pid, f"task/{path.name}/stat")
               for path in Path(f"/proc/{pid}/task").glob("*")]
    return any(text.rpartition(") ")[2][:1] in ("R", "D")
               for text in threads)


def session_members(sids):
    """Processes of these sessions that are alive."""
    found = []
    for path in glob.glob("/proc/[0-9]*"):
        pid = int(path.split("/")[2])
        fields = stat_of(pid)
        if fields and int(fields[3]) in sids and fields[0] != "Z":
            found.append(pid)
    return found


def kill_sessions(sids):
    """SIGKILL for all of them; returns their pids when they have ended."""
    killed = members = session_members(sids)
    while members:
        for pid in members:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.01)
        members = session_members(sids)
    return killed
