"""A way to the server that loses answers: what was asked arrives and is done,
who asked is not told."""

import socket
import threading

BYTES = 65536


class Cutter:
    """Listens on a port of its own, and passes on what comes."""

    def __init__(self, port):
        self.to = port
        self.method = self.path = ""
        self.left = self.lost = 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.listener.close()

    def lose(self, method, path, times):
        """So many answers to that, from now on; path: how it ends."""
        self.method, self.path, self.left = method, path, times

    def is_doomed(self, asked):
        words = asked.split(b"\r\n", 1)[0].decode("latin-1").split(" ")
        return (self.left > 0 and words[0] == self.method
                and len(words) == 3 and words[1].endswith(self.path))

    def accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            server = socket.create_connection(("127.0.0.1", self.to))
            doomed = threading.Event()
            for target, *args in ((self.ask, client, server, doomed),
                                  (self.answer, server, client, doomed)):
                threading.Thread(target=target, args=args,
                                 daemon=True).start()

    def ask(self, client, server, doomed):
        """One thing after the other: no browser asks two at a time here."""
        try:
            while asked := client.recv(BYTES):
                if self.is_doomed(asked):
                    self.left -= 1
                    doomed.set()
                server.sendall(asked)
        except OSError:
            pass
        hang_up(server)

    def answer(self, server, client, doomed):
        try:
            while told := server.recv(BYTES):
                if doomed.is_set():
                    self.lost += 1
                    break
                client.sendall(told)
        except OSError:
            pass
        hang_up(client)
        hang_up(server)


def hang_up(one):
    try:
        one.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass
