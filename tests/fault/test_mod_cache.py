"""httpd's own mod_cache, in the same server: it is nobody whom a write could
tell, so that it must not keep what the API answers."""

import pytest

from support.make import expect, make_post, unique
from support.site import Site

VHOSTS = """
CacheRoot {root}
CacheIgnoreNoLastMod On
CacheDetailHeader On
<VirtualHost *:{port}>
ServerName localhost
CacheEnable disk /
</VirtualHost>
<VirtualHost *:{port}>
ServerName 127.0.0.1
CacheQuickHandler Off
CacheSocache shmcb
CacheEnable socache /
</VirtualHost>
"""


def configuration(site):
    root = site.make_media_root("kept")
    return site.default_config() + VHOSTS.format(root=root, port=site.port)


@pytest.fixture(scope="module")
def behind(pg, base):
    with Site(pg, base, config=configuration,
              modules=["cache", "cache_disk", "cache_socache"]) as site:
        site.add_user("editor", "EDITOR")
        (site.root / "htdocs/page.html").write_text("A page.")
        yield site


@pytest.fixture(params=["localhost", "127.0.0.1"])
def public(request, behind):
    return behind.client(
        url=f"http://{request.param}:{behind.port}/api", strict=False)


def test_that_it_keeps_others(public):
    """Or what follows shows nothing."""
    url = public.base_url.replace("/api", "/page.html")
    for _ in range(2):
        answer = expect(public.get(url), 200)
    assert "cache hit" in answer.headers["X-Cache-Detail"]


def test_a_write_is_seen_at_once(behind, public):
    editor = behind.login("editor")
    post = make_post(editor, publish=True)
    paths = ["/posts/", f"/posts/{post['id']}/", "/categories/", "/schema/"]
    for path in paths * 2:
        answer = expect(public.get(path), 200)
        assert "cache hit" not in answer.headers.get("X-Cache-Detail", "")
    title = unique("Changed ")
    expect(editor.patch(f"/posts/{post['id']}/", json={"title": title}), 200)
    for path in paths[:2]:
        assert title in expect(public.get(path), 200).text
    expect(editor.delete(paths[1]), 204)
    assert title not in expect(public.get("/posts/"), 200).text
    expect(public.get(paths[1]), 404)
