"""slowhttptest against httpd as `make run` configures it: what reads and sends
slowly takes neither the database nor the answers of others."""

import re
import subprocess
import time
from pathlib import Path

import pytest

from support import tools
from support.make import expect, make_post
from support.site import Site

HERE = Path(__file__).resolve().parent
SECONDS = 40
# More than half of the 64 that this httpd serves at a time; all of them would
# be a flood.
CONNECTIONS = 40
LONGEST_WAIT = 3  # seconds, for a reader beside them, on a busy machine

ATTACKS = {
    "headers": ["-H", "-i", "5"],
    "bodies": ["-B", "-i", "5", "-s", "60000", "-f", "application/json",
               "-t", "POST"],
    "reads": ["-X", "-w", "1", "-y", "8", "-n", "2", "-z", "1", "-k", "10"],
    "ranges": ["-R", "-t", "HEAD"],
}
PATHS = {"bodies": "/auth/login/", "headers": "/posts/", "ranges": "/posts/"}


def our_timeouts():
    """The line of the configuration of `make run`."""
    text = (HERE.parent.parent / "conf/httpd.conf").read_text("utf-8")
    return re.search(r"^RequestReadTimeout .*$", text, re.M).group()


@pytest.fixture(scope="module")
def own(pg, base):
    with Site(pg, base, extra=our_timeouts()) as site:
        site.add_user("editor", "EDITOR")
        yield site


@pytest.fixture(scope="module")
def post(own):
    """One whose answer does not fit into the buffers of a connection."""
    text = {"type": "paragraph", "text": "word " * 20_000}
    return make_post(own.login("editor"), publish=True,
                     content=[text] * 8)["id"]


def slow(site, kind, path):
    return tools.spawn(
        ["slowhttptest", *ATTACKS[kind], "-c", str(CONNECTIONS),
         "-r", str(CONNECTIONS), "-l", str(SECONDS), "-p", "3",
         "-u", site.url + path, "-v", "1"],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def connections(site):
    """Of clients to this httpd, as the kernel counts them."""
    out = tools.run(["ss", "-Htn", "state", "established", "dport",
                     f"= :{site.port}"])
    return len(out.splitlines())


def read_all_the_while(site, post, process):
    """Asks while it goes on: for what is cached, for what is not, and writes.
    Gives the longest waits and how many connections were seen."""
    public, editor = site.client(), site.login("editor")
    for client in (public, editor):
        # httpd may close one that is idle, where it has few left
        client.session.headers["Connection"] = "close"
    longest, most, turn = {}, 0, 0
    while process.poll() is None:
        turn += 1
        for name, ask in {
                "cached": lambda: public.get(f"/posts/{post}/?fields=title"),
                "database": lambda: editor.get(f"/posts/?search=no{turn}"),
                "write": lambda: editor.patch(
                    f"/posts/{post}/", json={"excerpt": f"of turn {turn}"}),
        }.items():
            began = time.monotonic()
            expect(ask(), 200)
            took = time.monotonic() - began
            longest[name] = max(took, longest.get(name, 0))
        most = max(most, connections(site))
        time.sleep(0.3)
    return longest, most


@pytest.mark.parametrize("kind", ATTACKS)
def test_readers_go_on(own, post, kind):
    process = slow(own, kind, PATHS.get(kind, f"/posts/{post}/"))
    try:
        longest, most = read_all_the_while(own, post, process)
    finally:
        if process.poll() is None:
            process.terminate()
        out = process.communicate(timeout=20)[0]
    print(kind, most, "connections;", {name: f"{took:.3f} s" for name, took
                                       in longest.items()})
    assert process.returncode == 0, out
    if kind != "ranges":
        assert most >= CONNECTIONS, (most, out)
    assert max(longest.values()) < LONGEST_WAIT, longest


def test_nobody_holds_all_for_ever(own, post, expect_log):
    """Twice as many as it serves at a time, without end: httpd drops them, so
    that readers are answered again and again."""
    expect_log("AH00484|AH10159|AH03490")
    process = tools.spawn(
        ["slowhttptest", "-H", "-i", "5", "-c", "128", "-r", "128",
         "-l", "100", "-p", "90", "-u", own.url + "/posts/", "-v", "1"],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        time.sleep(3)
        began = time.monotonic()
        expect(own.client().get(f"/posts/{post}/?fields=title", timeout=90),
               200)
        took = time.monotonic() - began
    finally:
        process.terminate()
        process.communicate(timeout=20)
    print(f"a reader behind twice as many as there is room for: {took:.1f} s")
    assert took < 60
