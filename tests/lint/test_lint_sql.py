"""The files of sql/ and the C code agree."""

import re

from house import (code, files, no_faults, read, statements, units)

FRAGMENTS = "sql/fragments/"


def test_every_query_is_used():
    assert statements()
    literals = set()
    for path in units():
        literals.update(re.findall(r'"([a-z][a-z0-9_]*)"', code(path)))
        # rest/list.c makes two names of a list's one
        for name in re.findall(r'\.statement = "(\w+)"', code(path)):
            literals.update((f"{name}_list", f"{name}_cursor"))
    no_faults(f"{path} is used nowhere"
              for name, path in statements().items() if name not in literals)


def test_every_used_query_exists():
    no_faults(f"{path}: no statement {name}" for path in units()
              for name in re.findall(r'\btc_sql_make\([^,;]+,\s*"(\w+)"',
                                     code(path))
              if name not in statements())


def test_every_fragment_is_used():
    used = set()
    for path in files("sql/queries/**/*.sql", FRAGMENTS + "**/*.sql"):
        used.update(re.findall(r"^\s*--<\s*([\w/]+)", read(path), re.M))
    made = {path[len(FRAGMENTS):-len(".sql")]
            for path in files(FRAGMENTS + "**/*.sql")}
    assert made == used


def test_every_query_says_what_it_is():
    no_faults(f"{path}: no comment on top" for path in statements().values()
              if not read(path).lstrip().startswith("-- "))


def head_of(text):
    """The words of a query's comment on top."""
    lines = []
    for line in text.splitlines():
        if not re.match(r"--( |$)", line):
            break
        lines.append(line[2:])
    return set(re.findall(r"\w+", " ".join(lines)))


def test_every_query_names_its_parameters():
    """Those of its own text; fragments may bring others."""
    faults = []
    for path in statements().values():
        text = read(path)
        said = head_of(text)
        for other in said & set(statements()):  # "as posts_list"
            said |= head_of(read(statements()[other]))
        plain = re.sub(r"--.*|'[^']*'", "", text)
        used = set(re.findall(r"(?<![:\w]):([a-z]\w*)", plain))
        faults += [f"{path}: :{name}" for name in sorted(used - said)]
    no_faults(faults)
