"""Tokens that are to be gone are gone for good, however busy their thief is.
"""

import threading

import pytest

from support.content import eventually
from support.make import USER_PASSWORD, expect, make_user
from support.site import Site

NEW_PASSWORD = "quite another password"
INVALID_TOKEN = '{"detail":"Invalid token."}'


def log_in(site, user, password=USER_PASSWORD):
    answer = site.client().post("/auth/login/", json={
        "username": user["username"], "password": password})
    return expect(answer, 200).json()["token"]


@pytest.fixture(scope="module")
def site(pg, base, site):
    """One whose statements wait as long as passwords are hashed."""
    def config(one):
        return one.default_config().replace("statement_timeout=5000",
                                            "statement_timeout=60000")

    with Site(pg, base, database=site.database, config=config) as patient:
        yield patient


@pytest.fixture(scope="module")
def admin(site):
    return site.login("admin")


@pytest.fixture
def user(admin):
    return make_user(admin)


def path_of(user):
    return f"/users/{user['id']}/"


def tokens_left(site, user):
    return int(site.sql("select count(*) from tokens "
                        f"where user_id = {user['id']}"))


# ------------------------------------------------------------ disabled users

@pytest.mark.parametrize("put", [False, True])
def test_enabling_a_user_brings_no_token_back(site, admin, user, put):
    token = log_in(site, user)
    made = expect(site.client(token).post("/auth/tokens/",
                                          json={"name": "x"}), 201).json()
    change = {"is_active": False}
    if put:
        change["username"] = user["username"]
    expect(admin.request("PUT" if put else "PATCH", path_of(user),
                         json=change), 200)
    expect(admin.patch(path_of(user), json={"is_active": True}), 200)
    for one in (token, made["token"]):
        expect(site.client(one).get("/auth/me/"), 401, INVALID_TOKEN)
    assert tokens_left(site, user) == 0
    expect(site.client(log_in(site, user)).get("/auth/me/"), 200)


def test_other_changes_leave_tokens(site, admin, user):
    token = log_in(site, user)
    for change in ({"is_active": True}, {"role": "EDITOR"},
                   {"email": "a@example.org", "is_active": True}):
        expect(admin.patch(path_of(user), json=change), 200)
    expect(site.client(token).get("/auth/me/"), 200)


# ------------------------------- tokens that are made at that very moment

class Aside(threading.Thread):
    """A call that waits for others; .answer once it has been joined."""

    def __init__(self, call):
        super().__init__()
        self.call = call
        self.answer = None
        self.start()

    def run(self):
        self.answer = self.call()


def wait_for_locks(site, count):
    eventually(lambda: int(site.sql(
        "select count(*) from pg_stat_activity where wait_event_type = "
        f"'Lock' and datname = '{site.database}'")) >= count)


def change_password(site, admin, user, own):
    return site.client(own).post("/auth/password/", json={
        "old_password": USER_PASSWORD, "new_password": NEW_PASSWORD})


def set_password(site, admin, user, own):
    return admin.patch(path_of(user), json={"password": NEW_PASSWORD})


def disable(site, admin, user, own):
    return admin.patch(path_of(user), json={"is_active": False})


def by_hand(site, admin, user, own):
    return site.ctl("user", "passwd", user["username"],
                    stdin=NEW_PASSWORD + "\n")


def make_token(site, user, stolen):
    return site.client(stolen).post("/auth/tokens/", json={"name": "x"})


def log_in_again(site, user, stolen):
    return site.stranger().post("/auth/login/", json={
        "username": user["username"], "password": USER_PASSWORD})


ENDS = [change_password, set_password, disable, by_hand]
THEFTS = [make_token, log_in_again]


def name_of(function):
    return function.__name__


def check(site, admin, user, end, theft, own):
    """Nothing that the thief got is of any use, then or later."""
    token = theft.json().get("token") if theft.status_code < 300 else None
    if token:
        expect(site.client(token).get("/auth/me/"), 401, INVALID_TOKEN)
    if end is disable:
        expect(admin.patch(path_of(user), json={"is_active": True}), 200)
        if token:
            expect(site.client(token).get("/auth/me/"), 401, INVALID_TOKEN)
    assert tokens_left(site, user) == (1 if end is change_password else 0)
    if end is change_password:
        expect(site.client(own).get("/auth/me/"), 200)


@pytest.mark.parametrize("theft", THEFTS, ids=name_of)
@pytest.mark.parametrize("end", ENDS, ids=name_of)
def test_token_is_entered_while_others_are_removed(site, admin, user, end,
                                                   theft):
    """It was asked for before, and is there behind the removal's back."""
    own, stolen = log_in(site, user), log_in(site, user)
    with site.hold("lock table tokens in share mode"):
        first = Aside(lambda: theft(site, user, stolen))
        wait_for_locks(site, 1)
        second = Aside(lambda: end(site, admin, user, own))
        wait_for_locks(site, 2)
    first.join()
    second.join()
    check(site, admin, user, end, first.answer, own)


@pytest.mark.parametrize("end", ENDS, ids=name_of)
def test_token_is_asked_for_before_the_removal(site, admin, user, end):
    """But entered only when it is over."""
    own, stolen = log_in(site, user), log_in(site, user)
    with site.hold(f"select from users where id = {user['id']} for update"):
        first = Aside(lambda: end(site, admin, user, own))
        wait_for_locks(site, 1)
        second = Aside(lambda: make_token(site, user, stolen))
        wait_for_locks(site, 2)
    first.join()
    second.join()
    expect(second.answer, 401, INVALID_TOKEN)
    check(site, admin, user, end, second.answer, own)


def test_tokens_are_made_without_a_pause(site, admin, user):
    """The same, as a thief would do it."""
    own, stolen = log_in(site, user), log_in(site, user)
    stop, made = threading.Event(), []

    def steal():
        client = site.client(stolen)
        while not stop.is_set():
            answer = client.post("/auth/tokens/", json={"name": "x"})
            if answer.status_code == 201:
                made.append(answer.json()["token"])

    thieves = [threading.Thread(target=steal) for _ in range(6)]
    for thief in thieves:
        thief.start()
    eventually(lambda: len(made) > 20)
    expect(change_password(site, admin, user, own), 204)
    stop.set()
    for thief in thieves:
        thief.join()
    assert tokens_left(site, user) == 1
    for token in made[-10:]:
        expect(site.client(token).get("/auth/me/"), 401, INVALID_TOKEN)
