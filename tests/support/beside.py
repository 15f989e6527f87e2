"""Work that goes on in a thread beside a test: `with` begins and ends it."""

import threading


class Beside:
    """run() goes on until self.ended is set."""

    def __init__(self):
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self.run)

    def run(self):
        raise NotImplementedError

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.ended.set()
        self.thread.join()
