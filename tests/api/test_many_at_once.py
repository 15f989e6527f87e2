"""Many editors of one post, many posts that are read: nobody is lost."""


from support.beside import Beside
from support.content import act, at, eventually, in_threads
from support.make import (expect, make_category, make_post, paragraph,
                          unique)

EDITORS, EDITS = 16, 10
POSTS = 300


def alone(site):
    """Where all its threads are busy httpd closes connections that are kept
    alive, also while a request is on its way: one for each here."""
    client = site.login("editor")
    client.session.headers["Connection"] = "close"
    return client


def test_many_editors_of_one_post(site, editor):
    """Without If-Match each write is carried out, one after the other."""
    post = make_post(editor)
    path = f"/posts/{post['id']}/"

    def version():
        tag = expect(editor.get(path), 200).headers["ETag"]
        return int(tag.strip('"').partition("-")[0])

    def edit(number):
        client = alone(site)
        return [client.patch(path, json={"excerpt": f"{number} {turn}"},
                             strict=False).status_code
                for turn in range(EDITS)]

    before = version()
    results = in_threads(EDITORS, edit)
    assert results == [[200] * EDITS] * EDITORS
    assert version() == before + EDITORS * EDITS
    last = expect(editor.get(path), 200).json()["excerpt"]
    assert last in {f"{number} {EDITS - 1}" for number in range(EDITORS)}


def test_many_parents_at_once(site, editor):
    """Moves within the tree wait for each other's rows in either order: what
    PostgreSQL stops as a deadlock is done after all."""
    ids = [make_category(editor) for _ in range(6)]

    def move(number):
        client, statuses = alone(site), set()
        for turn in range(8):
            child = ids[(number + turn) % 6]
            parent = ids[(number * 5 + turn * 3 + 1) % 6]
            statuses.add(client.patch(
                f"/categories/{child['id']}/",
                json={"parent": parent["slug"] if turn % 3 else None},
                strict=False).status_code)
        return statuses

    told = set().union(*in_threads(12, move))
    assert told <= {200, 400}  # 400: its own ancestor


def test_many_actions_on_one_post(site, editor):
    """One of them publishes it, the others are told that it is."""
    post = make_post(editor)

    def publish(_):
        return act(site.login("editor"), post, "publish").status_code

    results = in_threads(EDITORS, publish)
    assert sorted(results) == [200] + [400] * (EDITORS - 1)


def long_posts(site, post):
    """Copies of a post whose text is long, made without their triggers."""
    words = " ".join(f"word{number:05}" for number in range(12000))
    site.sql(f"update posts set words_content = '{words}' "
             f"where id = {post['id']}")
    rows = site.sql(
        "set session_replication_role = replica; "
        "with made as (insert into posts (title, slug, content, author_id, status, "
        "published_at, words_title, words_content) "
        f"select 'p' || n, '{unique('long')}-' || n, p.content, p.author_id, "
        "p.status, p.published_at, p.words_title, p.words_content "
        f"from posts p, generate_series(1, {POSTS}) n "
        f"where p.id = {post['id']} returning id, status), "
        "counted as (insert into post_views (id, status) "
        "select id, status from made) select id from made")
    return [int(row) for row in rows.split()]


class Overdue(Beside):
    """Looks all the time for schedules that nobody has written down."""

    QUERY = ("select count(*) from posts where status = 'SCHEDULED' and "
             "scheduled_publish_at < now() - interval '2 seconds'")

    def __init__(self, site):
        super().__init__()
        self.site = site
        self.seen = []

    def run(self):
        while not self.ended.wait(0.1):
            self.seen.append(self.site.sql(self.QUERY))


def test_views_of_many_long_posts(make_site):
    """A view makes no search text anew, and holds up no schedule."""
    with make_site() as own:
        own.add_user("editor", "EDITOR")
        editor, public = own.login("editor"), own.client()
        post = make_post(editor, publish=True,
                         content=[paragraph("Long. " * 20)])
        ids = long_posts(own, post)
        assert len(ids) == POSTS
        times = [at(1 + number) for number in range(10)]
        for when in times:
            expect(act(editor, make_post(editor), "schedule",
                       scheduled_publish_at=when), 200)
        with Overdue(own) as overdue:
            for number in ids:
                expect(public.get(f"/posts/{number}/"), 200)
            eventually(lambda: own.sql(
                "select count(*), sum(view_count) from post_views "
                f"where id >= {ids[0]} and view_count > 0") ==
                f"{POSTS}|{POSTS}", pause=0.2)
            eventually(lambda: not own.sql(
                "select 1 from posts where status = 'SCHEDULED' limit 1"),
                pause=0.2)
        assert len(overdue.seen) > 10 and set(overdue.seen) == {"0"}
