"""An OpenID provider on loopback: discovery, authorization, tokens, keys. It
asks nobody for a password: `who` is who has signed in there."""

import base64
import http.server
import json
import threading
import time
from urllib.parse import parse_qs, unquote_plus, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

from .make import unique
from .tools import free_port

CLIENT, SECRET = "talecraft", "a secret of the test"


def new_key():
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


class Provider:
    """
    who      name of who has signed in; None: nobody, who is sent back
    key      signs what is said of him; the published one does not change
    claims   what is said otherwise than it should be
    """

    def __init__(self):
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        self.published = self.key = new_key()
        self.who = None
        self.claims = {}
        self.codes = {}  # code: nonce
        self.server = None

    def start(self):
        self.server = http.server.ThreadingHTTPServer(
            ("127.0.0.1", self.port), type("Asked", (Asked,),
                                           {"provider": self}))
        threading.Thread(target=self.server.serve_forever, args=(0.05,),
                         daemon=True).start()
        return self

    def stop(self):
        self.server.shutdown()
        self.server.server_close()

    def described(self):
        return {"issuer": self.url,
                "authorization_endpoint": f"{self.url}/authorize",
                "token_endpoint": f"{self.url}/token",
                "jwks_uri": f"{self.url}/keys",
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256"]}

    def keys(self):
        key = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(
            self.published.public_key()))
        return {"keys": [{**key, "kid": "one", "use": "sig", "alg": "RS256"}]}

    def authorize(self, asked):
        """Where the reader is sent."""
        back = {"state": asked["state"]}
        if self.who:
            back["code"] = unique("code")
            self.codes[back["code"]] = asked["nonce"]
        else:
            back["error"] = "access_denied"
        return f"{asked['redirect_uri']}?{urlencode(back)}"

    def token(self, asked):
        """None: not for that code."""
        nonce = self.codes.pop(asked.get("code"), None)
        if nonce is None:
            return None
        now = int(time.time())
        said = {"iss": self.url, "aud": CLIENT, "sub": f"id of {self.who}",
                "iat": now, "exp": now + 300, "nonce": nonce,
                "preferred_username": self.who, **self.claims}
        return {"access_token": unique("access"), "token_type": "Bearer",
                "expires_in": 300, "id_token": jwt.encode(
                    said, self.key, "RS256", headers={"kid": "one"})}


class Asked(http.server.BaseHTTPRequestHandler):
    provider = None

    def do_GET(self):
        url = urlsplit(self.path)
        asked = {name: value for name, (value, *_) in
                 parse_qs(url.query).items()}
        if url.path == "/authorize":
            self.send_response(302)
            self.send_header("Location", self.provider.authorize(asked))
            self.send_header("Content-Length", "0")
            self.end_headers()
        elif url.path == "/keys":
            self.answer(200, self.provider.keys())
        elif url.path == "/.well-known/openid-configuration":
            self.answer(200, self.provider.described())
        else:
            self.answer(404, {})

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        asked = {name: value for name, (value, *_) in
                 parse_qs(body).items()}
        kind, _, told = self.headers.get("Authorization", "").partition(" ")
        name, _, secret = base64.b64decode(told).decode().partition(":")
        is_client = kind == "Basic" and (name, unquote_plus(secret)) == \
            (CLIENT, SECRET)
        token = self.provider.token(asked) if is_client else None
        self.answer(200 if token else 400,
                    token or {"error": "invalid_grant"})

    def answer(self, status, value):
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass
