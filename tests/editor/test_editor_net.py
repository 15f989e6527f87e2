"""The net between the page and its server, and others at the same post:
nothing that is typed is lost, and what is said of it is right."""

import re
import time

import pytest
from selenium.webdriver.common.keys import Keys

from browser import Page
from cutter import Cutter
from support.make import unique
from test_editor_together import copy_of, make, paragraphs

AWAY = "net::ERR_(CONNECTION_|EMPTY_RESPONSE|SOCKET_|INCOMPLETE)"
# What is said of the text, each once.
WATCH = """
window.told = [];
const look = () => {
    const now = document.querySelector(".state")?.className;
    if (now && window.told.at(-1) !== now) {
        window.told.push(now);
    }
};
new MutationObserver(look).observe(document.body, { subtree: true,
    childList: true, attributes: true, characterData: true });
"""
SLOW_3G = {"offline": False, "latency": 400, "downloadThroughput": 50000,
           "uploadThroughput": 50000}
AT_ONCE = {"offline": False, "latency": 0, "downloadThroughput": -1,
           "uploadThroughput": -1}


@pytest.fixture
def page(opened):
    """Of a browser of its own, whose server may be away."""
    one = opened("ana")
    one.allowed = re.compile(f"{one.allowed.pattern}|{AWAY}")
    return one


@pytest.fixture
def way(desk):
    """A way to the server that loses answers, and a page that takes it."""
    with Cutter(desk.httpd.port) as cutter, \
            Page(f"http://localhost:{cutter.port}/editor/") as page:
        page.allowed = re.compile(f"{page.allowed.pattern}|{AWAY}")
        page.enter(desk, "ana")
        yield cutter, page


def open_at(page, number, words):
    """The caret is at the end of that block."""
    page.go(f"/posts/{number}")
    page.click("#text p", words)
    page.keys(Keys.END)


def texts(desk, number):
    found = copy_of(desk, number)
    return [one["text"] for one in found.json()["fields"]["content"]] \
        if found.status_code == 200 else None


def arrive(desk, page, number, *expected):
    page.until("it is with the server", lambda: texts(desk, number) ==
               list(expected), 60)
    page.state("Saved ")


def told(page):
    """What the state was, one after the other."""
    return [one.removeprefix("state ") for one in
            page.driver.execute_script("return window.told")]


def shown(page):
    return [one.text for one in page.all("#text p")]


def test_two_write_at_one_post(desk, opened):
    """Each in a block: both have both, and hear of it."""
    number = make(desk, unique("Shared "), paragraphs("One.", "Two."))
    ana, ben = opened("ana"), opened("ben")
    open_at(ana, number, "One.")
    open_at(ben, number, "Two.")
    for turn in "abc":
        for page in (ana, ben):
            page.keys(f" {turn}")
        for page in (ana, ben):
            page.until("saved", lambda one=page: one.all(
                ".state.saved") and one.all("#text p", f" {turn}"))
    ana.keys(" d")
    both = ["One. a b c d", "Two. a b c"]
    arrive(desk, ana, number, *both)
    assert shown(ana) == both
    ben.keys(" d")  # over what ana has written: it is put together first
    ben.said("Changes of somebody else came in")
    both[1] += " d"
    arrive(desk, ben, number, *both)
    assert shown(ben) == both
    assert not ana.all("dialog") and not ben.all("dialog")


def test_two_write_the_same(desk, opened):
    """Who is later decides; both texts can stand."""
    number = make(desk, unique("Torn "), paragraphs("One.", "Two."))
    ana, ben = opened("ana"), opened("ben")
    open_at(ana, number, "One.")
    open_at(ben, number, "One.")
    ana.keys(" By ana.")
    arrive(desk, ana, number, "One. By ana.", "Two.")
    ben.keys(" By ben.")
    ben.find("dialog .conflicts .choice", "One. By ana.")
    ben.find(".state.conflict", "Conflict: not saved, kept on this device")
    assert texts(desk, number) == ["One. By ana.", "Two."]
    ben.click("dialog .choice", "Both")
    ben.click("dialog .button.main")
    page = ben
    page.until("both", lambda: sorted(texts(desk, number)) == [
        "One. By ana.", "One. By ben.", "Two."])
    page.state("Saved ")


def test_server_killed_while_one_types(desk, page):
    number = make(desk, unique("Killed "), paragraphs("One."))
    open_at(page, number, "One.")
    page.driver.execute_script(WATCH)
    page.keys(" Before.")
    arrive(desk, page, number, "One. Before.")
    desk.httpd.kill()
    try:
        page.keys(" During.")
        page.find(".state.offline",
                  "Not saved: offline, kept on this device")
        page.keys(" And more.")
        time.sleep(1)
        assert shown(page) == ["One. Before. During. And more."]
        assert page.all(".state.offline"), "it is said to be saved"
    finally:
        desk.start()
    page.keys(" After.")
    arrive(desk, page, number, "One. Before. During. And more. After.")
    assert "saved" not in told(page)[
        told(page).index("offline"):-1], told(page)
    assert not page.all("dialog") and not page.all(".banner")


def test_killed_while_a_new_post_begins(desk, page):
    """There is one post, with all of it."""
    title = unique("Begun ")
    page.go("/posts/new")
    page.find("#title")
    desk.httpd.kill()
    try:
        page.find("#title").send_keys(title + Keys.ENTER)
        page.keys("All of it.")
        page.find(".state.offline")
    finally:
        desk.start()
    page.until("it has a number", lambda: re.search(
        r"/posts/\d+$", page.driver.current_url), 60)
    page.state("Saved ")
    found = desk.login("ana").get("/posts/", params={"search": title})
    (post,) = found.json()["results"]
    arrive(desk, page, post["id"], "All of it.")


@pytest.mark.parametrize("times", [1, 2, 3])
def test_answer_to_a_save_is_lost(desk, way, times):
    """The browser itself may ask again; what has come back then is one's own,
    and nobody else's change."""
    cutter, page = way
    number = make(desk, unique("Told "), paragraphs("One."))
    open_at(page, number, "One.")
    page.keys(" First.")
    arrive(desk, page, number, "One. First.")
    cutter.lose("PUT", "/working-copy/", times)
    page.keys(" Second.")
    page.until("it is lost", lambda: cutter.left == 0, 60)
    page.keys(" Third.")
    arrive(desk, page, number, "One. First. Second. Third.")
    assert cutter.lost == times
    assert not page.all("dialog") and not page.all(".toast")
    assert shown(page) == ["One. First. Second. Third."]


@pytest.mark.parametrize("times", [1, 3])
def test_answer_to_the_first_save_is_lost(desk, way, times):
    """The post is there, and is not made again."""
    cutter, page = way
    title = unique("Once ")
    page.go("/posts/new")
    cutter.lose("POST", "/posts/", times)
    page.find("#title").send_keys(title + Keys.ENTER)
    page.keys("Words.")
    page.until("it has a number", lambda: re.search(
        r"/posts/\d+$", page.driver.current_url), 60)
    page.state("Saved ")
    assert cutter.lost == times
    found = desk.login("ana").get("/posts/", params={"search": title})
    (post,) = found.json()["results"]
    arrive(desk, page, post["id"], "Words.")


def test_answer_to_publishing_is_lost(desk, way):
    """Nobody is told that it failed, and it is done once."""
    cutter, page = way
    number = make(desk, unique("Out "), paragraphs("One."))
    page.go(f"/posts/{number}")
    page.find("#text p", "One.")
    cutter.lose("POST", "/submit/", 3)
    page.click("#act", "Submit")
    page.click("#confirm:enabled", "Submit now")
    page.find(".bar .badge", "In review", 60)
    page.said("Submitted for review")
    assert cutter.lost > 0
    assert len([one for one in desk.login("ben").get(
        f"/posts/{number}/revisions/").json()["results"]
        if one["action"] == "submit"]) == 1


def test_slow_net(desk, page):
    """Typing goes on while it is saved, and nothing comes back twice."""
    number = make(desk, unique("Slow "), paragraphs("One."))
    open_at(page, number, "One.")
    page.driver.execute_script(WATCH)
    page.driver.execute_cdp_cmd("Network.enable", {})
    page.driver.execute_cdp_cmd("Network.emulateNetworkConditions", SLOW_3G)
    words = [f"word{n}" for n in range(24)]
    for word in words:
        page.keys(f" {word}")
        time.sleep(.4)
    text = " ".join(["One.", *words])
    assert shown(page) == [text]
    arrive(desk, page, number, text)
    page.driver.execute_cdp_cmd("Network.emulateNetworkConditions", AT_ONCE)
    assert set(told(page)) <= {"saved", "unsaved", "saving"}, told(page)
    assert "saving" in told(page)
    assert not page.all("dialog") and not page.all(".toast")


# Until the page has run a file that it asked for, and had time to show it.
HAS_COME = """
    const [name, done] = arguments;
    const look = () => {
        const file = performance.getEntriesByType("resource")
            .find((one) => one.name.includes(name));
        if (file === undefined) {
            setTimeout(look, 50);
        } else {
            import(file.name).then(() => setTimeout(done, 100));
        }
    };
    look();"""


def test_the_place_gone_to_last_is_shown(page):
    """Also where the file of the one before comes later."""
    page.go("/trash")
    page.find(".head h1", "Trash")
    page.driver.execute_cdp_cmd("Network.enable", {})
    page.driver.execute_cdp_cmd("Network.emulateNetworkConditions", {
        **AT_ONCE, "latency": 1000})
    page.go("/account")
    page.go("/trash")
    page.driver.execute_async_script(HAS_COME, "/account-")
    page.driver.execute_cdp_cmd("Network.emulateNetworkConditions", AT_ONCE)
    page.find(".head h1", "Trash")
    assert not page.all("[name=old_password]")
