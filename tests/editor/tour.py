"""Through all screens of the page and what opens over them, for what must
hold everywhere."""

from selenium.webdriver.common.keys import Keys

PLACES = (("/", ".start-part"), ("/posts", ".post"),
          ("/calendar", ".boards"), ("/media?all=true", ".tile"),
          ("/trash", ".trash li"), ("/categories", ".tree .line"),
          ("/tags", ".line"), ("/ads", ".head h1"), ("/users", ".line"),
          ("/webhooks", ".head h1"), ("/audit", "tbody tr"),
          ("/account", ".part"))


def close(page):
    page.keys(Keys.ESCAPE)
    page.gone("dialog[open]")


def of_the_toolbar(page):
    """The dialogs that its menu opens."""
    for name, css in (("Keys", "dialog kbd"),
                      ("Move block to…", "dialog input")):
        page.click("#text p", "Plain")
        page.click(".toolbar [title='More']")
        page.click(".menu-list:popover-open .button", name)
        page.find(css)
        yield name
        close(page)


def lists(page):
    for place, css in PLACES:
        page.go(place)
        page.find(f"main {css}")
        yield place
    page.go("/media?all=true")
    page.click(".tile")
    page.find("dialog img")
    yield "a file"
    close(page)
    page.go("/users")
    page.click(".line .line-button")
    page.find("dialog input")
    yield "a user"
    close(page)


def writing(page, things):
    page.go(f"/posts/{things['draft']}")
    page.find("#text hr")
    if page.all("[role=tab]"):
        page.click("#beside")
    yield "a post"
    page.click("#text p", "Plain")
    page.keys(Keys.CONTROL + "/" + Keys.NULL)
    page.find(".slash [role=option]")
    yield "the menu of blocks"
    page.keys(Keys.ESCAPE)
    page.click(".toolbar [title='More']")
    page.find(".menu-list .button")
    yield "a menu"
    page.keys(Keys.ESCAPE)
    yield from of_the_toolbar(page)
    page.click("#act")
    page.find("dialog .checks")
    page.click("dialog .check", "At a time")
    page.find("dialog input[type=date]")
    yield "before it goes out"
    close(page)
    page.click("#beside")
    for name in ("Details", "Notes", "History", "Previews"):
        page.click("[role=tab]", name)
        page.find("[role=tabpanel]")
        yield f"beside the text: {name}"


def everywhere(page, things):
    """The names of the states, one by one, while each is shown."""
    yield from lists(page)
    yield from writing(page, things)
