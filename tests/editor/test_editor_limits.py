"""A field that has a limit says what is left of it before it stops taking
what is typed."""

import pytest

from support.make import unique
from test_editor_together import copy_of, make, paragraphs

FILL = """
const [field, text] = arguments;
field.focus();
Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), "value").set
    .call(field, text);
field.dispatchEvent(new Event("input", { bubbles: true }));"""


def fill(page, css, length):
    """As it was written, and the caret is at its end."""
    field = page.find(css)
    page.driver.execute_script(FILL, field, "x" * length)
    return field


def near_its_end(page, css, most):
    around = f":is(.field, .sheet):has(> {css})"
    field = fill(page, css, most // 2)
    assert not page.driver.find_elements("css selector", f"{around} > .left")
    fill(page, css, most - 2)
    page.find(f"{around} > .left", "2 characters left")
    # once nobody types
    page.until("said", lambda: page.driver.execute_script(
        "return document.querySelector(arguments[0])?.textContent",
        f"{around} > [role=status]") == "2 characters left")
    field.send_keys("abcd")
    page.find(f"{around} > .left", "No characters left")
    assert len(field.get_attribute("value")) == most
    page.until("said", lambda: page.driver.execute_script(
        "return document.querySelector(arguments[0])?.textContent",
        f"{around} > [role=status]") == "No characters left")


def test_of_a_post(desk, opened):
    """And the server takes as much as the page."""
    number = make(desk, unique("Limits "), paragraphs("One."))
    page = opened("ana", f"/posts/{number}")
    page.find("#text p", "One.")
    page.click("#seo")
    page.find("#seo_title")
    for css, most in (("#title", 255), ("#excerpt", 500), ("#slug", 300),
                      ("#seo_title", 255), ("#seo_description", 320),
                      ("#seo_keywords", 255)):
        near_its_end(page, css, most)
    page.until("saved", lambda: copy_of(desk, number).status_code == 200 and
               copy_of(desk, number).json()["fields"].get(
                   "seo_keywords", "").endswith("ab"))
    fields = copy_of(desk, number).json()["fields"]
    assert [len(fields[name]) for name in (
        "title", "excerpt", "slug", "seo_title", "seo_description",
        "seo_keywords")] == [255, 500, 300, 255, 320, 255]


@pytest.mark.parametrize("who, place, button, css, most", [
    ("ben", "/tags", "New tag", "[name=name]", 60),
    ("ben", "/categories", "New category", "[name=name]", 120),
    ("eve", "/webhooks", "New webhook", "[name=name]", 100),
    ("eve", "/users", "Add user", "[name=first_name]", 150)])
def test_of_names(opened, who, place, button, css, most):
    page = opened(who, place)
    page.click(".head .button", button)
    near_its_end(page, f"dialog {css}".split()[-1], most)


def test_of_a_picture(things, opened):
    page = opened("ben", f"/media?open={things['media']}")
    page.find("dialog .media-detail")
    for label, most in (("Alternative text", 255), ("Caption", 500)):
        number = page.find("dialog label", label).get_attribute("for")
        near_its_end(page, f"[id='{number}']", most)
