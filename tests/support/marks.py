"""Marks of tests that cannot run everywhere."""

import pytest

from .tools import SANITIZE

# It has signal handlers of its own, memory of its own for each byte, and ends
# where memory does.
NO_SANITIZER = pytest.mark.skipif(
    SANITIZE, reason="a sanitizer takes these signals, or this memory")
