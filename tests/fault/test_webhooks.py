"""Webhooks: receivers that answer, fail, hang and lie."""

import base64
import hashlib
import hmac
import json
import socket
import time

import pytest

from support import npm
from support.content import act, eventually
from support.make import (expect, make_category, make_media, make_post,
                          make_user, unique)
from support.receiver import Receiver, deliveries, states
from support.tools import REPO, free_port
from support.webhook_site import admin, bodies, editor, hook, site, told


def now_again(site, hook):
    """What waits for its next try is tried at once."""
    site.sql("update webhook_deliveries set next_at = '-infinity' where "
             f"webhook_id = {hook['id']} and next_at > now() and token is "
             "null")


def status_of(site):
    text = site.client().get(site.origin + "/server-status?auto",
                             strict=False).text
    return [line.split(": ")[1] for line in text.splitlines()
            if line.startswith("TalecraftWebhooks")]


def test_what_is_sent(editor, admin, receiver, hook):
    made = hook("post.published", "post.removed")
    post, draft = make_post(editor, publish=True), make_post(editor)
    expect(act(editor, draft, "submit"), 200)
    expect(editor.patch(f"/posts/{post['id']}/", json={"excerpt": "x"}), 200)
    expect(act(editor, post, "archive"), 200)
    assert told(receiver, 2) == [("post.published", post["id"]),
                                 ("post.removed", post["id"])]
    request = receiver.requests[0]
    body = json.loads(request.body)
    assert list(body) == ["id", "type", "at", "data"]
    assert {name: body["data"][name] for name in
            ("id", "slug", "title", "status")} == {
        "id": post["id"], "slug": post["slug"], "title": post["title"],
        "status": "PUBLISHED"}
    assert request.headers["Content-Type"] == "application/json"
    assert request.headers["User-Agent"] == "mod_talecraft"
    assert request.headers["webhook-id"] == body["id"]
    stamp = request.headers["webhook-timestamp"]
    assert abs(int(stamp) - time.time()) < 60
    key = base64.b64decode(made["secret"].removeprefix("whsec_"))
    text = f"{body['id']}.{stamp}.{request.body}".encode()
    assert request.headers["webhook-signature"] == "v1," + base64.b64encode(
        hmac.new(key, text, hashlib.sha256).digest()).decode()
    eventually(lambda: states(admin, made) == ["delivered"] * 2)
    row = deliveries(admin, made)[1]
    assert (row["message_id"], row["type"], row["tries"],
            row["last_status"], row["error"], row["next_try_at"]) == (
        body["id"], "post.published", 1, 200, None, None)
    shown = expect(admin.get(f"/webhooks/{made['id']}/"), 200).json()
    assert shown["last_status"] == 200 and shown["failing_since"] is None
    assert shown["last_delivery_at"]


@pytest.mark.parametrize("secret", [
    None, "whsec_" + base64.b64encode(bytes(range(24))).decode(),
    "whsec_" + base64.b64encode(bytes(range(192, 256))).decode()])
def test_a_verifier_of_others(editor, receiver, hook, secret):
    """standardwebhooks from npm takes what is sent, and nothing else."""
    made = hook("post.published", secret=secret)
    make_post(editor, publish=True, title="Gr\u00fc\u00dfe \u2603 \"x\"")
    request = receiver.wait_requests(1)
    folder = npm.workshop()

    def verify(**other):
        asked = {"secret": secret or made["secret"],
                 "headers": request.headers, "body": request.body, **other}
        return npm.tool(folder, "node", "verify.mjs",
                        text=json.dumps(asked)).stdout.strip()

    assert json.loads(verify()) == json.loads(request.body)
    assert verify(body=request.body + " ").startswith("refused: No matching")
    late = dict(request.headers, **{"webhook-timestamp": "1700000000"})
    assert verify(headers=late).startswith("refused: ")


def test_all_events(editor, admin, receiver, hook):
    hook("*")
    category = make_category(editor)
    tag = expect(editor.post("/tags/", json={"name": unique("tag")}),
                 201).json()
    user = make_user(admin)
    expect(admin.post(f"/users/{user['id']}/link/"), 201)
    post = make_post(editor)
    for step in ("submit", "reject", "publish"):
        expect(act(editor, post, step), 200)
    expect(editor.patch(f"/posts/{post['id']}/", json={"excerpt": "x"}), 200)
    media = make_media(editor)
    rows = told(receiver, 8)
    assert sorted(rows) == sorted([
        ("tag.changed", tag["id"]), ("user.link", user["id"]),
        ("category.changed", category["id"]), ("media.ready", media["id"]),
        *((f"post.{what}", post["id"]) for what in (
            "submitted", "rejected", "published", "updated"))])
    assert [what for what, _ in rows if what.startswith("post.")] == [
        "post.submitted", "post.rejected", "post.published", "post.updated"]
    data = {one["type"]: one["data"] for one in bodies(receiver)}
    assert data["media.ready"]["status"] == "READY"
    assert data["category.changed"]["slug"] == category["slug"]


def test_failures_are_tried_again(site, editor, admin, receiver, hook):
    """The waits are the contract's; the id is the same for every try."""
    made = hook("post.published")
    receiver.answers += [(500, {}), (302, {"Location": receiver.url}),
                         (404, {})] + [(503, {})] * 5
    post = make_post(editor, publish=True)
    for number, wait in enumerate(
            [5, 60, 300, 1800, 7200, 28800, 86400, 86400], 1):
        row = eventually(lambda: [
            one for one in deliveries(admin, made)
            if one["tries"] == number and one["next_try_at"]])[0]
        assert row["status"] == "waiting"
        assert site.sql(
            "select round(extract(epoch from next_at - tried_at)) "
            f"from webhook_deliveries where id = {row['id']}") == str(wait)
        assert "it answered" in row["error"]
        assert len(receiver.requests) == number  # of a redirect, too
        if number == 8:
            assert status_of(site)[1] == "1"
            assert site.client().get("/health/").json()[
                "outbox_failing"] == 1
            shown = admin.get(f"/webhooks/{made['id']}/").json()
            assert shown["failing_since"] and shown["last_status"] == 503
        now_again(site, made)
    eventually(lambda: states(admin, made) == ["delivered"])
    assert {one.headers["webhook-id"] for one in receiver.requests} == {
        bodies(receiver)[0]["id"]}
    assert told(receiver, 9) == [("post.published", post["id"])] * 9
    shown = expect(admin.get(f"/webhooks/{made['id']}/"), 200).json()
    assert shown["failing_since"] is None
    assert status_of(site) == ["0", "0"]


def test_order_of_one_object(site, editor, admin, receiver, hook):
    """What failed keeps back what follows of its object, and no other."""
    post, other = (make_post(editor, publish=True) for _ in range(2))
    made = hook("post.updated")
    receiver.answers.append((500, {}))
    paths = [f"/posts/{one['id']}/" for one in (post, other)]
    expect(editor.patch(paths[0], json={"excerpt": "1"}), 200)
    eventually(lambda: [row["error"] for row in deliveries(admin, made)]
               == ["it answered 500"])
    site.sql("update webhook_deliveries set next_at = now() + interval "
             f"'1 hour' where webhook_id = {made['id']}")
    expect(editor.patch(paths[0], json={"excerpt": "2"}), 200)
    expect(editor.patch(paths[1], json={"excerpt": "1"}), 200)
    assert told(receiver, 2)[1] == ("post.updated", other["id"])
    eventually(lambda: states(admin, made) == ["delivered", "waiting",
                                               "waiting"])
    assert status_of(site)[0] == "2"
    now_again(site, made)
    assert told(receiver, 4)[2:] == [("post.updated", post["id"])] * 2
    first, again, second = [one["id"] for one in bodies(receiver)
                            if one["data"]["id"] == post["id"]]
    assert first == again != second


class Odd:
    """What a receiver may do instead of answering."""

    def __init__(self):
        self.hanging, self.sent = [], 0

    def hang(self, handler):
        self.hanging.append(handler)
        time.sleep(12)

    def hang_up(self, handler):
        handler.connection.shutdown(socket.SHUT_RDWR)

    def endless(self, handler):
        """10 MB, if anybody takes them."""
        handler.send_response(200)
        handler.send_header("Content-Length", str(10 * 2 ** 20))
        handler.end_headers()
        try:
            for _ in range(160):
                handler.wfile.write(b"x" * 65536)
                self.sent += 65536
        except OSError:
            pass


def test_odd_receivers(editor, admin, receiver, hook):
    """One hangs, one hangs up, one is away, one talks without end; others are
    told meanwhile."""
    odd = Odd()
    ways = [odd.hang, odd.hang_up, odd.endless]
    others = [Receiver().start() for _ in ways]
    for one, way in zip(others, ways):
        one.answers += [way] * 9
    urls = [one.url for one in others] + [
        f"http://127.0.0.1:{free_port()}/", receiver.url]
    hooks = [hook("post.published", url=url) for url in urls]
    try:
        post = make_post(editor, publish=True)
        assert told(receiver, 1) == [("post.published", post["id"])]
        eventually(lambda: odd.hanging)
        fails, is_well = ("waiting", None), ("delivered", 200)
        for one, state in zip(hooks, (fails, fails, is_well, fails, is_well)):
            eventually(lambda: [
                (row["status"], row["last_status"])
                for row in deliveries(admin, one) if row["last_try_at"]]
                == [state])
        assert odd.sent < 8 * 2 ** 20
    finally:
        for one in others:
            one.stop()


def test_ping(admin, receiver, hook):
    made = hook("media.failed", is_active=False)
    answer = expect(admin.post(f"/webhooks/{made['id']}/ping/"), 202).json()
    assert answer["type"] == "ping" and answer["status"] == "waiting"
    receiver.wait_requests(1)
    (body,) = bodies(receiver)
    assert (body["id"], body["type"]) == (answer["message_id"], "ping")
    assert body["data"] == {"id": made["id"], "slug": None,
                            "title": made["name"], "status": None}
    receiver.answers.append((500, {}))
    expect(admin.post(f"/webhooks/{made['id']}/ping/"), 202)
    eventually(lambda: states(admin, made) == ["failed", "delivered"])
    expect(admin.post("/webhooks/999999999/ping/"), 404)


def test_retry_by_hand(editor, admin, receiver, hook):
    made = hook("post.published")
    receiver.answers.append((500, {}))
    make_post(editor, publish=True)
    row = eventually(lambda: [one for one in deliveries(admin, made)
                              if one["next_try_at"]])[0]
    path = f"/webhooks/{made['id']}/deliveries/"
    answer = expect(admin.post(f"{path}{row['id']}/retry/"), 202).json()
    assert (answer["id"], answer["status"], answer["next_try_at"]) == (
        row["id"], "waiting", None)
    eventually(lambda: states(admin, made) == ["delivered"])
    expect(admin.post(f"{path}{row['id']}/retry/"), 202)  # and once more
    receiver.wait_requests(3)
    eventually(lambda: states(admin, made) == ["delivered"])
    assert len({one["id"] for one in bodies(receiver)}) == 1
    other = hook("post.published")
    for wrong in (f"/webhooks/{other['id']}/deliveries/{row['id']}/retry/",
                  f"{path}999999999/retry/",
                  f"/webhooks/999999999/deliveries/{row['id']}/retry/"):
        expect(admin.post(wrong), 404)


def test_switched_off(site, editor, admin, receiver, hook, expect_log):
    """After three days without success; what waits is kept."""
    expect_log(r"TC8021: webhook \d+ was switched off", must=True)
    made = hook("post.published")
    receiver.answers += [(500, {})] * 2
    make_post(editor, publish=True)
    eventually(lambda: deliveries(admin, made)
               and deliveries(admin, made)[0]["error"])
    site.sql("update webhooks set failing_since = now() - interval '73 hours' "
             f"where id = {made['id']}")
    now_again(site, made)
    path = f"/webhooks/{made['id']}/"
    eventually(lambda: not admin.get(path).json()["is_active"])
    now_again(site, made)
    make_post(editor, publish=True)
    eventually(lambda: site.sql("select count(*) from event_news") == "0")
    assert len(receiver.requests) == 2 and states(admin, made) == ["waiting"]
    row = expect(admin.patch(path, json={"is_active": True}), 200).json()
    assert row["failing_since"] is None
    eventually(lambda: states(admin, made) == ["delivered"])
    assert len(receiver.requests) == 3


def test_given_up(site, editor, admin, receiver, hook):
    """One that never arrives, where others do, makes room after three
    days."""
    made = hook("post.updated")
    post = make_post(editor, publish=True)
    receiver.answers += [(500, {"Retry-After": "600"}), (500, {})]
    path = f"/posts/{post['id']}/"
    expect(editor.patch(path, json={"excerpt": "1"}), 200)
    eventually(lambda: deliveries(admin, made)
               and deliveries(admin, made)[0]["error"])
    expect(editor.patch(path, json={"excerpt": "2"}), 200)
    eventually(lambda: len(deliveries(admin, made)) == 2)
    site.sql("update webhook_deliveries set first_try_at = now() - interval "
             f"'3 days' where webhook_id = {made['id']}")
    now_again(site, made)
    eventually(lambda: states(admin, made) == ["delivered", "failed"])


def test_at_most_so_many_wait(site, editor, admin, receiver, hook):
    made = hook("post.updated")
    post = make_post(editor, publish=True)
    site.sql(f"""insert into webhook_deliveries (webhook_id, message_id, type,
        object, body, next_at) select {made['id']}, n, 'post.updated',
        'post/' || n, '', now() + interval '1 day'
        from generate_series(1, 10000) n""")
    for text in ("1", "2"):
        expect(editor.patch(f"/posts/{post['id']}/",
                            json={"excerpt": text}), 200)
    eventually(lambda: site.sql("select count(*) from event_news") == "0")
    assert site.sql("select count(*) from webhook_deliveries where "
                    f"webhook_id = {made['id']}") == "10000"
    assert receiver.requests == []


def test_killed_in_between(site, editor, admin, receiver, hook):
    """A server that dies over a delivery: it is sent again, by the next."""
    made = hook("post.published")
    receiver.gate.clear()
    post = make_post(editor, publish=True)
    receiver.wait_requests(1)
    site.httpd.kill()
    site.sql("update webhook_deliveries set next_at = now() where token is "
             "not null")  # as after half a minute
    receiver.gate.set()
    site.httpd.start()
    assert told(receiver, 2) == [("post.published", post["id"])] * 2
    eventually(lambda: states(admin, made) == ["delivered"])
    assert len({one["id"] for one in bodies(receiver)}) == 1


def test_reload(site, editor, admin, receiver, hook):
    """The next generation takes over at once."""
    made = hook("post.published")
    receiver.answers.append(Odd().hang)
    make_post(editor, publish=True)
    receiver.wait_requests(1)
    site.httpd.graceful()
    receiver.wait_requests(2)
    eventually(lambda: states(admin, made) == ["delivered"])


def test_only_a_hundred_are_kept(site, admin, receiver, hook):
    made = hook("post.updated")
    site.sql(f"""insert into webhook_deliveries (webhook_id, message_id, type,
        object, body, status) select {made['id']}, n, 'post.updated',
        'post/' || n, '', case when n = 1 then 'waiting' else 'failed' end
        from generate_series(1, 150) n""")
    assert [int(row["message_id"]) for row in deliveries(admin, made)] \
        == list(range(150, 50, -1))
    site.sql((REPO / "sql/queries/jobs/deliveries_old.sql").read_text("utf-8"))
    assert site.sql("select min(message_id::int), count(*) from "
                    f"webhook_deliveries where webhook_id = {made['id']}") \
        == "1|101"
