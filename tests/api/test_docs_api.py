"""The examples of docs/api.md, run as they stand (support/examples.py)."""

import copy
import json
import re
from urllib.parse import urlsplit

import pytest

from support.examples import Mismatch, Pattern, Session, examples_of
from support.make import make_image
from support.site import PASSWORD
from support.tools import REPO

EXAMPLES = examples_of((REPO / "docs/api.md").read_text(encoding="utf-8"))


class Told:
    """Runs the page once, as far as a test needs it."""

    def __init__(self, session):
        self.session = session
        self.results = []  # what came of each: an answer, or why not

    def result(self, number):
        while len(self.results) <= number:
            example = EXAMPLES[len(self.results)]
            before = dict(self.session.variables)
            try:
                answer = self.session.check(example)
            except Exception as error:  # the test of this example tells it
                answer = error
            self.results.append((before, answer))
        return self.results[number]


@pytest.fixture(scope="module")
def told(site, tmp_path_factory):
    folder = tmp_path_factory.mktemp("docs")
    (folder / "photo.jpg").write_bytes(make_image(2000, 1500))
    variables = {"API": site.url, "PASSWORD": PASSWORD}
    for role in ("writer", "editor", "admin"):
        token = site.login(role).token
        variables[f"AS_{role.upper()}"] = f"Authorization: Bearer {token}"
    return Told(Session(folder, variables))


@pytest.mark.parametrize("number", range(len(EXAMPLES)),
                         ids=[str(example) for example in EXAMPLES])
def test_example(told, number):
    _, answer = told.result(number)
    if isinstance(answer, Exception):
        raise answer


def operations(document):
    return {(method.upper(), path) for path, item in
            document["paths"].items() for method in item
            if method in ("get", "post", "put", "patch", "delete")}


def test_every_operation_has_an_example(told, public):
    """The server's own description says what there is."""
    told.result(len(EXAMPLES) - 1)
    document = public.get("/schema/").json()
    sent = {(method, urlsplit(url).path[len("/api"):])
            for method, url in told.session.requests}
    templates = sorted(document["paths"], key=lambda path: path.count("{"))
    shown = set()
    for method, path in sent:
        for template in templates:
            pattern = re.sub(r"\\\{[^}]*\\\}", "[^/]+", re.escape(template))
            if re.fullmatch(pattern, path):
                shown.add((method, template))
                break
    assert len(operations(document)) > 45
    assert operations(document) - shown == set()


def test_every_example_shows_an_answer():
    """But those that only prepare or wait for something."""
    assert len(EXAMPLES) > 50
    assert sum(example.answer is None for example in EXAMPLES) <= 5


# -- that a wrong page is found


def wrong_ways(value):
    """Values that tell something else than this one."""
    if isinstance(value, dict):
        yield {**value, "no_such_member": 1}
        for name, inner in value.items():
            if name == "...":
                continue
            for wrong in wrong_ways(inner):
                yield {**value, name: wrong}
        if len(value) > 1 and "..." not in value:
            yield dict(list(value.items())[1:])
            yield dict(reversed(list(value.items())))
    elif isinstance(value, list):
        yield [*value, {"no_such_element": 1}]
        for number, inner in enumerate(value):
            if inner != "...":
                for wrong in wrong_ways(inner):
                    yield [*value[:number], wrong, *value[number + 1:]]
    elif isinstance(value, bool):
        yield not value
        yield str(value)
    elif value is None:
        yield ""
        yield False
    elif isinstance(value, int):
        yield value + 1
        yield str(value)
    elif "*" not in value and not value.startswith("$"):
        yield value + "x"
        yield None


def test_a_wrong_page_is_found(told):
    """Each answer, changed in each place, is no longer what comes."""
    told.result(len(EXAMPLES) - 1)
    tried = 0
    for example, (before, answer) in zip(EXAMPLES, told.results):
        head, _, text = (example.answer or "").partition("\n\n")
        if isinstance(answer, Exception) or not text.strip():
            continue
        for wrong in wrong_ways(json.loads(text)):
            page = f"{head}\n\n{json.dumps(wrong)}"
            with pytest.raises(Mismatch):
                Pattern(copy.copy(before)).answer(page, *answer)
            tried += 1
    assert tried > 500


@pytest.mark.parametrize("page, right", [
    ("HTTP/1.1 200 OK\nX-Cache: HIT\n\n{\"id\": \"$ID\"}", True),
    ("HTTP/1.1 201 Created\n\n{\"id\": \"$ID\"}", False),
    ("HTTP/1.1 200 OK\nX-Cache: MISS\n\n{\"id\": \"$ID\"}", False),
    ("HTTP/1.1 200 OK\nX-None: *x\n\n{\"id\": \"$ID\"}", False),
    ("HTTP/1.1 200 OK\n\n{\"id\": \"$KNOWN\"}", False),
    ("HTTP/1.1 200 OK\n", False),
])
def test_status_and_headers_count(page, right):
    answer = ("HTTP/1.1 200 OK", {"x-cache": "HIT"}, '{"id":7}')
    pattern = Pattern({"KNOWN": "8"})
    if right:
        pattern.answer(page, *answer)
        assert pattern.variables["ID"] == "7"
        return
    with pytest.raises(Mismatch):
        pattern.answer(page, *answer)
