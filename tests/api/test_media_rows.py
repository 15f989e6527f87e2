"""Media rows: rights, lists, changes, deletion, use, reprocessing."""

import pytest

from support.content import (ANONYMOUS, MEDIA_FULL, MEDIA_PUBLIC, EMPTY_PAGE,
                             eventually, failed_media, listed, members,
                             new_post, ordered, wait_video)
from support.files import mp4
from support.make import (detail, expect, make_image, make_media, make_post,
                          unique, upload, wait_ready)

NOT_FOUND = detail("Not found.")
IN_USE = "Media is used in posts and cannot be deleted."


def path_of(row):
    return f"/media/{row['id']}/"


def in_use(*ids):
    return {"detail": IN_USE, "posts": list(ids)}


def test_rights(public, writer, writer2, editor, admin):
    row = make_media(writer)
    path = path_of(row)
    calls = [("GET", path, None), ("PATCH", path, {"caption": "x"}),
             ("DELETE", path, None), ("POST", path + "reprocess/", None),
             ("GET", path + "original/", None)]
    for method, where, body in calls:
        expect(public.request(method, where, json=body), 401,
               detail(ANONYMOUS))
        expect(writer2.request(method, where, json=body), 404, NOT_FOUND)
    expect(public.get("/media/"), 401, detail(ANONYMOUS))
    for client in (writer, editor, admin):
        assert members(expect(client.get(path), 200).json(),
                       MEDIA_FULL) == row
    for client in (writer, editor, admin):
        got = expect(client.patch(path, json={"caption": unique()}), 200)
        members(got.json(), MEDIA_FULL)
    expect(editor.delete(path), 204)
    expect(writer.get(path), 404, NOT_FOUND)
    expect(writer.delete(path), 404, NOT_FOUND)


def test_two_forms(public, writer, writer2):
    """In a post it is the short form, for its uploader too."""
    row = make_media(writer, alt_text="Alt", caption="Cap")
    post = make_post(writer, og_media=row["id"], content=[
        {"type": "image", "media_id": row["id"]}])
    for one in (post["og_media"], post["media_blocks"][0]):
        ordered(one, MEDIA_PUBLIC)
        assert one == {name: row[name] for name in MEDIA_PUBLIC}


def test_wrong_methods(writer):
    row = make_media(writer)
    answer = expect(writer.put(path_of(row), json={}), 405,
                    detail('Method "PUT" not allowed.'))
    assert set(answer.headers["Allow"].split(", ")) == {
        "GET", "HEAD", "OPTIONS", "PATCH", "DELETE"}
    answer = expect(writer.get(path_of(row) + "reprocess/"), 405)
    assert set(answer.headers["Allow"].split(", ")) == {"POST", "OPTIONS"}


def test_patch(writer):
    row = make_media(writer, alt_text="a", caption="c")
    got = expect(writer.patch(path_of(row), json={
        "alt_text": " new ", "id": 1, "status": "FAILED", "width": 5,
        "original_name": "x", "uploaded_by": "admin", "file_hash": "0"}),
        200).json()
    assert {name for name in got if got[name] != row[name]} == {
        "alt_text", "updated_at"}
    assert got["alt_text"] == "new"
    for name, limit in (("alt_text", 255), ("caption", 500)):
        long = f"Ensure this field has no more than {limit} characters."
        for value, text in (
                ("é" * (limit + 1), long), (None,
                                            "This field may not be null."),
                (["x"], "Not a valid string."), (True,
                                                 "Not a valid string."),
                ("\0", "Null characters are not allowed.")):
            expect(writer.patch(path_of(row), json={name: value}), 400,
                   {name: [text]})
        got = expect(writer.patch(path_of(row), json={name: ""}),
                     200).json()
        assert got[name] == ""
    expect(writer.patch(path_of(row), json=got), 200)
    expect(writer.patch(path_of(row), json="x"), 400, {"non_field_errors": [
        "Invalid data. Expected a dictionary, but got str."]})


def test_if_match(writer):
    row = make_media(writer)
    tag = expect(writer.get(path_of(row)), 200).headers["ETag"]
    expect(writer.patch(path_of(row), json={"caption": "x"},
                        headers={"If-Match": tag}), 200)
    changed = detail("The resource has changed since it was read.")
    expect(writer.patch(path_of(row), json={"caption": "y"},
                        headers={"If-Match": tag}), 412, changed)
    expect(writer.delete(path_of(row), headers={"If-Match": tag}), 412,
           changed)


# ---- in use

FIELDS = ["featured_media", "thumbnail_media", "og_media"]


@pytest.mark.parametrize("where", FIELDS + ["image", "gallery"])
def test_in_use(writer, editor, where):
    row = make_media(writer)
    if where in FIELDS:
        used, free = {where: row["id"]}, {where: None}
    else:
        key, value = ("media_id", row["id"]) if where == "image" else (
            "media_ids", [row["id"]])
        used = {"content": [{"type": where, key: value}]}
        free = {"content": []}
    post = make_post(writer, **used)
    for client in (writer, editor):
        expect(client.delete(path_of(row)), 400, in_use(post["id"]))
    assert listed(writer, "/media/?page_size=1&in_use=true") == [row["id"]]
    expect(writer.patch(f"/posts/{post['id']}/", json=free), 200)
    assert listed(writer, "/media/?page_size=1&in_use=false") == [row["id"]]
    expect(writer.delete(path_of(row)), 204)


def test_video_in_use(writer):
    row = wait_video(writer, mp4())
    post = make_post(writer, content=[{"type": "video",
                                       "media_id": row["id"]}])
    expect(writer.delete(path_of(row)), 400, in_use(post["id"]))
    expect(writer.delete(f"/posts/{post['id']}/"), 204)
    expect(writer.delete(path_of(row)), 204)


def test_posts_that_the_caller_may_see(writer, writer2, editor, admin):
    row = make_media(writer)
    content = [{"type": "image", "media_id": row["id"]}]
    hidden = make_post(writer2, content=content)["id"]
    live = new_post(writer2, editor, "PUBLISHED", og_media=row["id"])["id"]
    mine = make_post(writer, featured_media=row["id"], content=content)["id"]
    for client, wanted in ((writer, {live, mine}),
                           (editor, {hidden, live, mine}),
                           (admin, {hidden, live, mine})):
        got = expect(client.delete(path_of(row)), 400).json()
        assert list(got) == ["detail", "posts"]
        assert got["detail"] == IN_USE
        assert len(got["posts"]) == len(wanted)
        assert set(got["posts"]) == wanted
    expect(writer.delete(f"/posts/{mine}/"), 204)
    expect(editor.delete(f"/posts/{live}/"), 204)
    expect(writer.delete(path_of(row)), 400, in_use())
    expect(editor.delete(f"/posts/{hidden}/"), 204)
    expect(writer.delete(path_of(row)), 204)


# ---- lists

@pytest.fixture(scope="module")
def owner(site):
    """A writer with three images, a video and a file that failed."""
    site.add_user("collector")
    client = site.login("collector")
    client.rows = [
        make_media(client, make_image(64, 48), name="b.jpg",
                   alt_text="Sunset at Brighton"),
        make_media(client, make_image(300, 200, noise=True), name="a.jpg",
                   caption="Überfahrt nach Föhr"),
        make_media(client, make_image(64, 32), name="Ä lake.jpg"),
        wait_video(client, mp4(), name="c.mp4"), failed_media(client)]
    return client


def test_list(owner, editor, writer):
    ids = [row["id"] for row in owner.rows]
    got = expect(owner.get("/media/"), 200).json()
    assert list(got) == ["count", "next", "previous", "results"]
    assert got["count"] == 5
    assert [row["id"] for row in got["results"]] == ids[::-1]
    for row in got["results"]:
        members(row, MEDIA_FULL)
    assert listed(owner, "/media/?all=true") == ids[::-1]
    assert not set(ids) & set(listed(editor, "/media/?page_size=100"))
    assert listed(editor, "/media/?all=true&page_size=5") == ids[::-1]
    assert not set(ids) & set(listed(editor, "/media/?all=false"
                                     "&page_size=100"))
    expect(editor.get("/media/?all=some"), 400,
           {"all": ["Must be a valid boolean."]})


def test_filters(owner):
    rows = owner.rows
    ids = [row["id"] for row in rows]
    newest = ids[::-1]
    for query, wanted in (
            ("media_type=VIDEO", [ids[3]]), ("media_type=", newest),
            ("media_type=IMAGE", [ids[4]] + ids[2::-1]),
            ("status=FAILED", [ids[4]]), ("status=READY", ids[3::-1]),
            ("status=UPLOADED", []),
            (f"file_hash={rows[1]['file_hash']}", [ids[1]]),
            (f"file_hash={'0' * 64}", []), ("file_hash=x", []),
            ("in_use=false", newest), ("in_use=true", []),
            ("in_use=", newest), ("search=brighton", [ids[0]]),
            ("search=%C3%BCberfahrt", [ids[1]]), ("search=lake", [ids[2]]),
            ("search=sunset+bri", [ids[0]]), ("search=nothing", []),
            ("search=%00", [])):
        assert listed(owner, "/media/?" + query) == wanted, query


def test_bad_filters(owner):
    for query, name, text in (
            ("media_type=AUDIO", "media_type",
             '"AUDIO" is not a valid choice.'),
            ("status=ready", "status", '"ready" is not a valid choice.'),
            ("in_use=maybe", "in_use", "Must be a valid boolean.")):
        expect(owner.get("/media/?" + query), 400, {name: [text]})


def test_order_pages_cursor_fields(owner, site):
    ids = [row["id"] for row in owner.rows]
    sizes = [row["id"] for row in sorted(
        owner.rows, key=lambda row: (row["file_size"], row["id"]))]
    assert listed(owner, "/media/?ordering=file_size") == sizes
    assert listed(owner, "/media/?ordering=-file_size") == sizes[::-1]
    assert listed(owner, "/media/?ordering=created_at") == ids
    names = [ids[1], ids[2], ids[0], ids[3], ids[4]]
    # a.jpg, "Ä lake.jpg": the space is no letter and goes before the dot
    got = listed(owner, "/media/?ordering=original_name")
    assert sorted(got[:2]) == sorted(names[:2]) and got[2:] == names[2:]
    got = expect(owner.get("/media/?page_size=2&page=2"), 200).json()
    assert got["previous"] == f"{site.url}/media/?page_size=2"
    assert got["next"] == f"{site.url}/media/?page=3&page_size=2"
    expect(owner.get("/media/?page=9"), 404, detail("Invalid page."))
    got = expect(owner.get("/media/?cursor=&page_size=3"), 200).json()
    rest = expect(owner.get(got["next"]), 200).json()
    assert [row["id"] for row in got["results"] + rest["results"]] == \
        ids[::-1]
    got = expect(owner.get("/media/?fields=id,url&page_size=1"), 200)
    assert set(got.json()["results"][0]) == {"id", "url"}


def test_empty_list(site):
    site.add_user("nothing-yet")
    expect(site.login("nothing-yet").get("/media/"), 200, EMPTY_PAGE)


# ---- reprocess, original

def test_reprocess(writer, editor):
    for client in (writer, editor):
        row = make_media(writer, make_image(1000, 700))
        answer = expect(client.post(path_of(row) + "reprocess/"), 202)
        got = members(answer.json(), MEDIA_FULL)
        assert (got["id"], got["status"]) == (row["id"], "READY")
        assert got["variants"] == row["variants"]
        eventually(lambda: client.post(
            path_of(row) + "reprocess/").status_code == 202)
        eventually(lambda: row["url"] == expect(client.get(
            path_of(row)), 200).json()["url"])
        served = client.get(row["url"], strict=False)
        assert served.status_code == 200


def test_reprocess_while_it_is_processed(writer):
    row = expect(upload(writer, make_image(2400, 2400, noise=True)),
                 201).json()
    expect(writer.post(path_of(row) + "reprocess/"), 400,
           detail("Media is being processed."))
    wait_ready(writer, row["id"])


def test_reprocess_of_a_failed_one(writer):
    row = failed_media(writer)
    got = expect(writer.post(path_of(row) + "reprocess/"), 202).json()
    assert got["id"] == row["id"]
    assert got["status"] in ("UPLOADED", "PROCESSING")


@pytest.mark.parametrize("fmt,mime", [("JPEG", "image/jpeg"),
                                      ("PNG", "image/png")])
def test_original(writer, editor, fmt, mime):
    data = make_image(200, 100, fmt)
    row = make_media(writer, data, name="Höhle \"1\".jpg")
    for client in (writer, editor):
        answer = client.get(row["original_file"])
        assert answer.status_code == 200 and answer.content == data
        assert answer.headers["Content-Type"] == mime
        assert answer.headers["Content-Disposition"].startswith(
            "attachment")
        assert answer.headers["Content-Length"] == str(len(data))
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
