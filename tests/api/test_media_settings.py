"""The directives of media: sizes and retries; talecraftctl reprocess."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from support.content import eventually, wait_failed
from support.make import (expect, make_image, make_media, upload,
                          wait_ready)

VIDEO = Path(__file__).parent.parent / "data/picture-0.8s-sound-3s.mp4"

SIZES = """TalecraftVariant wide 1200 90
TalecraftVariant tiny 64
TalecraftVariant huge 2400 40
"""


def widths(row):
    return {name: one["width"] for name, one in row["variants"].items()}


def test_sizes(make_site):
    with make_site(extra=SIZES) as site:
        site.add_user("w")
        row = make_media(site.login("w"), make_image(1500, 900))
        assert widths(row) == {"tiny": 64, "wide": 1200, "original": 1500}
        assert row["url"] == row["variants"]["original"]["url"]
        assert [part.split()[1] for part in row["srcset"].split(", ")] == [
            "64w", "1200w", "1500w"]


def test_quality(make_site):
    with make_site(extra="TalecraftVariant original 0 20\n"
                   "TalecraftVariant large 1600\n") as site:
        site.add_user("w")
        data = make_image(1700, 500, noise=True)
        row = make_media(site.login("w"), data)
        assert set(row["variants"]) == {"original", "large"}
        # more pixels, yet fewer bytes
        assert (row["variants"]["original"]["file_size"]
                < row["variants"]["large"]["file_size"])


@pytest.mark.parametrize("line,wanted", [
    ("", {"tiny", "wide", "original"}),
    ("TalecraftVariant small 50", {"small", "original"})])
def test_sizes_of_a_virtual_host(make_site, line, wanted):
    """Those of the server, or its own."""
    def config(site):
        return f"""{site.dbd()}
TalecraftMediaRoot {site.media_root}
TalecraftWorkerProgram {site.worker}
{SIZES}
<VirtualHost 127.0.0.1:{site.port}>
    ServerName localhost
    {line}
    <Location "{site.mount}">
        SetHandler talecraft
    </Location>
</VirtualHost>
"""

    with make_site(config=config) as site:
        site.add_user("w")
        row = make_media(site.login("w"), make_image(1500, 900))
        assert set(row["variants"]) == wanted


@pytest.mark.parametrize("line,words", [
    ("TalecraftVariant Large 100", "lower-case"),
    ("TalecraftVariant ../x 100", "lower-case"),
    ("TalecraftVariant large 0", "width"),
    ("TalecraftVariant original 100", "width"),
    ("TalecraftVariant large 16384", "width"),
    ("TalecraftVariant large x", "width"),
    ("TalecraftVariant large 100 0", "quality"),
    ("TalecraftVariant large 100 101", "quality"),
    ("TalecraftVariant a 1\nTalecraftVariant a 2", "twice"),
    ("\n".join(f"TalecraftVariant {name} 10" for name in "abcdefgh"),
     "more than 8"),
    ("TalecraftMediaRetries 11", "0 to 10"),
    ("TalecraftMediaRetries x", "0 to 10")])
def test_wrong_lines(site, tmp_path, line, words):
    conf = tmp_path / "httpd.conf"
    conf.write_text(site.httpd.conf.read_text() + line + "\n")
    site_conf, site.httpd.conf = site.httpd.conf, conf
    try:
        answer = site.httpd.command("-t")
    finally:
        site.httpd.conf = site_conf
    assert answer.returncode != 0 and words in answer.stderr


def test_seconds(make_site):
    with make_site(extra="TalecraftMediaSeconds 1\n"
                   "TalecraftMediaEffort 6") as site:
        site.add_user("w")
        client = site.login("w")
        large = make_image(5000, 4000, noise=True)
        row = expect(upload(client, large), 201).json()
        assert wait_failed(client, row["id"])["error"] == (
            "Processing took longer than the 1 seconds allowed.")


def lose_original(site, row):
    digest = row["file_hash"]
    path = (site.media_root / "originals" / digest[:2] / digest[2:4]
            / f"{digest}.jpg")
    path.rename(path.with_suffix(".away"))
    return path


def test_retries(make_site, expect_log):
    """Without any, what another try may help is FAILED at once."""
    expect_log("TC4040", must=True)
    with make_site(extra="TalecraftMediaRetries 0") as site:
        site.add_user("w")
        client = site.login("w")
        row = make_media(client, make_image(64, 64))
        lose_original(site, row)
        expect(client.post(f"/media/{row['id']}/reprocess/"), 202)
        eventually(lambda: site.sql("select again from media_files") == "f")
        got = expect(client.get(f"/media/{row['id']}/"), 200).json()
        assert got["status"] == "READY" and got["error"]


def test_reprocess_all(make_site):
    with make_site() as site:
        site.add_user("w")
        client = site.login("w")
        rows = [make_media(client, make_image(700, 500)) for _ in range(3)]
        broken = expect(upload(client, make_image(700, 500)[:900]),
                        201).json()
        wait_failed(client, broken["id"])
        site.httpd.stop()
        assert site.ctl("reprocess", "--all") == "queued 4\n"
        # those that wait already are not counted again
        assert site.ctl("reprocess", "--all") == "queued 0\n"
        site.extra = "TalecraftVariant tiny 64"
        site.httpd.config = site.default_config()
        site.httpd.write_config()
        site.httpd.start()
        got = expect(client.get(f"/media/{rows[0]['id']}/"), 200).json()
        assert got["status"] == "READY"  # with its old variants or its new
        eventually(lambda: site.sql(
            "select count(*) from media_files where again or "
            "status in ('UPLOADED', 'PROCESSING')") == "0")
        for row in rows:
            got = expect(client.get(f"/media/{row['id']}/"), 200).json()
            assert got["status"] == "READY"
            assert widths(got) == {"tiny": 64, "original": 700}
        got = expect(client.get(f"/media/{broken['id']}/"), 200).json()
        assert got["status"] == "FAILED"


def test_reprocess_all_makes_videos_anew(make_site):
    """Those that were served as they had come."""
    with make_site() as site:
        site.add_user("w")
        client = site.login("w")
        video = expect(upload(client, VIDEO.read_bytes(), "a.mp4", "video/mp4"),
                       201).json()
        url = wait_ready(client, video["id"])["url"]
        served, = site.media_root.glob("public/**/*-video.mp4")
        clean = served.read_bytes()
        served.write_bytes(VIDEO.read_bytes() + b"place and author")
        assert site.ctl("reprocess", "--all") == "queued 1\n"
        eventually(lambda: site.sql("select again or status <> 'READY' from "
                                    "media_files") == "f")
        assert client.get(url, strict=False).content == clean


@pytest.mark.parametrize("words", [(), ("--some",), ("--all", "x")])
def test_reprocess_says_how(site, words):
    with pytest.raises(RuntimeError, match="ended with 2:"):
        site.ctl("reprocess", *words)


def send(client, data):
    return client.post("/media/", files={
        "original_file": ("a.jpg", data, "image/jpeg")})


def test_quota(make_site):
    """Of each user; many uploads at once do not exceed it either."""
    data = [make_image(60, 40) for _ in range(8)]
    size = max(map(len, data))
    data = [one + bytes(size - len(one)) for one in data]
    with make_site(extra=f"TalecraftUserQuota {3 * size}") as site:
        site.add_user("w")
        site.add_user("other")
        client = site.login("w")
        with ThreadPoolExecutor(len(data)) as threads:
            answers = list(threads.map(
                lambda one: send(site.login("w"), one), data))
        assert sorted(one.status_code for one in answers) == \
            [201] * 3 + [400] * 5
        for one, answer in zip(data, answers):
            if answer.status_code == 400:
                expect(answer, 400, {"original_file": [
                    "Your uploads would exceed the quota of "
                    f"{3 * size} bytes."]})
            else:
                row = expect(send(client, one), 200).json()
                assert row["id"] == answer.json()["id"]
        expect(send(site.login("other"), data[0]), 201)
        expect(client.delete(f"/media/{row['id']}/"), 204)
        expect(send(client, make_image(20, 20)), 201)
        # of what was refused nothing stays
        eventually(lambda: site.sql("select count(*) from media_left") == "0")
        assert site.sql("select count(*) from media_files f where not exists "
                        "(select from media m where m.file_id = f.id)") == "0"
        stored = [path for path in (site.media_root / "originals").rglob("*")
                  if path.is_file()]
        assert len(stored) == int(site.sql("select count(*) from media_files"))
