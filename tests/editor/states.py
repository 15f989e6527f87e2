"""What opens over the page's screens, what they say where there is nothing or
where no answer comes: each state with the way to it."""

import re

from selenium.webdriver.common.keys import Keys

from support.make import make_ad, make_post, make_tag, unique
from test_editor_together import make, paragraphs

OPEN = ".menu-list:popover-open"
SAVE = "dialog footer .button.main"
NONE = "No Such Thing"


def press(css, text=""):
    return lambda page: page.click(css, text)


def fill(name, text):
    return lambda page: page.fill(name, text)


def act(name, what=None):
    """The menu of that row, or what is in it."""
    def run(page):
        page.click(f"[aria-label='Actions for {name}']")
        if what is not None:
            page.click(f"{OPEN} .button", what)
    return run


def passwords(page):
    page.refuses(400)
    page.fill("old_password", "not this one")
    page.fill("new_password", "a new and longer one")
    page.click(".part .button", "Set the password")


def picked_up(page):
    page.find(".grip").send_keys(Keys.ENTER)


def wanted_day(page):
    page.find(".tray .grip").send_keys(Keys.ENTER)
    page.find(".move-bar")
    page.keys(Keys.ARROW_RIGHT, Keys.ENTER)


def furnish(desk):
    """What the states need, beside what scene.lay() has laid."""
    admin, editor = desk.login("eve"), desk.login("ben")
    desk.sql("delete from ad_placements; delete from webhooks")
    tag, other = (make_tag(editor, name=unique(name))
                  for name in ("Alder ", "Birch "))
    top = editor.post("/categories/", json={"name": unique("Trees ")}).json()
    under = editor.post("/categories/", json={
        "name": unique("Oaks "), "parent": top["slug"]}).json()
    make_post(editor, category=top["id"], tags=[tag["name"]], publish=True)
    planned = make(desk, "Planned one", paragraphs("Soon."))
    editor.post(f"/posts/{planned}/schedule/", json={
        "scheduled_publish_at": "2031-05-12T10:00:00Z"})
    name = unique("token ")
    admin.post("/auth/tokens/", json={"name": name})
    return {"tag": tag["name"], "other": other["name"], "top": top["name"],
            "under": under["name"], "token": name}


def sell(desk, receiver):
    """After what is empty was seen: a placement, webhooks and what they were
    told."""
    admin = desk.login("eve")
    ad = make_ad(admin, show_on_mobile=False)
    make_ad(admin, is_active=False, description="Above the fold")
    hooks = [admin.post("/webhooks/", json={
        "name": unique("Hook "), "events": ["*"], "url": url,
        "is_active": on}).json() for url, on in (
        (receiver.url, True), ("http://127.0.0.1:9/", True),
        (receiver.url, False))]
    for hook in hooks[:2]:
        admin.post(f"/webhooks/{hook['id']}/ping/")
    return {"ad": ad["name"], "hook": hooks[0]["name"],
            "told": hooks[0]["id"], "deaf": hooks[1]["id"]}


def empty():
    """(name, place, what is there then, what is done)"""
    return [
        ("no placement", "/ads", ".empty"),
        ("no webhook", "/webhooks", ".empty"),
        ("no such tag", "/tags?search=zzzzz", ".empty"),
        ("no such user", "/users?search=zzzzz", ".empty"),
        ("no such event", "/audit?before=2001-01-01", ".empty"),
        ("an empty month", "/calendar?month=2001-01", ".boards"),
        ("no such post", "/posts/999999999", ".empty"),
        ("a page too far", "/posts?page=999", ".empty"),
    ]


def people():
    users = "/users?search=ana"
    line = press(".line-button", "ana")
    return [
        ("a new user", "/users", "dialog input",
         press(".head .button", "Add user")),
        ("a new user, refused", "/users", "dialog .error",
         press(".head .button", "Add user"), fill("username", "ana"),
         press(SAVE)),
        ("a user", users, "dialog input", line),
        ("a user switched off?", users, "dialog .danger", line,
         press("dialog label", "May sign in"), press(SAVE)),
        ("a user's link", users, "dialog .secret", line,
         press("dialog .button", "Link for a password")),
        ("an account", "/account", ".part .line"),
        ("a password, refused", "/account", ".error", passwords),
        ("a new token", "/account", "dialog input",
         press(".part .button", "New token")),
        ("a token, made", "/account", "dialog .secret",
         press(".part .button", "New token"), fill("name", unique("t")),
         press("dialog .button", "Make the token")),
        ("a token ended?", "/account", "dialog .danger",
         press(".part .line .button")),
        ("one's own menu", "/account", f"{OPEN} a",
         press(".bar .menu:last-child .button")),
    ]


def things_of(names):
    """Tags, categories, the calendar, the trash."""
    tag, top = names["tag"], names["top"]
    tags = f"/tags?search={tag.replace(' ', '%20')}"
    return [
        ("what can be managed", "/tags", f"{OPEN} a",
         press(".bar .button", "Manage")),
        ("tags by use", "/tags?ordering=-post_count", ".line"),
        ("a new tag, refused", "/tags", "dialog .error",
         press(".head .button", "New tag"), fill("name", unique("Elm ")),
         fill("slug", "no slug!"), press(SAVE)),
        ("a tag's menu", tags, f"{OPEN} .danger", act(tag)),
        ("a tag into which?", "/tags", "dialog .danger", act(tag, "Merge"),
         press("dialog .choices label")),
        ("a tag into none", "/tags", "dialog .soft", act(tag, "Merge"),
         lambda page: page.write("dialog [type=search]", "zzzzz")),
        ("a tag deleted?", tags, "dialog .danger", act(tag, "Remove")),
        ("a new category, refused", "/categories", "dialog .error",
         press(".head .button", "New category"), fill("name", "Elms"),
         fill("slug", "no slug!"), press("dialog summary"), press(SAVE)),
        ("a category's menu", "/categories", f"{OPEN} .danger", act(top)),
        ("a category moved", "/categories", "dialog select",
         act(top, "Move to")),
        ("a category deleted?", "/categories", "dialog li a",
         act(top, "Remove")),
        ("a month", "/calendar?month=2031-05", ".boards .grip"),
        ("a post picked up", "/calendar?month=2031-05", ".move-bar",
         picked_up),
        ("a post put on a day", "/calendar?month=2031-05", "dialog input",
         wanted_day),
        ("for good?", "/trash", "dialog .danger",
         press(".trash .danger")),
        ("a file deleted?", "/media?all=true", "dialog footer .danger",
         press(".tile"), press("dialog .button.danger")),
    ]


def sold(names):
    hook = press(".line-button", names["hook"])
    return [
        ("placements", "/ads", ".device.on"),
        ("a new placement", "/ads", "dialog input",
         press(".head .button", "New placement")),
        ("a placement, refused", "/ads", "dialog .error",
         press(".head .button", "New placement"),
         fill("name", names["ad"]), press(SAVE)),
        ("a placement deleted?", "/ads", "dialog p",
         press(".line-button", names["ad"]),
         press("dialog .button.danger")),
        ("webhooks", "/webhooks", ".line .badge.off"),
        ("a webhook, refused", "/webhooks", "dialog fieldset .error", hook,
         press("dialog label", "All events"), press(SAVE)),
        ("a webhook deleted?", "/webhooks", "dialog p", hook,
         press("dialog .button.danger")),
        ("a webhook's secret", "/webhooks", "dialog .secret",
         press(".head .button", "New webhook"), fill("name", unique("x")),
         fill("url", "http://localhost:9/"), press(SAVE)),
        ("what was told", f"/webhooks/{names['told']}", ".line .good"),
        ("what was not", f"/webhooks/{names['deaf']}", ".line"),
    ]


# Place, what it asks for, and what is there nevertheless.
UNANSWERED = (("/", "*/posts/?*", ".start-part .error"),
              ("/posts", "*/posts/?*", ".empty .button"),
              ("/calendar", "*/posts/?*", ".empty .button"),
              ("/media", "*/media/?*", ".empty .button"),
              ("/trash", "*/posts/trash/*", ".empty .button"),
              ("/categories", "*/categories/*", ".empty .button"),
              ("/tags", "*/tags/*", ".empty .button"),
              ("/ads", "*/ad-placements/*", ".empty .button"),
              ("/users", "*/users/*", ".empty .button"),
              ("/webhooks", "*/webhooks/*", ".empty .button"),
              ("/audit", "*/audit/*", ".empty .button"),
              ("/account", "*/auth/tokens/*", ".empty .button"))


def close(page):
    """Whatever is open; what must be answered goes with its page."""
    for _ in page.all("dialog[open], " + OPEN):
        page.keys(Keys.ESCAPE)
    if page.all("dialog[open], " + OPEN):
        page.driver.refresh()
        page.find(".bar")


def go_through(page, states):
    """The names of the states, one by one, while each is shown."""
    page.refuses(400)
    for name, place, css, *ways in states:
        page.go("/account" if place != "/account" else "/posts")
        page.find(".head h1")
        page.go(place)
        page.find("main")
        for way in ways:
            way(page)
        page.find(css)
        yield name
        close(page)


def cut(page, *urls):
    page.driver.execute_cdp_cmd("Network.setBlockedURLs", {"urls": urls})


def unanswered(page):
    page.driver.execute_cdp_cmd("Network.enable", {})
    page.allowed = re.compile(
        f"{page.allowed.pattern}|net::ERR_BLOCKED")
    for place, api, css in UNANSWERED:
        page.go("/reset" if place == "/" else "/account"
                if place != "/account" else "/posts")
        page.find("main")
        cut(page, api)
        page.go(place)
        page.find(css)
        yield f"no answer: {place}"
        cut(page)


def with_nothing_open(page, desk, receiver):
    """All of them, for who is an administrator."""
    names = furnish(desk)
    yield from go_through(page, empty())
    names.update(sell(desk, receiver))
    for states in (people(), things_of(names), sold(names)):
        yield from go_through(page, states)
    yield from unanswered(page)
