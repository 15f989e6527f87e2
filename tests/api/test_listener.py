"""Changes that somebody else makes are known within a second; where that
cannot be promised, nothing comes from the cache."""

import os
import signal
import statistics
import time

import pytest

from support.cached import kept, read, state, warm
from support.content import eventually
from support.make import (expect, make_category, make_media,
                          make_post, unique)
from support.postgres import AWAY_LINES
from support.tools import free_port

WITHIN = 1
CHANGES = int(os.environ.get("TC_CHANGES", "50"))  # between two servers
LOST = r"TC8007: "
# How the backends that listen can be told from others.
LISTENING = ("from pg_stat_activity where datname = '{}' "
             "and (query = 'SELECT 1' or query like '%LISTEN talecraft' "
             "or query like 'SELECT due.now_due%')")


@pytest.fixture
def own(make_site):
    with make_site() as site:
        site.add_user("editor", "EDITOR")
        yield site


def published(site):
    """A post's path; every server of the site can be asked for it."""
    return f"/posts/{make_post(site.login('editor'), publish=True)['id']}/"


def listeners(site, database=None):
    """The pids of the backends that listen."""
    database = database or site.database
    rows = site.pg.sql("select pid " + LISTENING.format(database))
    return [int(row) for row in rows.split()]


def change(site, path, database=None):
    """Change a post with psql; returns its new title."""
    title = unique("By hand ")
    site.sql(f"update posts set title = '{title}' "
             f"where id = {path.split('/')[2]}", database)
    return title


def wait_title(client, path, title, seconds=WITHIN):
    """Returns how long it took; what is older must not last."""
    began = time.monotonic()
    while read(client, path).json()["title"] != title:
        assert time.monotonic() - began < seconds, "still the old one"
        time.sleep(0.01)
    return time.monotonic() - began


def wait_hit(client, path):
    eventually(lambda: state(read(client, path)) == "HIT", pause=0.02)


@pytest.mark.mpm
def test_change_by_sql(own):
    public, path = own.client(), published(own)
    bystander = published(own)
    for _ in range(5):
        warm(public, path, bystander)
        wait_title(public, path, change(own, path))
        kept(public, bystander)
    warm(public, "/posts/")
    own.sql(f"delete from posts where id = {path.split('/')[2]}")
    time.sleep(WITHIN)
    expect(public.get(path), 404)
    assert int(path.split("/")[2]) not in [
        row["id"] for row in read(public, "/posts/").json()["results"]]


def test_schedule_by_sql(own):
    """A schedule that no request made ends entries when it is due."""
    public = own.client()
    draft = make_post(own.login("editor"))
    warm(public, "/posts/")
    own.sql("update posts set status = 'SCHEDULED', scheduled_publish_at = "
            f"now() + interval '1.5 s' where id = {draft['id']}")
    end = time.monotonic() + 1.6
    warm(public, "/posts/")
    assert read(public, "/posts/").json()["count"] == 0
    time.sleep(max(0, end - time.monotonic()))
    rows = read(public, "/posts/").json()["results"]
    assert [row["id"] for row in rows] == [draft["id"]]


def fresh_within(public, path, settled):
    """Until an answer is as it must be, which a cached one cannot become."""
    began = time.monotonic()
    while not settled(read(public, path).json()):
        assert time.monotonic() - began < WITHIN, "still the old one"
        time.sleep(0.01)


def test_references_by_sql(own):
    """References that change while their post does not; a draft's are
    nobody's business."""
    editor, public = own.login("editor"), own.client()
    path, bystander = published(own), published(own)
    draft = make_post(editor)["id"]
    post, media = path.split("/")[2], make_media(editor)["id"]
    other = make_media(editor)["id"]

    def shown(*wanted):
        return lambda body: [
            one["id"] for one in body["media_blocks"]] == list(wanted)

    for change_, wanted in (
            ("insert into post_media (post_id, media_id, position) "
             f"values ({post}, {media}, 100)", [media]),
            (f"update post_media set media_id = {other} "
             f"where post_id = {post}", [other]),
            (f"update post_media set post_id = {draft}", []),
            (f"update post_media set post_id = {post}", [other]),
            (f"delete from post_media where post_id = {post}", [])):
        warm(public, path, bystander)
        own.sql(change_)
        fresh_within(public, path, shown(*wanted))
        kept(public, bystander)
    warm(public, path)
    own.sql("insert into post_media (post_id, media_id, position) "
            f"values ({draft}, {media}, 100)")
    time.sleep(WITHIN)
    kept(public, path, bystander)


def test_file_by_sql(own):
    editor, public = own.login("editor"), own.client()
    media = make_media(editor)["id"]
    path = f"/posts/{make_post(editor, publish=True)['id']}/"
    expect(editor.patch(path, json={"featured_media": media}), 200)
    warm(public, path)
    own.sql("update media_files set mime_type = 'image/x-new' where id = "
            f"(select file_id from media where id = {media})")
    fresh_within(public, path, lambda body:
                 body["featured_media"]["mime_type"] == "image/x-new")


def test_truncate_by_sql(own):
    editor, public = own.login("editor"), own.client()
    make_category(editor)
    published(own)
    own.sql("insert into ad_placements (name) values ('Top')")
    time.sleep(WITHIN)
    for table, path, rows in (
            ("ad_placements", "/ad-placements/", lambda body: body),
            ("posts", "/posts/", lambda body: body["results"]),
            ("categories", "/categories/", lambda body: body)):
        assert rows(warm(public, path)[0].json())
        own.sql(f"truncate {table} cascade")
        fresh_within(public, path, lambda body, rows=rows: rows(body) == [])


def test_own_changes_come_back_unnoticed(own):
    """What was filled after a write stays, also when PostgreSQL has told
    this server what it did itself. A busy machine may hold up a writer for
    so long that its change counts as somebody else's."""
    editor, public = own.login("editor"), own.client()
    path = published(own)
    lost = 0
    for number in range(8):
        expect(editor.patch(path, json={"excerpt": str(number)}), 200)
        read(public, path, "MISS")
        read(public, "/posts/", "MISS")
        end = time.monotonic() + 0.5
        try:
            while time.monotonic() < end:
                kept(public, path, "/posts/")
                time.sleep(0.01)
        except AssertionError:
            lost += 1
            time.sleep(0.5)
    assert lost <= 2


def test_tables_that_somebody_has_locked(own):
    """The question what work waits holds up nothing that is cached."""
    path, public = published(own), own.client()
    warm(public, path)
    with own.hold("lock table posts, media_files, webhooks "
                  "in access exclusive mode"):
        end = time.monotonic() + 3
        while time.monotonic() < end:
            kept(public, path)
            time.sleep(0.05)
    warm(public, path)


def test_two_servers(make_site, own, expect_log):
    """Changes now on one, now on the other, while the connections that listen
    are ended again and again, with the old answer in the cache."""
    expect_log(LOST, must=True)
    expect_log(AWAY_LINES)  # where one is ended while it is opened
    with make_site(database=own.database) as other:
        path = published(own)
        sides = [(own.login("editor"), other.client()),
                 (other.login("editor"), own.client())]
        took = []
        for number in range(CHANGES):
            editor, reader = sides[number % 2]
            warm(reader, path)
            if number % 7 == 3:
                own.pg.sql("select pg_terminate_backend(pid) "
                           + LISTENING.format(own.database))
            title = unique("Turn ")
            expect(editor.patch(path, json={"title": title}), 200)
            took.append(wait_title(reader, path, title))
        print(f"{CHANGES} changes, slowest {max(took):.3f} s, "
              f"median {statistics.median(took):.3f} s")
        eventually(lambda: len(listeners(own)) == 2)


@pytest.mark.mpm
def test_listener_is_killed(own, expect_log):
    """Whatever was changed meanwhile is known when it is back."""
    expect_log(LOST, must=True)
    public, path = own.client(), published(own)
    for _ in range(5):
        wait_hit(public, path)
        (pid,) = listeners(own)
        own.pg.sql(f"select pg_terminate_backend({pid})")
        wait_title(public, path, change(own, path))
        wait_hit(public, path)
        # it may have heard of the change before it died
        eventually(lambda: listeners(own) not in ([], [pid]))
    assert "changes in the database are heard again" in \
        own.httpd.log_text()


CANCELLED = "canceling statement due to user request"
CANCEL = """do $$ declare until timestamptz := clock_timestamp() + '3s'; begin
while clock_timestamp() < until loop perform pg_cancel_backend({}); end loop;
end $$"""


def test_questions_are_cancelled(own):
    """An answer as good as any: the other end is alive."""
    public, path = own.client(), published(own)
    warm(public, path)
    (pid,) = listeners(own)
    before = own.pg.log_text().count(CANCELLED)

    def is_met():
        own.pg.sql(CANCEL.format(pid))
        return own.pg.log_text().count(CANCELLED) > before

    eventually(is_met, seconds=60)
    kept(public, path)
    assert listeners(own) == [pid]
    wait_title(public, path, change(own, path))


def test_nothing_is_cached_while_unheard(own, expect_log):
    """A listener that is connected but silent is not trusted, and soon
    replaced where the database answers others."""
    expect_log(LOST, must=True)
    public, path = own.client(), published(own)
    warm(public, path)
    (pid,) = listeners(own)
    os.kill(pid, signal.SIGSTOP)
    try:
        title = change(own, path)
        wait_title(public, path, title, WITHIN + 0.1)
        eventually(lambda: set(listeners(own)) - {pid})
        wait_hit(public, path)
        wait_title(public, path, change(own, path))
    finally:
        os.kill(pid, signal.SIGCONT)


def test_database_comes_back(make_site, own_pg, expect_log):
    """One line at the loss, one at the return."""
    expect_log(LOST, must=True)
    expect_log(AWAY_LINES)
    with make_site(pg=own_pg) as site:
        site.add_user("editor", "EDITOR")
        public, path = site.client(), published(site)
        warm(public, path)
        own_pg.stop()
        time.sleep(3)
        own_pg.start()
        wait_title(public, path, change(site, path), 8)
        wait_hit(public, path)
        assert site.httpd.log_text().count("TC8007: ") == 1
        assert site.httpd.log_text().count("are heard again") == 1


def twin_hosts(site):
    """The same database on two virtual hosts, and another one on a third."""
    blocks = [f"Listen 127.0.0.1:{site.ports[0]}\n"
              f"Listen 127.0.0.1:{site.ports[1]}\n", site.default_config()]
    for port, database in zip(site.ports, (site.database, site.third)):
        media = site.media_root if database == site.database \
            else site.make_media_root("third")
        blocks.append(f"""<VirtualHost 127.0.0.1:{port}>
ServerName localhost
{site.dbd(database)}
TalecraftMediaRoot {media}
<Location "/api">
    SetHandler talecraft
</Location>
</VirtualHost>
""")
    return "".join(blocks)


def test_virtual_hosts(make_site):
    """One listener a database, whatever the number of virtual hosts."""
    def config(site):
        site.ports = [free_port(), free_port()]
        site.third = unique("third").lower()
        site.create_database(site.third)
        return twin_hosts(site)
    with make_site(config=config) as site:
        for database in (site.database, site.third):
            site.add_user("editor", "EDITOR", database=database)
        twin, third = [site.client(url=f"http://localhost:{port}/api")
                       for port in site.ports]
        path = published(site)
        site.sql("insert into posts (id, title, slug, content, author_id, "
                 "status, published_at) select 900, 'x', 'x', '[]', id, "
                 "'PUBLISHED', now() from users", site.third)
        for _ in range(3):
            for client in (site.client(), twin):
                wait_hit(client, path)
            wait_hit(third, "/posts/900/")
            assert len(listeners(site)) == 1
            assert len(listeners(site, site.third)) == 1
            title = change(site, path)
            for client in (site.client(), twin):
                wait_title(client, path, title)
            wait_title(third, "/posts/900/",
                       change(site, "/posts/900/", site.third))


def test_reload(own):
    """Old and new children know of changes."""
    public, path = own.client(), published(own)
    for _ in range(3):
        warm(public, path)
        own.httpd.graceful()
        wait_title(public, path, change(own, path))
        wait_hit(public, path)


def test_child_with_the_listener_dies(own, expect_log):
    """Another one takes over."""
    expect_log(r"exit signal Killed")
    public, path = own.client(), published(own)
    warm(public, path)
    for pid in own.httpd.servers():
        os.kill(pid, signal.SIGKILL)
    own.httpd.wait_listening()
    public = own.client()
    wait_title(public, path, change(own, path))
    wait_hit(public, path)
