"""Compares answers with the OpenAPI description that the server gives."""

import copy
import json
import re
from urllib.parse import urlsplit

from jsonschema import Draft202012Validator, RefResolver


class Description:
    """Use check() as an observer of Api: it raises where they differ."""

    def __init__(self, document, mount="/api"):
        self.document = document
        self.mount = mount
        # Only ?fields= makes an answer a part of its schema.
        whole = copy.deepcopy(document)
        for name in whole["components"]["schemas"]:
            if name.endswith("Part"):
                whole["components"]["schemas"][name] = False
        self.resolvers = {False: RefResolver("", whole),
                          True: RefResolver("", document)}
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
            value = self.resolvers[True].resolve(value["$ref"])[1]
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
        if answer.raw is not None and not answer._content_consumed:
            return  # a stream that a test reads itself
        template, operation = self.operation(method, answer.url)
        if answer.status_code == 405:
            return
        if template is None:
            assert answer.status_code != 200 or not self.is_api(answer), \
                f"{method} {answer.url} is not in the description"
            return
        if operation is None:
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
            part = "fields=" in urlsplit(answer.url).query
            self.validate(where, part, content[kind]["schema"], answer.text)

    def is_api(self, answer):
        path = urlsplit(answer.url).path
        kind = answer.headers.get("Content-Type", "")
        return path.startswith(self.mount + "/") \
            and kind.startswith("application/json")

    def validate(self, where, part, schema, text):
        if (where, part) not in self.validators:
            self.validators[where, part] = Draft202012Validator(
                schema, resolver=self.resolvers[part])
        problems = sorted(self.validators[where, part].iter_errors(
            json.loads(text)), key=str)
        assert not problems, "\n".join(
            [f"{where} differs from the description:"]
            + [f"{list(one.absolute_path)}: {one.message[:300]}"
               for one in problems[:5]] + [text[:400]])
