"""No read is older than the last write answered before it began."""

import pytest

import stale_reads

SECONDS = 6


@pytest.mark.mpm
def test_no_stale_read(make_site):
    """With a reload in the middle."""
    with make_site() as site:
        site.add_user("editor", "EDITOR")
        sums, wrong = stale_reads.stress(site, SECONDS, SECONDS / 2)
    assert wrong == []
    assert sums["writes"] > 50
    assert sums["hits"] > 100
