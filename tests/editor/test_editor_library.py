"""The media library: narrowed, walked by keys, several at once, where used;
and the list of posts, narrowed and in order."""

import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

from browser import PHONE
from support.make import (make_category, make_image, make_media, make_post,
                          unique, upload, wait_ready)


@pytest.fixture(scope="module")
def gwen(office):
    """A writer with a library of her own."""
    office.add_user("gwen", "WRITER")
    return office.login("gwen")


@pytest.fixture(scope="module")
def library(gwen):
    """By name: five pictures, of which the first is used, and one that
    failed."""
    rows = {name: make_media(gwen, make_image(40, 40, seed=seed),
                             alt_text=name)
            for seed, name in enumerate(["one", "two", "three", "four",
                                         "five"])}
    rows["post"] = make_post(gwen, title=unique("Uses it "),
                             featured_media=rows["one"]["id"])
    broken = upload(gwen, make_image(40, 40, seed=9)[:200],
                    name="broken.jpg").json()
    rows["broken"] = wait_ready(gwen, broken["id"], states=("FAILED",))
    return rows


def choose(page, name, value):
    page.click(f"[name={name}] option[value='{value}']")


def names(page):
    return {one.get_attribute("aria-label") for one in page.all("a.tile")}


def shows(page, *wanted):
    page.until(f"only {wanted}", lambda: names(page) == set(wanted))


def test_filters_are_in_the_address(library, opened):
    page = opened("gwen", "/media")
    shows(page, "one", "two", "three", "four", "five", "broken.jpg")
    choose(page, "status", "FAILED")
    shows(page, "broken.jpg")
    assert "status=FAILED" in page.driver.current_url
    choose(page, "status", "READY")
    choose(page, "in_use", "true")
    shows(page, "one")
    page.driver.refresh()
    shows(page, "one")
    choose(page, "in_use", "")
    page.find(".search input").send_keys("thr")
    shows(page, "three")
    page.find(".search input").send_keys("own away")
    page.find(".empty", "Choose other filters")


def focused(page, what):
    return page.driver.switch_to.active_element.get_attribute(what)


def test_walked_by_keys(library, opened):
    """One stop for Tab, and the box of that tile; arrows go on."""
    page = opened("gwen", "/media?status=READY")
    shows(page, "one", "two", "three", "four", "five")
    assert len(page.driver.find_elements(
        "css selector", ".grid [tabindex='0']")) == 2
    tile = page.find("a.tile[tabindex='0']")
    first = tile.get_attribute("aria-label")
    tile.send_keys(Keys.ARROW_RIGHT)
    second = focused(page, "aria-label")
    assert second != first
    page.keys(Keys.HOME)
    assert focused(page, "aria-label") == first
    page.keys(Keys.END, Keys.ARROW_RIGHT, Keys.ARROW_LEFT)
    page.keys(Keys.TAB)
    assert focused(page, "aria-label").startswith("Choose ")
    page.keys(Keys.SPACE)
    page.find(".several", "1 chosen")
    page.keys(Keys.SHIFT + Keys.TAB)
    page.keys(Keys.ENTER)
    page.find("dialog .media-detail")


def test_where_used(library, opened):
    page = opened("gwen", f"/media?open={library['one']['id']}")
    page.find("dialog li a", library["post"]["title"])
    assert not page.find("dialog .danger").is_enabled()
    page.find("dialog .hint", "cannot be deleted")
    page.click("dialog summary", "Sizes")
    page.find("dialog details a", "original")
    page.keys(Keys.ESCAPE)
    page.go(f"/media?open={library['two']['id']}")
    page.find("dialog .label", "Not used")
    assert page.find("dialog .danger").is_enabled()


def test_several_are_deleted_but_those_in_use(gwen, library, opened):
    spare = [make_media(gwen, make_image(30, 30, seed=20 + n),
                        alt_text=f"spare {n}")["id"] for n in range(2)]
    page = opened("gwen", "/media?status=READY", size=PHONE)
    page.refuses(400)
    for name in ("spare 0", "spare 1", "one"):
        page.click(f'[aria-label="Choose {name}"]')
    assert page.overflow() <= 0
    page.click(".several button", "Remove")
    page.find("dialog", "Delete 3 files for good?")
    page.click("dialog .danger", "Remove")
    page.said("3 deleted.")
    shows(page, "two", "three", "four", "five")
    page.gone(".several")
    page.let_go()
    page.said("Media is used in posts and cannot be deleted.")
    shows(page, "one", "two", "three", "four", "five")
    for number in spare:
        assert gwen.get(f"/media/{number}/").status_code == 404
    assert gwen.get(f"/media/{library['one']['id']}/").status_code == 200


def test_a_file_that_is_there_already(gwen, library, opened, tmp_path):
    file = tmp_path / "again.jpg"
    file.write_bytes(make_image(40, 40, seed=1))
    page = opened("gwen", "/media")
    page.find("a.tile")
    page.driver.find_element("css selector", ".head [type=file]").send_keys(
        str(file))
    page.find(".sending", "Already in your library")


def titles(page):
    return [one.text for one in page.all(".post strong")]


def test_posts_are_narrowed_and_ordered(office, gwen, opened):
    editor = office.login("edda")
    row = make_category(editor)
    made = [make_post(gwen, title=f"{letter} {unique()}",
                      category=row["id"]) for letter in "bca"]
    other = make_post(editor, title=unique(), category=row["id"])
    page = opened("edda", "/posts")
    choose(page, "category", row["id"])
    page.until("four", lambda: len(titles(page)) == 4)
    page.write("[name=author]", "gwen" + Keys.ENTER)
    page.until("three", lambda: len(titles(page)) == 3)
    assert focused(page, "name") == "author"
    assert other["title"] not in titles(page)
    choose(page, "ordering", "title")
    page.until("in order", lambda: titles(page) == sorted(
        one["title"] for one in made))
    page.write("[name=author]", "nobody" + Keys.ENTER)
    page.find(".empty", "Choose other filters")


def test_list_of_posts_is_a_table(office, gwen, opened):
    post = make_post(gwen, title=unique("Told "))
    page = opened("gwen", "/posts")
    page.find(".post", post["title"])
    heads = [one.text for one in page.all(".posts th")]
    assert heads == ["Title", "Status", "Category", "Time"]
    ActionChains(page.driver).move_to_element(
        page.find(".post td:last-child")).click().perform()
    page.find("#title")
    phone = opened("gwen", "/posts", size=PHONE)
    phone.find(".post", post["title"])
    assert phone.overflow() <= 0


def test_what_was_deleted_is_taken_back(gwen, library, opened):
    row = make_media(gwen, make_image(30, 30, seed=30), alt_text="spared")
    page = opened("gwen", f"/media?open={row['id']}")
    page.click("dialog .media-detail .danger", "Remove")
    page.click("dialog footer .danger", "Remove")
    page.gone("a.tile[aria-label=spared]")
    page.click(".toast button", "Undo")
    page.find("a.tile[aria-label=spared]")
    page.go("/media?status=READY")
    page.find("a.tile[aria-label=spared]")
    assert gwen.get(f"/media/{row['id']}/").status_code == 200
