"""What of the API takes values: made from the description that the server gives
of itself, so that nothing new is left out."""

import copy
import json
import re
from urllib.parse import urlencode

ROLES = ("public", "writer", "editor", "admin")
METHODS = ("get", "post", "put", "patch")
WHO = re.compile(r"\bFor ((?:[A-Za-z]+, )*(?:[A-Za-z]+ and )?[A-Za-z]+)\.")
VALUES = {"page": "1", "page_size": "5", "search": "boat", "limit": "3",
          "cursor": "abc", "since": "1", "fields": "id", "slug": "boat",
          "file_hash": "0" * 64, "username": "writer", "author": "writer",
          "user": "writer", "action": "login", "object_type": "post"}
# Members that cost a bcrypt hash, a third of a second, with each try, and are
# stored as that hash alone.
HASHED = {"password", "new_password", "old_password"}


class Target:
    """One request with values to be tried: `names` are theirs, and so many
    `elements` of lists besides."""

    def __init__(self, role, method, path, query=None, body=None):
        self.role = role
        self.method = method.upper()
        self.path = path
        self.query = query or {}
        self.body = body
        self.lists = set()
        self.names, self.elements = list(self.query), 0
        if body is not None:
            found = [name for name in leaves(body) if name not in HASHED]
            self.names = [name for name in found if name[:2] != "[]"]
            self.lists = {name[2:] for name in found if name[:2] == "[]"}
            self.elements = len(found) - len(self.names)

    def __str__(self):
        return f"{self.role} {self.method} {self.path} {list(self.query)}"

    @property
    def address(self):
        return self.path + (f"?{urlencode(self.query)}" if self.query else "")


def leaves(value, name=""):
    """The last names of all members that are no objects or lists; "[]" and a
    list's name for each of its elements."""
    if isinstance(value, dict):
        return [one for key, inner in value.items()
                for one in leaves(inner, key)]
    if isinstance(value, list):
        return [one for inner in value for one in leaves(inner, f"[]{name}")]
    return [name]


class Targets:
    """ids: the row that stands for each name of a path, as "posts" or "note",
    and for members of bodies (`category`)."""

    def __init__(self, document, ids):
        self.document = document
        self.ids = ids

    def resolve(self, value):
        while "$ref" in value:
            found = self.document
            for part in value["$ref"][2:].split("/"):
                found = found[part]
            value = found
        return value

    def path(self, template):
        first = template.split("/")[1]
        return re.sub(r"\{(\w+)\}", lambda match: str(
            self.ids[first if match[1] in ("id", "slug")
                     else match[1]][match[1] == "slug"]), template)

    def value(self, parameter):
        schema = self.resolve(parameter["schema"])
        if parameter["name"] in VALUES:
            return VALUES[parameter["name"]]
        schema = self.resolve(schema.get("items", schema))
        if "enum" in schema:
            return schema["enum"][0]
        if schema.get("type") == "boolean":
            return "true"
        if schema.get("format") == "date-time":
            return "2026-01-01T00:00:00Z"
        return "1"

    def body(self, content):
        example = copy.deepcopy(content["examples"]["one"]["value"])
        return self._own(example)

    def _own(self, value, name=""):
        """The example, with rows that there are."""
        if isinstance(value, dict):
            return {key: self._own(inner, key)
                    for key, inner in value.items()}
        if isinstance(value, list):
            return [self._own(inner, name) for inner in value]
        if name.endswith("media") or name == "media_id":
            return self.ids["media"][0] if value is not None else None
        if name == "category":
            return self.ids["categories"][0]
        if name == "author":
            return self.ids["users"][0]
        if value == "":  # sqlmap passes by every second one of these
            return "https://example.org/" if name.endswith("url") else "boat"
        return value

    def of(self, role):
        """All targets of a caller, as far as they may go there."""
        for template, item in self.document["paths"].items():
            for method in METHODS:
                if method in item and self._may(role, item[method]):
                    yield from self._of(role, method, template, item[method])

    @staticmethod
    def _may(role, operation):
        who = WHO.search(operation["description"])[1]
        return who == "everyone" or role.upper() in re.split(r"\W+", who)

    def _of(self, role, method, template, operation):
        query = {one["name"]: self.value(one) for one in map(
            self.resolve, operation.get("parameters", []))
            if one["in"] == "query"}
        content = operation.get("requestBody", {}).get("content", {})
        if query and method == "get":
            yield Target(role, method, self.path(template), query)
        if "application/json" in content:
            body = self.body(content["application/json"])
            if template.startswith("/webhooks/"):
                body["is_active"] = False  # it is not to send anything
            yield Target(role, method, self.path(template), body=body)


def split(target, status):
    """Those of its values that may stand together, and the others each alone.
    status(target): of its answer."""
    if target.body is not None or status(target) < 400:
        return [target]
    alone = {name: Target(target.role, target.method, target.path,
                          {name: value})
             for name, value in target.query.items()}
    fine = {name: target.query[name] for name, one in alone.items()
            if status(one) < 400}
    joint = Target(target.role, target.method, target.path, fine)
    if len(fine) < 2 or status(joint) >= 400:
        return list(alone.values())
    return [joint] + [one for name, one in alone.items() if name not in fine]


def text_of(body):
    return json.dumps(body)
