"""What root does with paths that httpd's user can change.

The media root belongs to httpd's user; at each start and reload root looks
into it. Nothing that stands there may make root give away, change or wait for
anything else.
"""

import os
import shutil

import pytest

from support.content import eventually
from support.make import expect, make_image, upload, wait_ready
from support.tools import AS_ROOT, account, make_dir

pytestmark = pytest.mark.skipif(not AS_ROOT, reason="root alone gives away")

FOLDERS = ("tmp", "originals", "public")


@pytest.fixture(autouse=True)
def not_writable(expect_log):
    """Who has work for a folder says that nothing can be written there."""
    expect_log("TC8015: ")


@pytest.fixture
def own_site(make_site):
    with make_site() as site:
        site.add_user("w")
        yield site


@pytest.fixture
def victim(own_site):
    """A folder and a file of root's that nobody may touch."""
    folder = own_site.root / "victim"
    folder.mkdir(mode=0o700)
    (folder / "file").write_text("secret\n")
    (folder / "file").chmod(0o600)
    return folder


def state(path):
    found = os.stat(path)
    return found.st_uid, found.st_gid, found.st_mode


def reload_both_ways(site):
    """As logrotate does, and as an administrator does."""
    expect(site.client().get("/posts/"), 200)
    site.httpd.graceful()
    site.httpd.restart()
    expect(site.client().get("/posts/"), 200)


@pytest.mark.parametrize("name", FOLDERS)
def test_a_link_in_the_place_of_a_folder(own_site, victim, expect_log, name):
    expect_log("TC4001", must=True)
    place = own_site.media_root / name
    before = state(victim)
    shutil.rmtree(place)
    place.symlink_to(victim)
    reload_both_ways(own_site)
    assert state(victim) == before
    assert place.is_symlink()


def test_a_folder_of_roots_that_was_moved_here(own_site, victim, expect_log):
    """What stands in it would go with it."""
    expect_log("TC4001", must=True)
    place = own_site.media_root / "tmp"
    before = state(victim)
    shutil.rmtree(place)
    victim.rename(place)
    reload_both_ways(own_site)
    assert state(place) == before


def test_headers_of_purges_in_a_folder_of_others(make_site):
    """A link there would have root read any file, line by line."""
    def config(site):
        folder = make_dir(site.root / "own", user="www-data")
        (folder / "headers").write_text("X-Key: one\n")
        return site.default_config() + (
            "TalecraftPurge http://127.0.0.1:9/ "
            f"headers={folder / 'headers'}\n")

    done = make_site(config=config).httpd.command("-t")
    assert done.returncode != 0
    assert "others than root can put another file" in done.stderr


def test_a_link_in_the_place_of_the_lock(own_site, victim, expect_log):
    expect_log("TC4001", must=True)
    lock = own_site.media_root / "lock"
    before = state(victim / "file")
    lock.unlink()
    lock.symlink_to(victim / "file")
    reload_both_ways(own_site)
    assert state(victim / "file") == before


def test_a_second_name_of_a_file_in_the_place_of_the_lock(own_site, victim,
                                                          expect_log):
    expect_log("TC4001", must=True)
    lock = own_site.media_root / "lock"
    before = state(victim / "file")
    lock.unlink()
    os.link(victim / "file", lock)
    reload_both_ways(own_site)
    assert state(victim / "file") == before


def test_a_file_of_roots_with_content_is_no_lock(own_site, victim,
                                                 expect_log):
    """Its other names may be gone by now."""
    expect_log("TC4001", must=True)
    lock = own_site.media_root / "lock"
    os.rename(victim / "file", lock)
    before = state(lock)
    reload_both_ways(own_site)
    assert state(lock) == before


def test_a_pipe_in_the_place_of_the_lock(own_site, expect_log):
    expect_log("TC4001", must=True)
    lock = own_site.media_root / "lock"
    lock.unlink()
    os.mkfifo(lock)
    before = state(lock)
    reload_both_ways(own_site)
    assert state(lock) == before


def with_own_parent(make_site, **kwargs):
    """A site whose media root lies in a folder of httpd's user."""
    made = []

    def config(site):
        made.append(make_dir(site.root / "own", user="www-data"))
        site.media_root = make_dir(made[0] / "media", user="www-data",
                                   mode=0o750)
        return site.default_config()

    return make_site(config=config, **kwargs)


def test_a_link_in_the_place_of_the_root(make_site, expect_log):
    expect_log("TC4001", must=True)
    expect_log("TC1018")  # nobody but root can enter it
    expect_log("TC8013")  # nor is anything removed there
    with with_own_parent(make_site) as site:
        target = site.root / "victim"
        target.mkdir(mode=0o700)
        before = state(target)
        site.media_root.rename(site.media_root.with_name("away"))
        site.media_root.symlink_to(target)
        reload_both_ways(site)
        assert state(target) == before
        assert not list(target.iterdir())


def test_a_link_above_the_root(make_site, expect_log):
    """Its owner is httpd's user, so it may lead anywhere."""
    expect_log("TC4001", must=True)
    expect_log("TC1018")  # nobody but root can enter it
    expect_log("TC8013")  # nor is anything removed there
    with with_own_parent(make_site) as site:
        above = site.media_root.parent
        target = site.root / "victim"
        (target / "media").mkdir(parents=True, mode=0o700)
        before = state(target / "media")
        above.rename(above.with_name("away"))
        above.symlink_to(target)
        web = account("www-data")
        os.lchown(above, web.pw_uid, web.pw_gid)
        reload_both_ways(site)
        assert state(target / "media") == before
        assert not list((target / "media").iterdir())


def test_the_administrators_link_is_followed(make_site):
    """Root's own link in root's own folder: media on another disk."""
    def config(site):
        disk = make_dir(site.root / "disk", user="www-data", mode=0o750)
        link = site.root / "media-link"
        link.symlink_to(disk.name)
        site.media_root = link
        return site.default_config()

    with make_site(config=config) as site:
        site.add_user("w")
        reload_both_ways(site)
        row = expect(upload(site.login("w"), make_image()), 201).json()
        wait_ready(site.login("w"), row["id"])


def test_folders_are_made_and_given_away(own_site):
    """What the checks must not prevent: a new folder, and one that an
    administrator has made."""
    own_site.stop()
    web = state(own_site.media_root)[0]
    for name in FOLDERS:
        shutil.rmtree(own_site.media_root / name)
    (own_site.media_root / "tmp").mkdir(mode=0o755)
    (own_site.media_root / "lock").unlink()
    own_site.start()
    for name in ("lock", *FOLDERS):
        place = own_site.media_root / name
        eventually(lambda: place.exists() and state(place)[0] == web)
    row = expect(upload(own_site.login("w"), make_image()), 201).json()
    wait_ready(own_site.login("w"), row["id"])
