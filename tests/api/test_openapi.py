"""The description of the API: that tools can work with it, and that it says
neither more nor less than the server does."""

import copy
import gzip
import hashlib
import json
import re

import pytest

from support.make import (expect, make_category, make_media, make_post, make_tag,
                          unique)
from support.openapi import Description
from support.tools import REPO

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


# ------------------------------------------------ what generators understand

def subschemas(value, inside=None):
    """Every object of the description that is no example."""
    if isinstance(value, dict):
        if inside != "properties":
            yield value
        for name, member in value.items():
            if inside == "properties" or name not in ("example", "examples"):
                yield from subschemas(member, name)
    elif isinstance(value, list):
        for member in value:
            yield from subschemas(member)


def test_choices_and_patterns_are_of_one_type(document):
    choices = patterns = 0
    for schema in subschemas(document):
        if isinstance(schema.get("enum"), list):
            assert None not in schema["enum"], schema
            choices += 1
        if isinstance(schema.get("pattern"), str):
            assert schema.get("type") == "string", schema
            patterns += 1
    assert choices > 20 and patterns > 10


def plain_forms(document, schema):
    """It, and the rows that it holds."""
    schema = resolve(document, schema)
    yield schema
    for rows in (schema, schema.get("properties", {}).get("results", {})):
        if rows.get("type") == "array":
            yield from plain_forms(document, rows["items"])


def test_plain_answers_are_no_union(document):
    seen = 0
    for path, method, operation in operations(document):
        for status, answer in operation["responses"].items():
            content = resolve(document, answer).get("content", {})
            if status[0] != "2" or "application/json" not in content:
                continue
            for schema in plain_forms(document,
                                      content["application/json"]["schema"]):
                assert not {"anyOf", "oneOf"} & set(schema), (method, path)
                seen += 1
    assert seen > 100


def test_other_forms_stand_beside_the_plain_one(document):
    """Each parameter that changes the form of an answer has its own."""
    for path, method, operation in operations(document):
        asked = {one["name"] for one in parameters(document, operation)
                 if one["in"] == "query"}
        if method != "get" or "cursor" not in asked:
            continue
        content = operation["responses"]["200"]["content"]["application/json"]
        bare = content["schema"].get("type") == "array"
        assert set(content["x-with"]) \
            == asked & {"cursor", "expand", "page" if bare else ""}, path


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


def test_version_is_that_of_the_product(document):
    assert document["info"]["version"] == (REPO / "VERSION").read_text().strip()


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
            id=999999999, slug="no-such-slug", number=1, note=1, preview=1,
            delivery=1, token="none",
            username="nobody"), strict=False)
        wanted = bool(operation["security"]) \
            and {} not in operation["security"]
        assert (answer.status_code == 401) == wanted, (method, path)
        assert ("401" in operation["responses"]) \
            == bool(operation["security"])


def make_rows(admin):
    hook = expect(admin.post("/webhooks/", json={
        "name": unique("hook"), "url": "http://localhost:1/",
        "events": ["tag.changed"], "is_active": False}), 201).json()["id"]
    expect(admin.post(f"/webhooks/{hook}/ping/"), 202)
    return {
        "/posts/{id}/": make_post(admin)["id"],
        "/categories/{id}/": make_category(admin)["id"],
        "/tags/{id}/": make_tag(admin)["id"],
        "/ad-placements/{id}/": expect(admin.post(
            "/ad-placements/", json={"name": unique("ad")}), 201).json()["id"],
        "/users/{id}/": expect(admin.post("/users/", json={
            "username": unique("user"), "password": "long enough to pass",
        }), 201).json()["id"],
        "/webhooks/{id}/": hook,
        "/webhooks/{id}/deliveries/": hook,
    }


@pytest.fixture(scope="module")
def bodies(document, admin):
    """(method, path of a row that exists, schema) of every JSON body."""
    rows = make_rows(admin)
    rows["/media/{id}/"] = make_media(admin)["id"]
    rows["/tags/{id}/merge/"] = rows["/tags/{id}/"]
    post = rows["/posts/{id}/"]
    rows["/posts/{id}/reject/"] = make_post(admin)["id"]
    expect(admin.post(f"/posts/{rows['/posts/{id}/reject/']}/submit/"), 200)
    for tail in ("schedule/", "working-copy/", "notes/",
                 "notes/{note}/", "previews/"):
        rows["/posts/{id}/" + tail] = post
    note = expect(admin.post(f"/posts/{post}/notes/", json={"text": "x"}),
                  201).json()["id"]
    return [(method, path.format(id=rows.get(path), note=note), schema)
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


def without_null(schema):
    """The other of two, where it says of what may be null."""
    if schema.get("anyOf", [])[1:] == [{"type": "null"}]:
        return {**schema["anyOf"][0], "type": ["null"]}
    return schema


def wrong_values(schema):
    """What the description forbids for a value."""
    schema = without_null(schema)
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


def beside_a_post(editor):
    """A post with one of all that a post can have; names for paths."""
    tag = make_tag(editor)
    post, _ = (make_post(editor, publish=True, tags=[tag["id"]])
               for _ in range(2))
    path = f"/posts/{post['id']}/"
    expect(editor.put(path + "working-copy/", json={"title": "x"}), 201)
    note = expect(editor.post(path + "notes/", json={"text": "x"}), 201)
    preview = expect(editor.post(path + "previews/", json={}), 201).json()
    return {"id": post["id"], "number": 1, "note": note.json()["id"],
            "token": preview["url"].rstrip("/").rsplit("/", 1)[-1]}


def test_fields_are_those_of_the_answer(document, admin, editor):
    """What ?fields= may name is what a row has, in lists and details."""
    make_media(admin)
    expect(admin.post("/auth/tokens/", json={"name": "fields"}), 201)
    rows = make_rows(admin)
    own = beside_a_post(editor)
    expect(admin.delete(f"/posts/{make_post(admin)['id']}/"), 204)
    for path, method, operation in operations(document):
        named = [one["schema"]["items"]["enum"]
                 for one in parameters(document, operation)
                 if one["name"] == "fields" and "items" in one["schema"]]
        if not named or "slug" in path or path == "/media/{id}/":
            continue
        row = expect(admin.get(path.format(**{
            **own, "id": rows.get(path, own["id"]), "username": "editor"}),
            params={"include": "author_profile"}), 200).json()
        if isinstance(row, list) or "results" in row:
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
