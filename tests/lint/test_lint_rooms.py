"""Each room of src/ holds one subject, each symbol tells its file."""

import re
from collections import defaultdict
from functools import lru_cache

from house import (BUILD, code, files, layer, layers, line_of, no_faults,
                   read, run, sources, units)

MAX_ROOM = 4500  # lines
MAX_FOLDER = 30  # files
MAINS = ("mod_talecraft.c", "src/worker/main.c", "src/cli/main.c")
# The table stands above all rooms, its type below them.
TABLE = "src/routes.c"


def folder(path):
    return path.rpartition("/")[0]


def header(path):
    return path[:-2] + ".h"


def declared(path):
    """Functions and variables that a header declares."""
    text = code(path)
    for match in re.finditer(r"^[a-zA-Z][\w \t*]*?\**\b(tc_\w+)\(", text, re.M):
        if not match.group(0).startswith("typedef"):
            yield match.group(1)
    yield from re.findall(r"^extern [^;(]*?\b(tc_\w+)(?:\[\w*\])?;", text, re.M)
    # functions by their type
    yield from re.findall(r"^tc_\w+_t (tc_\w+);", text, re.M)


@lru_cache(maxsize=None)
def symbols():
    """What object files define for others: unit: names."""
    found = defaultdict(list)
    listing = run("nm", "-A", "-g", "--defined-only",
                  *(str(BUILD / "obj" / (path[:-2] + ".o"))
                    for path in units()))
    assert listing.returncode == 0, listing.stdout
    for line in listing.stdout.splitlines():
        place, _, rest = line.partition(":")
        found[place].append(rest.split()[-1])
    return found


def defined(path):
    """What a unit defines for others, by its object file."""
    return [name for name in symbols()[
                str(BUILD / "obj" / (path[:-2] + ".o"))]
            if name.startswith("tc_")]


def test_size_of_rooms():
    lines, count = defaultdict(int), defaultdict(int)
    for path in sources():
        place = folder(path) \
            if layer(path) in ("base", "import", "worker") else \
            f"src/{layer(path)}"
        lines[place] += len(read(path).splitlines())
    for path in files("src/**/*", "sql/queries/**/*"):
        count[folder(path)] += 1
    no_faults([f"{place}: {size} lines" for place, size in lines.items()
               if size > MAX_ROOM]
              + [f"{place}: {number} files" for place, number
                 in count.items() if number > MAX_FOLDER])


def test_header_and_source_come_in_pairs():
    """A header without a source declares types alone."""
    faults = [f"{path}: no header of its own" for path in units()
              if path not in MAINS + (TABLE,)
              and header(path) not in sources()]
    made_by_build = {"tc_assets_all", "tc_assets_count",
                     "tc_docs_viewer_bytes", "tc_docs_viewer_size",
                     "tc_docs_sign_in_bytes", "tc_docs_sign_in_size",
                     "tc_migrations", "tc_migrations_count",
                     "tc_sql_texts", "tc_sql_texts_count"}
    for path in sources():
        if path.endswith(".h") and path[:-2] + ".c" not in sources():
            faults += [f"{path}: {name} has no source beside it"
                       for name in set(declared(path)) - made_by_build]
    no_faults(faults)


def test_a_header_declares_what_its_source_defines():
    faults = []
    for path in units():
        if path in MAINS + (TABLE,):
            continue
        here, there = set(defined(path)), set(declared(header(path)))
        faults += [f"{path}: {name} is not in its header"
                   for name in sorted(here - there)]
        faults += [f"{header(path)}: {name} is defined elsewhere"
                   for name in sorted(there - here
                                          - {"tc_routes", "tc_resources"})]
    no_faults(faults)


def prefix(path, name):
    """The part of a name that tells the file: its own name, or that with the
    room's before it; None where it tells another."""
    stem = path.rpartition("/")[2][:-2]
    for form in (f"tc_{stem}", f"tc_{layer(path)}_{stem}"):
        if name == form or name.startswith(form + "_"):
            return form
    return None


def test_a_symbol_tells_its_file():
    rooms, faults = defaultdict(set), []
    for path in units():
        if path in MAINS + (TABLE,):
            continue
        for name in defined(path):
            form = prefix(path, name)
            if form is None:
                faults.append(f"{path}: {name}")
            else:
                rooms[form].add(layer(path))
    faults += [f"{form} in {', '.join(sorted(where))}"
               for form, where in rooms.items() if len(where) > 1]
    no_faults(faults + [f"{form} of {', '.join(sorted(where))} begins with "
                        f"{other} of {', '.join(sorted(rooms[other]))}"
                        for form, where in rooms.items() for other in rooms
                        if form.startswith(other + "_")
                        and where != rooms[other]])


def test_type_names_stand_once():
    places = defaultdict(set)
    for path in sources():
        if path.endswith(".h"):
            for name in re.findall(r"\}\s*(tc_\w+_t);", code(path)):
                places[name].add(path)
    no_faults(f"{name}: {', '.join(sorted(where))}"
              for name, where in places.items() if len(where) > 1)


def test_no_permission_is_unused():
    """apxs/layers.txt says what is."""
    may, only = layers()
    used = defaultdict(set)
    libraries = defaultdict(set)
    for path in sources():
        for target in re.findall(r'^#include "([^"]+)"', read(path), re.M):
            used[layer(path)].add(target.split("/")[0]
                                  if "/" in target else "gen")
        for target in re.findall(r"^#include <([^>]+)>", read(path), re.M):
            for name, places in only.items():
                if target.startswith(name):
                    libraries[name] |= {
                        place for place in places
                        if path.startswith(f"src/{place}")}
    no_faults([f"{name}: {other}" for name, others in may.items()
               for other in others
               if other != "httpd" and other not in used[name]]
              + [f"only {name}: {place}" for name, places in only.items()
                 for place in places if place not in libraries[name]])


def test_layers_have_one_direction():
    may, _ = layers()
    order = list(may)
    no_faults(f"{name} may include {other}, which stands below it"
              for name, others in may.items() for other in others
              if other in order and order.index(other) > order.index(name))


def test_writes_raise_their_tags():
    """Nobody writes past data/, where a write raises its tags."""
    no_faults(f"{path}:{line_of(code(path), match.start())}: {match.group()}"
              for path in units() if layer(path) not in ("db", "data")
              for match in re.finditer(r"\btc_db_write\b", code(path)))


def test_only_the_store_knows_its_paths():
    """What lies below the media root is asked for by what it is; the root
    itself is the configuration's."""
    below = r"/(?:originals|public|tmp)\b|\bstore_path\.h"
    no_faults(f"{path}:{line_of(code(path), match.start())}: {match.group()}"
              for path in sources()
              if not path.startswith("src/media/store")
              for match in re.finditer(
                  below if layer(path) in ("core", "check")
                  else rf"{below}|\bmedia_root\b", code(path)))


def test_all_rooms_are_in_the_layers():
    may, _ = layers()
    assert {layer(path) for path in sources()} == set(may)
    assert len(files("src/*/*.c")) > 100
