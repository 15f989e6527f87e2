"""Users: for an ADMIN alone; disabled rather than deleted."""

import pytest
from selenium.webdriver.common.by import By

from browser import PHONE
from support.make import unique


def row(office, name):
    found = office.login("ada").get("/users/", params={
        "search": name}).json()["results"]
    return next(one for one in found if one["username"] == name)


def test_added_and_invited(office, opened):
    name = unique("new")
    page = opened("ada", "/users")
    page.click(".head button", "Add user")
    page.fill("username", name)
    page.fill("email", f"{name}@example.org")
    page.click("dialog option", "Editor")
    page.click("dialog footer button", "Add user")
    page.find("dialog h2", f"Link for {name}")
    link = page.find(".secret input").get_attribute("value")
    assert link.startswith(f"{office.origin}/editor/#reset=")
    page.click("dialog footer button", "Close")
    made = row(office, name)
    assert (made["role"], made["is_active"]) == ("EDITOR", True)


def test_found_changed_and_disabled(office, opened):
    name = unique("walker")
    office.add_user(name)
    page = opened("ada", "/users", size=PHONE)
    page.find(".search input").send_keys(name)
    page.until("one row", lambda: len(page.driver.find_elements(
        By.CSS_SELECTOR, ".line")) == 1)
    assert page.overflow() <= 0
    page.click(".line-button", name)
    page.fill("first_name", "Walt")
    page.click("dialog label", "May sign in")
    page.click("dialog footer button", "Save")
    page.find("dialog p", "signed out everywhere")
    page.click("dialog button.danger", "Disable")
    page.find(".line .badge", "Disabled")
    now = row(office, name)
    assert (now["is_active"], now["first_name"]) == (False, "Walt")
    page.click(".line-button", "Walt")
    page.click("dialog label", "May sign in")
    page.click("dialog footer button", "Save")
    page.gone(".line .badge.off")
    assert row(office, name)["is_active"]


@pytest.fixture
def ada_alone(office):
    """No other administrator, for as long as a test takes."""
    others = office.sql("select string_agg(quote_literal(username), ',') "
                        "from users where role = 'ADMIN' and is_active "
                        "and username <> 'ada'") or "''"
    office.sql("update users set role = 'EDITOR' "
               f"where username in ({others})")
    yield
    office.sql(f"update users set role = 'ADMIN' where username in ({others})")


def test_last_administrator_is_told_at_the_field(office, opened, ada_alone):
    page = opened("ada", "/users")
    page.refuses(400)
    page.click(".line-button", "ada")
    page.click("dialog option", "Writer")
    page.click("dialog footer button", "Save")
    page.find("dialog .field:has([name=role]) .error",
              "The last active administrator cannot be disabled")
    assert row(office, "ada")["role"] == "ADMIN"


def test_others_do_not_see_it(opened):
    page = opened("edda")
    page.click(".menu button", "Manage")
    page.find(".menu-list a", "Tags")
    assert "Users" not in page.find(".menu-list:popover-open").text
    page.go("/users")
    page.find(".empty h2", "not for your role")
    page = opened("wim")
    assert "Manage" not in page.find(".bar").text
