"""The root listing, health, the schema and its page."""

import json
import re

import pytest

from support.content import eventually
from support.make import expect
from support.postgres import AWAY_LINES
from support.routes import METHODS, ROUTES


@pytest.fixture(scope="module")
def schema(public):
    return expect(public.get("/schema/"), 200).json()


def test_root(site, public, admin):
    answer = expect(public.get("/"), 200)
    body = answer.json()
    assert all(value.startswith(site.url + "/") for value in body.values())
    assert {f"{site.url}/{name}/" for name in (
        "posts", "media", "categories", "ad-placements", "users")} <= set(
        body.values())
    assert expect(admin.get("/"), 200).text == answer.text


@pytest.mark.parametrize("accept", [
    None, "", "*/*", "application/json", "application/json, text/html",
    "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "text/html", "image/png"])
@pytest.mark.parametrize("path", ["/", "/posts/"])
def test_nothing_is_negotiated(public, path, accept):
    """The same bytes whatever they ask for."""
    expect(public.get(path, headers={"Accept": accept}), 200,
           public.get(path).text)


@pytest.mark.mpm
def test_health(site, public):
    answer = expect(public.get("/health/"), 200)
    body = answer.json()
    assert list(body) == ["status", "database", "media_workers", "queue",
                          "schema_version", "outbox", "outbox_failing"]
    assert (body["status"], body["database"]) == ("ok", "ok")
    assert body["media_workers"] == 1
    assert isinstance(body["queue"], int) and body["queue"] >= 0
    assert isinstance(body["schema_version"], int)
    assert body["schema_version"] >= 1
    for secret in (str(site.pg.socket_dir), site.database, "/"):
        assert secret not in answer.text


def test_health_without_a_database(make_site, own_pg, expect_log):
    expect_log(AWAY_LINES)
    with make_site(pg=own_pg) as site:
        client = site.client(strict=False)
        expect(client.get("/health/"), 200)
        own_pg.stop()
        for path in ("/health/", "/posts/?search=x"):
            answer = expect(client.get(path), 503)
            client_check_503(answer, path)
        own_pg.start()
        wait_healthy(client)
        expect(client.get("/posts/?search=x"), 200)


def client_check_503(answer, path):
    assert answer.headers["Content-Type"] == "application/json"
    if path == "/health/":
        body = answer.json()
        assert body["database"] != "ok"
        assert body["status"] != "ok"
    else:
        assert answer.json() == {
            "detail": "Service temporarily unavailable."}
        assert int(answer.headers["Retry-After"]) >= 1


def wait_healthy(client):
    eventually(lambda: client.get("/health/").status_code == 200)


def test_start_without_a_database(make_site, own_pg, expect_log):
    """httpd starts, answers 503, and heals."""
    expect_log(AWAY_LINES)
    site = make_site(pg=own_pg)
    own_pg.stop()
    with site:
        client = site.client(strict=False)
        expect(client.get("/health/"), 503)
        expect(client.get("/posts/"), 503,
               '{"detail":"Service temporarily unavailable."}')
        own_pg.start()
        wait_healthy(client)
        expect(client.get("/posts/"), 200)


def test_database_without_a_schema(make_site, pg, site, expect_log):
    expect_log(r"TC\d{4}|dbd")
    pg.create_database("no_schema")
    other = make_site(database="no_schema")
    with other:
        client = other.client(strict=False)
        expect(client.get("/health/"), 503)
        expect(client.get("/posts/"), 503)


def test_schema_names_every_route(schema):
    assert schema["openapi"].startswith("3.1")
    described = {}
    for path, item in schema["paths"].items():
        path = re.sub(r"\{[a-z_]*id\}", "{id}", path)
        path = re.sub(r"\{[a-z_]*slug\}", "{slug}", path)
        described[path] = {name.upper() for name in item
                           if name.upper() in METHODS}
    assert described == {path: set(methods)
                         for path, methods in ROUTES.items()}


def test_schema_of_every_operation(schema):
    names = set()
    for path, item in schema["paths"].items():
        for method, operation in item.items():
            if method.upper() not in METHODS:
                continue
            where = f"{method} {path}"
            names.add(operation["operationId"])
            assert operation["summary"], where
            assert operation["responses"], where
            assert any(code[0] in "23" for code in operation["responses"])
    assert len(names) == sum(len(methods) for methods in ROUTES.values())


def test_schema_references_resolve(schema):
    for reference in re.findall(r'"\$ref":\s*"([^"]*)"',
                                json.dumps(schema)):
        place = schema
        assert reference.startswith("#/")
        for part in reference[2:].split("/"):
            place = place[part.replace("~1", "/").replace("~0", "~")]


def test_docs(public):
    answer = expect(public.get("/docs/"), 200)
    assert answer.headers["Content-Type"].startswith("text/html")
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-eval" not in policy
    found = re.findall(r'(?:src|href)="([^"]*)"', answer.text)
    assert not [url for url in found if url.startswith(("http", "//"))]
