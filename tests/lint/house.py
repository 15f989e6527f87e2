"""What the lints share: where things are and how C text is read."""

import os
import re
import subprocess
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILD = Path(os.environ.get("TC_BUILD", ROOT / "build"))


def read(path):
    return (ROOT / path).read_text(encoding="utf-8")


def run(*command, **options):
    """Runs a command in the repository; its result with all its output."""
    return subprocess.run(command, cwd=ROOT, text=True, check=False,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          **options)


@lru_cache(maxsize=None)
def files(*patterns):
    """Paths relative to the root, sorted; nothing made by the build."""
    return sorted(str(path.relative_to(ROOT)) for pattern in patterns
                  for path in ROOT.glob(pattern) if path.is_file())


def sources():
    return files("mod_talecraft.c", "src/**/*.c", "src/**/*.h")


def pages():
    """Everything that is written for people."""
    return files("*.md", "docs/*.md", "docs/*/*.md", "tests/*/*.md")


def units():
    return [path for path in sources() if path.endswith(".c")]


# What apxs/sql2c.pl makes of a plain resource.
PLAIN = ("list", "cursor", "read", "create", "update", "delete")


@lru_cache(maxsize=None)
def statements():
    """The files of sql/queries by the names that apxs/sql2c.pl gives them."""
    found = {path[len("sql/queries/"):-len(".sql")].replace("/", "_"): path
             for path in files("sql/queries/**/*.sql")}
    for path in files("sql/queries/*.plain"):
        unit = path[len("sql/queries/"):-len(".plain")]
        told = re.search(r"^verbs: (.*)$", read(path), re.M)
        verbs = (*(told.group(1).split() if told else PLAIN),
                 *(("taken",) if "\nunique:" in read(path) else ()))
        found.update({f"{unit}_{verb}": path for verb in verbs})
    return found


def layer(path):
    """The room of a source; src/routes.c is one of its own."""
    if not path.startswith("src/"):
        return "main"
    return path.split("/")[1].removesuffix(".c")


def layers():
    """apxs/layers.txt: what each room may include, and where alone a library
    may be used."""
    may, only = {}, {}
    for line in read("apxs/layers.txt").splitlines():
        line = line.split("#")[0].strip()
        if line.startswith("only "):
            header, places = line[5:].split(":")
            only[header.strip()] = places.split()
        elif line:
            name, others = line.split(":")
            may[name] = others.split()
    return may, only


@lru_cache(maxsize=None)
def code(path):
    """A C file without its comments; strings and line numbers stay."""
    def blank(match):
        text = match.group(0)
        return text if text[0] in "\"'" else "\n" * text.count("\n")
    return re.sub(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"'
                  r"|'(?:\\.|[^'\\\n])*'", blank, read(path), flags=re.S)


def line_of(text, position):
    return text.count("\n", 0, position) + 1


def no_faults(faults):
    faults = list(faults)
    assert not faults, "\n" + "\n".join(map(str, faults))
