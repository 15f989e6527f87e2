"""How the database reads lists: at a cost that the number of posts does not
change.

The plans are those of the statements that the server ran, from auto_explain
on a database of 20,000 posts: planned for the values at hand as well as for
any value, since PostgreSQL may choose either for a prepared statement.
"""

import sys
from pathlib import Path

import pytest

from support.plans import SETTINGS, Plans, nodes, rows
from support.site import PASSWORD, Site

sys.path.append(str(Path(__file__).resolve().parents[1] / "bench"))
from seed import seed, seed_tags  # noqa: E402

POSTS = 20000
SIZE = 10
BIG = {"posts", "post_search", "post_views", "post_tags"}
MODES = ("force_generic_plan", "force_custom_plan")

# who, query: what a page is read for
PAGES = [
    ("public", ""),
    ("public", "category=category-7"),
    ("public", "category={category}"),
    ("public", "author=writer7"),
    ("public", "ordering=id"),
    ("public", "ordering=-id"),
    ("public", "ordering=created_at"),
    ("public", "ordering=-created_at"),
    ("public", "ordering=updated_at"),
    ("public", "ordering=title"),
    ("public", "ordering=-title"),
    ("public", "ordering=view_count"),
    ("public", "ordering=-view_count"),
    ("public", "ordering=-published_at"),
    ("public", "ordering=published_at"),
    ("public", "category=none-such"),
    ("public", "tag=tag-1"),
    ("public", "tag=none-such"),
    ("editor", "tag=tag-1"),
    ("editor", "tag=tag-1&status=DRAFT"),
    ("writer7", ""),
    ("writer7", "status=DRAFT"),
    ("writer7", "ordering=-published_at"),
    ("reader", ""),
    ("editor", ""),
    ("editor", "status=DRAFT"),
    ("editor", "status=PUBLISHED"),
    ("editor", "category=category-7"),
    ("editor", "category=category-7&status=DRAFT"),
    ("editor", "author=writer7"),
    ("editor", "author=writer7&status=DRAFT"),
    ("editor", "ordering=-id"),
    ("editor", "ordering=-created_at"),
    ("editor", "ordering=title"),
    ("editor", "ordering=view_count"),
    ("editor", "status=DRAFT&ordering=-view_count"),
    ("editor", "ordering=-published_at"),
    ("editor", "ordering=published_at"),
    ("public", "exclude={ids}"),
    ("public", "exclude={ids}&ordering=-view_count"),
    ("public", "category=category-7&exclude={ids}"),
    ("editor", "exclude={ids}&status=DRAFT"),
    ("public", "expand=detail"),
]
# Those that name few posts: whatever the order, no others are looked at.
NAMED = [
    ("public", "id={ids}"), ("editor", "slug={slugs}"),
    ("public", "id={ids}&ordering=view_count"),
    ("public", "id={ids}&ordering=title"),
    ("editor", "slug={slugs}&ordering=-view_count"),
    ("editor", "media={media}"), ("editor", "media={media}&ordering=title"),
    ("editor", "scheduled_after=2001-01-01T00:00Z"),
]
CURSORS = [
    ("public", ""),
    ("public", "category=category-7"),
    ("public", "author=writer7"),
    ("public", "tag=tag-1"),
    ("public", "ordering=id"),
    ("public", "ordering=created_at"),
    ("public", "ordering=-updated_at"),
    ("public", "ordering=title"),
    ("public", "ordering=-published_at"),
    ("writer7", ""),
    ("editor", ""),
    ("editor", "status=DRAFT"),
    ("editor", "ordering=published_at"),
    ("editor", "ordering=-title"),
]


def faults(plan, most):
    """Scans and sorts of more rows than `most`, and whole tables."""
    for node, _ in nodes(plan):
        name = node.get("Relation Name")
        if node["Node Type"] == "Seq Scan" and name in BIG \
                and node["Actual Loops"]:
            yield f"sequential scan of {name}"
        if name in BIG and rows(node) > most:
            yield (f"{node['Node Type']} of {name} by "
                   f"{node.get('Index Name')}: {rows(node)} rows")
        if node["Node Type"] in ("Sort", "Incremental Sort"):
            given = sum(rows(child) for child in node["Plans"][:1])
            if given > most:
                yield f"sort of {given} rows by {node['Sort Key']}"


def check(plan, most=3 * SIZE):
    found = list(faults(plan, most))
    assert not found, found


@pytest.fixture(scope="module")
def big_site(pg, base):
    site = Site(pg, base)
    seed(pg.conninfo(site.database, "postgres"), POSTS)
    seed_tags(pg.conninfo(site.database, "postgres"))
    for name, value in SETTINGS.items():
        pg.sql(f"alter database {site.database} set {name} = '{value}'")
    site.add_user("editor", "EDITOR")
    site.add_user("reader", "WRITER")
    site.ctl("user", "passwd", "writer7", stdin=PASSWORD + "\n")
    yield site
    site.stop()


@pytest.fixture(scope="module", params=MODES)
def planned(request, big_site):
    """The site with one way of planning, and its clients by name."""
    big_site.pg.sql(f"alter database {big_site.database} "
                    f"set plan_cache_mode = {request.param}")
    with big_site as site:
        clients = {name: site.login(name)
                   for name in ("editor", "reader", "writer7")}
        clients["public"] = site.client()
        yield Plans(site), clients


def filled(plans, query):
    for name, source in (
            ("category", "categories where slug = 'category-9'"),
            ("media", "media order by id limit 1"),
            ("ids", "generate_series(7000, 7050, 10) id")):
        if "{" + name + "}" in query:
            query = query.replace("{" + name + "}", ",".join(
                plans.site.sql(f"select id from {source}").split()))
    return query.replace("{slugs}", ",".join(
        f"post-{n}" for n in range(7000, 7051, 10)))


@pytest.mark.parametrize(("who", "query"), PAGES)
def test_page(planned, who, query):
    plans, clients = planned
    query = filled(plans, query)
    answer, plan = plans.of(clients[who],
                            f"/posts/?page_size={SIZE}&{query}")
    check(plan)
    if who != "reader" and "none-such" not in query:
        assert len(answer.json()["results"]) == SIZE


@pytest.mark.parametrize(("who", "query"), NAMED)
def test_named(planned, who, query):
    plans, clients = planned
    query = filled(plans, query)
    answer, plan = plans.of(clients[who],
                            f"/posts/?page_size={SIZE}&{query}")
    count = answer.json()["count"]
    assert count == 0 if "scheduled" in query else 0 < count < 200
    check(plan, count + 3 * SIZE)


def test_archive_and_counts(planned):
    """From what is kept: no post is looked at."""
    plans, clients = planned
    for who, path in (("public", "archive/"), ("editor", "counts/"),
                      ("public", "archive/?category=category-7"),
                      ("public", "archive/?author=writer7"),
                      ("writer7", "counts/"),
                      ("editor", "counts/?category=category-7")):
        answer, plan = plans.of(clients[who], "/posts/" + path)
        assert answer.json()
        check(plan, 200)
        assert not [node for node, _ in nodes(plan)
                    if node.get("Relation Name") in BIG and rows(node) > 1]
    _, plan = plans.of(clients["public"], "/posts/archive/?author=writer7&"
                       "category=category-7")
    check(plan, 400)  # the posts of one author


def test_related(planned):
    """The newest of a category, and as many as match words; no more."""
    plans, clients = planned
    newest = plans.site.sql("select max(id) from posts where status = "
                            "'PUBLISHED' and category_id is not null")
    answer, plan = plans.of(clients["public"],
                            f"/posts/{newest}/related/?limit=20")
    assert len(answer.json()) == 20
    check(plan, 3000)


@pytest.mark.parametrize(("who", "query"), CURSORS)
def test_cursor(planned, who, query):
    """Five pages down and one up: each reads no more than a page."""
    plans, clients = planned
    path = f"/posts/?cursor=&page_size={SIZE}&{query}"
    for way in ["next"] * 5 + ["previous", None]:
        answer, plan = plans.of(clients[who], path)
        check(plan)
        assert len(answer.json()["results"]) == SIZE
        path = way and answer.json()[way]


def test_page_in_the_depth(planned):
    """Pages are skipped in an index, without looking at the posts."""
    plans, clients = planned
    answer, plan = plans.of(clients["editor"],
                            f"/posts/?page_size={SIZE}&page=500")
    assert len(answer.json()["results"]) == SIZE
    check(plan, 500 * SIZE + SIZE)
    read = [node for node, _ in nodes(plan)
            if node.get("Relation Name") == "posts" and rows(node) > SIZE]
    assert [node["Node Type"] for node in read] == ["Index Only Scan"]


@pytest.mark.parametrize(("who", "query"), [
    ("public", ""), ("editor", ""), ("writer7", ""),
    ("editor", "status=PUBLISHED"), ("public", "category=category-7"),
    ("editor", "ordering=title"), ("public", "ordering=-view_count"),
])
def test_last_page(planned, who, query):
    """It is read from the end."""
    plans, clients = planned
    answer, plan = plans.of(
        clients[who], f"/posts/?page_size={SIZE}&page=last&{query}")
    assert 0 < len(answer.json()["results"]) <= SIZE
    assert answer.json()["previous"] and not answer.json()["next"]
    check(plan)


@pytest.mark.parametrize(("who", "query"), [
    ("public", "published_after={day}"),
    ("public", "published_after={day}&category=category-7"),
    ("editor", "published_after={day}"),
    ("writer7", "published_after={day}"),
])
def test_times_are_counted_in_an_index(planned, who, query):
    """Nothing is kept that would tell how many these are: the rows of the
    time asked for are counted, and no others."""
    plans, clients = planned
    day = plans.site.sql("select max(published_at) - interval '1 hour' "
                         "from posts").replace(" ", "T")
    answer, plan = plans.of(clients[who], f"/posts/?page_size={SIZE}&"
                            + query.replace("{day}", day[:19] + "Z"))
    assert 0 < answer.json()["count"] < 400
    check(plan, 1000)


@pytest.mark.parametrize(("who", "query", "most"), [
    ("public", "tag=tag-2,tag-100", 500),
    ("editor", "tag=tag-1,tag-2,tag-100", 500),
    ("public", "tag=tag-100&ordering=title", 500),
    ("public", "tag=tag-100&ordering=-view_count", 500),
    ("public", "tag=tag-100&author=writer7", 500),
    ("public", "tag=tag-100&category=category-7", 500),
    ("public", "tag=tag-100&ordering=-id", 500),
    ("public", "tag=tag-100&published_after=2000-01-01T00:00:00Z", 500),
    ("public", "tag=tag-100&search=koden", 5000),
])
def test_rare_tag(planned, who, query, most):
    """What costs more than a page costs as many rows as the rarest of the
    tags has, of 20,000."""
    plans, clients = planned
    _, plan = plans.of(clients[who], f"/posts/?page_size={SIZE}&{query}")
    check(plan, most)


@pytest.mark.parametrize("who", ["public", "editor"])
def test_tags(planned, who):
    plans, clients = planned
    answer, plan = plans.of(clients[who], "/tags/")
    counts = {one["slug"]: one["post_count"] for one in answer.json()}
    assert counts["tag-2"] == int(plans.site.sql(
        "select count(*) from post_tags t join tags on id = tag_id "
        "where status = 'PUBLISHED' and slug = 'tag-2'"))
    assert not [node for node, _ in nodes(plan)
                if node.get("Relation Name") in BIG and rows(node) > 1]


@pytest.mark.parametrize("who", ["public", "editor"])
def test_categories(planned, who):
    plans, clients = planned
    answer, plan = plans.of(clients[who], "/categories/")
    assert sum(one["post_count"] for one in answer.json()) == int(
        plans.site.sql("select count(*) from posts where "
                       "status = 'PUBLISHED' and category_id is not null"))
    check(plan, 60)  # the categories are sorted
    assert not [node for node, _ in nodes(plan)
                if node.get("Relation Name") in BIG and rows(node) > 1]


@pytest.mark.parametrize("where", ["/posts/{id}/", "/posts/slug/post-{id}/"])
def test_detail(planned, where):
    plans, clients = planned
    newest = plans.site.sql("select max(id) from posts "
                            "where status = 'PUBLISHED'")
    _, plan = plans.of(clients["public"], where.replace("{id}", newest))
    check(plan, 3)  # the sizes of one picture are sorted


def test_search_of_a_rare_word(planned):
    plans, clients = planned
    answer, plan = plans.of(clients["public"],
                            "/posts/?search=seldom1234&page_size=10")
    assert 0 < answer.json()["count"] <= 10
    check(plan, 100)  # the sample


def test_search_reads_no_table(planned):
    """However many posts match, only they are read."""
    plans, clients = planned
    _, plan = plans.of(clients["public"], "/posts/?search=koden")
    assert not [fault for fault in faults(plan, 5000 * 5)
                if "sort" not in fault]


@pytest.mark.parametrize("query", [
    "seldom12", "koden&published_after={day}", "seldom12&author=writer7",
    "seldom12&category=category-7", "munistor&published_before={day}",
])
def test_search_reads_no_table_that_seems_cheap(big_site, base, query):
    """Nor where the planner thinks that it costs little to look at rows, and
    that filters leave few of them."""
    pg, database = big_site.pg, big_site.database
    day = big_site.sql("select to_char(max(published_at) - interval '1 day',"
                       " 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') from posts")
    names = {"cpu_tuple_cost": 0.001, "cpu_operator_cost": 0.0002}
    for name, value in names.items():
        pg.sql(f"alter database {database} set {name} = {value}")
    try:
        with Site(pg, base, database=database) as site:
            _, plan = Plans(site).of(
                site.client(),
                f"/posts/?search={query.replace('{day}', day)}")
    finally:
        for name in names:
            pg.sql(f"alter database {database} reset {name}")
    assert not [fault for fault in faults(plan, 5000 * 5)
                if "sort" not in fault]
