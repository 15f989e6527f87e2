"""Many requests at once over bare sockets, and what they leave behind."""

import contextlib
import socket
import threading
from concurrent.futures import ThreadPoolExecutor

from . import tools
from .client import read_all


def request(client, method, path, body):
    """The bytes of a request with a JSON body."""
    lines = [f"{method} /api{path} HTTP/1.1", "Host: localhost",
             "Content-Type: application/json",
             f"Content-Length: {len(body)}", "Connection: close"]
    if client.token:
        lines.append(f"Authorization: Bearer {client.token}")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def ask(client, data):
    """The status of the answer. One that comes before the whole request has
    gone out is read all the same."""
    with client.connect(60) as sock:
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            sock.sendall(data)
            sock.shutdown(socket.SHUT_WR)
        return int(read_all(sock)[9:12] or 0)


def in_step(client, requests, rounds, at_once):
    """Rounds of requests that all wait for their last byte at the same time,
    so that as many threads of the server have one each."""
    def run(number):
        with client.connect(60) as sock:
            sock.sendall(requests[number % len(requests)][:-1])
            gate.wait()
            sock.sendall(requests[number % len(requests)][-1:])
            read_all(sock)

    with ThreadPoolExecutor(at_once) as pool:
        for _ in range(rounds):
            gate = threading.Barrier(at_once, timeout=60)
            list(pool.map(run, range(at_once)))


def flood(client, requests, count, at_once):
    """Sends `count` of them, one kind after the other; the statuses."""
    with ThreadPoolExecutor(at_once) as pool:
        return set(pool.map(
            lambda number: ask(client, requests[number % len(requests)]),
            range(count)))


def memory(httpd, kind="Anonymous"):
    """KiB of memory that the server's processes have for themselves; "Rss":
    with what they have mapped of programs and libraries, which is the
    kernel's matter and changes with what else goes on."""
    total = 0
    for pid in [httpd.process.pid, *httpd.servers()]:
        for line in tools.read_proc(pid, "smaps_rollup").splitlines():
            if line.startswith(kind + ":"):
                total += int(line.split()[1])
    return total
