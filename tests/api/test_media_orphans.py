"""talecraftctl media orphans: files without rows, rows without files."""

import contextlib
import fcntl
import hashlib
import itertools
import json
import os
import subprocess
import threading
import time

import pytest

from support.content import eventually
from support.make import make_image, make_media, upload
from support.store import original, public, put
from support.tools import AS_ROOT, build_product

HOUR = 3600
DAY = 24 * HOUR


@pytest.fixture
def own(make_site):
    with make_site() as site:
        site.add_user("w")
        yield site


def orphans(site, *args, code=0, json_form=True):
    done = subprocess.run(
        [build_product("talecraftctl"), "-d", site.pg.conninfo(site.database),
         *(["--json"] if json_form else []), "media", "orphans",
         "--media-root", site.media_root, *map(str, args)],
        capture_output=True, text=True,
        env=dict(os.environ, ASAN_OPTIONS="detect_leaks=0"))
    assert done.returncode == code, done.stdout + done.stderr
    if json_form and code <= 1:
        return json.loads(done.stdout)
    return done.stdout + done.stderr


def files(site):
    return {path for path in site.media_root.rglob("*")
            if path.is_file() and path.name not in ("lock", "site")}


def test_what_is_whole_has_none(own):
    media = make_media(own.login("w"))
    assert media["status"] == "READY"
    before = files(own)
    assert len(before) > 1
    assert orphans(own, "--delete") == {
        "orphans": [], "missing": [], "orphan_count": 0, "orphan_bytes": 0,
        "removed_count": 0, "removed_bytes": 0, "missing_count": 0}
    assert files(own) == before
    assert orphans(own, json_form=False).splitlines() == [
        "kind\tpath\tbytes\tchanged", "orphans: 0, bytes 0",
        "removed: 0, bytes 0", "missing: 0"]


def test_orphans_are_listed_and_the_old_removed(own):
    make_media(own.login("w"))
    kept = files(own)
    old = [put(own, original(own, "a1" * 32), 2 * DAY),
           put(own, public(own, "b2" * 16), 2 * DAY),
           put(own, own.media_root / "tmp" / "cafe", 2 * DAY)]
    young = [put(own, original(own, "c3" * 32, "png"), HOUR),
             put(own, public(own, "d4" * 16), HOUR)]
    middle = put(own, original(own, "e5" * 32), 5 * DAY)
    told = orphans(own)
    assert {(one["kind"], one["path"]) for one in told["orphans"]} == {
        ("original", str(old[0])), ("public", str(old[1].parent)),
        ("unfinished", str(old[2])), ("original", str(young[0])),
        ("public", str(young[1].parent)), ("original", str(middle))}
    assert not any(one["removed"] for one in told["orphans"])
    assert {one["bytes"] for one in told["orphans"]} == {1}
    assert (told["orphan_count"], told["orphan_bytes"]) == (6, 6)
    assert files(own) == kept | {*old, *young, middle}

    told = orphans(own, "--delete", "--days", 3)
    assert (told["orphan_count"], told["removed_count"]) == (6, 1)
    assert not middle.exists() and all(path.exists() for path in old)
    told = orphans(own, "--delete")
    assert (told["orphan_count"], told["removed_count"],
            told["removed_bytes"]) == (5, 3, 3)
    assert files(own) == kept | {*young}
    assert not old[1].parent.exists()
    lines = orphans(own, json_form=False).splitlines()
    assert any(line.startswith(f"original\t{young[0]}\t1\t20")
               for line in lines)
    assert lines[-3] == "orphans: 2, bytes 2"


def test_rows_without_files(own):
    client = own.login("w")
    media = make_media(client)
    other = make_media(client, make_image(50, 40, seed=7))
    lost = original(own, other["file_hash"])
    name = own.sql("select variants -> 0 ->> 'file' from media_files f join "
                   f"media m on m.file_id = f.id where m.id = {media['id']}")
    key = own.sql("select key from media_files f join media m "
                  f"on m.file_id = f.id where m.id = {media['id']}")
    shown = public(own, key.strip(), name.strip())
    lost.unlink()
    shown.unlink()
    told = orphans(own, code=1)
    assert sorted((one["kind"], one["media"]) for one in told["missing"]) == [
        ("original", [other["id"]]), ("public", [media["id"]])]
    assert {one["path"] for one in told["missing"]} == {
        lost.name, "/".join(shown.parts[-3:])}
    said = orphans(own, code=1, json_form=False)
    assert f"missing original\t{lost.name}\tmedia {other['id']}\n" in said
    assert "2 files missing" in said


def test_an_upload_under_way_loses_nothing(own):
    """Its file lies in the store, old by the date that it has (the bytes were
    there before), and its row is not committed yet: who uploads holds the
    lock."""
    client = own.login("w")
    data = make_image(90, 60, seed=11)
    digest = hashlib.sha256(data).hexdigest()
    path = put(own, original(own, digest), 2 * DAY, data)
    with open(own.media_root / "lock", "rb") as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
        said = orphans(own, "--delete", code=6, json_form=False)
        assert "uploads are under way" in said
        assert path.exists()
        child = subprocess.Popen(
            [build_product("talecraftctl"), "-d",
             own.pg.conninfo(own.database), "media", "orphans",
             "--media-root", own.media_root, "--delete"],
            stdout=subprocess.PIPE, text=True)
        # it has found no row, and waits for the lock
        eventually(lambda: own.sql(
            "select 1 from pg_stat_activity where application_name = "
            "'talecraftctl' and datname = current_database() and state = "
            "'idle' and query like '%json_array_elements_text%'"))
        media = make_media(client, data)  # meanwhile its row comes
        fcntl.flock(lock, fcntl.LOCK_UN)
    out, _ = child.communicate()
    assert child.returncode == 0 and "removed: 0" in out
    assert media["file_hash"] == digest and path.exists()


@contextlib.contextmanager
def uploading(site, seconds):
    """Uploads one after the other, all the time."""
    made, end = [], time.monotonic() + seconds
    seeds = itertools.count()

    def work():
        client = site.login("w")
        while time.monotonic() < end:
            # nearly the same pictures, which make the same bytes at times
            data = make_image(30, 20, seed=next(seeds)) + b"%d" % len(made)
            made.append(upload(client, data).json()["id"])

    threads = [threading.Thread(target=work) for _ in range(2)]
    for one in threads:
        one.start()
    try:
        yield made
    finally:
        for one in threads:
            one.join()


def test_beside_uploads(own):
    with uploading(own, 6) as made:
        while not made:
            time.sleep(0.05)
        for _ in range(10):
            told = orphans(own, "--delete")
            assert told["removed_count"] == 0
            assert told["missing"] == []
    assert made and None not in made
    told = orphans(own)
    assert told["orphans"] == [] and told["missing"] == []


def test_files_of_another_database(own, make_site):
    make_media(own.login("w"))
    orphans(own, "--delete")
    before = files(own)
    with make_site() as other:
        other.media_root, kept = own.media_root, other.media_root
        for args in ((), ("--delete",)):
            said = orphans(other, *args, code=6, json_form=False)
            assert "holds the files of another database" in said
        other.media_root = kept
    assert files(own) == before


@pytest.mark.skipif(not AS_ROOT, reason="needs root")
def test_root_follows_no_links(own, tmp_path):
    """httpd's user has put a link there that leads out."""
    victim = tmp_path / "victim"
    victim.mkdir(mode=0o700)
    (victim / ("f6" * 16)).mkdir()
    secret = victim / ("f6" * 16) / "0123456789abcdef-large.webp"
    secret.write_bytes(b"x")
    then = time.time() - 2 * DAY
    os.utime(secret.parent, (then, then))
    (own.media_root / "public" / "f6").symlink_to(victim)
    orphans(own, "--delete")
    assert secret.exists()


def test_usage(own):
    for args, told in ((("--days", 0, "--delete"), "it takes --delete"),
                       (("--days",), "it takes --delete"),
                       (("--what",), "it takes --delete"),
                       (("--site", "x"), "it takes --delete")):
        assert told in orphans(own, *args, code=2, json_form=False)
    kept, own.media_root = own.media_root, own.root / "none"
    assert "No such file" in orphans(own, code=6, json_form=False)
    own.media_root = kept
