"""The description of the API: that tools can work with it, and that it says
neither more nor less than the server does."""

import copy
import gzip
import hashlib
import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from support.make import (expect, make_category, make_media, make_post,
                          unique)
from support.openapi import Description
from support.tools import BUILD, REPO

CHECKS = Path(__file__).parent / "openapi"
VIEWER = REPO / "conf/viewer/rapidoc-9.3.8.js.gz"
METHODS = ("get", "post", "put", "patch", "delete")


@pytest.fixture(scope="module")
def document(public):
    return expect(public.get("/schema/"), 200).json()


def operations(document):
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                yield path, method, item[method]


def resolve(document, value):
    while "$ref" in value:
        parts = value["$ref"].split("/")[1:]
        value = document
        for part in parts:
            value = value[part]
    return value


def parameters(document, operation):
    return [resolve(document, one) for one in operation["parameters"]]


def body_schema(document, operation):
    content = operation.get("requestBody", {}).get("content", {})
    if "application/json" not in content:
        return None
    return resolve(document, content["application/json"]["schema"])


# ------------------------------------------------------------------ tools

@pytest.fixture(scope="module")
def workshop(document):
    """A folder below build/ with the pinned packages, the description and
    the client. The packages are fetched once."""
    lock = (CHECKS / "package-lock.json").read_bytes()
    folder = BUILD / f"openapi-{hashlib.sha256(lock).hexdigest()[:12]}"
    ready = folder / "node_modules" / ".complete"
    folder.mkdir(parents=True, exist_ok=True)
    for path in CHECKS.iterdir():
        shutil.copy(path, folder / path.name)
    if not ready.exists():
        done = tool(folder, "npm", "ci", "--ignore-scripts", "--no-audit",
                    "--no-fund")
        assert done.returncode == 0, done.stdout
        ready.touch()
    # A rule warns of servers that only the machine itself reaches.
    url = document["servers"][0]["url"]
    text = json.dumps(document).replace(url, "https://press.example.org/api")
    (folder / "openapi.json").write_text(text, encoding="utf-8")
    return folder


def tool(folder, *command):
    environment = dict(os.environ, REDOCLY_TELEMETRY="off", CI="true",
                       REDOCLY_SUPPRESS_UPDATE_NOTICE="true", NO_COLOR="1")
    return subprocess.run(command, cwd=folder, env=environment, text=True,
                          check=False, timeout=600, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def program(folder, name, *arguments):
    return tool(folder, str(folder / "node_modules/.bin" / name), *arguments)


def test_linter_finds_nothing(workshop):
    done = program(workshop, "redocly", "lint", "openapi.json", "--config",
                   "redocly.yaml", "--max-problems=50")
    assert done.returncode == 0, done.stdout
    assert "Warning was generated" not in done.stdout, done.stdout
    assert "Your API description is valid" in done.stdout, done.stdout


def test_linter_would_find_something(workshop, document):
    broken = copy.deepcopy(document)
    del broken["paths"]["/posts/"]["get"]["operationId"]
    (workshop / "broken.json").write_text(json.dumps(broken))
    done = program(workshop, "redocly", "lint", "broken.json", "--config",
                   "redocly.yaml")
    assert "operation-operationId" in done.stdout


def test_client_compiles(workshop):
    done = program(workshop, "openapi-typescript", "openapi.json", "-o",
                   "schema.d.ts")
    assert done.returncode == 0, done.stdout
    done = program(workshop, "tsc", "-p", ".")
    assert done.returncode == 0, done.stdout


# ------------------------------------------------- complete in each operation

def test_every_operation_is_whole(document):
    for path, method, operation in operations(document):
        where = f"{method} {path}"
        assert operation["tags"], where
        assert "security" in operation, where
        for name in re.findall(r"\{(\w+)\}", path):
            assert [one for one in parameters(document, operation)
                    if one["in"] == "path" and one["name"] == name], where
        contents = list(operation.get("requestBody", {}).get(
            "content", {}).values())
        for status, answer in operation["responses"].items():
            answer = resolve(document, answer)
            assert answer["description"], where
            assert (status in ("204", "301", "304")) \
                == ("content" not in answer), (where, status)
            contents += answer.get("content", {}).values()
        for content in contents:
            assert "schema" in content, where
            assert "examples" in content or "example" in content, where
        assert {"500"} <= set(operation["responses"]), where


def test_every_component_is_used(document):
    text = json.dumps(document)
    for kind in ("schemas", "responses", "parameters", "headers"):
        for name in document["components"][kind]:
            assert f'"#/components/{kind}/{name}"' in text, (kind, name)


def test_server_is_the_mount(document, site, make_site):
    assert [one["url"] for one in document["servers"]] == [site.url]
    with make_site(mount="/press/v2") as other:
        found = expect(other.client().get("/schema/"), 200).json()
        assert found["servers"][0]["url"] == other.url
        assert found["paths"].keys() == document["paths"].keys()


def test_the_same_for_every_caller(public, writer, admin):
    first = expect(public.get("/schema/"), 200)
    for client in (writer, admin):
        assert client.get("/schema/").text == first.text
    expect(public.get("/schema/", headers={
        "If-None-Match": first.headers["ETag"]}), 304)


# ------------------------------------------------------- as the server does it

def test_security_is_what_is_asked_for(document, public):
    """Without credentials: 401 exactly where the description wants some."""
    for path, method, operation in operations(document):
        if path == "/docs/":
            continue
        answer = public.request(method.upper(), path.format(
            id=999999999, slug="no-such-slug"), strict=False)
        wanted = bool(operation["security"]) \
            and {} not in operation["security"]
        assert (answer.status_code == 401) == wanted, (method, path)
        assert ("401" in operation["responses"]) \
            == bool(operation["security"])


def make_rows(admin):
    return {
        "/posts/{id}/": make_post(admin)["id"],
        "/categories/{id}/": make_category(admin)["id"],
        "/ad-placements/{id}/": expect(admin.post(
            "/ad-placements/", json={"name": unique("ad")}), 201).json()["id"],
        "/users/{id}/": expect(admin.post("/users/", json={
            "username": unique("user"), "password": "long enough to pass",
        }), 201).json()["id"],
    }


@pytest.fixture(scope="module")
def bodies(document, admin):
    """(method, path of a row that exists, schema) of every JSON body."""
    rows = make_rows(admin)
    rows["/media/{id}/"] = make_media(admin)["id"]
    rows["/posts/{id}/schedule/"] = rows["/posts/{id}/"]
    return [(method, path.format(id=rows.get(path)), schema)
            for path, method, operation in operations(document)
            for schema in [body_schema(document, operation)]
            if schema is not None and path not in (
                "/auth/password/", "/auth/login/")]


def test_required_is_required(bodies, admin):
    seen = 0
    for method, path, schema in bodies:
        wanted = schema.get("required", [])
        if not wanted:
            continue
        answer = expect(admin.request(method.upper(), path, json={}), 400)
        assert set(answer.json()) == set(wanted), (method, path)
        seen += 1
    assert seen >= 10


def wrong_values(schema):
    """What the description forbids for a value."""
    if "maxLength" in schema:
        yield "a" * (schema["maxLength"] + 1)
    if schema.get("minLength"):
        yield ""
    if "enum" in schema:
        yield "no-such-choice"
    if schema.get("pattern", "").startswith("^[-a-z"):
        yield "not a slug"
    if "http" in schema.get("pattern", "").lower():
        yield "ftp://example.com/"
    if schema.get("type") == "boolean":
        yield "perhaps"
    if schema.get("format") == "date-time" or "date-time" in schema.get(
            "format", ""):
        yield "tomorrow"
    if schema.get("type") in ("integer", ["integer", "null"]):
        yield "many"
        for bound, step in (("minimum", -1), ("maximum", 1)):
            if bound in schema:
                yield schema[bound] + step
    if "anyOf" in schema:
        yield []
    types = schema.get("type", [])
    if types and "null" not in types and "anyOf" not in schema:
        yield None


def test_what_is_forbidden_is_refused(bodies, admin):
    seen = 0
    for method, path, schema in bodies:
        for name, value_schema in schema["properties"].items():
            for value in wrong_values(value_schema):
                answer = admin.request(method.upper(), path,
                                       json={name: value})
                where = f"{method} {path} {name}={value!r}"
                assert answer.status_code == 400, where
                assert name in answer.json(), f"{where} {answer.text}"
                seen += 1
    assert seen > 100


def test_what_is_no_part_of_a_body_is_ignored(document, bodies, admin):
    """Read-only fields do not stand in bodies, and sending them changes
    nothing."""
    for method, path, schema in bodies:
        if method != "patch" or path == "/auth/me/":
            continue
        row = expect(admin.get(path), 200).json()
        sent = {name: "x" for name in row if name not in schema["properties"]}
        assert sent, path
        after = expect(admin.patch(path, json=sent), 200).json()
        for name in set(sent) - {"updated_at", "last_edited_by"}:
            assert after[name] == row[name], (path, name)


def test_parameters_of_lists(document, admin):
    """All orderings count; a value that a filter's schema forbids is a 400
    under its name."""
    refused = 0
    for path, method, operation in operations(document):
        for one in parameters(document, operation):
            if one["in"] != "query" or method != "get" or "{" in path:
                continue
            schema, name = one["schema"], one["name"]
            if name == "ordering":
                for value in schema["items"]["enum"]:
                    expect(admin.get(path, params={name: value}), 200)
            elif "enum" in schema or schema.get("type") == "boolean" \
                    or schema.get("format") == "date-time":
                answer = expect(admin.get(path, params={name: "no such"}),
                                400)
                assert list(answer.json()) == [name]
                for value in schema.get("enum", []):
                    expect(admin.get(path, params={name: value}), 200)
                refused += 1
    assert refused >= 8


def test_fields_are_those_of_the_answer(document, admin):
    """What ?fields= may name is what a row has, in lists and details."""
    make_media(admin)
    expect(admin.post("/auth/tokens/", json={"name": "fields"}), 201)
    rows = make_rows(admin)
    for path, method, operation in operations(document):
        named = [one["schema"]["items"]["enum"]
                 for one in parameters(document, operation)
                 if one["name"] == "fields"]
        if not named or "slug" in path or path == "/media/{id}/":
            continue
        row = expect(admin.get(path.format(id=rows.get(path))), 200).json()
        if "{" not in path and path != "/auth/me/":
            row = (row if isinstance(row, list) else row["results"])[0]
        assert set(named[0]) == set(row), path


def test_a_difference_is_found(document, public, admin):
    """The check that all answers go through fails where they differ."""
    path = f"/posts/{make_post(admin, publish=True)['id']}/"

    def without_property(changed):
        del changed["components"]["schemas"]["Post"]["properties"]["slug"]

    def with_property(changed):
        schema = changed["components"]["schemas"]["Post"]
        schema["properties"]["mood"] = {"type": "string"}
        schema["required"].append("mood")

    def other_type(changed):
        schema = changed["components"]["schemas"]["Post"]
        schema["properties"]["read_time"] = {"type": "string"}

    def without_status(changed):
        del changed["paths"]["/posts/{id}/"]["get"]["responses"]["200"]

    def without_path(changed):
        del changed["paths"]["/posts/{id}/"]

    answer = expect(public.get(path), 200)
    Description(document).check(public, "GET", answer)
    for change in (without_property, with_property, other_type,
                   without_status, without_path):
        changed = copy.deepcopy(document)
        change(changed)
        with pytest.raises(AssertionError):
            Description(changed).check(public, "GET", answer)


# ------------------------------------------------------------------- the page

def test_page(public):
    answer = expect(public.get("/docs/"), 200)
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "connect-src 'self';" in policy
    assert not re.search(r"https?:|\*|unsafe-eval", policy)
    assert "unsafe-inline" not in policy.replace(
        "style-src-attr 'unsafe-inline';", "")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert not re.search(r"https?://|<script>|<script [^>]*>[^<]|\son\w+=",
                         answer.text)
    sources = re.findall(r'(?:src|spec-url)="([^"]*)"', answer.text)
    assert [source for source in sources if source.endswith("/schema/")] \
        == ["../schema/"]
    for source in sources:
        expect(public.get("/docs/" + source, strict=False), 200)
    expect(public.get("/docs/", headers={
        "If-None-Match": answer.headers["ETag"]}), 304)
    expect(public.get("/docs", strict=False), 301)


def test_viewer(public):
    where = "/docs/" + VIEWER.name[:-len(".gz")]
    script = gzip.decompress(VIEWER.read_bytes())
    stated = (VIEWER.parent / "README").read_text(encoding="utf-8")
    assert hashlib.sha256(script).hexdigest() in stated
    tags = set()
    for coding in ("identity", "gzip", "gzip;q=0, br", "br, gzip;q=0.5"):
        answer = public.get(where, strict=False,
                            headers={"Accept-Encoding": coding})
        expect(answer, 200)
        assert answer.content == script  # requests unpacks it
        packed = answer.headers.get("Content-Encoding") == "gzip"
        assert packed == (coding in ("gzip", "br, gzip;q=0.5"))
        assert answer.headers["Content-Type"].startswith("text/javascript")
        assert "immutable" in answer.headers["Cache-Control"]
        assert "Accept-Encoding" in answer.headers["Vary"]
        tags.add(answer.headers["ETag"])
        expect(public.get(where, strict=False, headers={
            "Accept-Encoding": coding,
            "If-None-Match": answer.headers["ETag"]}), 304)
    assert len(tags) == 2
    assert public.get("/docs/other.js").status_code == 404
