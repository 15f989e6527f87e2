"""talecraft-worker alone: decoders that misbehave."""

import os
import signal
import subprocess
import tempfile

import pytest

from support.content import eventually
from support.tools import read_proc, stat_of
from worker_driver import WORKER, receive
from worker_pictures import NO_SANITIZER, check_works, start_slow


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
        pid = start_slow(worker, seat, slow, out)
        eventually(lambda: confinement(pid)
                   == {"Seccomp": "2", "NoNewPrivs": "1"}, pause=0.01)
        stop(pid)
        targets = sorted(os.readlink(f"/proc/{pid}/fd/{fd}").split(":")[0]
                         for fd in os.listdir(f"/proc/{pid}/fd"))
        assert not [t for t in targets if t.startswith("socket")], targets
        os.kill(pid, signal.SIGCONT)
        assert receive(seat)["status"] == "ready"


@pytest.fixture
def open_dir():
    """A folder that other users can reach, unlike pytest's own."""
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o777)
        yield folder


@pytest.mark.parametrize("user", [None, "www-data"])
def test_what_decoders_can_do(open_dir, user):
    words = []
    folder = open_dir
    if user:
        if os.geteuid() != 0:
            pytest.skip("only root can become another user")
        words = ["--user", user]
    done = subprocess.run([WORKER, *words, "--check", folder], text=True,
                          capture_output=True, timeout=300)
    assert done.returncode == 0 and "BAD" not in done.stdout, done.stdout
    for what in ("open an internet socket", "run a program",
                 "make a process", "trace its parent", "take 1 GB"):
        line = [x for x in done.stdout.splitlines() if what in x][0]
        assert "refused" in line, line
