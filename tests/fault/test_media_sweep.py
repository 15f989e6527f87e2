"""What the sweeper removes, and what it can never remove."""

import contextlib
import hashlib
import os
import threading
import time
from datetime import timedelta

import pytest

from support.content import eventually
from support.make import (expect, make_image, make_media, make_post, upload,
                          wait_ready)
from support.store import original, put
from support.tools import AS_ROOT

DAY = timedelta(days=1).total_seconds()
PART = 600  # seconds until the search for unknown files takes the next part


@pytest.fixture
def own_site(make_site):
    with make_site() as site:
        site.add_user("w")
        yield site


def sweep(site):
    """The last sweep was long ago, as far as the next process knows."""
    mark = site.media_root / "site"
    then = time.time() - 2 * PART
    eventually(mark.exists)

    def is_aged():
        """Also when the first sweep, just begun, has dated it anew."""
        if abs(mark.stat().st_mtime - then) < 1:
            return True
        os.utime(mark, (then, then))
        return False

    eventually(is_aged, pause=0.5)
    site.httpd.graceful()


def test_what_is_old_goes(own_site):
    """Unfinished uploads, events, posts in the trash, ended previews."""
    own_site.sql("""
        insert into post_trash (id, title, author_id, status, deleted_at,
            post, view_count, old_slugs)
        select days, 't', 1, 'DRAFT', now() - days * interval '1 day', '{}',
            0, '{}' from unnest(array[29, 31]) days;
        insert into posts (title, slug, author_id, content)
        values ('t', 't', 1, '[]');
        insert into previews (post_id, author_id, hash, expires_at)
        select max(id), 1, md5(hours::text) || md5(hours::text),
            now() - hours * interval '1 hour'
        from posts, unnest(array[-1, 2]) hours group by hours""")
    own_site.sql("insert into events (at, action, object_type) "
                 "select now() - days * interval '1 day', 'x', 'x' "
                 "from unnest(array[364, 366, 9999]) days")
    tmp = own_site.media_root / "tmp"
    old = put(own_site, tmp / "upload-old", DAY + 60)
    young = put(own_site, tmp / "upload-young", DAY - 600)
    sweep(own_site)
    eventually(lambda: not old.exists())
    assert young.exists()
    eventually(lambda: own_site.sql(
        "select count(*) from events where action = 'x'") == "1")
    eventually(lambda: own_site.sql("select id from post_trash") == "29")
    eventually(lambda: own_site.sql("select expires_at > now() from "
                                    "previews") == "t")


def of_the_part(number, at):
    """A hash that belongs to one of the 256 parts."""
    part = int(at / PART) % 256
    digest = hashlib.sha256(f"{number} {at}".encode()).hexdigest()
    return f"{part:02x}{digest[2:]}"


def test_files_without_a_row(own_site):
    """Those of the part whose turn it is, if they are a day old."""
    now = time.time()
    turns = [now, now + PART]  # the next one might begin meanwhile
    old = [put(own_site, original(own_site, of_the_part(1, at)), DAY + 60)
           for at in turns]
    young = [put(own_site, original(own_site, of_the_part(2, at)), DAY - PART)
             for at in turns]
    public = own_site.media_root / "public"
    folders = [put(own_site, public / of_the_part(3, at)[:2] / of_the_part(3, at)[:32]
                   / "large.webp", DAY + 60) for at in turns]
    sweep(own_site)
    eventually(lambda: not all(path.exists() for path in old))
    eventually(lambda: not all(path.exists() for path in folders))
    assert all(path.exists() for path in young)


def test_files_of_rows_stay(own_site):
    """However old the files are, and wherever they lie."""
    client = own_site.login("w")
    row = make_media(client)
    then = time.time() - 10 * DAY
    mine = [path for path in own_site.media_root.rglob("*")
            if path.is_file() and path.name not in ("lock", "site")]
    for path in mine:
        os.utime(path, (then, then))
        os.utime(path.parent, (then, then))
    digest = row["file_hash"]
    marker = put(own_site, own_site.media_root / "tmp" / "marker", DAY + 60)
    own_site.sql("update media_files set created_at = now() - "
                 "interval '10 days'")
    sweep(own_site)
    eventually(lambda: not marker.exists())
    time.sleep(1)
    assert original(own_site, digest).exists()
    assert [path for path in mine if not path.exists()] == []
    assert client.get(row["url"], strict=False).status_code == 200


def test_files_of_the_last_row_go(own_site):
    """Within a minute, and the row of the file with them."""
    client = own_site.login("w")
    row = make_media(client)
    expect(client.delete(f"/media/{row['id']}/"), 204)
    eventually(lambda: own_site.sql(
        "select count(*) from media_files") == "0", 60)
    eventually(lambda: not original(own_site, row["file_hash"]).exists())
    eventually(lambda: not any(
        files for _, _, files in os.walk(own_site.media_root / "public")))
    assert own_site.sql("select count(*) from media_left") == "0"


def test_files_that_somebody_else_has_stay(own_site):
    own_site.add_user("w2")
    data = make_image(300, 200)
    rows = [make_media(own_site.login(name), data) for name in ("w", "w2")]
    expect(own_site.login("w").delete(f"/media/{rows[0]['id']}/"), 204)
    eventually(lambda: own_site.sql(
        "select count(*) from media_left") == "0", 60)
    assert own_site.login("w2").get(
        rows[1]["url"], strict=False).status_code == 200


@pytest.mark.skipif(not AS_ROOT, reason="only root can give files away")
def test_files_that_decoders_of_another_user_made(make_site):
    with make_site(extra="TalecraftMediaUser games") as site:
        site.add_user("w")
        test_files_of_the_last_row_go(site)


@pytest.mark.skipif(not AS_ROOT, reason="root's files are out of reach")
def test_what_cannot_be_removed_is_told(own_site, expect_log):
    expect_log(r"TC8012.*check that httpd's user may write", must=True)
    now = time.time()
    kept = [put(own_site, original(own_site, of_the_part(4, at)), DAY + 60)
            for at in (now, now + PART)]
    for path in kept:
        os.chown(path.parent, 0, 0)
    sweep(own_site)
    eventually(lambda: "TC8012" in own_site.httpd.log_text())
    assert all(path.exists() for path in kept)


@pytest.mark.skipif(not AS_ROOT, reason="only root can give folders away")
def test_folder_of_somebody_else_is_told(own_site, expect_log):
    expect_log(r"TC8013.*make the folder that of the user", must=True)
    expect_log("TC1018|TC8015")  # the reload goes on
    eventually((own_site.media_root / "site").exists)
    os.chown(own_site.media_root, 0, 0)
    (own_site.media_root / "site").unlink()
    own_site.httpd.graceful()
    eventually(lambda: "TC8013" in own_site.httpd.log_text(), 30)


def test_reloads_make_no_sweeps(own_site):
    """Nor do they put one off: the folder knows when the last one was."""
    eventually((own_site.media_root / "site").exists)
    old = put(own_site, own_site.media_root / "tmp" / "upload-old", DAY + 60)
    for _ in range(3):
        own_site.httpd.graceful()
        time.sleep(1)
    assert old.exists()
    sweep(own_site)
    eventually(lambda: not old.exists())


def test_nothing_of_another_database(own_site, expect_log):
    """Two databases with one folder by mistake: only its owner sweeps."""
    expect_log(r"TC8006", must=True)
    eventually((own_site.media_root / "site").exists)
    (own_site.media_root / "site").write_text("0123456789abcdef\n")
    old = put(own_site, own_site.media_root / "tmp" / "upload-old", DAY + 60)
    sweep(own_site)
    time.sleep(3)
    assert old.exists()


def test_upload_while_it_sweeps(own_site):
    """The same bytes come and go while every sweep finds them old."""
    client = own_site.login("w")
    data = make_image(200, 150)
    path = original(own_site, hashlib.sha256(data).hexdigest())
    stop = threading.Event()

    def age():
        while not stop.is_set():
            own_site.sql("update media_files set created_at = now() - "
                         "interval '2 hours'")
            with contextlib.suppress(FileNotFoundError):
                os.utime(path, (time.time() - 2 * DAY,) * 2)
            time.sleep(0.1)

    aging = threading.Thread(target=age)
    aging.start()
    try:
        for _ in range(8):
            row = expect(upload(client, data), 201).json()
            sweep(own_site)
            ready = wait_ready(client, row["id"])
            assert path.exists()
            assert client.get(ready["url"], strict=False).status_code == 200
            expect(client.delete(f"/media/{row['id']}/"), 204)
            sweep(own_site)
    finally:
        stop.set()
        aging.join()


def test_posts_that_were_in_the_trash_for_too_long(own_site):
    """They go with all that was kept of them; so do previews that have
    ended."""
    own_site.add_user("e", "EDITOR")
    editor = own_site.login("e")
    path = f"/posts/{make_post(editor)['id']}/"
    expect(editor.post(path + "notes/", json={"text": "x"}), 201)
    expect(editor.delete(path), 204)
    other = f"/posts/{make_post(editor)['id']}/"
    expect(editor.post(other + "previews/"), 201)
    own_site.sql("update post_trash set deleted_at = now() - "
                 "interval '31 days'; "
                 "update previews set expires_at = now() - interval '2 h'")
    sweep(own_site)
    eventually(lambda: own_site.sql(
        "select (select count(*) from post_trash) + "
        "(select count(*) from post_notes) + (select count(*) from previews)"
    ) == "0")
    assert own_site.sql("select count(distinct post_id) from "
                        "post_revisions") == "1"
