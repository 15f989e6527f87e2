"""What C code asks of statements: which statement a tc_sql_t can be is followed
from tc_sql_make() through variables and calls, as the code is written here."""

import re
import tempfile
from collections import defaultdict
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from house import code, line_of, run, units

CALL = re.compile(r"\b([a-z]\w*)\(")
FUNCTION = re.compile(r"^(?!typedef)([a-z][\w ]*[ *]+)(\w+)\(([^{};]*)\)\n\{\n"
                      r"(.*?)^\}", re.M | re.S)
USES = {"tc_sql_part": ("part", 1), "tc_sql_piece": ("piece", 2),
        "tc_sql_bind": ("bind", 1), "tc_sql_bind_int": ("bind", 1),
        "tc_sql_bind_bool": ("bind", 1)}


@dataclass
class Statement:
    """The marks and parameters of a text of the table."""
    parts: set
    pieces: set  # "slot:piece"
    binds: set

    def has(self, kind, name):
        return name in {"part": self.parts, "piece": self.pieces,
                        "bind": self.binds}[kind]


def statement_of(text):
    marks = re.findall(r"^--\? (\S+)$", text, re.M)
    plain = re.sub(r"^--.*$|'[^']*'|\"[^\"]*\"", "", text, flags=re.M)
    return Statement({mark for mark in marks if ":" not in mark},
                     {mark for mark in marks if ":" in mark},
                     set(re.findall(r"(?<![:\w]):([a-z]\w*)", plain)))


@lru_cache(maxsize=None)
def compiled():
    """Every statement as it is compiled in, fragments and all."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out.c"
        made = run("perl", "apxs/sql2c.pl", "queries", str(out),
                   "sql/queries", "sql/fragments")
        assert made.returncode == 0, made.stdout
        rows = re.findall(r'\.name = "(\w+)",\s*\.text =\s*(.*?) \},\n',
                          out.read_text(), re.S)
    texts = {}
    for name, literals in rows:
        inner = "".join(re.findall(r'"((?:\\.|[^"\\])*)"', literals))
        texts[name] = statement_of(
            inner.replace("\\?", "?").encode().decode("unicode_escape"))
    return texts


def arguments(text, at):
    """The arguments of a call whose bracket opens before `at`."""
    depth, start, found = 0, at, []
    for match in re.finditer(r'"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\''
                             r"|[(\[{]|[)\]}]|,", text[at:]):
        word, place = match.group(0), at + match.start()
        if word in "([{":
            depth += 1
        elif depth == 0 and word in ",)]}":
            found.append(" ".join(text[start:place].split()))
            start = place + 1
            if word != ",":
                break
        elif word in ")]}":
            depth -= 1
    return found


@dataclass
class Function:
    path: str
    name: str
    gives: str
    params: list  # their names
    body: str
    line: int
    static: bool
    calls: list = field(default_factory=list)  # (name, arguments, place)


@dataclass
class List:
    """A tc_list_t with the tables that it names."""
    path: str
    statement: str
    search: bool
    search_statement: str
    no_cursor: str
    prepare: str
    filters: dict    # name: its row
    orderings: dict  # name: its row

    def pages(self):
        return {self.statement + "_list"} | (
            {self.search_statement} if self.search_statement else set())

    def cursor(self):
        return self.statement + "_cursor"


def rows_of(text, kind, name):
    table = re.search(rf"const {kind} {name}\[\] = \{{(.*?)\}};", text, re.S)
    return {row.group(1): row.group(0) for row in
            re.finditer(r'\{\s*\.name = "(\w+)".*?\}', table.group(1), re.S)}


def lists_of(path, text):
    for match in re.finditer(r"const tc_list_t \w+ = \{(.*?)\};", text, re.S):
        said = {name: value.strip('"') for name, value in
                re.findall(r"\.(\w+) = ([\w\"]+)", match.group(1))}
        yield List(path, said["statement"], said.get("search") == "1",
                   said.get("search_statement"), said.get("no_cursor"),
                   said.get("prepare"),
                   rows_of(text, "tc_filter_t", said["filters"]),
                   rows_of(text, "tc_ordering_t", said["orderings"]))


@dataclass
class Program:
    """All functions, by path and name."""
    texts: dict = field(default_factory=dict)  # of units

    def __post_init__(self):
        self.functions, self.common = {}, {}
        self.lists = [one for path, text in self.texts.items()
                      for one in lists_of(path, text)]
        # names that rest/list.c makes, and what it hands to .prepare
        self.computed = {
            "page_statement(ctx, list)":
                set().union(*(one.pages() for one in self.lists)),
            'apr_pstrcat(ctx->p, list->statement, "_cursor", NULL)':
                {one.cursor() for one in self.lists}}
        # plain resources: what rest/resource.c puts before its verbs
        self.plain = [name for text in self.texts.values() for table in
                      re.findall(r"const tc_resource_rows_t \w+ = \{(.*?)\};",
                                 text, re.S)
                      for name in re.findall(r'\.statement = "(\w+)"', table)]
        self.computed.update({
            f'name_of(ctx, "{verb}")': {f"{name}_{verb}" for name in self.plain}
            for verb in ("read", "create", "update", "delete")})
        # what rest/unique.c asks for
        self.computed["unique->statement"] = {
            name for text in self.texts.values() for table in
            re.findall(r"const tc_unique_t \w+ = \{(.*?)\};", text, re.S)
            for name in re.findall(r'\.statement = "(\w+)"', table)}
        for path, text in self.texts.items():
            for match in FUNCTION.finditer(text):
                self.add(path, text, match)
        self.handed = defaultdict(set)
        for one in self.lists:
            prepare = self.find(one.path, one.prepare)
            if prepare is not None:
                self.handed[prepare.path, prepare.name] |= (
                    one.pages() | {one.cursor()})
        self.callers = defaultdict(list)
        for one in self.functions.values():
            for call in one.calls:
                callee = self.find(one.path, call[0])
                if callee is not None:
                    self.callers[callee.path, callee.name].append((one, call))
        self.makers = {"tc_sql_make": 1}
        for one in self.functions.values():
            if one.gives == "tc_sql_t *" and one.params and \
                    one.name != "tc_sql_make":
                named = [a[self.makers[n]] for n, a, _ in one.calls
                         if n == "tc_sql_make"]
                self.makers.update({one.name: one.params.index(name)
                                    for name in named if name in one.params})

    def add(self, path, text, match):
        gives, name, params, body = match.groups()
        one = Function(path, name, gives.replace("static ", ""),
                       [re.split(r"[ *]", part.strip().split("[")[0])[-1]
                        for part in params.split(",")],
                       body, line_of(text, match.start(4)),
                       gives.startswith("static"))
        one.calls = [(call.group(1), arguments(body, call.end()),
                      call.start()) for call in CALL.finditer(body)]
        self.functions[path, name] = one
        if not one.static:
            self.common[name] = one

    def find(self, path, name):
        return self.functions.get((path, name)) or self.common.get(name)

    def names(self, one, text, seen=()):
        """What a text can be: literals, a choice of them, a parameter of which
        all callers give one, an array of them; else None."""
        choice = re.fullmatch(r'[^?"]*(?:"[^"]*"[^?"]*)*\? (".*?") : (".*?")',
                              text)
        if re.fullmatch(r'"[^"]*"', text):
            return {text[1:-1]}
        if choice:
            return {half[1:-1] for half in choice.groups()}
        element = re.fullmatch(r"\*?(\w+)(?:\[\w+\])?", text)
        if element is None or (one.path, one.name, text) in seen:
            return None
        if text in one.params:
            given = [self.names(caller, call[1][one.params.index(text)],
                                seen + ((one.path, one.name, text),))
                     for caller, call in
                     self.callers[one.path, one.name]]
            return None if not given or None in given else set().union(*given)
        array = re.search(rf"\b{element.group(1)}\[\] = \{{([^}}]*)\}}",
                          one.body + self.texts[one.path])
        return set(re.findall(r'"([^"]*)"', array.group(1))) if array else None

    def made(self, one, text):
        """The statement that a call makes, None where none is made."""
        match = CALL.match(text)
        if match is None or match.group(1) not in self.makers:
            return None
        given = arguments(text, match.end())[self.makers[match.group(1)]]
        return (self.names(one, given) or self.computed.get(given)
                or {"?" + given})

    def statements(self, one, text, place, seen=()):
        """What a tc_sql_t can be at a place, and whether it is made there."""
        made = self.made(one, text)
        if made is not None:
            return made, True
        before = [match for match in
                  re.finditer(rf"\b{re.escape(text)} = (?=\w+\()", one.body)
                  if match.end() <= place]
        if before:
            call = CALL.match(one.body, before[-1].end())
            inner = ", ".join(arguments(one.body, call.end()))
            found = self.made(one, f"{call.group(1)}({inner})") or set()
            return found, inner.split(", ", 1)[-1] not in self.computed
        found = set(self.handed.get((one.path, one.name), ()))
        if text in one.params and (one.path, one.name) not in seen:
            for caller, call in self.callers[one.path, one.name]:
                found |= self.statements(
                    caller, call[1][one.params.index(text)], call[2],
                    seen + ((one.path, one.name),))[0]
        return found, False

    def uses(self):
        """(function, line, kind, name or expression, is it known, statements,
        are they made there) of all that is asked of a statement."""
        for one in self.functions.values():
            for callee, given, place in one.calls:
                if callee not in USES:
                    continue
                kind, at = USES[callee]
                known = self.names(one, given[at])
                slot = given[1].strip('"') + ":" if kind == "piece" else ""
                line = one.line + one.body.count("\n", 0, place)
                found, here = self.statements(one, given[0], place)
                for name in known or {given[at]}:
                    yield (one, line, kind, slot + name, known is not None,
                           found, here)


@lru_cache(maxsize=None)
def program():
    return Program({path: code(path) for path in units()
                    if path != "src/db/sql.c"})
