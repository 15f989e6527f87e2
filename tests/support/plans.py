"""How the database carried out what a server asked of it: plans from
auto_explain."""

import json
import re

from .content import eventually
from .make import expect

# For the server of PostgreSQL.
SETTINGS = {"session_preload_libraries": "auto_explain",
            "auto_explain.log_min_duration": "0",
            "jit_above_cost": "0",
            "auto_explain.log_analyze": "on",
            "auto_explain.log_timing": "off",
            "auto_explain.log_format": "json"}


class Plans:
    """The plans of the reads of a site, as its database logged them."""

    def __init__(self, site, mark="next_due"):
        self.site = site
        self.mark = mark  # what is in the statements that count

    def of(self, client, path):
        """The answer to a GET and the plan of the statement behind it."""
        start = self.site.pg.log.stat().st_size
        answer = expect(client.get(path), 200)
        return answer, eventually(lambda: self.since(start))[-1]

    def since(self, start):
        with open(self.site.pg.log, "rb") as log:
            log.seek(start)
            text = log.read().decode(errors="replace")
        found = []
        for block in re.findall(r"plan:\n((?:\t.*\n)+)", text):
            if block.rstrip("\n").endswith("\n\t}"):
                found.append(json.loads(block))
        found = [one for one in found if self.mark in one["Query Text"]]
        assert not [one for one in found if "JIT" in one]
        return [one["Plan"] for one in found]


def nodes(plan, above=()):
    yield plan, above
    for child in plan.get("Plans", ()):
        yield from nodes(child, above + (plan,))


def rows(node):
    """Rows that a node gave, and those it read and threw away."""
    return node["Actual Loops"] * (
        node["Actual Rows"] + node.get("Rows Removed by Filter", 0)
        + node.get("Rows Removed by Index Recheck", 0))
