"""The house rules for the C sources that a machine can check."""

import os
import re
import subprocess

from house import (BUILD, ROOT, code, files, layer, layers, line_of,
                   no_faults, read, run, sources, units)

MAX_FILE = 500
MAX_TABLE = 800  # a row of a table is no code
TABLES = ("src/routes.c", "src/editor/i18n/en.ts", "src/editor/i18n/de.ts")
MAX_MAP = 250  # mod_talecraft.c is the map of everything
MAX_FUNCTION = 60
EDITOR = ("src/editor/**/*.ts", "src/editor/**/*.tsx", "src/editor/**/*.mjs",
          "src/editor/**/*.css", "tests/editor/unit/*.ts")
MAX_NESTING = 4


def includes(path):
    for match in re.finditer(r'^\s*#\s*include\s+(["<])([^">]+)[">]',
                             code(path), re.M):
        yield match.group(1) == '"', match.group(2), \
            line_of(code(path), match.start())


def httpd_headers():
    where = subprocess.check_output(["apxs", "-q", "INCLUDEDIR"], text=True)
    return set(os.listdir(where.strip()))


def test_sources_are_there():
    assert len(units()) > 20


def test_layers():
    may, _ = layers()
    httpd = httpd_headers()
    faults = []
    for path in sources():
        own = layer(path)
        for local, name, line in includes(path):
            if local:
                target = name.split("/")[0] if "/" in name else "gen"
                fine = target == own or target in may[own] \
                    or name in may[own]
            else:
                fine = name not in httpd or "httpd" in may[own]
            if not fine:
                faults.append(f"{path}:{line}: {own} may not include {name}")
    no_faults(faults)


def test_local_headers_exist():
    generated = {"schema_version.h", "version.h"}
    no_faults(f"{path}:{line}: no {name}" for path in sources()
              for local, name, line in includes(path)
              if local and name not in generated
              and not (ROOT / "src" / name).is_file())


def test_libraries_stay_in_their_place():
    _, only = layers()
    faults = []
    for path in sources():
        for _, name, line in includes(path):
            for header, places in only.items():
                if name.startswith(header) and not any(
                        path == f"src/{place}"
                        or path.startswith(f"src/{place}/")
                        for place in places):
                    faults.append(f"{path}:{line}: {name} belongs to "
                                  + ", ".join(places))
    no_faults(faults)


def test_file_size():
    faults = []
    for path in sources() + files("tests/unit/*.c", "tests/fuzz/*.c",
                                  *EDITOR):
        most = MAX_TABLE if path in TABLES else \
            MAX_MAP if path == "mod_talecraft.c" else MAX_FILE
        count = len(read(path).splitlines())
        if count > most:
            faults.append(f"{path}: {count} lines, at most {most}")
    no_faults(faults)


def test_function_size():
    faults = []
    for path in units():
        start = None
        for number, line in enumerate(code(path).splitlines(), 1):
            if line == "{":
                start = number
            elif line == "}" and start:
                if number - start + 1 > MAX_FUNCTION:
                    faults.append(f"{path}:{start}: a function of "
                                  f"{number - start + 1} lines")
                start = None
    no_faults(faults)


def test_nesting():
    """Blocks in blocks; the braces of initialisers do not count."""
    faults = []
    for path in units():
        text = re.sub(r'"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', "0",
                      code(path))
        kinds = []
        for match in re.finditer(r"[{}]", text):
            if match.group() == "}":
                if kinds:
                    kinds.pop()
                continue
            before = text[max(0, match.start() - 40):match.start()].rstrip()
            kinds.append(before.endswith((")", "else", "do")))
            if sum(kinds) - 1 > MAX_NESTING:
                faults.append(f"{path}:{line_of(text, match.start())}: "
                              f"{sum(kinds) - 1} blocks in each other")
    no_faults(faults)


def test_line_width_and_white_space():
    faults = []
    for path in sources() + files("tests/unit/*.[ch]", "conf/run/*.sh",
                                  "tests/*.sh", "tests/editor/*.sh",
                                  "apxs/*.sh", *EDITOR, "tests/lint/*.py"):
        text = read(path)
        if not text.endswith("\n") or text.endswith("\n\n"):
            faults.append(f"{path}: must end in one newline")
        for number, line in enumerate(text.splitlines(), 1):
            if len(line) > 80:
                faults.append(f"{path}:{number}: {len(line)} columns")
            if line != line.rstrip() or "\t" in line:
                faults.append(f"{path}:{number}: tab or trailing space")
    no_faults(faults)


def test_include_guards():
    no_faults(
        f"{path}: no guard {guard}" for path in sources()
        if path.endswith(".h")
        for guard in ["TC_" + re.sub(r"\W", "_",
                                     path[len("src/"):]).upper()]
        if f"#ifndef {guard}\n#define {guard}\n" not in read(path))


def test_banned_functions():
    banned = r"\b(strcpy|strcat|sprintf|vsprintf|atoi|atol|atof|strtok" \
             r"|gets|alloca|system|popen|apr_dbd_transaction_start" \
             r"|ap_dbd_acquire)\s*\("
    no_faults(f"{path}:{line_of(code(path), match.start())}: "
              f"{match.group(1)}" for path in sources()
              for match in re.finditer(banned, code(path)))


def test_log_lines_never_print_raw_pointers():
    no_faults(f"{path}:{line_of(code(path), match.start())}: %p"
              for path in units() if layer(path) not in ("worker", "cli")
              for match in re.finditer(r"%p(?![a-zA-Z])", code(path)))


def test_public_names():
    """What a header declares is named tc_<unit>_<verb>."""
    faults = []
    for path in sources():
        if not path.endswith(".h"):
            continue
        for match in re.finditer(r"^[a-z][\w \t*]*?\**(\w+)\(", code(path),
                                 re.M):
            if not match.group(0).startswith("typedef") \
                    and not match.group(1).startswith("tc_"):
                faults.append(f"{path}: {match.group(1)}")
    no_faults(faults)


def test_one_exported_symbol():
    listing = run("nm", "-D", "--defined-only",
                  str(BUILD / "mod_talecraft.so"))
    assert listing.returncode == 0, listing.stdout
    names = [line.split()[-1] for line in listing.stdout.splitlines()]
    assert names == ["talecraft_module"]


def test_libvips_is_in_the_worker_alone():
    for product, wanted in (("mod_talecraft.so", False),
                            ("talecraftctl", False),
                            ("talecraft-worker", True)):
        linked = run("readelf", "-d", str(BUILD / product)).stdout
        assert ("libvips" in linked) is wanted, product


def test_worker_links_no_database():
    linked = run("readelf", "-d", str(BUILD / "talecraft-worker")).stdout
    assert "libpq" not in linked


def test_no_open_ends():
    words = r"\b(" + "|".join(("TO" "DO", "FIX" "ME", "XX" "X")) + r")\b"
    keys = "-----BEGIN [A-Z ]*PRIVATE" + " KEY"
    faults = []
    for path in files("*.c", "*.md", "Makefile", "src/**/*", "sql/**/*",
                      "conf/*", "conf/run/*", "apxs/*", "tests/*/*.py",
                      "tests/*/*.c", "tests/*.py"):
        for number, line in enumerate(read(path).splitlines(), 1):
            if re.search(words, line) or re.search(keys, line):
                faults.append(f"{path}:{number}: {line.strip()}")
    no_faults(faults)


def strings(path):
    """The literals of a file, adjacent ones joined as the compiler does."""
    text = re.sub(r'"\s*\n\s*"', "", code(path))
    return re.findall(r'"((?:[^"\\]|\\.)*)"', text)


def repeats(text, known):
    """The same text; where that has a slot: with anything in it, or what
    stands before it."""
    before, slot, behind = known.partition("{}")
    if not slot:
        return known in text
    return text == before or \
        text.startswith(before) and text.endswith(behind or "\0")


def test_refusals_are_written_once():
    """Handlers and the description of the API take them from the table."""
    table = "src/core/refusal.c"
    texts = [text for text in strings(table)
             if re.match(r"[A-Z].* \S", text)]
    assert len(texts) >= 25
    no_faults(f"{path}: \"{text}\" stands in {table}"
              for path in units() if path != table
              for text in strings(path)
              if any(repeats(text, known) for known in texts))
