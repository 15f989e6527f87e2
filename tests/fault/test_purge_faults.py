"""TalecraftPurge: nothing is forgotten while the cache is away, or the server
that was about to tell it."""

import os
import signal
import time

import pytest

from purge_site import (FAILED, at_rest, edit, failing, keys, purged, purging,
                        quiet, receiver, shared)
from support.cached import settle, warm
from support.content import eventually
from support.make import expect, make_post, unique


# -------------------------------------------------------- the cache is ill

def test_error_is_retried(purged, expect_log):
    receiver = purged.cache
    expect_log(FAILED + r".*it answered 500", must=True)
    path = published(purged)
    lines = purged.httpd.log_text().count("TC8020")
    receiver.answers += [(500, {}), (404, {})]
    since = len(receiver.requests)
    title(purged, path)
    eventually(lambda: receiver.told(since))
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
    receiver.wait_requests(since + 2)
    receiver.gate.set()
    eventually(lambda: at_rest(purged))
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
    eventually(lambda: at_rest(purged))
    told = receiver.told(since)
    client = purged.client()
    for shown in (path, f"/posts/{other}/"):
        assert keys(client, shown) & told


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
    eventually(lambda: at_rest(purged))
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
    eventually(lambda: at_rest(purged))
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
    for pid in purged.httpd.servers():
        os.kill(pid, signal.SIGKILL)
    receiver.gate.set()
    receiver.wait_requests(since + 2)
    eventually(lambda: at_rest(purged))
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
