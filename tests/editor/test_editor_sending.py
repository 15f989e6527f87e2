"""Files that are sent into the library: they outlive its screen, its page and
a connection that is lost, and who would leave them is asked."""

import re

import pytest

from browser import Page, url
from support.make import make_image
from test_editor_drop import ASKED, CUT, blocked, kept, network

BAR = ".sending progress"


@pytest.fixture
def page(desk):
    """A browser of its own: its network is slowed down, and cut."""
    with Page(url(desk)) as one:
        one.enter(desk, "ana", "/media")
        one.allowed = re.compile(f"{one.allowed.pattern}|{CUT}")
        one.driver.execute_cdp_cmd("Network.enable", {})
        yield one


@pytest.fixture
def slowly(page, tmp_path):
    """Function that sends a file of that name, and it takes its time."""
    def send(name):
        file = tmp_path / name
        file.write_bytes(make_image() + bytes(600000))
        network(page, bytes_a_second=10000)
        page.find("input[type=file]").send_keys(str(file))
        # without a hand on it, no browser asks who leaves a page
        page.click(".head h1")
        page.find(".sending", name)
        page.until("progress", lambda: 0 < float(page.find(
            BAR).get_attribute("value")) < 1)
        page.until("kept", lambda: kept(page) == 1)
    return send


def arrives(desk, page, name, kept_is=0):
    network(page)
    page.gone(".sending", name)
    page.find(f"a.tile[aria-label='{name}'] img", seconds=120)
    page.until("nothing is kept", lambda: kept_is is None or
               kept(page) == kept_is)
    found = desk.login("ana").get("/media/", params={"search": name}).json()
    assert len(found["results"]) == 1


def test_goes_on_when_its_screen_is_left(desk, page, slowly):
    slowly("left.jpg")
    page.go("/posts")
    page.find(".head h1", "Posts")
    assert page.driver.execute_script(ASKED)
    page.go("/media")
    page.find(".sending", "left.jpg")
    arrives(desk, page, "left.jpg")
    assert not page.driver.execute_script(ASKED)


def test_survives_the_page_loaded_anew(desk, page, slowly):
    slowly("anew.jpg")
    page.driver.refresh()
    page.said("Had not arrived, and is sent again: anew.jpg")
    page.find(".sending", "anew.jpg")
    arrives(desk, page, "anew.jpg")
    page.driver.refresh()
    page.find("a.tile[aria-label='anew.jpg'] img")
    assert not page.all(".toast") and not page.all(".sending")


def test_cancelled(desk, page, slowly):
    """Also one whose tries were all in vain; nothing of it comes back."""
    slowly("never.jpg")
    page.click(".sending button[aria-label='Cancel: never.jpg']")
    page.gone(".sending")
    page.until("nothing is kept", lambda: kept(page) == 0)
    slowly("vain.jpg")
    blocked(page, "*/media/")
    page.driver.refresh()
    page.find(".sending .error", seconds=60)
    assert kept(page) == 1
    page.click(".sending button[aria-label='Cancel: vain.jpg']")
    page.gone(".sending")
    page.until("nothing is kept", lambda: kept(page) == 0)
    blocked(page)
    network(page)
    page.driver.refresh()
    page.find(".head h1", "Media")
    assert not page.all(".sending")
    assert not desk.login("ana").get("/media/", params={
        "search": "v"}).json()["results"]


def test_cancelled_before_its_turn(desk, page, slowly, tmp_path):
    """Three are sent at a time; one that waits is never sent then."""
    slowly("first.jpg")
    names = [f"turn{n}.jpg" for n in range(3)]
    for seed, name in enumerate(names):
        (tmp_path / name).write_bytes(make_image(seed=seed) + bytes(200000))
    page.find("input[type=file]").send_keys(
        "\n".join(str(tmp_path / name) for name in names))
    page.find(".sending", names[2])
    page.find(".sending", "Waiting")
    page.click(f".sending button[aria-label='Cancel: {names[2]}']")
    page.gone(".sending", names[2])
    for name in ("first.jpg", *names[:2]):
        arrives(desk, page, name, kept_is=None)
    page.until("nothing is kept", lambda: kept(page) == 0)
    assert not desk.login("ana").get("/media/", params={
        "search": names[2]}).json()["results"]


def test_asked_before_signing_out(page, slowly):
    slowly("out.jpg")
    page.click(".bar .menu button", "ana")
    page.click(".menu-list:popover-open button", "Sign out")
    page.find("dialog p", "1 file has not arrived at the server.")
    page.click("dialog footer button", "Cancel")
    page.find(".sending", "out.jpg")
    page.click(".bar .menu button", "ana")
    page.click(".menu-list:popover-open button", "Sign out")
    page.click("dialog footer .danger", "Sign out")
    page.find("[name=password]")
    assert kept(page) == 0
