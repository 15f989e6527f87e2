"""Hands on the keys alone: what has the focus is seen, and after each act
something has it."""

import time

from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

from browser import SOON

ALL = Keys.CONTROL + "a" + Keys.NULL
BACK = Keys.SHIFT + Keys.TAB + Keys.NULL
MOST = 150
# Seconds: what is acted on may be off until the answer is there.
PATIENCE = 20
# [nothing has it, it is the one that is looked for, what is wrong, its name]
FOCUS = r"""
const [css, text] = arguments;
const one = document.activeElement;
if (one === null || one === document.body) {
    return [true, false, "", "nothing"];
}
const name = [one.getAttribute("aria-label"), one.innerText,
    one.labels?.[0]?.innerText, one.value].filter(Boolean).join(" ");
const told = `${one.localName}.${one.className} ${name.slice(0, 60)}`;
const typed = one.matches("#title, #text");
const seen = one.matches(".unseen") ? one.parentElement : one;
const style = getComputedStyle(seen);
let wrong = "";
if (!typed && (style.outlineStyle === "none" ||
        parseFloat(style.outlineWidth) === 0)) {
    wrong = "cannot be seen";
}
const [box] = seen.getClientRects();
if (box === undefined) {
    wrong = "is nowhere";
} else if (!typed) {
    // a part of the page is seen where its middle is, of what is in the window
    const middle = (Math.max(box.top, 0) +
        Math.min(box.bottom, innerHeight)) / 2;
    const top = document.elementFromPoint(
        box.left + Math.min(box.width / 2, 40),
        box.height > 100 ? middle : box.top + Math.min(box.height / 2, 12));
    if (top === null || !(seen.contains(top) || top.contains(seen))) {
        wrong = `is covered by ${top?.localName}.${top?.className}`;
    }
}
return [false, one.matches(css) && name.includes(text), wrong, told];
"""


class Hands:
    def __init__(self, page):
        self.page = page

    def focus(self, css="*", text=""):
        return self.page.driver.execute_script(FOCUS, css, text)

    def settled(self, css="*", text="", needed=False):
        """The same, once nothing is wrong: the page is scrolled to it a little
        later. needed: and once something has the focus."""
        end = time.monotonic() + PATIENCE
        seen = self.focus(css, text)
        while (seen[2] or needed and seen[0]) and time.monotonic() < end:
            time.sleep(SOON)
            seen = self.focus(css, text)
        return seen

    def to(self, css, text="", key=Keys.TAB):
        """By Tab, or another key, until that has the focus."""
        self.page.find(css)
        way = []
        for _ in range(MOST):
            nothing, found, wrong, told = self.settled(css, text)
            assert nothing or not wrong, f"the focus {wrong}: {told}"
            if found:
                return
            way.append(told)
            self.step(key)
        raise AssertionError(f"no key leads to {css} {text}: {way}")

    def step(self, key):
        """Into a file field as well, where send_keys() chooses a file."""
        keys = ActionChains(self.page.driver, duration=0)
        if key == BACK:
            keys.key_down(Keys.SHIFT).send_keys(Keys.TAB).key_up(Keys.SHIFT)
        else:
            keys.send_keys(key)
        keys.perform()

    def back(self, css, text=""):
        self.to(css, text, BACK)

    def press(self, *keys):
        before = self.focus()[3]
        self.page.keys(*keys)
        self.kept(f"behind {before}")

    def on(self, css, text="", key=Keys.ENTER):
        """There, and pressed."""
        self.to(css, text)
        self.press(key)

    def pick(self, menu, what):
        """Out of a menu that is gone to."""
        self.on(menu)
        self.page.find(".menu-list:popover-open")
        self.page.until("in the menu", lambda: self.focus(
            ".menu-list:popover-open *")[1])
        self.to(".menu-list *", what, Keys.ARROW_DOWN)
        self.press(Keys.ENTER)

    def sure(self):
        """Yes, to the question that is asked."""
        self.page.find("dialog footer .danger")
        self.on("dialog footer .danger")

    def kept(self, where=""):
        """Once all is quiet, something has the focus and can be seen."""
        lost, _, wrong, told = self.settled(needed=True)
        assert not lost and not wrong, (
            f"the focus {'was lost' if lost else wrong}: {told} {where}")
