"""A cache in front of a site, as far as purging goes: a small HTTP server
that keeps what it is told."""

import http.server
import json
import socket
import ssl
import subprocess
import threading
import time

from .content import eventually
from .make import expect
from .tools import free_port


class Request:
    def __init__(self, path, headers, body):
        self.at = time.time()
        self.path = path
        self.headers = headers
        self.body = body
        self.status = None

    @property
    def keys(self):
        """The keys in the order they came, whichever form they have."""
        if self.body:
            return json.loads(self.body)["tags"]
        return self.headers["Surrogate-Key"].split(" ")


class Receiver:
    """answers  (status, headers) of the next requests, or what is called with
             the handler; 200 when used up
    gate        requests are answered while this event is set
    tls         (certificate, key) of files: https
    """

    def __init__(self, tls=None, host="127.0.0.1", port=None):
        self.host = host
        self.port = port or free_port()
        self.tls = tls
        self.requests = []
        self.answers = []
        self.gate = threading.Event()
        self.gate.set()
        self.server = None

    @property
    def url(self):
        scheme = "https" if self.tls else "http"
        return f"{scheme}://localhost:{self.port}/purge"

    def start(self):
        receiver = self
        self.gate.set()
        if self.server:
            return self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                size = int(self.headers.get("Content-Length", 0))
                receiver.take(self, self.rfile.read(size).decode())

            def log_message(self, *args):
                pass

        self.server = Server((self.host, self.port), Handler)
        if self.tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*self.tls)
            self.server.context = context
        threading.Thread(target=self.server.serve_forever, args=(0.05,),
                         daemon=True).start()
        return self

    def take(self, handler, body):
        request = Request(handler.path, dict(handler.headers), body)
        self.requests.append(request)
        self.gate.wait(120)
        answer = self.answers.pop(0) if self.answers else (200, {})
        if callable(answer):
            answer(handler)
            return
        status, headers = answer
        try:
            handler.send_response(status)
            for name, value in headers.items():
                handler.send_header(name, value)
            handler.send_header("Content-Length", "3")
            handler.end_headers()
            handler.wfile.write(b"ok\n")
            request.status = status
        except OSError:
            request.status = 0  # who asked has gone

    def stop(self):
        self.gate.set()
        if self.server:
            self.server.shutdown()
            self.server.server_close()
            self.server.hang_up()
            self.server = None

    def told(self, since=0):
        """Keys of the requests that were confirmed."""
        return {key for one in self.requests[since:]
                if one.status == 200 for key in one.keys}

    def wait_requests(self, count):
        eventually(lambda: len(self.requests) >= count)
        return self.requests[count - 1]


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    context = None

    def __init__(self, *args):
        self.connections = []
        super().__init__(*args)

    def hang_up(self):
        """Connections that are kept alive end with the server."""
        for one in self.connections:
            try:
                one.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass  # it has ended already

    def finish_request(self, request, client_address):
        self.connections.append(request)
        if self.context:  # in the thread of the connection
            try:
                request = self.context.wrap_socket(request, server_side=True)
            except (ssl.SSLError, OSError):
                return
        super().finish_request(request, client_address)


def make_certificates(folder, name="localhost"):
    """A CA of its own and a certificate for `name` by it: paths of the CA's,
    the certificate and its key."""
    def openssl(*args):
        subprocess.run(["openssl", *args], check=True, capture_output=True,
                       cwd=folder)

    folder.chmod(0o755)
    openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
            "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=Test CA")
    openssl("req", "-newkey", "rsa:2048", "-nodes", "-keyout", "site.key",
            "-out", "site.csr", "-subj", f"/CN={name}")
    (folder / "extensions").write_text(f"subjectAltName=DNS:{name}\n")
    openssl("x509", "-req", "-in", "site.csr", "-CA", "ca.pem", "-CAkey",
            "ca.key", "-CAcreateserial", "-days", "2", "-extfile",
            "extensions", "-out", "site.pem")
    (folder / "ca.pem").chmod(0o644)
    return folder / "ca.pem", folder / "site.pem", folder / "site.key"


# -- webhooks


def deliveries(admin, hook):
    return expect(admin.get(f"/webhooks/{hook['id']}/deliveries/"),
                  200).json()


def states(admin, hook):
    return [row["status"] for row in deliveries(admin, hook)]
