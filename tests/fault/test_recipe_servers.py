"""Recipe of docs/recipes.md: two servers with one database and one folder of
media, behind a real HAProxy."""

from urllib.parse import urlsplit

import pytest
import requests

from support.cached import settle, warm
from support.content import eventually
from support.fronts import Front
from support.make import (expect, make_image, make_media, make_post, paragraph,
                          unique, upload, wait_ready)
from support.recipes import pieces
from support.site import Site

TITLE = "Two servers"
UPLOADS = 12
# Who has claimed which file, by the application_name of its server.
CLAIMS = """create table claims (file bigint, server text);
create function note_claim() returns trigger language plpgsql
security definer as $$
begin
    insert into claims values (new.id, current_setting('application_name'));
    return null;
end $$;
create trigger note_claim after update on media_files for each row
when (new.lease_token is not null
      and new.lease_token is distinct from old.lease_token)
execute function note_claim()"""


def server(pg, base, name, shared=None):
    """The recipe's one, at the database and the folder of `shared`."""
    def configuration(site):
        first = shared or site
        lines, total = pieces(TITLE, words={
            "host=db.internal": f"host={pg.socket_dir}",
            "dbname=talecraft": f"dbname={first.database}",
            "/etc/apache2/talecraft.pgpass": f"{site.root}/pgpass",
            "application_name=talecraft": f"application_name={name}",
            "/srv/talecraft/media": first.media_root})
        return f"""{total}
TalecraftWorkerProgram {site.worker}
TalecraftMediaWorkers 1
TalecraftTrustedProxy 127.0.0.1
{lines}
<Location "/api">
    SetHandler talecraft
</Location>
"""
    return Site(pg, base, config=configuration,
                database=shared and shared.database)


@pytest.fixture(scope="module")
def two(pg, base):
    with server(pg, base, "one") as one:
        one.sql(CLAIMS)
        one.add_user("ana", "ADMIN")
        with server(pg, base, "two", one) as other:
            for site in (one, other):
                settle(site.client())
            yield one, other


@pytest.fixture(scope="module")
def proxy(two, base):
    one, other = two
    text, = pieces(TITLE, "haproxy", words={
        "10.0.0.7:80": f"127.0.0.1:{one.port}",
        "10.0.0.8:80": f"127.0.0.1:{other.port}"})
    front = Front(base / "both")
    conf = front.folder / "haproxy.cfg"
    conf.write_text(f"""defaults
    timeout connect 10s
    timeout client 60s
    timeout server 60s
frontend www
    mode http
    bind 127.0.0.1:{front.port}
    default_backend httpd
{text}""")
    front.run("haproxy", "-db", "-f", conf)
    yield front
    front.stop()


@pytest.fixture
def sides(two):
    """(editor's client, the other server's site), from both sides; the token
    of one server counts at both."""
    one, other = two
    token = one.login("ana").token
    return [(one.client(token), other), (other.client(token), one)]


def picture_at(site, row):
    """What that server says to the address of the row's picture."""
    path = urlsplit(row["variants"]["original"]["url"]).path
    return requests.get(site.origin + path, timeout=60)


def test_media_of_one_are_there_at_the_other(sides):
    gone = []
    for ana, other in sides:
        data = make_image()
        row = make_media(ana, data)
        answer = picture_at(other, row)
        assert answer.status_code == 200 and answer.content[8:12] == b"WEBP"
        there = other.client(ana.token)
        assert expect(there.get(f"/media/{row['id']}/original/"),
                      200).content == data
        expect(there.delete(f"/media/{row['id']}/"), 204)
        expect(ana.get(f"/media/{row['id']}/"), 404)
        gone.append(row)
    eventually(lambda: {picture_at(site, row).status_code
                        for row in gone for _, site in sides} == {404})


def test_each_file_is_processed_once(two, sides):
    """By either; never by both."""
    one, _ = two
    one.sql("truncate claims")
    rows = [expect(upload(sides[number % 2][0],
                          make_image(600, 450, noise=True)), 201).json()["id"]
            for number in range(UPLOADS)]
    for number, row in enumerate(rows):
        wait_ready(sides[number % 2][0], row)
    claims = one.sql("select file, count(*) from claims group by file")
    assert [line.split("|")[1] for line in claims.split()] == ["1"] * UPLOADS
    assert one.sql("select count(distinct server) from claims") == "2"


def test_caches_of_both(two, sides):
    """A change at one is shown by the other; a flush empties both."""
    for ana, other in sides:
        reader = other.client()
        path = f"/posts/{make_post(ana, publish=True)['id']}/"
        eventually(lambda: reader.get(path).status_code == 200)
        warm(reader, path, "/posts/")
        title = unique("Changed ")
        expect(ana.patch(path, json={"title": title}), 200)
        assert title in expect(ana.get(path), 200).text
        for shown in (path, "/posts/"):
            eventually(lambda shown=shown: title in reader.get(shown).text, 2)
        expect(ana.delete(path), 204)
        eventually(lambda: reader.get(path).status_code == 404, 2)
    one, _ = two
    path = f"/posts/{make_post(sides[0][0], publish=True)['id']}/"
    for _, site in sides:
        eventually(lambda site=site: site.client().get(path).status_code
                   == 200)
        warm(site.client(), path)
    one.sql("set session_replication_role = replica; "
            "update posts set title = 'Behind their backs' "
            f"where id = {path.split('/')[2]}")
    one.ctl("cache", "flush")
    for _, site in sides:
        eventually(lambda site=site: "Behind their backs"
                   in site.client().get(path).text, 5)


def test_one_that_stops(two, proxy):
    """Nobody notices once it is left out, and it comes back."""
    one, other = two
    ana = proxy.client(one, token=one.login("ana").token)

    def both_are_asked():
        before = [len(site.httpd.root.joinpath("access.log").read_text()
                      .split("/api/posts/")) for site in two]
        for _ in range(4):
            expect(ana.get("/posts/"), 200)
        after = [len(site.httpd.root.joinpath("access.log").read_text()
                     .split("/api/posts/")) for site in two]
        return all(late > early for early, late in zip(before, after))

    eventually(both_are_asked)
    other.stop()
    eventually(lambda: [ana.get("/posts/").status_code
                        for _ in range(20)] == [200] * 20)
    post = make_post(ana, publish=True, content=[paragraph("Meanwhile.")])
    other.start()
    assert "Meanwhile." in expect(other.client().get(
        f"/posts/{post['id']}/"), 200).text
    eventually(both_are_asked)
