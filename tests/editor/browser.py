"""A headless Chromium on the editors' page.

What the page may never do is looked for in its console at the end: a violation
of its policy, an error of its script. Refusals of the API are expected there.
"""

import re
import time

from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

import chromium
from support.site import PASSWORD

REFUSALS = re.compile(r"the server responded with a status of "
                      r"(401|404|409|412)\b|/auth/login/.* status of 400\b")
WIDE, PHONE = (1280, 800), (360, 740)
# The first of the visible elements with that text, or all of them. One
# question: the driver's own, for each element whether it is displayed and what
# its text is, take twenty milliseconds of a processor.
SEEN = r"""
const [css, text, first] = arguments;
const plain = (some) => some.replace(/\s+/g, " ");
const wanted = plain(text);
const isShown = (one) => {
    const box = one.closest("select") ?? one;
    return box.checkVisibility({ visibilityProperty: true }) &&
        [...box.getClientRects()].some(({ width, height }) =>
            width > 0 || height > 0);
};
const found = [];
for (const one of document.querySelectorAll(css)) {
    if (isShown(one) && (wanted === "" ||
            plain(one.innerText ?? one.textContent).trim().includes(wanted))) {
        found.push(one);
        if (first) {
            break;
        }
    }
}
return found;
"""
# A file field of the page's becomes one that can be filled in.
CHOOSE = """
const create = document.createElement.bind(document);
document.createElement = (name) => {
    const made = create(name);
    if (name === "input") {
        made.click = () => document.body.append(made);
        made.id = "file-for-test";
    }
    return made;
};"""
# From asking again at once to asking again now and then.
SOON, SELDOM = 0.03, 0.25
cookies = {}


def url(site):
    return f"{site.origin}/editor/"


def cookie(site, name):
    """Of a session of that user, who has signed in by the API."""
    key = site.origin, name
    kept = cookies.get(key)
    if kept is None or site.client().get("/auth/me/", headers={
            "Cookie": f"talecraft_session={kept}"}).status_code != 200:
        answer = site.client().post("/auth/login/?cookie=true", json={
            "username": name, "password": PASSWORD})
        kept = re.match(r"talecraft_session=([^;]+)",
                        answer.headers["Set-Cookie"])[1]
        cookies[key] = kept
    return kept


class Page:
    """One reader's browser: a context of its own, with one window."""

    def __init__(self, url, size=WIDE, language="en-GB", text=16):
        self.allowed = REFUSALS
        self.size = size
        self.url = url
        self.chromium = chromium.take(language, text)
        self.context = self.chromium.context()
        self.handles = [self.chromium.window(self.context, size)]
        self.chromium.pages.append(self)
        self.fit()

    @property
    def driver(self):
        """In this page's window."""
        return self.chromium.at(self.handles[-1])

    def fit(self):
        """The size, also of a new tab: a window is never narrower than 500
        pixels."""
        width, height = self.size
        if width < 500:
            self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
                "width": width, "height": height, "deviceScaleFactor": 1,
                "mobile": True})

    def open_tab(self):
        self.handles.append(self.chromium.window(self.context, self.size))

    def close_tab(self):
        self.driver.close()
        self.handles.pop()

    def emulate(self, **features):
        """What the system is said to prefer: prefers_color_scheme="dark"."""
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {
            "features": [{"name": name.replace("_", "-"), "value": value}
                         for name, value in features.items()]})

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        try:
            faults = self.faults()
        finally:
            self.close()
        if kind is None:
            assert not faults, faults

    def close(self):
        self.chromium.pages.remove(self)
        self.chromium.lines.clear()
        self.chromium.forget(self.context)
        chromium.leave(self.chromium)

    def faults(self):
        """Of all that are open in this browser: its console is one."""
        self.chromium.lines += [
            line["message"] for line in self.driver.get_log("browser")
            if line["level"] == "SEVERE"]
        return [line for line in self.chromium.lines if not any(
            page.allowed.search(line) for page in self.chromium.pages)]

    def refuses(self, status):
        """From here on the API may also answer so."""
        self.allowed = re.compile(f"{self.allowed.pattern}|"
                                  f"with a status of {status}\\b")

    def until(self, told, what, seconds=30):
        """The first true answer of that; the page is asked again and again."""
        end = time.monotonic() + seconds
        pause = SOON
        while time.monotonic() < end:
            try:
                found = what()
            except StaleElementReferenceException:
                found = None
            if found:
                return found
            time.sleep(pause)
            pause = min(SELDOM, pause * 1.3)
        raise AssertionError(
            f"{told} is not there:\n{self.driver.current_url}\n"
            + self.driver.execute_script("return document.body.innerText")
            + "\n" + "\n".join(self.faults()))

    def all(self, css, text="", first=False):
        """The visible elements with that text."""
        return self.driver.execute_script(SEEN, css, text, first)

    def find(self, css, text="", seconds=30):
        return self.until(f"{css} {text}", lambda: self.all(
            css, text, first=True), seconds)[0]

    def click(self, css, text="", seconds=30):
        one = self.find(css, text, seconds)
        # not at an edge, where a bar or what is said may lie above it
        self.driver.execute_script(
            "arguments[0].scrollIntoView({block: 'center', "
            "behavior: 'instant'})", one)
        one.click()

    def delay(self, path, seconds):
        """The answer to the next GET of what ends so comes so much later."""
        self.driver.execute_script("""
            const [path, milliseconds] = arguments, usual = window.fetch;
            window.lateHasCome = false;
            window.fetch = async (url, how) => {
                const answer = usual(url, how);
                if (`${url}`.endsWith(path) &&
                        (how?.method ?? "GET") === "GET") {
                    window.fetch = usual;
                    await answer;
                    await new Promise((go) => setTimeout(go, milliseconds));
                    setTimeout(() => window.lateHasCome = true, 100);
                }
                return answer;
            };""", path, seconds * 1000)

    def late_has_come(self):
        """Until the page has seen the answer that delay() held back."""
        self.until("the late answer", lambda: self.driver.execute_script(
            "return window.lateHasCome"))

    def gone(self, css, text=""):
        self.until(f"no {css} {text}", lambda: not self.all(
            css, text, first=True))

    def value(self, css):
        return self.find(css).get_attribute("value")

    def write(self, css, text):
        """Types into a field, or instead of what stands there."""
        field = self.find(css)
        field.send_keys(Keys.CONTROL, "a")
        field.send_keys(text)

    def keys(self, *keys):
        self.driver.switch_to.active_element.send_keys(*keys)

    def state(self, text):
        return self.find(".state", text)

    def fill(self, name, text):
        """The field of that name has that text and no other."""
        field = self.find(f"[name={name}]")
        field.clear()
        field.send_keys(text)
        return field

    def go(self, place):
        self.driver.execute_script("location.hash = arguments[0]", place)

    def said(self, text):
        return self.find(".toast", text)

    def let_go(self):
        """Of what can still be taken back: it is done then, and what came of
        it may be said at once."""
        said = self.find(".toast").text.partition("\n")[0]
        self.click(".toast [aria-label=Close]")
        self.gone(".toast", said)

    def sign_in(self, name, password, where="/posts"):
        self.driver.get(f"{self.url}#{where}")
        self.find("[name=username]").send_keys(name)
        self.find("[name=password]").send_keys(password + Keys.ENTER)
        self.find(".head h1, #title")

    def enter(self, site, name, where="/posts"):
        """Signed in already, by a session that the API gave."""
        self.driver.execute_cdp_cmd("Network.setCookie", {
            "name": "talecraft_session", "value": cookie(site, name),
            "url": site.origin, "httpOnly": True, "sameSite": "Strict"})
        self.driver.get(f"{self.url}#{where}")
        self.find(".bar")

    def forget(self):
        """Nobody is signed in any more, as far as this browser knows."""
        self.driver.execute_cdp_cmd("Network.clearBrowserCookies", {})
        self.driver.get("about:blank")

    def overflow(self):
        """By how many pixels the page is wider than its window."""
        return self.driver.execute_script(
            "return document.documentElement.scrollWidth - "
            "document.documentElement.clientWidth")

    def put_picture(self, file):
        """By the menu of blocks, without the system's dialog for files."""
        self.driver.execute_script(CHOOSE)
        self.keys("/pic")
        self.find(".slash [role=option]", "Picture")
        self.keys(Keys.ENTER)
        self.until("a file field", lambda: self.driver.find_elements(
            By.ID, "file-for-test"))[0].send_keys(str(file))

    def paste(self, html, text=""):
        self.driver.execute_script("""
            const data = new DataTransfer();
            data.setData("text/html", arguments[0]);
            data.setData("text/plain", arguments[1]);
            document.getElementById("text").dispatchEvent(
                new ClipboardEvent("paste", { clipboardData: data,
                    bubbles: true, cancelable: true }));""", html, text)
