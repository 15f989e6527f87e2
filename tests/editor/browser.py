"""A headless Chromium on the editors' page.

What the page may never do is looked for in its console at the end: a violation
of its policy, an error of its script. Refusals of the API are expected there.
"""

import re
import time

from selenium import webdriver
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

OPTIONS = """--headless --no-sandbox --disable-gpu --disable-quic
--no-first-run --disable-background-networking --disable-component-update
--disable-sync --disable-dev-shm-usage""".split()
REFUSALS = re.compile(r"the server responded with a status of "
                      r"(401|404|409|412)\b|/auth/login/.* status of 400\b")
WIDE, PHONE = (1280, 800), (360, 740)


def url(site):
    return f"{site.origin}/editor/"


class Page:
    """One browser; `place` is the folder for a picture of a failure."""

    def __init__(self, url, size=WIDE, language="en-GB", text=16):
        self.allowed = REFUSALS
        self.size = size
        options = webdriver.ChromeOptions()
        for one in OPTIONS:
            options.add_argument(one)
        options.add_argument(f"--lang={language}")
        options.add_experimental_option("prefs", {
            "intl.accept_languages": language,
            # the reader's own size of text
            "webkit.webprefs.default_font_size": text})
        options.add_argument("--window-size=%d,%d" % size)
        options.binary_location = "/usr/bin/chromium"
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        self.url = url
        self.driver = webdriver.Chrome(
            options=options, service=Service("/usr/bin/chromedriver"))
        self.fit()

    def fit(self):
        """The size, also of a new tab: a window is never narrower than 500
        pixels."""
        width, height = self.size
        if width < 500:
            self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
                "width": width, "height": height, "deviceScaleFactor": 1,
                "mobile": True})

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
            self.driver.quit()
        if kind is None:
            assert not faults, faults

    def faults(self):
        return [line["message"] for line in self.driver.get_log("browser")
                if line["level"] == "SEVERE"
                and not self.allowed.search(line["message"])]

    def refuses(self, status):
        """From here on the API may also answer so."""
        self.allowed = re.compile(f"{self.allowed.pattern}|"
                                  f"with a status of {status}\\b")

    def until(self, told, what, seconds=30):
        """The first true answer of that; the page is asked again and again."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                found = what()
            except StaleElementReferenceException:
                found = None
            if found:
                return found
            time.sleep(0.05)
        raise AssertionError(
            f"{told} is not there:\n{self.driver.current_url}\n"
            + self.driver.execute_script("return document.body.innerText")
            + "\n" + "\n".join(self.faults()))

    def all(self, css, text=""):
        """The visible elements with that text."""
        return [one for one in self.driver.find_elements(By.CSS_SELECTOR, css)
                if one.is_displayed() and text in one.text]

    def find(self, css, text="", seconds=30):
        return self.until(f"{css} {text}",
                          lambda: next(iter(self.all(css, text)), None),
                          seconds)

    def click(self, css, text="", seconds=30):
        one = self.find(css, text, seconds)
        # not at an edge, where a bar or what is said may lie above it
        self.driver.execute_script(
            "arguments[0].scrollIntoView({block: 'center', "
            "behavior: 'instant'})", one)
        one.click()

    def gone(self, css, text=""):
        self.until(f"no {css} {text}", lambda: not self.all(css, text))

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

    def gone_text(self, css, text):
        self.until(f"no {css} {text}", lambda: not any(
            one.is_displayed() and text in one.text
            for one in self.driver.find_elements(By.CSS_SELECTOR, css)))

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

    def sign_in(self, name, password, where="/posts"):
        self.driver.get(f"{self.url}#{where}")
        self.find("[name=username]").send_keys(name)
        self.find("[name=password]").send_keys(password + Keys.ENTER)
        self.find(".head h1, #title")

    def forget(self):
        """Nobody is signed in any more, as far as this browser knows."""
        self.driver.execute_cdp_cmd("Network.clearBrowserCookies", {})
        self.driver.get("about:blank")

    def overflow(self):
        """By how many pixels the page is wider than its window."""
        return self.driver.execute_script(
            "return document.documentElement.scrollWidth - "
            "document.documentElement.clientWidth")

    def paste(self, html, text=""):
        self.driver.execute_script("""
            const data = new DataTransfer();
            data.setData("text/html", arguments[0]);
            data.setData("text/plain", arguments[1]);
            document.getElementById("text").dispatchEvent(
                new ClipboardEvent("paste", { clipboardData: data,
                    bubbles: true, cancelable: true }));""", html, text)
