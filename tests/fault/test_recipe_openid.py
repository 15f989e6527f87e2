"""Recipe of docs/recipes.md: logins by OpenID Connect (the real module of
httpd, a provider of the test's own), through TalecraftTrustUser."""

import time

import pytest
import requests

from support.make import detail, expect, make_user, unique
from support.openid import CLIENT, SECRET, Provider, new_key
from support.recipes import pieces
from support.site import Site
from support.staff import writes_as

SAID = r"\[auth_openidc:(error|warn)\]"


@pytest.fixture(autouse=True)
def without_tls(expect_log):
    """The provider has none."""
    expect_log("SHOULD be \"https\" for security reasons")


@pytest.fixture(scope="module")
def provider():
    one = Provider().start()
    yield one
    one.stop()


@pytest.fixture(scope="module")
def staffed(pg, base, provider):
    def configuration(site):
        secret = site.root / "openid.conf"
        words = {"https://login.example.org": provider.url,
                 "/etc/apache2/openid.conf": secret,
                 "the client's secret": SECRET,
                 "forty random characters": unique("random")}
        lines, secrets = pieces("Logins by OpenID Connect", words=words)
        assert CLIENT in lines
        secret.write_text(secrets)
        secret.chmod(0o600)
        site.extra = lines
        return site.default_config()

    with Site(pg, base, config=configuration,
              modules=["auth_openidc"]) as site:
        site.add_user("boss", "ADMIN")
        yield site


@pytest.fixture
def browser(staffed, provider):
    """One that nobody has used; it follows redirects."""
    with requests.Session() as session:
        session.headers["Accept"] = "text/html,*/*"
        yield session
    provider.who, provider.claims = None, {}
    provider.key = provider.published


@pytest.fixture
def page(staffed):
    return f"{staffed.origin}/staff/editor/"


@pytest.fixture
def api(staffed, browser):
    """The API as the page asks it, with the browser's cookies."""
    client = staffed.client(url=f"{staffed.origin}/staff/api")
    client.session.cookies = browser.cookies
    return client


def test_who_is_let_in(staffed, provider, browser, page, api):
    make_user(staffed.login("boss"), username="ana", role="EDITOR")
    expect(api.get("/posts/"), 401, detail(
        "Authentication credentials were not provided."))
    expect(staffed.client().get("/posts/"), 200)

    provider.who = "ana"
    answer = browser.get(page, timeout=60)
    assert answer.status_code == 200 and answer.url == page
    assert "<script" in answer.text
    assert provider.url in answer.history[0].headers["Location"]
    assert browser.get(page + "config.json", timeout=60).json()["api"] == \
        "../../staff/api/"
    writes_as(api, "ana", "EDITOR")


def test_who_is_nobody_here(provider, browser, page, api):
    provider.who = "carl"
    assert browser.get(page, timeout=60).status_code == 200
    expect(api.get("/posts/"), 200)
    expect(api.get("/auth/me/"), 401)


def test_who_has_not_signed_in(browser, page, api, expect_log):
    expect_log(SAID)
    assert "<script src" not in browser.get(page, timeout=60).text
    expect(api.get("/posts/"), 401)


@pytest.mark.parametrize("fault", ["key", "exp", "aud", "iss", "nonce"])
def test_what_is_said_of_somebody_wrongly(staffed, provider, browser, page,
                                          api, expect_log, fault):
    """Another one's signature, for another client, too old ..."""
    expect_log(SAID, must=True)
    provider.who = "boss"
    if fault == "key":
        provider.key = new_key()
    else:
        provider.claims = {fault: {"exp": int(time.time()) - 3600}.get(
            fault, "https://elsewhere.example.org")}
    browser.get(page, timeout=60)
    expect(api.get("/auth/me/"), 401)
    expect(staffed.client().get("/auth/me/"), 401)


def test_a_name_in_a_header(staffed):
    """Is that of nobody: headers are the client's."""
    client = staffed.client(url=f"{staffed.origin}/staff/api", headers={
        name: "boss" for name in ("X-Remote-User", "REMOTE_USER", "OIDC_CLAIM_"
                                  "preferred_username")})
    expect(client.get("/auth/me/"), 401)
