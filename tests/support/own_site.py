"""A site whose content nobody else changes, for the tests of one file.

Import the fixtures that the file needs; they take the place of those of
conftest.py:

    from support.own_site import editor, own, public

The site's cache is in use from the start.
"""

import pytest

from support.cached import settle
from support.site import Site

USERS = {"writer": "WRITER", "editor": "EDITOR", "admin": "ADMIN"}


def open_site(site):
    """Give a running site its users, and wait for its cache."""
    for name, role in USERS.items():
        site.add_user(name, role)
    settle(site.client())
    return site


@pytest.fixture(scope="module")
def own(pg, base):
    with Site(pg, base) as site:
        yield open_site(site)


@pytest.fixture(scope="module")
def writer(own):
    return own.login("writer")


@pytest.fixture(scope="module")
def editor(own):
    return own.login("editor")


@pytest.fixture(scope="module")
def admin(own):
    return own.login("admin")


@pytest.fixture(scope="module")
def public(own):
    return own.client()
