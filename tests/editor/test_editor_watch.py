"""What was done, and who is told of it."""

import json

from selenium.webdriver.common.by import By

from browser import PHONE
from support.make import make_category, make_post, unique


def test_audit_filters_and_pages(office, opened):
    editor = office.login("edda")
    name = unique("Seen ")
    made = make_category(editor, name=name)
    editor.patch(f"/categories/{made['id']}/", json={"description": "x"})
    page = opened("ada", "/audit")
    page.find("tbody tr", name)
    page.find("[name=object_type] option", "Category").click()
    page.find("[name=action] option", "Changed").click()
    page.find("tbody tr", f"Category {name}")
    page.until("only changes of categories", lambda: {
        cell.text for cell in page.driver.find_elements(
            By.CSS_SELECTOR, "tbody td:nth-child(3)")} == {"Changed"})
    assert "object_type=category" in page.driver.current_url
    assert "description" in page.find("tbody tr", name).text
    page.find("[name=user]").send_keys("nobody\n")
    page.find(".empty h2", "Nothing of this kind")
    page.click(".filters button", "All events")
    page.find("tbody tr", name)
    for _ in range(51):
        editor.patch(f"/categories/{made['id']}/", json={
            "description": unique("y")})
    page.go("/audit?object_type=category&action=edit")
    page.until("the newest", lambda: len(page.all("tbody tr", name)) >= 50)

    def newest():
        return page.find("tbody time").get_attribute("datetime")

    first = newest()
    page.click(".pages a", "Next page")
    page.until("older ones", lambda: newest() < first)
    assert page.find("tbody tr", name)
    page.click(".pages a", "Previous page")
    page.until("the newest", lambda: newest() >= first)
    page.click(".pages a", "Next page")
    page.find("[name=action] option[value=create]").click()
    page.find("tbody tr", name)
    assert "cursor" not in page.driver.current_url


def test_audit_by_day_and_on_a_phone(office, opened):
    editor = office.login("edda")
    post = make_post(editor, publish=True)
    page = opened("ada", "/audit?object_type=post&after=2001-01-01", PHONE)
    page.find("tbody tr", post["title"])
    assert page.overflow() <= 0
    page.click("tbody tr a", post["title"])
    page.find("#title")
    page.go("/audit?before=2001-01-01")
    page.find(".empty")


def test_audit_by_the_clock_of_the_site(office, opened):
    """Times and days are the site's, wherever its reader is."""
    name = unique("Late ")
    made = make_category(office.login("edda"), name=name)
    # half past eleven in Berlin, the next day in Tokyo
    office.sql("set session_replication_role = replica; "
               "update events set at = '2025-03-10 22:30:00+00' where "
               f"object_type = 'category' and object_id = {made['id']}")
    page = opened("ada")
    page.driver.execute_cdp_cmd("Emulation.setTimezoneOverride", {
        "timezoneId": "Asia/Tokyo"})
    page.driver.refresh()
    page.go("/audit?object_type=category&after=2025-03-10&before=2025-03-10")
    page.find("tbody tr", name)
    page.find("tbody time", "10 Mar 2025, 23:30:00")
    page.find(".head .hint", "Time zone: Europe/Berlin")
    page.go("/audit?object_type=category&after=2025-03-11&before=2025-03-11")
    page.find(".empty")


def test_webhook(office, opened, receiver):
    """Its secret is shown once; a ping arrives, and is sent again."""
    name = unique("Generator ")
    page = opened("ada", "/webhooks")
    page.refuses(400)
    page.click(".head button", "New webhook")
    page.fill("name", name)
    page.fill("url", receiver.url)
    page.click("dialog label", "All events")
    page.click("dialog footer button", "Save")
    page.find("dialog fieldset .error")
    page.click("dialog label", "Post published")
    page.click("dialog label", "Post no longer public")
    page.click("dialog footer button", "Save")
    secret = page.find(".secret input").get_attribute("value")
    assert secret.startswith("whsec_")
    page.click("dialog button", "I have it")
    assert "Nothing sent yet" in page.find(".line", name).text
    assert secret not in page.driver.page_source
    (hook,) = [one for one in office.login("ada").get(
        "/webhooks/").json()["results"] if one["name"] == name]
    assert hook["events"] == ["post.published", "post.removed"]
    page.click(f".line [aria-label='Deliveries: {name}']")
    page.find(".empty", "A ping shows")
    page.click(".head button", "Send a ping")
    page.find(".line", "Delivered")
    assert json.loads(receiver.requests[-1].body)["type"] == "ping"
    told = len(receiver.requests)
    page.click(".line button", "Send again")
    page.until("a second one", lambda: len(receiver.requests) > told)
    page.find(".line", "Delivered")
    assert len({one.headers["webhook-id"]
                for one in receiver.requests[told - 1:]}) == 1


def test_webhook_switched_off_and_deleted(office, opened, receiver):
    name = unique("Hook ")
    admin = office.login("ada")
    made = admin.post("/webhooks/", json={"name": name, "events": ["*"],
                                          "url": receiver.url}).json()
    page = opened("ada", "/webhooks", size=PHONE)
    page.click(".line-button", name)
    page.click("dialog label", "Switched on")
    page.click("dialog footer button", "Save")
    page.until("switched off", lambda: "Off" in page.find(
        ".line", name).text)
    assert page.overflow() <= 0
    page.find(".line", name).find_element(
        By.CSS_SELECTOR, "button:not(.line-button)").click()
    page.until("switched on", lambda: "Off" not in page.find(
        ".line", name).text)
    assert admin.get(f"/webhooks/{made['id']}/").json()["is_active"]
    page.click(".line-button", name)
    page.click("dialog footer button", "Remove")
    page.find("dialog p", "is told of nothing more")
    page.driver.find_elements(By.CSS_SELECTOR, "dialog")[-1].find_element(
        By.CSS_SELECTOR, "footer .danger").click()
    page.gone(".line", name)
    page.go("/")
    page.driver.refresh()
    page.until("gone", lambda: admin.get(
        f"/webhooks/{made['id']}/").status_code == 404)
