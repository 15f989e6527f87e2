"""Drives build/talecraft-worker over its socket, as httpd does."""

import array
import json
import os
import pathlib
import select
import signal
import socket
import struct
import subprocess
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = ROOT / os.environ.get("TC_BUILD", "build")
WORKER = BUILD / "talecraft-worker"
# Seconds; a worker is nice, and on a busy machine gets a tenth of a share.
PATIENCE = 300

VARIANTS = [
    {"name": "original", "width": 0, "quality": 82},
    {"name": "large", "width": 1600, "quality": 82},
    {"name": "medium", "width": 800, "quality": 82},
    {"name": "thumb", "width": 320, "quality": 82},
]


class Worker:
    """One process of the pool; `with` ends it. before: what becomes it."""

    def __init__(self, *arguments, before=()):
        self.offers, theirs = socket.socketpair(socket.AF_UNIX,
                                                socket.SOCK_SEQPACKET)
        self.process = subprocess.Popen(
            [*before, WORKER, *arguments], stdin=theirs, stderr=subprocess.PIPE)
        theirs.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.offers.close()
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stderr.close()

    def seat(self):
        """Offers a connection; returns it with the worker's greeting read."""
        near, far = socket.socketpair()
        self.offers.sendmsg(
            [b"s"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS,
                      array.array("i", [far.fileno()]))])
        far.close()
        near.settimeout(2 * PATIENCE)
        greeting = receive(near)
        assert greeting == {"ready": self.process.pid}
        return near

    def run(self, original, directory, **changes):
        with self.seat() as seat:
            send(seat, job(original, directory, **changes))
            return receive(seat)

    def run_watched(self, original, directory, **changes):
        """The answer, and the decoder's peak of resident memory in bytes."""
        most = 0
        with self.seat() as seat:
            send(seat, job(original, directory, **changes))
            while not select.select([seat], [], [], 0.002)[0]:
                most = max([most, *map(peak, self.decoders())])
            return receive(seat), most

    def decoders(self):
        """Pids of the decoders that work now: one, or none."""
        pid = self.process.pid
        path = f"/proc/{pid}/task/{pid}/children"
        with open(path, encoding="ascii") as file:
            return [int(word) for word in file.read().split()]

    def decoder(self, seconds=60):
        """Pid of the decoder, as soon as there is one."""
        deadline = time.monotonic() + seconds
        while not (found := self.decoders()):
            assert time.monotonic() < deadline, "no decoder was started"
            time.sleep(0.002)
        return found[0]

    def terminate(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(60)


def peak(pid):
    """Resident memory so far in bytes; 0 where the process has gone."""
    try:
        with open(f"/proc/{pid}/status", encoding="ascii") as file:
            return sum(int(line.split()[1]) * 1024 for line in file
                       if line.startswith("VmHWM"))
    except OSError:
        return 0


def job(original, directory, **changes):
    values = {"original": str(original), "directory": str(directory),
              "media_type": "IMAGE", "variants": VARIANTS, "effort": 2,
              "pixels": 100_000_000, "frames": 1000, "seconds": PATIENCE,
              "memory": 1 << 30, "parallel": True}
    values.update(changes)
    return values


def send(seat, value):
    text = value if isinstance(value, bytes) else json.dumps(value).encode()
    seat.sendall(struct.pack(">I", len(text)) + text)


def read_exactly(seat, count):
    data = b""
    while len(data) < count:
        piece = seat.recv(count - len(data))
        if not piece:
            raise EOFError
        data += piece
    return data


def receive(seat):
    size = struct.unpack(">I", read_exactly(seat, 4))[0]
    return json.loads(read_exactly(seat, size))
