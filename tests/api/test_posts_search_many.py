"""?search= where words are in tens of thousands of posts: the newest 5,000
matches count, whichever way the database takes to them."""

import pytest

from support.make import expect
from support.site import Site

MANY = 60000

# Posts in whose order, by the number n that is their id: the second n.
ORDERS = {
    "made": "n",
    # old ones that were published late, and an archive that came last
    "late": "case when n % 500 = 0 then 45000 + n * 7 % 9000 "
            "when n > 55000 then n - 60000 else n end",
    # but for the newest, none is near the one made before it
    "shuffled": "case when n > 79800 then n else hashint4(n) & 65535 end",
}


def filled(pg, base, order, count=MANY):
    """Posts by SQL: `every` is in all, `third` in each third, `tenth` in each
    tenth, `early` in the older half, `late` in the newest two thousand."""
    site = Site(pg, base)
    site.add_user("editor", "EDITOR")
    site.sql(f"""
        insert into categories (name, slug) values ('A', 'a'), ('B', 'b'),
            ('C', 'c');
        alter table posts disable trigger posts_tags;
        alter table posts disable trigger posts_history;
        alter table posts disable trigger posts_media;
        insert into posts (title, slug, content, author_id, category_id,
            status, published_at, created_at)
        select concat_ws(' ', 'every', case when n % 3 = 0 then 'third' end,
                   case when n % 10 = 0 then 'tenth' end,
                   case when n <= {count} / 2 then 'early' end,
                   case when n > {count} - 2000 then 'late' end,
                   case when n % 40 = 0 then repeat('every ', 3) end),
            'many-' || n, '[]', (select min(id) from users),
            (select id from categories where slug =
             case when n % 301 = 0 then 'c' when n % 2 = 0 then 'a'
                  else 'b' end),
            case when n % 20 = 7 then 'DRAFT' else 'PUBLISHED' end,
            case when n % 20 <> 7 then
                 timestamptz '2020-01-01' + {order} * interval '1 second' end,
            timestamptz '2020-01-01' + n * interval '1 second'
        from generate_series(1, {count}) n;
        alter table posts enable trigger posts_tags;
        alter table posts enable trigger posts_history;
        alter table posts enable trigger posts_media;
        analyze posts, post_search""")
    return site


@pytest.fixture(scope="module")
def many(pg, base):
    with filled(pg, base, ORDERS["made"]) as site:
        yield site


@pytest.mark.parametrize("where", ["", "category=a", "category=b&author=editor",
                                   "category=c",
                                   "published_before=2020-01-01T10:00:00Z"])
@pytest.mark.parametrize("words", ["every", "third", "third every", "tenth",
                                   "early", "late", "late early", "ever",
                                   "nowhere", "early third"])
@pytest.mark.parametrize("role", ["public", "editor"])
def test_the_newest_5000_of_many(many, words, where, role):
    """What the paths to the matches answer, against a plain reading."""
    check(many, words, where, role)


def check(many, words, where, role):
    client = many.login("editor") if role == "editor" else many.client()
    page = expect(client.get(f"/posts/?search={words}&page_size=100&{where}"),
                  200).json()
    conditions = " and ".join(
        ["true"] + ["p.status = 'PUBLISHED'"] * (role == "public")
        + ["c.slug = 'a'"] * (where == "category=a")
        + ["c.slug = 'b'"] * ("=b&" in where)
        + ["c.slug = 'c'"] * (where == "category=c")
        + ["p.published_at < '2020-01-01T10:00:00Z'"]
        * ("published_before" in where))
    query = " & ".join(words.split()) + ":*"
    expected = many.sql(f"""
        with found as (
            select p.id, ts_rank(s.search, to_tsquery('simple', '{query}'))
                   as rank, p.published_at, p.created_at
            from posts p join post_search s using (id)
            join categories c on c.id = p.category_id
            where to_tsvector('simple', p.title) @@
                  to_tsquery('simple', '{query}') and {conditions}
            order by p.published_at desc, p.created_at desc, p.id desc
            limit 5000)
        select count(*) || ' ' || coalesce(string_agg(id::text, ',' order by
            rank desc, published_at desc, created_at desc, id desc)
            filter (where n <= 100), '')
        from (select *, row_number() over (order by rank desc,
              published_at desc, created_at desc, id desc) as n from found) f
        """)
    assert expected == f"{page['count']} " + ",".join(
        str(one["id"]) for one in page["results"])
    ordered = expect(client.get(
        f"/posts/?search={words}&page_size=1&ordering=created_at&{where}"),
        200).json()
    assert ordered["count"] == page["count"]


@pytest.mark.parametrize(("order", "count"), [("late", MANY),
                                              ("shuffled", 80000)])
def test_ids_in_another_order_than_posts(pg, base, order, count):
    """Matches that the ids of the newest posts do not lead to."""
    with filled(pg, base, f"({ORDERS[order]})", count) as site:
        for words in ("every", "third", "ever", "third every", "early"):
            for where in ("", "category=a", "category=c"):
                check(site, words, where, "public")


def test_ids_far_apart(make_site):
    """Whatever ids an import brings: all marks of blocks are looked up."""
    with make_site() as site:
        site.add_user("editor", "EDITOR")
        ids = [1, 8191, 8192, 7 << 25, (7 << 25) + 1, 10 ** 15, 2 ** 63 - 1]
        for number in ids:
            site.sql(f"""
                insert into posts (id, title, slug, content, author_id,
                    status, published_at, created_at)
                values ({number}, 'apart', 'apart-{number}', '[]',
                    (select id from users), 'PUBLISHED', '2020-01-01',
                    '2020-01-01')""")
        page = expect(site.client().get("/posts/?search=apa"), 200).json()
        assert [row["id"] for row in page["results"]] == ids[::-1]
        assert page["count"] == len(ids)
        assert expect(site.client().get("/posts/?search=part"),
                      200).json()["count"] == 0
