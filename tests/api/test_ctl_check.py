"""talecraftctl check: what httpd, its programs and its files are like."""

import json
import os
import shutil
import subprocess

import pytest

from support.httpd import load_module
from support.site import Site
from support.tools import AS_ROOT, build_product, httpd_program, make_dir

APACHE2CTL = """#!/bin/sh
{sanitizer}
{before}
exec {httpd} -f {conf} "$@"
"""


def sanitizer_of(httpd):
    """What a module that was built with one needs of its httpd."""
    return "".join(f"export {name}='{value}'\n"
                   for name, value in httpd.environment().items()
                   if name in ("LD_PRELOAD", "ASAN_OPTIONS"))


@pytest.fixture(scope="module")
def own(pg, base):
    """Never started: its configuration is another one in each test."""
    return Site(pg, base)


@pytest.fixture
def check(own, tmp_path):
    """check(configuration): exit code, and what was found."""
    folder = make_dir(tmp_path / "bin")
    env = dict(os.environ, PATH=f"{folder}:/usr/bin:/bin",
               ASAN_OPTIONS="detect_leaks=0")

    def ask(config=None, *, before="", told="", media=True,
            httpd=True):
        """before: lines of the configuration; told: lines of the script that
        stands for apache2ctl."""
        own.httpd.config = before + (config or own.default_config())
        own.httpd.write_config()
        if httpd:
            script = folder / "apache2ctl"
            script.write_text(APACHE2CTL.format(
                sanitizer=sanitizer_of(own.httpd), before=told,
                httpd=httpd_program(), conf=own.httpd.conf))
            script.chmod(0o755)
        done = subprocess.run(
            [build_product("talecraftctl"), "-d",
             own.pg.conninfo(own.database), "--json", "check", "--httpd",
             *(("--media", own.media_root) if media else ())], text=True,
            capture_output=True, env=env, timeout=60)
        assert done.returncode in (0, 1), done.stderr
        return done.returncode, [f"{one['what']}; {one['todo']}" for one in
                                 json.loads(done.stdout)["faults"]]

    own.sql("insert into users (username, role, email, password_hash) values "
            "('boss', 'ADMIN', 'boss@example.org', 'x') on conflict do nothing")
    return ask


def found(answer, *words):
    """One line has them all."""
    code, lines = answer
    assert code == 1 and any(all(word in line for word in words)
                             for line in lines), lines


def fitting(answer):
    assert answer == (0, [])


def test_what_fits(check):
    fitting(check())
    fitting(check(media=False))


def test_mod_cache_beside_it(check):
    """Is no fault: it keeps nothing of the API (test_mod_cache.py)."""
    fitting(check(before=load_module("cache") + load_module("cache_socache")
                  + "CacheEnable socache /\n"))


# -- httpd's configuration

def test_a_line_that_httpd_refuses(check):
    found(check(before="NoSuchDirective On\n"), "refuses its configuration",
          "NoSuchDirective", "httpd.conf", "apache2ctl -t")


def test_what_the_module_refuses(check):
    """As `httpd -t` does, whose wrong configurations are in test_httpd_t.py."""
    found(check(before="TalecraftMediaUser nobody-here\n"), "TC1012",
          "nobody-here", "messages.md")
    found(check(before="TalecraftCache shmcb:12\n"), "httpd -t: TC300")


def test_what_the_module_doubts(check):
    code, lines = check(before="TalecraftDBConnections 6\n")
    assert code == 1 and len(lines) == 1
    assert "TC1015" in lines[0] and "DBDMax (6)" in lines[0]


def test_no_module(check):
    found(check(told=f"exec {httpd_program()} -f /dev/null -v"),
          "does not load", "a2enmod talecraft")


def test_no_httpd(check):
    found(check(httpd=False), "apache2ctl cannot be run")


def test_a_site_that_httpd_has_not(own, check):
    other = make_dir(own.root / "other", user="www-data", mode=0o750)
    found(check(own.default_config().replace(str(own.media_root),
                                             str(other))),
          "no site with this media root", "TalecraftMediaRoot")


# -- versions

def test_a_worker_of_another_version(own, check):
    worker = own.root / "bin" / "another"
    worker.write_text("#!/bin/sh\necho talecraft-worker 0.0.1\n")
    worker.chmod(0o755)
    config = own.default_config().replace(str(own.worker), str(worker))
    found(check(config), str(worker), "of version 0.0.1",
          "mod_talecraft of", "of one version")


@pytest.mark.parametrize("line,words", [
    ("version\\t0.0.1", ["mod_talecraft is of version 0.0.1",
                         "talecraftctl of"]),
    ("schema\\t12", ["needs schema 12", "the database has",
                     "talecraftctl migrate"])])
def test_a_module_of_another_version(own, check, line, words):
    """What such a one would say of itself, for there is none to be had."""
    name = line.partition("\\t")[0]
    said = (f"{httpd_program()} -f {own.httpd.conf} \"$@\" 2>&1 | "
            f"sed 's/^talecraft\\t{name}\\t.*/talecraft\\t{line}/'; exit 0")
    found(check(told=said), *words)


def test_a_module_that_is_replaced(own, check, tmp_path):
    """By a package, while httpd runs the one of before."""
    module = make_dir(tmp_path) / "mod_talecraft.so"
    shutil.copyfile(build_product("mod_talecraft.so"), module)
    built = str(build_product("mod_talecraft.so"))
    text = own.httpd.conf.read_text()
    own.httpd.conf.write_text(text.replace(built, str(module)))
    with own:
        fitting(check())
        shutil.copyfile(module, tmp_path / "new")
        (tmp_path / "new").rename(module)
        found(check(), "another one has taken the place of",
              "stop and start httpd")
    fitting(check())


# -- rights, connections

@pytest.mark.skipif(not AS_ROOT, reason="one user")
def test_files_of_somebody_else(own, check):
    theirs = make_dir(own.media_root / "originals")
    os.chown(theirs, 0, 0)
    try:
        found(check(), "not httpd's user's", "chown -R", str(own.media_root))
    finally:
        theirs.rmdir()


def test_connections(own, check):
    found(check(before="TalecraftDBTotal 198\n"), "TalecraftDBTotal allows",
          "max_connections")
    fitting(check(before="TalecraftDBTotal 197\n"))
