"""The page as readers set their browsers: large text, narrow windows, forced
colours, less motion."""

from collections import defaultdict
from itertools import chain

import pytest
from selenium.webdriver.common.keys import Keys

from browser import WIDE, Page, url
from states import with_nothing_open
from support.site import PASSWORD
from test_editor_together import make, paragraphs
from tour import everywhere

NARROW = (320, 640)
# What cannot be seen whole: it is cut off, or beyond the window's edge where
# nothing scrolls to it. A table of data may scroll (1.4.10); a line that ends in an ellipsis is a preview of something, or says it all in
# its title.
LOST = """
const MAY_SCROLL = "#text table, pre";
const ELLIPSES = ".excerpt, .clip, [title]";
const width = document.documentElement.clientWidth;
const found = new Set();
const name = (one) => one.localName + (one.className
    ? "." + String(one.className.baseVal ?? one.className) : "") + " " +
    one.textContent.trim().slice(0, 30);
const top = document.querySelector("dialog[open]") ?? document.body;
const texts = document.createTreeWalker(top, NodeFilter.SHOW_TEXT);
for (let text = texts.nextNode(); text; text = texts.nextNode()) {
    const own = text.parentElement;
    if (text.data.trim() === "" || !own.checkVisibility(
            { visibilityProperty: true }) ||
            own.closest(`.unseen, script, option, ${MAY_SCROLL}`)) {
        continue;
    }
    let hidden = own;
    while (hidden && getComputedStyle(hidden).clipPath === "none") {
        hidden = hidden.parentElement;
    }
    if (hidden) {
        continue;
    }
    const range = document.createRange();
    range.selectNodeContents(text);
    const rect = range.getBoundingClientRect();
    if (rect.width === 0) {
        continue;
    }
    if (rect.right > width + 1 || rect.left < -1) {
        found.add(`beyond the edge: ${name(own)}`);
    }
    for (let box = own; box && box !== document.body;
            box = box.parentElement) {
        const style = getComputedStyle(box);
        const edge = box.getBoundingClientRect();
        const cut = rect.right > edge.right + 1 || rect.left < edge.left - 1;
        if (["auto", "scroll"].includes(style.overflowX) && cut) {
            found.add(`scrolls sideways: ${name(box)}`);
        } else if (["hidden", "clip"].includes(style.overflowX) && (cut ||
                (["hidden", "clip"].includes(style.overflowY) &&
                 rect.bottom > edge.bottom + 2)) &&
                !box.closest(ELLIPSES)) {
            found.add(`cut: ${name(own)} in ${name(box)}`);
        }
    }
}
for (const one of top.querySelectorAll("button, input, select, textarea")) {
    const rect = one.getBoundingClientRect();
    if (one.checkVisibility({ visibilityProperty: true }) && rect.width > 1 &&
            !one.closest(`.unseen, ${MAY_SCROLL}`) &&
            (rect.right > width + 1 || rect.left < -1)) {
        found.add(`beyond the edge: ${name(one)} ${one.name ?? ""}`);
    }
}
return [...found];
"""
# What can be told from a neighbour by its background alone: backgrounds are
# the system's then.
ALIKE = """
const PAIRS = [
    ["[aria-current=page]", "a:not([aria-current])"],
    ["[aria-selected=true]", "[aria-selected=false]"],
    ["[aria-pressed=true]", "[aria-pressed=false]"],
    [".day.today > time", ".day:not(.today) > time"]];
const SEEN = ["color", "borderTopWidth", "borderBottomWidth",
    "borderBottomColor", "borderTopStyle", "outlineStyle", "outlineWidth",
    "textDecorationLine", "fontWeight", "forcedColorAdjust"];
const look = (one) => {
    const style = getComputedStyle(one);
    return SEEN.map((name) => style[name]).join(" ");
};
const found = [];
const shown = (one) => one.checkVisibility();
for (const [chosen, other] of PAIRS) {
    for (const one of document.querySelectorAll(chosen)) {
        const beside = [...one.parentElement.querySelectorAll(other),
            ...one.closest("ul, table, nav")?.querySelectorAll(other) ?? []]
            .find((next) => shown(next) && next !== one);
        if (shown(one) && beside && look(one) === look(beside)) {
            found.push(`${chosen}: ${one.textContent.trim()}`);
        }
    }
}
for (const one of document.querySelectorAll("button, input, select, " +
        "textarea, .badge, .chip, .callout, .note, .banner, dialog")) {
    const style = getComputedStyle(one);
    const text = one.textContent.trim() !== "" || one.querySelector("svg");
    if (shown(one) && !one.closest(".unseen, .here") && (text
            ? style.color === style.backgroundColor
            : style.borderTopWidth === "0px" && !one.matches(
                "[type=checkbox], [type=radio], #title, .tile"))) {
        found.push(`cannot be seen: ${one.localName}.${one.className}`);
    }
}
return found;
"""
# Kept, since the mark is gone again soon.
WATCH = """
window.moving = null;
new MutationObserver(() => {
    if (document.querySelector(".flash")) {
        window.moving ??= look();
    }
}).observe(document.body, { subtree: true, childList: true,
    attributes: true });
"""
MOVING = """
const moves = (text) => text.split(", ").some((one) => parseFloat(one) > 0);
return [...document.querySelectorAll("*")].filter((one) => {
    const style = getComputedStyle(one);
    return moves(style.transitionDuration) || style.scrollBehavior ===
        "smooth" || (style.animationName !== "none" &&
        moves(style.animationDuration));
}).map((one) => `${one.localName}.${one.className}`);
"""


def walk(page, desk, things, receiver, *looks):
    """What those scripts find, by state; nothing is wider than its window."""
    found = defaultdict(list)
    page.sign_in("eve", PASSWORD)
    for state in chain(everywhere(page, things),
                       with_nothing_open(page, desk, receiver)):
        for one in looks:
            found[state] += page.driver.execute_script(one)
        if page.overflow() > 0:
            found[state].append(f"{page.overflow()} px too wide")
    return "\n".join(f"{state}: {one}" for state, all_ in found.items()
                     for one in all_)


@pytest.mark.parametrize("size,text", [(NARROW, 16), (WIDE, 32)],
                         ids=["narrow", "large text"])
def test_all_is_there(desk, things, receiver, size, text):
    with Page(url(desk), size, text=text) as page:
        found = walk(page, desk, things, receiver, LOST)
    assert not found, found


def test_bar_of_a_narrow_window(desk):
    """The status stays in sight, and nothing lies over the toolbar."""
    number = make(desk, "Narrow", paragraphs(*["Words. " * 40] * 12))
    with Page(url(desk), NARROW) as page:
        page.enter(desk, "ana", f"/posts/{number}")
        page.find(".writing .badge", "Draft")
        page.click("#text p:last-child")
        page.keys("More.")
        page.state("Saved ")
        page.find(".writing .badge", "Draft")
        assert page.driver.execute_script("return scrollY") > 0
        assert page.driver.execute_script("""
            const box = (css) => document.querySelector(css)
                .getBoundingClientRect();
            const bar = document.querySelector(".toolbar");
            return bar.scrollWidth <= bar.clientWidth &&
                box(".toolbar").top >= box(".writing").bottom - 1 &&
                [...bar.querySelectorAll(":scope > button")].every((one) =>
                    one.getBoundingClientRect().right <= innerWidth);""")


def test_text_grows(desk):
    """It is as large as the reader wants it, not as the page does."""
    sizes = []
    for text in (16, 32):
        with Page(url(desk), text=text) as page:
            page.driver.get(page.url)
            label = page.find(".field label")
            sizes.append(float(label.value_of_css_property("font-size")[:-2]))
    assert sizes[1] == 2 * sizes[0]


def test_forced_colours_and_less_motion(desk, things, receiver):
    with Page(url(desk)) as page:
        page.emulate(forced_colors="active", prefers_reduced_motion="reduce")
        found = walk(page, desk, things, receiver, ALIKE, MOVING)
    assert not found, found


def test_less_motion(desk):
    """A moved block is marked, and nothing moves; without that wish it
    does."""
    number = make(desk, "Calm", paragraphs("One.", "Two."))
    with Page(url(desk)) as page:
        page.enter(desk, "ben")
        moving = {}
        for wish, way in (("no-preference", Keys.ARROW_DOWN),
                          ("reduce", Keys.ARROW_UP)):
            page.emulate(prefers_reduced_motion=wish)
            page.go(f"/posts/{number}")
            page.click("#text p", "One.")
            page.driver.execute_script(
                "const look = () => {" + MOVING + "};" + WATCH)
            page.keys(Keys.ALT + Keys.SHIFT + way + Keys.NULL)
            moving[wish] = page.until(
                "the mark", lambda: page.driver.execute_script(
                    "return window.moving && [window.moving];"))[0]
            page.go("/posts")
            page.find(".head h1", "Posts")
            moving[wish] += page.driver.execute_script(MOVING)
    assert any("flash" in one for one in moving["no-preference"])
    assert moving["reduce"] == []
