"""The editors' page in a browser: from address to usable list, from keystroke
to paint.

    /usr/bin/python3 tests/bench/editor.py [--keys 200] [--blocks 500,2000]
        [--save]

--save writes tests/bench/EDITOR.md.
"""

import argparse
import os
import statistics
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent), str(HERE.parent / "editor")]

from selenium.webdriver.common.by import By  # noqa: E402
from selenium.webdriver.common.keys import Keys  # noqa: E402

from browser import PHONE, WIDE, Page, url  # noqa: E402
from run import machine, own_cluster  # noqa: E402

CONFIG = """
<Location "/editor">
    SetHandler talecraft-editor
</Location>
"""
COLD_LOADS = 7
# When that is there for the first time, from the beginning of the load.
WATCH = """
window.seenAt = null;
new MutationObserver(() => {
    if (window.seenAt === null && document.querySelector(".post a")) {
        requestAnimationFrame(() => requestAnimationFrame(() => {
            window.seenAt = performance.now();
        }));
    }
}).observe(document, { childList: true, subtree: true });
"""
# From the key's own time to the end of the frame that shows it.
KEYS = """
window.painted = [];
addEventListener("keydown", (event) => {
    const start = event.timeStamp;
    requestAnimationFrame(() => {
        const channel = new MessageChannel();
        channel.port1.onmessage = () =>
            window.painted.push(performance.now() - start);
        channel.port2.postMessage(null);
    });
}, { capture: true });
"""
SENT = """return performance.getEntriesByType("resource").filter(
    (one) => one.initiatorType === "fetch").length"""
BYTES = """return performance.getEntries().reduce((sum, one) =>
    sum + (one.transferSize || 0), 0)"""


SPENT = {"ScriptDuration": "scripts", "LayoutDuration": "layout",
         "RecalcStyleDuration": "styles"}


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--keys", type=int, default=200)
    parser.add_argument("--blocks", default="500,2000")
    parser.add_argument("--save", action="store_true",
                        help="write tests/bench/EDITOR.md")
    return parser.parse_args()


def content(count):
    """Blocks as an article has them."""
    text = "The quick brown fox jumps over the lazy dog. " * 6
    kinds = [{"type": "paragraph", "text": text,
              "marks": [[4, 9, "strong"], [16, 19, "em"]]},
             {"type": "heading", "level": 2, "text": "A heading"},
             {"type": "paragraph", "text": text},
             {"type": "list", "items": ["one", "two", "three"]},
             {"type": "paragraph", "text": text},
             {"type": "quote", "text": text[:90], "cite": "Somebody"}]
    return [{**kinds[number % len(kinds)], "id": f"b{number}"}
            for number in range(count)]


def cold_loads(page):
    """Milliseconds to a usable list with nothing kept, and bytes."""
    driver = page.driver
    driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument",
                           {"source": WATCH})
    times = []
    for _ in range(COLD_LOADS):
        driver.get("about:blank")
        driver.execute_cdp_cmd("Network.clearBrowserCache", {})
        driver.get(f"{page.url}#/posts")
        times.append(page.until("the list", lambda: driver.execute_script(
            "return window.seenAt")))
    return times, driver.execute_script(BYTES)


def opening(page, number, count):
    """Milliseconds from the click in the list to the last block."""
    page.go("/posts")
    page.find(".post:first-child")
    return page.driver.execute_async_script("""
        const [number, count, done] = arguments;
        const start = performance.now();
        const look = () => document.querySelectorAll("#text > *").length
            >= count ? requestAnimationFrame(() => done(
                performance.now() - start)) : requestAnimationFrame(look);
        location.hash = `#/posts/${number}`;
        look();""", number, count)


def spent(page):
    """Milliseconds of the page's main thread since it was loaded, by what for;
    other than the time to the paint they do not tell of a busy machine."""
    told = page.driver.execute_cdp_cmd("Performance.getMetrics", {})
    return {SPENT[one["name"]]: one["value"] * 1000
            for one in told["metrics"] if one["name"] in SPENT}


def typing(page, number, keys):
    """Milliseconds from each key to its paint, requests meanwhile, and what
    a key costs."""
    page.driver.get(f"{page.url}#/posts/{number}")
    page.driver.refresh()
    page.find("#text > :first-child")
    page.driver.execute_script(KEYS)
    paragraphs = page.driver.find_elements(By.CSS_SELECTOR, "#text > p")
    paragraphs[len(paragraphs) // 2].click()
    page.keys(Keys.END)
    page.driver.execute_script("window.painted = []")
    before = page.driver.execute_script(SENT)
    page.driver.execute_cdp_cmd("Performance.enable", {})
    first = spent(page)
    words = ("a tale of keys " * keys)[:keys]
    for letter in words:
        page.keys(letter)
    last = spent(page)
    page.until("the paints", lambda: page.driver.execute_script(
        "return window.painted.length") >= keys)
    return (page.driver.execute_script("return window.painted"),
            page.driver.execute_script(SENT) - before,
            {name: (last[name] - first[name]) / keys for name in first})


def share(times, part):
    return sorted(times)[min(len(times) - 1, int(len(times) * part))]


def row(name, times):
    return (f"| {name} | {statistics.median(times):.0f} | "
            f"{share(times, .95):.0f} | {max(times):.0f} |\n")


def measured(site, options):
    editor = site.login("bench")
    posts = {}
    for count in [20, *map(int, options.blocks.split(","))]:
        answer = editor.post("/posts/", json={
            "title": f"{count} blocks", "content": content(count)})
        assert answer.status_code == 201, answer.text
        posts[count] = answer.json()["id"]
    text = "| ms | median | 95 % | most |\n| --- | --- | --- | --- |\n"
    lines = []
    for name, size in (("1280 x 800", WIDE), ("360 x 740", PHONE)):
        with Page(url(site), size) as page:
            page.sign_in("bench", "correct horse battery")
            loads, size_in_bytes = cold_loads(page)
            text += row(f"address to list, cold cache, {name}", loads)
            if size == PHONE:
                continue
            lines.append(f"first load: {size_in_bytes / 1000:.1f} kB")
            for count, number in posts.items():
                times = [opening(page, number, count) for _ in range(5)]
                text += row(f"opening a post of {count} blocks", times)
                times, sent, costs = typing(page, number, options.keys)
                text += row(f"keystroke to paint, {count} blocks", times)
                lines.append(f"{sent} requests during {options.keys} "
                             f"keystrokes in {count} blocks")
                lines.append(f"a key in {count} blocks: " + ", ".join(
                    f"{ms:.1f} ms of {name}" for name, ms in costs.items()))
    return text + "\n" + "".join(f"- {line}\n" for line in lines)


def main():
    options = arguments()
    from support.site import Site
    with own_cluster() as (cluster, base):
        with Site(cluster, base, vhosts=CONFIG) as site:
            site.add_user("bench", "EDITOR")
            figures = measured(site, options)
    text = (f"# The editors' page, measured\n\n{machine()}, Chromium "
            "headless without a GPU; load of the machine "
            f"{os.getloadavg()[1]:.1f}\n\n" + figures)
    print(text)
    if options.save:
        (HERE / "EDITOR.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
