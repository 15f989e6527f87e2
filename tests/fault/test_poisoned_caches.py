"""Caches in front that keep an answer under its path, whatever host it was
asked for: who asks for a host of his own leaves no link to it there."""

import pytest

from support.cached import settle
from support.content import eventually
from support.fronts import Nginx, Varnish
from support.make import expect, make_post, unique

VCL = """
sub vcl_recv { set req.http.X-Forwarded-Host = req.http.Host; }
sub vcl_hash { hash_data(req.url); return (lookup); }
"""
HANDED_ON = "proxy_set_header X-Forwarded-Host $http_host;"
AS_IT_CAME = "proxy_set_header Host $http_host;"
BY_PATH = "proxy_cache_key $uri$is_args$args;"


def proxied(site):
    """It believes what the cache in front says."""
    return "TalecraftTrustedProxy 127.0.0.1\n" + site.default_config()


def aliased(site):
    """Any name below a domain reaches it."""
    return site.default_config() + f"""
<VirtualHost 127.0.0.1:{site.port}>
    ServerName localhost
    ServerAlias *.wild.example
</VirtualHost>
"""


FRONTS = {
    "varnish": (Varnish, VCL, proxied, "evil.example"),
    "varnish-alias": (Varnish, VCL, aliased, "evil.wild.example"),
    # its own key names no host of the client's either
    "nginx": (Nginx, HANDED_ON, proxied, "evil.example"),
    "nginx-port": (Nginx, HANDED_ON, proxied, "localhost:4242"),
    "nginx-path": (Nginx, HANDED_ON + BY_PATH, proxied, "evil.example"),
    "nginx-alias": (Nginx, AS_IT_CAME, aliased, "evil.wild.example"),
    "nginx-alias-path": (Nginx, AS_IT_CAME + BY_PATH, aliased,
                         "evil.wild.example"),
}


@pytest.fixture(params=FRONTS)
def poisoner(request, base, make_site):
    """(site, the cache in front, Host of the attacker)"""
    kind, told, config, evil = FRONTS[request.param]
    front = kind(base / unique("front"))
    with make_site(config=config,
                   extra="TalecraftSurrogateKeys On") as site:
        site.add_user("editor", "EDITOR")
        settle(site.client())
        front.start(site, told)
        yield site, front, evil
        front.stop()


def test_no_link_to_an_invented_host(poisoner):
    site, front, evil = poisoner
    editor = site.login("editor")
    posts = [make_post(editor, publish=True) for _ in range(2)]
    old = posts[0]["slug"]
    expect(editor.patch(f"/posts/{posts[0]['id']}/",
                        json={"slug": unique("moved-")}), 200)
    attacker = front.client(site, headers={"Host": evil})
    reader = front.client(site, headers={"Host": "localhost"})
    lists = ["/posts/?page_size=1", "/posts/?page_size=1&page=2", "/posts/"]
    for path in (*lists, f"/posts/{posts[0]['id']}/", "/", "/schema/",
                 "/categories/", "/posts", f"/posts/{posts[1]['id']}",
                 f"/posts/slug/{old}/", "/nothing/"):
        for _ in range(3):
            poison = attacker.get(path)
            assert not front.had_it(poison), path
        if path.startswith(lists[0]):
            assert f"http://{evil}/api/" in poison.text
        for _ in range(3):
            answer = reader.get(path)
            assert answer.status_code == poison.status_code
            assert "Location" not in answer.headers or \
                answer.headers["Location"].startswith("http://localhost/")
            assert evil not in answer.text + str(answer.headers), path


def test_other_readers_are_served_from_it(poisoner):
    """It does keep what it may; Varnish remembers for two minutes what it may
    not, so nobody else has asked for it here."""
    site, front, _ = poisoner
    make_post(site.login("editor"), publish=True)
    reader = front.client(site, headers={"Host": "localhost"})
    eventually(lambda: front.had_it(reader.get("/posts/?page_size=1")))
