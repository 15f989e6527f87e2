"""The throttle on failed logins, from addresses of their own."""

import threading

import pytest

from support.make import USER_PASSWORD, expect, make_user, unique

WRONG = {"non_field_errors": [
    "Unable to log in with provided credentials."]}


@pytest.fixture
def source(site):
    """An address that no other test comes from."""
    return site.stranger().source


def client_from(site, source, token=None):
    return site.client(token, source=source,
                       url=f"http://127.0.0.1:{site.port}/api")


def login(client, name, password="not the password"):
    return client.post("/auth/login/", json={"username": name,
                                             "password": password})


def throttled(answer):
    expect(answer, 429)
    seconds = int(answer.headers["Retry-After"])
    assert 1 <= seconds <= 60
    expect(answer, 429, {
        "detail": "Request was throttled. Expected available in "
                  f"{seconds} second{'s' if seconds != 1 else ''}."})


def fail(client, name, times):
    for _ in range(times):
        expect(login(client, name), 400, WRONG)


def test_five_failures_of_one_name(site, admin, source):
    user = make_user(admin)
    name = user["username"]
    client = client_from(site, source)
    fail(client, name, 5)
    throttled(login(client, name))
    throttled(login(client, name, USER_PASSWORD))
    # Another name, and the name from another address, are free.
    expect(login(client, unique("nobody")), 400, WRONG)
    other = site.stranger()
    expect(login(other, name, USER_PASSWORD), 200)


def test_unknown_names_are_counted_too(site, source):
    name = unique("nobody")
    client = client_from(site, source)
    fail(client, name, 5)
    throttled(login(client, name))


def test_twenty_failures_of_one_address(site, admin, source):
    user = make_user(admin)
    client = client_from(site, source)
    for _ in range(20):
        expect(login(client, unique("nobody")), 400, WRONG)
    throttled(login(client, unique("nobody")))
    throttled(login(client, user["username"], USER_PASSWORD))
    # Only the login is refused.
    expect(client.get("/posts/?page_size=1"), 200)


def test_successes_and_bad_bodies_are_not_counted(site, admin, source):
    user = make_user(admin)
    client = client_from(site, source)
    for _ in range(6):
        expect(login(client, user["username"], USER_PASSWORD), 200)
        expect(client.post("/auth/login/", json={
            "username": user["username"]}), 400,
            {"password": ["This field is required."]})
    fail(client, user["username"], 4)
    expect(login(client, user["username"], USER_PASSWORD), 200)


@pytest.mark.mpm
def test_throttle_survives_a_reload(make_site, site, admin, source):
    other = make_site(database=site.database)
    with other:
        name = unique("nobody")
        client = client_from(other, source)
        fail(client, name, 3)
        other.httpd.graceful()
        fail(client, name, 2)
        throttled(login(client, name))
        other.httpd.graceful()
        throttled(login(client, name))


def test_throttle_counts_on_every_node(make_site, site, source):
    """Two servers on one database are one service."""
    name = unique("nobody")
    other = make_site(database=site.database)
    with other:
        fail(client_from(site, source), name, 3)
        fail(client_from(other, source), name, 2)
        throttled(login(client_from(other, source), name))
        throttled(login(client_from(site, source), name))


def test_wrong_old_passwords_count(site, admin, source):
    user = make_user(admin)
    name = user["username"]
    token = login(client_from(site, source), name,
                  USER_PASSWORD).json()["token"]
    client = client_from(site, source, token)
    for _ in range(5):
        expect(client.post("/auth/password/", json={
            "old_password": "wrong", "new_password": "fine and long"}),
            400, {"old_password": ["Invalid password."]})
    throttled(client.post("/auth/password/", json={
        "old_password": USER_PASSWORD, "new_password": "fine and long"}))
    throttled(login(client_from(site, source), name, USER_PASSWORD))
    # The session itself goes on.
    expect(client.get("/auth/me/"), 200)


def test_parallel_failures_are_all_counted(site, source):
    name = unique("nobody")
    codes = []

    def attempt():
        codes.append(login(client_from(site, source), name).status_code)

    threads = [threading.Thread(target=attempt) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(codes) <= {400, 429}
    assert codes.count(400) <= 6
    throttled(login(client_from(site, source), name))
