"""One's own account, and the links by which passwords are set."""

import re

from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from browser import Page, url
from support.make import make_image, unique
from support.site import PASSWORD

NEW = "a new and longer one"


def add_user(office, role="WRITER"):
    name = unique("user")
    office.add_user(name, role)
    return name


def me(office, name, password=PASSWORD):
    return office.login(name, password).get("/auth/me/").json()


def test_profile_and_picture(office, opened, tmp_path):
    name = add_user(office)
    file = tmp_path / "me.jpg"
    file.write_bytes(make_image())
    page = opened(name, "/account")
    page.fill("first_name", "Ines")
    page.fill("last_name", "Ortega")
    page.fill("bio", "Walks.")
    page.fill("website", "https://example.org/ines")
    page.click("form button[type=submit]", "Save")
    page.said("Saved")
    page.find(".bar .menu button", "Ines Ortega")
    page.driver.find_element(By.NAME, "avatar").send_keys(str(file))
    page.find("img.avatar")
    row = me(office, name)
    assert (row["first_name"], row["bio"], row["website"]) == (
        "Ines", "Walks.", "https://example.org/ines")
    assert row["avatar_media"]["status"] == "READY"
    page.refuses(400)
    page.fill("website", "https://")
    page.driver.execute_script(
        "document.querySelector('[name=website]').form.noValidate = true")
    page.click("form button[type=submit]", "Save")
    page.find(".error", "Enter a valid URL.")
    assert page.driver.switch_to.active_element.get_attribute("name") == \
        "website"
    page.click(".avatar-row button", "Remove")
    page.find("span.avatar", "IO")
    assert me(office, name)["avatar_media"] is None


def test_too_many_tries(office):
    """The button tells for how long, and can be pressed again then."""
    name = add_user(office)
    with Page(url(office)) as page:
        page.refuses(429)
        for _ in range(5):
            office.client().post("/auth/login/", json={
                "username": name, "password": "not this one"})
        page.driver.get(f"{page.url}#/posts")
        page.find("[name=username]").send_keys(name)
        page.find("[name=password]").send_keys(PASSWORD + Keys.ENTER)
        page.find(".error", "Too many")
        button = page.find("button[type=submit]")
        assert not button.is_enabled()
        told = int(re.search(r"\((\d+)\)", button.text)[1])
        page.until("less", lambda: int(re.search(r"\((\d+)\)", page.find(
            "button[type=submit]").text)[1]) < told)
        office.sql("delete from login_attempts")
        page.driver.execute_script("""
            const wait = setTimeout;
            window.setTimeout = (run, ms) => wait(run, ms / 100);""")
        page.until("a button again", button.is_enabled)
        assert not page.all(".error")
        button.click()
        page.find(".bar")


def test_password(office, opened):
    name = add_user(office)
    page = opened(name, "/account")
    page.refuses(400)
    page.fill("old_password", "not this one")
    page.fill("new_password", NEW)
    page.click("button", "Set the password")
    page.find(".error", "Invalid password.")
    page.fill("old_password", PASSWORD)
    page.click("button", "Set the password")
    page.said("The new password holds")
    assert me(office, name, NEW)["username"] == name


def test_api_token(office, opened):
    """Its secret is shown once, and works until it is ended."""
    page = opened("wim", "/account")
    name = unique("generator ")
    page.click("button", "New token")
    page.fill("name", name)
    page.click("dialog button", "Make the token")
    secret = page.find(".secret input").get_attribute("value")
    assert office.client(secret).get("/auth/me/").json()["username"] == "wim"
    page.click("dialog button", "I have it")
    page.gone("dialog[open]")
    line = page.find(".line", name)
    assert "Only reads" in line.text
    assert secret not in page.driver.page_source
    line.find_element(By.CSS_SELECTOR, "button").click()
    page.click("dialog button.danger", "End the token")
    page.said("The token is ended.")
    page.gone(".line", name)
    assert office.client(secret).get("/auth/me/").status_code == 401


def test_invitation_link(office):
    """Whoever has it chooses a password and gets in; once."""
    name = add_user(office)
    number = office.sql(f"select id from users where username = '{name}'")
    link = office.login("ada").post(f"/users/{number}/link/").json()["url"]
    assert re.match(f"{office.origin}/editor/#reset=[\\w-]{{43}}$", link)
    with Page(f"{office.origin}/editor/") as page:
        page.refuses(400)
        page.driver.get(link)
        page.fill("new_password", "short")
        page.click("button", "Set the password")
        page.find(".error", "at least 10 characters")
        page.fill("new_password", NEW)
        page.click("button", "Set the password")
        page.click("button", "Sign in")
        page.find("[name=username]").send_keys(name)
        page.find("[name=password]").send_keys(NEW + Keys.ENTER)
        page.find(".bar .brand")
        assert "reset" not in page.driver.current_url
    with Page(link) as page:
        page.refuses(400)
        page.driver.get(link)
        page.fill("new_password", NEW)
        page.click("button", "Set the password")
        page.find("[role=alert]", "This link has been used")


def test_who_forgot_a_password_is_told_what_to_do(office):
    with Page(f"{office.origin}/editor/") as page:
        page.driver.get(page.url)
        page.click("summary", "Forgotten your password?")
        page.find(".hint", "Ask an administrator")
