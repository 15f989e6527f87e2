"""Headless Chromiums: one is kept for all tests of a process.

Starting one takes seconds of processor time, a tenth of that is what a
context of its own takes: cookies, storage and caches that no other has, and
that are gone with it. Emulations belong to a window, so they go as well.
"""

import atexit
import json
import socket

import requests
from selenium import webdriver
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.chrome.service import Service
from wsproto import ConnectionType, WSConnection
from wsproto.events import AcceptConnection, Request, TextMessage

# The engine without the windows around it, which take a fifth of the time.
BINARY = "/usr/lib/chromium/chromium-headless-shell"
OPTIONS = """--headless --no-sandbox --disable-gpu
--disable-software-rasterizer --disable-quic --no-first-run --disable-sync
--disable-background-networking --disable-component-update
--disable-extensions --disable-component-extensions-with-background-pages
--disable-default-apps --disable-breakpad --disable-domain-reliability
--disable-dev-shm-usage --no-default-browser-check --mute-audio""".split()
# Further settings of the engine.
BLINK = []
# What its own windows bring along: each of its two pages for suggestions is a
# process that takes more time than a test's.
FEATURES = ",".join("""WebUIOmniboxPopup WebUIOmniboxAimPopup
WebUIOmniboxFullPopup MediaRouter OptimizationHints Translate""".split())


class Devtools:
    """The browser's own connection: pages must not make contexts."""

    def __init__(self, address):
        told = requests.get(f"http://{address}/json/version", timeout=30)
        path = told.json()["webSocketDebuggerUrl"].split(address)[1]
        host, port = address.split(":")
        self.socket = socket.create_connection((host, int(port)), timeout=60)
        self.protocol = WSConnection(ConnectionType.CLIENT)
        self.calls = 0
        self.send(Request(host=address, target=path))
        while not any(isinstance(one, AcceptConnection)
                      for one in self.events()):
            pass

    def send(self, event):
        self.socket.sendall(self.protocol.send(event))

    def events(self):
        received = self.socket.recv(65536)
        if not received:
            raise ConnectionError("Chromium is gone")
        self.protocol.receive_data(received)
        return list(self.protocol.events())

    def messages(self):
        text = ""
        while True:
            for one in self.events():
                if isinstance(one, TextMessage):
                    text += one.data
                    if one.message_finished:
                        yield json.loads(text)
                        text = ""

    def call(self, method, **params):
        self.calls += 1
        self.send(TextMessage(data=json.dumps({
            "id": self.calls, "method": method, "params": params})))
        answer = next(one for one in self.messages()
                      if one.get("id") == self.calls)
        assert "error" not in answer, (method, answer)
        return answer["result"]


class Chromium:
    """One process of it with its driver; windows by their handles."""

    def __init__(self, language, text):
        options = webdriver.ChromeOptions()
        for one in OPTIONS:
            options.add_argument(one)
        options.add_argument("--disable-features=" + FEATURES)
        options.add_argument(f"--lang={language}")
        options.add_argument(f"--accept-lang={language}")
        # the reader's own size of text
        options.add_argument("--blink-settings=" + ",".join(
            [f"defaultFontSize={text}", *BLINK]))
        options.binary_location = BINARY
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        self.driver = webdriver.Chrome(
            options=options, service=Service("/usr/bin/chromedriver"))
        self.devtools = Devtools(
            self.driver.capabilities["goog:chromeOptions"]["debuggerAddress"])
        self.current = None
        # what may stand in the console, of each page that is open
        self.pages = []
        self.lines = []

    def is_alive(self):
        try:
            return bool(self.driver.window_handles)
        except WebDriverException:
            return False

    def context(self):
        return self.devtools.call("Target.createBrowserContext")[
            "browserContextId"]

    def window(self, context, size):
        width, height = size
        return self.devtools.call(
            "Target.createTarget", url="about:blank", newWindow=True,
            browserContextId=context, width=width, height=height)["targetId"]

    def at(self, handle):
        """The driver, in that window."""
        if self.current != handle:
            self.driver.switch_to.window(handle)
            self.current = handle
        return self.driver

    def forget(self, context):
        """Its windows are closed, and nothing is left of it."""
        self.devtools.call("Target.disposeBrowserContext",
                           browserContextId=context)
        self.current = None

    def quit(self):
        self.driver.quit()


kept = {}


def take(language, text):
    """The one that is kept for most tests, else one that leave() ends."""
    if (language, text) != ("en-GB", 16):
        return Chromium(language, text)
    if "one" in kept and not kept["one"].is_alive():
        end()
    if "one" not in kept:
        kept["one"] = Chromium(language, text)
    return kept["one"]


def leave(chromium):
    if chromium is not kept.get("one"):
        chromium.quit()


def end():
    if "one" in kept:
        kept.pop("one").quit()


atexit.register(end)
