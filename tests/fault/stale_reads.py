"""Readers and writers at full speed: is anything ever read that is older
than the last write that was answered before the read began?

    /usr/bin/python3 tests/fault/stale_reads.py [--seconds 60]
        [--mpm event] [--graceful 5]

Each of four posts has a writer, who writes rising numbers into its title and
notes a number only when the answer is there. A reader notes the numbers,
asks, and compares. --graceful S reloads the server every S seconds.
"""

import argparse
import multiprocessing
import os
import re
import signal
import socket
import sys
import time
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
POSTS = 4
READERS = 4
TITLE = re.compile(rb'"title":"w(\d)-(\d+)"')
LENGTH = re.compile(rb"\r\ncontent-length: (\d+)", re.I)


class Line:
    """A kept-alive connection without anything that costs time."""

    def __init__(self, port):
        self.port = port
        self.sock = None

    def ask(self, data):
        """(status, head, body), or None where the connection broke."""
        try:
            if self.sock is None:
                self.sock = socket.create_connection(
                    ("127.0.0.1", self.port), 20)
            self.sock.sendall(data)
            head, _, body = self._until_head().partition(b"\r\n\r\n")
            length = int(LENGTH.search(head)[1])
            while len(body) < length:
                body += self._more()
        except (OSError, EOFError):
            self.close()
            return None
        if b"\r\nconnection: close" in head.lower():
            self.close()
        return int(head[9:12]), head, body

    def close(self):
        if self.sock is not None:
            self.sock.close()
            self.sock = None

    def _more(self):
        part = self.sock.recv(65536)
        if not part:
            raise EOFError
        return part

    def _until_head(self):
        data = b""
        while b"\r\n\r\n" not in data:
            data += self._more()
        return data


def request(method, path, port, body=b"", headers=""):
    return (f"{method} {path} HTTP/1.1\r\nHost: localhost:{port}\r\n"
            f"Content-Length: {len(body)}\r\n{headers}\r\n").encode() + body


class Stress:
    """What the processes share, and what they found."""

    def __init__(self, site, token):
        self.port = site.port
        self.mount = site.mount
        self.token = token
        self.answered = multiprocessing.Array("q", POSTS, lock=False)
        self.end = multiprocessing.Value("d", 0.0, lock=False)
        self.found = multiprocessing.Queue()

    def write(self, which, post_id):
        line, number, lost = Line(self.port), 0, 0
        while time.monotonic() < self.end.value:
            number += 1
            body = b'{"title":"w%d-%d"}' % (which, number)
            answer = line.ask(request(
                "PATCH", f"{self.mount}/posts/{post_id}/", self.port, body,
                f"Authorization: Bearer {self.token}\r\n"
                "Content-Type: application/json\r\n"))
            if answer is None:
                lost += 1
                time.sleep(0.5)  # whatever became of it, it is over
            elif answer[0] == 200:
                self.answered[which] = number
            else:
                self.found.put(("bad", f"PATCH: {answer}"))
                return
        self.found.put(("writes", number - lost))

    def read(self, paths):
        line, reads, hits, turn = Line(self.port), 0, 0, 0
        asked = [request("GET", self.mount + path, self.port)
                 for path in paths]
        while time.monotonic() < self.end.value:
            turn += 1
            floor = list(self.answered)
            answer = line.ask(asked[turn % len(asked)])
            if answer is None:
                continue
            reads += 1
            hits += b"X-Cache: HIT" in answer[1]
            seen = TITLE.findall(answer[2])
            if answer[0] != 200 or not seen:
                self.found.put(("bad", f"GET: {answer[:2]}"))
                return
            for which, number in seen:
                if int(number) < floor[int(which)]:
                    self.found.put(("stale", (
                        paths[turn % len(paths)], int(which), int(number),
                        floor[int(which)], answer[1].decode())))
        self.found.put(("reads", reads))
        self.found.put(("hits", hits))

    def run(self, posts, paths, seconds, meanwhile):
        """Returns the sums of what was counted, and all that is wrong."""
        workers = [(self.write, (n, post["id"]))
                   for n, post in enumerate(posts)]
        workers += [(self.read, (paths[n:] + paths[:n],))
                    for n in range(READERS)]
        self.end.value = time.monotonic() + seconds
        context = multiprocessing.get_context("fork")
        processes = [context.Process(target=run, args=args)
                     for run, args in workers]
        for process in processes:
            process.start()
        meanwhile(self.end.value)
        sums, wrong = {"reads": 0, "writes": 0, "hits": 0}, []
        while any(process.is_alive() for process in processes) or \
                not self.found.empty():
            self._collect(sums, wrong)
        for process in processes:
            process.join()
        return sums, wrong

    def _collect(self, sums, wrong):
        while not self.found.empty():
            kind, what = self.found.get()
            if kind in sums:
                sums[kind] += what
            else:
                wrong.append((kind, what))
        time.sleep(0.02)


def reload_every(site, seconds):
    """What goes on while the others work: a reload every so often."""
    def meanwhile(end):
        while seconds and time.monotonic() + seconds < end:
            time.sleep(seconds)
            site.httpd.graceful()
    return meanwhile


def stress(site, seconds, graceful):
    """On a site that runs and has an editor. ({reads, ...}, [wrong])"""
    from support.make import make_category, make_post
    editor = site.login("editor")
    shelf = make_category(editor)["id"]
    posts = [make_post(editor, publish=True, category=shelf,
                       title=f"w{n}-0") for n in range(POSTS)]
    paths = [f"/posts/{posts[0]['id']}/",
             f"/posts/slug/{posts[1]['slug']}/",
             f"/posts/?category={shelf}", f"/posts/{posts[2]['id']}/"]
    token = editor.token
    return Stress(site, token).run(posts, paths, seconds,
                                   reload_every(site, graceful))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--mpm", default="event")
    parser.add_argument("--graceful", type=float, default=0)
    options = parser.parse_args()
    os.environ["TC_MPM"] = options.mpm
    sys.path.insert(0, str(TESTS))
    from support import tools
    from support.postgres import Postgres
    from support.site import Site
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(3))
    base = tools.make_base()
    cluster = Postgres(tools.make_dir(base / "main"))
    cluster.init()
    cluster.start()
    try:
        cluster.create_role()
        site = Site(cluster, base, mpm=options.mpm)
        site.add_user("editor", "EDITOR")
        with site:
            sums, wrong = stress(site, options.seconds, options.graceful)
    finally:
        cluster.stop()
    print(f"{options.mpm}, {options.seconds:.0f} s: {sums}, "
          f"{len(wrong)} wrong")
    for one in wrong[:10]:
        print(one)
    sys.exit(1 if wrong or not sums["hits"] else 0)


if __name__ == "__main__":
    main()
