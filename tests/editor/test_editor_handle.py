"""The handle beside a block: dragged by its grip, a block after it by its
plus."""

import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

from browser import PHONE
from test_editor_together import copy_of, make, paragraphs


@pytest.fixture
def post(desk, ana):
    number = make(desk, "Handled", paragraphs("First.", "Second.", "Third."))
    ana.go(f"/posts/{number}")
    ana.find("#text p", "Third.")
    return number


def texts(page):
    return [one.text for one in page.all("#text > p")]


def point_at(page, text):
    ActionChains(page.driver).move_to_element(
        page.find("#text > p", text)).perform()
    return page.find(".handle .grip")


def drag(page, text, to, below):
    """At the begin of a block it goes before that, at its end after it."""
    grip = point_at(page, text)
    target = page.find("#text > p", to)
    aside = target.size["width"] // 2 - 5
    ActionChains(page.driver).click_and_hold(grip).move_to_element_with_offset(
        target, aside if below else -aside, 0).pause(0.05).move_by_offset(
        0, 2).release().perform()


def test_dragged_down_and_up(desk, ana, post):
    ids = {one["id"] for one in desk.login("ana").get(
        f"/posts/{post}/").json()["content"]}
    drag(ana, "First.", "Third.", below=True)
    ana.until("the last one", lambda: texts(ana) == [
        "Second.", "Third.", "First."])
    ana.find(".flash", "First.")
    drag(ana, "First.", "Second.", below=False)
    ana.until("back", lambda: texts(ana) == ["First.", "Second.", "Third."])
    ana.keys(Keys.CONTROL + "z" + Keys.NULL)
    ana.until("one step back", lambda: texts(ana) == [
        "Second.", "Third.", "First."])
    ana.state("Saved ")
    kept = copy_of(desk, post).json()["fields"]["content"]
    assert [one["text"] for one in kept] == ["Second.", "Third.", "First."]
    assert {one["id"] for one in kept} == ids


def test_a_block_after_it(ana, post):
    point_at(ana, "Second.")
    ana.click(".handle span", "+")
    ana.find(".slash [role=option]")
    ana.keys("head", Keys.ENTER)
    ana.keys("New")
    ana.until("after the second", lambda: [
        one.text for one in ana.all("#text > *")] == [
        "First.", "Second.", "New", "Third."])


def test_away_while_typing_and_on_phones(opened, ana, post):
    point_at(ana, "First.")
    ana.click("#text > p", "First.")
    ana.keys("x")
    ana.gone(".handle")
    phone = opened("ben", f"/posts/{post}", size=PHONE)
    phone.find("#text > p", "Third.")
    ActionChains(phone.driver).move_to_element(
        phone.find("#text > p", "Third.")).perform()
    assert not phone.all(".handle")
