"""What is built: its version, and the defences that the compiler gives."""

import platform
import re
import tarfile

import pytest

from house import BUILD, ROOT, read, run, units

PRODUCTS = ("mod_talecraft.so", "talecraft-worker", "talecraftctl")
PAGE = ROOT / "build/editor/dist"
VERSION = read("VERSION").strip()


def readelf(option, product):
    result = run("readelf", "-W", option, str(BUILD / product))
    assert result.returncode == 0, result.stdout
    return result.stdout


def test_version_is_one():
    assert re.fullmatch(r"\d+\.\d+\.\d+(-[a-z0-9.]+)?", VERSION)
    for program in ("talecraft-worker", "talecraftctl"):
        said = run(str(BUILD / program), "--version").stdout
        assert f"{program} {VERSION}" in said
    assert f"mod_talecraft {VERSION}".encode() in \
        (BUILD / "mod_talecraft.so").read_bytes()


@pytest.mark.parametrize("product", PRODUCTS)
def test_products_are_hardened(product):
    """Full RELRO, position independent, no stack that runs, and the checks
    of -fstack-protector-strong and -D_FORTIFY_SOURCE."""
    program = readelf("-l", product)
    assert "GNU_RELRO" in program
    assert re.search(r"GNU_STACK .* RW  ", program)
    assert not re.search(r"LOAD .* RWE ", program)
    dynamic = readelf("-d", product)
    assert "BIND_NOW" in dynamic and "TEXTREL" not in dynamic
    assert "DYN" in readelf("-h", product)
    if product != "mod_talecraft.so":
        assert re.search(r"FLAGS_1\).*\bPIE\b", dynamic)
    symbols = readelf("--dyn-syms", product)
    assert "__stack_chk_fail" in symbols
    assert re.search(r"__\w+_chk@", symbols)


@pytest.mark.parametrize("unit", ("src/core/site", "src/base/clock",
                                  "src/worker/main", "src/cli/main"))
def test_objects_are_hardened(unit):
    """What the products cannot tell: the level, and what guards the stack's
    end; as make would compile it."""
    made = run("make", "-C", str(ROOT), "--no-print-directory", "-n", "-W",
               f"{unit}.c", f"build/obj/{unit}.o")
    assert made.returncode == 0, made.stdout
    line, = [one for one in made.stdout.splitlines() if f" {unit}.c" in one
             and " -c " in one]
    for flag in ("-D_FORTIFY_SOURCE=3", "-fstack-protector-strong",
                 "-fstack-clash-protection", "-fPIC"):
        assert flag in line.split(), line


def test_checks_take_nothing_that_was_made_without_them(tmp_path):
    """What was built where warnings are no errors is built again where they
    are, and once only."""
    def built(errors):
        made = run("make", "--no-print-directory", f"BUILD={tmp_path}",
                   f"WERROR={errors}", str(tmp_path / "obj/src/base/clock.o"))
        assert made.returncode == 0, made.stdout
        return "CC src/base/clock.c" in made.stdout

    assert [built(errors) for errors in ("", "", "-Werror", "-Werror", "")] \
        == [True, False, True, False, False]


@pytest.mark.skipif(platform.machine() != "x86_64",
                    reason="-fcf-protection is for x86")
def test_products_guard_their_jumps():
    """Told by the objects: the linker keeps the note only where the C
    library's start files have it too."""
    for path in units():
        notes = run("readelf", "-n", str(BUILD / "obj" / (path[:-2] + ".o")))
        assert "IBT" in notes.stdout and "SHSTK" in notes.stdout, path


@pytest.mark.slow
def test_programs_are_linked_by_clang_too(tmp_path):
    """What gcc makes of its own, as rint(), clang calls."""
    built = run("make", "-s", "CC=clang", f"BUILD={tmp_path}",
                "WERROR=-Werror", "-j2", str(tmp_path / "talecraft-worker"),
                str(tmp_path / "talecraftctl"))
    assert built.returncode == 0, built.stdout
    assert "warning" not in built.stdout
    said = run(str(tmp_path / "talecraft-worker"), "--version")
    assert VERSION in said.stdout


def test_dist_holds_what_is_committed():
    """`make dist` needs git; where the sources came without it there is
    nothing to compare."""
    if not (ROOT / ".git").exists():
        pytest.skip("no repository")
    result = run("make", "-s", "--no-print-directory", "dist")
    assert result.returncode == 0, result.stdout
    prefix = f"mod_talecraft-{VERSION}/"
    with tarfile.open(ROOT / result.stdout.strip()) as archive:
        names = {one.name[len(prefix):] for one in archive if one.isfile()}
    listed = run("git", "ls-tree", "-r", "--name-only", "-z", "HEAD")
    # and the editors' page, so that no Node.js is needed to build that
    built = {f"built/editor/{path.relative_to(PAGE)}"
             for path in PAGE.rglob("*") if path.is_file()}
    assert "built/editor/index.html.br" in built
    assert names == built | set(filter(None, listed.stdout.split("\0")))
    assert {"VERSION", "Makefile", "mod_talecraft.c"} <= names
