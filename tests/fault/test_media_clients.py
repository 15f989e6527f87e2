"""Uploads of clients that are slow, broken or ill-willed: each its clear
error, and no file left."""

import pytest

from support.client import read_all
from support.content import eventually, listed
from support.files import form, part
from support.make import expect, make_image, upload

KIND = "multipart/form-data; boundary=x"
PARSE_ERROR = '{"detail":"Multipart form parse error - %s"}'
MOST = 200000


@pytest.fixture(scope="module")
def limited(pg, base):
    """A site that takes 200,000 bytes and waits two seconds for more."""
    from support.site import Site
    site = Site(pg, base, extra=f"TalecraftMaxUpload {MOST}\n"
                "RequestReadTimeout body=2,MinRate=500")
    site.add_user("w")
    with site:
        yield site


@pytest.fixture
def client(limited):
    """The writer; afterwards no file may be left of what was refused."""
    one = limited.login("w")
    before = stored(limited), len(listed(one, "/media/"))
    yield one
    eventually(lambda: (stored(limited), len(listed(one, "/media/")))
               == before)


def stored(site):
    """What uploads write; the variants of others may still come."""
    return sorted(path for folder in ("tmp", "originals")
                  for path in (site.media_root / folder).rglob("*")
                  if path.is_file())


def head(client, *lines, kind=KIND):
    text = "\r\n".join((
        "POST /api/media/ HTTP/1.1", "Host: localhost",
        f"Authorization: Bearer {client.token}", f"Content-Type: {kind}",
        "Connection: close", *lines))
    return text.encode() + b"\r\n\r\n"


def answer_of(client, *sent):
    """What comes back, even if the server hangs up while this still sends."""
    with client.connect() as sock:
        try:
            for data in sent:
                sock.sendall(data)
        except (BrokenPipeError, ConnectionResetError):
            pass
        return read_all(sock).decode()


def refused(text, status, body=None):
    assert text.startswith(f"HTTP/1.1 {status} "), text
    assert "\r\nContent-Type: application/json\r\n" in text
    if body is not None:
        assert text.endswith(f"\r\n\r\n{body}"), text


def chunk(data):
    return b"%x\r\n%s\r\n" % (len(data), data)


def file_head(name=b"a.jpg"):
    return (b'--x\r\nContent-Disposition: form-data; name="original_file"; '
            b'filename="' + name + b'"\r\nContent-Type: image/jpeg\r\n\r\n')


# ------------------------------------------------------------------ limits

def test_a_length_over_the_limit_is_refused_before_the_body(client):
    """Whoever waits for 100 Continue has sent nothing in vain."""
    text = answer_of(client, head(client, f"Content-Length: {10 * MOST}",
                                  "Expect: 100-continue"))
    refused(text, 413)
    assert '{"detail":"Request body exceeds ' in text
    assert "100 Continue" not in text


def test_who_may_not_upload_is_told_before_the_body(limited, client):
    public = limited.client()
    with public.connect() as sock:
        sock.sendall(b"POST /api/media/ HTTP/1.1\r\nHost: localhost\r\n"
                     b"Content-Type: multipart/form-data; boundary=x\r\n"
                     b"Content-Length: 100000\r\nExpect: 100-continue\r\n"
                     b"Connection: close\r\n\r\n")
        refused(read_all(sock).decode(), 401)


def test_a_body_that_is_asked_for(limited):
    """100 Continue, once, and then the upload."""
    client = limited.login("w")
    body, headers = form(part("original_file", make_image(64, 64), "a.jpg",
                              "image/jpeg"))
    with client.connect() as sock:
        sock.sendall(head(client, f"Content-Length: {len(body)}",
                          "Expect: 100-continue",
                          kind=headers["Content-Type"]))
        assert sock.recv(1000) == b"HTTP/1.1 100 Continue\r\n\r\n"
        sock.sendall(body)
        text = read_all(sock).decode()
    assert text.startswith("HTTP/1.1 201 ")


def test_chunks_over_the_limit(client):
    """No length tells of it before: it is counted while it comes."""
    picture = make_image(64, 64)
    text = answer_of(client, head(client, "Transfer-Encoding: chunked"),
                     chunk(file_head() + picture),
                     *[chunk(bytes(8192))] * (4 * MOST // 8192))
    refused(text, 413)
    assert '{"detail":"Request body exceeds ' in text


def test_chunks_within_the_limit(limited):
    client = limited.login("w")
    body = file_head() + make_image(64, 64) + b"\r\n--x--\r\n"
    pieces = [body[i:i + 7] for i in range(0, len(body), 7)]
    text = answer_of(client, head(client, "Transfer-Encoding: chunked"),
                     b"".join(map(chunk, pieces)), b"0\r\n\r\n")
    assert text.startswith("HTTP/1.1 201 "), text


# -------------------------------------------------------------------- forms

def send(client, body):
    return answer_of(client, head(client, f"Content-Length: {len(body)}"),
                     body)


def field(number):
    return (f'--x\r\nContent-Disposition: form-data; name="f{number}"'
            f"\r\n\r\nv\r\n").encode()


def test_many_parts(client):
    body = (file_head() + make_image(64, 64) + b"\r\n"
            + b"".join(map(field, range(1000))) + b"--x--\r\n")
    refused(send(client, body), 400, PARSE_ERROR % "Too many parts.")


@pytest.mark.parametrize("extra", [
    b"X-Long: " + b"a" * 20000, b"\r\n".join([b"X-Many: a"] * 2000)])
def test_huge_headers_of_a_part(client, extra):
    body = (file_head().removesuffix(b"\r\n") + extra + b"\r\n\r\n"
            + make_image(64, 64) + b"\r\n--x--\r\n")
    refused(send(client, body), 400,
            PARSE_ERROR % "Headers of a part too large.")


def test_a_boundary_that_never_comes(client):
    body = file_head() + make_image(64, 64)
    refused(send(client, body), 400,
            PARSE_ERROR % "Unexpected end of data.")


def test_no_form_at_all(client):
    refused(send(client, make_image(64, 64)), 400)


# -------------------------------------------------------------------- paces

def test_a_client_that_stops_sending(client):
    """What came so far is removed, and the client is told."""
    text = answer_of(client, head(client, "Content-Length: 100000"),
                     file_head() + make_image(64, 64))
    refused(text, 408, '{"detail":"The request took too long to arrive."}')


def test_a_client_that_goes_away(limited, client):
    for _ in range(5):
        with client.connect() as sock:
            sock.sendall(head(client, "Content-Length: 100000")
                         + file_head() + make_image(64, 64))
    expect(limited.client().get("/health/"), 200)


def test_a_client_that_drips(limited):
    """Slow, but it goes on: its upload is taken, others do not wait. Each
    500 bytes give it a second more, on a busy machine it needs that."""
    client = limited.login("w")
    body = file_head() + make_image(400, 300, noise=True) + b"\r\n--x--\r\n"
    assert 40000 < len(body) < MOST
    step = len(body) // 20 + 1
    with client.connect() as sock:
        sock.sendall(head(client, f"Content-Length: {len(body)}"))
        for start in range(0, len(body), step):
            sock.sendall(body[start:start + step])
            expect(upload(client, make_image(32, 32)), 201)
        text = read_all(sock).decode()
    assert text.startswith("HTTP/1.1 201 "), text
