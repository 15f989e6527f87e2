"""Compares answers with the OpenAPI description that the server gives."""

import copy
import json
import re
from urllib.parse import parse_qs, urlsplit

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
            asked = parse_qs(urlsplit(answer.url).query,
                             keep_blank_values=True) \
                if method in ("GET", "HEAD") else {}
            self.validate(where, content[kind], asked, answer.text)

    def is_api(self, answer):
        path = urlsplit(answer.url).path
        kind = answer.headers.get("Content-Type", "")
        return path.startswith(self.mount + "/") \
            and kind.startswith("application/json")

    def form(self, content, asked):
        """The schema of an answer to a request with these parameters."""
        others = content.get("x-with", {})
        schema, row = content["schema"], None
        for name, parameter in (("page", "page"), ("page", "page_size"),
                                ("cursor", "cursor")):
            if parameter in asked:
                schema = others.get(name, schema)
        if "expand" in asked:
            row = others.get("expand")
        schema = copy.deepcopy(self.resolve(schema))
        rows = schema if schema.get("type") == "array" \
            else schema.get("properties", {}).get("results")
        if rows is None:
            return dict(schema, required=[]) if "fields" in asked else schema
        row = copy.deepcopy(self.resolve(row or rows["items"]))
        rows["items"] = dict(row, required=[]) if "fields" in asked else row
        return schema

    def validate(self, where, content, asked, text):
        asked = {name for name in ("page", "page_size", "cursor", "expand",
                                   "fields")
                 if name in asked and ("".join(asked[name]).strip()
                                       or name not in ("fields", "expand"))}
        key = (where, *sorted(asked))
        if key not in self.validators:
            self.validators[key] = Draft202012Validator(
                self.form(content, asked), resolver=self.resolver)
        problems = sorted(self.validators[key].iter_errors(
            json.loads(text)), key=str)
        assert not problems, "\n".join(
            [f"{where} differs from the description:"]
            + [f"{list(one.absolute_path)}: {one.message[:300]}"
               for one in problems[:5]] + [text[:400]])
