"""promtool of Debian's package prometheus: the one on PATH, or fetched once
into build/. Installing that package would start a server."""

import fcntl
import shutil
import subprocess

from .tools import BUILD


def promtool():
    found = shutil.which("promtool")
    if found:
        return found
    folder = BUILD / "promtool"
    folder.mkdir(parents=True, exist_ok=True)
    program = folder / "files/usr/bin/promtool"
    with open(folder / "lock", "w", encoding="utf-8") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        if not program.exists():
            _run(folder, "apt-get", "download", "prometheus")
            package, = folder.glob("prometheus_*.deb")
            _run(folder, "dpkg-deb", "-x", package.name, "files")
            package.unlink()
    return str(program)


def _run(folder, *command):
    done = subprocess.run(command, cwd=folder, text=True, check=False,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    assert done.returncode == 0, done.stdout


def check_metrics(text):
    """What promtool says against it, "" for nothing."""
    done = subprocess.run([promtool(), "check", "metrics"], input=text,
                          text=True, check=False, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT)
    return done.stdout + (f"exit {done.returncode}" if done.returncode else "")
