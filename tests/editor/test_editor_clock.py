"""A device whose clock is wrong: the server's counts, for what is said and
for what is scheduled."""

import re
from datetime import datetime, timedelta, timezone

import pytest
from selenium.webdriver.common.keys import Keys

from browser import Page, url
from support.make import make_post, unique
from test_editor_calendar import ZONE, time_of
from test_editor_together import make, paragraphs

# Before anything of the page runs.
WRONG = """
const Right = Date;
const off = %d;
globalThis.Date = class extends Right {
    constructor(...told) {
        super(...told.length === 0 ? [Right.now() + off] : told);
    }
    static now() {
        return Right.now() + off;
    }
};
"""


@pytest.fixture(params=[27, -27], ids=["ahead", "behind"])
def page(desk, request):
    """An editor's, by so many hours."""
    with Page(url(desk)) as one:
        one.driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {
            "source": WRONG % (request.param * 3600000)})
        one.enter(desk, "ben")
        off = one.driver.execute_script("return Date.now() / 1000")
        assert abs(off - datetime.now().timestamp()) > 80000
        yield one


def begun(desk, page, title="Timed"):
    """A post that is open."""
    number = make(desk, title, paragraphs("One."), name="ben")
    page.go(f"/posts/{number}")
    page.find("#text p", "One.")
    return number


def test_when_it_was(desk, page):
    """Minutes ago, and the minute of the save, are the server's."""
    title = unique("Just now ")
    begun(desk, page, title)
    page.click("#text p", "One.")
    before = datetime.now(ZONE)
    page.keys(Keys.END, " More.")
    page.state("Saved ")
    said = page.state("Saved ").text
    assert said in {f"Saved {at:%H:%M}" for at in (
        before, datetime.now(ZONE))}, said
    page.go("/posts?search=" + title.replace(" ", "%20"))
    page.find(".post", "this minute")


def test_when_it_will_be(desk, page):
    """What is offered is soon, and is not said to be past."""
    number = begun(desk, page)
    page.click(".writing [aria-label=More]")
    page.click(".menu-list .button", "Schedule")
    page.find("dialog input[type=date]")
    assert not page.all("dialog .checks", "That time is past.")
    assert re.search(r"in \d+ minutes|in 1 hour",
                     page.find("dialog .when").text)
    page.click("#confirm:enabled", "Schedule for")
    page.find(".bar .badge", "Scheduled")
    at = time_of(desk, number)
    assert timedelta(0) < at - datetime.now(timezone.utc) < timedelta(hours=1)


def test_a_time_past(desk, page):
    begun(desk, page)
    page.click("#act")
    page.click("dialog .check", "At a time")
    page.find("dialog input[type=date]")
    at = datetime.now(ZONE) - timedelta(hours=2)
    page.driver.execute_script("""
        for (const [kind, value] of Object.entries(arguments[0])) {
            const input = document.querySelector(`dialog [type=${kind}]`);
            input.value = value;
            input.dispatchEvent(new Event("input", { bubbles: true }));
        }""", {"date": f"{at:%Y-%m-%d}", "time": f"{at:%H:%M}"})
    page.find("dialog .checks", "That time is past.")
    page.find("#confirm:disabled")


def test_today(desk, page):
    make_post(desk.login("ben"), publish=True)
    today = datetime.now(ZONE)
    page.go("/calendar")
    page.find(f"td.today:has(> time[datetime='{today:%Y-%m-%d}'])")
    assert len(page.all("td.today")) == 1
