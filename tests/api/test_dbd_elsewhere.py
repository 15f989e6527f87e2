"""Other modules have connections from the same list of mod_dbd's."""

import time

import requests

from support.make import expect
from support.site import PASSWORD

LOOKS = 22  # seconds: so often idle sessions are looked for, twice
MODULES = ("auth_basic", "authn_core", "authz_user", "authn_dbd")


def logins_by_dbd(site):
    return site.default_config() + """
<Location "/locked.txt">
    AuthType Basic
    AuthName here
    AuthBasicProvider dbd
    AuthDBDUserPWQuery "select password_hash from users where username = %s"
    Require valid-user
</Location>
"""


def test_logins_by_mod_authn_dbd(make_site):
    """Its statement is prepared once in a session, and without it everybody is
    unknown: sessions that have it are not ended."""
    site = make_site(config=logins_by_dbd, modules=MODULES)
    site.add_user("one")
    (site.root / "htdocs" / "locked.txt").write_text("x")

    def log_in():
        return requests.get(site.origin + "/locked.txt",
                            auth=("one", PASSWORD), timeout=10).status_code

    with site:
        public = site.client()
        for number in range(4):
            expect(public.get(f"/posts/?search=x{number}"), 200)
            assert log_in() == 200
        time.sleep(LOOKS)
        assert [log_in() for _ in range(6)] == [200] * 6
        expect(public.get("/posts/?search=y"), 200)
