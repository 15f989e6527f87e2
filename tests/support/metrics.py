"""Reading what talecraft-metrics writes."""

import re

METRICS = """<Location /metrics>
    SetHandler talecraft-metrics
</Location>
"""
LINE = re.compile(r'^(\w+)(?:\{(.*)\})? ([0-9.]+)$')


def scrape(site):
    answer = site.client().get(site.origin + "/metrics", strict=False)
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"] == \
        "text/plain; version=0.0.4; charset=utf-8"
    return answer.text


def values(text):
    """{(name, frozenset of labels): number} of every line."""
    found = {}
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        match = LINE.match(line)
        assert match, line
        labels = frozenset(re.findall(r'(\w+)="([^"]*)"',
                                      match.group(2) or ""))
        key = (match.group(1), labels)
        assert key not in found, f"twice: {line}"
        found[key] = float(match.group(3))
    return found


def total(text, name, **labels):
    """The sum of all lines that have these labels; 0 where there is none."""
    return sum(number for (found, has), number in values(text).items()
               if found == name and set(labels.items()) <= has)
