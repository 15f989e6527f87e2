"""A day with the editors' page, in a browser, under its strict policy."""

from selenium.webdriver.common.keys import Keys

from browser import PHONE, Page, url
from support.make import make_image
from support.site import PASSWORD

DOCS = """<meta charset="utf-8"><b style="font-weight:normal"
id="docs-internal-guid-1"><p style="line-height:1.4"><span
style="font-weight:400">Pasted </span><span
style="font-weight:700">words</span></p><ul><li><p>one</p></li><li><p>two</p>
</li></ul></b>"""


def stored(site, title):
    """The post of that title, as an editor's program reads it."""
    found = site.login("ben").get("/posts/", params={"search": title})
    number = found.json()["results"][0]["id"]
    return site.login("ben").get(f"/posts/{number}/").json()


def write(page, file):
    page.click(".head .button", "New post")
    page.find("#title").send_keys("A walk in the hills" + Keys.ENTER)
    page.keys("We left before the sun.", Keys.ENTER, "## The way up",
              Keys.ENTER, "- water", Keys.ENTER, "bread", Keys.ENTER,
              Keys.ENTER, "/quo")
    page.find(".slash [role=option]", "Quote")
    page.keys(Keys.ENTER, "It is there.", Keys.ENTER, "Mallory", Keys.ENTER)
    page.paste(DOCS)
    page.find("#text strong", "words")
    page.keys(Keys.ENTER, Keys.ENTER)
    page.put_picture(file)
    page.find("figure.image .shown img[srcset], figure.image .shown img[src]")
    page.find("figure.image .block-field input").send_keys("Hills at dusk")


def test_a_day(desk, tmp_path):
    """A writer writes and submits, an editor publishes."""
    file = tmp_path / "hills.jpg"
    file.write_bytes(make_image())
    with Page(url(desk)) as page:
        page.sign_in("ana", PASSWORD)
        write(page, file)
        page.state("Saved ")
        page.click("#act", "Submit")
        page.click("#confirm:enabled", "Submit now", seconds=120)
        page.find(".bar .badge", "In review")
    post = stored(desk, "A walk in the hills")
    assert post["status"] == "IN_REVIEW"
    blocks = [{key: value for key, value in block.items() if key != "id"}
              for block in post["content"]]
    assert blocks[:4] == [
        {"type": "paragraph", "text": "We left before the sun."},
        {"type": "heading", "level": 2, "text": "The way up"},
        {"type": "list", "items": ["water", "bread"]},
        {"type": "quote", "text": "It is there.", "cite": "Mallory"}]
    assert {"type": "paragraph", "text": "Pasted words",
            "marks": [[7, 12, "strong"]]} in blocks
    picture = next(one for one in blocks if one["type"] == "image")
    assert picture["alt"] == "Hills at dusk"
    with Page(url(desk)) as page:
        page.sign_in("ben", PASSWORD)
        page.click(".tabs a", "In review")
        page.click(".post a", "A walk in the hills")
        page.find("#text", "We left before the sun.")
        page.click("#act", "Publish")
        page.click("#confirm:enabled", "Publish now")
        page.find(".bar .badge", "Published")
        page.find(".toast .button", "View on the site")
        page.click(".writing [aria-label=More]")
        assert page.find(".menu-list a", "View on the site").get_attribute(
            "href") == f"https://www.example.org/blog/{post['slug']}"
    assert desk.client().get(f"/posts/{post['id']}/").json()["status"] == \
        "PUBLISHED"


def test_what_was_typed_outlives_the_session(desk):
    """A session that ends is asked for over the page, and the text saved."""
    with Page(url(desk), size=PHONE) as page:
        page.sign_in("ana", PASSWORD)
        assert page.overflow() <= 0
        page.click(".head .button", "New post")
        page.find("#title").send_keys("Kept over the night" + Keys.ENTER)
        page.keys("before")
        page.state("Saved ")
        assert page.overflow() <= 0
        page.driver.delete_all_cookies()
        page.driver.get_cookies()
        desk.end_sessions("ana")
        page.keys(" and after")
        page.find("dialog h2", "Your session has ended")
        page.find("dialog [name=password]").send_keys(PASSWORD + Keys.ENTER)
        page.gone("dialog[open]")
        page.state("Saved ")
    number = stored(desk, "Kept over the night")["id"]
    copy = desk.login("ben").get(f"/posts/{number}/working-copy/").json()
    assert copy["fields"]["content"][0]["text"] == "before and after"
