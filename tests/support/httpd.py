"""One httpd: configuration, start, signals, and its error log."""

import contextlib
import os
import re
import signal
import socket
import subprocess
import time

from . import tools
from .tools import AS_ROOT, SANITIZE, apxs, httpd_program, make_dir, spawn

MODULES = """unixd log_config mime authn_core authn_file authz_core authz_user
authz_host auth_basic alias headers rewrite dbd socache_shmcb watchdog
unique_id status reqtimeout setenvif env""".split()

THREADED = ("ThreadsPerChild 16\nServerLimit 4\nMaxRequestWorkers 64\n"
            "MinSpareThreads 4\nMaxSpareThreads 64\n")
MPM_CONFIG = {
    "event": THREADED,
    "worker": THREADED,
    "prefork": "ServerLimit 48\nMaxRequestWorkers 48\n"
               "MinSpareServers 4\nMaxSpareServers 48\n",
}
START_SERVERS = {"event": 2, "worker": 2, "prefork": 12}
SETTLE = 0.1  # seconds from the last request to the end of its thread's work

# Lines without a level are what dying processes print; that a child was
# killed (AH00051, AH00052) is logged at notice.
PROBLEM = re.compile(r"^\[[^\]]*\] \[[^\]]*:(?:emerg|alert|crit|error|warn)\]"
                     r"|^(?!\[[^\]]*\] \[)|.* exit signal ")


def load_module(name, path=None):
    path = path or f"{apxs('LIBEXECDIR')}/mod_{name}.so"
    if not os.path.exists(path):
        return ""  # compiled in
    return (f"<IfModule !{name}_module>\n"
            f"LoadModule {name}_module {path}\n</IfModule>\n")


class Httpd:
    """A server in `root`; `config` follows the basic directives.

    `modules` are loaded besides MODULES, mod_talecraft among them.
    """

    everyone = []

    def __init__(self, root, port, config, mpm=None, modules=()):
        self.root = make_dir(root)
        self.port = port
        self.mpm = mpm or tools.MPM
        self.error_log = root / "error.log"
        self.conf = root / "httpd.conf"
        self.sanitizer_dir = make_dir(root / "sanitizer", mode=0o1777)
        self.process = None
        self.offset = 0  # in the log, of what has been looked at
        self.began = 0  # so large was the log at the start
        self.sanitizer_seen = set()
        make_dir(root / "htdocs")
        self.modules = list(modules)
        self.config = config
        self.preload = []  # libraries
        self.extra_environment = {}
        self.write_config()
        self.watch()

    def watch(self):
        """Its log is read after each test from now on."""
        if self not in Httpd.everyone:
            Httpd.everyone.append(self)

    @classmethod
    def collect(cls):
        """New problems of all servers. A log is read once more when its
        server has ended, and then no longer."""
        lines = []
        for server in list(cls.everyone):
            ended = server.process is None
            lines += server.new_problems()
            if ended:
                cls.everyone.remove(server)
        return lines

    def write_config(self):
        parts = [f"ServerRoot {self.root}\n",
                 load_module(f"mpm_{self.mpm}")]
        parts += [load_module(name) for name in MODULES + self.modules]
        parts.append(load_module("talecraft",
                                 tools.build_product("mod_talecraft.so")))
        if AS_ROOT:
            parts.append("User www-data\nGroup www-data\n")
        parts.append(f"""Listen 127.0.0.1:{self.port}
ServerName localhost
PidFile {self.root}/httpd.pid
DefaultRuntimeDir {self.root}
DocumentRoot {self.root}/htdocs
TypesConfig /etc/mime.types
LogLevel info
MaxKeepAliveRequests 0
ErrorLog {self.error_log}
ErrorLogFormat "[%{{cu}}t] [%-m:%l] [pid\\ %P:tid\\ %T] [%L] %E: [client\\ %a] %M"
LogFormat "%h %u %t \\"%r\\" %>s %B %D %{{X-Cache}}o" short
CustomLog {self.root}/access.log short
StartServers {START_SERVERS[self.mpm]}
{MPM_CONFIG[self.mpm]}
GracefulShutdownTimeout 5
""")
        if os.environ.get("TC_CORES"):
            parts.append(f"CoreDumpDirectory {os.environ['TC_CORES']}\n")
        parts.append(self.config)
        self.conf.write_text("".join(parts), encoding="utf-8")

    def environment(self):
        env = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8",
               "TZ": "Asia/Kathmandu", **self.extra_environment}
        preload = list(map(str, self.preload))
        if SANITIZE:
            libasan = subprocess.run(
                ["gcc", "-print-file-name=libasan.so"], check=True,
                text=True, capture_output=True).stdout.strip()
            common = f"log_path={self.sanitizer_dir}/report"
            preload.insert(0, libasan)
            env["ASAN_OPTIONS"] = ("detect_leaks=0:abort_on_error=0:"
                                   f"halt_on_error=1:{common}")
            env["UBSAN_OPTIONS"] = f"print_stacktrace=1:{common}"
        if preload:
            env["LD_PRELOAD"] = ":".join(preload)
        return env

    def command(self, *args):
        """httpd with this configuration and other arguments (`-t`)."""
        self.watch()
        return subprocess.run(
            [httpd_program(), "-f", self.conf, *args], text=True,
            capture_output=True, env=self.environment(), timeout=60)

    def start(self):
        """Until it works: it listens before it has read its configuration for
        the second time, and before it has a handler for signals."""
        self.spawn()
        self._wait_resuming(self.began)

    def spawn(self):
        self.watch()
        self.began = self._log_size()
        with open(self.root / "stdout.log", "ab") as out:
            self.process = spawn(
                [httpd_program(), "-f", self.conf, "-DFOREGROUND"],
                stdout=out, stderr=out, env=self.environment(), cwd="/")

    def wait_listening(self, seconds=60):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                break
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                time.sleep(0.02)
        raise RuntimeError(f"httpd did not start ({self.root}):\n"
                           + self.output() + self.log_text())

    def output(self):
        path = self.root / "stdout.log"
        return path.read_text("utf-8", "replace") if path.exists() else ""

    def running(self):
        return self.process is not None and self.process.poll() is None

    def send(self, number):
        self.process.send_signal(number)

    def graceful(self):
        """Reload as `apachectl graceful` does; returns when it has."""
        self._reload(signal.SIGUSR1)

    def restart(self):
        self._reload(signal.SIGHUP)

    def _reload(self, number):
        self._wait_resuming(self.began)  # of who has only spawned it
        start = self._log_size()
        self.send(number)
        self._wait_resuming(start)
        self.wait_listening()

    def _wait_resuming(self, start, seconds=60):
        deadline = time.monotonic() + seconds
        while "resuming normal operations" not in self.log_text(start):
            if not self.running() or time.monotonic() > deadline:
                raise RuntimeError(
                    f"httpd did not start or reload ({self.root}):\n"
                    + self.output() + self.log_text(start))
            time.sleep(0.02)

    def _log_size(self):
        return (self.error_log.stat().st_size if self.error_log.exists()
                else 0)

    def stop(self, how=signal.SIGTERM):
        """Ends the server; a process that stays behind is an error."""
        if self.process is None:
            return
        sids, known = self._sessions(), self.children()
        if self.process.poll() is None:
            self._settle()
            self.send(how)
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.kill()
                raise RuntimeError("httpd did not stop") from None
        self.process = None
        deadline = time.monotonic() + 30
        # To look at all processes takes long: first at those that are known.
        while any(map(tools.alive, known)) and time.monotonic() < deadline:
            time.sleep(0.02)
        while tools.session_members(sids) and time.monotonic() < deadline:
            time.sleep(0.05)
        left = tools.kill_sessions(sids)
        if left:
            raise RuntimeError(f"processes {left} outlived httpd")

    def _settle(self, seconds=3):
        """Wait until no child works.

        MPM event closes the sockets of busy threads at a stop, also one
        whose connection its thread has freed a moment before (event.c,
        close_worker_sockets). A child of prefork ends in its signal handler,
        wherever it is (prefork.c, just_die), also within malloc() while it
        starts. Both are crashes of httpd's own.
        """
        quiet, deadline = 0, time.monotonic() + seconds
        while quiet < 4 and time.monotonic() < deadline:
            time.sleep(SETTLE / 4)
            quiet = 0 if any(map(tools.runs, self.servers())) else quiet + 1

    def kill(self):
        """kill -9 of everything, as a power cut would."""
        if self.process is None:
            return
        sids = self._sessions()
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        tools.kill_sessions(sids)
        self.process.wait()
        self.process = None
        (self.root / "httpd.pid").unlink(missing_ok=True)

    def children(self):
        """Pids of the direct children: httpd's own and the helpers."""
        pid = self.process.pid
        return [int(word) for word in tools.read_proc(
            pid, f"task/{pid}/children").split()]

    def helpers(self):
        """Those that process media. One that has just been started may not
        be told from httpd's own yet."""
        return [pid for pid in self.children()
                if "talecraft-worker" in tools.read_proc(pid, "cmdline")]

    def servers(self):
        """Those that serve requests."""
        return [pid for pid in self.children()
                if "talecraft-worker" not in tools.read_proc(pid, "cmdline")]

    def _sessions(self):
        """httpd's own session, and those of the helpers."""
        return {self.process.pid, *self.children()}

    def log_text(self, start=0):
        if not self.error_log.exists():
            return ""
        with open(self.error_log, "rb") as log:
            log.seek(start)
            return log.read().decode("utf-8", "replace")

    def new_problems(self):
        """Lines of level warn or worse, deaths of children, reports."""
        complete = b""
        if self.error_log.exists():
            with open(self.error_log, "rb") as log:
                log.seek(self.offset)
                complete = log.read().rpartition(b"\n")[0]
        if complete:
            self.offset += len(complete) + 1
        lines = [line for line in
                 complete.decode("utf-8", "replace").split("\n")
                 if line and PROBLEM.match(line)
                 and (self.running() or not self._of_the_mpm(line))]
        return lines + self._sanitizer_reports()

    def _of_the_mpm(self, line):
        """What a stop brings up whoever is loaded.

        event: a keep-alive connection that the child which is being stopped
        has just closed; worker: a child of an older generation that waits
        for its clients' keep-alive to end.
        """
        return ("AH03093" in line if self.mpm == "event" else
                self.mpm == "worker" and "AH00045" in line)

    def _sanitizer_reports(self):
        found = []
        for path in sorted(self.sanitizer_dir.iterdir()):
            if path.name not in self.sanitizer_seen:
                self.sanitizer_seen.add(path.name)
                found.append("SANITIZER " + path.read_text(
                    "utf-8", "replace"))
        return found
