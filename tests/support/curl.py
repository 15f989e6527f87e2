"""curl, where names, TLS or HTTP/2 are asked for that requests cannot have."""

import collections

from .tools import run

Answer = collections.namedtuple("Answer", "status version body head")


class Curl:
    """What it writes goes to a folder; no certificate is checked."""

    def __init__(self, folder):
        self.folder = folder

    def __call__(self, name, port, path, *options, scheme="https"):
        """Of a host that is said to be 127.0.0.1."""
        out, head = self.folder / "curl.body", self.folder / "curl.head"
        told = run(["curl", "-sk", "--noproxy", "*", "--max-time", "60",
                    "--resolve", f"{name}:{port}:127.0.0.1", "-o", out, "-D",
                    head, "-w", "%{http_code} %{http_version}", *options,
                    f"{scheme}://{name}:{port}{path}"])
        return Answer(*told.split(), out.read_text("utf-8", "replace"),
                      head.read_text("utf-8"))


def certificate(folder, name):
    """one.pem and one.key, and both.pem that holds them."""
    pem, key = folder / "one.pem", folder / "one.key"
    run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days",
         "2", "-subj", f"/CN={name}", "-addext", "basicConstraints=CA:FALSE",
         "-out", pem, "-keyout", key])
    (folder / "both.pem").write_text(pem.read_text() + key.read_text())
