"""talecraft-worker alone: what it is told and by whom."""

import json
import os
import pathlib
import signal
import struct
import subprocess

import pytest

from support.content import eventually
from support.tools import alive
from worker_driver import WORKER, Worker, job, receive, send
from worker_pictures import check_works, quadrants, ready, save, start_slow


def test_what_is_no_job(worker, tmp_path, out):
    path = save(quadrants(40, 30), tmp_path / "a.png")
    wrong = [b"", b"{", b"[]", b'"x"', b"{}",
             json.dumps(job("relative.png", out)).encode(),
             json.dumps(job(path, out, variants=[])).encode(),
             json.dumps(job(path, out, variants=[
                 {"name": "../x", "width": 0, "quality": 80}])).encode(),
             json.dumps(job(path, out, variants=[
                 {"name": "a", "width": 1, "quality": 80}] * 9)).encode()]
    with worker.seat() as seat:
        for text in wrong:
            send(seat, text)
            assert receive(seat)["status"] == "retry"
        check_works(worker, seat, out)


def test_message_too_long(worker, tmp_path, out):
    with worker.seat() as seat:
        seat.sendall(struct.pack(">I", 1 << 20))
        with pytest.raises((EOFError, ConnectionError)):
            receive(seat)
    path = save(quadrants(40, 30), tmp_path / "a.png")
    ready(worker.run(path, out), out)


def test_files_that_are_not_there(worker, tmp_path, out):
    path = save(quadrants(40, 30), tmp_path / "a.png")
    for answer in (worker.run(tmp_path / "none.png", out),
                   worker.run(path, tmp_path / "none"),
                   worker.run(path, path)):
        assert answer["status"] == "retry"


def finished(folder):
    """Whether a picture's largest variant, the last one, has been made."""
    return any(path.name.endswith("original.webp")
               for path in folder.iterdir())


def test_told_to_leave_while_idle():
    with Worker() as worker, worker.seat():
        os.kill(worker.process.pid, signal.SIGUSR1)
        assert worker.process.wait(30) == 0


def test_told_to_leave_at_work(slow, out):
    """The job is finished and answered, and no other one taken."""
    with Worker() as worker, worker.seat() as seat:
        start_slow(worker, seat, slow, out)
        os.kill(worker.process.pid, signal.SIGUSR1)
        ready(receive(seat), out)
        with pytest.raises((EOFError, ConnectionError)):
            receive(seat)
        assert worker.process.wait(30) == 0


def test_peer_that_leaves(worker, slow, tmp_path, out):
    with worker.seat() as seat:
        pid = start_slow(worker, seat, slow, out)
    eventually(lambda: not alive(pid))
    assert not finished(out)
    for left in out.iterdir():
        left.unlink()
    path = save(quadrants(40, 30), tmp_path / "a.png")
    ready(worker.run(path, out), out)


def test_stops_at_once(slow, out):
    with Worker() as process:
        with process.seat() as seat:
            pid = start_slow(process, seat, slow, out)
            process.terminate()
            with pytest.raises((EOFError, ConnectionError)):
                receive(seat)
            eventually(lambda: not alive(pid))
    assert not finished(out)


def test_ends_with_the_server():
    with Worker() as process:
        process.seat().close()
        process.offers.close()
        assert process.process.wait(60) == 0
        assert process.process.stderr.read() == b""


def test_gives_way_to_others(worker, slow, out):
    """In a session of its own, for kernels that share time by session."""
    with worker.seat() as seat:
        decoder = start_slow(worker, seat, slow, out, effort=1)
        for pid in (worker.process.pid, decoder):
            assert os.getpriority(os.PRIO_PROCESS, pid) == 10
            assert os.sched_getscheduler(pid) == os.SCHED_BATCH
            assert os.getsid(pid) == worker.process.pid
            group = pathlib.Path(f"/proc/{pid}/autogroup")
            if group.exists():
                assert group.read_text("ascii").endswith(" nice 10\n")
        assert receive(seat)["status"] == "ready"


def test_usage():
    done = subprocess.run([WORKER, "--nonsense", "x"], text=True,
                          stdin=subprocess.DEVNULL, capture_output=True)
    assert done.returncode == 64 and "usage" in done.stderr
    done = subprocess.run([WORKER], stdin=subprocess.DEVNULL,
                          capture_output=True)
    assert done.returncode == 67
