"""At most two password hashes are worked on at once in a process."""

import os
import threading
from pathlib import Path

import requests

from support.content import eventually
from support.make import expect

LOGINS = 8

# Well-formed and of the highest cost that is verified: each attempt is
# seconds of a processor. It is of no password.
DEAR = "$2y$16$NtY176riCYugzdopK4rfbepp3byg.hGurjgtB/PicTVnO6LqOrmNW"

ONE_CHILD = """StartServers 1
ServerLimit 1
ThreadsPerChild 16
MaxRequestWorkers 16
MaxSpareThreads 16
"""


def tasks(pid):
    return list(Path(f"/proc/{pid}/task").iterdir())


def cpu_of_threads(pid):
    """Seconds of processor time that each thread has had."""
    ticks = os.sysconf("SC_CLK_TCK")
    spent = {}
    for task in tasks(pid):
        fields = (task / "stat").read_text().rpartition(")")[2].split()
        spent[task.name] = (int(fields[11]) + int(fields[12])) / ticks
    return spent


def growth(before, pid):
    return {name: spent - before.get(name, 0)
            for name, spent in cpu_of_threads(pid).items()}


def enough(grown):
    """What all of them had, once that is a good part of one hash."""
    return grown if sum(grown.values()) >= 1.2 else None


def test_two_at_once(make_site):
    """Whoever works on a hash has processor time, whoever waits has none.

    That is looked at before any of them can be done, whatever else the
    machine does: in processor time, not by the clock.
    """
    own = make_site(extra=ONE_CHILD, mpm="event")
    names = [f"user{number}" for number in range(LOGINS)]
    for name in names:
        own.add_user(name)
    own.sql(f"update users set password_hash = '{DEAR}'")
    answers = []

    def attempt(client, name):
        try:
            answers.append(client.post("/auth/login/", json={
                "username": name, "password": "not the password"}))
        except requests.RequestException:
            pass  # the server is gone, see below

    with own:
        expect(own.client().get("/health/"), 200)
        child = max(own.httpd.children(), key=lambda pid: len(tasks(pid)))
        threads = [threading.Thread(target=attempt,
                                    args=(own.stranger(), name))
                   for name in names]
        for one in threads:
            one.start()
        # The throttle has let all of them pass: what follows is the hash.
        eventually(lambda: own.sql(
            "select coalesce(sum(pending), 0) from login_attempts"
        ) == str(2 * LOGINS), 30)
        before = cpu_of_threads(child)
        grown = eventually(lambda: enough(growth(before, child)), 60)
        assert not answers, [answer.text for answer in answers]
        own.httpd.kill()  # nobody need wait for such hashes
        for one in threads:
            one.join(30)
    hashing = [name for name, spent in grown.items() if spent >= 0.05]
    assert 1 <= len(hashing) <= 2, grown
