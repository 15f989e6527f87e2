"""TalecraftPurge: its words, virtual hosts, certificates and secrets."""

import re
import time

import pytest

from purge_site import FAILED, at_rest, failing, purging, receiver, waiting
from support.content import eventually
from support.make import make_post, unique
from support.receiver import Receiver, make_certificates
from support.tools import free_port, make_dir, read_proc


def test_virtual_hosts(make_site, receiver, base):
    """Each has its own target; hosts on one database have the first's."""
    receiver.start()
    secret = make_dir(base / unique("secret"))
    (secret / "headers").write_text("# of the second\nX-Host: second\n")
    (secret / "headers").chmod(0o600)

    def config(site):
        site.ports = [free_port(), free_port()]
        site.second = unique("second").lower()
        site.create_database(site.second)
        url = receiver.url
        lines = [purging(receiver).replace("/purge", "/main"),
                 site.default_config()]
        for port, database, word in zip(
                site.ports, (site.second, site.database),
                (f"{url} headers={secret}/headers", f"{url}/never")):
            lines.append(f"""Listen 127.0.0.1:{port}
<VirtualHost 127.0.0.1:{port}>
ServerName localhost
{site.dbd(database)}
TalecraftPurge {word}
TalecraftMediaRoot {site.make_media_root(database)}
</VirtualHost>
""")
        return "\n".join(lines)

    with make_site(config=config) as site:
        for database in (site.database, site.second):
            site.add_user("editor", "EDITOR", database=database)
        receiver.wait_requests(2)
        for database in (site.database, site.second):
            eventually(lambda: at_rest(site, database))
        names = {one.path: set(one.keys) for one in receiver.requests}
        assert set(names) == {"/main", "/purge"}
        assert not names["/main"] & names["/purge"]
        for number, (database, path) in enumerate(
                ((site.database, "/main"), (site.second, "/purge"))):
            site.sql("insert into posts (title, slug, content, author_id, "
                     "status, published_at) select 'x', 'x', '[]', id, "
                     "'PUBLISHED', now() from users", database)
            request = receiver.wait_requests(3 + number)
            eventually(lambda: at_rest(site, database))
            assert request.path == path
            assert request.headers.get("X-Host") \
                == ("second" if number else None)
        time.sleep(3)
        assert len(receiver.requests) == 4


# ------------------------------------------------- certificates and secrets

def test_https_and_secrets(make_site, base, expect_log):
    folder = make_dir(base / unique("tls"))
    ca, certificate, key = make_certificates(folder)
    receiver = Receiver(tls=(certificate, key)).start()
    secret = unique("secret")
    headers = folder / "headers"
    headers.write_text(f"\n# comment\nAuthorization: Bearer {secret}\r\n"
                       "Fastly-Soft-Purge: 1\n")
    headers.chmod(0o600)
    expect_log(FAILED + r".*it answered 401", must=True)
    receiver.answers += [(401, {})]
    try:
        with make_site(extra=purging(receiver, f"headers={headers}",
                                     f"ca={ca}")) as site:
            request = receiver.wait_requests(1)
            assert request.headers["Authorization"] == f"Bearer {secret}"
            assert request.headers["Fastly-Soft-Purge"] == "1"
            for pid in [site.httpd.process.pid, *site.httpd.children()]:
                for name in ("cmdline", "environ"):
                    assert secret not in read_proc(pid, name)
            receiver.wait_requests(2)
            eventually(lambda: at_rest(site))
            assert secret not in site.httpd.log_text()
    finally:
        receiver.stop()


@pytest.mark.parametrize("name, trusted, fault", [
    ("localhost", False, "unable to get local issuer certificate"),
    ("elsewhere.example", True, "match(?:es)? target host name"),
])
def test_certificate_is_checked(make_site, base, expect_log, name, trusted,
                                fault):
    expect_log(FAILED + f".*{fault}", must=True)
    ca, certificate, key = make_certificates(make_dir(base / unique("tls")),
                                             name)
    receiver = Receiver(tls=(certificate, key)).start()
    try:
        options = [f"ca={ca}"] if trusted else []
        with make_site(extra=purging(receiver, *options)) as site:
            failing(site, 2)
            assert receiver.requests == []
            assert waiting(site) == 1
    finally:
        receiver.stop()


WRONG = [
    ("https://user:geheim@localhost/", "no user, password or fragment"),
    ("http://localhost/ form=xml", "must be form=header"),
    ("http://localhost/ headers=nowhere", "cannot be read"),
    ("http://localhost/ headers=headers", "line 2 of "),
    ("", "a URL or none is needed"),
]


def test_what_httpd_says_of_the_words(make_site):
    site = make_site()
    path = site.root / "headers"
    path.write_text("X-Good: 1\nsurrogate-key: geheim\n")
    config = site.httpd.config

    def check(*lines):
        site.httpd.config = "\n".join([config, *lines, ""])
        site.httpd.write_config()
        return site.httpd.command("-t")

    for words, wrong in WRONG:
        done = check("TalecraftPurge " + words)
        assert done.returncode != 0
        assert "TalecraftPurge: " in done.stderr and wrong in done.stderr
        assert "geheim" not in done.stderr
    path.write_text("X-Token: 1\n")
    target = "TalecraftPurge http://localhost/ headers=headers"
    for mode, lines, said in (
            (0o644, [], {"TC1010", "TC1011"}),
            (0o644, ["TalecraftSurrogateKeys On"], {"TC1010"}),
            (0o640, [], {"TC1011"}),
            (0o640, ["TalecraftSurrogateKeys On"], set()),
            (0o644, ["TalecraftPurge none"], set())):
        path.chmod(mode)
        done = check(target, *lines)
        assert done.returncode == 0
        assert set(re.findall(r"TC\d{4}", done.stderr)) == said


def test_nothing_is_written_down_without_it(site, editor):
    make_post(editor, publish=True)
    assert waiting(site) == 0
    assert site.sql("select count(*) from purge_sender") == "0"
