"""Public answers do not tell which user names and inactive categories there
are: whoever asks, and asks again, sees for a name that the public has not met
the very same as for one that nobody has."""

import pytest

from support.cached import read, warm
from support.content import EMPTY_PAGE
from support.make import (expect, make_category, make_post, make_user,
                          unique)
from support.own_site import admin, editor, open_site, public
from support.site import Site

# Different for each answer, whoever asks for what.
OF_THE_REQUEST = {"Date", "X-Request-Id"}
AND_THIS = ["", "&page_size=7", "&ordering=-title", "&page=last",
            "&fields=id", "&search=word", "&cursor=",
            "&published_after=2001-01-01T00:00:00Z", "&category={shelf}",
            "&descendants=true&category={shelf}"]


@pytest.fixture(scope="module")
def own(pg, base):
    with Site(pg, base, extra="TalecraftSurrogateKeys On") as site:
        yield open_site(site)


@pytest.fixture(scope="module")
def shelf(editor):
    return make_category(editor)["id"]


@pytest.fixture(scope="module")
def authors(admin):
    """Names of the same length; the last one is nobody's."""
    made = {}
    for kind in ("writer", "disabled", "draft", "schedule"):
        made[kind] = make_user(admin, role="EDITOR")
    expect(admin.patch(f"/users/{made['disabled']['id']}/",
                       json={"is_active": False}), 200)
    for kind in ("draft", "schedule"):
        post = make_post(admin)
        expect(admin.patch(f"/posts/{post['id']}/", json={
            "author": made[kind]["id"]}), 200)
    expect(admin.post(f"/posts/{post['id']}/schedule/", json={
        "scheduled_publish_at": "2090-01-01T00:00:00Z"}), 200)
    return [user["username"] for user in made.values()] + [unique("user")]


@pytest.fixture(scope="module")
def hidden(editor):
    """Inactive categories, and what there is none of: ids and slugs."""
    rows = [make_category(editor, slug=unique("slug-"), is_active=False)
            for _ in range(2)]
    return {"id": [rows[0]["id"], rows[1]["id"], 987654],
            "slug": [rows[0]["slug"], rows[1]["slug"], unique("slug-")]}


def seen(client, path, method="GET"):
    """All that three answers show."""
    shown = []
    for _ in range(3):
        answer = client.request(method, path)
        shown.append((answer.status_code, answer.content, {
            name: value for name, value in answer.headers.items()
            if name not in OF_THE_REQUEST}))
    return shown


def same_for_all(client, paths, method="GET"):
    first, *others = [seen(client, path, method) for path in paths]
    for path, other in zip(paths[1:], others):
        assert other == first, f"{path} is not as {paths[0]}"
    return first


@pytest.mark.parametrize("more", AND_THIS)
def test_authors(public, authors, shelf, more):
    same_for_all(public, [f"/posts/?author={name}" + more.format(shelf=shelf)
                          for name in authors])


@pytest.mark.parametrize("kind", ["id", "slug"])
@pytest.mark.parametrize("more", [one for one in AND_THIS
                                  if "category" not in one]
                         + ["&descendants=true"])
def test_categories(public, hidden, kind, more):
    same_for_all(public, [f"/posts/?category={name}{more}"
                          for name in hidden[kind]])


@pytest.mark.parametrize("more", ["", "&page=1", "&is_featured=true",
                                  "&fields=id", "&search=word", "&cursor="])
def test_parents(public, hidden, more):
    same_for_all(public, [f"/categories/?parent={slug}{more}"
                          for slug in hidden["slug"]])


def test_head_and_other_codings(public, own, authors):
    paths = [f"/posts/?author={name}" for name in authors]
    same_for_all(public, paths, "HEAD")
    for coding in ("gzip", "br"):
        same_for_all(own.client(headers={"Accept-Encoding": coding}), paths)


def test_what_they_look_like(public, authors):
    for name in authors:
        for _, body, headers in seen(public, f"/posts/?author={name}"):
            assert body == b'{"count":0,"next":null,"previous":null,' \
                           b'"results":[]}'
            assert headers["X-Cache"] == "BYPASS"
            assert headers["Cache-Status"] == "talecraft; fwd=bypass"
            assert headers["Cache-Control"] == \
                "public, max-age=0, s-maxage=0"
            assert "Age" not in headers
            # the one key that all answers of the site carry
            assert len(headers["Surrogate-Key"].split(" ")) == 1


def test_what_the_public_knows_is_kept(public, editor, shelf):
    """Empty ones, too: a category without posts, an author's posts of one."""
    slug = expect(editor.get(f"/categories/{shelf}/"), 200).json()["slug"]
    make_post(editor, publish=True)
    for path in (f"/posts/?category={shelf}", f"/posts/?category={slug}",
                 f"/posts/?category={shelf}&author=editor",
                 f"/categories/?parent={slug}"):
        assert warm(public, path)[0].json() in (EMPTY_PAGE, [])
    assert warm(public, "/posts/?author=editor")[0].json()["count"] > 0


def test_until_the_public_meets_them(public, admin):
    """The first post makes a name known, the last one unknown again."""
    user = make_user(admin, role="EDITOR")
    query = f"/posts/?author={user['username']}"
    for _ in range(2):
        assert read(public, query, "BYPASS").json() == EMPTY_PAGE
    post = make_post(admin)
    expect(admin.patch(f"/posts/{post['id']}/", json={
        "author": user["id"]}), 200)
    read(public, query, "BYPASS")
    expect(admin.post(f"/posts/{post['id']}/publish/"), 200)
    assert warm(public, query)[0].json()["count"] == 1
    expect(admin.post(f"/posts/{post['id']}/unpublish/"), 200)
    for _ in range(2):
        assert read(public, query, "BYPASS").json() == EMPTY_PAGE


@pytest.mark.parametrize("name", ["id", "slug"])
def test_a_category_that_is_switched_off(public, editor, name):
    """What was kept of it before is not served any more: else it could be
    told from one that never was."""
    row = make_category(editor)
    query = f"/posts/?category={row[name]}"
    for active in (True, False, True):
        expect(editor.patch(f"/categories/{row['id']}/",
                            json={"is_active": active}), 200)
        if active:
            warm(public, query)
        else:
            for _ in range(2):
                read(public, query, "BYPASS")
    expect(editor.delete(f"/categories/{row['id']}/"), 204)
    for _ in range(2):
        assert read(public, query, "BYPASS").json() == EMPTY_PAGE
