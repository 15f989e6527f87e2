"""make bench: what this server does on this machine, as ratios.

    /usr/bin/python3 tests/bench/run.py [--rounds 9] [--seconds 3]
        [--mpm event,worker,prefork] [--only WORD] [--save]

Each figure is a ratio to a baseline measured in the same run, turn by turn.
--save writes tests/bench/RESULTS.md.
"""

import argparse
import contextlib
import datetime
import os
import platform
import re
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

from cached import Bench, bodies, cold, edit_storm, not_modified  # noqa: E402
from database import CONNECTIONS, uncached  # noqa: E402
from measure import HEAD, pss, table  # noqa: E402
from writes import writes  # noqa: E402

PARTS = ["cached", "storm", "cold", "writes", "uncached"]
UNCACHED_HOST = "one.uncached.example"


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--seconds", type=int, default=3)
    parser.add_argument("--mpm", default=os.environ.get("TC_MPM", "event"),
                        help="one or more, with commas")
    parser.add_argument("--only", choices=PARTS, help="one part alone")
    parser.add_argument("--save", action="store_true",
                        help="write tests/bench/RESULTS.md")
    return parser.parse_args()


# As many processes from the start as there will be: none comes or goes while
# it is measured. No access log: it would cost both sides the same.
# Threads enough for the connections: more of them make httpd dearer.
THREADED = """StartServers {children}
ServerLimit {children}
ThreadsPerChild {threads}
ThreadLimit {threads}
MaxRequestWorkers {workers}
MinSpareThreads {threads}
MaxSpareThreads {workers}
KeepAliveTimeout 60
"""
PREFORK = """StartServers 150
ServerLimit 150
MaxRequestWorkers 150
MinSpareServers 10
MaxSpareServers 150
KeepAliveTimeout 60
"""


def size(httpd, mpm, children, threads):
    conf = re.sub(r"(?m)^(StartServers|ServerLimit|ThreadsPerChild|"
                  r"MaxRequestWorkers|MinSpare|MaxSpare|CustomLog|LogLevel)"
                  r".*\n", "", httpd.conf.read_text())
    wanted = PREFORK if mpm == "prefork" else THREADED.format(
        children=children, threads=threads, workers=threads * children)
    httpd.conf.write_text("LogLevel warn\n" + conf.replace(
        "GracefulShutdownTimeout", wanted + "GracefulShutdownTimeout"))


def fill(editor):
    """Content of the sizes that the figures speak of; (paths, a post)."""
    from support.make import make_category, make_post

    category = make_category(editor)
    text = "The quick brown fox jumps over the lazy dog. " * 4
    posts = [make_post(editor, publish=True, category=category["id"],
                       excerpt=text[:180],
                       content=[{"type": "paragraph", "text": text}] * 15)
             for _ in range(60)]
    return {"detail": f"/posts/{posts[-1]['id']}/",
            "list": "/posts/"}, posts[0]["id"]


def machine():
    lines = [subprocess.run(argv, text=True, check=False,
                            capture_output=True).stdout.split("\n")[0]
             for argv in (["apache2", "-v"], ["psql", "--version"])]
    cpu = re.search(r"model name\s*: (.*)",
                    Path("/proc/cpuinfo").read_text("utf-8"))
    return (f"{datetime.date.today()}, {os.cpu_count()} cores"
            f"{' (' + cpu[1] + ')' if cpu else ''}, Linux "
            f"{platform.release()}, {lines[0]}, {lines[1]}")


FURTHER = """\
Further: [TAIL.md](TAIL.md) (many posts, crawlers), [PATCHES.md](PATCHES.md) (editors
at the same time), [RELOAD.md](RELOAD.md), [LOGINS.md](LOGINS.md),
[SITES.md](SITES.md), [SCALE.md](SCALE.md), [KINDS.md](KINDS.md) (pictures and
videos), [EDITOR.md](EDITOR.md), [PROFILE.md](PROFILE.md) (where time goes).
"""
CHILDREN, THREADS = 2, 160


def make_site(cluster, base, mpm, children=CHILDREN, threads=THREADS,
              connections=4):
    from support import tools
    from support.site import Site

    static = tools.make_dir(base / f"static-{mpm}-{children}-{connections}",
                            user="www-data", mode=0o755)
    site = Site(cluster, base, mpm=mpm, extra=f"""
TalecraftDBConnections {connections}
DBDKeep {connections}
DBDMax {connections + 2}
Alias /static/ {static}/
<Directory {static}>
    Require all granted
    AddEncoding gzip .gz
</Directory>""", vhosts="""
<VirtualHost *>
    ServerName localhost
    ServerAlias *.uncached.example
</VirtualHost>
""")
    site.root.joinpath("static").symlink_to(static)
    site.add_user("bench", "EDITOR")
    size(site.httpd, mpm, children, threads)
    return site


def measure_mpm(cluster, base, mpm, options):
    """(rows of the table, further lines)"""
    results, notes = [], []
    with make_site(cluster, base, mpm) as site:
        bench, editor = Bench(site, options), site.login("bench")
        paths, other = fill(editor)
        if options.only in (None, "cached"):
            results += bodies(bench, paths) + not_modified(bench, paths)
        if options.only in (None, "storm"):
            results += edit_storm(bench, editor, paths, other)
        if options.only in (None, "writes"):
            results += writes(bench, editor.token, other)
        if options.only in (None, "cold"):
            notes.append(cold(bench, other))
        notes.append("memory of all httpd processes and helpers afterwards: "
                     f"{pss(site.httpd.children()):.0f} MB (PSS)")
    if mpm != "prefork" and options.only in (None, "uncached"):
        for connections in CONNECTIONS:
            with make_site(cluster, base, mpm, 1, 64, connections) as site:
                paths, _ = fill(site.login("bench"))
                results += uncached(Bench(site, options), paths,
                                    UNCACHED_HOST, connections)
    return [one.row() for one in results], notes


@contextlib.contextmanager
def own_cluster():
    """(a PostgreSQL of its own, the folder for sites)"""
    from support import tools
    from support.postgres import Postgres

    base = tools.make_base()
    cluster = Postgres(tools.make_dir(base / "main"))
    cluster.init()
    cluster.start()
    try:
        cluster.create_role()
        yield cluster, base
    finally:
        cluster.stop()


def main():
    options = arguments()
    parts = []
    with own_cluster() as (cluster, base):
        for mpm in options.mpm.split(","):
            rows, notes = measure_mpm(cluster, base, mpm, options)
            parts.append(f"## {mpm}\n\n{table(HEAD, rows)}\n\n"
                         + "".join(f"- {note}\n" for note in notes))
    text = (f"{machine()}\n\n{options.rounds} rounds of {options.seconds} s "
            "each, by turns; medians. Pairs are the subject's figure and the "
            "baseline's: a static file of the same bytes in the same httpd "
            "where nothing else is named (gzip: a compressed file).\n\n"
            + "\n".join(parts))
    print("\n" + text)
    if options.save:
        (HERE / "RESULTS.md").write_text("# Measured\n\n" + text + "\n"
                                         + FURTHER)


if __name__ == "__main__":
    main()
