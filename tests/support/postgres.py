"""A private PostgreSQL cluster: UNIX socket only, nothing kept."""

import os
import shutil
import signal
import subprocess
import time

from .tools import BUILD, make_dir, pg_program, run, spawn

SETTINGS = """
listen_addresses = ''
fsync = off
full_page_writes = off
max_connections = 200
shared_buffers = 32MB
# A time zone of its own shows every time that is not turned into UTC.
timezone = 'America/St_Johns'
log_min_messages = warning
"""

# Tens of thousands of posts are made so, on a machine that may be busy.
FILL_SECONDS = 300

# What error logs may say while a test takes the database away: mod_dbd has
# lines of its own, and so have the background jobs. libpq prints the goodbye
# to a session that has just been opened, before anybody can ask it not to.
AWAY_LINES = (r"TC2\d{3}: |TC8\d{3}: |\[dbd:(error|warn)\]|"
              r"^FATAL:  terminating connection")


def kept_cluster():
    """Where one is kept that initdb has just made: to copy it is cheaper."""
    program = os.stat(pg_program("initdb"))
    return BUILD / "tests" / (f"pgdata-{program.st_mtime_ns}"
                              f"-{os.geteuid()}")


class Postgres:
    """start(), stop(), restart(), sql(), hold(), create_database()."""

    def __init__(self, base):
        self.data = base / "pgdata"
        self.socket_dir = base / "pg"
        self.log = base / "postgres.log"
        self.process = None
        self.template = None  # a database with all migrations
        self.sites = []

    def init(self):
        make_dir(self.socket_dir, user="postgres")
        kept = kept_cluster()
        if os.access(kept, os.R_OK):
            run(["cp", "-a", kept, self.data])
        else:
            self._make(kept)
        with open(self.data / "postgresql.conf", "a",
                  encoding="utf-8") as conf:
            conf.write(SETTINGS)
            conf.write(f"unix_socket_directories = '{self.socket_dir}'\n")

    def _make(self, kept):
        make_dir(self.data, user="postgres", mode=0o700)
        run([pg_program("initdb"), "-D", self.data, "-U", "postgres",
             "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"],
            user="postgres", cwd="/")
        new = kept.with_name(f"{kept.name}-{os.getpid()}")
        kept.parent.mkdir(parents=True, exist_ok=True)
        run(["cp", "-a", self.data, new])
        try:
            new.rename(kept)
        except OSError:  # another run of tests was faster
            shutil.rmtree(new)

    def start(self):
        with open(self.log, "ab") as log:
            self.process = spawn([pg_program("postgres"), "-D", self.data],
                                 user="postgres", cwd="/", stdout=log,
                                 stderr=log)
        self._wait_ready()

    def _wait_ready(self):
        pid_file = self.data / "postmaster.pid"
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                break
            try:
                lines = pid_file.read_text(encoding="utf-8").split("\n")
            except OSError:
                lines = []
            if len(lines) >= 8 and lines[7].strip() in ("ready", "standby"):
                return
            time.sleep(0.02)
        raise RuntimeError("PostgreSQL did not start:\n" + self.log_text())

    def stop(self, how=signal.SIGINT):
        """SIGINT ends at once and cleanly, SIGQUIT like a crash."""
        if not self.process or self.process.poll() is not None:
            return
        self.process.send_signal(how)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def restart(self, how=signal.SIGINT):
        self.stop(how)
        self.start()

    def log_text(self):
        return self.log.read_text(encoding="utf-8", errors="replace")

    def conninfo(self, database, user="talecraft"):
        return f"host={self.socket_dir} dbname={database} user={user}"

    def sql(self, text, database="postgres", user="postgres"):
        """Run SQL, return psql's unaligned rows as one string."""
        return run([pg_program("psql"), "-XAtq", "-v", "ON_ERROR_STOP=1", "-d",
                    self.conninfo(database, user), "-f", "-"],
                   input=text, timeout=FILL_SECONDS).rstrip("\n")

    def standbys(self, names):
        """Each COMMIT waits for these from now on; "" for none."""
        self.sql(f"alter system set synchronous_standby_names = '{names}'; "
                 "select pg_reload_conf()")

    def hold(self, text, database):
        """The statements' transaction stays open in the `with` block."""
        return Held(self.conninfo(database, "postgres"), text)

    def create_role(self, name="talecraft"):
        self.sql(f"create role {name} login")

    def create_database(self, name, owner="talecraft", template=None):
        like = f"template {template} strategy file_copy" if template else ""
        self.sql(f"create database {name} owner {owner} {like}")

    def drop_database(self, name):
        self.sql(f"drop database if exists {name} with (force)")


class Held:
    """A transaction of psql's: its statements are done when the block begins,
    and committed at its end if not before."""

    def __init__(self, conninfo, text):
        self.argv = [pg_program("psql"), "-XAtq", "-v", "ON_ERROR_STOP=1",
                     "-d", conninfo]
        self.text = text
        self.psql = None

    def __enter__(self):
        self.psql = subprocess.Popen(
            self.argv, text=True, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.psql.stdin.write(f"begin; {self.text};\n\\echo held\n")
        self.psql.stdin.flush()
        while (line := self.psql.stdout.readline()) != "held\n":
            if not line:
                raise RuntimeError(self.psql.communicate()[1])
        return self

    def commit(self):
        if not self.psql.stdin.closed:
            self.psql.stdin.write("commit;\n")
            self.psql.stdin.close()

    def __exit__(self, *_):
        self.commit()
        self.psql.stdout.read()
        self.psql.wait(60)
        self.psql.stdout.close()
        self.psql.stderr.close()
