"""Which kinds of lock the cache may have (httpd's Mutex directive)."""

import pytest

from support.cached import read, warm
from support.make import make_post


@pytest.mark.parametrize("name", ["talecraft-cache", "default"])
def test_sem_is_refused(make_site, expect_log, name):
    """One that stays locked for ever when its holder is killed."""
    expect_log(r"TC3005: Mutex sem cannot be used", must=True)
    expect_log(r"AH00020: Configuration Failed")
    httpd = make_site(extra=f"Mutex sem {name}").httpd
    httpd.spawn()
    assert httpd.process.wait(60) != 0


@pytest.mark.parametrize("kind", ["pthread", "fcntl", "sysvsem"])
def test_others_serve(make_site, kind):
    with make_site(extra=f"Mutex {kind} talecraft-cache") as site:
        site.add_user("editor", "EDITOR")
        post = make_post(site.login("editor"), publish=True)
        path = f"/posts/{post['id']}/"
        warm(site.client(), path)
        read(site.client(), path, "HIT")
