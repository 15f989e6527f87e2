"""What is around the posts by keys alone: tags, categories, the calendar."""

from datetime import datetime

from selenium.webdriver.common.keys import Keys

from hands import ALL, BACK
from support.make import make_tag, unique
from test_editor_by_keys import status
from test_editor_calendar import ZONE, scheduled, time_of
from test_editor_together import make, paragraphs


def test_tags_made_renamed_and_removed(desk, hands):
    one = hands("ben", "/tags")
    page = one.page
    page.find(".head h1", "Tags")
    name, new = unique("Alpha "), unique("Aleph ")
    one.on(".head .button", "New tag")
    page.until("in its name", lambda: one.focus("dialog [name=name]")[1])
    page.keys(name, Keys.ENTER)
    page.said("Saved")
    page.gone("dialog[open]")
    one.kept()
    assert one.focus(".head .button", "New tag")[1]
    one.back(".search input")
    page.keys(name)
    page.until("it alone", lambda: len(page.all(".line")) == 1)
    one.pick(f"[aria-label='Actions for {name}']", "Rename")
    page.until("in its name", lambda: one.focus("dialog [name=name]")[1])
    page.keys(ALL, new)
    one.on("dialog .button.main", "Save")
    # what it is called now is not what is looked for
    page.find(".empty")
    one.kept()
    one.to(".search input", key=BACK)
    page.keys(ALL, new)
    page.find(".line", new)
    one.pick(f"[aria-label='Actions for {new}']", "Remove")
    one.sure()
    page.gone(".line", new)
    one.kept()
    one.on(".toast .button", "Undo")
    page.find(".line", new)
    one.kept()
    one.back(f"[aria-label='Actions for {new}']")
    one.pick(f"[aria-label='Actions for {new}']", "Remove")
    one.sure()
    page.gone(".line", new)
    one.on(".toast [aria-label=Close]")
    editor = desk.login("ben")
    page.until("gone", lambda: editor.get("/tags/", params={
        "search": new}).json() == [])
    one.kept()


def test_tags_merged(desk, hands):
    editor = desk.login("ben")
    first, other = (make_tag(editor)["name"] for _ in range(2))
    one = hands("ben", "/tags")
    page = one.page
    page.find(".search input")
    one.to(".search input")
    page.keys(first)
    page.until("it alone", lambda: len(page.all(".line")) == 1)
    one.pick(f"[aria-label='Actions for {first}']", "Merge")
    page.find("dialog [type=search]")
    assert one.focus("dialog [type=search]")[1]
    page.keys(other)
    page.until("it alone", lambda: len(page.all("dialog [name=into]")) == 1)
    one.on("dialog [name=into]", key=Keys.SPACE)
    one.on("dialog .danger", "Merge into")
    page.said("is now part of")
    page.gone(".line", first)
    one.kept()


def test_categories(desk, hands):
    editor = desk.login("ben")
    top = editor.post("/categories/", json={"name": unique("Top ")}).json()
    names = [unique("Under ") for _ in range(2)]
    for name in names:
        editor.post("/categories/", json={"name": name,
                                          "parent": top["slug"]})
    one = hands("ben", "/categories")
    page = one.page
    page.find(".line", names[1])
    one.pick(f"[aria-label='Actions for {names[1]}']", "Move up")
    page.said("was moved")
    one.kept()
    one.on(".toast .button", "Undo")
    page.said("is back")
    one.kept()
    one.back(f"[aria-label='Actions for {names[0]}']")
    one.pick(f"[aria-label='Actions for {names[0]}']", "Remove")
    page.find("dialog p", "No posts are in it")
    one.sure()
    page.gone(".line", names[0])
    one.kept()


def test_categories_made_changed_and_removed(desk, hands):
    one = hands("ben", "/categories")
    page = one.page
    page.refuses(400)
    page.find(".head h1", "Categories")
    name, inner, new = unique("Shore "), unique("Cliff "), unique("Coast ")
    one.on(".head .button", "New category")
    page.until("in its name", lambda: one.focus("dialog [name=name]")[1])
    page.keys(name, Keys.TAB, "no slug!", Keys.ENTER)
    page.find("dialog .error")
    page.until("at what is wrong",
               lambda: one.focus("dialog [name=slug]")[1])
    page.keys(ALL, Keys.DELETE, Keys.ENTER)
    page.gone("dialog[open]")
    one.kept()
    assert one.focus(".head .button", "New category")[1]
    one.pick(f"[aria-label='Actions for {name}']", "inside")
    page.until("in its name", lambda: one.focus("dialog [name=name]")[1])
    page.keys(inner, Keys.ENTER)
    page.gone("dialog[open]")
    page.find(".below .line", inner)
    one.kept()
    one.back(".line-button", name)
    one.press(Keys.ENTER)
    page.until("in its name", lambda: one.focus("dialog [name=name]")[1])
    page.keys(ALL, new)
    one.on("dialog [name=is_active]", key=Keys.SPACE)
    one.on("dialog .button.main", "Save")
    page.gone("dialog[open]")
    page.find(".line:has(.badge)", new)
    page.until("with it", lambda: one.focus(".line-button", new)[1])
    one.pick(f"[aria-label='Actions for {inner}']", "Move to")
    one.to("dialog [name=parent]")
    page.keys(Keys.HOME)
    one.on("dialog .button.main", "Move")
    page.said("was moved")
    one.kept()
    editor = desk.login("ben")
    rows = {row["name"]: row for row in editor.get("/categories/").json()}
    assert rows[inner]["parent"] is None and not rows[new]["is_active"]
    for each in inner, new:
        one.to(f"[aria-label='Actions for {each}']",
               key=BACK if each == new else Keys.TAB)
        one.pick(f"[aria-label='Actions for {each}']", "Remove")
        page.find("dialog p", "No posts are in it")
        one.sure()
        page.gone(".line", each)
        one.kept()
    left = {row["name"] for row in editor.get("/categories/").json()}
    assert not left & {inner, new}


def test_scheduled_post_moved(desk, hands):
    """By its grip: picked up, put down, taken back, and given up."""
    at = datetime(datetime.now().year + 2, 3, 10, 12, tzinfo=ZONE)
    post = scheduled(desk, at)
    one = hands("ben", f"/calendar?month={at:%Y-%m}")
    page = one.page
    grip = f"#grip-{post['id']}"
    one.on(grip)
    page.find(".move-where", "10 March")
    page.keys(Keys.ARROW_RIGHT, Keys.ARROW_DOWN)
    page.find(".move-where", "18 March")
    one.press(Keys.ENTER)
    page.said("moved to")
    page.until("with it", lambda: one.focus(grip)[1])
    assert time_of(desk, post["id"]) == at.replace(day=18)
    one.on(".toast .button", "Undo")
    page.said("is back.")
    one.kept()
    assert time_of(desk, post["id"]) == at
    one.to(grip, key=BACK)
    one.press(Keys.ENTER)
    page.keys(Keys.PAGE_DOWN)
    page.find(".head h1", "April")
    page.keys(Keys.ESCAPE)
    page.find(".head h1", "March")
    page.until("with it", lambda: one.focus(grip)[1])
    # by the bar's own field and button, as somebody who knows no keys
    one.press(Keys.ENTER)
    one.to(".move-bar [type=date]")
    for key in Keys.ARROW_RIGHT, "2", "4":
        one.step(key)
    page.find(".move-where", "24 March")
    one.on(".move-bar .button.main", "Put it here")
    page.said("moved to")
    page.until("with it", lambda: one.focus(grip)[1])
    assert time_of(desk, post["id"]) == at.replace(day=24)


def test_draft_given_its_day(desk, hands):
    """Out of the tray into the month; Esc leaves it where it is."""
    number = make(desk, unique("Tray "), paragraphs("One."), name="ben")
    year = datetime.now().year + 2
    one = hands("ben", f"/calendar?month={year}-06")
    page = one.page
    grip = f"#grip-{number}"
    one.on(grip)
    page.find(".move-where", "1 June")
    page.keys(Keys.ARROW_DOWN)
    one.press(Keys.ENTER)
    page.until("at the time", lambda: one.focus("dialog [name=time]")[1])
    one.press(Keys.ESCAPE)
    page.until("with it", lambda: one.focus(grip)[1])
    assert status(desk, number) == "DRAFT"
    one.press(Keys.ENTER)
    page.keys(Keys.ARROW_DOWN)
    one.press(Keys.ENTER)
    page.find("dialog [name=time]")
    one.on("dialog .button.main", "Schedule for")
    page.said("is scheduled for")
    page.find(f"td .chip {grip}")
    page.until("with it", lambda: one.focus(grip)[1])
    assert time_of(desk, number) == datetime(year, 6, 8, 9, tzinfo=ZONE)
