"""clang-format, cppcheck, clang-tidy, shellcheck, pyflakes and perl find
nothing."""

import hashlib
import os
import shlex
from concurrent.futures import ThreadPoolExecutor

import pytest

from house import BUILD, ROOT, files, layer, run, sources, units

FLAGS = {"base": "BASE_CFLAGS", "worker": "WORKER_CFLAGS",
         "cli": "CLI_CFLAGS", "import": "IMPORT_CFLAGS"}
# What clang-tidy has no check for.
QUERY = "tests/lint/style.query"
# What becomes an error with clang-tidy is said in .clang-tidy.
DROPPED = ("-Werror", "-Werror=format-security")
# The analyzer gives up on a function after so many states. Its default, 225000,
# takes six times as long and has found nothing more here; before a release it
# is worth the time: TC_ANALYZER_NODES=225000 make test T=test_lint_tools.
NODES = [f"--extra-arg={word}" for flag in
         ("-analyzer-config",
          f"max-nodes={os.environ.get('TC_ANALYZER_NODES', '20000')}")
         for word in ("-Xclang", flag)]


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
    """What clang-tidy says of a file, clang's warnings among it.  A file that
    was found clean is not looked at again while its preprocessed text and the
    checks are the same."""
    flags = flags_of(path)
    seen = run("gcc", *flags, "-E", "-P", path).stdout
    checks = (ROOT / ".clang-tidy").read_text() + (ROOT / QUERY).read_text()
    key = hashlib.sha256((seen + checks
                          + " ".join(flags + NODES)).encode()).hexdigest()
    stamp = BUILD / "lint" / (path.replace("/", "-") + ".clean")
    if stamp.exists() and stamp.read_text() == key:
        return ""
    # polite: what else is tested meanwhile waits more than it works
    result = run("nice", "clang-tidy", "--quiet", *NODES, path, "--", *flags)
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


@pytest.mark.parametrize("path", files(
    "conf/run/*.sh", "conf/setup/setup.sh", "conf/backup/backup.sh",
    "conf/backup/restore.sh", "conf/debian/build.sh", "conf/completion/*",
    ".ci/run", "apxs/*.sh", "tests/*.sh", "tests/*/*.sh"))
def test_shellcheck(path):
    result = run("shellcheck", "-x", "--severity=warning", path)
    assert result.returncode == 0, result.stdout


def test_pyflakes():
    """Fixtures are imported for pytest, and parameters have their names."""
    said = run("pyflakes3", "tests").stdout.splitlines()
    assert [line for line in said if "_site." not in line
            and "redefinition of unused" not in line] == []


def test_perl():
    for path in files("apxs/*.pl"):
        assert run("perl", "-wc", path).returncode == 0, path
