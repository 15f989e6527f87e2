"""What is written about the code agrees with the code."""

import re
from collections import Counter

import pytest

from house import (ROOT, code, files, layer, line_of, no_faults, pages, read,
                   sources, units)

LOG_DIGIT = {"core": "1", "check": "1", "db": "2", "cache": "3", "media": "4",
             "auth": "5", "http": "6", "page": "6", "rest": "67",
             "posts": "7", "api": "7", "editing": "7", "openapi": "7",
             "jobs": "8", "main": "1"}


def log_numbers():
    found = []
    for path in units():
        text = code(path)
        for match in re.finditer(
                r"\bTCNO\(\s*(\d+)\)"
                r"|\btc_error_(?:internal|unavailable)\(\s*[^,]+,\s*(\d+)"
                r"|\blog_number\s*=\s*(\d{4})", text):
            number = next(group for group in match.groups() if group)
            if number != "0":
                found.append((number, path, line_of(text, match.start())))
    return found


def test_log_numbers_are_unique():
    """One number is one condition; it may be met in two places of a file.
    """
    seen, faults = {}, []
    for number, path, line in log_numbers():
        if seen.setdefault(number, path) != path:
            faults.append(f"{path}:{line}: TC{number}, as {seen[number]}")
    assert seen
    no_faults(faults)


def test_log_numbers_belong_to_their_folder():
    no_faults(f"{path}:{line}: TC{number}"
              for number, path, line in log_numbers()
              if len(number) != 4
              or number[0] not in LOG_DIGIT.get(layer(path), ""))


def test_log_numbers_in_docs():
    explained = re.findall(r"^\| TC(\d{4}) \| \S", read("docs/messages.md"),
                           re.M)
    assert len(explained) == len(set(explained))
    used = {number for number, _, _ in log_numbers()}
    no_faults([f"TC{number} is not explained in docs/messages.md"
               for number in sorted(used - set(explained))]
              + [f"TC{number} is explained, but nowhere used"
                 for number in sorted(set(explained) - used)])


def test_warnings_carry_a_number():
    faults = []
    for path in units():
        text = code(path)
        for match in re.finditer(r"\bap_log_\w*error\(.*?;", text, re.S):
            call = match.group(0)
            level = re.search(r"APLOG_(WARNING|ERR|CRIT|ALERT|EMERG)\b",
                              call)
            # a function that is given the text gets the number with it
            given = re.search(r'"%s[;"]', call)
            if level and "TCNO(" not in call and not given:
                faults.append(f"{path}:{line_of(text, match.start())}: "
                              f"{level.group(0)} without TCNO()")
    no_faults(faults)


def make_list(name):
    text = read("Makefile").replace("\\\n", " ")
    return set(re.search(rf"^{name} := (.*)$", text, re.M).group(1).split())


def packages_in_docs(title):
    text = read("docs/install.md")
    part = text[text.index(title):]
    part = part[:part.index("\n\n", part.index("| --- |"))]
    return set(re.findall(r"^\| `([\w.+-]+)` \| \S", part, re.M))


def test_packages_in_docs():
    assert packages_in_docs("`make run` installs what is missing of") \
        == make_list("BUILD_PACKAGES")
    assert packages_in_docs("`make check` installs these as well") \
        == make_list("TEST_PACKAGES")
    for name in set().union(*(make_list(f"{kind}_PACKAGES")
                              for kind in ("BENCH", "FUZZ", "ATTACK"))):
        assert f"`{name}`" in read("docs/install.md"), name


def make_targets():
    text = read("Makefile") + read("apxs/rules.mk")
    unit = ROOT / "tests/unit/rules.mk"
    if unit.exists():
        text += unit.read_text(encoding="utf-8")
    return {name for line in re.findall(r"^\.PHONY: (.*)$", text, re.M)
            for name in line.split()}


def targets_in_pages():
    """Targets of make that some page names."""
    named = set()
    for page in pages():
        named.update(re.findall(r"`make ([a-z-]+)", read(page)))
        for block in re.findall(r"^```sh\n(.*?)^```$", read(page),
                                re.M | re.S):
            named.update(re.findall(r"^make ([a-z-]+)", block, re.M))
    return named


def test_make_targets_in_pages():
    assert {"run", "stop", "check", "help"} <= targets_in_pages()
    assert targets_in_pages() <= make_targets()


def test_variables_in_readme():
    text = read("Makefile")
    exported = re.search(r"^export (.*)$", text, re.M).group(1).split()
    for name in exported:
        assert re.search(rf"^\| `{name}` \|", read("README.md"), re.M), name


def test_help_names_every_target_of_the_pages():
    helped = set(re.findall(r"^([a-z-]+):.*## ", read("Makefile"), re.M))
    assert targets_in_pages() <= helped


def names_in(name):
    """Names of the tests in the file of that name, below tests/."""
    found = sorted(ROOT.glob(f"tests/*/{name}"))
    assert len(found) <= 1, found
    text = found[0].read_text(encoding="utf-8") if found else ""
    pattern = (r"^def (test_\w+)\(" if name.endswith(".py")
               else r"^\s*UNIT_TEST\((test_\w+)\)")
    return set(re.findall(pattern, text, re.M))


def attacks():
    """The rows of SECURITY.md's last table: their cells."""
    table = read("SECURITY.md").rpartition("\n\n")[2]
    head, _, *rows = [[cell.strip() for cell in line.split(" | ")]
                      for line in table.strip().strip("|").splitlines()]
    assert [cell.strip("| ") for cell in head] == [
        "attack", "what stops it", "shown by"]
    return [[cell.strip("| ") for cell in row] for row in rows]


def test_tests_in_security_exist():
    named = re.findall(r"(\w+\.(?:py|c))::(\w+)", read("SECURITY.md"))
    assert len(named) > 50
    no_faults(f"SECURITY.md: no {name} in {path}" for path, name in named
              if name not in names_in(path))


def test_every_attack_in_security_has_a_test():
    test = re.compile(r"`\w+\.(?:py|c)::test_\w+`")
    rows = attacks()
    assert len(rows) > 30
    no_faults(f"SECURITY.md: {row}" for row in rows
              if len(row) != 3 or not all(row)
              or not all(map(test.fullmatch, row[2].split(", "))))
    assert len({row[0] for row in rows}) == len(rows)


def test_sources_in_security_exist():
    named = re.findall(r"`((?:src|apxs|sql|conf)/[\w/.]*)`",
                       read("SECURITY.md"))
    assert named
    no_faults(f"SECURITY.md: no {path}" for path in named
              if not (ROOT / path).exists())


def test_readme_is_short():
    assert len(read("README.md").splitlines()) <= 180


def test_readme_leads_to_every_page():
    linked = set(re.findall(r"\]\(([\w./-]+\.md)", read("README.md")))
    assert set(files("*.md", "docs/*.md")) - {"README.md"} <= linked


def prose(page):
    """A page without its blocks of code."""
    return re.sub(r"^(`{3,})[^\n]*\n.*?^\1`*$", "", read(page),
                  flags=re.M | re.S)


def anchors(page):
    """What `#...` may name in it: its headings, as GitHub makes them."""
    seen, made = Counter(), set()
    for title in re.findall(r"^#{1,6} +(.*?) *#*$", prose(page), re.M):
        title = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", title)
        name = re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")
        made.add(f"{name}-{seen[name]}" if seen[name] else name)
        seen[name] += 1
    return made


def dead(page, target):
    """Why that relative link leads nowhere, or None."""
    path, _, anchor = target.partition("#")
    place = (ROOT / page).parent / path if path else ROOT / page
    place = place.resolve()
    if not place.is_relative_to(ROOT) or not place.exists():
        return f"no {path}"
    if anchor and place.suffix != ".md":
        return f"an anchor in {path}"
    if anchor and anchor not in anchors(str(place.relative_to(ROOT))):
        return f"no heading #{anchor} in {path or page}"
    return None


def links(page):
    text = re.sub(r"`[^`\n]+`", "", prose(page))
    return re.findall(r"\]\((?![a-z]+:)([^)\s]+)\)", text) \
        + re.findall(r"^\[[^\]]+\]: (?![a-z]+:)(\S+)", text, re.M)


@pytest.mark.parametrize("page", pages())
def test_relative_links(page):
    no_faults(f"{page}: {target}: {dead(page, target)}"
              for target in links(page) if dead(page, target))


def test_dead_links_are_found():
    assert dead("README.md", "docs/none.md") == "no docs/none.md"
    assert dead("README.md", "../outside.md") == "no ../outside.md"
    assert dead("README.md", "docs/install.md#no-such-place")
    assert dead("README.md", "#no-such-place")
    assert not dead("docs/install.md", "directives.md#talecraftcache")
    assert "docs/install.md" in links("README.md")


def test_pages_that_sources_name_exist():
    """Comments, messages and scripts that point to a page."""
    named = {(path, name) for path in
             sources() + files("Makefile", "apxs/*", "conf/*", "conf/run/*",
                               "sql/**/*.sql", "tests/*/*.py")
             if path != "tests/lint/test_lint_docs.py"
             for name in re.findall(r"\bdocs/[\w-]+\.md", read(path))}
    assert len(named) > 5
    no_faults(f"{path}: no {name}" for path, name in sorted(named)
              if not (ROOT / name).exists())


def test_tour_and_demo_share_no_names():
    """Both are made in one site, in any order."""
    demo = read("conf/run/demo.sh")
    names = re.findall(r'^(?:category (\w+)|post "([^"]+)")', demo, re.M)
    names = {one or other for one, other in names}
    assert len(names) >= 6
    examples = read("docs/api.md") + read("README.md")
    no_faults(f"conf/run/demo.sh: {name}" for name in names
              if f'": "{name}"' in examples)
