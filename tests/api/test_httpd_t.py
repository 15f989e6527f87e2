"""What `httpd -t` says of a configuration is what its start would say."""

import re

import pytest

from support.site import Site
from support.tools import AS_ROOT, make_dir

ROOT = pytest.mark.skipif(not AS_ROOT, reason="one user")


@pytest.fixture(scope="module")
def own(pg, base):
    """Never started: its configuration is another one in each test."""
    return Site(pg, base)


@pytest.fixture
def said(own):
    """What `httpd -t` says: said(configuration) or said(before=LINES)."""
    def ask(config=None, *, before=""):
        own.httpd.config = before + (config or own.default_config())
        own.httpd.write_config()
        done = own.httpd.command("-t")
        assert own.httpd.log_text() == ""
        return done.returncode, done.stderr
    return ask


def refused(answer, *words):
    code, text = answer
    assert code != 0, text
    assert all(word in text for word in words), text


def taken(answer, *words):
    code, text = answer
    assert code == 0, text
    assert all(word in text for word in words), text
    if not words:
        assert "TC" not in text


def test_a_configuration_that_is_well(said):
    taken(said())


def vhost(lines, name="other"):
    return f"<VirtualHost *:1>\nServerName {name}\n{lines}\n</VirtualHost>\n"


# -- the cache

@pytest.mark.parametrize("size", ["1024", "12", "99999999999", "8000G"])
def test_cache_that_cannot_be_made(said, size):
    refused(said(before=f"TalecraftCache shmcb:{size}\n"), "TalecraftCache",
            size)


def test_cache_with_a_lock_that_cannot_be_used(said):
    refused(said(before="Mutex sem default\n"), "TC3005")


@pytest.mark.parametrize("size", ["64X", "64MB", "6 4", "-1", "0x10000"])
def test_size_of_the_cache_that_is_none(said, size):
    refused(said(before=f'TalecraftCache "shmcb:{size}"\n'),
            "TalecraftCache", size)


@pytest.mark.parametrize("size", ["1M", "65536", "512k", "1G",
                                  "cache(512000)"])
def test_size_of_the_cache(said, size):
    taken(said(before=f"TalecraftCache shmcb:{size}\n"))


# -- media

def test_media_user_that_there_is_not(said):
    refused(said(before="TalecraftMediaUser nobody-here\n"), "TC1012",
            "nobody-here")
    taken(said(before="TalecraftMediaUser nobody\n"))
    taken(said(before="TalecraftMediaUser #12345\n"))


def test_worker_that_cannot_be_run(own, said):
    own.worker.chmod(0o644)
    try:
        taken(said(), "TC4007", str(own.worker))
    finally:
        own.worker.chmod(0o755)


@ROOT
def test_media_root_out_of_reach(own, said):
    closed = make_dir(own.root / "closed", mode=0o700)
    media = make_dir(closed / "media", user="www-data", mode=0o750)
    config = own.default_config().replace(str(own.media_root), str(media))
    refused(said(config), "TC1018", f"{closed}")
    # one that is yet to be made as well
    refused(said(config.replace(str(media), f"{closed}/new")), "TC1018",
            f"{closed}")
    make_dir(closed, mode=0o711)
    closed.chmod(0o711)
    taken(said(config))


@ROOT
def test_media_root_out_of_reach_of_decoders(own, said):
    """httpd's user may go there, its decoders may not."""
    closed = make_dir(own.root / "httpds", user="www-data", mode=0o700)
    media = make_dir(closed / "media", user="www-data", mode=0o750)
    config = own.default_config().replace(str(own.media_root), str(media))
    taken(said(config))
    refused(said(config, before="TalecraftMediaUser nobody\n"), "TC1018",
            f"{closed}", "nobody")


def test_media_url_that_hides_the_api(own, said):
    config = own.default_config()
    for url in ("/api/", ):
        refused(said(f"TalecraftMediaURL {url}\n" + config), "TC1017",
                "TalecraftMediaURL", "/api")
    deep = config.replace('"/api"', '"/media-files/api"')
    refused(said(deep), "TC1017", "/media-files/api")
    for url in ("/api/files/", "/apis/"):
        taken(said(f"TalecraftMediaURL {url}\n" + config))


def test_uploads_that_httpd_refuses(own, said):
    """What holds at the mount counts; 0 is no limit."""
    config = own.default_config()
    refuses = [("TalecraftMaxUpload 2G\n", ""),
               ("LimitRequestBody 1000000\n", ""),
               ("", "LimitRequestBody 52428799\n"),
               ("LimitRequestBody 0\n", "LimitRequestBody 1\n")]
    for before, within in refuses:
        taken(said(before + config.replace("SetHandler", within
                                           + "SetHandler")), "TC1021",
              "LimitRequestBody")
    for before, within in [("", ""), ("TalecraftMaxUpload 1G\n", ""),
                           ("TalecraftMaxUpload 2G\nLimitRequestBody 0\n",
                            ""),
                           ("LimitRequestBody 1\n",
                            "LimitRequestBody 52428800\n")]:
        taken(said(before + config.replace("SetHandler", within
                                           + "SetHandler")))


def test_two_databases_on_one_media_root(own, said):
    config = own.default_config()
    taken(said(config + vhost(own.dbd("postgres"))), "TC1016",
          str(own.media_root))
    other = make_dir(own.root / "second", user="www-data", mode=0o750)
    taken(said(config + vhost(f"{own.dbd('postgres')}\n"
                              f"TalecraftMediaRoot {other}")))
    taken(said(config + vhost("")))


# -- the database

def test_no_database(own, said):
    config = own.default_config()
    bare = re.sub("^DBD.*\n", "", config, flags=re.M)
    refused(said(bare), "TC1013", "DBDriver pgsql")
    # the main server's location is there for its virtual hosts
    taken(said(bare + vhost(own.dbd())), "TC1013")
    media = make_dir(own.root / "third", user="www-data", mode=0o750)
    refused(said(bare.replace("/api", "/else")
                 .replace("<Location", f"{own.dbd()}\n<Location")
                 .replace(own.dbd(), "")
                 + vhost(f"TalecraftMediaRoot {media}\n<Location /mine>\n"
                         "SetHandler talecraft\n</Location>")), "TC1013")


def test_connections(own, said):
    config = own.default_config()
    for most, connections in (("6", "6"), ("4", "4"), ("4", "9")):
        taken(said(config.replace("DBDMax 6", f"DBDMax {most}"),
                   before=f"TalecraftDBConnections {connections}\n"),
              "TC1015", "DBDMax", connections)
    taken(said(config.replace("DBDMax 6\n", "")))  # mod_dbd's own 10
    for old, new in (("DBDKeep 4", "DBDKeep 7"), ("DBDMin 0", "DBDMin 5"),
                     ("DBDMax 6", "DBDMax 3")):
        refused(said(config.replace(old, new)), "TC1014", "DBDKeep")


# -- where the API is

NOWHERE = {
    "pattern": '<LocationMatch "^/a">\nSetHandler talecraft\n'
               '</LocationMatch>',
    "tilde": '<Location ~ "^/a">\nSetHandler talecraft-posts\n</Location>',
    "star": '<Location "/a*">\nSetHandler talecraft\n</Location>',
    "if": '<If "%{HTTP_HOST} == \'a\'">\nSetHandler talecraft\n</If>',
    "page": '<LocationMatch "^/a">\nSetHandler talecraft-editor\n'
            '</LocationMatch>',
    "inner": '<Location "/a">\n<If "-n %{HTTP_HOST}">\n'
             'SetHandler talecraft\n</If>\n</Location>',
    "server": "SetHandler talecraft",
}


@pytest.mark.parametrize("kind", sorted(NOWHERE))
def test_section_without_a_mount(own, said, kind):
    bare = own.default_config().partition("<Location")[0]
    refused(said(bare + NOWHERE[kind]), "TC1019", "TalecraftMount")
    refused(said(bare + vhost(NOWHERE[kind])), "TC1019", "TalecraftMount")


@pytest.mark.parametrize("kind", sorted(set(NOWHERE) - {"server"}))
def test_section_with_a_mount(own, said, kind):
    bare = own.default_config().partition("<Location")[0]
    text = NOWHERE[kind].replace("SetHandler",
                                 "TalecraftMount /a\nSetHandler")
    taken(said(bare + text))


def test_section_that_may_lie_below_a_mount(own, said):
    config = own.default_config()
    taken(said(config + NOWHERE["pattern"]), "TC1020", "TalecraftMount")
    taken(said(config + "<Location /a>\nTalecraftMount /a\n</Location>\n"
               + NOWHERE["tilde"]), "TC1020")


# -- advice

def test_advice_for_debian(own, said):
    bare = own.default_config()
    own.httpd.config = re.sub("^DBD.*\n", "", bare, flags=re.M)
    own.httpd.write_config()
    text = own.httpd.conf.read_text()
    own.httpd.conf.write_text(re.sub("LoadModule dbd_module.*\n", "", text))
    done = own.httpd.command("-t")
    assert done.returncode != 0
    line, = [one for one in done.stderr.splitlines() if "TC1001" in one]
    assert "a2enmod dbd" in line and "watchdog" not in line
