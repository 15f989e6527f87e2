"""/webhooks/: the rows and their secrets; what is sent is tests/fault's."""

import re

from support.content import STAMP, ordered
from support.make import (detail, expect, make_image, unique, upload,
                          wait_ready)

FIELDS = ("id name url events is_active created_at last_status "
          "last_delivery_at failing_since").split()
URL = "https://hooks.example.org/x"
WRONG_SECRET = ["Enter whsec_ and the base64 of 24 to 64 bytes."]
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def make(admin, **fields):
    body = {"name": unique("hook "), "url": URL, "events": ["post.published"],
            "is_active": False, **fields}
    return expect(admin.post("/webhooks/", json=body), 201)


def stored(site, row):
    return site.sql(f"select secret from webhooks where id = {row['id']}")


def test_create(site, admin):
    answer = expect(admin.post("/webhooks/", json={
        "name": " a hook ", "url": URL, "events": ["*"]}), 201)
    row = ordered(answer.json(), FIELDS + ["secret"])
    assert re.fullmatch(STAMP, row["created_at"])
    assert {name: row[name] for name in FIELDS if name not in (
        "id", "created_at")} == {
        "name": "a hook", "url": URL, "events": ["*"], "is_active": True,
        "last_status": None, "last_delivery_at": None, "failing_since": None}
    assert answer.headers["Location"] == f"{site.url}/webhooks/{row['id']}/"
    assert re.fullmatch(r"whsec_[A-Za-z0-9+/]{32,}={0,2}", row["secret"])
    assert stored(site, row) == row["secret"]
    assert row["secret"] != make(admin).json()["secret"]
    expect(admin.delete(f"/webhooks/{row['id']}/"), 204)


def test_secret_is_told_whatever_is_preferred(admin):
    answer = expect(admin.post("/webhooks/", json={
        "name": "a", "url": URL, "events": ["*"]}, headers={
            "Prefer": "return=minimal"}), 201)
    assert answer.json()["secret"].startswith("whsec_")
    expect(admin.delete(f"/webhooks/{answer.json()['id']}/"), 204)


def test_secret_is_told_once(site, admin):
    for secret in (SECRET, None, "", "whsec_" + "QUJD" * 21 + "QQ=="):
        row = make(admin, secret=secret).json()
        path = f"/webhooks/{row['id']}/"
        assert row["secret"] == (secret or stored(site, row))
        for answer in (admin.get(path), admin.get("/webhooks/?page_size=100"),
                       admin.get(path + "deliveries/"),
                       admin.patch(path, json={"name": "other"}),
                       admin.get("/audit/?object_type=webhook")):
            assert "whsec_" not in expect(answer, 200).text
            assert row["secret"].removeprefix("whsec_") not in answer.text
        for blank in (None, ""):
            expect(admin.patch(path, json={"secret": blank}), 200)
            assert stored(site, row) == row["secret"]
        new = "whsec_" + "QUJD" * 8
        answer = expect(admin.patch(path, json={"secret": new}), 200)
        ordered(answer.json(), FIELDS)
        assert stored(site, row) == new


def test_bad_values(admin):
    expect(admin.post("/webhooks/", json={}), 400, {
        name: ["This field is required."] for name in (
            "name", "url", "events")})
    for name, value, text in (
            ("name", "x" * 101,
             "Ensure this field has no more than 100 characters."),
            ("name", "", "This field may not be blank."),
            ("url", "ftp://example.org/", "Enter a valid URL."),
            ("url", "file:///etc/passwd", "Enter a valid URL."),
            ("url", "gopher://127.0.0.1/", "Enter a valid URL."),
            ("url", "http://127.1/", "Enter a valid URL."),
            ("url", "http://2130706433/", "Enter a valid URL."),
            ("url", 5, "Enter a valid URL."),
            ("events", [], "This list may not be empty."),
            ("events", "*", 'Expected a list of items but got type "str".'),
            ("events", {"*": 1},
             'Expected a list of items but got type "dict".'),
            ("events", None, "This field may not be null."),
            ("events", ["post.published", "post.exploded"],
             '"post.exploded" is not a valid choice.'),
            ("events", ["post.published", 5], '"5" is not a valid choice.'),
            ("events", [["*"]], "\"['*']\" is not a valid choice."),
            ("is_active", "maybe", "Must be a valid boolean.")):
        answer = admin.post("/webhooks/", json={
            "name": "x", "url": URL, "events": ["*"], name: value})
        expect(answer, 400, {name: [text]})
    for secret in ("x", "whsec_", "whsec_AAAA", SECRET[6:], SECRET + "=",
                   "whsec_" + "QUJD" * 22, "whsec_" + "-" * 32):
        expect(admin.post("/webhooks/", json={
            "name": "x", "url": URL, "events": ["*"], "secret": secret}), 400,
            {"secret": WRONG_SECRET})


def test_whatever_the_host(admin):
    """It is looked at when something is delivered."""
    for url in ("http://localhost/", "http://127.0.0.1:81/", "http://[::1]/x",
                "https://169.254.169.254/latest/", "http://nowhere.invalid/"):
        assert make(admin, url=url).json()["url"] == url


def test_read_change_delete(admin):
    row = make(admin).json()
    path = f"/webhooks/{row['id']}/"
    answer = expect(admin.get(path), 200)
    read = ordered(answer.json(), FIELDS)
    same = expect(admin.put(path, json=read), 200)
    assert same.json() == read and same.headers["ETag"] == \
        answer.headers["ETag"]
    changed = expect(admin.patch(path, json={
        "events": ["media.ready", "*"], "is_active": True}), 200)
    assert changed.json() == {**read, "events": ["media.ready", "*"],
                              "is_active": True}
    assert changed.headers["ETag"] != answer.headers["ETag"]
    expect(admin.patch(path, json={"name": "x"},
                       headers={"If-Match": answer.headers["ETag"]}), 412)
    expect(admin.put(path, json={"name": "x"}), 400)
    expect(admin.get(f"/webhooks/{row['id']}/deliveries/"), 200, [])
    expect(admin.delete(path), 204)
    for answer in (admin.get(path), admin.delete(path),
                   admin.patch(path, json={}),
                   admin.get(path + "deliveries/"),
                   admin.post(path + "ping/")):
        expect(answer, 404, detail("Not found."))
    assert [one["action"] for one in expect(admin.get(
        f"/audit/?object_type=webhook&object_id={row['id']}"),
        200).json()["results"]] == ["delete", "edit", "create"]


def test_list(admin):
    rows = [make(admin).json() for _ in range(3)]
    page = expect(admin.get("/webhooks/?page_size=2"), 200).json()
    assert list(page) == ["count", "next", "previous", "results"]
    assert page["count"] >= 3 and len(page["results"]) == 2
    newest = expect(admin.get("/webhooks/?ordering=-id&page_size=3&cursor="),
                    200).json()["results"]
    assert [one["id"] for one in newest] == [
        one["id"] for one in reversed(rows)]
    assert [list(one) for one in newest] == [FIELDS] * 3


def test_known_bytes_are_ready_for_whoever_sends_them(site, writer, editor):
    """A row that is READY at once is told of as any other."""
    data = make_image(61, 41)
    wait_ready(writer, expect(upload(writer, data), 201).json()["id"])
    row = expect(upload(editor, data), 201).json()
    assert site.sql("select count(*) from events where object_type = 'media' "
                    f"and object_id = {row['id']} and action = 'ready'") == "1"
