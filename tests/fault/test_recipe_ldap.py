"""Recipe of docs/recipes.md: logins by LDAP (a real slapd), through
TalecraftTrustUser."""

import pytest
import requests

from support.fronts import Front
from support.make import expect
from support.recipes import pieces
from support.site import Site
from support.staff import writes_as
from support.tools import make_dir, run

SLAPD = """include /etc/ldap/schema/core.schema
pidfile {folder}/pid
modulepath /usr/lib/ldap
moduleload back_mdb
database mdb
directory {folder}/data
suffix "dc=example,dc=org"
"""
PEOPLE = """dn: dc=example,dc=org
objectClass: dcObject
objectClass: organization
dc: example
o: Example

dn: ou=people,dc=example,dc=org
objectClass: organizationalUnit
ou: people
"""
PERSON = """
dn: uid={name},ou=people,dc=example,dc=org
objectClass: person
objectClass: uidObject
uid: {name}
cn: {name}
sn: {name}
userPassword: of {name}
"""


class Slapd(Front):
    """Who has which password: see PERSON."""

    def start(self, names):
        make_dir(self.folder / "data")
        conf = self.folder / "slapd.conf"
        conf.write_text(SLAPD.format(folder=self.folder))
        run(["/usr/sbin/slapadd", "-f", conf], input=PEOPLE + "".join(
            PERSON.format(name=name) for name in names))
        self.run("/usr/sbin/slapd", "-d", "0", "-f", conf, "-h",
                 f"ldap://127.0.0.1:{self.port}")


@pytest.fixture(scope="module")
def staffed(pg, base):
    slapd = Slapd(base / "slapd")
    slapd.start(["ana", "carl"])
    lines, = pieces("Logins by LDAP", words={
        "ldap.example.org": f"127.0.0.1:{slapd.port}"})
    with Site(pg, base, extra=lines, modules=["ldap", "authnz_ldap"]) as site:
        site.add_user("boss", "ADMIN")
        yield site
    slapd.stop()


@pytest.fixture
def staff(staffed):
    def client(name=None, password=None):
        one = staffed.client(url=staffed.origin + "/staff/api")
        if name:
            one.session.auth = (name, password or f"of {name}")
        return one

    return client


def test_who_is_let_in(staffed, staff, expect_log):
    expect_log("AH01617|AH01618|auth_ldap")
    expect(staffed.login("boss").post("/users/", json={
        "username": "ana", "role": "EDITOR"}), 201)
    answer = expect(staff().get("/posts/"), 401)
    assert answer.headers["WWW-Authenticate"] == 'Basic realm="Staff"'
    for name, password in (("ana", "wrong"), ("eve", None), ("boss", "x")):
        expect(staff(name, password).get("/posts/"), 401)
    expect(staffed.client().get("/posts/"), 200)

    ana = staff("ana")
    writes_as(ana, "ana", "EDITOR")

    carl = staff("carl")  # known to LDAP alone
    expect(carl.get("/posts/"), 200)
    expect(carl.get("/auth/me/"), 401)


def test_the_page(staffed):
    page = f"{staffed.origin}/staff/editor/"
    assert requests.get(page, timeout=60).status_code == 401
    auth = ("ana", "of ana")
    assert requests.get(page, auth=auth, timeout=60).status_code == 200
    settings = requests.get(page + "config.json", auth=auth, timeout=60)
    assert settings.json()["api"] == "../../staff/api/"
