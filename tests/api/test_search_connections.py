"""Searches get a share of a process's connections, the rest is for others."""

import os
import threading

import pytest

from support.cached import read, settle
from support.content import eventually
from support.make import expect, make_category, make_post, unique
from support.site import PASSWORD

SHARE = 2  # of TalecraftDBConnections 4
SEARCHES = 10
# The searches of these tests stand still until they are cancelled.
SLOW = r"TC2003: |TC2010: "


def searching(site):
    """Searches that have a connection and wait for the table of words."""
    return int(site.sql("select count(*) from pg_locks where not granted "
                        "and relation = 'post_search'::regclass"))


class Searchers:
    """Threads that search again and again; each search stands still while
    the table of words is locked, until PostgreSQL cancels it."""

    def __init__(self, clients):
        self.statuses = []
        self.over = threading.Event()
        self.threads = [threading.Thread(target=self.search, args=(client,))
                        for client in clients]

    def search(self, client):
        while not self.over.is_set():
            answer = client.get(f"/posts/?search={unique()}", strict=False)
            self.statuses.append(answer.status_code)

    def __enter__(self):
        for one in self.threads:
            one.start()
        return self

    def stop(self):
        self.over.set()

    def __exit__(self, *_):
        self.stop()
        for one in self.threads:
            one.join(60)


threaded = pytest.mark.skipif(
    os.environ.get("TC_MPM") == "prefork",
    reason="a process has one request, and a connection for it, at a time")


def one_child(more=""):
    return ("StartServers 1\nServerLimit 1\nMaxRequestWorkers 16\n"
            "TalecraftDBTimeout 10s\n" + more)


@threaded
@pytest.mark.mpm
@pytest.mark.parametrize("who", ["public", "writer"])
def test_searches_leave_connections_to_others(make_site, expect_log, who):
    expect_log(SLOW)
    with make_site(extra=one_child()) as site:
        site.add_user("editor", "EDITOR")
        site.add_user("writer", "WRITER")
        editor, public = site.login("editor"), site.client()
        settle(public)
        category = make_category(editor)
        clients = [site.login("writer") if who == "writer" else site.client()
                   for _ in range(SEARCHES)]

        def others():
            """1 where they are answered before any search has ended."""
            ended = len(searchers.statuses)
            expect(editor.patch(f"/categories/{category['id']}/",
                                json={"description": unique()}), 200)
            expect(public.post("/auth/login/", json={
                "username": "editor", "password": PASSWORD}), 200)
            read(public, f"/posts/?author={unique()}", "BYPASS")
            assert searching(site) <= SHARE
            return searching(site) and len(searchers.statuses) == ended

        with site.hold("lock table post_search") as held, \
                Searchers(clients) as searchers:
            eventually(lambda: searching(site) == SHARE)
            for _ in range(3):
                eventually(others)
            searchers.stop()
            held.commit()
        assert set(searchers.statuses) <= {200, 503}
        expect(public.get(f"/posts/?search={unique()}"), 200)


@threaded
def test_searches_that_wait_too_long(make_site, expect_log):
    """503 with Retry-After as for anybody who gets no connection, though
    there are others for who does not search."""
    expect_log("TC2003: ", must=True)
    expect_log("TC2010: ")
    with make_site(extra=one_child("TalecraftDBTimeout 500ms\n")) as site:
        site.add_user("editor", "EDITOR")
        settle(site.client())
        with site.hold("lock table post_search") as held, Searchers(
                [site.client() for _ in range(SHARE)]) as searchers:
            eventually(lambda: searching(site) == SHARE)
            answer = expect(site.client().get("/posts/?search=x",
                                              strict=False), 503)
            assert int(answer.headers["Retry-After"]) > 0
            read(site.client(), f"/posts/?author={unique()}", "BYPASS")
            searchers.stop()
            held.commit()


def test_one_connection_is_enough(make_site):
    with make_site(extra="TalecraftDBConnections 1") as site:
        site.add_user("editor", "EDITOR")
        post = make_post(site.login("editor"), publish=True)
        for _ in range(3):
            got = expect(site.client().get("/posts/?search="
                                           + post["slug"]), 200)
            assert got.json()["count"] == 1
