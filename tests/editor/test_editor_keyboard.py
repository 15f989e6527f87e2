"""Writing without a mouse: each block made, changed, moved and deleted."""

import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

from support.make import make_image
from test_editor_together import copy_of, make, paragraphs

UP = Keys.ALT + Keys.SHIFT + Keys.ARROW_UP + Keys.NULL
DOWN = Keys.ALT + Keys.SHIFT + Keys.ARROW_DOWN + Keys.NULL
DELETE = Keys.ALT + Keys.SHIFT + Keys.BACKSPACE + Keys.NULL
BELOW = Keys.CONTROL + Keys.ENTER + Keys.NULL
TOOLBAR = Keys.ALT + Keys.F10 + Keys.NULL
MENU = Keys.CONTROL + "/" + Keys.NULL
UNDO = Keys.CONTROL + "z" + Keys.NULL


@pytest.fixture(scope="module")
def picture(desk):
    file = make_image()
    answer = desk.login("ana").post("/media/", files={
        "original_file": ("hills.jpg", file, "image/jpeg")})
    number = answer.json()["id"]
    desk.login("ana").patch(f"/media/{number}/", json={"alt_text": "Hills"})
    return number


def ready(desk, page, number):
    page.until("the picture", lambda: desk.login("ana").get(
        f"/media/{number}/").json()["status"] == "READY", 60)


def begin(page, desk, title):
    """A new post; the caret is in its text."""
    page.go("/posts")
    page.find(".head h1", "Posts")
    page.go("/posts/new")
    page.find("#title")
    page.until("the focus", lambda: page.driver.switch_to.active_element
               .get_attribute("id") == "title")
    page.keys(title, Keys.ENTER)


def number_of(page):
    return int(page.until("its number", lambda: page.driver.current_url
                          .rpartition("/")[2].isdigit() and page.driver
                          .current_url.rpartition("/")[2]))


def content(desk, page):
    page.state("Saved ")
    fields = copy_of(desk, number_of(page)).json()["fields"]
    return [{key: value for key, value in one.items() if key != "id"}
            for one in fields["content"]]


def insert(page, words):
    """By the menu of blocks: what is typed narrows it and is no text."""
    page.keys("/", words)
    page.find(".slash [role=option]")
    page.keys(Keys.ENTER)


def focus(page):
    return page.driver.switch_to.active_element


def choose(page):
    """The one picture of the library, in the dialog that asks for some."""
    page.find("dialog .tile[aria-label=Hills]")
    for _ in range(20):
        if focus(page).get_attribute("aria-label") == "Hills":
            break
        ActionChains(page.driver).send_keys(Keys.TAB).perform()
    page.keys(Keys.ENTER)
    for _ in range(20):
        if focus(page).text == "Apply":
            break
        ActionChains(page.driver).send_keys(Keys.TAB).perform()
    page.keys(Keys.ENTER)


def test_twelve_blocks(desk, ana, picture):
    ready(desk, ana, picture)
    begin(ana, desk, "By keys alone")
    ana.keys("Plain.", BELOW)
    insert(ana, "heading 3")
    ana.keys("A heading", Keys.ENTER)
    insert(ana, "lis")
    ana.keys("one", Keys.ENTER, "two", Keys.ENTER, Keys.ENTER)
    insert(ana, "quo")
    ana.keys("Said.", Keys.ENTER, "Somebody", Keys.ENTER)
    insert(ana, "call")
    ana.keys("Mind this.", Keys.TAB)
    ana.until("the tone", lambda: focus(ana).tag_name == "select")
    ana.keys("w", Keys.ESCAPE, BELOW)
    insert(ana, "code")
    ana.keys("x = 1", Keys.ENTER, "y = 2", BELOW)
    insert(ana, "tab")
    ana.keys("a", Keys.TAB, "b", Keys.TAB, "c", Keys.TAB, "d", BELOW)
    insert(ana, "emb")
    ana.until("its address", lambda: focus(ana).tag_name == "input")
    ana.keys("https://example.org/film", Keys.ENTER)
    ana.keys("A film", Keys.ENTER)
    insert(ana, "libr")
    choose(ana)
    ana.find("#text figure.image img")
    ana.keys(BELOW)
    insert(ana, "gall")
    ana.until("its pictures", lambda: focus(ana).text == "Add pictures")
    ana.keys(Keys.ENTER)
    choose(ana)
    ana.find("#text figure.gallery img")
    ana.keys(BELOW, "---", "The end")
    assert content(desk, ana) == [
        {"type": "paragraph", "text": "Plain."},
        {"type": "heading", "level": 3, "text": "A heading"},
        {"type": "list", "items": ["one", "two"]},
        {"type": "quote", "text": "Said.", "cite": "Somebody"},
        {"type": "callout", "text": "Mind this.", "tone": "warning"},
        {"type": "code", "code": "x = 1\ny = 2"},
        {"type": "table", "header": True, "rows": [
            ["a", "b", "c"], ["d", "", ""], ["", "", ""]]},
        {"type": "embed", "url": "https://example.org/film",
         "caption": "A film"},
        {"type": "image", "media_id": picture},
        {"type": "gallery", "media_ids": [picture]},
        {"type": "divider"},
        {"type": "paragraph", "text": "The end"}]


def test_moved_and_deleted(desk, ana):
    """Each kind of block goes up, down, away, and comes back by undo."""
    blocks = [{"type": "heading", "level": 2, "text": "Top"},
              {"type": "table", "rows": [["a"], ["b"]]},
              {"type": "divider"},
              {"type": "list", "items": ["one"]}]
    number = make(desk, "Moving", paragraphs("First."))
    desk.login("ana").put(f"/posts/{number}/working-copy/", json={
        "title": "Moving", "content": paragraphs("First.") + blocks})
    ana.go(f"/posts/{number}")
    ana.click("#text p", "First.")
    ana.keys(DOWN, DOWN)

    def kinds():
        return [one["type"] for one in content(desk, ana)]

    def arrive(what):
        ana.until(what, lambda: kinds() == what.split())

    arrive("heading table paragraph divider list")
    ana.until("it is said", lambda: "Moved: block 3 of 5" in
              ana.driver.execute_script("return document.body.textContent"))
    ana.keys(UP)
    arrive("heading paragraph table divider list")
    ana.keys(Keys.ARROW_DOWN, UP, UP)
    arrive("table heading paragraph divider list")
    ana.keys(DELETE)
    arrive("heading paragraph divider list")
    ana.keys(UNDO)
    arrive("table heading paragraph divider list")
    ana.keys(Keys.CONTROL + Keys.END + Keys.NULL, TOOLBAR, Keys.END,
             Keys.ENTER)
    ana.find(".menu-list .button", "Move block to the top")
    while focus(ana).text != "Move block to the top":
        ana.keys(Keys.ARROW_DOWN)
    ana.keys(Keys.ENTER)
    arrive("list table heading paragraph divider")


def turn(page, name):
    """By the toolbar's menu, with keys alone."""
    page.keys(TOOLBAR, Keys.HOME, Keys.ARROW_RIGHT, Keys.ENTER)
    page.find(".menu-list .button", name)
    while focus(page).text != name:
        page.keys(Keys.ARROW_DOWN)
    page.keys(Keys.ENTER)


def test_converted(desk, ana, picture):
    """What is text becomes any other block of text and keeps its words."""
    number = make(desk, "Turning", paragraphs("Words to keep"))
    ana.go(f"/posts/{number}")
    ana.click("#text p", "Words")
    for name, type_ in (("Heading 2", "heading"), ("List", "list"),
                        ("Quote", "quote"), ("Callout", "callout"),
                        ("Table", "table"), ("Code", "code"),
                        ("Text", "paragraph")):
        turn(ana, name)
        ana.until(name, lambda kind=type_: [
            one["type"] for one in content(desk, ana)] == [kind])
        assert "Words to keep" in str(content(desk, ana))


def test_pictures_and_embeds_converted(desk, ana, picture):
    """And back; the caption stays."""
    number = make(desk, "Turning more", [])
    url = "https://example.org/film"
    desk.login("ana").put(f"/posts/{number}/working-copy/", json={
        "title": "Turning more", "content": [
            {"type": "image", "media_id": picture, "caption": "Dusk"},
            {"type": "embed", "url": url, "caption": "A film"}]})
    ana.go(f"/posts/{number}")
    for css, name, became in (
            ("figcaption", "Gallery",
             {"type": "gallery", "media_ids": [picture], "caption": "Dusk"}),
            ("figcaption", "Picture",
             {"type": "image", "media_id": picture, "caption": "Dusk"}),
            (".embed figcaption", "Text",
             {"type": "paragraph", "text": "A film",
              "marks": [[0, 6, "link", {"href": url}]]}),
            ("#text p", "Embed",
             {"type": "embed", "url": url, "caption": "A film"})):
        ana.click(css)
        turn(ana, name)
        ana.until(name, lambda one=became: one in content(desk, ana))


def test_what_can_be_nothing_else_says_so(desk, ana):
    """An embed without an address; a divider is an empty line again."""
    begin(ana, desk, "Nothing else")
    ana.keys("First.", BELOW, "---")
    insert(ana, "emb")
    ana.until("its address", lambda: focus(ana).tag_name == "input")
    ana.click(".embed figcaption")
    ana.keys(TOOLBAR, Keys.HOME, Keys.ARROW_RIGHT, Keys.ENTER)
    ana.find(".menu-list .button:disabled", "nothing it could become")
    ana.keys(Keys.ESCAPE)
    ana.click("#text hr")
    turn(ana, "Text")
    ana.gone("#text hr")
    ana.keys("Second.")
    ana.click(".embed figcaption")
    ana.keys(DELETE)
    ana.until("as text", lambda: content(desk, ana)[:2] == [
        {"type": "paragraph", "text": "First."},
        {"type": "paragraph", "text": "Second."}])


def test_markdown_starts(desk, ana):
    """Each is a block at once, and one Backspace makes it text again."""
    begin(ana, desk, "Starts")
    for start, selector in (("## ", "h2"), ("- ", "ul"), ("1. ", "ol"),
                            ("> ", "blockquote"), ("```", "pre")):
        ana.keys(start)
        ana.find(f"#text {selector}")
        ana.keys(Keys.BACKSPACE)
        ana.until(f"{start} as text", lambda text=start:
                  ana.find("#text").text.strip() == text.strip())
        ana.keys(*[Keys.BACKSPACE] * len(start))
    ana.keys("# One", Keys.ENTER, "x")
    ana.find("#text h1", "One")


def test_menu_of_blocks_by_key(desk, ana):
    """Typing narrows it, Esc leaves the text as it was."""
    begin(ana, desk, "Menu")
    ana.keys("kept", MENU, "quo")
    ana.find(".slash [role=option][aria-selected=true]", "Quote")
    said = ana.find(".slash [aria-live]").get_attribute("textContent")
    assert said == "1 result, Quote, 1 of 1, type to narrow"
    ana.keys(Keys.ESCAPE)
    ana.gone(".slash")
    assert ana.find("#text").text.strip() == "kept"
    ana.keys(" and /tab")
    ana.find(".slash [role=option]", "Table")
    assert ana.find("#text").get_attribute("aria-activedescendant") == \
        "slash-0"
    ana.keys(Keys.ESCAPE)
    ana.gone(".slash")
    assert ana.find("#text").text.strip() == "kept and /tab"


def test_one_tab_stop_of_the_toolbar(desk, ana):
    begin(ana, desk, "Stops")
    assert len(ana.driver.execute_script(
        "return [...document.querySelectorAll('.toolbar > button,"
        ".toolbar > .menu > button')].filter((one) => one.tabIndex === 0)"
    )) == 1
    ana.keys(TOOLBAR, Keys.ARROW_RIGHT, Keys.ARROW_RIGHT)
    assert focus(ana).get_attribute("aria-label") == "Bold"
    ana.keys(Keys.ESCAPE)
    assert focus(ana).get_attribute("id") == "text"
