"""Programs, directories and privileges of this machine."""

import ctypes
import glob
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
from pathlib import Path

REPO = Path(__file__).resolve().parents[3]
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


def apxs(variable):
    return subprocess.run(["apxs", "-q", variable], check=True, text=True,
                          capture_output=True).stdout.strip()


def httpd_program():
    path = Path(apxs("SBINDIR")) / apxs("PROGNAME")
    if not path.exists():
        raise Missing(f"{path} is missing")
    return path


def pg_program(name):
    """initdb and postgres are rarely on PATH: the newest version counts."""
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


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


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


def session_members(sid):
    """Processes that are still alive in the session of a dead leader."""
    alive = []
    for stat in glob.glob("/proc/[0-9]*/stat"):
        try:
            text = Path(stat).read_text(encoding="utf-8", errors="replace")
        except OSError:
            continue
        fields = text.rpartition(")")[2].split()
        if int(fields[3]) == sid and fields[0] != "Z":
            alive.append(int(stat.split("/")[2]))
    return alive
