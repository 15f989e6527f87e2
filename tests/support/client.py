"""The client: requests, with the rules that hold for every answer."""

import http.cookiejar
import json
import re
import socket
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter

from .stacks import stacks_at

STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
SAFE = ("GET", "HEAD", "OPTIONS")
ESCAPE = re.compile(r'\\(u([0-9a-fA-F]{4})|.)')


def assert_compact(text):
    """JSON without white space between tokens, non-ASCII unescaped."""
    json.loads(text)
    assert not re.search(r"\s", STRING.sub('""', text)), text[:400]
    for escape in ESCAPE.finditer(text):
        code = escape.group(2)
        assert code is None or int(code, 16) <= 0x7f, \
            f"escaped {escape.group(0)} in {text[:400]}"


class SourceAdapter(HTTPAdapter):
    def __init__(self, address):
        self.address = address
        super().__init__()

    def init_poolmanager(self, *args, **kwargs):
        kwargs["source_address"] = (self.address, 0)
        super().init_poolmanager(*args, **kwargs)


class Api:
    """Paths are relative to base_url; whole URLs are taken as they are.

    token    sent as `Authorization: Bearer`
    source   local address to come from, any of 127.0.0.0/8
    headers  sent with every request
    strict   check the common rules of the contract on every answer
    Redirects are not followed, cookies not kept, nothing is compressed.
    """

    observers = []

    def __init__(self, base_url, token=None, source=None, headers=None,
                 strict=True):
        self.base_url = base_url
        self.token = token
        self.source = source
        self.strict = strict
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.cookies.set_policy(
            http.cookiejar.DefaultCookiePolicy(allowed_domains=[]))
        self.session.headers["Accept-Encoding"] = "identity"
        self.session.headers.update(headers or {})
        if token:
            self.session.headers["Authorization"] = f"Bearer {token}"
        if source:
            self.session.mount("http://", SourceAdapter(source))

    def request(self, method, path, *, strict=None, **kwargs):
        url = path if "://" in path else self.base_url + path
        kwargs.setdefault("allow_redirects", False)
        kwargs.setdefault("timeout", 60)
        try:
            answer = self.send(method, url, **kwargs)
        except requests.Timeout as failure:
            failure.add_note(stacks_at(urlsplit(url).port))
            raise
        if self.strict if strict is None else strict:
            self.check(method, answer)
        for observer in Api.observers:
            observer(self, method, answer)
        return answer

    def send(self, method, url, **kwargs):
        """What changes nothing is sent again, as browsers do, where httpd was
        about to close the connection that was kept alive. (That a process
        died is in the log, which fails the test.)"""
        try:
            return self.session.request(method, url, **kwargs)
        except requests.ConnectionError as failure:
            if method not in SAFE or "RemoteDisconnected" not in str(failure):
                raise
            return self.session.request(method, url, **kwargs)

    def check(self, method, answer):
        """What is true of every answer of the API."""
        where = f"{method} {answer.url} -> {answer.status_code}"
        assert answer.status_code < 500, f"{where} {answer.text[:400]}"
        assert answer.headers.get("X-Request-Id"), where
        assert answer.status_code == 304 or answer.headers.get(
            "X-Content-Type-Options") == "nosniff", where
        if not answer.content:
            return
        kind = answer.headers.get("Content-Type")
        disposition = answer.headers.get("Content-Disposition", "")
        if kind != "application/json" and (
                urlsplit(answer.url).path.endswith("/docs/")
                or disposition.startswith("attachment")):
            return
        assert kind == "application/json", f"{where} {kind}"
        assert_compact(answer.content.decode("utf-8"))

    def get(self, path, **kwargs):
        return self.request("GET", path, **kwargs)

    def head(self, path, **kwargs):
        return self.request("HEAD", path, **kwargs)

    def options(self, path, **kwargs):
        return self.request("OPTIONS", path, **kwargs)

    def post(self, path, **kwargs):
        return self.request("POST", path, **kwargs)

    def put(self, path, **kwargs):
        return self.request("PUT", path, **kwargs)

    def patch(self, path, **kwargs):
        return self.request("PATCH", path, **kwargs)

    def delete(self, path, **kwargs):
        return self.request("DELETE", path, **kwargs)

    def connect(self, timeout=20):
        """A bare socket to the server, for what requests cannot do."""
        parts = urlsplit(self.base_url)
        host = "127.0.0.1" if parts.hostname == "localhost" \
            else parts.hostname
        return socket.create_connection((host, parts.port), timeout)

    def raw(self, data, timeout=20):
        """Send these bytes, return all that comes until the end.

        The request should say `Connection: close`.
        """
        with self.connect(timeout) as sock:
            sock.sendall(data)
            return read_all(sock)


def read_all(sock):
    parts = []
    while True:
        try:
            part = sock.recv(65536)
        except ConnectionResetError:
            break
        if not part:
            break
        parts.append(part)
    return b"".join(parts)
