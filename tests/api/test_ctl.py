"""talecraftctl: users' roles, tokens, stats; backup and restore."""

import json
import os
import re
import subprocess

import pytest

from support.make import (expect, make_image, make_post, make_user, unique,
                          upload, wait_ready)
from support.tools import REPO


def fails(code, text, site, *args):
    with pytest.raises(RuntimeError) as caught:
        site.ctl(*args)
    said = str(caught.value)
    assert f"ended with {code}:" in said and text in said, said


def test_roles(site, admin):
    user = make_user(admin, role="WRITER")
    name, path = user["username"], f"/users/{user['id']}/"
    assert site.ctl("user", "role", name, "EDITOR") == f"{name} is EDITOR now\n"
    assert expect(admin.get(path), 200).json()["role"] == "EDITOR"
    client = site.login(name, user["password"])
    assert site.ctl("user", "disable", name) == \
        f"{name} is disabled now; all its tokens are gone\n"
    expect(client.get("/auth/me/"), 401)
    site.ctl("user", "enable", name)
    expect(client.get("/auth/me/"), 401)
    site.login(name, user["password"])
    fails(6, '"BOSS" is no role', site, "user", "role", name, "BOSS")
    fails(7, "there is no user nobody-here", site, "user", "disable",
          "nobody-here")
    fails(2, "needs one name", site, "user", "enable")


def test_the_last_admin(make_site):
    with make_site() as site:
        site.add_user("boss", "ADMIN")
        fails(5, "last active administrator", site, "user", "disable", "boss")
        fails(5, "last active administrator", site, "user", "role", "boss",
              "WRITER")


def test_tokens(site, admin):
    user = make_user(admin, role="EDITOR")["username"]
    token = site.ctl("token", "add", user, "--name", "Build", "--days",
                     "2").strip()
    client = site.client(token)
    expect(client.get("/auth/me/"), 200)
    reader = site.client(site.ctl("token", "add", user,
                                  "--read-only").strip())
    expect(reader.post("/posts/", json={"title": "x", "content": []}), 403)
    rows = json.loads(site.ctl("--json", "token", "list", user))
    assert [(row["name"], row["read_only"]) for row in rows] == [
        ("Build", False), ("", True)]
    assert rows[1]["expires_at"] == "never" and rows[0]["username"] == user
    lines = site.ctl("token", "list", user).splitlines()
    assert lines[0].split("\t") == list(rows[0])
    assert site.ctl("token", "revoke", str(rows[0]["id"])) == \
        f"revoked token {rows[0]['id']}\n"
    expect(client.get("/auth/me/"), 401)
    fails(7, "no API token", site, "token", "revoke", str(rows[0]["id"]))
    fails(7, "no active user", site, "token", "add", unique("nobody"))
    fails(2, "--days", site, "token", "add", user, "--days", "soon")


def test_stats(site, editor):
    make_post(editor, publish=True)
    stats = json.loads(site.ctl("--json", "stats"))
    assert stats["posts_published"] > 0 and stats["database_bytes"] > 1000
    assert f"events: {stats['events']}" in site.ctl("stats").splitlines()


def test_json_of_users(site):
    rows = json.loads(site.ctl("--json", "user", "list"))
    assert {"id", "username", "role", "state", "email", "last_login"} == \
        set(rows[0])
    assert isinstance(rows[0]["id"], int)


# -- backup


def script(site, name, *args, database=None, code=0):
    env = dict(os.environ, TALECRAFT_DATABASE=site.pg.conninfo(
        database or site.database))
    done = subprocess.run([REPO / "conf/backup" / name, *map(str, args)],
                          env=env, capture_output=True, text=True)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


def as_cron_does(site, folder):
    """The line of the docs, with what cron gives to what it starts, and the
    script in place of talecraftctl, which is not installed."""
    page = (REPO / "docs/operations.md").read_text("utf-8")
    line = re.search(r"^\d+ \d+ \* \* \* root (talecraftctl backup .*)$", page,
                     re.M).group(1)
    for word, here in (
            ("talecraftctl backup", REPO / "conf/backup/backup.sh"),
            ("--site example.org", f"--media {site.media_root}"),
            ("/var/backups/example.org", folder)):
        assert word in line
        line = line.replace(word, str(here))
    done = subprocess.run(["/bin/sh", "-c", line], cwd="/", env={
        "PATH": "/usr/bin:/bin", "SHELL": "/bin/sh", "HOME": "/root",
        "LOGNAME": "root",
        "TALECRAFT_DATABASE": site.pg.conninfo(site.database)},
        capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_backup_and_restore(make_site, tmp_path):
    folder = tmp_path / "backup"
    with make_site() as site:
        site.add_user("e", "EDITOR")
        client = site.login("e")
        picture = expect(upload(client, make_image(60, 40)), 201).json()
        wait_ready(client, picture["id"])
        as_cron_does(site, folder)
        post = make_post(client, publish=True, content=[
            {"type": "image", "media_id": picture["id"]}])
        said = script(site, "backup.sh", "--media", site.media_root,
                      "--keep", 1, folder)
        assert said.endswith("1 originals\n")
        assert len(list(folder.glob("database-*.dump"))) == 1
        path = f"/posts/{post['id']}/"
        before = expect(site.client().get(path), 200).text
        # what is there is never overwritten
        said = script(site, "restore.sh", "--media", tmp_path / "media",
                      folder, code=1)
        assert "must be empty" in said
        origin = site.url
    database = unique("restored")
    site.pg.create_database(database)
    other = make_site(database=database)
    script(other, "restore.sh", "--media", other.media_root, folder)
    with other:
        again = expect(other.client().get(path), 200).text
        assert again.replace(other.url.removesuffix("/api"), "") == \
            before.replace(origin.removesuffix("/api"), "")
        client = other.login("e")
        original = client.get(f"/media/{picture['id']}/original/")
        assert expect(original, 200).content
        url = expect(client.get(f"/media/{picture['id']}/"), 200).json()["url"]
        expect(client.get(url, strict=False), 200)
        make_post(client, publish=True)


def test_a_backup_that_lacks_a_file(make_site, tmp_path):
    with make_site() as site:
        site.add_user("w")
        client = site.login("w")
        row = expect(upload(client, make_image(60, 40)), 201).json()
        wait_ready(client, row["id"])
        for path in (site.media_root / "originals").rglob("*.jpg"):
            path.unlink()
        said = script(site, "backup.sh", "--media", site.media_root,
                      tmp_path / "b", code=1)
        assert row["file_hash"] in said
