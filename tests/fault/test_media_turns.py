"""Who is next in the media queue: uploaders take turns, so that nobody's
pictures wait behind all of another one's."""

import io

import pytest

from support.content import eventually
from support.ended import note_ends
from support.make import expect, make_image, upload, wait_ready
from support.plans import SETTINGS, Plans, nodes, rows

DEAR = 8
QUEUED = 100_000
WAITS = "status in ('UPLOADED', 'PROCESSING') or again"



def dear_picture(number, side=2500):
    """Some kilobytes that are many pixels."""
    from PIL import Image
    out = io.BytesIO()
    Image.new("L", (side, side), 40 + number).save(out, "PNG")
    return out.getvalue()


def uploaded(client, data):
    return expect(upload(client, data), 201).json()["id"]


def one_line(client, numbers):
    """Dear pictures of one uploader, when the first of them is begun."""
    ids = [uploaded(client, dear_picture(number)) for number in numbers]
    eventually(lambda: any(
        expect(client.get(f"/media/{one}/"), 200).json()["status"] != "UPLOADED"
        for one in ids), pause=0.02)
    return ids


@pytest.fixture
def shop(make_site):
    """Function: a site with so many workers and users w1, w2, w3, all of
    whose results are noted."""

    def make(workers, **kwargs):
        site = make_site(extra=f"TalecraftMediaWorkers {workers}", **kwargs)
        for name in ("w1", "w2", "w3"):
            site.add_user(name)
        note_ends(
            site, "old.status <> 'READY' and new.status = 'READY'")
        return site.start()

    return make


def owners(site):
    """Names of the uploaders, in the order in which their files ended."""
    return site.sql("select u.username from ended e join media m using "
                    "(file_id) join users u on u.id = m.uploaded_by_id "
                    "order by e.id").split()


def all_once(site, ids):
    """All are done, and none of them twice."""
    eventually(lambda: site.sql(
        f"select count(*) from media_files where {WAITS}") == "0",
        seconds=400)
    assert site.sql("select count(*), count(distinct file_id) from ended") \
        == f"{len(ids)}|{len(ids)}"
    assert site.sql("select count(*) from media_files where "
                    "status <> 'READY'") == "0"


@pytest.mark.parametrize("workers", [1, 2])
def test_one_picture_does_not_wait_for_all_of_another_one(shop, workers):
    site = shop(workers)
    busy, calm = site.login("w1"), site.login("w2")
    ids = one_line(busy, range(DEAR))
    before = len(owners(site))
    ids.append(uploaded(calm, make_image(400, 300)))
    wait_ready(calm, ids[-1])
    order = owners(site)
    # those that had been begun when it came, and one that ended meanwhile
    assert order.index("w2") <= before + workers + 1, order
    assert order.index("w2") < DEAR - 1, order
    all_once(site, ids)


def test_small_pictures_pass_by_dear_ones(shop):
    """With two workers the one who has nothing at work is next, each time:
    twelve small pictures take no twelve turns of dear ones."""
    site = shop(2)
    busy, calm = site.login("w1"), site.login("w2")
    ids = one_line(busy, range(DEAR))
    small = [uploaded(calm, make_image(300, 200)) for _ in range(12)]
    for one in small:
        wait_ready(calm, one)
    order = owners(site)
    assert order.count("w1") < DEAR, order
    all_once(site, ids + small)


def test_lines_take_turns(shop):
    """With one worker: one of each, whoever came first with how many."""
    site = shop(1)
    clients = [site.login(name) for name in ("w1", "w2", "w3")]
    ids = one_line(clients[0], range(5))
    for client in clients[1:]:
        ids += [uploaded(client, make_image(300, 200)) for _ in range(3)]
    all_once(site, ids)
    order = owners(site)
    # what was done before all had uploaded is not in turns
    last = [at for at, name in enumerate(order) if name == "w1"][-3:]
    for name in ("w2", "w3"):
        assert all(order[a:b].count(name) <= 1
                   for a, b in zip(last, last[1:])), order
    assert order[-1] == "w1" or "w1" in order[-3:], order


def test_a_killed_server_begins_where_it_was(shop):
    site = shop(2)
    busy, calm = site.login("w1"), site.login("w2")
    ids = one_line(busy, range(6))
    ids += [uploaded(calm, make_image(300, 200)) for _ in range(2)]
    site.httpd.kill()
    site.httpd.start()
    all_once(site, ids)


def test_all_again_waits_for_nobody_s_upload(shop):
    """talecraftctl reprocess --all has a line of its own."""
    site = shop(1)
    busy, calm = site.login("w1"), site.login("w2")
    ids = one_line(busy, range(6))
    all_once(site, ids)
    assert site.ctl("reprocess", "--all") == "queued 6\n"
    small = uploaded(calm, make_image(300, 200))
    wait_ready(calm, small)
    assert int(site.sql("select count(*) from media_files where again")) >= 3


def test_the_length_of_the_queue_costs_nothing(make_site, expect_log):
    """A claim reads a few rows of 100,000 that wait."""
    expect_log("TC4|TC8")
    site = make_site(extra="TalecraftMediaWorkers 1")
    for number in range(9):
        site.add_user(f"w{number}")
    site.sql(f"""insert into media_files (sha256, key, media_type, mime_type,
    extension, size, queued_by_id, not_before)
select encode(sha256(n::text::bytea), 'hex'), md5(n::text), 'IMAGE',
    'image/png', 'png', 1, n % 9 + 1, now() - interval '1 h' * (n % 7)
from generate_series(1, {QUEUED}) n;
analyze media_files""")
    for name, value in SETTINGS.items():
        site.pg.sql(f"alter database {site.database} set {name} = '{value}'")
    start = site.pg.log.stat().st_size
    with site:
        plans = Plans(site, "media_turns")
        found = eventually(lambda: len(found := plans.since(start)) > 3
                           and found, seconds=60)
    for plan in found:
        for node, _ in nodes(plan):
            if node.get("Relation Name") == "media_files":
                assert node["Node Type"] != "Seq Scan", node
                assert rows(node) < 100, node
