"""TalecraftPurge: a cache in front of the site is told what is out of date,
exactly that, also when it is away for a while or the server is."""

import os
import re
import signal
import threading
import time

import pytest

from support.cached import read, settle, warm
from support.content import act, at, eventually
from support.make import expect, make_category, make_post, unique
from support.receiver import Receiver, make_certificates
from support.site import Site
from support.tools import free_port, make_dir

FAILED = r"TC8020: "


@pytest.fixture
def receiver():
    one = Receiver()
    yield one
    one.stop()


def purging(receiver, *options):
    return ("TalecraftSurrogateKeys On\n"
            + " ".join(["TalecraftPurge", receiver.url, *map(str, options)]))


@pytest.fixture(scope="module")
def shared(pg, base):
    receiver = Receiver().start()
    with Site(pg, base, extra=purging(receiver)) as site:
        site.add_user("editor", "EDITOR")
        begin(site, receiver)
        yield site, receiver
    receiver.stop()


@pytest.fixture
def purged(shared):
    """A site whose first purge, of everything, is done with, and the cache
    in front of it."""
    site, site.cache = shared
    eventually(lambda: at_rest(site), 30)
    site.everything = site.cache.requests[0].keys[0]
    site.cache.answers.clear()
    site.cache.start()
    return site


def begin(site, receiver):
    receiver.wait_requests(1)
    eventually(lambda: at_rest(site))
    settle(site.client())


def at_rest(site, database=None):
    return waiting(site, database) == 0 and site.sql(
        "select count(*) from purge_sender where token is null",
        database) == "1"


def waiting(site, database=None):
    return int(site.sql("select (select count(*) from purge_changes) + "
                        "(select count(*) from purge_keys)", database))


def keys(client, path):
    return set(read(client, path).headers["Surrogate-Key"].split(" "))


class Downstream:
    """What a cache that dropped by these keys would have left."""

    def __init__(self, client, *paths):
        self.held = {path: keys(client, path) for path in paths}

    def dropped(self, told):
        return {path for path, names in self.held.items() if names & told}


def quiet(site, receiver, count):
    """Everything was told, in so many requests."""
    eventually(lambda: at_rest(site))
    assert len(receiver.requests) == count


def test_everything_comes_first(purged):
    """Nobody knows what changed before: what all answers carry is purged."""
    receiver = purged.cache
    first = receiver.requests[0]
    assert first.path == "/purge" and first.body == ""
    assert first.headers["User-Agent"] == "mod_talecraft"
    assert "Content-Type" not in first.headers
    (key,) = first.keys
    post = make_post(purged.login("editor"), publish=True)
    for path in (f"/posts/{post['id']}/", "/posts/", "/categories/",
                 "/ad-placements/"):
        assert key in keys(purged.client(), path)


def test_exact_keys(purged):
    receiver = purged.cache
    public, editor = purged.client(), purged.login("editor")
    shelf, other_shelf = make_category(editor), make_category(editor)
    post = make_post(editor, publish=True, category=shelf["id"])
    other = make_post(editor, publish=True, category=other_shelf["id"])
    eventually(lambda: at_rest(purged))
    detail, other_detail = [f"/posts/{one['id']}/" for one in (post, other)]
    listing = f"/posts/?category={shelf['id']}"
    other_list = f"/posts/?category={other_shelf['id']}"
    everywhere = Downstream(
        public, detail, other_detail, f"/posts/slug/{post['slug']}/",
        "/posts/", listing, other_list, "/categories/", "/ad-placements/")
    shown = {detail, f"/posts/slug/{post['slug']}/", "/posts/", listing}

    def after(change):
        since = len(receiver.requests)
        expect(change(), 200)
        receiver.wait_requests(since + 1)
        eventually(lambda: at_rest(purged))
        return everywhere.dropped(receiver.told(since))

    assert after(lambda: editor.patch(detail, json={"excerpt": "New"})) \
        == shown
    assert after(lambda: editor.patch(
        f"/categories/{other_shelf['id']}/", json={"description": "New"})) \
        == {other_detail, "/posts/", other_list, "/categories/"}
    assert after(lambda: act(editor, post, "archive")) \
        == shown | {"/categories/"}


def test_draft_is_nobodys_business(purged):
    receiver = purged.cache
    editor = purged.login("editor")
    since = len(receiver.requests)
    draft = make_post(editor)
    path = f"/posts/{draft['id']}/"
    expect(editor.patch(path, json={"title": "Still a draft"}), 200)
    expect(act(editor, draft, "schedule", scheduled_publish_at=at(3600)), 200)
    expect(editor.delete(path), 204)
    assert waiting(purged) == 0
    make_post(editor, publish=True)
    receiver.wait_requests(since + 1)
    quiet(purged, receiver, since + 1)


def test_schedule_that_becomes_public(purged):
    receiver = purged.cache
    public, editor = purged.client(), purged.login("editor")
    front = keys(public, "/posts/") - {purged.everything}
    since = len(receiver.requests)
    draft = make_post(editor)
    expect(act(editor, draft, "schedule", scheduled_publish_at=at(1.5)), 200)
    assert waiting(purged) == 0
    request = receiver.wait_requests(since + 1)
    assert front & set(request.keys)
    expect(public.get(f"/posts/{draft['id']}/"), 200)


def test_change_by_sql(purged):
    receiver = purged.cache
    public = purged.client()
    path = f"/posts/{make_post(purged.login('editor'), publish=True)['id']}/"
    eventually(lambda: at_rest(purged))
    since = len(receiver.requests)
    purged.sql("begin; update posts set excerpt = 'never'; rollback")
    assert waiting(purged) == 0
    purged.sql("update posts set excerpt = 'by hand' "
               f"where id = {path.split('/')[2]}")
    receiver.wait_requests(since + 1)
    assert keys(public, path) & receiver.told(since)
    quiet(purged, receiver, since + 1)


def test_changes_are_told_together(purged):
    """What changes while the cache is busy follows in one request."""
    receiver = purged.cache
    editor = purged.login("editor")
    posts = [make_post(editor, publish=True)["id"] for _ in range(3)]
    eventually(lambda: at_rest(purged))
    since = len(receiver.requests)
    receiver.gate.clear()
    edit(editor, posts[0])
    receiver.wait_requests(since + 1)
    for number in range(30):
        edit(editor, posts[number % 3])
    receiver.gate.set()
    quiet(purged, receiver, since + 2)
    first, second = receiver.requests[since:]
    assert len(set(second.keys)) == len(second.keys) == len(first.keys) + 2
    assert set(first.keys) < set(second.keys)


def edit(client, post):
    expect(client.patch(f"/posts/{post}/", json={"excerpt": unique()}), 200)


def many_posts(site, count):
    site.sql("insert into posts (title, slug, content, author_id, status, "
             "published_at) select 'Many ' || n, 'many-' || n, '[]', u.id, "
             f"'PUBLISHED', now() from generate_series(1, {count}) n, "
             "users u where u.username = 'editor'")


@pytest.mark.parametrize("options, most", [((), 256),
                                           (("form=json",), 100)])
def test_batches(make_site, receiver, options, most):
    receiver.start()
    with make_site(extra=purging(receiver, *options)) as site:
        site.add_user("editor", "EDITOR")
        begin(site, receiver)
        many_posts(site, 600)
        eventually(lambda: waiting(site) == 0, 20)
        requests = receiver.requests[1:]
        # now and then two of the 604 tags have one key
        assert len(requests) == -(-604 // most)
        assert 585 < len({key for one in requests for key in one.keys}) < 605
        for one in requests:
            assert len(set(one.keys)) == len(one.keys) <= most
            if options:
                assert one.headers["Content-Type"] == "application/json"
                assert "Surrogate-Key" not in one.headers
            else:
                assert one.body == ""


def test_too_much_to_tell(purged):
    """Beyond 10,000 everything is purged, in one request."""
    receiver = purged.cache
    since = len(receiver.requests)
    purged.sql("insert into purge_changes select 'post/' || n "
               "from generate_series(1, 12000) n")
    assert receiver.wait_requests(since + 1).keys == [purged.everything]
    quiet(purged, receiver, since + 1)
    make_post(purged.login("editor"), publish=True)
    assert purged.everything not in receiver.wait_requests(since + 2).keys


def test_what_was_under_way_at_the_beginning(make_site, receiver):
    """A transaction that began before tags were written down."""
    receiver.start()
    site = make_site(extra=purging(receiver))
    site.add_user("editor", "EDITOR")
    many_posts(site, 1)
    ended = []

    def change():
        site.sql("begin; update posts set excerpt = 'late'; "
                 "select pg_sleep(5); commit")
        ended.append(time.time())

    thread = threading.Thread(target=change)
    thread.start()
    eventually(lambda: site.sql(
        "select count(*) from pg_stat_activity where query like "
        "'%pg_sleep(5)%' and pid <> pg_backend_pid() and "
        "wait_event = 'PgSleep'") != "0")
    with site:
        first = receiver.wait_requests(1)
        thread.join()
        assert first.at > ended[0]


# -------------------------------------------------------- the cache is ill

def test_error_is_retried(purged, expect_log):
    receiver = purged.cache
    expect_log(FAILED + r".*it answered 500", must=True)
    path = published(purged)
    lines = purged.httpd.log_text().count("TC8020")
    receiver.answers += [(500, {}), (404, {})]
    since = len(receiver.requests)
    title(purged, path)
    eventually(lambda: receiver.told(since), 20)
    requests = receiver.requests[since:]
    assert [one.status for one in requests] == [500, 404, 200]
    assert len({tuple(one.keys) for one in requests}) == 1
    eventually(lambda: "is purged again" in purged.httpd.log_text())
    assert purged.httpd.log_text().count("TC8020") == lines + 1


def published(site):
    path = f"/posts/{make_post(site.login('editor'), publish=True)['id']}/"
    eventually(lambda: at_rest(site))
    return path


def title(site, path):
    """Change a post; returns the keys that must be told."""
    expect(site.login("editor").patch(path, json={"title": unique("T ")}),
           200)


def test_retry_after(purged, expect_log):
    receiver = purged.cache
    expect_log(FAILED + r".*it answered 429", must=True)
    path = published(purged)
    receiver.answers += [(429, {"Retry-After": "3"})]
    since = len(receiver.requests)
    title(purged, path)
    refused, done = receiver.wait_requests(since + 1), \
        receiver.wait_requests(since + 2)
    assert done.at - refused.at >= 3
    assert done.keys == refused.keys


def test_no_redirect_is_followed(purged, expect_log):
    receiver = purged.cache
    expect_log(FAILED + r".*it answered 307", must=True)
    path = published(purged)
    receiver.answers += [(307, {"Location": receiver.url + "/elsewhere"})]
    since = len(receiver.requests)
    title(purged, path)
    receiver.wait_requests(since + 2)
    assert {one.path for one in receiver.requests[since:]} == {"/purge"}


def test_silent_cache_is_left(purged, expect_log):
    """It is asked again after the longest time of a request; writers and
    readers do not notice."""
    receiver = purged.cache
    expect_log(FAILED, must=True)
    path = published(purged)
    since = len(receiver.requests)
    receiver.gate.clear()
    title(purged, path)
    receiver.wait_requests(since + 1)
    warm(purged.client(), path)
    receiver.wait_requests(since + 2, 25)
    receiver.gate.set()
    eventually(lambda: at_rest(purged), 25)
    assert receiver.told(since) == set(receiver.requests[since].keys)


def test_down_then_up(purged, expect_log):
    receiver = purged.cache
    expect_log(FAILED, must=True)
    path = published(purged)
    since = len(receiver.requests)
    receiver.stop()
    title(purged, path)
    failing(purged)
    other = make_post(purged.login("editor"), publish=True)["id"]
    receiver.start()
    eventually(lambda: at_rest(purged), 25)
    told = receiver.told(since)
    client = purged.client()
    for shown in (path, f"/posts/{other}/"):
        assert keys(client, shown) & told


def failing(site, times=1):
    eventually(lambda: int(
        site.sql("select failures from purge_sender") or 0) >= times, 20)


# ------------------------------------------------------- the server is ill

@pytest.mark.parametrize("how", ["stop", "kill"])
def test_restart_while_it_is_down(purged, expect_log, how):
    receiver = purged.cache
    expect_log(FAILED, must=True)
    path = published(purged)
    mine = keys(purged.client(), path)
    since = len(receiver.requests)
    receiver.stop()
    title(purged, path)
    failing(purged)
    getattr(purged.httpd, how)()
    receiver.start()
    purged.httpd.start()
    eventually(lambda: at_rest(purged), 25)
    assert mine & receiver.told(since)


@pytest.mark.parametrize("how", ["graceful", "restart"])
def test_reload_while_it_is_told(purged, how):
    receiver = purged.cache
    path = published(purged)
    since = len(receiver.requests)
    receiver.gate.clear()
    title(purged, path)
    sent = receiver.wait_requests(since + 1).keys
    getattr(purged.httpd, how)()
    receiver.gate.set()
    eventually(lambda: at_rest(purged), 25)
    assert receiver.requests[-1].keys == sent


def test_sender_is_killed(purged, expect_log):
    """Another child takes over when the right to send has run out."""
    receiver = purged.cache
    expect_log(r"exit signal Killed")
    path = published(purged)
    since = len(receiver.requests)
    receiver.gate.clear()
    title(purged, path)
    sent = receiver.wait_requests(since + 1).keys
    for pid in purged.httpd.children():
        with open(f"/proc/{pid}/comm", encoding="ascii") as file:
            if "talecraft" not in file.read():
                os.kill(pid, signal.SIGKILL)
    receiver.gate.set()
    receiver.wait_requests(since + 2, 30)
    eventually(lambda: at_rest(purged), 25)
    assert receiver.requests[-1].keys == sent


def test_two_servers_tell_once(make_site, purged):
    receiver = purged.cache
    with make_site(database=purged.database,
                   extra=purging(receiver)) as other:
        settle(other.client())
        post = make_post(purged.login("editor"), publish=True)["id"]
        eventually(lambda: at_rest(purged))
        since = len(receiver.requests)
        for number in range(4):
            edit((purged, other)[number % 2].login("editor"), post)
            receiver.wait_requests(since + number + 1)
            eventually(lambda: at_rest(purged))
        time.sleep(3)
        quiet(purged, receiver, since + 4)
        assert len({tuple(one.keys)
                    for one in receiver.requests[since:]}) == 1


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

def test_https_and_secrets(make_site, base):
    folder = make_dir(base / unique("tls"))
    ca, certificate, key = make_certificates(folder)
    receiver = Receiver(tls=(certificate, key)).start()
    secret = unique("secret")
    headers = folder / "headers"
    headers.write_text(f"\n# comment\nAuthorization: Bearer {secret}\r\n"
                       "Fastly-Soft-Purge: 1\n")
    headers.chmod(0o600)
    try:
        with make_site(extra=purging(receiver, f"headers={headers}",
                                     f"ca={ca}")) as site:
            request = receiver.wait_requests(1)
            assert request.headers["Authorization"] == f"Bearer {secret}"
            assert request.headers["Fastly-Soft-Purge"] == "1"
            for pid in [site.httpd.process.pid, *site.httpd.children()]:
                for name in ("cmdline", "environ"):
                    with open(f"/proc/{pid}/{name}", "rb") as file:
                        assert secret.encode() not in file.read()
            receiver.answers += [(401, {})] * 2
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
