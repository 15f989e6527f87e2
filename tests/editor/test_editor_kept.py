"""What is written is nobody else's, is not lost, and stays where it is."""

import re
import time

import pytest
from selenium.webdriver.common.keys import Keys

from browser import Page, cookie, url
from support.content import eventually
from support.make import unique
from support.site import PASSWORD
from test_editor_together import copy_of, make, paragraphs

CUT = "net::ERR_BLOCKED"


@pytest.fixture
def page(desk):
    """A browser of its own: its network is cut."""
    with Page(url(desk)) as one:
        one.enter(desk, "ana")
        one.allowed = re.compile(f"{one.allowed.pattern}|{CUT}")
        one.driver.execute_cdp_cmd("Network.enable", {})
        yield one


def cut(page, *urls):
    page.driver.execute_cdp_cmd("Network.setBlockedURLs", {"urls": urls})


def typed(page, paragraph, text):
    page.click("#text p", paragraph)
    page.keys(Keys.END, text)


def texts(desk, number):
    return [one.get("text") for one in
            copy_of(desk, number).json()["fields"]["content"]]


def leave_behind(page, number, text):
    """Only this device has it; the page is loaded anew."""
    page.go(f"/posts/{number}")
    page.find("#text p", "One.")
    cut(page, "*/working-copy/")
    typed(page, "One.", text)
    page.find(".state.offline, .state.waiting, .state.unsaved")
    time.sleep(1.5)  # kept a second after the last key
    page.driver.refresh()
    page.find("#text p", "One.")
    cut(page)


def test_what_was_left_waits_for_an_answer(desk, page):
    """However much is written before it is given."""
    number = make(desk, unique("Left "), paragraphs("One.", "Two."))
    leave_behind(page, number, " Lost?")
    page.find(".banner", "text that was not saved")
    typed(page, "Two.", " More.")
    page.until("saved", lambda: copy_of(desk, number).status_code == 200 and
               texts(desk, number) == ["One.", "Two. More."])
    page.driver.refresh()
    page.click(".banner .button", "Put it in")
    page.find("#text p", "One. Lost?")
    page.until("both", lambda: texts(desk, number) == [
        "One. Lost?", "Two. More."])
    page.driver.refresh()
    page.find("#text p", "One. Lost?")
    page.gone(".banner", "text that was not saved")


def test_a_deleted_post_is_written_anew(desk, page):
    page.refuses(404)
    number = make(desk, unique("Gone "), paragraphs("One."))
    leave_behind(page, number, " And all of that.")
    assert desk.login("ben").delete(f"/posts/{number}/").status_code == 204
    page.driver.refresh()
    page.click(".button", "Make a new post of it")
    page.click(".banner .button", "Put it in")
    page.find("#text p", "One. And all of that.")
    new = page.until("it has a number", lambda: re.search(
        r"/posts/(\d+)$", page.driver.current_url))[1]
    assert int(new) != number
    page.until("saved", lambda: copy_of(desk, new).status_code == 200 and
               texts(desk, new) == ["One. And all of that."])


def test_deleted_while_it_is_written(desk, page):
    page.refuses(404)
    number = make(desk, unique("Going "), paragraphs("One."))
    page.go(f"/posts/{number}")
    page.find("#text p", "One.")
    assert desk.login("ben").delete(f"/posts/{number}/").status_code == 204
    typed(page, "One.", " Still here.")
    page.find(".state", "Your text is kept on this device.")
    page.click(".banner .button", "Make a new post of it")
    page.click(".banner .button", "Put it in")
    page.find("#text p", "One. Still here.")


def test_the_caret_stays_where_one_writes(desk, page):
    """Another's words come into another block meanwhile."""
    number = make(desk, unique("Both "), paragraphs("One.", "Two.", "Three."))
    page.go(f"/posts/{number}")
    page.refuses(412)
    typed(page, "One.", " A")
    page.until("saved", lambda: copy_of(desk, number).status_code == 200)
    ben = desk.login("ben")
    copy = copy_of(desk, number)
    content = copy.json()["fields"]["content"]
    content[2]["text"] = "Three, by ben."
    assert ben.put(f"/posts/{number}/working-copy/", json={
        "content": content}, headers={"If-Match": copy.headers["ETag"]}
    ).status_code == 200
    page.keys("B")
    page.find("#text p", "Three, by ben.")
    page.keys("C")
    page.find("#text p", "One. ABC")
    page.until("saved", lambda: texts(desk, number) == [
        "One. ABC", "Two.", "Three, by ben."])
    page.keys(Keys.CONTROL + "z" + Keys.NULL)
    page.gone("#text p", "One. ABC")
    page.find("#text p", "Three, by ben.")
    page.keys(Keys.CONTROL + "z" + Keys.NULL)
    page.gone("#text p", "Three, by ben.")


def test_nothing_is_sent_in_another_s_name(desk, page):
    """Who signs in in another tab takes nobody's text."""
    page.refuses(403)
    page.refuses(401)
    number = make(desk, unique("Mine "), paragraphs("One."))
    page.go(f"/posts/{number}")
    page.find("#text p", "One.")
    page.driver.execute_cdp_cmd("Network.setCookie", {
        "name": "talecraft_session", "value": cookie(desk, "ben"),
        "url": desk.origin, "httpOnly": True, "sameSite": "Strict"})
    typed(page, "One.", " By ana.")
    page.find("dialog", "That is another user.")
    assert copy_of(desk, number).status_code == 404
    assert page.value("dialog [name=username]") == "ana"
    page.find("dialog [name=password]").send_keys(PASSWORD + Keys.ENTER)
    page.until("saved", lambda: copy_of(desk, number).status_code == 200)
    assert copy_of(desk, number).json()["author"]["username"] == "ana"


def test_the_address_is_made_of_the_whole_title(desk, page):
    words = unique("slow")
    page.go("/posts/new")
    page.find("#title").send_keys(f"A {words}")
    time.sleep(4.5)  # longer than a save waits for
    assert page.driver.current_url.endswith("/posts/new")
    page.keys(" walk", Keys.ENTER, "Text.")
    number = page.until("it has a number", lambda: re.search(
        r"/posts/(\d+)$", page.driver.current_url))[1]
    assert desk.login("ana").get(f"/posts/{number}/").json()["slug"] == \
        f"a-{words}-walk"


def test_lists_can_be_tried_again(page):
    for place, api, shown in (("/posts", "*/posts/?*", ".head h1"),
                              ("/media", "*/media/?*", ".head h1"),
                              ("/trash", "*/posts/trash/*", ".head h1")):
        page.go("/account")
        page.find("main .part")
        cut(page, api)
        page.go(place)
        page.find(shown)
        page.find("main .button", "Try again")
        cut(page)
        page.click("main .button", "Try again")
        page.gone("main .button", "Try again")


def test_a_refused_block_is_shown(desk):
    """What the server says of a block leads to it."""
    number = make(desk, unique("Blocks "), [
        {"type": "paragraph", "text": "One.", "id": "p1"},
        {"type": "embed", "url": "https://example.org/1", "id": "p2"}],
        name="ben")
    with Page(url(desk)) as page:
        page.enter(desk, "ben", f"/posts/{number}")
        page.refuses(400)
        page.find("#text figure")
        page.click("#text p", "One.")
        page.keys(Keys.HOME, Keys.ENTER)  # what is empty is not sent
        page.write("#text figure .block-field input, "
                   "#text figure input[type=url]", "http://[half")
        page.click("#act")
        page.click("#confirm:enabled", "Publish")
        page.click("main .error .link", "Block 2")
        page.find("#text .flash")


def test_checks_lead_to_what_is_to_be_mended(desk):
    number = make(desk, unique("Checked "), [
        {"type": "paragraph", "text": "One.", "id": "p0"},
        {"type": "heading", "level": 4, "text": "Deep", "id": "p1"}],
        name="ben")
    with Page(url(desk), size=(900, 800)) as page:
        page.enter(desk, "ben", f"/posts/{number}")
        page.find("#text p", "One.")
        assert not page.all("#excerpt"), "details are open already"
        page.click("#act")
        confirm = page.find("#confirm")
        assert page.driver.switch_to.active_element == confirm
        first, main = (one.rect for one in (page.find("#act"), confirm))
        assert abs(first["x"] + first["width"] - main["x"] - main["width"]) < 2
        assert abs(first["y"] - main["y"]) < 30
        page.click("dialog .checks button", "excerpt")
        page.gone("dialog[open]")
        page.until("the field", lambda: page.driver.switch_to.active_element
                   .get_attribute("id") == "excerpt")
        page.click("#act")
        page.click("dialog .checks button", "heading")
        page.gone("dialog[open]")
        page.find("#text h4", "Deep")


def test_two_activations(desk):
    """From the click to published, without the pointer's moving."""
    number = make(desk, unique("Quick "), paragraphs("One."), name="ben")
    with Page(url(desk)) as page:
        page.enter(desk, "ben", f"/posts/{number}")
        page.find("#act").send_keys(Keys.ENTER)
        page.find("#confirm:enabled")
        page.keys(Keys.ENTER)
        page.find(".bar .badge", "Published")
    eventually(lambda: desk.client().get(
        f"/posts/{number}/").status_code == 200)
