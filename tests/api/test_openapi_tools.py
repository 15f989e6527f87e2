"""The description of the API as the tools of others take it: a linter, and
the generators of clients, whose code compiles in strict mode."""

import copy
import json

import pytest

from support import npm
from support.make import expect

GENERATED = "generated"
GENERATORS = (
    ("openapi-typescript", "openapi.json", "-o", "schema.d.ts"),
    ("openapi-ts", "-i", "openapi.json", "-o", f"{GENERATED}/hey"),
    ("swagger-typescript-api", "generate", "-p", "openapi.json", "-o",
     f"{GENERATED}/swagger", "-n", "api.ts"),
    ("orval", "--config", "orval.config.cjs"),
    ("openapi-zod-client", "openapi.json", "-o", f"{GENERATED}/zodios.ts"),
)


@pytest.fixture(scope="module")
def document(public):
    return expect(public.get("/schema/"), 200).json()


@pytest.fixture(scope="module")
def workshop(document):
    """A folder below build/ with the pinned packages, the description and
    the clients."""
    folder = npm.workshop()
    # A rule warns of servers that only the machine itself reaches.
    url = document["servers"][0]["url"]
    text = json.dumps(document).replace(url, "https://press.example.org/api")
    (folder / "openapi.json").write_text(text, encoding="utf-8")
    return folder


def program(folder, name, *arguments):
    return npm.tool(folder, str(folder / "node_modules/.bin" / name), *arguments)


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


def test_generated_clients_compile(workshop):
    """What each generator makes, and the programs that use it."""
    for name, *arguments in GENERATORS:
        done = program(workshop, name, *arguments)
        assert done.returncode == 0, f"{name}: {done.stdout}"
    for project in ("tsconfig.json", "tsconfig.generated.json"):
        done = program(workshop, "tsc", "-p", project)
        assert done.returncode == 0, done.stdout
