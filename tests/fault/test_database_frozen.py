"""A PostgreSQL that is there and does nothing: a machine that is suspended, a
disk that hangs."""

import contextlib
import os
import signal
import threading
import time

import pytest

from support.cached import settle, warm
from support.make import make_post
from support.postgres import AWAY_LINES
from support.tools import read_proc

STATEMENT = 5  # seconds, as Site.dbd() has it
PERMIT = 2
SLACK = 2  # of a busy machine
FROZEN = 13


def family(pid):
    """The process and all below it."""
    found = [pid]
    for one in found:
        with contextlib.suppress(OSError):
            found += [int(child) for child in read_proc(
                one, f"task/{one}/children").split()]
    return found


@contextlib.contextmanager
def frozen(pg):
    stopped = []
    while len(now := family(pg.process.pid)) != len(stopped):
        for pid in now:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGSTOP)
        stopped = now
    try:
        yield
    finally:
        for pid in reversed(stopped):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)


class Reader(threading.Thread):
    """Reads over and over; knows when each answer was asked for, how long it
    took and what it was."""

    def __init__(self, client, path, pause):
        super().__init__()
        self.client, self.path, self.pause = client, path, pause
        self.answers = []
        self.ended = threading.Event()

    def run(self):
        while not self.ended.wait(self.pause):
            began = time.monotonic()
            answer = self.client.get(self.path, strict=False)
            self.answers.append((began, time.monotonic() - began,
                                 answer.status_code))


@contextlib.contextmanager
def reading(*readers):
    for one in readers:
        one.start()
    try:
        yield
    finally:
        for one in readers:
            one.ended.set()
        for one in readers:
            one.join()


@pytest.mark.mpm
def test_nobody_waits_for_it(make_site, own_pg, expect_log):
    expect_log(AWAY_LINES)
    site = make_site(pg=own_pg, extra=f"TalecraftDBTimeout {PERMIT}s\n"
                     "TalecraftDBConnections 2")
    site.add_user("editor", "EDITOR")
    with site:
        editor, public = site.login("editor"), site.client()
        settle(public)
        path = f"/posts/{make_post(editor, publish=True)['id']}/"
        warm(public, path)
        cached = Reader(public, path, 0.02)
        others = [Reader(site.login("editor"), "/auth/me/", 0.05)
                  for _ in range(4)]
        with reading(cached, *others):
            time.sleep(1)
            with frozen(own_pg):
                began = time.monotonic()
                time.sleep(FROZEN)
            woken = time.monotonic()
            time.sleep(4)
        assert {status for _, _, status in cached.answers} == {200}
        late = [took for at, took, _ in cached.answers if at > began + 2]
        assert len(late) > 50 and max(late) < 1
        most = max(took for one in others for _, took, _ in one.answers)
        print(f"the longest wait {most:.1f} s, of a cached answer "
              f"{max(took for _, took, _ in cached.answers):.2f} s")
        assert most < PERMIT + STATEMENT + 1 + SLACK
        back = min(at + took - woken for one in others
                   for at, took, status in one.answers
                   if status == 200 and at + took > woken)
        print(f"back after {back:.2f} s")
        assert back < 2 + SLACK
        for one in others:
            assert one.answers[-1][2] == 200
