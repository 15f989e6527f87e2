"""talecraftctl import, as the tests of each system run it."""

import contextlib
import csv
import os
import subprocess

from support.content import eventually
from support.make import expect
from support.site import Site
from support.tools import build_product


def ctl(site, *args, code=0, stderr=subprocess.PIPE):
    done = subprocess.run(
        [build_product("talecraftctl"), "-d", site.pg.conninfo(site.database),
         "import", *map(str, args)], stdout=subprocess.PIPE, stderr=stderr,
        text=True, env=dict(os.environ, ASAN_OPTIONS="detect_leaks=0"))
    said = done.stdout + (done.stderr or "")
    assert done.returncode == code, said
    return said


def fingerprint(site):
    """All that an import could write."""
    tables = ("users categories tags media media_files posts imported "
              "slug_history post_revisions events").split()
    return [site.sql(f"select md5(coalesce(string_agg(t::text, '|' order by "
                     f"t::text), '')) from {table} t") for table in tables]


def dry_and_real(site, folder, run):
    """An import first dry, which must change nothing and say the same:
    what it said, rows of the mapping."""
    before = fingerprint(site)
    dry = run("--dry-run", "--map", folder / "dry.tsv")
    assert fingerprint(site) == before
    assert not list(site.media_root.glob("originals/*"))
    assert not (folder / "dry.tsv").exists()
    said = run("--map", folder / "map.tsv")
    # the same, but for when it is
    assert [line for line in dry.splitlines() if "after" not in line] == \
        [line for line in said.splitlines() if "after" not in line]
    with open(folder / "map.tsv", encoding="utf-8") as file:
        return said, list(csv.DictReader(file, delimiter="\t"))


def found(rows, kind, old_id):
    return next(row for row in rows
                if (row["kind"], row["old_id"]) == (kind, old_id))


def post_of(client, rows, old_id, kind="post"):
    row = found(rows, kind, old_id)
    return expect(client.get(f"/posts/{row['new_id']}/"), 200).json()


@contextlib.contextmanager
def imported(pg, base, folder, run):
    """A site of its own into which run(site, ...) has brought something, once:
    (site, admin, what it said, rows of the mapping)."""
    with Site(pg, base) as site:
        site.add_user("boss", "ADMIN")
        said, rows = dry_and_real(site, folder,
                                  lambda *args: run(site, *args))
        yield site, site.login("boss"), said, rows


def settled(site):
    """All media are processed."""
    eventually(lambda: site.sql("select count(*) from media_files where "
                                "status <> 'READY'").strip() == "0")


def makes_nothing(site, run):
    """What an import says that has nothing to do."""
    settled(site)
    before = fingerprint(site)
    said = run()
    assert fingerprint(site) == before
    return said


def refused(make_site, file, text, system):
    """What is said of a file that is not read; nothing is made of it."""
    file.write_text(text)
    with make_site() as site:
        site.add_user("boss", "ADMIN")
        return makes_nothing(site, lambda: ctl(site, system, file, code=6))
