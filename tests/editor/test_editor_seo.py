"""Search and sharing: what a post looks like elsewhere."""

from selenium.webdriver.common.by import By

from browser import PHONE
from support.make import make_image, make_media, make_post, unique

LONG = "A title that goes on and on about the hills and the sun and the moon"


def panel(opened, post, **options):
    page = opened("edda", f"/posts/{post['id']}", **options)
    page.find("#text")
    if not page.driver.find_elements(By.CSS_SELECTOR, ".details"):
        page.click("#beside")
    page.click("#seo")
    page.find(".serp-title")
    return page


def test_previews_follow_the_fields(office, opened):
    post = make_post(office.login("edda"), title=unique("Hills "),
                     content=[{"type": "paragraph", "text": "We left."}])
    page = panel(opened, post)
    assert page.find(".serp-title").text == post["title"]
    assert page.find(".serp-text").text == "We left."
    assert page.find(".serp-path").text == \
        f"www.example.org › blog › {post['slug']}"
    assert page.driver.execute_script(
        "return [...document.querySelectorAll('.seo input, .seo textarea')]"
        ".every((one) => one.labels.length === 1)")
    page.find("#seo_title").send_keys(LONG)
    page.find(".hint", "cut off is “")
    assert page.find(".serp-title").text.endswith("…")
    page.find("#seo_description").send_keys("Two days above the trees.")
    page.find(".serp-text", "Two days above the trees.")
    page.find("#canonical_url").send_keys("https://example.org/elsewhere")
    page.find(".seo-warning", "will show that one")
    page.find(".serp-path", "example.org › elsewhere")
    page.click("label", "Keep out of search engines")
    page.find(".seo-warning", "leave this post out")
    page.state("Saved ")
    copy = office.login("edda").get(
        f"/posts/{post['id']}/working-copy/").json()["fields"]
    assert (copy["seo_title"], copy["no_index"], copy["canonical_url"]) == (
        LONG, True, "https://example.org/elsewhere")


def test_pictures_of_cards(office, opened):
    """Chosen for sharing, else the post's, else the first of the text."""
    editor = office.login("edda")
    first, featured, chosen = (make_media(editor, make_image(seed=n))
                               for n in (11, 12, 13))
    post = make_post(editor, content=[
        {"type": "image", "media_id": first["id"], "alt": "a"}])

    def shown(media, text):
        page.find(".hint", text)
        url = media["variants"].get("medium", media)["url"]
        page.until("its picture", lambda: [
            one.get_attribute("src") for one in page.driver.find_elements(
                By.CSS_SELECTOR, ".social-card img")] == [url, url])

    page = panel(opened, post, size=PHONE)
    assert page.overflow() <= 0
    shown(first, "The first picture of the text")
    for number, media, text in (
            ("featured", featured, "The picture of the post"),
            ("og_media", chosen, "Chosen for sharing")):
        page.click(f"#{number}")
        page.until("its tile", lambda: page.driver.find_elements(
            By.CSS_SELECTOR, "dialog .tile img"
            f"[src='{media['variants']['thumb']['url']}']"))[0].click()
        shown(media, text)
    page.state("Saved ")
    copy = editor.get(f"/posts/{post['id']}/working-copy/").json()["fields"]
    assert (copy["featured_media"], copy["og_media"]) == (
        featured["id"], chosen["id"])
