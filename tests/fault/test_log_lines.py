"""Lines of the error log that no other test brings about.

test_lint_logs.py counts them: each number of the sources is met by a test, or
named there with the reason why it cannot be.
"""

import contextlib
import os
import signal
import sys
import time

import pytest

from support.content import eventually
from support.make import (expect, make_image, make_post, upload, wait_ready)
from support.site import Site
from support.tools import AS_ROOT, make_dir, read_proc

# -- what is wrong with a configuration, said by `httpd -t`


def without_dbd(site):
    return f"""TalecraftMediaRoot {site.media_root}
TalecraftWorkerProgram {site.worker}
<Location /api>
    SetHandler talecraft
</Location>
"""


def with_root(path):
    """Another media root."""
    def config(site):
        site.media_root = path(site)
        return site.default_config()
    return config


def a_file(site):
    (site.root / "file").write_text("")
    return site.root / "file"


def of_another(site):
    return make_dir(site.root / "closed", user="postgres", mode=0o755)


def without_worker(site):
    site.worker = site.root / "nothing"
    return site.default_config()


@pytest.mark.parametrize("number,config,words", [
    ("TC1001", without_dbd, "mod_dbd.c is not loaded"),
    ("TC1002", lambda site: "TalecraftCache nosuch\n" + site.default_config(),
     "no socache provider"),
    ("TC1003", with_root(a_file), "is no directory"),
    pytest.param("TC1004", with_root(of_another), "cannot be written",
                 marks=pytest.mark.skipif(not AS_ROOT, reason="one user")),
    ("TC1005", without_worker, "there is no file")])
def test_configuration(make_site, expect_log, number, config, words):
    expect_log(f"{number}|AH00020")
    site = make_site(config=config)
    if number == "TC1001":
        text = site.httpd.conf.read_text()
        line = next(line for line in text.splitlines()
                    if line.startswith("LoadModule dbd_module"))
        site.httpd.conf.write_text(text.replace(line, ""))
    done = site.httpd.command("-t")
    said = done.stderr + site.httpd.log_text()
    assert done.returncode != 0
    assert number in said and words in said


def test_cache_that_cannot_be_made(make_site, expect_log):
    expect_log(r"TC3006: .*shmcb:.*\(12\)", must=True)
    expect_log("AH00020")
    site = make_site(config=lambda site: "TalecraftCache shmcb:12\n"
                     + site.default_config())
    site.httpd.spawn()
    assert site.httpd.process.wait(60) != 0
    site.stop()


# -- the database


def test_too_many_databases(make_site, expect_log):
    """More than TC_DATABASE_SLOTS."""
    expect_log("TC3030: ", must=True)
    expect_log("AH00629: .*/nowhere|AH02655: |TC2001: |TC1016: ")

    def config(site):
        host = """<VirtualHost 127.0.0.1:{0}>
ServerName host{1}
DBDParams "host=/nowhere dbname=none{1}"
</VirtualHost>
"""
        return site.default_config() + "".join(
            host.format(site.port, number) for number in range(256))

    site = make_site(config=config)
    done = site.httpd.command("-t")
    assert done.returncode == 0, done.stderr
    with site:
        # it would try all of them first, longer than httpd waits for a child
        site.httpd.kill()


ERRORS = {"TC2011": "25006", "TC2012": "40001", "TC2013": "53100",
          "TC2015": "42501", "TC2016": "42P01", "TC2020": "XX000"}


@pytest.fixture(scope="module")
def ads(pg, base):
    """A site whose PostgreSQL says what the name of an ad says."""
    with Site(pg, base) as site:
        site.add_user("admin", "ADMIN")
        site.sql("""
create function say() returns trigger language plpgsql as $$ begin
    if new.name like 'lost%' then
        perform pg_terminate_backend(pg_backend_pid());
    end if;
    raise 'as told' using errcode = split_part(new.name, ' ', 1);
end $$;
create trigger say before insert on ad_placements
    for each row execute function say();
create function skip() returns trigger language plpgsql as
    $$ begin return null; end $$;
""")
        yield site


@pytest.mark.parametrize("number", sorted(ERRORS))
def test_statement_that_fails(ads, expect_log, number):
    expect_log(f"{number}: .*{ERRORS[number]}", must=True)
    answer = ads.login("admin").post("/ad-placements/", strict=False, json={
        "name": f"{ERRORS[number]} {number}"})
    assert answer.status_code in (500, 503)


def test_connection_that_is_lost_twice(ads, expect_log):
    expect_log("TC2007: ", must=True)
    expect_log("dbd:")
    answer = ads.login("admin").post("/ad-placements/", strict=False,
                                     json={"name": "lost"})
    expect(answer, 503)


def test_post_that_always_changes(ads, expect_log):
    expect_log("TC7002: ", must=True)
    admin = ads.login("admin")
    post = make_post(admin)
    ads.sql("create trigger skip before update on posts "
            "for each row execute function skip()")
    try:
        expect(admin.patch(f"/posts/{post['id']}/", strict=False,
                           json={"title": "Other"}), 503)
    finally:
        ads.sql("drop trigger skip on posts")


@pytest.mark.parametrize("number,table,name", [
    ("TC7003", "categories", "taken"), ("TC7011", "tags", "\u2605")])
def test_no_slug_is_free(ads, expect_log, number, table, name):
    expect_log(f"{number}: ", must=True)
    ads.sql("create function taken() returns trigger language plpgsql as "
            "$$ begin raise 'taken' using errcode = '23505', "
            f"constraint = '{table}_slug_key', table = '{table}'; "
            f"end $$; create trigger a_taken before insert on {table} "
            "for each row execute function taken()")
    try:
        expect(ads.login("admin").post(f"/{table}/", strict=False,
                                       json={"name": name}), 503)
    finally:
        ads.sql("drop function taken cascade")


def test_database_that_cannot_be_reached(make_site, expect_log):
    expect_log("TC2002: ", must=True)
    expect_log("dbd:|TC8")
    with make_site(config=lambda site: site.default_config().replace(
            f"dbname={site.database}", "dbname=nosuch")) as site:
        expect(site.client().get("/posts/", strict=False), 503)


def test_a_start_that_waits_for_mod_dbd(make_site, own_pg):
    """Watchdogs run while mod_dbd connects, before this module is ready."""
    site = make_site(pg=own_pg, config=lambda site:
                     site.default_config().replace("DBDMin 0", "DBDMin 1"))
    os.kill(own_pg.process.pid, signal.SIGSTOP)
    try:
        site.httpd.spawn()
        site.httpd.wait_listening()
        time.sleep(1.5)
    finally:
        os.kill(own_pg.process.pid, signal.SIGCONT)
    eventually(lambda: "changes in the database are heard"
               in site.httpd.log_text())
    assert "cannot be reached" not in site.httpd.log_text()


def test_encoding_of_the_database(make_site, expect_log, pg):
    expect_log("TC2006: ", must=True)
    expect_log("TC8")
    pg.sql("create database latin owner talecraft template template0 "
           "encoding 'SQL_ASCII' lc_collate 'C' lc_ctype 'C'")
    with make_site(config=lambda site: site.default_config().replace(
            f"dbname={site.database}", "dbname=latin")) as site:
        answer = site.client().get("/health/", strict=False)
        expect(answer, 503)
        assert "encoding is not UTF8" in answer.text


# -- media


@pytest.fixture(scope="module")
def pictures(pg, base):
    """A site with a READY picture."""
    with Site(pg, base) as site:
        site.add_user("w")
        site.row = expect(upload(site.login("w"), make_image()), 201).json()
        wait_ready(site.login("w"), site.row["id"])
        yield site


def test_no_media_root(make_site, expect_log, pictures):
    expect_log("TC4004: ", must=True)
    expect_log("TC4010: ", must=True)
    with make_site(config=lambda site: site.default_config().replace(
            f"TalecraftMediaRoot {site.media_root}\n", ""),
            database=pictures.database) as site:
        client = pictures.login("w")
        other = site.client(client.token, strict=False)
        expect(upload(other, make_image()), 503)
        expect(other.get(f"/media/{pictures.row['id']}/original/"), 503)


def out_of_reach(path):
    """What was there comes back at the end."""
    @contextlib.contextmanager
    def block():
        away = path.with_name(path.name + ".away")
        path.rename(away)
        path.symlink_to(path.name)  # a loop
        try:
            yield
        finally:
            path.unlink()
            away.rename(path)
    return block()


def test_original_that_cannot_be_read(pictures, expect_log):
    expect_log("TC4011: ", must=True)
    client = pictures.login("w")
    with out_of_reach(pictures.media_root / "originals"):
        expect(client.get(f"/media/{pictures.row['id']}/original/",
                          strict=False), 500)


def test_variant_that_cannot_be_read(pictures, expect_log):
    expect_log("TC4009: ", must=True)
    client = pictures.login("w")
    url = client.get(f"/media/{pictures.row['id']}/").json()["url"]
    expect(client.get(url, strict=False), 200)
    with out_of_reach(pictures.media_root / "public"):
        expect(client.get(url, strict=False), 503)


def test_upload_that_cannot_be_stored(make_site, expect_log):
    """On a site of its own: a site says such a thing once a minute."""
    expect_log("TC4003: ", must=True)
    with make_site() as site:
        site.add_user("w")
        with out_of_reach(site.media_root / "tmp"):
            client = site.client(site.login("w").token, strict=False)
            expect(upload(client, make_image()), 503)


@contextlib.contextmanager
def taken_by_files(folder):
    """Where folders are to be made, there are files."""
    files = [folder / f"{n:02x}" for n in range(256)]
    files = [path for path in files if not path.exists()]
    for path in files:
        path.touch()
    try:
        yield
    finally:
        for path in files:
            path.unlink()


def test_folder_of_variants_that_cannot_be_made(pictures, expect_log):
    expect_log("TC8004: ", must=True)
    expect_log("TC8")
    with taken_by_files(pictures.media_root / "public"):
        row = expect(upload(pictures.login("w"), make_image()), 201).json()
        eventually(lambda: "TC8004" in pictures.httpd.log_text())
    wait_ready(pictures.login("w"), row["id"])


# -- the media workers


ANSWERS_NONSENSE = """
import array, os, socket, struct, sys
offers = socket.socket(fileno=0)

def send(seat, text):
    seat.sendall(struct.pack(">I", len(text)) + text)

while True:
    _, found, _, _ = offers.recvmsg(1, socket.CMSG_SPACE(4))
    if not found:
        sys.exit()
    seat = socket.socket(fileno=array.array("i", found[0][2])[0])
    send(seat, b'{"ready":%d}' % os.getpid())
    while size := seat.recv(4):
        seat.recv(struct.unpack(">I", size)[0])
        send(seat, b'{"status":"ready","width":"wide"}')
"""


def busy(site):
    """The decoders that are at work."""
    return [int(child) for pid in site.httpd.helpers() for child in
            read_proc(pid, f"task/{pid}/children").split()]


def with_worker(make_site, text):
    """A site whose talecraft-worker is this program."""
    site = make_site(extra="TalecraftMediaRetries 0\n")
    site.worker.write_text(text)
    site.add_user("w")
    return site


def test_answer_that_is_none(make_site, expect_log):
    expect_log("TC8005: ", must=True)
    with with_worker(make_site, f"#!{sys.executable}" + ANSWERS_NONSENSE) \
            as site:
        client = site.login("w")
        row = expect(upload(client, make_image()), 201).json()
        wait_ready(client, row["id"], states=("FAILED",), never=("READY",))


def test_worker_that_cannot_be_run(make_site, expect_log):
    expect_log("TC4007: ", must=True)
    site = make_site()
    site.worker.chmod(0o644)
    with site:
        expect(site.client().get("/health/", strict=False), 503)


def test_workers_that_always_die(make_site, expect_log):
    """They are there all the time, in the pause before the next try."""
    expect_log("TC4006: ", must=True)
    site = make_site()
    good = site.worker.read_bytes()
    site.worker.write_text("#!/bin/sh\n"
                           'test "$2" = 0 || sleep "$2"\nexit 65\n')
    with site:
        client = site.client(strict=False)
        eventually(lambda: client.get("/health/").status_code == 503)
        for _ in range(20):
            answer = expect(client.get("/health/"), 503)
            assert answer.json()["media_workers"] == 0
            time.sleep(0.1)
        site.worker.with_name("good").write_bytes(good)
        site.worker.with_name("good").chmod(0o755)
        site.worker.with_name("good").rename(site.worker)
        eventually(lambda: client.get("/health/").status_code == 200)
        assert client.get("/health/").json()["media_workers"] >= 1


def test_decoder_that_crashes(make_site, expect_log):
    expect_log("TC4041: ", must=True)
    with make_site(extra="TalecraftMediaEffort 6\n") as site:
        site.add_user("w")
        client = site.login("w")
        row = expect(upload(client, make_image(2200, 1800, noise=True)),
                     201).json()

        decoder = eventually(lambda: busy(site), pause=0.01)[0]
        os.kill(decoder, signal.SIGSEGV)
        wait_ready(client, row["id"], states=("FAILED",), never=("READY",))
