"""The pieces of docs/recipes.md, as they stand there."""

import re

from .tools import REPO


def pieces(title, kind="apache", **others):
    """Those of a kind below a heading; others: what each word of the page is
    here, names and ports that a test has not."""
    page = (REPO / "docs/recipes.md").read_text("utf-8")
    section = re.search(rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", page,
                        re.M | re.S).group(1)
    found = re.findall(rf"^```{kind}\n(.*?)^```", section, re.M | re.S)
    assert found, f"{title} has no {kind}"
    return [replaced(text, others.get("words", {})) for text in found]


def replaced(text, words):
    for word, here in words.items():
        text = text.replace(word, str(here))
    return text
