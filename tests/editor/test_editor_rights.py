"""Rights that go while the page is open: it says so and what to do, its menus
follow, and what was typed stays."""

import pytest
from selenium.webdriver.common.keys import Keys

from support.make import make_category, unique
from support.site import PASSWORD
from test_editor_account import NEW
from test_editor_net import arrive, open_at, texts
from test_editor_together import make, paragraphs, publish


@pytest.fixture
def somebody(desk):
    """Function that makes a user of that role: name, and what changes it."""
    def add(role):
        name = unique("user")
        desk.add_user(name, role)
        number = desk.sql(f"select id from users where username = '{name}'")

        def change(**fields):
            answer = desk.login("eve").patch(f"/users/{number}/", json=fields)
            assert answer.status_code == 200, answer.text
        return name, change
    return add


@pytest.fixture
def at(opened):
    """Function that opens a place, where what follows is refused."""
    def go(name, place="/posts"):
        page = opened(name, place)
        page.refuses("(400|401|403)")
        return page
    return go


def no_more(page, *places):
    """Its menus offer none of that."""
    page.go("/posts")
    page.find(".head h1", "Posts")
    assert not page.all(".bar .menu", "Manage")
    for place in places:
        page.go(place)
        page.find(".empty h2", "not for your role")
        page.find(".empty p", "An administrator can change roles")


def begun(desk, somebody, at, **fields):
    """An editor writes at another's post, and is a writer before the end."""
    name, change = somebody("EDITOR")
    number = make(desk, unique("Theirs "), paragraphs("One."), **fields)
    if fields:
        publish(desk, number)
    page = at(name)
    open_at(page, number, "One.")
    page.keys(" First.")
    arrive(desk, page, number, "One. First.")
    change(role="WRITER")
    page.keys(" Second.")
    return change, number, page


def test_an_editor_at_another_s_draft(desk, somebody, at):
    """It is no longer seen; what was written becomes a post of one's own."""
    page = begun(desk, somebody, at)[2]
    page.refuses(404)
    page.find(".banner", "This post was deleted, or is not for you any more. "
              "Your text is kept on this device.")
    page.gone("#act")
    page.find("#text[contenteditable=false]", "One. First. Second.")
    page.click(".banner .button", "Make a new post of it")
    page.click(".banner .button", "Put it in")
    page.find("#text[contenteditable=true]", "One. First. Second.")


def test_an_editor_at_another_s_live_post(desk, somebody, at):
    change, number, page = begun(desk, somebody, at, excerpt="x")
    page.find(".state.refused", "Your text is kept on this device.")
    page.find(".banner", "Your role may no longer change this post. What you "
              "wrote is kept on this device: copy it, or ask an "
              "administrator.")
    page.find(".banner .button", "Copy my whole text")
    page.gone("#act")
    page.find("#text[contenteditable=false]", "One. First. Second.")
    no_more(page, "/tags", "/categories")
    page.go(f"/posts/{number}")
    page.find(".banner", "You can read this post.")
    change(role="EDITOR")
    page.driver.refresh()
    page.click(".banner .button", "Put it in")
    arrive(desk, page, number, "One. First. Second.")
    page.find("#act", "Update")


def test_an_editor_who_would_publish(desk, somebody, at):
    name, change = somebody("EDITOR")
    number = make(desk, unique("Theirs "), paragraphs("One."))
    page = at(name, f"/posts/{number}")
    page.refuses(404)
    page.find("#text p", "One.")
    page.click("#act", "Publish")
    change(role="WRITER")
    page.click("#confirm:enabled", "Publish now")
    page.said("It was not done: ")
    page.gone("#act")
    page.find("#text[contenteditable=false]", "One.")
    assert desk.login("ben").get(f"/posts/{number}/").json()[
        "status"] == "DRAFT"


def test_an_editor_at_a_form(desk, somebody, at):
    """What was written into it stays until the screen is left."""
    name, change = somebody("EDITOR")
    made = make_category(desk.login("ben"))["name"]
    page = at(name, "/categories")
    page.click(".line-button", made)
    name = unique("Changed ")
    page.fill("name", name)
    change(role="WRITER")
    page.click("dialog .button.main", "Save")
    page.find("dialog .error", "You do not have permission")
    page.gone(".bar .menu", "Manage")
    assert page.value("dialog [name=name]") == name
    page.keys(Keys.ESCAPE)
    no_more(page, "/categories")


def test_an_administrator_at_a_list(somebody, at):
    name, change = somebody("ADMIN")
    page = at(name, "/users")
    page.find(".line")
    change(role="EDITOR")
    page.find(".search input").send_keys("x")
    page.find(".empty h2", "not for your role")
    page.click(".bar .button", "Manage")
    page.find(".menu-list:popover-open a", "Tags")
    assert not page.all(".menu-list:popover-open a", "Users")


def out(desk, somebody, at):
    """A writer who has typed something, and has it saved."""
    name, change = somebody("WRITER")
    number = make(desk, unique("Own "), paragraphs("One."), name=name)
    page = at(name)
    open_at(page, number, "One.")
    page.keys(" First.")
    arrive(desk, page, number, "One. First.")
    return name, change, number, page


def again(page, password):
    page.write("dialog [name=password]", password + Keys.ENTER)


def test_disabled_while_one_writes(desk, somebody, at):
    name, change, number, page = out(desk, somebody, at)
    change(is_active=False)
    page.keys(" Second.")
    page.find("dialog h2", "Your session has ended")
    page.find("dialog p", "What you wrote is kept on this device.")
    again(page, PASSWORD)
    page.find("dialog .error")
    page.find("dialog .hint", "enabled by an administrator")
    assert texts(desk, number) == ["One. First."]
    change(is_active=True)
    again(page, PASSWORD)
    page.gone("dialog[open]")
    arrive(desk, page, number, "One. First. Second.")


def test_text_of_who_cannot_sign_in_any_more(desk, somebody, at):
    """Is copied out of the dialog, before the device is given back."""
    _, change, number, page = out(desk, somebody, at)
    page.driver.execute_cdp_cmd("Browser.grantPermissions", {
        "permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"],
        "browserContextId": page.context})
    title = page.value("#title")
    change(is_active=False)
    page.keys(" Second.")
    page.find("dialog h2", "Your session has ended")
    again(page, PASSWORD)
    page.find("dialog .error")
    page.find("dialog .rescue", "What you wrote is yours")
    page.click("dialog .rescue .button", "Copy my whole text")
    page.find("dialog .rescue .button", "Copied")
    whole = f"{title}\n\nOne. First. Second."
    assert page.driver.execute_script(
        "return navigator.clipboard.readText()") == whole
    assert texts(desk, number) == ["One. First."]
    # as without https
    page.driver.execute_script("Object.defineProperty(navigator, 'clipboard',"
                               " { value: undefined });")
    page.click("dialog .rescue .button", "Copied")
    field = page.find("dialog textarea")
    assert field.get_attribute("value") == whole
    assert page.driver.execute_script("""
        const [field] = arguments;
        return document.activeElement === field && field.value.slice(
            field.selectionStart, field.selectionEnd);""", field) == whole
    page.keys(Keys.ESCAPE)
    page.gone("dialog textarea")
    page.find("dialog h2", "Your session has ended")
    change(is_active=True)
    again(page, PASSWORD)
    page.gone("dialog[open]")
    arrive(desk, page, number, "One. First. Second.")


def test_nothing_to_copy_where_nothing_was_written(somebody, at):
    name, change = somebody("WRITER")
    page = at(name)
    page.find(".head h1", "Posts")
    change(is_active=False)
    page.go("/media")
    page.find("dialog h2", "Your session has ended")
    assert not page.all("dialog .rescue")


def test_password_changed_elsewhere(desk, somebody, at):
    name, _, number, page = out(desk, somebody, at)
    assert desk.login(name).post("/auth/password/", json={
        "old_password": PASSWORD, "new_password": NEW}).status_code < 300
    page.keys(" Second.")
    page.find("dialog h2", "Your session has ended")
    again(page, PASSWORD)
    page.find("dialog .error")
    page.find("dialog .hint", "Ask an administrator")
    again(page, NEW)
    page.gone("dialog[open]")
    arrive(desk, page, number, "One. First. Second.")
