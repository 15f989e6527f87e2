"""The pinned npm packages of tests/api/openapi, fetched once into build/."""

import fcntl
import hashlib
import os
import shutil
import subprocess

from .tools import BUILD, REPO

CHECKS = REPO / "tests/api/openapi"


def workshop():
    """A folder with the packages and what stands beside their list. Several
    tests may ask for it at once."""
    lock = (CHECKS / "package-lock.json").read_bytes()
    folder = BUILD / f"openapi-{hashlib.sha256(lock).hexdigest()[:12]}"
    ready = folder / "node_modules" / ".complete"
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "lock", "w", encoding="utf-8") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        for path in CHECKS.iterdir():
            shutil.copy(path, folder / path.name)
        if not ready.exists():
            done = tool(folder, "npm", "ci", "--ignore-scripts", "--no-audit",
                        "--no-fund")
            assert done.returncode == 0, done.stdout
            ready.touch()
    return folder


def tool(folder, *command, text=None):
    """Runs a program there; text is its input."""
    environment = dict(os.environ, REDOCLY_TELEMETRY="off", CI="true",
                       REDOCLY_SUPPRESS_UPDATE_NOTICE="true", NO_COLOR="1")
    return subprocess.run(command, cwd=folder, env=environment, text=True,
                          check=False, timeout=600, input=text or "",
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
