"""apxs/sql2c.pl: what it makes of SQL, and what it refuses."""

import hashlib
import subprocess

import pytest

from house import ROOT, run

HEADER = """
#include <stddef.h>
typedef size_t apr_size_t;
typedef struct { const char *name; const char *text; } tc_sql_text_t;
extern const tc_sql_text_t tc_sql_texts[];
extern const apr_size_t tc_sql_texts_count;
typedef struct {
    int number; const char *name; const char *text; const char *sha256;
} tc_migration_t;
extern const tc_migration_t tc_migrations[];
extern const size_t tc_migrations_count;
"""
PRINT_QUERIES = """
#include <stdio.h>
#include "db/sql.h"
int main(void)
{
    for (size_t i = 0; i < tc_sql_texts_count; i++)
        printf("[%s]%s", tc_sql_texts[i].name, tc_sql_texts[i].text);
    return 0;
}
"""
PRINT_MIGRATIONS = """
#include <stdio.h>
#include "cli/migrations.h"
#include "schema_version.h"
int main(void)
{
    for (size_t i = 0; i < tc_migrations_count; i++)
        printf("[%d %s %s]%s", tc_migrations[i].number,
               tc_migrations[i].name, tc_migrations[i].sha256,
               tc_migrations[i].text);
    printf("[%d]", TC_SCHEMA_VERSION);
    return 0;
}
"""


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())


def sql2c(*args):
    return run("perl", "apxs/sql2c.pl", *map(str, args))


def compiled(tmp_path, source, main):
    for header in ("db/sql.h", "cli/migrations.h"):
        write(tmp_path / header, HEADER)
    write(tmp_path / "main.c", main)
    program = tmp_path / "program"
    subprocess.run(["gcc", "-std=gnu11", "-Wall", "-Wextra", "-Werror",
                    f"-I{tmp_path}", "-o", str(program), str(source),
                    str(tmp_path / "main.c")], check=True, cwd=ROOT)
    return subprocess.check_output([str(program)]).decode()


def queries(tmp_path, statements, fragments=()):
    for name, text in dict(statements).items():
        write(tmp_path / "queries" / f"{name}.sql", text)
    for name, text in dict(fragments).items():
        write(tmp_path / "fragments" / f"{name}.sql", text)
    out = tmp_path / "out.c"
    result = sql2c("queries", out, tmp_path / "queries",
                   tmp_path / "fragments")
    return result, out


def query_text(tmp_path, text, fragments=()):
    result, out = queries(tmp_path, {"one": text}, fragments)
    assert result.returncode == 0, result.stdout
    printed = compiled(tmp_path, out, PRINT_QUERIES)
    assert printed.startswith("[one]")
    return printed[len("[one]"):]


@pytest.mark.parametrize("text,wanted", [
    ("-- says what\n  SELECT 1\n\n    FROM x;\n", "SELECT 1\nFROM x"),
    ("SELECT '  it''s; -- \"no\" comment' -- one", "SELECT '  it''s; -- "
     "\"no\" comment'"),
    (r"SELECT E'a\'b;', date'2020-01-01'", r"SELECT E'a\'b;', "
     "date'2020-01-01'"),
    ('SELECT "a;b""c"', 'SELECT "a;b""c"'),
    ("SELECT $$x;y$$, $t$ a'b $t$, $1", "SELECT $$x;y$$, $t$ a'b $t$, $1"),
    ("SELECT '\u00e9\\??=\t\u10d0' AS x", "SELECT '\u00e9\\??=\t\u10d0' AS x"),
    ("SELECT 1\n  --? part\n  WHERE x -- y\n  --.\n --@ slot\n",
     "SELECT 1\n--? part\nWHERE x\n--.\n--@ slot"),
])
def test_statement(tmp_path, text, wanted):
    assert query_text(tmp_path, text) == wanted


def test_fragments(tmp_path):
    made = query_text(tmp_path, "SELECT\n  --< columns\nFROM x\n", {
        "columns": "-- those of a list\n  a,\n--< of/more\n",
        "of/more": "b"})
    assert made == "SELECT\na,\nb\nFROM x"


def test_fragments_take_values(tmp_path):
    made = query_text(tmp_path, "SELECT\n--< a x=p.id y=:n::int\n", {
        "a": ":{x}, '{x}', :x,\n--< b z=:{y}\n", "b": "f(:{z})"})
    assert made == "SELECT\np.id, '{x}', :x,\nf(:n::int)"


@pytest.mark.parametrize("line,word", [
    ("--< a", "a.sql:1: no value for :{x}"),
    ("--< a x=1 y=2", "a.sql: nothing takes y"),
    ("--< a x = 1", "expected"),
    (":{x}", "one.sql:2: no value for :{x}"),
])
def test_values_refused(tmp_path, line, word):
    result, out = queries(tmp_path, {"one": f"SELECT 1\n{line}\n"},
                          {"a": ":{x}"})
    assert result.returncode != 0
    assert word in result.stdout
    assert not out.exists()


PLAIN = """# labels
table: labels l
tag: label
tags: labels
columns: name, weight = 1
shown: l.id,
    l.name
"""
VERBS = {"list": "SELECT :{shown} FROM :{table} :{a} WHERE true\n--$ filters\n"
                 "ORDER BY\n--@ order\n--$ order\n",
         "cursor": "SELECT 1\n--$ keys\nWHERE true\n--$ after\n",
         "read": "SELECT ':{tag}' FROM :{table} :{a} WHERE true\n--$ public\n",
         "create": "INSERT INTO :{table} (:{columns}) SELECT :{first}",
         "update": "UPDATE :{table} k SET (:{columns}) = (:{sent})",
         "delete": "DELETE FROM :{table}",
         "taken": "SELECT id FROM :{table} WHERE :{unique} = :value"}


def plain(tmp_path, text, verbs=None):
    write(tmp_path / "queries" / "labels.plain", text)
    return queries(tmp_path, {}, {f"plain/{verb}": sql for verb, sql in
                                  {**VERBS, **(verbs or {})}.items()})


def test_plain_resource(tmp_path):
    result, out = plain(tmp_path, PLAIN + "public: l.seen\nunique: name\n"
                        "filter heavy: l.weight > :heavy::int\n"
                        "search: l.name, l.note\n"
                        "order default: l.name :: text\n")
    assert result.returncode == 0, result.stdout
    made = dict(part.split("]", 1) for part in compiled(
        tmp_path, out, PRINT_QUERIES).split("[labels_")[1:])
    assert made.keys() == VERBS.keys()
    assert made["list"] == (
        "SELECT l.id, l.name FROM labels l WHERE true\n"
        "--? nothing\nAND false\n--.\n--? public\nAND l.seen\n--.\n"
        "--? heavy\nAND l.weight > :heavy::int\n--.\n--? search\n"
        "AND NOT EXISTS (SELECT FROM unnest(string_to_array(:search, E'\\n')) "
        "w (word) WHERE NOT (l.name ILIKE w.word OR l.note ILIKE w.word))\n"
        "--.\nORDER BY\n--@ order\n--? order:default.asc\nl.name ASC\n--.\n"
        "--? order:default.desc\nl.name DESC\n--.\n--? order:id.asc\n"
        "l.id ASC\n--.\n--? order:id.desc\nl.id DESC\n--.")
    assert made["read"] == ("SELECT 'label' FROM labels l WHERE true\n"
                            "--? public\nAND l.seen\n--.")
    assert made["create"] == ("INSERT INTO labels (name, weight) "
                              "SELECT d.name, coalesce(d.weight, 1)")
    assert made["update"] == ("UPDATE labels k SET (name, weight) = "
                              "(d.name, d.weight)")
    assert made["taken"] == "SELECT id FROM labels WHERE name = :value"
    assert "--? after.default.desc\nAND (l.name, l.id) < " in made["cursor"]


@pytest.mark.parametrize("text,word", [
    (PLAIN.replace("tag: label\n", ""), "no tag"),
    (PLAIN + "what is it\n", "expected `name: value`"),
    (PLAIN + "order default\n", "expected `name: value`"),
])
def test_plain_resource_refused(tmp_path, text, word):
    result, out = plain(tmp_path, text)
    assert result.returncode != 0
    assert word in result.stdout
    assert not out.exists()


def test_plain_lines_refused(tmp_path):
    result, _ = plain(tmp_path, PLAIN, {"read": "SELECT 1\n--$ nonsense\n"})
    assert result.returncode != 0 and "no such lines" in result.stdout
    result, _ = queries(tmp_path / "x", {"one": "SELECT 1\n--$ order\n"})
    assert result.returncode != 0 and "alone" in result.stdout


ORDERINGS = """-- those of a list
default: p.at :: timestamptz = iso(p.seen) null 'infinity',
    p.n :: integer
title: p.title COLLATE "x" :: text

views: v.n
id: p.id
"""


def test_orderings(tmp_path):
    made = query_text(tmp_path, "SELECT\n--% keys of/list\nFROM key\n"
                      "--% after of/list of key\n--% after of/one\n"
                      "ORDER BY\n--@ order\n--% order of/list\n",
                      {"of/list": ORDERINGS,
                       "of/one": "made: p.at :: timestamptz\nid: p.id\n"})
    assert made == """SELECT
--? keys.default
iso(p.seen) AS k1, p.n::text AS k2
--.
--? keys.title
p.title AS k1, NULL AS k2
--.
--? keys.id
NULL AS k1, NULL AS k2
--.
FROM key
--? after.default.asc
AND (p.at, p.n, p.id) > ((SELECT k1::timestamptz FROM key), \
(SELECT k2::integer FROM key), (SELECT kid FROM key))
--.
--? after.default.desc
AND (p.at, p.n, p.id) < ((SELECT k1::timestamptz FROM key), \
(SELECT k2::integer FROM key), (SELECT kid FROM key))
--.
--? after.default.asc.null
AND (p.at, p.n, p.id) > ('infinity', (SELECT k2::integer FROM key), \
(SELECT kid FROM key))
--.
--? after.default.desc.null
AND (p.at, p.n, p.id) < ('infinity', (SELECT k2::integer FROM key), \
(SELECT kid FROM key))
--.
--? after.title.asc
AND (p.title COLLATE "x", p.id) > ((SELECT k1::text FROM key), \
(SELECT kid FROM key))
--.
--? after.title.desc
AND (p.title COLLATE "x", p.id) < ((SELECT k1::text FROM key), \
(SELECT kid FROM key))
--.
--? after.id.asc
AND (p.id) > ((SELECT kid FROM key))
--.
--? after.id.desc
AND (p.id) < ((SELECT kid FROM key))
--.
--? after.made.asc
AND (p.at, p.id) > (:k1::timestamptz, :kid::bigint)
--.
--? after.made.desc
AND (p.at, p.id) < (:k1::timestamptz, :kid::bigint)
--.
--? after.id.asc
AND (p.id) > (:kid::bigint)
--.
--? after.id.desc
AND (p.id) < (:kid::bigint)
--.
--? after.default.asc
AND (p.id) > (:kid::bigint)
--.
--? after.default.desc
AND (p.id) < (:kid::bigint)
--.
ORDER BY
--@ order
--? order:default.asc
p.at ASC, p.n ASC
--.
--? order:default.desc
p.at DESC, p.n DESC
--.
--? order:title.asc
p.title COLLATE "x" ASC
--.
--? order:title.desc
p.title COLLATE "x" DESC
--.
--? order:views.asc
v.n ASC
--.
--? order:views.desc
v.n DESC
--.
--? order:id.asc
p.id ASC
--.
--? order:id.desc
p.id DESC
--."""


@pytest.mark.parametrize("line,orderings,word", [
    ("--% order of/none", "", "no orderings"),
    ("--% sort of/list", ORDERINGS, "expected"),
    ("--% order of/list", "title p.title\n", "no ordering: title"),
    ("--% order of/list", "id: p.id\ntitle: p.title\n", "must be the id"),
    ("--% order of/list", "", "must be the id"),
])
def test_orderings_refused(tmp_path, line, orderings, word):
    result, out = queries(tmp_path, {"one": f"SELECT 1\n{line}\n"},
                          {"of/list": orderings})
    assert result.returncode != 0
    assert word in result.stdout
    assert not out.exists()


def test_sorted_by_name(tmp_path):
    result, out = queries(tmp_path, {name: "SELECT 1" for name in
                                     ("a_b", "a", "a1", "b")})
    assert result.returncode == 0
    assert compiled(tmp_path, out, PRINT_QUERIES) == \
        "[a]SELECT 1[a1]SELECT 1[a_b]SELECT 1[b]SELECT 1"


def test_folders_are_in_the_name(tmp_path):
    result, out = queries(tmp_path, {
        "posts/list": "SELECT 2", "media/queue/claim": "SELECT 1",
        "posts_a": "SELECT 3", "posts/_z": "SELECT 4"})
    assert result.returncode != 0  # a name that begins with _
    (tmp_path / "queries/posts/_z.sql").unlink()
    result, out = queries(tmp_path, {})
    assert result.returncode == 0, result.stdout
    assert compiled(tmp_path, out, PRINT_QUERIES) == \
        "[media_queue_claim]SELECT 1[posts_a]SELECT 3[posts_list]SELECT 2"


def test_two_of_one_name(tmp_path):
    result, out = queries(tmp_path, {"a/b": "SELECT 1", "a_b": "SELECT 2"})
    assert result.returncode != 0
    assert "is a_b already" in result.stdout
    assert not out.exists()


@pytest.mark.parametrize("text,word", [
    ("SELECT 1; SELECT 2", "more than one statement"),
    ("-- only this\n", "no statement"),
    ("SELECT 'a\n b'", "spans lines"),
    ("SELECT $$a\n b$$", "spans lines"),
    ("SELECT /* x */ 1", "comment"),
    ("SELECT\n--< nowhere\n", "no fragment"),
    ("SELECT\n--< ../x\n", "expected"),
    ("SELECT\n--< /x\n", "expected"),
    ("SELECT\n--< loop\n", "includes itself"),
])
def test_refused(tmp_path, text, word):
    result, out = queries(tmp_path, {"one": text}, {"loop": "--< loop\n"})
    assert result.returncode != 0
    assert word in result.stdout
    assert not out.exists()


def test_migrations(tmp_path):
    texts = {"0001_init": 'CREATE TABLE "a\\b" (x int);\n-- kept\n\t\u00e9',
             "0002_more": "SELECT $$\n  kept as it is\n$$;\n"}
    for name, text in texts.items():
        write(tmp_path / "m" / f"{name}.sql", text)
    result = sql2c("migrations", tmp_path / "out.c",
                   tmp_path / "schema_version.h", tmp_path / "m")
    assert result.returncode == 0, result.stdout
    wanted = "".join(
        f"[{number} {name} {hashlib.sha256(text.encode()).hexdigest()}]"
        + text for number, (name, text) in enumerate(texts.items(), 1))
    assert compiled(tmp_path, tmp_path / "out.c", PRINT_MIGRATIONS) \
        == wanted + "[2]"


@pytest.mark.parametrize("names", [["0002_x"], ["0001_x", "0001_y"],
                                   ["0001_x", "0003_y"], ["init"]])
def test_migrations_refused(tmp_path, names):
    for name in names:
        write(tmp_path / "m" / f"{name}.sql", "SELECT 1;")
    assert sql2c("migrations", tmp_path / "out.c", tmp_path / "out.h",
                 tmp_path / "m").returncode != 0
