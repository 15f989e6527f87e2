"""Compares answers with the OpenAPI description that the server gives."""

import json
import re
from urllib.parse import urlsplit

from jsonschema import Draft202012Validator, RefResolver


class Description:
    """Use check() as an observer of Api: it raises where they differ."""

    def __init__(self, document, mount="/api"):
        self.document = document
        self.mount = mount
        self.resolver = RefResolver("", document)
        self.validators = {}
        self.paths = []
        for template, item in document["paths"].items():
            pattern = re.sub(r"\\\{[^}]*id\\\}", r"\\d+",
                             re.escape(template))
            pattern = re.sub(r"\\\{[^}]*\\\}", "[^/]+", pattern)
            self.paths.append((re.compile(pattern), template, item))
        # A fixed segment goes before a parameter.
        self.paths.sort(key=lambda entry: entry[1].count("{"))

    def resolve(self, value):
        while "$ref" in value:
            value = self.resolver.resolve(value["$ref"])[1]
        return value

    def operation(self, method, url):
        path = urlsplit(url).path
        if not path.startswith(self.mount + "/"):
            return None, None
        for pattern, template, item in self.paths:
            if pattern.fullmatch(path[len(self.mount):]):
                name = "get" if method == "HEAD" else method.lower()
                return template, item.get(name)
        return None, None

    def check(self, client, method, answer):
        if not client.base_url.endswith(self.mount):
            return
        template, operation = self.operation(method, answer.url)
        if operation is None or answer.status_code == 405:
            return
        where = f"{method} {template} -> {answer.status_code}"
        responses = operation["responses"]
        status = str(answer.status_code)
        found = responses.get(status) or responses.get(
            status[0] + "XX") or responses.get("default")
        assert found is not None, f"{where} is not in the description"
        if not answer.content:
            return
        kind = answer.headers.get("Content-Type", "").partition(";")[0]
        content = self.resolve(found).get("content", {})
        assert kind in content or "*/*" in content \
            or kind != "application/json", \
            f"{where}: {kind} is not in the description"
        if kind == "application/json":
            self.validate(where, content[kind]["schema"], answer.text)

    def validate(self, where, schema, text):
        if where not in self.validators:
            self.validators[where] = Draft202012Validator(
                schema, resolver=self.resolver)
        problems = sorted(self.validators[where].iter_errors(
            json.loads(text)), key=str)
        assert not problems, "\n".join(
            [f"{where} differs from the description:"]
            + [f"{list(one.absolute_path)}: {one.message[:300]}"
               for one in problems[:5]] + [text[:400]])
