"""SetHandler talecraft-metrics, beside what clients have counted."""

import json
import re
import threading
from collections import Counter

import pytest

from support.cached import settle, warm
from support.content import eventually
from support.make import (expect, make_category, make_media, make_post,
                          unique)
from support.metrics import METRICS, scrape, total, values
from support.postgres import AWAY_LINES
from support.promtool import check_metrics
from support.tools import REPO

pytestmark = pytest.mark.mpm
REQUESTS = "talecraft_requests_total"
DURATION = "talecraft_request_duration_seconds"


def grown(before, site, name, **labels):
    return total(scrape(site), name, **labels) - total(before, name, **labels)


def test_requests_are_those_of_clients(make_site):
    """By many clients at once, from all processes: not one is missed, and
    none is counted twice."""
    with make_site(vhosts=METRICS) as site:
        site.add_user("e", "EDITOR")
        editor, public = site.login("e"), site.client()
        settle(public)
        category = make_category(editor)["id"]
        post = make_post(editor, publish=True)
        before = scrape(site)
        seen, lock, size = Counter(), threading.Lock(), [0]

        def read():
            client = site.client()
            for path, route in (
                    (f"/categories/{category}/", "/categories/{id}/"),
                    ("/posts/", "/posts/"), ("/posts/999999/", "/posts/{id}/"),
                    (f"/posts/{post['id']}/", "/posts/{id}/"),
                    ("/nothing/", "other")):
                for _ in range(5):
                    answer = client.get(path, headers={
                        "Accept-Encoding": "identity"})
                    with lock:
                        seen[route, answer.status_code] += 1
                        size[0] += len(answer.content)

        threads = [threading.Thread(target=read) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert seen["/posts/{id}/", 404] == seen["other", 404] == 30
        for (route, status), number in seen.items():
            eventually(lambda route=route, status=status, number=number:
                       grown(before, site, REQUESTS, route=route,
                             status=str(status)) == number)
        for route in {route for route, _ in seen}:
            number = sum(many for (at, _), many in seen.items() if at == route)
            assert grown(before, site, DURATION + "_count",
                         route=route) == number
        assert grown(before, site, "talecraft_response_bytes_total") >= size[0]
        assert grown(before, site, "talecraft_views_total") == \
            seen["/posts/{id}/", 200]
        site.httpd.graceful()
        assert total(scrape(site), REQUESTS, route="/posts/",
                     status="200") == total(before, REQUESTS, route="/posts/",
                                            status="200") + 30


def test_promtool_has_nothing_to_say(make_site):
    with make_site(vhosts=METRICS) as site:
        site.add_user("e", "EDITOR")
        make_media(site.login("e"))
        expect(site.client().get("/posts/"), 200)
        text = eventually(lambda: total(scrape(site), REQUESTS) > 0
                          and scrape(site))
        assert check_metrics(text) == ""
        assert check_metrics(text + "surplus 1\n") != ""


def test_histogram_adds_up(make_site):
    with make_site(vhosts=METRICS) as site:
        for _ in range(20):
            site.client().get("/posts/")
        eventually(lambda: total(scrape(site), REQUESTS, method="GET",
                                 route="/posts/") == 20)
        text = scrape(site)
        rows = [(dict(labels)["le"], number)
                for (name, labels), number in values(text).items()
                if name == DURATION + "_bucket"
                and ("route", "/posts/") in labels]
        ends = [float(end.replace("+Inf", "inf")) for end, _ in rows]
        counts = [number for _, number in rows]
        assert ends == sorted(ends) and ends[-1] == float("inf")
        assert counts == sorted(counts) and counts[-1] == 20
        assert total(text, DURATION + "_sum", route="/posts/") > 0


def test_cache_and_database(make_site, own_pg, expect_log):
    expect_log(AWAY_LINES)
    expect_log(r"TC[45]\d{3}: ")
    with make_site(pg=own_pg, vhosts=METRICS) as site:
        site.add_user("e", "EDITOR")
        editor, public = site.login("e"), site.client()
        settle(public)
        path = f"/categories/{make_category(editor)['id']}/"
        warm(public, path)
        before = scrape(site)
        warm(public, path)
        warm(public, path)
        expect(public.get("/posts/", params={"search": unique()}), 200)
        expect(editor.get(path), 200)  # never asks the cache
        cache = "talecraft_cache_requests_total"
        # misses: while the server hears of no changes
        assert [grown(before, site, cache, result=word) for word in
                ("hit", "stale", "bypass")] == [2, 0, 1]
        # two with credentials or unkept, and those of the scrapes
        assert grown(before, site, "talecraft_db_calls_total") >= 2
        assert total(before, "talecraft_db_connects_total") >= 1
        assert total(before, "talecraft_cache_stored_total") >= 1
        assert total(before, "talecraft_cache_stored_bytes_total") > 100
        assert total(before, "talecraft_cache_front_bytes") > 100
        assert total(before, "talecraft_db_connections") >= 1
        assert total(before, "talecraft_listener_lag_seconds") < 60
        assert total(before, "talecraft_db_up") == 1
        make_category(editor)
        eventually(lambda: grown(before, site,
                                 "talecraft_changes_heard_total") >= 1)
        assert grown(before, site, "talecraft_events_total") >= 1
        own_pg.stop()
        eventually(lambda: "stale" in expect(
            public.get(path), 200).headers["Cache-Status"])
        away = scrape(site)
        assert total(away, "talecraft_db_up") == 0
        assert total(away, cache, result="stale") == 1
        assert total(away, "talecraft_db_errors_total", kind="away") >= 1
        assert "talecraft_media_queue{" not in away
        assert check_metrics(away) == ""
        eventually(lambda: grown(before, site,
                                 "talecraft_listener_lost_total") == 1)
        own_pg.start()
        eventually(lambda: grown(before, site,
                                 "talecraft_listener_opened_total") == 1)
        assert total(scrape(site), "talecraft_db_up") == 1


def test_what_waits(make_site):
    with make_site(extra="TalecraftMediaWorkers 2",
                   vhosts=METRICS) as site:
        site.add_user("w")
        make_media(site.login("w"))
        text = scrape(site)
        assert total(text, "talecraft_media_workers") == \
            total(text, "talecraft_media_workers_wanted") == 2
        assert total(text, "talecraft_media_queue") == 0
        # one that nobody may take, since another server has it
        site.sql("update media_files set again = true, lease_token = 'x', "
                 "lease_until = now() + interval '1 hour', "
                 "not_before = now() - interval '90 seconds'")
        text = scrape(site)
        assert total(text, "talecraft_media_queue") == 1
        assert 90 <= total(text, "talecraft_media_oldest_seconds") < 900


def test_waiting_for_a_connection(make_site, expect_log):
    """All permits are taken: who waits is counted, and who is sent away."""
    expect_log(r"TC2003: ")
    expect_log(r"TC2010: ")
    with make_site(vhosts=METRICS, mpm="worker",
                   extra="TalecraftDBConnections 1\n"
                         "TalecraftDBTimeout 1s") as site:
        site.add_user("e", "EDITOR")
        editor = site.login("e")
        post = make_post(editor)
        path = f"/posts/{post['id']}/"
        before = scrape(site)
        with site.hold(f"select 1 from posts where id = {post['id']} "
                       "for update"):
            others = [threading.Thread(target=lambda: site.login("e").patch(
                path, json={"excerpt": unique()}, strict=False))
                for _ in range(12)]
            for thread in others:
                thread.start()
            for thread in others:
                thread.join()
        eventually(lambda: grown(before, site, "talecraft_db_waits_total") > 0)
        assert grown(before, site, "talecraft_db_wait_seconds_total") > 0.1
        assert grown(before, site, "talecraft_db_errors_total") > 0


def test_hosts_are_told_apart(make_site):
    def config(site):
        site.create_database("talecraft_metrics_two")
        return (site.default_config()
                + f"""<VirtualHost *:{site.port}>
ServerName one.example
</VirtualHost>
<VirtualHost *:{site.port}>
ServerName two.example
{site.dbd("talecraft_metrics_two")}
TalecraftMediaRoot {site.make_media_root("two")}
</VirtualHost>
""" + METRICS)

    with make_site(config=config) as site:
        for host, many in (("one.example", 3), ("two.example", 5)):
            for _ in range(many):
                site.client().get("/posts/", headers={"Host": host})
        for host, many in (("one.example", 3), ("two.example", 5)):
            eventually(lambda host=host, many=many: total(
                scrape(site), REQUESTS, route="/posts/",
                server=f"{host}:{site.port}") == many)


def test_local_alone_as_the_examples_have_it(make_site, expect_log):
    """The lines of talecraft.conf: this machine may read, others get
    403; nothing but GET."""
    example = (REPO / "conf/talecraft.conf.in").read_text(encoding="utf-8")
    section = re.search(r'^#<Location "/talecraft-metrics">\n(?:#.*\n)*?'
                        r"#</Location>\n", example, re.M).group()
    section = re.sub("^#", "", section, flags=re.M)
    expect_log("AH01630: ", must=True)
    assert "Require local" in section
    with make_site(vhosts=section, modules=["remoteip"],
                   extra="RemoteIPHeader X-Forwarded-For") as site:
        client, url = site.client(), site.origin + "/talecraft-metrics"
        assert client.get(url, strict=False).status_code == 200
        assert client.get(url, strict=False, headers={
            "X-Forwarded-For": "192.0.2.1"}).status_code == 403
        assert client.post(url, strict=False).status_code == 405
        head = client.request("HEAD", url, strict=False)
        assert head.status_code == 200 and head.content == b""


def test_dashboard_names_what_there_is(make_site):
    text = (REPO / "conf/grafana/talecraft.json").read_text(encoding="utf-8")
    board = json.loads(text)
    queries = [target["expr"] for panel in board["panels"]
               for target in panel.get("targets", ())]
    queries += [each["query"]["query"] if isinstance(each["query"], dict)
                else each["query"] for each in board["templating"]["list"]]
    named = set(re.findall(r"talecraft_\w+", " ".join(queries)))
    assert len(board["panels"]) >= 10 and len(named) >= 20
    with make_site(vhosts=METRICS) as site:
        site.client().get("/posts/")
        eventually(lambda: total(scrape(site), REQUESTS) > 0)
        told = set(re.findall(r"^# TYPE (\w+) (\w+)$", scrape(site), re.M))
    names = {name for name, _ in told}
    for name, kind in told:
        if kind == "histogram":
            names |= {f"{name}_{end}" for end in ("bucket", "sum", "count")}
    assert named <= names, named - names
    for query in queries:
        for name in re.findall(r"rate\((\w+)", query):
            assert (name, "gauge") not in told, name


def test_operations_tells_each_metric(make_site):
    page = (REPO / "docs/operations.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"^\| `(talecraft_\w+)", page, re.M))
    with make_site(vhosts=METRICS) as site:
        names = set(re.findall(r"^# TYPE (\w+)", scrape(site), re.M))
    assert listed == names
