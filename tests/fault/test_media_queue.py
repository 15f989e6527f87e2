"""The media queue under kills, reloads and a database that goes away."""

import os
import pwd
import signal
import subprocess
import time

import pytest

from support.content import eventually
from support.make import expect, make_image, upload, wait_ready
from support.postgres import AWAY_LINES
from support.site import PASSWORD
from support.tools import AS_ROOT, read_proc


@pytest.fixture
def own_site(make_site):
    with make_site(extra="TalecraftMediaWorkers 2") as site:
        site.add_user("w")
        yield site


def workers(site):
    """All of them; one that has just been started counts as soon as it is
    seen to be one."""
    return eventually(lambda: len(found := site.httpd.helpers()) == 2
                      and found)


def pictures(client, count):
    """Uploads that keep two workers busy for some seconds."""
    images = [make_image(1500, 1300, noise=True) for _ in range(count)]
    rows = [expect(upload(client, data), 201).json()["id"]
            for data in images]
    eventually(lambda: any(status(client, row) == "PROCESSING"
                           for row in rows), pause=0.02)
    return rows


def status(client, row):
    return expect(client.get(f"/media/{row}/"), 200).json()["status"]


def all_ready(site, client, rows):
    for row in rows:
        wait_ready(client, row)
    assert site.sql("select count(*) from media_files where status <> "
                    "'READY' or lease_token is not null or again") == "0"


def forget(site, *parts):
    """The log may hold lines with these parts, and no other problems."""
    left = [line for line in site.httpd.new_problems()
            if not any(part in line for part in parts)]
    assert left == []


def test_worker_is_killed(own_site):
    client = own_site.login("w")
    rows = pictures(client, 4)
    before = workers(own_site)
    os.kill(before[0], signal.SIGKILL)
    all_ready(own_site, client, rows)
    eventually(lambda: before[0] not in workers(own_site))
    forget(own_site, "TC4006")


def leases(site):
    """The tokens, and how often a lease of a file has run out."""
    tokens, attempts = site.sql(
        "select string_agg(lease_token, ' '), max(attempts) "
        "from media_files").split("|")
    return set(tokens.split()), int(attempts)


@pytest.mark.parametrize("how", ["graceful", "restart"])
def test_reload_in_the_middle(own_site, how):
    """Jobs are given back at once: nobody waits for a lease to run out."""
    client = own_site.login("w")
    rows = pictures(client, 4)
    before = workers(own_site)
    held, _ = leases(own_site)
    assert held
    getattr(own_site.httpd, how)()
    assert any(status(client, row) != "READY" for row in rows), \
        "the reload has waited for all jobs"

    def given_back():
        now, attempts = leases(own_site)
        assert attempts == 0, "a lease has run out"
        return not held & now

    eventually(given_back)
    all_ready(own_site, client, rows)
    assert not set(before) & set(workers(own_site))
    assert own_site.sql("select max(attempts) from media_files") == "0"


def test_children_are_killed(own_site):
    client = own_site.login("w")
    rows = pictures(client, 4)
    before = own_site.httpd.servers()
    for pid in before:
        os.kill(pid, signal.SIGKILL)
    eventually(lambda: set(own_site.httpd.servers()) - set(before))
    all_ready(own_site, client, rows)


def test_everything_is_killed(own_site):
    client = own_site.login("w")
    rows = pictures(client, 4)
    own_site.httpd.kill()
    own_site.httpd.start()
    all_ready(own_site, client, rows)


def crash(pg):
    """kill -9 of one backend: PostgreSQL ends all others and recovers."""
    backend = pg.sql("select max(pid) from pg_stat_activity where "
                     "application_name = 'talecraft'")
    os.kill(int(backend), signal.SIGKILL)


@pytest.mark.parametrize("how", [
    crash, lambda pg: pg.restart(signal.SIGQUIT)], ids=["crash", "restart"])
def test_database_is_killed(make_site, own_pg, expect_log, how):
    """Results wait until they can be written, leases for a while as well."""
    expect_log(AWAY_LINES)
    with make_site(pg=own_pg, extra="TalecraftMediaWorkers 2") as site:
        site.add_user("w")
        client = site.login("w")
        rows = pictures(client, 4)
        how(own_pg)
        eventually(lambda: client.get(
            "/auth/me/", strict=False).status_code == 200)
        all_ready(site, client, rows)


def two_sites(site):
    """Two virtual hosts with databases of their own and one worker."""
    site.create_database("other_" + site.database)
    hosts = "".join(f"""<VirtualHost 127.0.0.1:{site.port}>
ServerName {name}
{site.dbd(database)}
TalecraftMediaRoot {site.make_media_root("media-" + name)}
<Location "/api">
    SetHandler talecraft
</Location>
</VirtualHost>
""" for name, database in (("busy.example", site.database),
                           ("calm.example", "other_" + site.database)))
    return (f"TalecraftWorkerProgram {site.worker}\n"
            f"TalecraftMediaWorkers 1\n{hosts}")


def test_a_busy_site_does_not_hold_up_another(make_site):
    """A single picture overtakes what another site has had in the queue."""
    site = make_site(config=two_sites)
    site.add_user("w")
    site.add_user("w", database="other_" + site.database)
    with site:
        clients = []
        for name in ("busy.example", "calm.example"):
            client = site.client(headers={"Host": f"{name}:{site.port}"})
            token = expect(client.post("/auth/login/", json={
                "username": "w", "password": PASSWORD}), 200).json()["token"]
            client.session.headers["Authorization"] = f"Bearer {token}"
            clients.append(client)
        busy, calm = clients
        rows = pictures(busy, 10)
        single = expect(upload(calm, make_image(800, 600)), 201).json()["id"]
        wait_ready(calm, single)
        waiting = [row for row in rows if status(busy, row) == "UPLOADED"]
        assert len(waiting) >= 4, "all the other site's work came first"
        for row in rows:
            wait_ready(busy, row)


def test_stop_gives_jobs_back(own_site):
    client = own_site.login("w")
    pictures(client, 4)
    own_site.stop()
    assert own_site.sql(
        "select count(*) from media_files where status = 'PROCESSING' or "
        "lease_token is not null") == "0"


def test_late_result_changes_nothing(own_site):
    """Whoever lost the lease meanwhile must not write."""
    client = own_site.login("w")
    row = pictures(client, 1)[0]
    own_site.sql("update media_files set lease_token = 'another', "
                 "lease_until = now() + interval '1 hour'")
    time.sleep(4)
    assert status(client, row) == "PROCESSING"
    assert own_site.sql("select lease_token from media_files") == "another"
    own_site.sql("update media_files set lease_until = now()")
    all_ready(own_site, client, [row])


def test_missing_original_is_tried_again(own_site):
    client = own_site.login("w")
    data = make_image(64, 64)
    row = expect(upload(client, data), 201).json()
    wait_ready(client, row["id"])
    digest = row["file_hash"]
    path = (own_site.media_root / "originals" / digest[:2] / digest[2:4]
            / f"{digest}.jpg")
    path.rename(path.with_suffix(".away"))
    expect(client.post(f"/media/{row['id']}/reprocess/"), 202)
    eventually(lambda: own_site.sql("select attempts from media_files")
               != "0")
    got = expect(client.get(f"/media/{row['id']}/"), 200).json()
    assert got["status"] == "READY" and got["variants"]
    path.with_suffix(".away").rename(path)
    eventually(lambda: own_site.sql("select again from media_files") == "f")
    assert own_site.sql("select attempts from media_files") == "0"


@pytest.mark.skipif(not AS_ROOT, reason="only root can give files away")
def test_decoders_of_another_user(make_site):
    with make_site(extra="TalecraftMediaUser games\nTalecraftMediaWorkers 2") as site:
        site.add_user("w")
        client = site.login("w")
        row = expect(upload(client, make_image(900, 700)), 201).json()
        done = wait_ready(client, row["id"])
        served = client.get(done["url"], strict=False)
        assert served.status_code == 200
        games = str(pwd.getpwnam("games").pw_uid)
        for pid in workers(site):
            assert f"Uid:\t{games}\t{games}\t{games}" \
                in read_proc(pid, "status")
        listing = subprocess.run(
            ["find", site.media_root / "public", "-type", "f", "-printf",
             "%u\n"], check=True, text=True, capture_output=True).stdout
        assert set(listing.split()) == {"games"}
        for folder in ("tmp", "originals"):
            denied = subprocess.run(
                ["setpriv", "--reuid=games", "--regid=games",
                 "--clear-groups", "touch",
                 site.media_root / folder / "x"], capture_output=True)
            assert denied.returncode != 0
