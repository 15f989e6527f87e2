"""The examples of a page: commands that are run, answers that are compared.

An example is a block

    ```sh
    curl "$API/posts/" -H "$AS_WRITER" --json '{"title":"A walk"}'
    ```

which bash runs as it stands, and, where the last request's answer is shown, a
block behind it with its status, headers that it must have, and its body:

    ```http
    HTTP/1.1 201 Created
    Location: $API/posts/$POST/

    {
      "id": "$POST",
      "created_at": "*",
      "...": "..."
    }
    ```

In it
- `$NAME` is the value of that variable. Where it has none yet, a value of the
  body that is "$NAME" alone gives it one, for all that follows;
- `*` in a text is anything; "*" alone is any value at all;
- the member "..." says that there are members which are not shown; the element
  "..." that there may be elements which are not.
All else must be as it stands: members, their order, values and their types.
What variables there are to begin with is the caller's matter.
"""

import json
import re
import subprocess

BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.M | re.S)
VARIABLE = re.compile(r"\$([A-Z_]+)")
# What curl has sent and got, beside what it says.
PRELUDE = """set -eu
curl() {
    command curl --silent --show-error --max-time 60 --dump-header head \\
        --output body --write-out '%{method} %{url_effective}\\n' "$@" >>sent
    cat body
}
"""


class Example:
    """line: of the page; answer: text, or None where none is shown."""

    def __init__(self, line, command, answer):
        self.line = line
        self.command = command
        self.answer = answer

    def __str__(self):
        words = [word for word in re.split(r"[\s\"']+", self.command)
                 if word.startswith("$API")]
        return f"line {self.line} {words[-1] if words else ''}"


def examples_of(page):
    """In the order of the page. An answer belongs to the block before it."""
    found, at = [], None
    for match in BLOCK.finditer(page):
        kind, text = match.groups()
        line = page.count("\n", 0, match.start()) + 1
        between = page[at:match.start()] if at else ""
        if kind == "sh":
            found.append(Example(line, text, None))
        elif kind == "http":
            assert found and not found[-1].answer, f"line {line}: whose?"
            assert not re.search(r"^#", between, re.M), f"line {line}: whose?"
            found[-1].answer = text
        at = match.end()
    return found


class Mismatch(AssertionError):
    pass


def need(true, where, told, got):
    if not true:
        raise Mismatch(f"{where}: the page says {told!r}, the server {got!r}")


class Pattern:
    """Compares with what a page tells; variables: name -> text, grows."""

    def __init__(self, variables):
        self.variables = variables

    def text(self, told):
        """A regular expression for it."""
        parts = re.split(r"(\*|\$[A-Z_]+)", told)
        return "".join(
            ".*" if part == "*" else
            re.escape(self.variables[part[1:]])
            if VARIABLE.fullmatch(part) and part[1:] in self.variables
            else re.escape(part) for part in parts)

    def compare(self, told, got, where="body"):
        if told == "*":
            return
        if isinstance(told, str) and VARIABLE.fullmatch(told):
            need(isinstance(got, (str, int)) and not isinstance(got, bool),
                 where, told, got)
            known = self.variables.setdefault(told[1:], str(got))
            need(known == str(got), where, known, got)
            return
        need(type(told) is type(got), where, told, got)
        if isinstance(told, dict):
            self.members(told, got, where)
        elif isinstance(told, list):
            self.elements(told, got, where)
        elif isinstance(told, str):
            need(re.fullmatch(self.text(told), got, re.S), where, told, got)
        else:
            need(told == got, where, told, got)

    def members(self, told, got, where):
        names = [name for name in told if name != "..."]
        shown = [name for name in got if name in told] if "..." in told \
            else list(got)
        need(names == shown, where, names, list(got))
        for name in names:
            self.compare(told[name], got[name], f"{where}.{name}")

    def elements(self, told, got, where):
        if "..." not in told:
            need(len(told) == len(got), where, told, got)
            for number, pair in enumerate(zip(told, got)):
                self.compare(*pair, f"{where}[{number}]")
            return
        rest = list(got)
        for one in told:
            while one != "...":
                need(rest, where, one, got)
                before = dict(self.variables)
                try:
                    self.compare(one, rest.pop(0), where)
                    break
                except Mismatch:
                    self.variables.clear()
                    self.variables.update(before)

    def answer(self, told, status, headers, body):
        """status: the status line; headers: lower-case name -> value."""
        head, _, text = told.partition("\n\n")
        first, *lines = head.strip().splitlines()
        need(first.split()[1] == status.split()[1], "status", first,
             f"{status} {body[:600]}")
        if text.strip():
            self.compare(json.loads(text), json.loads(body))
        elif "Content-Type" not in head:
            need(not body, "body", "none", body[:600])
        for line in lines:
            name, _, value = line.partition(": ")
            need(re.fullmatch(self.text(value),
                              headers.get(name.lower(), "")),
                 name, value, headers.get(name.lower()))


class Session:
    """Runs examples, one after the other, in a folder."""

    def __init__(self, folder, variables):
        self.folder = folder
        self.variables = variables
        self.requests = []  # (method, url) of all that was sent

    def run(self, example):
        """(status line, headers, body) of its last request; None where it
        sent none."""
        for name in ("head", "body", "sent"):
            (self.folder / name).write_text("")
        names = set(VARIABLE.findall(example.command))
        missing = names - set(self.variables)
        assert not missing, f"{example}: nothing gave a value to {missing}"
        result = subprocess.run(
            ["bash", "-c", PRELUDE + example.command], cwd=self.folder,
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8",
                 **self.variables},
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=180,
            check=False)
        assert result.returncode == 0, f"{example}: {result.stdout[-600:]}"
        sent = (self.folder / "sent").read_text().split("\n")
        self.requests += [tuple(line.split(" ", 1)) for line in sent if line]
        heads = (self.folder / "head").read_text().strip().split("\n\n")
        status, *lines = heads[-1].replace("\r", "").split("\n")
        headers = dict(line.split(": ", 1) for line in lines if ": " in line)
        return status, {name.lower(): value for name, value in
                        headers.items()}, (self.folder / "body").read_bytes(
                        ).decode("utf-8", "replace")

    def check(self, example):
        status, headers, body = self.run(example)
        if example.answer:
            Pattern(self.variables).answer(example.answer, status, headers,
                                           body)
        else:
            assert not status or status.split()[1] < "400", \
                f"{example}: {status} {body[:600]}"
        return status, headers, body
