"""A day's flows by keys alone, for the three roles: nobody touches a mouse,
and nobody has to look for where they are."""

from selenium.webdriver.common.keys import Keys

from browser import Page, url
from hands import ALL, Hands
from support.make import make_image, make_media, unique
from support.site import PASSWORD
from test_editor_together import make, paragraphs

MORE = ".writing [aria-label=More]"


def status(desk, number):
    return desk.login("ben").get(f"/posts/{number}/").json()["status"]


def in_review(desk):
    title = unique("Reviewed ")
    number = make(desk, title, paragraphs("One.", "Two."))
    desk.login("ana").post(f"/posts/{number}/submit/", json={})
    return number, title


def test_signed_in(desk):
    with Page(url(desk)) as page:
        page.driver.get(page.url + "#/posts")
        hands = Hands(page)
        hands.to("[name=username]")
        page.keys("ana")
        hands.to("[name=password]")
        page.keys("wrong", Keys.ENTER)
        page.find(".error")
        hands.kept()
        hands.to("[name=password]")
        page.keys(ALL, PASSWORD)
        hands.on(".button.main", "Sign in")
        page.find(".head h1", "Posts")
        hands.kept()


def test_written_and_submitted(desk, things, hands):
    """With title, category, tag and picture; and withdrawn."""
    make_media(desk.login("ana"), make_image())
    one = hands("ana", "/")
    page = one.page
    one.on(".bar a", "Posts")
    page.find(".head h1", "Posts")
    one.kept()
    one.on(".head .button", "New post")
    title = unique("By hand ")
    page.until("in the title", lambda: one.focus("#title")[1])
    page.keys(title, Keys.ENTER, "Words.")
    one.to("#category")
    page.keys("Walks")
    one.to("#tags")
    page.keys("Fog", Keys.ENTER)
    one.on("#featured")
    page.find("dialog .tile")
    one.on("dialog .tile")
    page.gone("dialog[open]")
    assert one.focus("#featured")[1]
    page.find("img.featured")
    one.back("#act", "Submit")
    one.press(Keys.ENTER)
    page.find("#confirm")
    page.until("at the button", lambda: one.focus("#confirm")[1])
    one.press(Keys.ENTER)
    page.find(".bar .badge", "In review")
    one.kept()
    one.to("#act", "Withdraw")
    one.press(Keys.ENTER)
    page.find(".bar .badge", "Draft")
    one.kept()
    found = desk.login("ana").get("/posts/", params={"search": title})
    number = found.json()["results"][0]["id"]
    post = desk.login("ana").get(f"/posts/{number}/").json()
    assert [post["status"], post["category"]["name"], post["tags"][0][
        "name"]] == ["DRAFT", "Walks", "Fog"]
    assert post["featured_media"] is not None


def test_sent_back(desk, hands):
    number, title = in_review(desk)
    one = hands("ben", "/")
    page = one.page
    one.on(".start-line", title)
    page.find("#text", "One.")
    one.kept()
    one.pick(MORE, "Send back")
    page.find("dialog textarea")
    assert one.focus("dialog textarea")[1]
    page.keys("Why two?")
    one.on("dialog .button.main", "Send back")
    page.find(".bar .badge", "Draft")
    one.kept()
    assert status(desk, number) == "DRAFT"


def take_back(one):
    one.pick(MORE, "Unpublish")
    one.sure()
    one.page.find(".bar .badge", "Draft")
    one.kept()


def test_published_and_scheduled(desk, hands):
    number = make(desk, unique("Out "), paragraphs("One."), name="ben")
    one = hands("ben", f"/posts/{number}")
    page = one.page
    page.find("#text", "One.")
    one.on("#act", "Publish")
    page.until("at the button", lambda: one.focus("#confirm")[1])
    one.press(Keys.ENTER)
    page.find(".bar .badge", "Published")
    one.kept()
    take_back(one)
    one.pick(MORE, "Schedule")
    page.find("dialog input[type=date]")
    one.to("#confirm", "Schedule for")
    one.press(Keys.ENTER)
    page.find(".bar .badge", "Scheduled")
    one.kept()
    take_back(one)
    assert status(desk, number) == "DRAFT"


def beside(one, name):
    """That tab beside the text."""
    one.to("[role=tab]")
    one.to("[role=tab]", name, Keys.ARROW_RIGHT)


def test_compared_and_gone_back(desk, hands):
    number = make(desk, unique("Bread "), paragraphs("Flour."), name="ben")
    desk.login("ben").patch(f"/posts/{number}/", json={
        "content": paragraphs("Time.")})
    one = hands("ben", f"/posts/{number}")
    page = one.page
    page.find("#text", "Time.")
    beside(one, "History")
    page.find(".revision", "Begun")
    one.on(".revision button", "Begun")
    page.find("dialog del")
    one.to("dialog select")
    page.keys(Keys.ARROW_DOWN)
    page.find("dialog .diff")
    one.on("dialog .button.main", "Go back")
    one.sure()
    page.find("#text", "Flour.")
    one.kept()
    one.on(".toast .button", "Undo")
    page.find("#text", "Time.")
    one.kept()


def test_preview(desk, hands):
    number = make(desk, unique("Seen "), paragraphs("One."))
    one = hands("ana", f"/posts/{number}")
    page = one.page
    page.find("#text", "One.")
    beside(one, "Previews")
    page.find(".previews")
    one.on(".previews .button", "Make a link")
    link = page.find(".made input").get_attribute("value")
    one.kept()
    assert desk.client().get(link).status_code == 200
    one.on(".links .button")
    one.sure()
    page.gone(".links")
    one.kept()
    assert desk.client().get(link).status_code == 404


def test_note_answered_and_resolved(desk, hands):
    number = make(desk, unique("Noted "), paragraphs("One.", "Two."))
    one = hands("ben", f"/posts/{number}")
    page = one.page
    page.find("#text", "Two.")
    one.to("#text")
    page.keys(Keys.ARROW_DOWN, Keys.CONTROL + Keys.ALT + "m" + Keys.NULL)
    page.find(".notes .check em", "Two.")
    one.to(".notes textarea")
    page.keys("Which two?")
    one.on(".notes .button", "Leave note")
    page.find(".thread .note-text", "Which two?")
    one.kept()
    one = hands("ana", f"/posts/{number}")
    page = one.page
    page.find(".noted-mark")
    one.on(".noted-mark")
    page.find(".thread.looked .quoted", "Two.")
    one.kept()
    one.on(".thread .button", "Answer")
    page.until("in the answer", lambda: one.focus(".thread textarea")[1])
    page.keys("Both.")
    one.on(".thread .button", "Send answer")
    page.find(".thread .note + .note", "Both.")
    one.kept()
    one.on(".thread .button", "Resolve")
    page.find(".thread .hint", "Resolved by ana")
    one.kept()
    notes = desk.login("ben").get(f"/posts/{number}/notes/").json()
    assert [one["text"] for one in notes] == ["Which two?", "Both."]
    assert notes[0]["resolved"] and notes[0]["block"] == "p1"


def test_trashed_and_back(desk, hands):
    number = make(desk, unique("Soup "), paragraphs("Hot."), name="ben")
    one = hands("ben", f"/posts/{number}")
    page = one.page
    page.find("#text", "Hot.")
    one.pick(MORE, "Delete")
    page.find(".head h1", "Posts")
    one.kept()
    one.on(".toast .button", "Undo")
    page.find("#text", "Hot.")
    one.kept()
    one.pick(MORE, "Delete")
    page.find(".head h1", "Posts")
    one.on(".tabs a", "Trash")
    page.find(".trash li")
    one.kept()
    one.on(".trash .button", "Restore")
    page.said("is a draft again")
    one.kept()
    assert status(desk, number) == "DRAFT"


def test_file_of_the_library(desk, hands, tmp_path):
    file = tmp_path / f"{unique('hill')}.jpg"
    file.write_bytes(make_image())
    one = hands("wim", "/media")
    page = one.page
    page.find(".head h1", "Media")
    one.to("input[type=file]")
    page.driver.switch_to.active_element.send_keys(str(file))
    page.find(".tile img", seconds=60)
    one.kept()
    one.on(".tile")
    page.find("dialog h2", file.name)
    one.to("dialog textarea", "Alternative")
    page.keys("A hill", Keys.TAB)
    page.said("Saved")
    one.on("dialog .button.danger")
    one.sure()
    page.gone("dialog[open]")
    page.gone(".tile")
    one.kept()


def remove(one, name, warning):
    one.on(".line-button", name)
    one.on("dialog .danger", "Remove")
    one.page.find("dialog p", warning)
    one.sure()
    one.page.gone(".line", name)
    one.kept()


def test_placements(hands):
    one = hands("eve", "/ads")
    page = one.page
    page.find(".head .button")
    name = unique("Side ")
    one.on(".head .button", "New placement")
    page.until("in its name", lambda: one.focus("dialog [name=name]")[1])
    page.keys(name)
    one.on("dialog .button.main", "Save")
    page.find(".line", name)
    one.kept()
    one.on(".line-button", name)
    one.on("dialog [name=show_on_mobile]", key=Keys.SPACE)
    one.on("dialog .button.main", "Save")
    page.find("[aria-label='Not on phones']")
    one.kept()
    assert one.focus(".line-button", name)[1]
    remove(one, name, "find nothing")


def test_users(desk, hands):
    one = hands("eve", "/users")
    page = one.page
    page.refuses(400)
    page.find(".head .button")
    name = unique("new")
    one.on(".head .button", "Add user")
    page.until("in its name", lambda: one.focus("[name=username]")[1])
    page.keys("ana")
    one.on("dialog .button.main", "Add user")
    page.find("dialog .error")
    page.until("at what is wrong", lambda: one.focus("[name=username]")[1])
    page.keys(ALL, name)
    one.to("[name=role]")
    page.keys("Ed")
    one.on("dialog .button.main", "Add user")
    page.find("dialog h2", f"Link for {name}")
    page.find(".secret input")
    one.on("dialog footer .button", "Close")
    page.gone("dialog[open]")
    one.kept()
    one.to(".search input", key=Keys.TAB)
    page.keys(name)
    page.until("it alone", lambda: len(page.all(".line")) == 1)
    one.on(".line-button", name)
    one.to("[name=role]")
    page.keys("Wr")
    one.on("dialog [name=is_active]", key=Keys.SPACE)
    one.on("dialog .button.main", "Save")
    one.sure()
    page.find(".line .badge", "Disabled")
    one.kept()
    row = desk.login("eve").get("/users/", params={"search": name})
    assert [(user["role"], user["is_active"]) for user in
            row.json()["results"]] == [("WRITER", False)]


def test_webhooks(desk, receiver, hands):
    one = hands("eve", "/webhooks")
    page = one.page
    page.find(".head .button")
    name = unique("Hook ")
    one.on(".head .button", "New webhook")
    page.until("in its name", lambda: one.focus("dialog [name=name]")[1])
    page.keys(name, Keys.TAB, receiver.url)
    one.on("dialog .button.main", "Save")
    page.find(".secret input")
    one.kept()
    one.on("dialog footer .button", "I have it")
    page.gone("dialog[open]")
    one.kept()
    one.on(f"[aria-label='Deliveries: {name}']")
    page.find(".empty")
    one.kept()
    one.on(".head .button", "Send a ping")
    page.find(".line", "Delivered")
    one.kept()
    one.on("main a", "Webhooks")
    page.find(".line-button", name)
    one.kept()
    remove(one, name, "is told of nothing more")


def test_password(desk, hands):
    name, new = unique("user"), "a new and longer one"
    desk.add_user(name)
    one = hands(name, "/account")
    page = one.page
    page.refuses(400)
    page.find("[name=old_password]")
    one.to("[name=old_password]")
    page.keys("not this one")
    one.to("[name=new_password]")
    page.keys(new)
    one.on(".part .button", "Set the password")
    page.find(".error")
    page.until("at what is wrong", lambda: one.focus("[name=old_password]")[1])
    page.keys(ALL, PASSWORD)
    one.on(".part .button", "Set the password")
    page.said("The new password holds")
    one.kept()
    assert desk.login(name, new).get("/auth/me/").status_code == 200
