"""A disk that is full, read-only or gone: nothing is left behind or lost."""

import subprocess

import pytest

from support.content import eventually
from support.make import expect, make_image, upload, wait_ready
from support.tools import AS_ROOT

pytestmark = pytest.mark.skipif(not AS_ROOT, reason="only root may mount")

SIZE = 8 * 1024 * 1024


@pytest.fixture
def small(make_site):
    """A site whose media root is a file system of 8 MB."""
    site = make_site()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o",
         f"size={SIZE},mode=0750,uid=www-data,gid=www-data", "tmpfs",
         site.media_root], capture_output=True, text=True)
    if mounted.returncode:
        pytest.skip(f"nothing can be mounted here: {mounted.stderr}")
    try:
        with site:
            site.add_user("w")
            yield site
    finally:
        site.stop()
        subprocess.run(["umount", site.media_root], check=True)


def files(site):
    """All but the one that is locked and the one that names the database."""
    return sorted(path for path in site.media_root.rglob("*")
                  if path.is_file() and path.name not in ("lock", "site"))


def fill(site, left):
    """Takes all room but `left` bytes."""
    path = site.media_root / "filler"
    with open(path, "wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            pass
        file.truncate(path.stat().st_size - left)
    return path


def test_upload(small, expect_log):
    expect_log(r"TC4002", must=True)
    expect_log("TC8013")  # where it sweeps just then
    client = small.login("w")
    data = make_image(64, 64) + bytes(SIZE + 1)
    answer = client.post("/media/", strict=False, files={
        "original_file": ("a.jpg", data, "image/jpeg")})
    assert answer.status_code == 507
    assert answer.json() == {"detail": "Insufficient storage."}
    assert files(small) == []
    assert small.sql("select count(*) from media_files") == "0"
    # what fits goes on as before
    row = expect(upload(client, make_image(300, 200)), 201).json()
    wait_ready(client, row["id"])


def test_processing_waits_for_room(small):
    client = small.login("w")
    warm = expect(upload(client, make_image(40, 30)), 201).json()
    wait_ready(client, warm["id"])
    data = make_image(1700, 1300, noise=True)
    filler = fill(small, len(data) + 64 * 1024)
    before = files(small)
    row = expect(upload(client, data), 201).json()
    eventually(lambda: small.sql("select max(attempts) from media_files")
               != "0", pause=0.02)
    assert small.sql("select string_agg(status, ',' order by id) from "
                     "media_files") in ("READY,UPLOADED", "READY,PROCESSING")
    filler.unlink()
    got = wait_ready(client, row["id"])
    assert set(got["variants"]) == {"original", "large", "medium", "thumb"}
    # five files more (original and variants), no temporary one
    assert len(files(small)) == len(before) - 1 + 5
    for variant in got["variants"].values():
        served = client.get(variant["url"], strict=False)
        assert len(served.content) == variant["file_size"]


def remount(site, mode):
    """Refused ("busy") while anybody has a file open to write to."""
    eventually(lambda: subprocess.run(
        ["mount", "-o", f"remount,{mode}", site.media_root],
        check=False).returncode == 0)


def refused_upload(client):
    return client.post("/media/", strict=False, files={
        "original_file": ("a.jpg", make_image(30, 30), "image/jpeg")})


def is_done(site):
    """No attempt was counted, and nothing waits."""
    assert site.sql("select max(attempts) from media_files") == "0"
    return site.sql("select count(*) from media_files where again or "
                    "status <> 'READY'") == "0"


def test_read_only_for_a_while(small, expect_log):
    expect_log(r"TC4002|TC8015", must=True)
    expect_log("TC8013")  # where it sweeps just then
    client = small.login("w")
    row = expect(upload(client, make_image(40, 30)), 201).json()
    url = wait_ready(client, row["id"])["url"]
    remount(small, "ro")
    for _ in range(4):
        expect(refused_upload(client), 507,
               {"detail": "Insufficient storage."})
    expect(client.post(f"/media/{row['id']}/reprocess/"), 202)
    assert client.get(url, strict=False).status_code == 200
    eventually(lambda: "again" in small.sql(
        "select 'again' from media_files where again"))
    remount(small, "rw")
    eventually(lambda: is_done(small))
    lines = [line for line in small.httpd.log_text().splitlines()
             if "TC4002" in line or "TC8015" in line]
    assert len(lines) == 1, lines


def test_gone_for_a_while(small, expect_log):
    expect_log(r"TC4003|TC4009|TC4011|TC8015", must=True)
    client = small.login("w")
    row = expect(upload(client, make_image(40, 30)), 201).json()
    url = wait_ready(client, row["id"])["url"]
    away = small.media_root / "away"
    away.mkdir()
    for name in ("public", "originals", "tmp"):
        (small.media_root / name).rename(away / name)
    for answer in (refused_upload(client), client.get(url, strict=False),
                   client.get(f"/media/{row['id']}/original/",
                              strict=False)):
        assert answer.status_code == 503, answer.text
        assert answer.headers["Retry-After"] == "1"
    expect(client.post(f"/media/{row['id']}/reprocess/"), 202)
    for name in ("public", "originals", "tmp"):
        (away / name).rename(small.media_root / name)
    eventually(lambda: is_done(small))
    assert client.get(url, strict=False).status_code == 200
