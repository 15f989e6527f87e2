"""One site with the editors' page, and its people, for all tests in a browser:
each makes posts of its own."""

import pytest

import chromium
from browser import WIDE, Page, url
from hands import Hands
from scene import lay
from support.site import Site

CONFIG = """
<Location "/editor">
    SetHandler talecraft-editor
</Location>
"""
SETTINGS = """
TalecraftWebhookAllow localhost 127.0.0.1
TalecraftTimeZone Europe/Berlin
TalecraftPostURL https://www.example.org/blog/{slug}
"""
PEOPLE = {"wim": "WRITER", "edda": "EDITOR", "ada": "ADMIN",
          "ana": "WRITER", "ben": "EDITOR", "eve": "ADMIN"}


@pytest.fixture(scope="session")
def office(pg, base):
    with Site(pg, base, vhosts=CONFIG, extra=SETTINGS) as site:
        for name, role in PEOPLE.items():
            site.add_user(name, role)
        yield site


@pytest.fixture(scope="session", autouse=True)
def browser():
    """One for all tests of a process; each page has its own part of it."""
    yield
    chromium.end()


@pytest.fixture
def opened(office):
    """Function that goes to a place of the page as somebody signed in."""
    pages = []

    def make(name, place="/posts", size=WIDE, language="en-GB"):
        page = Page(url(office), size=size, language=language)
        pages.append(page)
        page.enter(office, name, place)
        return page

    yield make
    faults = [page.faults() for page in pages]
    for page in pages:
        page.close()
    assert not any(faults), faults


@pytest.fixture
def hands(opened):
    """Function that goes there too, and has no mouse."""
    def make(name, place):
        return Hands(opened(name, place))
    return make


@pytest.fixture(scope="session")
def desk(office):
    """The same; for tests that open browsers of their own."""
    return office


@pytest.fixture(scope="session")
def things(desk):
    """What there is to see, made once."""
    return lay(desk)


@pytest.fixture(scope="module")
def ana(desk):
    """A writer's browser."""
    with Page(url(desk)) as page:
        page.enter(desk, "ana")
        yield page


@pytest.fixture(scope="module")
def ben(desk):
    """An editor's browser."""
    with Page(url(desk)) as page:
        page.enter(desk, "ben")
        yield page
