"""A body that makes much of little leaves no memory behind."""

import json
import os
import time

import pytest

from support import flood, tools
from support.make import (expect, make_ad, make_category, make_media,
                          make_post, make_user)
from support.marks import NO_SANITIZER

# As many threads or processes from the beginning as there will ever be, so
# that memory grows by what requests leave alone; and how many are at work.
THREADED = "StartServers 2\nThreadsPerChild 16\nMaxRequestWorkers 32\n" \
           "MinSpareThreads 1\n"
FIXED = {"event": THREADED, "worker": THREADED,
         "prefork": "StartServers 12\nMinSpareServers 1\n"
                    "MaxSpareServers 12\nMaxRequestWorkers 12\n"}
AT_ONCE = {"event": 26, "worker": 26, "prefork": 10}
FULL = "AH00161|AH00286|AH00288|AH00484|AH03490|AH10159"  # what MPMs say then
ROUNDS = 30  # of ordinary requests before the first look
LOGINS = 1000
# Of each other route; TC_MEMORY_OTHERS=1000 takes minutes.
OTHERS = int(os.environ.get("TC_MEMORY_OTHERS", "30"))
MAX_BODY = 2 * 1024 * 1024
MAX_VALUES = 100_000


@pytest.fixture
def server(make_site):
    one = make_site(extra=FIXED[tools.MPM])
    one.add_user("admin", "ADMIN")
    with one:
        yield one


def schema_of(document, operation):
    content = operation.get("requestBody", {}).get("content", {})
    schema = content.get("application/json", {}).get("schema")
    while schema and "$ref" in schema:
        value = document
        for part in schema["$ref"].split("/")[1:]:
            value = value[part]
        schema = value
    return schema


def routes(document):
    """(method, path, names of the members) of all that read JSON."""
    for path, item in document["paths"].items():
        for method, operation in item.items():
            schema = schema_of(document, operation) \
                if isinstance(operation, dict) else None
            if schema:
                yield method.upper(), path, list(schema["properties"])


def made(admin, path, **fields):
    return expect(admin.post(path, json=fields), 201).json()["id"]


def make_rows(admin):
    """A row for {id} of each path, and a note of the post."""
    post = make_post(admin)["id"]
    return {"note": made(admin, f"/posts/{post}/notes/", text="x"),
            "/tags/": made(admin, "/tags/", name="x"),
            "/webhooks/": made(admin, "/webhooks/", name="x", events=["*"],
                               url="https://hooks.example.org/"),
            "/posts/": post,
            "/media/": make_media(admin)["id"],
            "/categories/": make_category(admin)["id"],
            "/ad-placements/": make_ad(admin)["id"],
            "/users/": make_user(admin)["id"]}


def filled(names, size):
    """An object of about that size with nothing but {} in its members."""
    each = (size - 20 * len(names)) // len(names)
    return json.dumps({name: [{}] * (each // 3) for name in names},
                      separators=(",", ":")).encode()


def limit_of(client, method, path):
    """What the route says is the most that it reads."""
    text = client.request(method, path, data=b" " * (MAX_BODY + 1), headers={
        "Content-Type": "application/json"})
    return int(expect(text, 413).json()["detail"].split()[3])


def bodies(names, limit):
    """What is small, just within the limits, and far above them."""
    yield filled(names, 8000)
    yield filled(names, min(limit, MAX_VALUES * 3) - 2000)
    yield filled(names, MAX_BODY)


def warm_up(server, client, rows):
    """What every thread has done some times, it need not get memory for
    again. That a thread reads keeps it from taking another request."""
    text = json.dumps({"title": "x", "content": [
        {"type": "table", "rows": [["1.5"] * 20] * 40},
        *[{"type": "paragraph", "text": "x" * 50}] * 15]}).encode()
    assert len(text) < 8000
    requests = [flood.request(client, "POST", "/auth/login/", b"{}"),
                flood.request(client, "POST", "/posts/", text),
                flood.request(client, "PATCH",
                              f"/users/{rows['/users/']}/", b"{}")]
    flood.in_step(client, requests, ROUNDS, AT_ONCE[tools.MPM])
    return flood.memory(server.httpd)


def settled(httpd, most):
    """Memory, when the last requests have ended."""
    deadline = time.monotonic() + 10
    while flood.memory(httpd) > most and time.monotonic() < deadline:
        time.sleep(0.1)
    return flood.memory(httpd)


@NO_SANITIZER
@pytest.mark.mpm
def test_nothing_stays(server, expect_log):
    """Of each route that reads JSON, by what the server says of itself."""
    expect_log(FULL)
    admin = server.login("admin")
    document = expect(admin.get("/schema/"), 200).json()
    rows = make_rows(admin)
    warm_up(server, admin, rows)
    seen = 0
    for method, path, names in routes(document):
        where = path.format(id=rows.get(path.partition("{")[0]),
                            note=rows["note"])
        limit = limit_of(admin, method, where)
        # each route has statements of its own, whose texts are kept
        before = flood.memory(server.httpd)
        most = before + 0.1 * flood.memory(server.httpd, "Rss")
        requests = [flood.request(admin, method, where, body)
                    for body in bodies(names, limit)]
        # What a thread left alone in its arena once, later requests let go;
        # what grows by the request is there after all of them.
        for _ in range(3):
            statuses = flood.flood(
                admin, requests,
                LOGINS if path == "/auth/login/" else OTHERS,
                AT_ONCE[tools.MPM])
            assert statuses <= {400, 413}, f"{method} {path} {statuses}"
            after = settled(server.httpd, most)
            if after < most:
                break
        assert after < most, f"{method} {path}: {before} -> {after} KiB"
        seen += 1
    assert seen >= 15
