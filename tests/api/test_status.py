"""What /server-status of mod_status tells of this module."""

from support.cached import settle, warm
from support.content import eventually
from support.make import expect, make_category, make_media, unique
from support.postgres import AWAY_LINES
from support.tools import free_port

STATUS = """<Location /server-status>
    SetHandler server-status
</Location>
"""


def auto(site):
    text = site.client().get(site.origin + "/server-status?auto",
                             strict=False).text
    return dict(line.split(": ", 1) for line in text.splitlines()
                if line.startswith("Talecraft"))


def counts(site):
    shown = auto(site)
    return {name: int(shown["TalecraftCache" + name])
            for name in ("Hits", "Stale", "Misses", "Bypassed")}


def test_workers_and_queue(make_site):
    with make_site(extra="TalecraftMediaWorkers 2", vhosts=STATUS) as site:
        site.add_user("w")
        make_media(site.login("w"))
        assert list(auto(site).items())[:3] == [
            ("TalecraftMediaWorkersWanted", "2"),
            ("TalecraftMediaWorkers", "2"), ("TalecraftMediaQueue", "0")]
        # one that nobody may take yet
        site.sql("update media_files set again = true, "
                 "not_before = now() + interval '1 hour'")
        assert auto(site)["TalecraftMediaQueue"] == "1"
        page = site.client().get(site.origin + "/server-status",
                                 strict=False).text
        assert "Media workers: 2 of 2" in page
        assert "Media queue: 1 files" in page


def test_what_the_cache_did(make_site, own_pg, expect_log):
    expect_log(AWAY_LINES)
    expect_log(r"TC[45]\d{3}: ")
    with make_site(pg=own_pg, vhosts=STATUS) as site:
        site.add_user("w", "EDITOR")
        editor, public = site.login("w"), site.client()
        settle(public)
        path = f"/categories/{make_category(editor)['id']}/"
        warm(public, path)
        before = counts(site)
        assert before["Misses"] >= 2  # the ads of settle() and this path
        warm(public, path)
        warm(public, path)
        expect(public.get("/posts/", params={"search": unique()}), 200)
        expect(public.get("/posts/999999999/"), 404)
        expect(editor.get(path), 200)  # never asks the cache
        after = counts(site)
        assert {name: after[name] - before[name] for name in after} == {
            "Hits": 2, "Stale": 0, "Misses": 1, "Bypassed": 1}
        own_pg.stop()
        eventually(lambda: "stale" in expect(
            public.get(path), 200).headers["Cache-Status"])
        away = counts(site)
        assert away["Stale"] == 1 and away["Misses"] == after["Misses"]
        assert away["Hits"] >= after["Hits"]
        page = public.get(site.origin + "/server-status", strict=False).text
        assert (f"Cache: {away['Hits']} hits, 1 stale, {away['Misses']} "
                f"misses, {away['Bypassed']} bypassed") in page
        site.httpd.graceful()
        assert counts(site) == away


def test_purging(make_site, expect_log):
    """Nobody listens at the port: what waits and why can be seen."""
    expect_log(r"TC8020: ", must=True)
    with make_site(vhosts=STATUS,
                   extra="TalecraftSurrogateKeys On\nTalecraftPurge "
                         f"http://127.0.0.1:{free_port()}/") as site:
        eventually(lambda: int(auto(site)["TalecraftPurgeFailures"]) > 0)
        assert auto(site)["TalecraftPurgePending"] == "1"
        page = site.client().get(site.origin + "/server-status",
                                 strict=False).text
        assert "Purging: 1 changes wait; failed: Failed to connect" in page
