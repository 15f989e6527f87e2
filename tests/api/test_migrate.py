"""talecraftctl migrate: what it applies, and which databases it leaves
alone."""

import re
from pathlib import Path

import pytest

from support.make import unique

FILES = sorted(path.stem for path in (Path(__file__).resolve().parents[2] /
                                      "sql" / "migrations").glob("*.sql"))
SCHEMA = """select string_agg(t, ',' order by t) from (
    select concat(relname, relkind) from pg_class
    where relnamespace = 'public'::regnamespace
    union all select concat(proname, md5(prosrc)) from pg_proc
    where pronamespace = 'public'::regnamespace) x (t)"""


@pytest.fixture
def database(site):
    name = unique("migrate")
    site.pg.create_database(name)
    yield name
    site.pg.drop_database(name)


def refused(site, database):
    """What migrate says, ending with 4, of a database that it leaves as it
    is."""
    before = site.sql(SCHEMA, database), site.sql(
        "table schema_migrations order by 1", database)
    with pytest.raises(RuntimeError) as caught:
        site.ctl("migrate", database=database)
    assert before == (site.sql(SCHEMA, database), site.sql(
        "table schema_migrations order by 1", database))
    found = re.search(r"ended with 4:\ntalecraftctl: (.*)", str(caught.value))
    assert found, caught.value
    return found.group(1)


def test_all_are_applied_once(site, database):
    count = len(FILES)
    assert site.ctl("migrate", database=database).splitlines() == [
        f"applied {name}" for name in FILES] + [f"schema version {count}"]
    assert site.ctl("migrate", database=database) == \
        f"schema version {count}, nothing to do\n"
    assert site.sql("select string_agg(name, ' ' order by number) from "
                    "schema_migrations", database) == " ".join(FILES)


def test_another_chain_is_refused(site, database):
    site.sql("""set role talecraft;
        create table schema_migrations (number integer primary key,
        name text not null, sha256 text not null,
        applied_at timestamptz not null default now());
        create table users (id bigint);
        insert into schema_migrations (number, name, sha256)
        select n, to_char(n, 'FM0000') || '_init', 'x'
        from generate_series(1, 12) n""", database)
    assert refused(site, database) == (
        "the database was made by other migrations than this program's: "
        f"there, number 1 is 0001_init, here {FILES[0]}; nothing was changed")


def test_another_text_is_refused(site, database):
    site.ctl("migrate", database=database)
    site.sql("update schema_migrations set sha256 = 'x' where number = 2",
             database)
    assert refused(site, database) == (
        f"migration {FILES[1]} was applied with another text than this "
        "program has; nothing was changed")


def test_a_gap_is_refused(site, database):
    site.ctl("migrate", database=database)
    site.sql("delete from schema_migrations where number = 2", database)
    assert "no row for migration 2 but one for 3" in refused(site, database)


def test_a_newer_database_is_refused(site, database):
    site.ctl("migrate", database=database)
    site.sql("insert into schema_migrations (number, name, sha256) values "
             "(9999, 'later', 'x')", database)
    assert "it has migration 9999" in refused(site, database)


def test_words_of_posts_that_are_there(site, database):
    """Found by names with symbols, pictures and inner words as new ones are;
    their version stays."""
    site.ctl("migrate", database=database)
    site.sql("""insert into users (username, password_hash, role)
        values ('old', 'x', 'WRITER');
        insert into posts (title, slug, author_id, words_title, words_content,
            content)
        select title, md5(title), 1, words, 'in blocks',
            '[{"type":"paragraph","text":"F# 🎉 대한민국"}]'
        from (values ('C++ and .NET', 'c and net'), ('none', 'none'))
            v (title, words)""", database)
    before = site.sql("select array_agg(version order by id) from posts",
                      database)
    text = next(Path(path).read_text("utf-8") for path in (
        Path(__file__).resolve().parents[2] / "sql/migrations").glob(
            "*_search_names.sql"))
    site.sql("set role talecraft;" + text, database)
    words = site.sql("select words_title || ' ' || words_content from posts "
                     "order by id", database).split("\n")
    within = {"in", "blocks", "emoji1f389", "fsharp", "민국", "한민국"}
    assert [set(row.split()) for row in words if row] == [
        within | {"c", "and", "net", "cplusplus", "dotnet"},
        within | {"none"}]
    assert site.sql("select search @@ 'cplusplus & emoji1f389 & 한민:*' from "
                    "post_search order by id", database).split() == ["t", "f"]
    assert before == site.sql("select array_agg(version order by id) from "
                              "posts", database)
