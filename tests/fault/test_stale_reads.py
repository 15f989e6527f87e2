"""No read is older than the last write answered before it began."""

import pytest

import stale_reads

SECONDS = 6


@pytest.mark.mpm
def test_no_stale_read(make_site):
    """With a reload in the middle."""
    with make_site() as site:
        site.add_user("editor", "EDITOR")
        writes = hits = rounds = 0
        while writes <= 50 or hits <= 100:  # a busy machine needs longer
            sums, wrong = stale_reads.stress(site, SECONDS, SECONDS / 2)
            assert wrong == []
            writes, hits = writes + sums["writes"], hits + sums["hits"]
            rounds += 1
            assert rounds < 10, (writes, hits)
