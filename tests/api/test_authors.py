"""Authors: what users tell of themselves, /authors/, /people/, and that users
may be made without a password."""

import pytest

from support.cached import dropped, kept, read, warm
from support.content import (ANONYMOUS, FORBIDDEN, MEDIA_PUBLIC, failed_media,
                             members, ordered, walk)
from support.make import (detail, expect, make_image, make_media, make_post,
                          make_user, unique)
from support.own_site import admin, editor, own, public, writer

AUTHOR = "username name bio website avatar post_count".split()
PERSON = "id username name role is_active".split()
ME = ("id username email first_name last_name role is_active date_joined "
      "last_login csrf_token bio website avatar_media").split()
IN_USE = "Media is used in posts and cannot be deleted."


@pytest.fixture
def poet(own, admin, editor):
    """A user with one public post."""
    user = make_user(admin, role="EDITOR", first_name=unique("Ada "))
    user["client"] = own.login(user["username"], user["password"])
    user["post"] = make_post(user["client"], publish=True)
    user["path"] = f"/authors/{user['username']}/"
    return user


def test_profile(public, admin, poet):
    """Changed by themselves and by an ADMIN, to be read by everybody."""
    me = expect(poet["client"].get("/auth/me/"), 200)
    members(me.json(), ME)
    assert [me.json()[key] for key in ME[-3:]] == ["", "", None]
    media = make_media(poet["client"])
    body = {"bio": " Writes.\n\nAnd walks. ", "website":
            "https://example.org/~ada", "avatar_media": media["id"]}
    changed = expect(poet["client"].patch("/auth/me/", json=body), 200)
    shown = changed.json()
    assert (shown["bio"], shown["website"]) == (
        "Writes.\n\nAnd walks.", body["website"])
    ordered(shown["avatar_media"], MEDIA_PUBLIC)
    assert shown["avatar_media"]["id"] == media["id"]
    same = expect(poet["client"].patch("/auth/me/", json=shown), 200)
    assert same.headers["ETag"] == changed.headers["ETag"]
    user = expect(admin.get(f"/users/{poet['id']}/"), 200).json()
    assert {key: user[key] for key in user} == {
        key: shown[key] for key in user}
    author = ordered(expect(public.get(poet["path"]), 200).json(), AUTHOR)
    assert author == {
        "username": poet["username"], "name": poet["first_name"],
        "bio": shown["bio"], "website": shown["website"],
        "avatar": shown["avatar_media"], "post_count": 1}
    assert author in expect(public.get("/authors/?page_size=100"),
                            200).json()["results"]
    user = expect(admin.patch(f"/users/{poet['id']}/", json={
        "bio": "", "website": "", "avatar_media": None}), 200).json()
    assert [user[key] for key in ME[-3:]] == ["", "", None]
    assert expect(public.get(poet["path"]), 200).json()["avatar"] is None
    made = make_user(admin, bio="b", website="http://example.org",
                     avatar_media=media["id"])
    assert (made["bio"], made["avatar_media"]["id"]) == ("b", media["id"])
    answer = expect(poet["client"].post("/auth/login/", json={
        "username": made["username"], "password": made["password"]}), 200)
    assert answer.json()["user"]["avatar_media"] == made["avatar_media"]


BAD = [("bio", "x" * 1001,
        "Ensure this field has no more than 1000 characters."),
       ("bio", None, "This field may not be null."),
       ("website", "ftp://example.org", "Enter a valid URL."),
       ("website", "https://e.org/" + "x" * 200,
        "Ensure this field has no more than 200 characters."),
       ("website", 5, "Enter a valid URL."),
       ("avatar_media", 99999999,
        'Invalid pk "99999999" - object does not exist.'),
       ("avatar_media", "x",
        "Incorrect type. Expected pk value, received str.")]


@pytest.mark.parametrize("name,value,text", BAD)
def test_bad_profile(admin, writer, name, value, text):
    wrong = {name: [text]}
    expect(writer.patch("/auth/me/", json={name: value}), 400, wrong)
    expect(admin.post("/users/", json={"username": unique("u"),
                                       name: value}), 400, wrong)


def test_avatar_must_be_a_ready_picture(own, admin, writer):
    failed = failed_media(writer, noise=unique().encode())
    expect(writer.patch("/auth/me/", json={"avatar_media": failed["id"]}),
           400, {"avatar_media": [f"Media {failed['id']} is not ready."]})
    own.sql("update media_files f set media_type = 'VIDEO' from media m "
            f"where m.file_id = f.id and m.id = {failed['id']}")
    expect(writer.patch("/auth/me/", json={
        "avatar_media": failed["id"], "email": "nowhere"}), 400, {
            "email": ["Enter a valid email address."],
            "avatar_media": [f"Media {failed['id']} is not an image."]})


def test_avatar_is_in_use(admin, editor, poet):
    media = make_media(editor, make_image(71, 53))
    path = f"/media/{media['id']}/"
    expect(poet["client"].patch("/auth/me/", json={
        "avatar_media": media["id"]}), 200)
    expect(editor.delete(path), 400, {"detail": IN_USE, "posts": []})
    used = [row["id"] for row in expect(editor.get(
        "/media/?in_use=true&page_size=100"), 200).json()["results"]]
    assert media["id"] in used
    # whoever shows it may be deleted
    other = make_user(admin, avatar_media=media["id"])
    expect(admin.delete(f"/users/{other['id']}/"), 204)
    expect(poet["client"].patch("/auth/me/", json={"avatar_media": ""}), 200)
    expect(editor.delete(path), 204)


def test_who_is_an_author(public, editor, admin, poet):
    draft = make_user(admin)
    post = make_post(editor)
    expect(editor.patch(f"/posts/{post['id']}/",
                        json={"author": draft["id"]}), 200)
    for name in (draft["username"], unique("nobody"), "%00", "a%2Fb"):
        expect(public.get(f"/authors/{name}/"), 404, detail("Not found."))
    expect(admin.get(f"/authors/{draft['username']}/"), 404)
    names = [row["username"] for page in walk(
        public, "/authors/?page_size=2") for row in page["results"]]
    assert poet["username"] in names and draft["username"] not in names
    expect(admin.patch(f"/users/{poet['id']}/", json={"is_active": False}),
           200)
    assert expect(public.get(poet["path"]), 200).json()["post_count"] == 1
    expect(editor.post(f"/posts/{poet['post']['id']}/archive/"), 200)
    expect(public.get(poet["path"]), 404)
    expect(editor.get(poet["path"]), 404)


def test_order(own, public, admin, editor):
    key = unique("Zz")
    users = [make_user(admin, first_name=f"{key} {name}", role="EDITOR")
             for name in "bac"]
    for user, count in zip(users, (2, 1, 3)):
        client = own.login(user["username"], user["password"])
        for _ in range(count):
            make_post(client, publish=True)

    def order(query, *path):
        return [row["name"][-1] for page in walk(
            public, "/authors/?page_size=2" + query)
            for row in page["results"] if key in row["name"]]

    for way in ("", "&cursor="):
        assert order(way) == order(way + "&ordering=name") == list("abc")
        assert order(way + "&ordering=-name") == list("cba")
        assert order(way + "&ordering=post_count") == list("abc")
        assert order(way + "&ordering=-post_count") == list("cba")
        assert order(way + "&ordering=-id") == list("cab")
    expect(public.get("/authors/?page=99"), 404, detail("Invalid page."))


def test_with_a_post(public, admin, editor, poet):
    path = f"/posts/{poet['post']['id']}/"
    slug = f"/posts/slug/{poet['post']['slug']}/"
    plain, = warm(public, path)
    assert "author_profile" not in plain.json()
    for one in (path, slug):
        whole = read(public, one + "?include=author_profile").json()
        assert whole.pop("author_profile") == read(
            public, poet["path"]).json()
        assert whole | {"view_count": 0} == plain.json() | {"view_count": 0}
    assert list(expect(admin.get(path + "?include=x,%20author_profile"),
                       200).json())[-1] == "author_profile"
    assert list(expect(public.get(
        path + "?include=author_profile&fields=author_profile"), 200).json()
        ) == ["author_profile"]
    # one entry more, and no other
    warm(public, path + "?include=author_profile")
    for query in ("?include=other,author_profile,author_profile",
                  "?include=other", "?include="):
        read(public, path + query, "HIT")
    expect(poet["client"].patch("/auth/me/", json={"bio": unique()}), 200)
    kept(public, path)
    dropped(public, path + "?include=author_profile")


def test_cache(public, own, admin, editor, poet):
    other = make_user(admin, role="EDITOR")
    client = own.login(other["username"], other["password"])
    make_post(client, publish=True)
    media = make_media(poet["client"], make_image(77, 51))
    mine, lists = [poet["path"]], ["/authors/", "/authors/?page_size=3"]
    stays = [f"/authors/{other['username']}/",
             f"/posts/{poet['post']['id']}/",
             f"/posts/?author={poet['username']}"]

    def changes(client, method, path, **kwargs):
        warm(public, *mine, *lists, *stays)
        expect(client.request(method, path, **kwargs), 200)
        dropped(public, *mine, *lists)
        kept(public, *stays)

    for body in ({"bio": unique()}, {"website": "https://example.org"},
                 {"avatar_media": media["id"]}):
        changes(poet["client"], "PATCH", "/auth/me/", json=body)
    changes(poet["client"], "PATCH", f"/media/{media['id']}/",
            json={"alt_text": unique()})
    stays = stays[:1]
    changes(admin, "PATCH", f"/users/{poet['id']}/",
            json={"first_name": unique("Eve ")})
    draft = make_post(poet["client"])
    warm(public, *mine, *lists, *stays)
    expect(poet["client"].patch(f"/posts/{poet['post']['id']}/",
                                json={"title": unique()}), 200)
    expect(poet["client"].patch("/auth/me/", json={
        "email": "ada@example.org"}), 200)
    expect(editor.patch("/auth/me/", json={"bio": unique()}), 200)
    kept(public, *mine, *stays)
    changes(poet["client"], "POST", f"/posts/{draft['id']}/publish/")
    assert read(public, poet["path"]).json()["post_count"] == 2
    name = unique("renamed")
    expect(admin.patch(f"/users/{poet['id']}/", json={"username": name}),
           200)
    expect(public.get(poet["path"]), 404)
    read(public, f"/authors/{name}/")


def test_people(public, writer, editor, admin):
    expect(public.get("/people/"), 401, detail(ANONYMOUS))
    expect(writer.get("/people/"), 403, detail(FORBIDDEN))
    key = unique("Qx")
    users = {name: make_user(admin, first_name=key, last_name=name,
                             role=role, email=f"{key}{name}@example.org")
             for name, role in (("b", "WRITER"), ("a", "EDITOR"),
                                ("c", "WRITER"))}
    expect(admin.patch(f"/users/{users['c']['id']}/",
                       json={"is_active": False}), 200)

    def found(query=""):
        page = expect(editor.get(f"/people/?search={key}{query}"),
                      200).json()
        assert page["count"] == len(page["results"])
        for row in page["results"]:
            ordered(row, PERSON)
        return [row["name"][-1] for row in page["results"]]

    assert found() == found("&ordering=name") == list("abc")
    assert found("&ordering=-name") == list("cba")
    assert found("&role=WRITER") == list("bc")
    assert found("&role=ADMIN") == []
    assert found("%20example") == []  # no e-mail
    assert expect(admin.get(
        f"/people/?search={users['c']['username']}"), 200).json() == {
            "count": 1, "next": None, "previous": None, "results": [{
                "id": users["c"]["id"], "username": users["c"]["username"],
                "name": f"{key} c", "role": "WRITER", "is_active": False}]}
    expect(editor.get("/people/?role=writer"), 400, {
        "role": ['"writer" is not a valid choice.']})
    walked = [row["id"] for page in walk(
        editor, "/people/?cursor=&page_size=3&ordering=username")
        for row in page["results"]]
    assert len(walked) == len(set(walked)) == expect(editor.get(
        "/people/"), 200).json()["count"]


def test_without_a_password(own, admin):
    """Such a user exists, and nobody can log in as it until it has one."""
    name = unique("guest")
    user = expect(admin.post("/users/", json={"username": name}), 201).json()
    stored = own.sql("select password_hash from users where id = "
                     f"{user['id']}")
    stranger = own.stranger()
    for password in ("", "!", stored, stored[1:]):
        answer = stranger.post("/auth/login/", json={
            "username": name, "password": password})
        assert answer.status_code == 400, answer.text
    expect(admin.post("/users/", json={"username": unique("u"),
                                       "password": None}), 400, {
        "password": ["This field may not be null."]})
    expect(admin.patch(f"/users/{user['id']}/", json={
        "password": "given in the end"}), 200)
    own.login(name, "given in the end")
    expect(admin.delete(f"/users/{user['id']}/"), 204)
