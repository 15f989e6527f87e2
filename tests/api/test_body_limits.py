"""Bodies that are too long, and bodies of a type that nobody takes."""

import json
import re
from urllib.parse import urlsplit

import pytest

from support.content import act, put_in
from support.files import form, part
from support.client import read_all
from support.make import (detail, expect, make_ad, make_category, make_image,
                          make_media, make_post, make_user, unique)

LIMIT = 1000
JSON = {"Content-Type": "application/json"}
LOG = "AH01588|AH01587|AH00588|AH01589|TC1021"
TOO_LONG = {"detail": f"Request body exceeds {LIMIT} bytes."}


def limited(site, make_site, document=""):
    other = make_site(database=site.database, extra=document,
                      location=f"LimitRequestBody {LIMIT}")
    (other.httpd.root / "htdocs/too-long.html").write_text(
        "<p>Too long.</p>", encoding="utf-8")
    return other


def chunked(client, path, kind, body, size=300):
    """All bytes of the answer to that body, in chunks."""
    parts = [body[at:at + size] for at in range(0, len(body), size)]
    data = b"".join(b"%x\r\n%s\r\n" % (len(one), one) for one in parts)
    return client.raw(
        f"POST {urlsplit(client.base_url).path}{path} HTTP/1.1\r\n"
        "Host: localhost\r\nConnection: close\r\n"
        f"Authorization: Bearer {client.token}\r\n"
        f"Content-Type: {kind}\r\n"
        "Transfer-Encoding: chunked\r\n\r\n".encode() + data + b"0\r\n\r\n")


def one_answer(data):
    """(status, headers, body) of the only answer in these bytes."""
    head, _, body = data.partition(b"\r\n\r\n")
    lines = head.decode().split("\r\n")
    status = int(re.fullmatch(r"HTTP/1\.1 (\d{3}) .*", lines[0]).group(1))
    headers = {}
    for line in lines[1:]:
        name, _, value = line.partition(": ")
        assert name.lower() not in ("content-length", "content-type") \
            or name.lower() not in headers, head
        headers[name.lower()] = value
    if "transfer-encoding" in headers:
        assert "content-length" not in headers
        body = unchunk(body)
    else:
        length = None if status == 204 else int(headers["content-length"])
        assert (length or 0) == len(body), data
    assert b"HTTP/1.1" not in body, data
    return status, headers, body


def unchunk(data):
    whole = b""
    while True:
        size, _, data = data.partition(b"\r\n")
        count = int(size, 16)
        whole += data[:count]
        assert data[count:count + 2] == b"\r\n"
        data = data[count + 2:]
        if count == 0:
            assert data == b""
            return whole


def long_json():
    return json.dumps({"name": unique(), "description": "x" * 1500}).encode()


def long_form():
    body, headers = form(part("original_file", make_image(), "a.jpg",
                              "image/jpeg"))
    assert len(body) > 2 * LIMIT
    return headers["Content-Type"], body


def bodies():
    return [("/categories/", "application/json", long_json()),
            ("/media/", *long_form())]


def test_chunks_over_the_limit(make_site, site, editor, expect_log):
    expect_log(LOG)
    with limited(site, make_site) as other:
        client = other.client(editor.token)
        for path, kind, body in bodies():
            for size in (300, 100000):
                status, headers, text = one_answer(
                    chunked(client, path, kind, body, size))
                assert (status, json.loads(text)) == (413, TOO_LONG)
                assert headers["content-type"] == "application/json"
                assert headers["connection"] == "close"


@pytest.mark.parametrize("document,kind", [
    ('ErrorDocument 413 /too-long.html', "text/html"),
    ('ErrorDocument 413 "Too long."', "text/html"),
    ('ErrorDocument 413 /absent.html', None)])
def test_chunks_over_the_limit_with_a_document(make_site, site, editor,
                                               expect_log, document, kind):
    """Whatever the administrator's answer is, it is one answer."""
    expect_log(LOG)
    with limited(site, make_site, document) as other:
        client = other.client(editor.token)
        for path, sent, body in bodies():
            status, headers, text = one_answer(
                chunked(client, path, sent, body))
            assert status == 413 and text
            assert kind is None or \
                headers["content-type"].startswith((kind,
                                                    "application/json"))
        expect(client.get("/posts/"), 200)


def test_length_over_the_limit(make_site, site, editor, expect_log):
    expect_log(LOG)
    with limited(site, make_site) as other:
        client = other.client(editor.token)
        for path, kind, body in bodies():
            expect(client.post(path, data=body,
                               headers={"Content-Type": kind}), 413,
                   TOO_LONG)


def unsupported(kind):
    return detail(f'Unsupported media type "{kind}" in request.')


PLAIN = {"Content-Type": "text/plain"}


@pytest.mark.parametrize("status", ["DRAFT", "PUBLISHED", "ARCHIVED"])
def test_type_of_the_body_of_schedule(editor, status):
    """Before what the post's status says."""
    post = put_in(editor, make_post(editor), status)
    path = f"/posts/{post['id']}/"
    expect(editor.post(f"{path}schedule/", data="x", headers=PLAIN), 415,
           unsupported("text/plain"))
    assert expect(editor.get(path), 200).json()["status"] == status


SMALL, TEXTS = 64 * 1024, 1024 * 1024
LIMITS = [("POST", "/auth/login/", SMALL), ("PATCH", "/auth/me/", SMALL),
          ("POST", "/auth/password/", SMALL), ("POST", "/auth/tokens/", SMALL),
          ("POST", "/users/", SMALL), ("PATCH", "/users/{user}/", SMALL),
          ("POST", "/posts/{post}/schedule/", SMALL),
          ("PATCH", "/media/{media}/", SMALL),
          ("POST", "/categories/", TEXTS),
          ("PATCH", "/categories/{category}/", TEXTS),
          ("POST", "/ad-placements/", TEXTS),
          ("PATCH", "/ad-placements/{ad}/", TEXTS),
          ("POST", "/posts/", 2 * TEXTS), ("PATCH", "/posts/{post}/",
                                           2 * TEXTS)]


@pytest.fixture(scope="module")
def rows(admin):
    return {"user": make_user(admin)["id"], "post": make_post(admin)["id"],
            "media": make_media(admin)["id"],
            "category": make_category(admin)["id"],
            "ad": make_ad(admin)["id"]}


@pytest.mark.parametrize("method,path,limit", LIMITS)
def test_limit_of_a_route(admin, rows, method, path, limit):
    """Each route reads as much as its fields can be."""
    path = path.format(**rows)
    too_long = detail(f"Request body exceeds {limit} bytes.")
    expect(admin.request(method, path, data=b"[]" + b" " * (limit - 2),
                         headers=JSON), 400, {"non_field_errors": [
        "Invalid data. Expected a dictionary, but got list."]})
    expect(admin.request(method, path, data=b"{}" + b" " * (limit - 1),
                         headers=JSON), 413, too_long)
    expect(admin.request(method, path, data=iter([b"{}", b" " * limit]),
                         headers=JSON), 413, too_long)


def test_limit_of_the_site_below_that_of_a_route(make_site, site):
    other = make_site(database=site.database, extra="TalecraftMaxBody 2000")
    with other:
        for client, path in ((other.client(), "/auth/login/"),
                             (other.client(site.login("editor").token),
                              "/categories/")):
            expect(client.post(path, data=b" " * 2001, headers=JSON), 413,
                   detail("Request body exceeds 2000 bytes."))


def test_limit_in_the_description(public):
    """The example is the limit of that route."""
    document = expect(public.get("/schema/"), 200).json()
    for path, method, limit in (("/auth/login/", "post", SMALL),
                                ("/categories/{id}/", "patch", TEXTS),
                                ("/posts/", "post", 2 * TEXTS)):
        name = document["paths"][path][method]["responses"]["413"]["$ref"]
        answer = document["components"]["responses"][name.split("/")[-1]]
        content = answer["content"]["application/json"]
        assert content["examples"]["error"]["value"] == detail(
            f"Request body exceeds {limit} bytes.")


def test_too_many_values(editor):
    """They are counted before they are made: 2 MiB could hold 700,000."""
    many = b'{"title":"x","content":[' + b"{}," * 99996
    answer = expect(editor.post("/posts/", data=many + b"{}]}", headers=JSON),
                    400)
    assert list(answer.json()) == ["content"]
    for more in (b"{}]}", b"{}" + b",0" * 300000 + b"]}", b"{}"):
        expect(editor.post("/posts/", data=many + b"{}," + more,
                           headers=JSON), 400,
               detail("JSON parse error - Too many values: line 1 column "
                      f"{len(many) + 4}"))


# ---------------------------------------------------- what takes no input

UNREAD = [(b"{", "application/json"), (b"[]", "application/json"),
          (b"x", "text/plain"), (b"x" * 70000, None)]


def unread(body, kind):
    return {"data": body, "headers": {"Content-Type": kind} if kind else {}}


@pytest.mark.parametrize("action,before,after", [
    ("publish", "DRAFT", "PUBLISHED"), ("submit", "DRAFT", "IN_REVIEW"),
    ("unpublish", "PUBLISHED", "DRAFT"),
    ("archive", "PUBLISHED", "ARCHIVED"), ("restore", "ARCHIVED", "DRAFT")])
def test_actions_do_not_read_their_body(editor, action, before, after):
    for body in UNREAD:
        post = put_in(editor, make_post(editor), before)
        answer = expect(editor.post(f"/posts/{post['id']}/{action}/",
                                    **unread(*body)), 200)
        assert answer.json()["status"] == after


def test_delete_view_and_logout_do_not_read_their_body(editor, admin, public,
                                                       site, stranger):
    post = make_post(editor, publish=True)
    user = make_user(admin)
    name = {"username": user["username"], "password": user["password"]}
    for body in UNREAD:
        expect(public.post(f"/posts/{post['id']}/view/", **unread(*body)),
               204)
        path = f"/categories/{make_category(editor)['id']}/"
        expect(editor.delete(path, **unread(*body)), 204)
    token = expect(stranger.post("/auth/login/", json=name), 200).json()
    expect(site.client(token["token"]).post("/auth/logout/",
                                            **unread(*UNREAD[0])), 204)


def test_reprocess_does_not_read_its_body(editor):
    path = f"/media/{make_media(editor)['id']}/reprocess/"
    expect(editor.post(path, **unread(*UNREAD[0])), 202)


def test_what_is_not_read_has_no_body_in_the_description(public):
    document = expect(public.get("/schema/"), 200).json()
    for path, item in document["paths"].items():
        for method, operation in item.items():
            if "requestBody" not in operation:
                assert not {"413", "415", "408"} & set(
                    operation.get("responses", {})), (method, path)


# ----------------------------------- an answer while the body is on its way

HUGE = 100_000_000


def announced(client, method, path, length=f"Content-Length: {HUGE}",
              kind="application/json", **headers):
    """The bytes of a request whose body has not come yet."""
    lines = [f"{method} {urlsplit(client.base_url).path}{path} HTTP/1.1",
             "Host: localhost", length]
    if kind:
        lines.append(f"Content-Type: {kind}")
    if client.token:
        lines.append(f"Authorization: Bearer {client.token}")
    lines += [f"{name.replace('_', '-')}: {value}"
              for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n"


def answered(client, data):
    """(status, headers) of the only answer; the connection then ends, though
    the body has not come."""
    with client.connect(5) as sock:
        sock.sendall(data)
        status, headers, _ = one_answer(read_all(sock))
    return status, headers


def refusals(public, writer, editor, post):
    """Method, path and more, of whom, and the status."""
    path = f"/posts/{post['id']}/"
    return [
        (public, "POST", "/posts/", {}, 401),
        (public, "POST", "/media/", {}, 401),
        (writer, "POST", "/categories/", {}, 403),
        (public, "POST", "/nothing/", {}, 404),
        (editor, "PATCH", "/posts/999999999/", {}, 404),
        (public, "PUT", "/posts/", {}, 405),
        (editor, "PATCH", path, {"If_Match": '"0-x"'}, 412),
        (editor, "POST", "/posts/", {}, 413),
        (editor, "POST", "/posts/", {"kind": "text/plain"}, 415),
        (editor, "POST", "/media/", {}, 415),
        (editor, "DELETE", path, {"If_Match": '"0-x"'}, 412),
        (public, "OPTIONS", "/posts/", {}, 200),
        (public, "GET", "/posts/", {}, 200),
        (public, "GET", "/health/", {}, 200),
        (public, "POST", f"{path}view/", {}, 204),
        (editor, "POST", f"{path}archive/", {}, 200),
        (editor, "DELETE", path, {}, 204),
    ]


@pytest.mark.mpm
@pytest.mark.parametrize("length", [f"Content-Length: {HUGE}",
                                    "Transfer-Encoding: chunked"])
def test_answers_that_do_not_wait_for_the_body(public, writer, editor,
                                               length):
    post = make_post(editor, publish=True)
    for client, method, path, more, status in refusals(public, writer,
                                                       editor, post):
        if status == 413 and length.startswith("T"):
            continue  # nothing of it has come: it may still be short
        if more.get("kind") and length.startswith("T"):
            continue  # nothing at all would be no error
        got, headers = answered(client, announced(client, method, path,
                                                  length, **more))
        where = f"{method} {path} {more}"
        assert got == status, where
        assert headers["connection"] == "close", where


def test_answers_do_not_ask_for_the_body(public, writer, editor):
    """Who has asked whether to send it is not told to go on."""
    post = make_post(editor, publish=True)
    for client, method, path, more, status in refusals(public, writer,
                                                       editor, post):
        got, _ = answered(client, announced(client, method, path,
                                            Expect="100-continue", **more))
        assert got == status, f"{method} {path}"


def test_httpds_own_refusals_do_not_wait_either(make_site, site):
    other = make_site(database=site.database, location="Require valid-user\n"
                      "AuthType Basic\nAuthName x\n"
                      "AuthBasicProvider talecraft")
    with other:
        got, headers = answered(other.client(), announced(
            other.client(), "POST", "/posts/"))
        assert (got, headers["connection"]) == (401, "close")


def test_a_small_body_is_dropped(public):
    """The connection goes on: what comes behind it is the next request."""
    body = b"x" * 60000
    request = announced(public, "POST", "/posts/",
                        f"Content-Length: {len(body)}") + body
    with public.connect(5) as sock:
        sock.sendall(request)
        first = sock.recv(65536)
        assert first.startswith(b"HTTP/1.1 401 ")
        assert b"\r\nConnection: close" not in first
        sock.sendall(request.replace(b"Host:", b"Connection: close\r\nHost:"))
        assert read_all(sock).startswith(b"HTTP/1.1 401 ")


def test_a_large_body_that_was_read_keeps_the_connection(editor):
    post = make_post(editor)
    body = b'{"excerpt":"x"' + b" " * 200000 + b"}"
    request = announced(editor, "PATCH", f"/posts/{post['id']}/",
                        f"Content-Length: {len(body)}") + body
    picture, headers = form(part("original_file", make_image(), "a.jpg",
                                 "image/jpeg"),
                            part("x", b"x" * 100000, "x.txt", "text/plain"))
    upload = announced(editor, "POST", "/media/",
                       f"Content-Length: {len(picture)}",
                       headers["Content-Type"]) + picture
    with editor.connect(20) as sock:
        for data, status in ((request, b"200"), (upload, b"201"),
                             (request, b"200")):
            sock.sendall(data)
            answer = sock.recv(65536)
            assert answer.startswith(b"HTTP/1.1 " + status), answer
            assert b"\r\nConnection: close" not in answer


def test_type_of_the_body_comes_after_the_right(public, writer, editor):
    post = make_post(editor)
    path = f"/posts/{post['id']}/schedule/"
    for client, status in ((public, 401), (writer, 403)):
        expect(client.post(path, data="x", headers=PLAIN), status)
    expect(editor.post("/posts/999999999/schedule/", data="x",
                       headers=PLAIN), 404)
    expect(editor.post(path, data="x", headers={
        **PLAIN, "If-Match": '"0-x"'}), 412)


def test_body_before_status_of_schedule(editor):
    post = put_in(editor, make_post(editor), "ARCHIVED")
    path = f"/posts/{post['id']}/schedule/"
    answer = expect(editor.post(path, data="{", headers={
        "Content-Type": "application/json"}), 400)
    assert answer.json()["detail"].startswith("JSON parse error - ")
    expect(act(editor, post, "schedule", scheduled_publish_at="x"), 400,
           detail("Cannot go from ARCHIVED to SCHEDULED."))
    expect(editor.post(path, data="", headers=PLAIN), 400,
           detail("Cannot go from ARCHIVED to SCHEDULED."))
