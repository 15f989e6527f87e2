"""talecraftctl: cache flush, export, check."""

import json
import stat

import pytest

from support.cached import read, settle, warm
from support.content import eventually
from support.make import (make_category, make_media, make_post, make_tag,
                          unique)


def fails(code, text, site, *args):
    with pytest.raises(RuntimeError) as caught:
        site.ctl(*args)
    said = str(caught.value)
    assert f"ended with {code}:" in said and text in said, said


def test_cache_flush_reaches_all_servers(make_site):
    """Rows that were changed behind all triggers are shown after it, by both
    servers of the database."""
    with make_site() as one, make_site(database=one.database) as two:
        one.add_user("e", "EDITOR")
        category = make_category(one.login("e"))["id"]
        path, name = f"/categories/{category}/", unique("behind")
        for site in (one, two):
            settle(site.client())
            warm(site.client(), path)
        one.sql("set session_replication_role = replica; update categories "
                f"set name = '{name}' where id = {category}")
        for site in (one, two):
            assert name not in read(site.client(), path, "HIT").text
        assert one.ctl("cache", "flush") == "told all servers\n"
        for site in (one, two):
            eventually(lambda site=site:
                       name in read(site.client(), path).text)
        fails(2, "cache flush takes no", one, "cache", "flush", "now")


def lines(path):
    return [json.loads(line) for line in
            path.read_text(encoding="utf-8").splitlines()]


def test_export(make_site):
    with make_site() as site:
        site.add_user("e", "ADMIN")
        editor = site.login("e")
        media = make_media(editor)
        tag = make_tag(editor)
        category = make_category(editor)
        live = make_post(editor, publish=True, tags=[tag["name"]],
                         category=category["id"], title="Zwölf \"Brüder\"\n")
        draft = make_post(editor)
        site.sql("update posts set content = E'[\\n{\"type\":\\n"
                 f"\"divider\"}}]'::json where id = {draft['id']}")
        target = site.root / "export"
        said = site.ctl("export", str(target))
        assert said == ("users: 1\ncategories: 1\ntags: 1\nmedia: 1\n"
                        "posts: 2\n")
        assert sorted(path.name for path in target.iterdir()) == sorted(
            f"{name}.jsonl" for name in
            ("users", "categories", "tags", "media", "posts"))
        assert stat.S_IMODE(target.stat().st_mode) == 0o700
        posts = {row["id"]: row for row in lines(target / "posts.jsonl")}
        assert posts[live["id"]]["title"] == live["title"]
        assert posts[live["id"]]["content"] == live["content"]
        assert posts[live["id"]]["tags"] == [tag["slug"]]
        assert posts[live["id"]]["status"] == "PUBLISHED"
        assert posts[draft["id"]]["content"] == [{"type": "divider"}]
        user, = lines(target / "users.jsonl")
        assert user["username"] == "e" and "password_hash" not in user
        item, = lines(target / "media.jsonl")
        assert item["id"] == media["id"]
        assert item["file"]["sha256"] == media["file_hash"]
        fails(6, "is not empty", site, "export", str(target))

        more = site.root / "more"
        site.ctl("export", "--hashes", str(more), "--revisions")
        user, = lines(more / "users.jsonl")
        assert user["password_hash"].startswith("$2y$")
        assert {row["post_id"] for row in lines(more / "revisions.jsonl")} == \
            {live["id"], draft["id"]}
        fails(2, "export needs one folder", site, "export")
        fails(6, "No such file", site, "export", "/nowhere/at/all")


def test_check(make_site):
    with make_site() as site:
        site.add_user("boss", "ADMIN")
        said = site.ctl("check", "--media", str(site.media_root)).splitlines()
        assert said[-1] == "ok" and "users: 1" in said
        told = json.loads(site.ctl("--json", "check"))
        assert told["faults"] == [] and told["counts"]["users"] == 1
        assert told["schema_version"] > 30
        fails(1, "FAULT: the media root is no folder: 1; mount it", site,
              "check", "--media", str(site.root / "none"))
        site.media_root.chmod(0o777)
        fails(1, "anybody may write", site, "check", "--media",
              str(site.media_root))
        site.media_root.chmod(0o750)
        site.sql("alter table categories disable trigger user")
        fails(1, "triggers that are turned off", site, "check")
        fails(1, '"todo":"ALTER TABLE', site, "--json", "check")
        site.sql("alter table categories enable trigger user")
        site.sql("alter table users disable trigger user; "
                 "update users set role = 'WRITER'; "
                 "alter table users enable trigger user")
        fails(1, "talecraftctl user add NAME --role ADMIN", site, "check")
