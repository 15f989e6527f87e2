"""talecraft-worker alone: decoders that misbehave."""

import ctypes
import os
import signal
import subprocess
import tempfile

import pytest

from support.content import eventually
from support.marks import NO_SANITIZER
from support.tools import read_proc, stat_of
from worker_driver import WORKER, receive
from worker_pictures import check_works, start_slow


def test_decoder_that_hangs(worker, slow, out):
    with worker.seat() as seat:
        os.kill(start_slow(worker, seat, slow, out, seconds=2),
                signal.SIGSTOP)
        assert "longer than the 2 seconds" in receive(seat)["error"]
        check_works(worker, seat, out)


@NO_SANITIZER
@pytest.mark.parametrize("number,status,words", [
    (signal.SIGSEGV, "failed", "crash"), (signal.SIGBUS, "failed", "crash"),
    (signal.SIGABRT, "failed", "memory"), (signal.SIGSYS, "failed", "must"),
    (signal.SIGKILL, "retry", "killed")])
def test_decoder_that_dies(worker, slow, out, number, status, words):
    with worker.seat() as seat:
        os.kill(start_slow(worker, seat, slow, out), number)
        answer = receive(seat)
        assert answer["status"] == status and words in answer["error"]
        check_works(worker, seat, out)


def stop(pid):
    """Halts a process and all its threads, so that what it has open stays as
    it is."""
    os.kill(pid, signal.SIGSTOP)
    eventually(lambda: {stat_of(f"{pid}/task/{task}")[0] for task in
                        os.listdir(f"/proc/{pid}/task")} == {"T"})


def confinement(pid):
    """What its status says of system calls and privileges."""
    return dict(line.split(":\t", 1)
                for line in read_proc(pid, "status").splitlines()
                if line.startswith(("Seccomp:", "NoNewPrivs:")))


def test_decoder_is_confined(worker, slow, out):
    with worker.seat() as seat:
        pid = start_slow(worker, seat, slow, out, effort=0)
        eventually(lambda: confinement(pid)
                   == {"Seccomp": "2", "NoNewPrivs": "1"}, pause=0.01)
        stop(pid)
        targets = sorted(os.readlink(f"/proc/{pid}/fd/{fd}").split(":")[0]
                         for fd in os.listdir(f"/proc/{pid}/fd"))
        assert not [t for t in targets if t.startswith("socket")], targets
        os.kill(pid, signal.SIGCONT)
        assert receive(seat)["status"] == "ready"


@pytest.fixture(scope="module")
def open_dir():
    """A folder that other users can reach, unlike pytest's own."""
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o777)
        yield folder


# Beside what decoding itself needs.
NOBODY_MAY = [
    "open an internet socket", "make a process", "change a limit",
    "take 1 GB of memory", "use bpf", "use io_uring", "use userfaultfd",
    "use the kernel's keys", "signal another process",
    "signal a thread (tkill)", "signal a foreign thread (tgkill)",
    "queue a signal", "queue a signal to a thread",
    "have another process signalled", "open another process (pidfd)",
    "limit another process", "read another's limits",
    "make another process nice", "make all of its user nice",
    "change another's turns at the disk", "change another's scheduling",
    "change another's attributes", "bind another to a processor",
    "trace another process", "read another's memory",
    "write another's memory", "move another's memory",
    "migrate another's memory", "compare others", "count another's events",
    "read another's futexes", "make shared memory", "make semaphores",
    "make a queue of messages", "make a POSIX queue"]


@pytest.fixture(scope="module", params=[None, "www-data"])
def checked(request, open_dir):
    """What --check tells, as {who: {what: outcome}}."""
    words = ["--user", request.param] if request.param else []
    if words and os.geteuid() != 0:
        pytest.skip("only root can become another user")
    done = subprocess.run([WORKER, *words, "--check", open_dir], text=True,
                          capture_output=True, timeout=300)
    assert done.returncode == 0 and "BAD" not in done.stdout, done.stdout
    assert "ok   the other process: unharmed" in done.stdout
    assert os.listdir(open_dir) == []
    told = {}
    for line in done.stdout.splitlines()[1:-1]:
        who, what, outcome = line[5:].split(": ", 2)
        told.setdefault(who, {})[what] = outcome
    return told


def test_what_decoders_can_do(checked):
    """By the filter of system calls alone too, for kernels without Landlock.
    """
    for who in ("decoder", "ffmpeg"):
        for layers in ("", " without Landlock"):
            told = checked[who + layers]
            for what in NOBODY_MAY:
                assert told[what].startswith("refused"), (who, layers, what)
            for what in ("start a thread", "signal itself",
                         "read its limits"):
                assert told[what] == "possible", (who, layers, what)
    assert checked["decoder"]["run a program"] == "refused, killed"
    assert checked["ffmpeg"]["run a program"] == "possible"


def landlock():
    """The version of the kernel's Landlock, 0 where it has none."""
    number = {"x86_64": 444, "aarch64": 444}[os.uname().machine]
    return max(0, ctypes.CDLL(None).syscall(number, None, 0, 1))


@pytest.mark.parametrize("version,what", [
    (1, "read /etc/passwd"), (1, "run what it wrote"),
    (1, "open another's memory"), (1, "offer another to be killed"),
    (4, "connect over TCP"), (4, "listen over TCP"),
    (6, "signal another process"), (6, "queue a signal"),
    (6, "use a foreign abstract socket")])
def test_what_landlock_alone_refuses(checked, version, what):
    if landlock() < version:
        pytest.skip(f"this kernel has version {landlock()} of Landlock")
    assert checked["ffmpeg with Landlock alone"][what] == "refused"
    assert checked["ffmpeg"][what].startswith("refused")
