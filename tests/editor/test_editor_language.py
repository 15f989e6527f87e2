"""Which language the page speaks, and from right to left."""

from browser import PHONE


def test_the_browsers_language_or_the_chosen_one(office, opened):
    page = opened_in_german(opened)
    page.find(".bar nav a", "Beiträge")
    assert page.driver.execute_script(
        "return document.documentElement.lang") == "de-DE"
    page.go("/account")
    page.click("[name=language] option", "English")
    page.click("form:has([name=language]) button[type=submit]")
    page.find(".head h1", "Your account")
    page.driver.refresh()
    page.find(".head h1", "Your account")
    page.click("[name=language] option", "As the browser has it")
    page.click("form:has([name=language]) button[type=submit]")
    page.find(".head h1", "Ihr Konto")


def opened_in_german(opened):
    return opened("wim", language="de-DE,de")


def test_from_right_to_left_nothing_is_cut_off(opened):
    """No language of the page is written so yet; its places are ready."""
    page = opened("ada", size=PHONE)
    for place in ("/posts", "/calendar", "/media", "/categories", "/tags",
                  "/ads", "/users", "/webhooks", "/audit", "/account"):
        page.go(place)
        page.find(".head h1")
        page.driver.execute_script(
            "document.documentElement.dir = 'rtl'")
        page.until("all within", lambda: page.overflow() <= 0)
        page.until("its heading begins at the right", lambda: (
            page.driver.execute_script(
                "return document.querySelector('.head h1')"
                "?.getBoundingClientRect().right ?? 0") > 300))
