"""From the editors' page as it opens to a published post with a picture, as
somebody who has never seen it would go: what is clicked, and how long the page
takes.

    /usr/bin/python3 tests/bench/first_post.py [--rounds 3]

A person's reading and typing is not in it: what is written is there at once.
"""

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent), str(HERE.parent / "editor")]

from selenium.webdriver.common.keys import Keys  # noqa: E402

from browser import Page, url  # noqa: E402
from editor import CONFIG  # noqa: E402
from run import machine, own_cluster  # noqa: E402
from support.make import make_image, unique  # noqa: E402
from support.site import PASSWORD, Site  # noqa: E402

class Writer:
    def __init__(self, page):
        self.page, self.clicks, self.steps = page, 0, []
        self.began = time.monotonic()

    def done(self, what):
        now = time.monotonic()
        self.steps.append((what, now - self.began))
        self.began = now

    def click(self, css, text):
        self.page.click(css, text, seconds=120)
        self.clicks += 1


def once(site, picture):
    title = unique("First ")
    with Page(url(site)) as page:
        writer = Writer(page)
        page.sign_in("bench", PASSWORD, where="/")
        writer.done("signed in: name, password, Enter")
        writer.click(".button", "New post")
        page.find("#title").send_keys(title + Keys.ENTER)
        page.keys("It was a bright cold day in April.", Keys.ENTER)
        writer.done("New post; title, Enter, text")
        page.put_picture(picture)
        writer.clicks += 1  # the file, in that dialog
        page.find("#text figure .shown img[width]", seconds=120)
        writer.done("/pic, Enter, a file of 2 megapixels: until it is shown")
        writer.click("#act", "Publish")
        writer.click("#confirm:enabled", "Publish")
        page.find(".bar .badge", "Published")
        writer.done("Publish, Publish now")
    found = site.client().get("/posts/", params={"search": title}).json()
    assert found["count"] == 1, "the public does not see it"
    return writer


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds
    with own_cluster() as (cluster, base), \
            Site(cluster, base, vhosts=CONFIG) as site, \
            tempfile.TemporaryDirectory() as folder:
        site.add_user("bench", "ADMIN")
        done = []
        for number in range(rounds):
            picture = Path(folder) / f"{number}.jpg"
            picture.write_bytes(make_image(1600, 1200))
            done.append(once(site, picture))
    print(f"{machine()}; {rounds} rounds, medians; {done[0].clicks} clicks\n")
    for at, (what, _) in enumerate(done[0].steps):
        print(f"- {what}: "
              f"{statistics.median(one.steps[at][1] for one in done):.1f} s")


if __name__ == "__main__":
    main()
