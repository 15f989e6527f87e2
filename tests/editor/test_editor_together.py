"""Several people on one post: working copies, notes, previews, presence."""

from selenium.webdriver.common.keys import Keys


def paragraphs(*texts):
    return [{"type": "paragraph", "text": text, "id": f"p{number}"}
            for number, text in enumerate(texts)]


def make(desk, title, content, name="ana", **fields):
    answer = desk.login(name).post("/posts/", json={
        "title": title, "content": content, **fields})
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


def publish(desk, number):
    assert desk.login("ben").post(
        f"/posts/{number}/publish/", json={}).status_code == 200


def copy_of(desk, number):
    return desk.login("ben").get(f"/posts/{number}/working-copy/")


def test_changes_that_are_not_live(desk, ana):
    """They are shown with their author, compared, thrown away, put back."""
    number = make(desk, "Rivers", paragraphs("They run to the sea.", "Slowly."))
    publish(desk, number)
    desk.login("ben").put(f"/posts/{number}/working-copy/", json={
        "title": "Rivers", "content": paragraphs("They run to the lake.",
                                                 "Slowly.")})
    ana.go(f"/posts/{number}")
    banner = ana.find(".banner", "changes by ben that are not live")
    assert "lake" in ana.find("#text").text
    ana.click(".banner .button", "Show what is live")
    assert ana.find("dialog .diff-row").text.startswith("Text changed")
    assert ana.find("dialog del").text == "sea"
    assert ana.find("dialog ins").text == "lake"
    assert "1 block is the same" in ana.find("dialog .diff").text
    ana.click("dialog .button", "Continue")
    ana.click(".banner .button", "Discard changes")
    ana.click("dialog .button.danger", "Discard changes")
    ana.find("#text", "sea")
    assert copy_of(desk, number).status_code == 404
    ana.click(".toast .button", "Undo")
    ana.find("#text", "lake")
    assert "lake" in copy_of(desk, number).text
    ana.click(".banner .button", "Continue")
    ana.gone(".banner")
    assert banner is not None


def test_stale_copy_says_so(desk, ben):
    number = make(desk, "Lakes", paragraphs("They are deep."))
    publish(desk, number)
    desk.login("ana").put(f"/posts/{number}/working-copy/", json={
        "content": paragraphs("They are very deep.")})
    desk.login("ben").patch(f"/posts/{number}/", json={"excerpt": "Water."})
    ben.go(f"/posts/{number}")
    ben.find(".banner", "Meanwhile the live post was changed as well.")
    # what was live meanwhile is no matter of the copy's: both go in
    ben.click("#act", "Update")
    ben.click("#confirm:enabled", "Update now")
    ben.find(".toast, dialog h2")


def test_notes_at_blocks(desk, ana, ben):
    number = make(desk, "Hills", paragraphs("Green.", "Brown in autumn."))
    ben.go(f"/posts/{number}")
    ben.click("#text p", "Brown")
    ben.click("[role=tab]", "Notes")
    ben.find(".notes .check em", "Brown in autumn.")
    ben.write(".notes textarea", "Which autumn?")
    ben.click(".notes .button.main", "Leave note")
    ben.find(".thread .note-text", "Which autumn?")
    ben.find(".noted-mark", "1")
    ana.go(f"/posts/{number}")
    ana.click(".noted-mark", "1")
    ana.find(".thread.looked .quoted", "Brown in autumn.")
    ana.click(".thread .button", "Answer")
    ana.write(".thread textarea", "The last one.")
    ana.click(".thread .button", "Send answer")
    ana.find(".thread .note + .note .note-text", "The last one.")
    ana.click(".thread .button", "Resolve")
    ana.find(".thread .hint", "Resolved by ana")
    ana.gone(".noted-mark")
    notes = desk.login("ben").get(f"/posts/{number}/notes/").json()
    assert [(one["text"], one["block"], one["parent"], one["resolved"])
            for one in notes] == [
        ("Which autumn?", "p1", None, True),
        ("The last one.", "p1", notes[0]["id"], False)]


def test_a_note_written_before_the_list_has_come(desk, ben):
    """It stays, with what the list has."""
    number = make(desk, "Dunes", paragraphs("Dry."))
    ben.go(f"/posts/{number}")
    ben.find("#text", "Dry.")
    desk.login("ana").post(f"/posts/{number}/notes/", json={"text": "First."})
    ben.delay("/notes/", 2)
    ben.click("[role=tab]", "Notes")
    ben.write(".notes textarea", "Second.")
    ben.click(".notes .button.main", "Leave note")
    ben.find(".thread .note-text", "First.")
    ben.find(".thread .note-text", "Second.")


def test_a_note_that_is_deleted_can_be_taken_back(desk, ben):
    number = make(desk, "Rivers", paragraphs("Wet."))
    path = f"/posts/{number}/notes/"
    client = desk.login("ben")
    first = client.post(path, json={"text": "Why?"}).json()["id"]
    client.post(path, json={"text": "So.", "parent": first})
    ben.go(f"/posts/{number}")
    ben.click("[role=tab]", "Notes")
    for act in ("Undo", None):
        ben.click(".thread [aria-label='Delete note']")
        ben.click("dialog .danger", "Delete note")
        ben.gone(".thread")
        ben.said("The note is deleted.")
        assert len(client.get(path).json()) == 2
        if act is None:
            ben.let_go()
            ben.until("gone", lambda: client.get(path).json() == [])
        else:
            ben.click(".toast button", act)
            ben.find(".thread .note + .note .note-text", "So.")


def test_sent_back_with_a_note(desk, ana, ben):
    """The writer sees why: on the start page and over the text."""
    number = make(desk, "Valleys", paragraphs("Low."))
    assert desk.login("ana").post(f"/posts/{number}/submit/",
                                  json={}).status_code == 200
    ben.go("/")
    ben.click(".start-part .start-line", "Valleys")
    ben.find("#text", "Low.")
    ben.click(".writing [aria-label=More]")
    ben.click(".menu-list .button", "Send back")
    ben.write("dialog textarea", "How low?")
    ben.click("dialog .button.main", "Send back")
    ben.find(".bar .badge", "Draft")
    ana.go("/")
    ana.find(".start-part .why", "How low?")
    ana.click(".start-part .start-line", "Valleys")
    ana.find(".banner.sent-back", "Sent back by ben")
    ana.find(".banner q", "How low?")
    ana.click(".banner .button", "Answer")
    ana.find(".thread.looked", "How low?")


def test_previews(desk, ana):
    number = make(desk, "Woods", paragraphs("Dark."))
    ana.go(f"/posts/{number}")
    ana.click("#text p", "Dark.")
    ana.keys(Keys.END, " And deep.")
    ana.click("[role=tab]", "Previews")
    ana.click(".previews .button.main", "Make a link")
    link = ana.find(".made input").get_attribute("value")
    seen = desk.client().get(link)
    assert seen.json()["content"][0]["text"] == "Dark. And deep."
    ana.click(".links .button")
    ana.click("dialog .button.danger", "End this preview")
    ana.gone(".links")
    assert desk.client().get(link).status_code == 404


def test_a_preview_made_before_the_list_has_come(desk, ana):
    """It stays in the list, which does not know it yet."""
    number = make(desk, "Moors", paragraphs("Wet."))
    desk.login("ana").post(f"/posts/{number}/previews/", json={})
    ana.go(f"/posts/{number}")
    ana.find("#text", "Wet.")
    ana.delay("/previews/", 2)
    ana.click("[role=tab]", "Previews")
    ana.click(".previews .button.main", "Make a link")
    ana.find(".made input")
    ana.until("both", lambda: len(ana.all(".links li")) == 2)


def test_presence_and_news(desk, ana, ben):
    """Who else has the post open; what they save can be fetched."""
    number = make(desk, "Coasts", paragraphs("Wet."))
    ana.go(f"/posts/{number}")
    ana.find("#text", "Wet.")
    ben.go(f"/posts/{number}")
    ben.find(".initials")
    assert "ana also has this post open" in \
        ben.find(".others").get_attribute("textContent")
    desk.login("ben").put(f"/posts/{number}/working-copy/", json={
        "content": paragraphs("Wet and wide.")})
    ana.find(".banner", "ben has changed this post.", seconds=45)
    ana.click(".banner .button", "Show it")
    ana.find("#text", "Wet and wide.")
    ben.go("/posts")
    ben.find(".head h1", "Posts")
    eve = desk.login("eve")
    ben.until("ana alone", lambda: [one["username"] for one in eve.post(
        f"/posts/{number}/presence/", json={}).json()["others"]] == ["ana"])


def test_a_leave_that_comes_late(desk, ana, ben):
    """As the one of a page that is loaded anew, after its new arrival."""
    number = make(desk, "Tides", paragraphs("Low."))
    path = f"/posts/{number}/presence/"
    eve, own = desk.login("eve"), desk.login("ben")

    def here():
        return [one["username"] for one in eve.post(
            path, json={}).json()["others"]]

    ben.go(f"/posts/{number}")
    ben.until("ben is here", lambda: here() == ["ben"])
    own.delete(path)
    ben.until("ben is here again", lambda: here() == ["ben"], seconds=10)
