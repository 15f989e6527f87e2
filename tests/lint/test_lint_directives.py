"""The pages and the example configuration tell what the list of directives
(src/core/directives.c) holds."""

import re
from collections import namedtuple

import pytest

from house import ROOT, code, no_faults, read, run

LIST = "src/core/directives.c"
PAGE = "docs/directives.md"
CONF = "talecraft.conf"
# Where `make install` puts the programs.
LIBEXEC = "/usr/libexec/talecraft"

CONTEXTS = {"SERVER": "server config", "HOST": "server config, virtual host"}

Directive = namedtuple("Directive", "name context settings help")
Setting = namedtuple("Setting", "scope word value least most")


# ------------------------------------------------------------- the list

def arguments(text):
    """What stands between the commas of text, but in its brackets."""
    parts, depth = [""], 0
    for token in re.findall(r'"(?:\\.|[^"\\])*"|[\s\S]', text):
        depth += (token in "([{") - (token in ")]}")
        if token == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += token
    return [part.strip() for part in parts]


def call(text):
    """The name and the arguments of MACRO(...)."""
    match = re.fullmatch(r"(\w+)\((.*)\)", text, re.S)
    return (match.group(1), arguments(match.group(2))) if match else (text, [])


def forms():
    """The names of the arguments of each macro of the list."""
    found = re.findall(r"^#define (\w+)\(([\w, ]+)\)", code(LIST), re.M)
    made = {name: [word.strip("_ ") for word in words.split(",")]
            for name, words in found}
    for name in re.findall(r"\bAP_INIT_\w+", code(LIST)):
        made[name] = ["name", "setter", "settings", "where", "help"]
    return made


def with_default():
    """The macros that put the default behind the help."""
    parts = re.split(r"^#define (\w+)\(", code(LIST), flags=re.M)
    return {name for name, body in zip(parts[1::2], parts[2::2])
            if 'help " (" value ")"' in body}


def literal(text):
    """A string of C as it is, NULL as None; a number of the protocol."""
    name, words = call(text)
    if name == "APR_STRINGIFY":
        return re.search(rf"^#define {words[0]} (\d+)$",
                         code("src/base/job/protocol.h"), re.M).group(1)
    parts = re.findall(r'"((?:\\.|[^"\\])*)"', text)
    return None if text == "NULL" else "".join(parts)


def setting(text):
    name, words = call(text)
    given = dict(zip(forms()[name], words, strict=True))
    return Setting(given["scope"], *(
        literal(given.get(key, "NULL"))
        for key in ("word", "value", "least", "most")))


def directive(text):
    name, words = call(text)
    given = dict(zip(forms()[name], words, strict=True))
    settings = [setting(text)] if "scope" in given else []
    if given.get("settings", "NULL") != "NULL":
        kind, inner = call(given["settings"])
        settings = [setting(given["settings"])] if kind == "ONE" \
            else [setting(part) for part in inner]
    scopes = {CONTEXTS[one.scope] for one in settings}
    if given.get("where") == "ACCESS_CONF":
        scopes = {"directory"}
    assert len(scopes) == 1, text
    told = literal(given["help"])
    if name in with_default():
        told += f" ({settings[0].value})"
    return Directive(literal(given["name"]), scopes.pop(), settings, told)


def directives():
    rows = re.search(r"tc_directives\[\] = \{\n(.*?)\n\};", code(LIST),
                     re.S).group(1)
    return [directive(row) for row in arguments(rows)
            if not row.startswith("{")]


def default(one):
    """What holds without a line, as lines of httpd.conf without the name."""
    return [f"{part.word} {part.value}" if part.word else line
            for part in one.settings if part.value is not None
            for line in part.value.split(", ")]


# ------------------------------------------------------------ the others

def page_faults(one, text):
    """What is wrong with the text under the heading of a directive."""
    rows = dict(re.findall(r"^\| (\w+) \| (\S.*) \|$", text, re.M))
    wanted = {"Context": one.context}
    if default(one):
        wanted["Default"] = ", ".join(f"`{line}`" for line in default(one))
    for limits in {(part.least, part.most) for part in one.settings}:
        if limits != (None, None):
            wanted["Range"] = "`{}` to `{}`".format(*limits)
    for row in ("Description", "Syntax", "Default", "Context"):
        if row not in rows:
            yield f"{PAGE}: {one.name}: no {row}"
    if not rows.get("Syntax", "").startswith(one.name + " "):
        yield f"{PAGE}: {one.name}: the syntax is of another"
    if not default(one) and re.fullmatch("`[^`]*`", rows.get("Default", "")):
        yield f"{PAGE}: {one.name}: the list has no such default"
    for row in {"Context", "Range", *wanted}:
        if rows.get(row) != wanted.get(row):
            yield f"{PAGE}: {one.name}: {row} is {rows.get(row)}, " \
                f"in the list {wanted.get(row)}"


def conf_faults(one, lines):
    if default(one) and lines != default(one):
        yield f"{CONF}: {one.name} is {lines}, in the list {default(one)}"
    if not lines:
        yield f"{CONF}: {one.name} is missing"


def made_conf():
    """talecraft.conf, as `make install` makes it of the page."""
    made = run("perl", str(ROOT / "apxs/conf.pl"),
               str(ROOT / "conf/talecraft.conf.in"), str(ROOT / PAGE))
    assert made.returncode == 0, made.stdout
    return made.stdout


def text_of(name):
    return made_conf() if name == CONF else read(name)


def help_faults(one):
    """A default in brackets at the end of the help is that of the row."""
    told = re.search(r" \(([^()]*)\)$", one.help)
    wanted = ", ".join(part.value for part in one.settings if part.value)
    if told and wanted and told.group(1) != wanted:
        yield f"{LIST}: {one.name}: the help tells another default"


def faults(page, conf):
    found = []
    rows = directives()
    names = [one.name for one in rows]
    parts = re.split(r"^### (Talecraft\w+)\n", page, flags=re.M)
    if parts[1::2] != names:
        found.append(f"{PAGE}: other directives, or in another order")
    texts = dict(zip(parts[1::2], parts[2::2]))
    conf = conf.replace("@LIBEXEC@", LIBEXEC)
    lines = re.findall(r"^#? *(Talecraft\w+) (.*)$", conf, re.M)
    if list(dict.fromkeys(name for name, _ in lines)) != names:
        found.append(f"{CONF}: other directives, or in another order")
    of_server = set(re.findall(r"^#? *(Talecraft\w+) ",
                               conf.partition("# A site.")[0], re.M))
    if of_server != {one.name for one in rows
                     if one.context == CONTEXTS["SERVER"]}:
        found.append(f"{CONF}: the server's and the sites' are mixed")
    for one in rows:
        found += page_faults(one, texts.get(one.name, ""))
        found += conf_faults(one, [rest for name, rest in lines
                                   if name == one.name])
        found += help_faults(one)
    return found


def test_the_list_is_read():
    rows = {one.name: one for one in directives()}
    assert len(rows) == len(directives()) == code(LIST).count('"Talecraft')
    assert rows["TalecraftDBTimeout"] == Directive(
        "TalecraftDBTimeout", "server config, virtual host",
        [Setting("HOST", None, "2s", "0", "5min")],
        "longest wait for a database connection before 503 (2s)")
    assert [part.word for part in rows["TalecraftCacheTTL"].settings] == [
        "lists", "details", "categories", "tags", "authors", "ads"]
    assert rows["TalecraftMediaEffort"].settings[0].most == "6"


def test_directives_agree():
    no_faults(faults(read(PAGE), made_conf()))


@pytest.mark.parametrize("path,old,new", [
    (PAGE, "### TalecraftMaxFrames\n", "### TalecraftMaxFrame\n"),
    (PAGE, "| Syntax | TalecraftMaxFrames", "| Syntax | TalecraftMaxPixels"),
    (PAGE, "| Description | Most frames of an animation |\n", ""),
    (PAGE, "| Default | `1000` |", "| Default | `1001` |"),
    (PAGE, "| Default | `1000` |", "| Default | 1000 |"),
    (PAGE, "| Range | `1` to `100000` |", "| Range | `1` to `10000` |"),
    (PAGE, "| Range | `1` to `100000` |\n", ""),
    (PAGE, "| Default | `Off` |", "| Default | `Off` |\n| Range | `a` |"),
    (PAGE, "| Default | the number of cores |", "| Default | `2` |"),
    (PAGE, "| Context | server config |", "| Context | directory |"),
    (PAGE, "| Context | directory |", "| Context | server config |"),
    (PAGE, "`details 600`", "`details 60`"),
    (PAGE, "`thumb 320 82`", "`thumb 320 80`"),
    (CONF, "#TalecraftMaxFrames 1000\n", ""),
    (CONF, "#TalecraftMaxFrames 1000\n", "#TalecraftMaxFrames 100\n"),
    (CONF, "#TalecraftMaxFrames 1000\n", "#TalecraftMaxFrames 1000\n" * 2),
    (CONF, "#TalecraftCacheTTL ads 300\n", ""),
    (CONF, "#TalecraftPublicURL https://www.example.org\n", ""),
    (CONF, "# A site.", "#TalecraftFrames 1\n# A site."),
    (CONF, "#TalecraftCache shmcb:268435456\n\n# A site.",
     "# A site.\n#TalecraftCache shmcb:268435456\n"),
    (CONF, "@LIBEXEC@/", "@LIBEXEC@/bin/")])
def test_what_differs_is_found(path, old, new):
    texts = {name: text_of(name) for name in (PAGE, CONF)}
    assert old in texts[path]
    texts[path] = texts[path].replace(old, new, 1)
    assert faults(texts[PAGE], texts[CONF])
