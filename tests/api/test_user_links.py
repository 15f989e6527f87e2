"""Links for forgotten passwords and invitations."""

import hashlib
import re
import threading
from datetime import datetime

import pytest

from support.make import (USER_PASSWORD, detail, expect, make_user, unique)

BAD = {"token": ["Invalid or expired token."]}
NEW = "a new and long one"


def link(admin, user):
    answer = expect(admin.post(f"/users/{user['id']}/link/"), 201)
    assert list(answer.json()) == ["token", "url", "expires_at"]
    return answer.json()


def reset(client, token, password=NEW):
    return client.post("/auth/reset/", json={"token": token,
                                             "new_password": password})


def may_log_in(site, user, password):
    return site.stranger().post("/auth/login/", json={
        "username": user["username"], "password": password}).status_code == 200


def test_link(site, admin):
    user = make_user(admin)
    answer = expect(admin.post(f"/users/{user['id']}/link/"), 201)
    made = answer.json()
    assert re.fullmatch(r"[\w-]{43}", made["token"])
    assert made["url"].endswith("#reset=" + made["token"])
    assert made["url"].startswith(site.origin)
    assert answer.headers["Location"] == f"{site.url}/users/{user['id']}/"
    assert answer.headers["Cache-Control"] == "no-store"
    left = datetime.fromisoformat(made["expires_at"]) - datetime.fromisoformat(
        site.sql("select iso(now())"))
    assert 86000 < left.total_seconds() <= 86400
    assert site.sql("select hash from user_links where user_id = "
                    f"{user['id']}") == hashlib.sha256(
        made["token"].encode()).hexdigest()
    assert site.sql("select count(*) from events where to_jsonb(events)::text "
                    f"like '%{made['token']}%'") == "0"
    assert site.sql("select hook from event_news n join events e on "
                    f"e.id = n.event_id where e.object_id = {user['id']} "
                    "and e.action = 'link'") in ("user.link", "")
    (row,) = expect(admin.get("/audit/", params={
        "object_type": "user", "object_id": user["id"], "action": "link"}),
        200).json()["results"]
    assert (row["user"], row["label"]) == ("admin", user["username"])


def test_reset(site, admin, stranger):
    """Once; it and all tokens of the user are gone."""
    user = make_user(admin)
    session = site.login(user["username"], USER_PASSWORD)
    api = expect(session.post("/auth/tokens/", json={"name": "x"}),
                 201).json()["token"]
    token = link(admin, user)["token"]
    answer = expect(reset(stranger, token), 204)
    assert answer.content == b""
    assert answer.headers["Cache-Control"] == "no-store"
    for gone in (session, site.client(api)):
        expect(gone.get("/auth/me/"), 401)
    assert may_log_in(site, user, NEW)
    assert not may_log_in(site, user, USER_PASSWORD)
    expect(reset(stranger, token, "another, longer one"), 400, BAD)
    assert site.sql("select count(*) from user_links where user_id = "
                    f"{user['id']}") == "0"
    row = expect(admin.get("/audit/", params={
        "object_type": "user", "object_id": user["id"], "action": "edit"}),
        200).json()["results"][0]
    assert (row["user"], row["changed"]) == (user["username"], ["password"])


def test_credentials_are_not_looked_at(site, admin):
    user = make_user(admin)
    wrong = site.stranger("no-token-at-all")
    expect(reset(wrong, link(admin, user)["token"]), 204)


def test_a_new_one_ends_the_one_before(admin, stranger):
    user = make_user(admin)
    first, second = (link(admin, user)["token"] for _ in range(2))
    expect(reset(stranger, first), 400, BAD)
    expect(reset(stranger, second), 204)


def test_a_day(site, admin, stranger):
    user = make_user(admin)
    token = link(admin, user)["token"]
    site.sql("update user_links set expires_at = now() where user_id = "
             f"{user['id']}")
    expect(reset(stranger, token), 400, BAD)


def test_of_a_disabled_user(admin, stranger):
    user = make_user(admin, is_active=False)
    path = f"/users/{user['id']}/"
    expect(admin.post(path + "link/"), 400, detail("User is disabled."))
    expect(admin.patch(path, json={"is_active": True}), 200)
    token = link(admin, user)["token"]
    expect(admin.patch(path, json={"is_active": False}), 200)
    expect(reset(stranger, token), 400, BAD)
    # it has ended for good
    expect(admin.patch(path, json={"is_active": True}), 200)
    expect(reset(stranger, token), 400, BAD)
    expect(admin.delete(path), 204)
    expect(reset(stranger, token), 400, BAD)
    expect(admin.post(path + "link/"), 404, detail("Not found."))


def test_another_password_ends_it(admin, stranger):
    user = make_user(admin)
    token = link(admin, user)["token"]
    expect(admin.patch(f"/users/{user['id']}/", json={
        "password": "another long password"}), 200)
    expect(reset(stranger, token), 400, BAD)


def test_bad_values(admin, stranger):
    user = make_user(admin)
    token = link(admin, user)["token"]
    required = ["This field is required."]
    expect(stranger.post("/auth/reset/", json={}), 400,
           {"token": required, "new_password": required})
    answer = expect(reset(stranger, "x", "short"), 400).json()
    assert list(answer) == ["token", "new_password"]
    assert answer["token"] == BAD["token"]
    for password in ("short", "x" * 73, user["username"]):
        answer = expect(reset(stranger, token, password), 400).json()
        assert list(answer) == ["new_password"]
    expect(reset(stranger, "\0" + token), 400)
    expect(reset(stranger, token), 204)  # none of these has used it up


def test_twenty_bad_tokens(site, admin):
    """A minute from one address; others are not kept waiting."""
    user = make_user(admin)
    token = link(admin, user)["token"]
    stranger = site.stranger()
    for _ in range(20):
        expect(reset(stranger, "wrong"), 400, BAD)
    answer = expect(reset(stranger, token), 429)
    assert 0 < int(answer.headers["Retry-After"]) <= 60
    assert site.sql("select count(*) from events where label = 'wrong'") == "0"
    expect(reset(site.stranger(), token), 204)


def test_two_at_once(site, admin):
    user = make_user(admin)
    token = link(admin, user)["token"]
    seen = []
    threads = [threading.Thread(target=lambda n=n: seen.append(reset(
        site.stranger(), token, f"{NEW} {n}").status_code)) for n in range(3)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(seen) == [204, 400, 400]


def test_a_user_without_a_password(site, admin, stranger):
    user = expect(admin.post("/users/", json={
        "username": unique("invited")}), 201).json()
    for password in ("!", "", USER_PASSWORD):
        assert not may_log_in(site, user, password)
    expect(reset(stranger, link(admin, user)["token"]), 204)
    assert may_log_in(site, user, NEW)


def test_password_url(make_site, site, admin):
    user = make_user(admin)
    with make_site(database=site.database, extra="TalecraftPasswordURL "
                   "https://www.example.org/in?t={token}&x=1") as other:
        made = link(other.client(admin.token), user)
    assert made["url"] == \
        f"https://www.example.org/in?t={made['token']}&x=1"


def test_default_is_the_editors_page(make_site, site, admin):
    """Wherever it is mounted: it asks for the new password itself."""
    user = make_user(admin)
    page = """<Location "/the desk">
        SetHandler talecraft-editor
    </Location>"""
    with make_site(database=site.database, vhosts=page) as other:
        made = link(other.client(admin.token), user)
    assert made["url"] == \
        f"{other.origin}/the%20desk/#reset={made['token']}"


def test_talecraftctl(site, admin, stranger):
    user = make_user(admin)
    token = site.ctl("user", "link", user["username"]).strip()
    expect(reset(stranger, token), 204)
    site.sql(f"update users set is_active = false where id = {user['id']}")
    for arguments, code in (((user["username"],), 6), ((unique("nobody"),), 7),
                            ((), 2), (("--help",), 2)):
        with pytest.raises(RuntimeError, match=f"ended with {code}:"):
            site.ctl("user", "link", *arguments)
