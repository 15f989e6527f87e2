"""WCAG 2.2 AA as far as axe sees it, on every screen and state, at both
sizes, light and dark; nothing is wider than its window."""

import pytest
from selenium.webdriver.common.keys import Keys

from access import findings, inject, scheme
from browser import PHONE, WIDE, Page, url
from scene import ALL
from states import with_nothing_open
from support.site import PASSWORD
from test_editor_together import copy_of, make
from tour import close, of_the_toolbar


class Walk:
    """Through the states of the page; each is looked at."""

    def __init__(self, page):
        self.page = page
        self.found = {}

    def see(self, name):
        seen = findings(self.page)
        if self.page.overflow() > 0:
            seen.append(f"{self.page.overflow()} px too wide")
        if seen:
            self.found[name] = seen

    def fresh(self):
        """Before the first page of a browser or a tab is loaded."""
        inject(self.page)
        scheme(self.page, "light")
        self.page.fit()

    def told(self):
        return "\n".join(f"{name}: {one}" for name, list_ in
                         self.found.items() for one in list_)

    def close(self):
        close(self.page)


def beside(page):
    if not page.all("[role=tab]"):
        page.click("#beside")
    page.find("[role=tab]")


def door(walk):
    page = walk.page
    page.driver.get(page.url)
    page.find("[name=username]")
    walk.see("sign in")
    page.write("[name=username]", "nobody")
    page.write("[name=password]", "wrong" + Keys.ENTER)
    page.find(".error")
    walk.see("sign in, refused")
    page.forget()


def lists(walk):
    page = walk.page
    for where, css in (("/", ".start-part .start-line"), ("/posts", ".post"),
                       ("/posts?search=zzzzz", ".empty"),
                       ("/media", ".tile"), ("/media?search=zzzz", ".empty"),
                       ("/trash", ".trash li")):
        page.go(where)
        page.find(css)
        walk.see(where)
    page.go("/media")
    page.click(".tile")
    page.find("dialog img")
    walk.see("a file")
    walk.close()


def editing(walk, things):
    page = walk.page
    page.go("/posts/new")
    page.find("#text")
    walk.see("a new post")
    page.go(f"/posts/{things['draft']}")
    page.find("#text hr")
    walk.see("all blocks")
    for name in of_the_toolbar(page):
        walk.see(name)
    page.click("#text p", "Plain")
    page.keys(Keys.CONTROL + "/" + Keys.NULL)
    page.find(".slash [role=option]")
    walk.see("the menu of blocks")
    page.keys(Keys.ESCAPE)
    for name in ("Turn into", "More"):
        page.click(f".toolbar [title='{name}']")
        page.find(".menu-list .button")
        walk.see(f"the menu {name}")
        page.keys(Keys.ESCAPE)
    page.click("#text p", "Plain")
    page.keys(Keys.CONTROL + "k" + Keys.NULL)
    page.find("dialog input")
    page.write("dialog input", "nonsense" + Keys.ENTER)
    page.find("dialog .error")
    walk.see("a link, refused")
    walk.close()


def panels(walk, things):
    page = walk.page
    page.go(f"/posts/{things['draft']}")
    page.find("#text hr")
    beside(page)
    page.click("[role=tab]", "Details")
    walk.see("details")
    page.find("#tags").send_keys("fo")
    page.find("[role=option]", "Fog")
    walk.see("tags that are offered")
    page.write("#tags", Keys.BACKSPACE)
    page.click("#featured")
    page.find("dialog .tile")
    walk.see("pictures to choose")
    walk.close()
    page.click("[role=tab]", "Notes")
    page.find(".thread .note-text")
    walk.see("notes")
    page.click(".thread .button", "Answer")
    page.find(".thread textarea")
    walk.see("an answer")
    page.click("[role=tab]", "Previews")
    page.click(".previews .button", "Make a link")
    page.find(".made input")
    walk.see("previews")
    page.click(".links .button")
    page.find("dialog .button.danger")
    walk.see("a question")
    walk.close()
    page.click("[role=tab]", "History")
    page.click(".revision", "Begun")
    page.find("dialog .diff")
    walk.see("a difference")
    walk.close()


def ways_out(walk, things):
    page = walk.page
    page.go(f"/posts/{things['live']}")
    page.find(".banner", "not live")
    walk.see("not live")
    page.click(".banner .button", "Show what is live")
    page.find("dialog .diff-row")
    walk.see("live beside what is written")
    walk.close()
    page.go(f"/posts/{things['waits']}")
    page.find("#text h2")
    page.click("#act")
    page.find("dialog .checks")
    walk.see("before it goes out")
    page.click("dialog .check", "At a time")
    page.find("dialog input[type=date]")
    walk.see("at a time")
    walk.close()
    page.click(".writing [aria-label=More]")
    page.click(".menu-list .button", "Send back")
    page.find("dialog textarea")
    walk.see("sent back")
    walk.close()
    page.go("/categories")
    page.click(".tree button", "Walks")
    page.find("dialog input")
    walk.see("a category")
    walk.close()


def taken_away(walk, desk):
    """Deleted while it is written; what this device has of it is offered."""
    page = walk.page
    page.refuses(404)
    number = make(desk, "Taken", ALL[:2])
    page.go(f"/posts/{number}")
    page.click("#text p", "Plain")
    assert desk.login("ben").delete(f"/posts/{number}/").status_code == 204
    page.keys(Keys.HOME, "Very ")
    page.find(".banner", "This post was deleted")
    walk.see("a post that is gone")
    page.click(".banner .button", "Make a new post of it")
    page.find(".banner", "text that was not saved")
    walk.see("text of this device")
    page.click(".banner .button", "Throw it away")


def two_writers(walk, desk):
    """Both have changed the same words, neither knew of the other."""
    page = walk.page
    number = make(desk, "Torn", ALL[:2])
    page.go(f"/posts/{number}")
    page.click("#text p", "Plain")
    page.keys(Keys.HOME, "Very ")
    page.state("Saved ")
    stored = copy_of(desk, number)
    fields = stored.json()["fields"]
    fields["content"][0]["text"] = "Hardly plain and bold"
    desk.login("ben").put(f"/posts/{number}/working-copy/", json=fields)
    page.keys("very ")
    page.find("dialog .conflicts .choice")
    walk.see("a conflict")
    for one in page.all("dialog .choice", "Mine"):
        one.click()
    page.click("dialog .button.main")
    page.gone("dialog[open]")
    page.state("Saved ")


def two_tabs(walk, things):
    """The second one of the same browser only reads."""
    page = walk.page
    page.go(f"/posts/{things['draft']}")
    page.find("#text hr")
    page.open_tab()
    walk.fresh()
    page.driver.get(f"{page.url}#/posts/{things['draft']}")
    page.find(".banner", "another tab")
    walk.see("open in another tab")
    page.close_tab()


def session_ends(walk, desk):
    page = walk.page
    page.go("/posts/new")
    page.find("#title").send_keys("Kept" + Keys.ENTER)
    page.keys("before")
    page.state("Saved ")
    desk.end_sessions("ana")
    page.keys(" and after")
    page.find("dialog h2", "Your session has ended")
    walk.see("the session has ended")
    page.find("dialog [name=password]").send_keys("wrong" + Keys.ENTER)
    page.find("dialog .error")
    walk.see("signed in again, refused")
    page.write("dialog [name=password]", PASSWORD + Keys.ENTER)
    page.gone("dialog[open]")
    page.state("Saved ")


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_no_finding(desk, things, size):
    with Page(url(desk), size) as page:
        walk = Walk(page)
        walk.fresh()
        door(walk)
        page.sign_in("ana", PASSWORD)
        lists(walk)
        editing(walk, things)
        two_writers(walk, desk)
        taken_away(walk, desk)
        two_tabs(walk, things)
        session_ends(walk, desk)
        page.go("/posts")
        page.find(".head h1")
        page.forget()
        page.enter(desk, "ben")
        page.go("/")
        page.find(".start-part .start-line")
        walk.see("an editor's start")
        panels(walk, things)
        ways_out(walk, things)
    assert not walk.found, walk.told()


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_no_finding_in_what_is_managed(desk, things, receiver, size):
    """Dialogs, refusals, what is empty and what gets no answer."""
    with Page(url(desk), size) as page:
        walk = Walk(page)
        walk.fresh()
        page.enter(desk, "eve")
        for state in with_nothing_open(page, desk, receiver):
            walk.see(state)
    assert not walk.found, walk.told()
