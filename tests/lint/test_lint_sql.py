"""The files of sql/ and the C code agree."""

import hashlib
import re
from collections import defaultdict

import sql_use
from house import PLAIN, ROOT, files, no_faults, read, statements

FRAGMENTS = "sql/fragments/"
# Where names are made at run time: of a list's tables, a list of columns, a
# tc_unique_t. The tests below work them out.
COMPUTED = {("src/rest/list.c", "cursor_bind"),
            ("src/rest/list_query.c", "tc_list_query_order"),
            ("src/rest/list_query.c", "filter_apply"),
            ("src/rest/list_query.c", "refs_bind"),
            ("src/rest/guard.c", "tc_guard_set")}


def named(program):
    """(path, what names it, statement, None where it cannot be told)."""
    for one in program.functions.values():
        for callee, given, _ in one.calls:
            if callee not in program.makers:
                continue
            text = given[program.makers[callee]]
            if text in one.params and one.gives == "tc_sql_t *":
                continue  # a maker: its callers name the statement
            for name in (program.names(one, text)
                         or program.computed.get(text) or {None}):
                yield one.path, text, name
    for one in program.lists:
        for name in one.pages() | {one.cursor()}:
            yield one.path, ".statement", name


def test_every_query_is_used():
    used = {name for _, _, name in named(sql_use.program())}
    assert statements().keys() == sql_use.compiled().keys()
    no_faults(f"{path} is used nowhere"
              for name, path in statements().items() if name not in used)


def unnamed(program, known):
    return [f"{path}: {text}: no statement {name}"
            for path, text, name in named(program) if name not in known]


def test_every_used_query_exists():
    no_faults(unnamed(sql_use.program(), sql_use.compiled()))


def missing(program, known):
    """What is asked of a statement that has no such thing. A function that is
    given the statement may ask what only some of those have."""
    for one, line, kind, name, told, which, here in program.uses():
        where = f"{one.path}:{line}: {kind} {name}"
        if (one.path, one.name) in COMPUTED and not told:
            continue
        without = [each for each in which
                   if each not in known or not known[each].has(kind, name)]
        if not told:
            yield f"{where}: cannot tell what it is"
        elif not which:
            yield f"{where}: cannot tell of which statement"
        elif without and (here or len(without) == len(which)):
            yield f"{where}: not in {', '.join(sorted(without))}"


def test_what_is_asked_of_statements_is_in_them():
    program = sql_use.program()
    assert len(list(program.uses())) > 150
    no_faults(missing(program, sql_use.compiled()))


BROKEN = """
static void helper(tc_sql_t *sql, const char *name)
{
    tc_sql_part(sql, "some");
    tc_sql_part(sql, "none");
    tc_sql_bind(sql, name, "x");
}

tc_sql_t *made(apr_pool_t *p, const char *name)
{
    tc_sql_t *sql = tc_sql_make(p, name);

    tc_sql_bind(sql, "id", "1");
    return sql;
}

void tc_one(apr_pool_t *p, int on)
{
    tc_sql_t *sql = tc_sql_make(p, "one");

    helper(sql, "id");
    helper(made(p, "two"), "no_id");
    tc_sql_part(sql, on ? "some" : "other");
    sql = made(p, "two");
    tc_sql_part(sql, "some");
    tc_sql_piece(sql, "order", "up");
    tc_sql_piece(sql, "order", "down");
    tc_sql_bind_int(sql, apr_pstrcat(p, "i", "d", NULL), 1);
    tc_sql_bind_int(unknown, "id", 1);
    tc_sql_make(p, "three");
    tc_sql_make(p, from_where());
}
"""


def test_broken_uses_are_found():
    broken = sql_use.Program({"x.c": BROKEN})
    known = {"one": sql_use.statement_of("SELECT :id\n--? some\nx\n--.\n"),
             "two": sql_use.statement_of(
                 "SELECT ':no', a::no, :id\n--@ order\n--? order:up\n--.\n")}
    assert sorted(missing(broken, known)) == [
        "x.c:23: part other: not in one",
        "x.c:25: part some: not in two",
        "x.c:27: piece order:down: not in two",
        'x.c:28: bind apr_pstrcat(p, "i", "d", NULL): cannot tell what it is',
        "x.c:29: bind id: cannot tell of which statement",
        "x.c:5: part none: not in one, two",
        "x.c:6: bind no_id: not in one, two"]
    assert unnamed(broken, known) == [
        'x.c: "three": no statement three',
        "x.c: from_where(): no statement None"]


def test_columns_are_pieces_and_parameters():
    """tc_guard_set() is given the names of columns."""
    program, known, faults, count = sql_use.program(), sql_use.compiled(), [], 0
    for one in program.functions.values():
        for callee, given, place in one.calls:
            if callee != "tc_guard_set":
                continue
            for name in program.statements(one, given[0], place)[0]:
                columns = program.names(one, given[2])
                faults += [f"{name}: no piece or parameter {column}"
                           for column in columns
                           if "set:" + column not in known[name].pieces
                           or column not in known[name].binds]
                faults += [f"{name}: no set:nothing"] * (
                    "set:nothing" not in known[name].pieces)
                count += 1
    assert count >= 2
    no_faults(faults)


def filter_parts(filters):
    for name, row in filters.items():
        ends = {"TC_FILTER_FLAG": [], "TC_FILTER_REFS": [],
                "TC_FILTER_EITHER": [".yes", ".no"],
                "TC_FILTER_REF": [".id", ".slug"],
                "TC_FILTER_SLUG": ["", ".null"]}.get(
                    re.search(r"\.type = (\w+)", row).group(1), [""])
        if ".wider" in row:
            ends = ends + [end + ".below" for end in ends]
        yield from (name + end for end in ends)


def filter_values(filters):
    return {name + end for name, row in filters.items()
            if not re.search("TC_FILTER_(FLAG|EITHER)", row)
            for end in (("_ids", "_slugs") if "TC_FILTER_REFS" in row
                        else ("",))}


def order_pieces(one, without=None):
    """An order by the id alone needs no piece but the id's."""
    names = {name for name, row in one.orderings.items()
             if '.keys = ""' not in row} | {"id"}
    return {f"order:{name}.{way}" for name in names - {without}
            for way in ("asc", "desc")}


def given_pieces(one):
    """Orders by the values of a filter."""
    return {f"order:given.{name}.{way}" for name, row in one.filters.items()
            if ".given = 1" in row for way in ("asc", "desc")}


def key_parts(one):
    """The parts by which a cursor statement goes on behind a key."""
    for name, row in one.orderings.items():
        if name == one.no_cursor:
            continue
        keys = re.search(r'\.keys = "(\w*)"', row).group(1)
        yield f"keys.{name}"
        for way in ("asc", "desc"):
            yield f"after.{name}.{way}"
            if keys.startswith("T"):
                yield f"after.{name}.{way}.null"


def list_faults(one, known):
    """What rest/list.c asks of a list's statements."""
    cursor, filters = known[one.cursor()], set(filter_parts(one.filters))
    bound = filter_values(one.filters) - {"expand"}
    for name in sorted(one.pages() | {one.cursor()}):
        wanted = filters | ({"nothing"} if filters else set())
        if one.search and not one.search_statement and name != one.cursor():
            wanted = wanted | {"search", "nothing"}
        pieces = order_pieces(one, one.no_cursor if name == one.cursor()
                              else None)
        if name == one.search_statement:
            pieces.add("order:rank")
        if name != one.cursor():
            pieces |= given_pieces(one)
        yield from (f"{name}: no part {part}"
                    for part in sorted(wanted - known[name].parts))
        yield from (f"{name}: no parameter {bind}"
                    for bind in sorted(bound - known[name].binds))
        yield from (f"{name}: no piece {piece}"
                    for piece in sorted(pieces - known[name].pieces))
        yield from (f"{name}: no ordering for {piece}" for piece in
                    sorted(known[name].pieces - order_pieces(one)
                           - given_pieces(one) - {"order:rank"}))
    kept = {part for part in cursor.parts
            if part.startswith(("keys.", "after."))}
    yield from (f"{one.cursor()}: {part}: in C or in SQL alone"
                for part in sorted(kept ^ set(key_parts(one))))


def test_broken_lists_are_found():
    one = next(sql_use.lists_of("x.c", """
static const tc_filter_t filters[] = { { .name = "in", .type = TC_FILTER_TEXT },
                                       { .name = NULL } };
static const tc_ordering_t orders[] = { { .name = "default", .keys = "T" },
                                        { .name = NULL } };
const tc_list_t tc_x_page = { .statement = "x",
                              .filters = filters,
                              .orderings = orders };
"""))
    text = """:in
--? in
--? nothing
--? order:default.asc
--? order:default.desc
--? order:id.asc
--? order:id.desc
"""
    keys = """--? keys.default
--? after.default.asc
--? after.default.desc
--? after.default.asc.null
--? after.default.desc.null
"""
    known = {"x_list": sql_use.statement_of(text),
             "x_cursor": sql_use.statement_of(text + keys)}
    assert not list(list_faults(one, known))
    known["x_cursor"].parts.remove("after.default.asc.null")
    known["x_cursor"].pieces.remove("order:id.desc")
    known["x_list"].parts.remove("in")
    known["x_list"].binds.remove("in")
    known["x_list"].pieces.add("order:other.asc")
    assert sorted(list_faults(one, known)) == [
        "x_cursor: after.default.asc.null: in C or in SQL alone",
        "x_cursor: no piece order:id.desc",
        "x_list: no ordering for order:other.asc",
        "x_list: no parameter in",
        "x_list: no part in"]


def test_lists_find_what_they_ask_for():
    program = sql_use.program()
    assert len(program.lists) == 12
    no_faults(fault for one in program.lists
              for fault in list_faults(one, sql_use.compiled()))


def test_every_fragment_is_used():
    used = set()
    used.update("plain/" + verb for verb in (*PLAIN, "taken", "item"))
    for path in files("sql/queries/**/*.sql", FRAGMENTS + "**/*.sql"):
        used.update(re.findall(r"^\s*--(?:<|% (?:order|keys|after)) "
                               r"([\w/]+)", read(path), re.M))
    for path in files("sql/queries/*.plain"):
        used.update(re.findall(r"^item: ([\w/]+)", read(path), re.M))
    made = {path[len(FRAGMENTS):-len(".sql")]
            for path in files(FRAGMENTS + "**/*.sql")}
    assert made == used


def test_every_query_says_what_it_is():
    no_faults(f"{path}: no comment on top" for path in statements().values()
              if not read(path).lstrip().startswith(("-- ", "# ")))


def head_of(text):
    """The words of a query's comment on top."""
    lines = []
    for line in text.splitlines():
        if not re.match(r"(--|#)( |$)", line):
            break
        lines.append(line.lstrip("-#"))
    return set(re.findall(r"\w+", " ".join(lines)))


def test_every_query_names_its_parameters():
    """Those of its own text; fragments may bring others."""
    faults = []
    for path in statements().values():
        text = read(path)
        said = head_of(text) | set(re.findall(r"^filter (\w+):", text, re.M))
        for other in said & set(statements()):  # "as posts_list"
            said |= head_of(read(statements()[other]))
        plain = re.sub(r"--.*|'[^']*'", "", text)
        used = set(re.findall(r"(?<![:\w]):([a-z]\w*)", plain))
        faults += [f"{path}: :{name}" for name in sorted(used - said)]
    no_faults(faults)


def asked(program):
    """All that C code may ask of each statement."""
    found = {name: set() for name in statements()}
    for _, _, _, name, told, which, _ in program.uses():
        for each in which if told else ():
            found[each].add(name)
    for one in program.lists:
        for name in one.pages() | {one.cursor()}:
            found[name] |= {*filter_parts(one.filters), *one.filters,
                            *filter_values(one.filters),
                            *order_pieces(one), *given_pieces(one),
                            *key_parts(one), "nothing",
                            *("ordered." + each for each in one.orderings)}
    for one in program.functions.values():
        for callee, given, place in one.calls:
            if callee == "tc_guard_set":
                for name in program.statements(one, given[0], place)[0]:
                    columns = program.names(one, given[2])
                    found[name] |= columns | {"set:nothing"} | {
                        "set:" + column for column in columns}
    return found


def test_what_statements_have_is_asked_for():
    """A parameter that nothing binds is NULL, a part that nothing asks for is
    never there. A fragment may bring what others of its unit are asked for."""
    wanted, units = asked(sql_use.program()), defaultdict(set)
    for name, names in wanted.items():
        units[name.split("_")[0]] |= names
    no_faults(f"{name}: {each} is asked for nowhere"
              for name, one in sql_use.compiled().items()
              for each in sorted((one.parts | one.pieces | one.binds)
                                 - units[name.split("_")[0]]))


def checksum_faults(listed, there):
    """Of CHECKSUMS (the output of sha256sum) and the files, name: bytes."""
    frozen = dict(reversed(line.split("  ")) for line in listed.splitlines())
    for name in sorted(frozen.keys() | there.keys()):
        if name not in there:
            yield f"{name} is frozen, but gone"
        elif name not in frozen:
            yield f"{name} has no line in sql/migrations/CHECKSUMS"
        elif hashlib.sha256(there[name]).hexdigest() != frozen[name]:
            yield (f"{name} is frozen, but has changed: databases that have it "
                   "would be refused; put it back and write a new file")
    if list(frozen) != sorted(frozen):
        yield "CHECKSUMS is not in order"


def test_migrations_are_frozen():
    there = {path.split("/")[-1]: (ROOT / path).read_bytes()
             for path in files("sql/migrations/*.sql")}
    assert there
    no_faults(checksum_faults(read("sql/migrations/CHECKSUMS"), there))


def test_changed_migrations_are_found():
    there = {"0001_a.sql": b"a", "0002_b.sql": b"b"}
    listed = "".join(f"{hashlib.sha256(text).hexdigest()}  {name}\n"
                     for name, text in there.items())
    assert not list(checksum_faults(listed, there))
    there["0002_b.sql"] += b"\n"
    there["0003_c.sql"] = b"c"
    del there["0001_a.sql"]
    assert [fault.split(", ")[0].split(":")[0] for fault in
            checksum_faults(listed, there)] == [
        "0001_a.sql is frozen", "0002_b.sql is frozen",
        "0003_c.sql has no line in sql/migrations/CHECKSUMS"]
