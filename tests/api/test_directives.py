"""What docs/directives.md tells of defaults, ranges and contexts holds: a lint
compares the page with the list of directives."""

import re
from pathlib import Path

import pytest

PAGE = (Path(__file__).resolve().parents[2] / "docs/directives.md").read_text(
    encoding="utf-8")
PARTS = re.split(r"^### (Talecraft\w+)\n", PAGE, flags=re.M)
ENTRIES = {name: dict(re.findall(r"^\| (\w+) \| (\S.*) \|$", text, re.M))
           for name, text in zip(PARTS[1::2], PARTS[2::2])}


def starts(name):
    """Beginnings of the lines of a directive: one, or one for each part."""
    words = re.match(rf"{name} ([a-z]+(?:\\\|[a-z]+)+) ",
                     ENTRIES[name]["Syntax"])
    return [f"{name} {word}" for word in words.group(1).split("\\|")] \
        if words else [name]


def limits():
    """The beginning of a line, the least and the most."""
    return [(start, *re.findall("`([^`]+)`", entry["Range"]))
            for name, entry in ENTRIES.items() if "Range" in entry
            for start in starts(name)]


def beyond(text, step):
    """The next value outside: one more or less of the same unit."""
    digits, unit = re.fullmatch(r"(\d+)(\w*)", text).groups()
    return f"{int(digits) + step}{unit}"


def check(site, *lines):
    """What `httpd -t` says of the site's configuration and these lines."""
    return site.httpd.command(
        "-t", *(word for line in lines for word in ("-c", line)))


def test_defaults_and_ends_of_ranges(site):
    defaults = [f"{name} {line}" for name, entry in ENTRIES.items()
                for line in re.findall("`([^`]+)`", entry["Default"])
                if entry["Context"].endswith("virtual host")]
    assert len(limits()) > 15 and len(defaults) > 20
    for lines in (defaults,
                  [f"{start} {least}" for start, least, _ in limits()],
                  [f"{start} {most}" for start, _, most in limits()]):
        answer = check(site, *lines)
        assert answer.returncode == 0, answer.stderr


@pytest.mark.parametrize("start,least,most", limits())
def test_ranges(site, start, least, most):
    for wrong in (beyond(least, -1), beyond(most, 1), "x"):
        answer = check(site, f"{start} {wrong}")
        assert answer.returncode != 0
        assert re.search(f'{start.split()[0]}: "{wrong}" is no (number|time) '
                         r"from \d+ to \d+", answer.stderr)


def test_server_context(site):
    for name, entry in ENTRIES.items():
        if entry["Context"] == "server config":
            answer = check(site, "<VirtualHost 127.0.0.1:9>", f"{name} 1",
                           "</VirtualHost>")
            assert answer.returncode != 0
            assert f"{name} cannot occur within <VirtualHost>" \
                in answer.stderr
