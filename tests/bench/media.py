"""make bench: pictures and uploads, each beside what others do.

    /usr/bin/python3 tests/bench/media.py [--rounds 3] [--seconds 3]
        [--mpm event] [--only pictures|site] [--save]

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
sys.path[:0] = [str(HERE), str(HERE.parent)]

import pictures  # noqa: E402
from measure import table, wrk  # noqa: E402
from run import THREADS, fill, machine, size  # noqa: E402

UPLOAD = 20 * 1000 * 1000
UPLOAD_ROUNDS = 9
WORKERS = 2
ALBUM = 100
SENDERS = 4


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=3)
    parser.add_argument("--mpm", default=os.environ.get("TC_MPM", "event"))
    parser.add_argument("--only", choices=["pictures", "site"])
    parser.add_argument("--save", action="store_true",
                        help="append to tests/bench/RESULTS.md")
    return parser.parse_args()


def median(made, what):
    return statistics.median(getattr(one, what) for one in made)


# ----------------------------------------------------------------- pictures

PICTURES_HEAD = ["picture", "seconds", "times as fast as Pillow",
                 "CPU seconds", "CPU: Pillow's to ours", "MB",
                 "memory: ours to vipsthumbnail's",
                 "bytes: ours to Pillow's", "PSNR"]


def ratio(ones, others, what):
    """Median of the rounds', each of which was measured at one time."""
    return statistics.median(getattr(one, what) / getattr(other, what)
                             for one, other in zip(ones, others))


def medians(made, what, scale=1.0, digits=2):
    return " / ".join(f"{median(one, what) * scale:.{digits}f}"
                      for one in made)


def measure_picture(folder, name, rounds):
    path, width = pictures.make(folder, name)
    ours, pillow, vips = made = [], [], []
    quality = ["-", "-"]
    for number in range(rounds):
        for side, measure in enumerate((pictures.ours, pictures.pillow)):
            made[side].append(measure(path, folder / "out"))
            if number == 0 and path.suffix != ".gif":
                quality[side] = f"{pictures.psnr(path, folder / 'out'):.2f}"
        vips.append(pictures.vipsthumbnail(path, folder / "out", width))
    return [name, medians(made, "seconds"),
            f"{ratio(pillow, ours, 'seconds'):.2f}", medians(made, "cpu"),
            f"{ratio(pillow, ours, 'cpu'):.2f}",
            medians(made, "memory", 1e-6, 0),
            f"{ratio(ours, vips, 'memory'):.2f}",
            f"{ratio(ours, pillow, 'size'):.3f}", " / ".join(quality)]


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
        # who goes first changes, so that neither gains by its place
        if number % 2:
            ours.append(post(site))
            theirs.append(put(site, folder, number))
        else:
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


# -------------------------------------------------------------------- album


def send_album(site, data):
    """Seconds from the first upload to the last READY."""
    from support.content import in_threads
    from support.make import expect, upload

    clients = [site.login("bench") for _ in range(SENDERS)]

    def some(number):
        for tail in range(number, ALBUM, SENDERS):
            expect(upload(clients[number],
                          data + os.urandom(8) + bytes([tail])), 201)

    start = time.monotonic()
    in_threads(SENDERS, some)
    drain(clients[0])
    return time.monotonic() - start


def measure_album(site, folder, rounds):
    path, _ = pictures.make(folder, pictures.SMALL)
    data = path.read_bytes()
    ours, alone = [], []
    for _ in range(rounds):
        alone.append(pictures.one_by_one(path, folder / "out", ALBUM))
        ours.append(send_album(site, data))
    ratios = [one / other for one, other in zip(alone, ours)]
    return table([f"{ALBUM} times {pictures.SMALL}",
                  f"sent at once, {WORKERS} workers, s",
                  "one worker alone, one by one, s", "times as fast"],
                 [["first upload to last READY",
                   f"{statistics.median(ours):.1f}",
                   f"{statistics.median(alone):.1f}",
                   f"{statistics.median(ratios):.2f}"]])


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
        if queue(client) < WORKERS:
            raise SystemExit("the pool was not busy all the time")
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
                    extra=f"TalecraftMediaWorkers {WORKERS}\nDavLockDB {folder}/.lock\nAlias /dav/ "
                    f"{folder}/\n<Directory {folder}>\nDav On\n"
                    "Require all granted\n</Directory>")
        site.add_user("bench", "EDITOR")
        size(site.httpd, options.mpm, os.cpu_count(), THREADS)
        with site:
            fill(site.login("bench"))
            uploads = measure_uploads(site, folder)
            print(uploads, flush=True)
            album = measure_album(site, tools.make_dir(base / "album"),
                                  options.rounds)
            print(album, flush=True)
            return uploads, album, measure_readers(site, options.seconds,
                                                   options.rounds)
    finally:
        cluster.stop()
        shutil.rmtree(base, ignore_errors=True)


def text_of_pictures(rounds):
    made = measure_pictures(rounds)
    return (f"\nFour WebP variants of quality 82: ours (effort "
            f"{pictures.EFFORT}, a core for the largest) / Pillow (method 4) "
            "/ vipsthumbnail (called once a size, effort "
            f"{pictures.EFFORT}), all with nice {pictures.NICENESS}; "
            f"{rounds} rounds in turn, medians; peaks of resident memory; "
            "PSNR of the largest variant against the original in dB. Ours "
            "is a process that is there already, the start of the others "
            f"is in their times.\n\n{made}\n")


def text_of_site(options):
    uploads, album, readers = measure_site(options)
    return ("\nUploads against a PUT to mod_dav of the same httpd and an "
            f"fsync; {UPLOAD_ROUNDS} rounds in turn.\n\n{uploads}\n\n"
            f"An album.\n\n{album}\n\n"
            f"Readers while all workers are busy.\n\n{readers}\n")


def main():
    options = arguments()
    os.environ["TC_MPM"] = options.mpm
    text = f"\n# Media\n\n{machine()}\n"
    if options.only != "site":
        text += text_of_pictures(options.rounds)
    if options.only != "pictures":
        text += text_of_site(options)
    print(text)
    if options.save:
        with open(HERE / "RESULTS.md", "a", encoding="utf-8") as file:
            file.write(text)


if __name__ == "__main__":
    main()
