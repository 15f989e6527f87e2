"""What a post was, and what was deleted: revisions and the trash."""

from selenium.webdriver.common.keys import Keys

from test_editor_together import copy_of, make, paragraphs, publish


def live(desk, number):
    return desk.login("ben").get(f"/posts/{number}/").json()


def test_compare_and_go_back(desk, ben):
    """Any two states differ readably; going back is undone by going back."""
    number = make(desk, "Bread", paragraphs("Flour and water.", "Salt."),
                  "ben", excerpt="Short.")
    publish(desk, number)
    desk.login("ben").patch(f"/posts/{number}/", json={
        "title": "Good bread", "content": paragraphs(
            "Flour and time.", "Salt.", "Heat.")})
    ben.go(f"/posts/{number}")
    ben.click("[role=tab]", "History")
    ben.find(".revision", "Title, Text")
    ben.click(".revision", "Begun")
    ben.find("dialog .diff-row", "Text added")
    assert "Good bread" in ben.find("dialog .diff-row", "Title").text
    assert [one.text for one in ben.all("dialog del")] == ["Bread", "water"]
    ben.click("dialog select option", "2: Published")
    ben.find("dialog .good", "There is no difference.")
    ben.click("dialog .button.main", "Go back to this")
    ben.click("dialog .button.danger", "Go back to this")
    ben.find("#text", "Flour and water.")
    assert live(desk, number)["title"] == "Bread"
    ben.click(".toast .button", "Undo")
    ben.find("#text", "time.")
    assert live(desk, number)["title"] == "Good bread"
    ben.click("[role=tab]", "History")
    ben.until("what was done", lambda: len(ben.all(
        ".revision", "Went back")) == 2)


def test_what_was_chosen_last_is_compared(desk, ben):
    """However late the answer to another choice is."""
    number = make(desk, "Tea", paragraphs("Hot."), "ben")
    publish(desk, number)
    desk.login("ben").patch(f"/posts/{number}/", json={"title": "Iced tea"})
    ben.go(f"/posts/{number}")
    ben.click("[role=tab]", "History")
    ben.click(".revision", "Begun")
    ben.find("dialog .diff-row", "Title")
    ben.delay("/revisions/2/", 2)
    ben.click("dialog select option", "2: Published")
    ben.click("dialog select option", "3: ")
    ben.find("dialog .diff-row", "Title")
    ben.late_has_come()
    assert "Iced tea" in ben.find("dialog .diff-row", "Title").text


def test_older_ones_stay_when_a_late_answer_comes(desk, ben):
    number = make(desk, "Soup", paragraphs("Hot."), "ben")
    writers = [desk.login("ben"), desk.login("eve")]  # else it is one edit
    for count in range(60):
        writers[count % 2].patch(f"/posts/{number}/",
                                 json={"title": f"Soup {count}"})
    ben.go(f"/posts/{number}")
    ben.click("[role=tab]", "History")
    for lines in (30, 60, 61):
        ben.until(f"{lines} lines",
                  lambda: len(ben.all(".revision")) == lines)
        if lines == 30:
            ben.delay("&page=2", 2)
            ben.click(".history .button", "older")
        if lines < 61:
            ben.click(".history .button", "older")
    ben.late_has_come()
    assert len(ben.all(".revision")) == 61


def test_going_back_keeps_what_was_being_written(desk, ben):
    number = make(desk, "Jam", paragraphs("Fruit."), "ben")
    publish(desk, number)
    ben.go(f"/posts/{number}")
    ben.click("#text p", "Fruit.")
    ben.keys(Keys.END, " Sugar.")
    ben.state("Saved ")
    ben.click("[role=tab]", "History")
    ben.click(".revision", "Begun")
    ben.find("dialog ins", "Sugar")
    ben.click("dialog .button.main", "Go back to this")
    ben.click("dialog .button.danger", "Go back to this")
    ben.until("the old text", lambda: ben.find("#text").text.strip()
              == "Fruit.")
    assert copy_of(desk, number).status_code == 404
    ben.click(".toast .button", "Undo")
    ben.find("#text", "Fruit. Sugar.")
    assert "Fruit. Sugar." in copy_of(desk, number).text


def test_trash(desk, ben):
    """A deleted post comes back at once, from the trash, or never."""
    number = make(desk, "Soup", paragraphs("Hot."), "ben")
    ben.go(f"/posts/{number}")
    ben.click("#text p", "Hot.")
    ben.keys(Keys.END, " Salty.")

    def remove():
        ben.click(".writing [aria-label=More]")
        ben.click(".menu-list .button", "Delete")
        ben.find(".head h1", "Posts")

    remove()
    assert desk.login("ben").get(f"/posts/{number}/").status_code == 404
    ben.click(".toast .button", "Undo")
    ben.find("#text", "Hot. Salty.")
    remove()
    ben.click(".tabs a", "Trash")
    ben.click(".trash li .button", "Restore")
    ben.click(".toast .button", "Open")
    ben.find("#title")
    assert live(desk, number)["status"] == "DRAFT"
    remove()
    ben.go("/trash")
    ben.find(".trash li", "Soup")
    ben.click(".trash li .button.danger", "Delete for good")
    ben.click("dialog .button.danger", "Delete for good")
    ben.gone(".trash li", "Soup")
    trashed = desk.login("eve").get("/posts/trash/").json()["results"]
    assert number not in [one["id"] for one in trashed]
    if not trashed:
        ben.find(".empty h2", "The trash is empty")


def test_leaving_makes_the_draft(desk, ben):
    """What is written into a draft is in lists once it is left."""
    ben.go("/posts/new")
    ben.click("#title")
    ben.keys("A first na", Keys.ENTER)
    ben.state("Saved ")
    ben.click("#title")
    ben.keys(Keys.END, "me", Keys.ENTER, "Text.")
    ben.go("/posts")
    ben.find(".post strong", "A first name")


def test_opened_again_before_it_is_saved(desk, ben):
    """What was written last is there, and nobody else is blamed for it."""
    number = make(desk, "Slow", paragraphs("First."), "ben")
    ben.driver.execute_cdp_cmd("Network.enable", {})
    try:
        for latency in (1000, 0):
            ben.go(f"/posts/{number}")
            ben.click("#text p", "First.")
            ben.driver.execute_cdp_cmd("Network.emulateNetworkConditions", {
                "offline": False, "latency": latency,
                "downloadThroughput": -1, "uploadThroughput": -1})
            ben.keys(Keys.END, f" Then {latency}.")
            ben.go("/posts")
            ben.find(".head h1", "Posts")
    finally:
        ben.driver.execute_cdp_cmd("Network.emulateNetworkConditions", {
            "offline": False, "latency": 0, "downloadThroughput": -1,
            "uploadThroughput": -1})
    ben.go(f"/posts/{number}")
    ben.find("#text p", "First. Then 1000. Then 0.")
    assert not ben.all(".banner")


def test_tags(desk, ben):
    """Tags are words of their own; those that exist are offered."""
    desk.login("ben").post("/tags/", json={"name": "Long walks"})
    number = make(desk, "Tagged", paragraphs("x"), "ben", tags=["Rain"])
    ben.go(f"/posts/{number}")
    ben.click("[role=tab]", "Details")
    ben.find(".chips li", "Rain")
    ben.find("#tags").send_keys("lon")
    ben.find("[role=option]", "Long walks")
    ben.keys(Keys.ARROW_DOWN, Keys.ENTER)
    ben.find(".chips li", "Long walks")
    ben.keys("Mud,", "snow", Keys.ENTER, "oops", Keys.ENTER, Keys.BACKSPACE)
    ben.find(".chips [aria-label='Remove the tag Rain']").click()
    ben.state("Saved ")
    assert copy_of(desk, number).json()["fields"]["tags"] == \
        ["Long walks", "Mud", "snow"]
