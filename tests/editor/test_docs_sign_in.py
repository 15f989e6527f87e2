"""The API's own page in a browser, /docs/: one signs in by a form there and
then sends requests as that user."""

import pytest

from browser import Page
from support.make import unique
from support.site import PASSWORD

# What can be read, in the viewer's own trees too.
DEEP = """
const texts = (node) => [node.shadowRoot, ...node.childNodes].flatMap((one) =>
    one === null || one === undefined ? []
        : one.nodeType === Node.TEXT_NODE ? [one.data] : texts(one));
return texts(document.body).join("");
"""
WITHIN = "return document.querySelector('rapi-doc').shadowRoot"


@pytest.fixture
def page(office):
    with Page(office.url + "/docs/") as one:
        one.refuses(400)
        yield one


def show(page, part):
    """The viewer's own list of what there is to see."""
    page.until(part, lambda: page.driver.execute_script(
        f"{WITHIN}?.querySelector(`[data-content-id='{part}']`)")).click()


def test_sign_in(office, page):
    office.add_user(name := unique("reader"))
    page.driver.get(page.url)
    show(page, "auth")
    for password, said in (("wrong", "Unable to log in"),
                           (PASSWORD, f"Signed in as {name}.")):
        page.fill("username", name)
        page.fill("password", password)
        page.click("button", "Sign in")
        page.find("output", said)
    assert page.value("[name=password]") == ""

    show(page, "get-/auth/me/")
    page.until("its button", lambda: page.driver.execute_script(
        f"{WITHIN}.querySelector('api-request')?.shadowRoot"
        "?.querySelector('.m-btn.primary')")).click()
    page.until("the answer", lambda: f'"{name}"' in page.driver.execute_script(
        DEEP))
