"""Two readings (support/reading.py), answer by answer and member by member."""

from collections import namedtuple

ABSENT = "(absent)"

# members: names on the way, "" for an index; beside: both objects that have
# the member.
Difference = namedtuple("Difference", "who path members old new beside")


def inside(where, members, old, new, beside=(None, None)):
    """Where two JSON values differ."""
    if isinstance(old, dict) and isinstance(new, dict):
        for name in {**old, **new}:
            yield from inside(where, members + (name,), old.get(name, ABSENT),
                              new.get(name, ABSENT), (old, new))
    elif isinstance(old, list) and isinstance(new, list) \
            and len(old) == len(new):
        for one, other in zip(old, new):
            yield from inside(where, members + ("",), one, other, beside)
    elif old != new or isinstance(old, bool) is not isinstance(new, bool):
        yield Difference(*where, members, old, new, beside)


def differences(before, after):
    for where in {**before, **after}:
        old, new = before.get(where), after.get(where)
        if old is None or new is None:
            yield Difference(*where, (), old or ABSENT, new or ABSENT, None)
            continue
        for name in ("status", "kind", "location", "robots"):
            if getattr(old, name) != getattr(new, name):
                yield Difference(*where, (f"({name})",), getattr(old, name),
                                 getattr(new, name), None)
        if old.status == new.status:
            yield from inside(where, (), old.body, new.body)


def named(found, rules):
    """{name: how many}, and those that no rule names. rules: {name: whether
    it is the reason of a difference}."""
    counts, others = dict.fromkeys(rules, 0), []
    for one in found:
        name = next((name for name, fits in rules.items() if fits(one)), None)
        if name:
            counts[name] += 1
        else:
            others.append(one)
    return counts, others
