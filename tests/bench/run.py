"""make bench: what this server does on this machine, as ratios.

    /usr/bin/python3 tests/bench/run.py [--rounds 9] [--seconds 3]
        [--mpm event] [--save]

Each figure is a ratio to a baseline that the same httpd served in the same
run, turn by turn. --save writes tests/bench/RESULTS.md.
"""

import argparse
import datetime
import os
import platform
import re
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "api")]

from measure import HEAD, compare, table  # noqa: E402


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--seconds", type=int, default=3)
    parser.add_argument("--mpm", default=os.environ.get("TC_MPM", "event"))
    parser.add_argument("--save", action="store_true",
                        help="write tests/bench/RESULTS.md")
    return parser.parse_args()


# As many processes from the start as there will be: none comes or goes while
# it is measured. No access log: it would cost both sides the same.
THREADED = """StartServers 2
ServerLimit 2
ThreadsPerChild 160
ThreadLimit 160
MaxRequestWorkers 320
MinSpareThreads 75
MaxSpareThreads 320
KeepAliveTimeout 60
"""
SIZES = {"event": THREADED, "worker": THREADED, "prefork": """StartServers 150
ServerLimit 150
MaxRequestWorkers 150
MinSpareServers 10
MaxSpareServers 150
KeepAliveTimeout 60
"""}


def size(site, mpm):
    conf = re.sub(r"(?m)^(StartServers|ServerLimit|ThreadsPerChild|"
                  r"MaxRequestWorkers|MinSpare|MaxSpare|CustomLog|LogLevel)"
                  r".*\n", "", site.httpd.conf.read_text())
    site.httpd.conf.write_text("LogLevel warn\n" + conf.replace(
        "GracefulShutdownTimeout", SIZES[mpm] + "GracefulShutdownTimeout"))


def fill(site):
    """A site with content of the sizes that the figures speak of."""
    from support.make import expect, make_category, make_post

    editor = site.login("bench")
    category = make_category(editor)
    text = "The quick brown fox jumps over the lazy dog. " * 4
    posts = [make_post(editor, publish=True, category=category["id"],
                       excerpt=text[:180],
                       content=[{"type": "paragraph", "text": text}] * 15)
             for _ in range(60)]
    return {"detail": f"/posts/{posts[-1]['id']}/", "list": "/posts/",
            "categories": "/categories/"}, expect


def write_static(site, paths, expect):
    """Files of the very bytes that the API sends, in the same server."""
    folder = site.root / "static"
    public = site.client()
    for name, path in paths.items():
        expect(public.get(path), 200)
        answer = expect(public.get(path), 200)
        if answer.headers.get("X-Cache") != "HIT":
            raise SystemExit(f"{path} is not cached")
        (folder / f"{name}.json").write_bytes(answer.content)
    return {name: len((folder / f"{name}.json").read_bytes())
            for name in paths}


def measure_cached(site, paths, sizes, options):
    results = []
    for name, path in paths.items():
        for connections in (32, 128):
            results.append(compare(
                f"cached {name}, {sizes[name]} bytes, "
                f"{connections} connections",
                {"url": site.url + path},
                {"url": f"{site.origin}/static/{name}.json"},
                rounds=options.rounds, seconds=options.seconds,
                connections=connections))
            print(table(HEAD, [results[-1].row()]).splitlines()[-1],
                  flush=True)
    return results


def machine():
    httpd = subprocess.run(["apache2", "-v"], text=True, check=False,
                           capture_output=True).stdout.split("\n")[0]
    postgres = subprocess.run(["psql", "--version"], text=True, check=False,
                              capture_output=True).stdout.strip()
    return (f"{datetime.date.today()}, {os.cpu_count()} cores, Linux "
            f"{platform.release()}, {httpd}, {postgres}")


def main():
    options = arguments()
    os.environ["TC_MPM"] = options.mpm

    from support import tools
    from support.postgres import Postgres
    from support.site import Site

    base = tools.make_base()
    cluster = Postgres(tools.make_dir(base / "main"))
    cluster.init()
    cluster.start()
    try:
        cluster.create_role()
        static = tools.make_dir(base / "static", user="www-data", mode=0o755)
        site = Site(cluster, base, extra=f'Alias /static/ {static}/\n'
                    f'<Directory {static}>\nRequire all granted\n'
                    f'</Directory>', mpm=options.mpm)
        site.root.joinpath("static").symlink_to(static)
        site.add_user("bench", "EDITOR")
        size(site, options.mpm)
        with site:
            paths, expect = fill(site)
            sizes = write_static(site, paths, expect)
            results = measure_cached(site, paths, sizes, options)
    finally:
        cluster.stop()
    text = (f"{machine()}\nMPM {options.mpm}, {options.rounds} rounds of "
            f"{options.seconds} s each, medians; baseline: a static file of "
            "the same bytes in the same httpd.\n\n"
            + table(HEAD, [one.row() for one in results]) + "\n")
    print("\n" + text)
    if options.save:
        (HERE / "RESULTS.md").write_text("# Measured\n\n" + text)


if __name__ == "__main__":
    main()
