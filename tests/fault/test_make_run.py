"""The site of `make run`: what its processes know, and what they can bear."""

import os
import re
import shlex
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

from support.tools import free_port, read_proc

REPO = Path(__file__).resolve().parents[2]
PASSWORD = "a password of the test's"
MARK = "of-the-callers-environment"

pytestmark = pytest.mark.skipif(
    os.environ.get("TC_SANITIZE") == "1" or "TC_BUILD" in os.environ,
    reason="make run takes what is in build/")


class Run:
    def __init__(self, run_dir, mpm):
        self.env = dict(os.environ, RUN_DIR=str(run_dir), MPM=mpm,
                        PORT=str(free_port()), ADMIN_PASSWORD=PASSWORD,
                        TC_MARK=MARK)
        self.do("start.sh")
        lines = (run_dir / "env").read_text().splitlines()
        self.settings = dict(
            shlex.split(line)[1].split("=", 1) for line in lines)

    def do(self, script):
        subprocess.run([REPO / "conf/run" / script], check=True, timeout=180,
                       env=self.env, stdout=subprocess.DEVNULL)

    def pids(self):
        """Every process that names the run's folder, and theirs."""
        here = self.env["RUN_DIR"]
        found = {int(path.name) for path in Path("/proc").glob("[0-9]*")
                 if here in read_proc(path.name, "cmdline")}
        while True:
            more = {int(child) for pid in found
                    for child in children(pid)} - found
            if not more:
                return found
            found |= more


def children(pid):
    return read_proc(pid, f"task/{pid}/children").split()


@pytest.fixture(scope="module")
def prefork_run():
    base = Path(tempfile.mkdtemp(prefix="talecraft-run-"))
    base.chmod(0o755)
    run = Run(base / "run", "prefork")
    try:
        yield run
    finally:
        run.do("stop.sh")
        shutil.rmtree(base)


def test_no_process_knows_the_callers_secrets(prefork_run):
    pids = prefork_run.pids()
    names = {read_proc(pid, "comm").strip() for pid in pids}
    assert {"apache2", "postgres", "talecraft-worke"} <= names
    for pid in pids:
        for text in ("environ", "cmdline"):
            known = read_proc(pid, text)
            assert PASSWORD not in known, (pid, text)
            assert MARK not in known, (pid, text)


def test_prefork_keeps_below_max_connections(prefork_run):
    """Each child keeps its connection once it has one; the listener and the
    background jobs have one each as well."""
    conf = Path(prefork_run.settings["HTTPD_CONF"]).read_text()
    children_at_most = int(re.search(r"^\s*ServerLimit (\d+)", conf,
                                     re.MULTILINE).group(1))
    settings = prefork_run.settings
    allowed = subprocess.run(
        ["psql", "-XAtq", "-h", settings["PGHOST"], "-p", settings["PGPORT"],
         "-U", settings["PGUSER"], settings["PGDATABASE"], "-c",
         "SELECT current_setting('max_connections')::int - "
         "current_setting('superuser_reserved_connections')::int"],
        check=True, capture_output=True, text=True).stdout
    assert children_at_most + 2 <= int(allowed)


def test_a_run_folder_of_the_servers_user_is_refused():
    if os.geteuid() != 0:
        pytest.skip("root alone gives folders away")
    with tempfile.TemporaryDirectory() as name:
        shutil.chown(name, "www-data")
        done = subprocess.run(
            [REPO / "conf/run/start.sh", "--check"], text=True,
            env=dict(os.environ, RUN_DIR=name, PORT=str(free_port())),
            capture_output=True)
    assert done.returncode != 0
    assert "belongs to www-data" in done.stderr


def test_the_port_stays_and_status_tells_what_runs(prefork_run):
    """A second `make run` with the same RUN_DIR and no PORT, as `make` calls
    it; `make status` fails where nothing runs."""
    again = dict(prefork_run.env, PORT="")
    ran = subprocess.run([REPO / "conf/run/start.sh"], env=again, text=True,
                         timeout=180, capture_output=True, check=True)
    port = prefork_run.env["PORT"]
    assert f"http://localhost:{port}/api/" in ran.stdout
    assert f"http://localhost:{port}/api" == \
        prefork_run.settings["TALECRAFT_URL"]
    status = [REPO / "conf/run/status.sh"]
    assert subprocess.run(status, env=again, check=False, timeout=60,
                          stdout=subprocess.PIPE).returncode == 0
    prefork_run.do("stop.sh")
    stopped = subprocess.run(status, env=again, check=False, text=True,
                             timeout=60, stdout=subprocess.PIPE)
    assert stopped.returncode == 3 and "not running" in stopped.stdout
    subprocess.run([REPO / "conf/run/start.sh"], env=again, timeout=180,
                   stdout=subprocess.PIPE, check=True)
    assert f"localhost:{port}/" in (
        Path(prefork_run.env["RUN_DIR"]) / "env").read_text()


def test_make_gives_no_port_of_its_own():
    """Else a site would move to it whenever `make run` is called."""
    env = {name: value for name, value in os.environ.items()
           if name not in ("PORT", "MAKEFLAGS")}
    said = subprocess.run(["make", "-s", "print-PORT"], cwd=REPO, env=env,
                          text=True, capture_output=True, check=True)
    assert said.stdout.strip() == ""
