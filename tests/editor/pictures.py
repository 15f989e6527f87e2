"""Makes the pictures of the editors' page that README shows.

    /usr/bin/python3 tests/editor/pictures.py

It writes docs/page-*.webp. What is in them is made up; it needs `make all`
and what the tests need.
"""

import io
import random
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent), str(HERE.parent / "bench")]

from PIL import Image, ImageDraw  # noqa: E402
from selenium.webdriver.common.keys import Keys  # noqa: E402

import chromium  # noqa: E402
from browser import Page, url  # noqa: E402
from run import own_cluster  # noqa: E402
from support.site import PASSWORD, Site  # noqa: E402

DOCS = HERE.parents[1] / "docs"
SIZE = (1180, 760)
CONFIG = """
<Location "/editor">
    SetHandler talecraft-editor
</Location>
"""
# A mouse, as most have: without one the page shows what it hides until it is
# pointed at.
MOUSE = ["primaryHoverType=2", "availableHoverTypes=2",
         "primaryPointerType=4", "availablePointerTypes=4"]
PEOPLE = (("mira", "EDITOR", "Mira", "Holm"),
          ("jonas", "WRITER", "Jonas", "Reed"),
          ("ines", "WRITER", "Inês", "Prado"))
# Name, sky above and below, the far ridge and the near one.
VIEWS = {
    "dawn over the ridge": ("#f6c58f", "#fdeede", "#c98f86", "#3d3a52"),
    "first snow": ("#b7cbe0", "#f4f7fb", "#9db1c6", "#2e4053"),
    "the lake at noon": ("#7fb8d8", "#e3f2f7", "#6ea3a0", "#1f4d4c"),
    "larches in october": ("#e8b45e", "#fbeecb", "#c98336", "#5a3116"),
    "fog in the valley": ("#c9d0d3", "#eef0f0", "#a5afb2", "#46535a"),
    "the last light": ("#5b4b8a", "#f0a78a", "#7c4f7a", "#251b3a"),
    "moor": ("#a9bda0", "#eef2e2", "#7d9870", "#2f4630"),
    "before the storm": ("#55626f", "#b9c3c9", "#5d6b75", "#20282f"),
    "summer pasture": ("#8fc7ef", "#f2f9ef", "#7fb069", "#2d5d31"),
    "blue hour": ("#23395b", "#8fb3d9", "#3f5f86", "#101b2d"),
    "sandstone": ("#f2d7b6", "#fff4e4", "#d59d6b", "#7a3f1f"),
    "the pass": ("#94a9b8", "#e8edf0", "#6d8594", "#293d47")}


def mix(one, other, part):
    ends = [[int(text[at:at + 2], 16) for at in (1, 3, 5)]
            for text in (one, other)]
    return tuple(round(a + (b - a) * part) for a, b in zip(*ends))


def ridge(rough, height, chance):
    """Heights over the width, by halves of halves."""
    line = [chance.random(), chance.random()]
    swing = 1.0
    while len(line) < 1600:
        line = [value for a, b in zip(line, line[1:]) for value in (
            a, (a + b) / 2 + chance.uniform(-swing, swing) * rough)
        ] + line[-1:]
        swing *= 0.52
    return [height + 150 * value for value in line[:1601]]


def landscape(name):
    above, below, far, near = VIEWS[name]
    chance = random.Random(name)
    picture = Image.new("RGB", (1600, 1066))
    draw = ImageDraw.Draw(picture)
    for y in range(1066):
        draw.line((0, y, 1600, y), fill=mix(above, below, min(1, y / 700)))
    for step in range(5):
        line = ridge(.55 - .05 * step, 330 + 130 * step, chance)
        draw.polygon([(0, 1066), *enumerate(line), (1600, 1066)],
                     fill=mix(far, near, step / 4))
    out = io.BytesIO()
    picture.resize((1500, 1000)).save(out, "JPEG", quality=90)
    return out.getvalue()


def ready(site, numbers):
    client = site.login("mira")
    for number in numbers:
        while client.get(f"/media/{number}/").json()["status"] != "READY":
            pass


def paragraph(text, **more):
    return {"type": "paragraph", "text": text, **more}


def article(pictures):
    line = "Nobody had told us that the path would be gone."
    return [
        paragraph(f"{line} We found out at half past six, with the lake "
                  "below and the fog still in the trees.",
                  marks=[[0, len(line), "em"]]),
        {"type": "heading", "level": 2, "text": "What the winter had left"},
        paragraph("The bridge lay thirty metres downstream, whole, as if "
                  "somebody had put it there."),
        {"type": "list", "items": ["two planks", "a rope", "patience"]},
        {"type": "quote", "text": "You go around. Everybody goes around.",
         "cite": "The keeper of the hut"},
        {"type": "image", "media_id": pictures["dawn over the ridge"],
         "alt": "Five ridges behind each other, the sky orange",
         "caption": "Six in the morning, from the hut."}]


TEXT = [paragraph("A longer text stands here.")]


def fill(site):
    """Posts in all states, twelve pictures; the number of the article."""
    for name, role, first, last in PEOPLE:
        site.add_user(name, role)
        site.sql(f"update users set first_name = '{first}', last_name = "
                 f"'{last}' where username = '{name}'")
    mira, jonas, ines = (site.login(name) for name, *_ in PEOPLE)
    pictures = {}
    for name in reversed(VIEWS):
        answer = mira.post("/media/", files={"original_file": (
            f"{name}.jpg", landscape(name), "image/jpeg")},
            data={"alt_text": name.capitalize()})
        pictures[name] = answer.json()["id"]
    ready(site, pictures.values())
    categories = [mira.post("/categories/", json={"name": name}).json()["id"]
                  for name in ("Mountains", "Water", "People")]

    def post(client, title, excerpt, picture, category, content=None):
        answer = client.post("/posts/", json={
            "title": title, "excerpt": excerpt, "content": content or TEXT,
            "category": categories[category],
            "thumbnail_media": pictures[picture],
            "featured_media": pictures[picture]})
        assert answer.status_code == 201, answer.text
        return answer.json()["id"]

    for title, excerpt, picture, category in (
            ("The hut that moved", "A house, a slope and forty years.",
             "first snow", 0),
            ("Rain, and where it goes", "Three days along one brook.",
             "the lake at noon", 1),
            ("Maps for people who get lost", "And why that is no fault.",
             "larches in october", 2)):
        mira.post(f"/posts/{post(jonas, title, excerpt, picture, category)}"
                  "/publish/", json={})
    at = datetime.now(timezone.utc) + timedelta(days=2)
    planned = post(ines, "A week on the moor", "Wet feet, wide skies.",
                   "moor", 1)
    mira.post(f"/posts/{planned}/schedule/", json={
        "scheduled_publish_at": at.replace(hour=7, minute=0, second=0,
                                           microsecond=0).isoformat()})
    for client, title, excerpt, picture in (
            (ines, "Before the storm", "How the keepers read the sky.",
             "before the storm"),
            (jonas, "Salt and stone", "What the old trade road still carries.",
             "sandstone")):
        client.post(f"/posts/{post(client, title, excerpt, picture, 2)}"
                    "/submit/", json={})
    number = post(jonas, "The long way around", "A path that is gone, and "
                  "what came instead of it.", "dawn over the ridge", 0,
                  [{**block, "id": f"b{at}"} for at, block in enumerate(
                      article(pictures))])
    mira.post(f"/posts/{number}/notes/", json={
        "text": "Lovely beginning. Do we know the keeper’s name?",
        "block": "b0"})
    return number


def shoot(page, name, height=SIZE[1]):
    page.until("all pictures", lambda: page.driver.execute_script(
        "return [...document.images].every((one) => one.complete && "
        "one.naturalWidth > 0)"))
    shot = Image.open(io.BytesIO(page.driver.get_screenshot_as_png()))
    shot.convert("RGB").crop((0, 0, SIZE[0], height)).save(
        DOCS / f"page-{name}.webp", "WEBP", quality=82, method=6)


def main():
    chromium.BLINK += MOUSE
    with own_cluster() as (cluster, base):
        with Site(cluster, base, vhosts=CONFIG) as site:
            number = fill(site)
            with Page(url(site), SIZE) as page:
                page.emulate(prefers_color_scheme="light")
                page.driver.execute_cdp_cmd(
                    "Emulation.setDeviceMetricsOverride", {
                        "width": SIZE[0], "height": SIZE[1],
                        "deviceScaleFactor": 1, "mobile": False})
                page.driver.execute_cdp_cmd(
                    "Emulation.setScrollbarsHidden", {"hidden": True})
                page.sign_in("mira", PASSWORD)
                page.find(".post img")
                shoot(page, "posts")
                page.go(f"/posts/{number}")
                page.find("#text figure img")
                page.click("[role=tab]", "Notes")
                page.find(".thread")
                page.click("#text p", "Nobody")
                page.keys(Keys.END)
                page.driver.execute_script("scrollTo(0, 0)")
                shoot(page, "writing")
                page.click(".foot")  # no key's mark around what comes
                page.emulate(prefers_color_scheme="dark")
                page.go("/media?all=true")
                page.find(".tile img")
                shoot(page, "media", 540)


if __name__ == "__main__":
    main()
