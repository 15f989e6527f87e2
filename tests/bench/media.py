"""make bench: pictures and uploads, each beside what others do.

    /usr/bin/python3 tests/bench/media.py [--rounds 3] [--seconds 3]
        [--mpm event] [--save]

Pictures: talecraft-worker against Pillow and vipsthumbnail. Uploads: against
a PUT to mod_dav in the same httpd. --save appends to tests/bench/RESULTS.md.
"""

import argparse
import http.client
import os
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "api")]

import pictures  # noqa: E402
from measure import table, wrk  # noqa: E402
from run import fill, machine, size  # noqa: E402

UPLOAD = 20 * 1000 * 1000
UPLOAD_ROUNDS = 9


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=3)
    parser.add_argument("--mpm", default=os.environ.get("TC_MPM", "event"))
    parser.add_argument("--save", action="store_true",
                        help="append to tests/bench/RESULTS.md")
    return parser.parse_args()


def median(made, what):
    return statistics.median(getattr(one, what) for one in made)


# ----------------------------------------------------------------- pictures

PICTURES_HEAD = ["picture", "ours s", "Pillow s", "vipsthumbnail s",
                 "times as fast as Pillow", "ours MB", "Pillow MB",
                 "vipsthumbnail MB", "memory to vipsthumbnail's",
                 "bytes to Pillow's"]


def measure_picture(folder, name, rounds):
    path, width = pictures.make(folder, name)
    made = {"ours": [], "pillow": [], "vips": []}
    for _ in range(rounds):
        made["ours"].append(pictures.ours(path, folder / "out"))
        made["pillow"].append(pictures.pillow(path, folder / "out"))
        made["vips"].append(pictures.vipsthumbnail(path, folder / "out",
                                                   width))
    seconds, memory, sizes = ([median(one, what) for one in made.values()]
                              for what in ("seconds", "memory", "size"))
    return [name, *(f"{one:.2f}" for one in seconds),
            f"{seconds[1] / seconds[0]:.2f}",
            *(f"{one / 1e6:.0f}" for one in memory),
            f"{memory[0] / memory[2]:.2f}", f"{sizes[0] / sizes[1]:.3f}"]


def measure_pictures(rounds):
    folder = Path(tempfile.mkdtemp(prefix="talecraft-bench-"))
    rows = []
    try:
        for name in pictures.PICTURES:
            rows.append(measure_picture(folder, name, rounds))
            print(table(PICTURES_HEAD, rows[-1:]).splitlines()[-1],
                  flush=True)
    finally:
        shutil.rmtree(folder)
    return table(PICTURES_HEAD, rows)


# ------------------------------------------------------------------ uploads


def some_bytes():
    """They begin as a JPEG does; its decoding fails at once."""
    return b"\xff\xd8\xff\xe0" + os.urandom(UPLOAD - 4)


def send(site, method, path, body, headers):
    """Seconds until 201; the connection and the body are there before."""
    connection = http.client.HTTPConnection("127.0.0.1", site.port)
    connection.connect()
    start = time.monotonic()
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    answer.read()
    seconds = time.monotonic() - start
    connection.close()
    if answer.status != 201:
        raise SystemExit(f"{method} {path}: {answer.status}")
    return seconds


def put(site, folder, number):
    """A PUT, and the fsync that mod_dav leaves to others."""
    seconds = send(site, "PUT", f"/dav/{number}", some_bytes(), {})
    start = time.monotonic()
    with open(folder / str(number), "rb") as file:
        os.fsync(file.fileno())
    return seconds + time.monotonic() - start


def post(site):
    body = (b'--b\r\nContent-Disposition: form-data; name="original_file"; '
            b'filename="a.jpg"\r\n\r\n' + some_bytes() + b"\r\n--b--\r\n")
    return send(site, "POST", site.mount + "/media/", body, {
        "Authorization": f"Bearer {site.logins['bench']}",
        "Content-Type": "multipart/form-data; boundary=b"})


def measure_uploads(site, folder):
    from support.make import wait_ready

    client = site.login("bench")
    ours, theirs = [], []
    for number in range(UPLOAD_ROUNDS + 1):
        theirs.append(put(site, folder, number))
        ours.append(post(site))
        newest = client.get("/media/").json()["results"][0]["id"]
        wait_ready(client, newest, states=("FAILED",), seconds=60)
    ours, theirs = ours[1:], theirs[1:]
    ratios = [one / other for one, other in zip(theirs, ours)]
    return table(["upload of 20 MB", "ours ms", "PUT + fsync ms",
                  "times as fast", "spread"],
                 [["JPEG", f"{statistics.median(ours) * 1e3:.0f}",
                   f"{statistics.median(theirs) * 1e3:.0f}",
                   f"{statistics.median(ratios):.2f}",
                   f"{min(ratios):.2f}-{max(ratios):.2f}"]])


# -------------------------------------------------------- readers meanwhile


def queue(client):
    return client.get("/health/").json()["queue"]


def keep_busy(client, data):
    """Enough work for the pool to have some for the whole round."""
    from support.make import expect, upload

    for tail in range(8):
        expect(upload(client, data + os.urandom(8) + bytes([tail])), 201)


def drain(client):
    deadline = time.monotonic() + 300
    while queue(client) > 0:
        if time.monotonic() > deadline:
            raise SystemExit("the pool does not end")
        time.sleep(0.2)


def measure_readers(site, seconds, rounds):
    from support.make import make_image

    client = site.login("bench")
    data = make_image(4000, 3000, noise=True)
    load = {"url": site.url + "/posts/", "seconds": seconds}
    idle, busy = [], []
    wrk(load["url"], seconds=1)
    for _ in range(rounds):
        drain(client)
        idle.append(wrk(**load))
        keep_busy(client, data)
        busy.append(wrk(**load))
        if queue(client) == 0:
            raise SystemExit("the pool was done before the readers were")
    drain(client)
    ratios = [one.p99 / other.p99 for one, other in zip(busy, idle)]
    return table(["cached list, 32 connections", "pool idle", "pool busy",
                  "ratio"],
                 [["p99 ms", f"{median(idle, 'p99'):.2f}",
                   f"{median(busy, 'p99'):.2f}",
                   f"{statistics.median(ratios):.2f}"],
                  ["req/s", f"{median(idle, 'rate'):.0f}",
                   f"{median(busy, 'rate'):.0f}",
                   f"{median(busy, 'rate') / median(idle, 'rate'):.2f}"]])


def measure_site(options):
    from support import tools
    from support.postgres import Postgres
    from support.site import Site

    base = tools.make_base()
    cluster = Postgres(tools.make_dir(base / "main"))
    cluster.init()
    cluster.start()
    try:
        cluster.create_role()
        folder = tools.make_dir(base / "dav", user="www-data", mode=0o755)
        site = Site(cluster, base, mpm=options.mpm,
                    modules=("dav", "dav_fs"),
                    extra=f"DavLockDB {folder}/.lock\nAlias /dav/ "
                    f"{folder}/\n<Directory {folder}>\nDav On\n"
                    "Require all granted\n</Directory>")
        site.add_user("bench", "EDITOR")
        size(site, options.mpm, os.cpu_count())
        with site:
            fill(site.login("bench"))
            uploads = measure_uploads(site, folder)
            print(uploads, flush=True)
            return uploads, measure_readers(site, options.seconds,
                                            options.rounds)
    finally:
        cluster.stop()
        shutil.rmtree(base, ignore_errors=True)


def main():
    options = arguments()
    os.environ["TC_MPM"] = options.mpm
    made = measure_pictures(options.rounds)
    uploads, readers = measure_site(options)
    text = (f"\n# Media\n\n{machine()}\n\nFour WebP variants of quality 82: "
            f"ours with effort {pictures.EFFORT} and a core for the largest, "
            "Pillow with method 4, vipsthumbnail called once a size with the "
            f"effort of ours; {options.rounds} rounds in turn, medians; "
            f"peaks of resident memory.\n\n{made}\n\nUploads against a PUT "
            "to mod_dav of the same httpd and an fsync; "
            f"{UPLOAD_ROUNDS} rounds in turn.\n\n{uploads}\n\nReaders while "
            f"all workers are busy.\n\n{readers}\n")
    print(text)
    if options.save:
        with open(HERE / "RESULTS.md", "a", encoding="utf-8") as file:
            file.write(text)


if __name__ == "__main__":
    main()
