"""clang-format, cppcheck, clang-tidy, shellcheck, pyflakes and perl find
nothing."""

import hashlib
import os
import shlex
from concurrent.futures import ThreadPoolExecutor

import pytest

from house import BUILD, ROOT, files, layer, run, sources, units

FLAGS = {"base": "BASE_CFLAGS", "worker": "WORKER_CFLAGS",
         "cli": "CLI_CFLAGS"}
# What clang-tidy has no check for.
QUERY = "tests/lint/style.query"
# clang knows other warnings than gcc: they are asked for below.
DROPPED = ("-Werror", "-Werror=format-security")


def flags_of(path, known={}):
    name = FLAGS.get(layer(path), "HTTPD_CFLAGS")
    if name not in known:
        text = run("make", "-s", "--no-print-directory",
                   f"print-{name}").stdout
        known[name] = [flag for flag in shlex.split(text)
                       if flag not in DROPPED]
    return known[name]


def test_clang_format():
    result = run("clang-format", "--dry-run", "--Werror", *sources(),
                 *files("tests/unit/*.[ch]", "tests/fuzz/*.[ch]"))
    assert result.returncode == 0, result.stdout[-4000:]


@pytest.mark.slow
def test_cppcheck():
    """What it finds in a file is kept with a hash of the file's text and of
    all that it includes."""
    kept = BUILD / "lint" / "cppcheck"
    kept.mkdir(parents=True, exist_ok=True)
    result = run("cppcheck", "--quiet", "--std=c11", "--error-exitcode=1",
                 "--enable=warning,portability,performance",
                 "--inline-suppr", "--library=gnu", "--library=posix",
                 "--suppressions-list=tests/lint/cppcheck.txt",
                 "-DAPR_HAS_THREADS=1", "-DAP_MODULE_DECLARE_DATA=", "-Isrc",
                 f"--cppcheck-build-dir={kept}", f"-j{os.cpu_count()}",
                 *units())
    assert result.returncode == 0, result.stdout[-4000:]


def tidy(path):
    """What clang and clang-tidy say of a file.  A file that was found clean
    is not looked at again while its preprocessed text and the checks are the
    same."""
    flags = flags_of(path)
    seen = run("gcc", *flags, "-E", "-P", path).stdout
    checks = (ROOT / ".clang-tidy").read_text() + (ROOT / QUERY).read_text()
    key = hashlib.sha256((seen + checks
                          + " ".join(flags)).encode()).hexdigest()
    stamp = BUILD / "lint" / (path.replace("/", "-") + ".clean")
    if stamp.exists() and stamp.read_text() == key:
        return ""
    # polite: what else is tested meanwhile waits more than it works
    for command in (("clang", "-fsyntax-only", "-Werror", *flags, path),
                    ("clang-tidy", "--quiet", path, "--", *flags)):
        result = run("nice", *command)
        if result.returncode:
            return result.stdout
    said = run("nice", "clang-query", "-f", QUERY, path, "--", *flags).stdout
    if set(said.split("\n")) - {"", "0 matches."}:
        return said
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(key)
    return ""


@pytest.mark.slow
def test_clang_tidy():
    for path in units():
        flags_of(path)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        said = "".join(pool.map(tidy, units()))
    assert not said, said[-6000:]


@pytest.mark.parametrize("path", files("conf/run/*.sh", ".ci/run",
                                       "tests/*.sh"))
def test_shellcheck(path):
    result = run("shellcheck", "-x", "--severity=warning", path)
    assert result.returncode == 0, result.stdout


def test_pyflakes():
    """Fixtures are imported for pytest, and parameters have their names."""
    said = run("pyflakes3", "tests").stdout.splitlines()
    assert [line for line in said if "_site." not in line
            and "redefinition of unused" not in line] == []


def test_perl():
    assert run("perl", "-wc", "apxs/sql2c.pl").returncode == 0
