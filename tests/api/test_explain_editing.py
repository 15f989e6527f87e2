"""How the database reads revisions, the trash, notes, previews and events: at
a cost that their number in all does not change, as test_explain.py asks it of
posts."""

import pytest

from support.make import expect, make_post
from support.plans import SETTINGS, Plans, nodes, rows
from support.site import Site

SIZE = 10
MANY = 20000
BIG = {"post_revisions", "post_trash", "post_notes", "previews", "events"}
MODES = ("force_generic_plan", "force_custom_plan")

# Twenty revisions, ten notes and ten previews each of posts that need not be
# there, which the trash has, and what has been done by twenty users.
ROWS = """
insert into post_revisions (post_id, number, began_at, created_at, author_id,
    action, status, seen, title, changed, post)
select 1000000 + n / 20, n % 20 + 1, now(), now(), 1, 'edit', 'DRAFT', false,
    't', '{title}', '{"title":"t"}' from generate_series(0, {many} - 1) n;
insert into post_notes (post_id, author_id, text)
select 1000000 + n / 10, 1, 'text' from generate_series(0, {many} - 1) n;
insert into previews (post_id, author_id, hash, expires_at)
select (select id from posts limit 1), 1, md5(n::text) || md5(n::text),
    now() - interval '1 day' from generate_series(1, {many}) n;
insert into post_trash (id, title, author_id, status, deleted_at, post,
    view_count, old_slugs)
select 1000000 + n, 't', 1 + n % 2, 'DRAFT', now() - n * interval '1 s',
    '{"content":"[]"}', 0, '{}' from generate_series(1, {many}) n;
insert into events (at, user_name, action, object_type, object_id, label)
select now() - n * interval '1 s', 'user' || n % 20, 'act' || n % 10, 'thing',
    n % 500, 'l' from generate_series(1, {many}) n;
"""


@pytest.fixture(scope="module")
def full_site(pg, base):
    site = Site(pg, base)
    for name, role in (("editor", "EDITOR"), ("writer", "WRITER"),
                       ("admin", "ADMIN")):
        site.add_user(name, role)
    with site:
        editor = site.login("editor")
        post = make_post(editor)["id"]
        for number in range(30):
            expect(editor.post(f"/posts/{post}/notes/", json={
                "text": str(number)}), 201)
            action = ("submit", "reject")[number % 2]
            expect(editor.post(f"/posts/{post}/{action}/"), 200)
        expect(editor.post(f"/posts/{post}/previews/", json={
            "expires_in": 3600}), 201)
    site.sql(ROWS.replace("{many}", str(MANY)))
    site.sql("vacuum analyze")
    for name, value in SETTINGS.items():
        pg.sql(f"alter database {site.database} set {name} = '{value}'")
    yield site, post
    site.stop()


@pytest.fixture(scope="module", params=MODES)
def planned(request, full_site):
    """plan(who, path, mark): of the statement that has this mark."""
    site, post = full_site
    site.pg.sql(f"alter database {site.database} "
                f"set plan_cache_mode = {request.param}")
    with site:
        clients = {name: site.login(name)
                   for name in ("editor", "writer", "admin")}

        def plan(who, path, mark):
            return Plans(site, mark).of(clients[who],
                                        path.format(post=post))

        yield plan


def check(plan, most=3 * SIZE):
    """No table is read as a whole, nor sorted; of each no more rows."""
    for node, _ in nodes(plan):
        name = node.get("Relation Name")
        where = f"{node['Node Type']} of {name}, {node.get('Index Name')}"
        if name in BIG and node["Actual Loops"]:
            assert node["Node Type"] != "Seq Scan", where
            assert rows(node) <= most, f"{where}: {rows(node)} rows"
        if node["Node Type"] in ("Sort", "Incremental Sort"):
            assert sum(rows(child) for child in node["Plans"][:1]) <= most


def counted(plan):
    """The plan without the branch that counts, and that branch."""
    found = [node for node, _ in nodes(plan)
             if node.get("Subplan Name") == "CTE total"]
    assert len(found) == 1
    plan = dict(plan, Plans=[one for one in plan["Plans"]
                             if one is not found[0]])
    return plan, found[0]


PAGES = [
    ("editor", "/posts/{post}/revisions/?page_size=10", "post_revisions r"),
    ("editor", "/posts/trash/?page_size=10", "post_trash t"),
    ("writer", "/posts/trash/?page_size=10", "post_trash t"),
    ("admin", "/audit/?page_size=10", "events e"),
    ("admin", "/audit/?page_size=10&user=user3", "events e"),
    ("admin", "/audit/?page_size=10&action=act3", "events e"),
    ("admin", "/audit/?page_size=10&object_type=thing&object_id=77",
     "events e"),
    ("admin", "/audit/?page_size=10&after=2001-01-01T00:00Z&ordering=-at",
     "events e"),
]


@pytest.mark.parametrize("who,path,mark", PAGES)
def test_page(planned, who, path, mark):
    """A page reads its own rows. What counts them all reads an index alone."""
    answer, plan = planned(who, path, mark)
    assert len(answer.json()["results"]) == SIZE
    page, total = counted(plan)
    check(page)
    for node, _ in nodes(total):
        if node.get("Relation Name") in BIG:
            assert node["Node Type"] == "Index Only Scan", node


@pytest.mark.parametrize("who,path,mark", PAGES)
def test_cursor(planned, who, path, mark):
    answer, plan = planned(who, path + "&cursor=", mark)
    assert len(answer.json()["results"]) == SIZE
    check(plan)
    _, plan = planned(who, answer.json()["next"], mark)
    check(plan)


@pytest.mark.parametrize("path,mark,most", [
    ("/posts/{post}/revisions/7/", "post_revisions", 3),
    ("/posts/{post}/notes/", "post_notes", 30),
    ("/posts/{post}/notes/?resolved=false", "post_notes", 30)])
def test_of_one_post(planned, path, mark, most):
    _, plan = planned("editor", path, mark)
    check(plan, most)
