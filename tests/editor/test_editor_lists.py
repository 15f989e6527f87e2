"""Categories, tags and ad placements."""

from selenium.webdriver.common.by import By
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

from browser import PHONE
from support.make import make_ad, make_category, make_post, make_tag, unique


def category(office, number):
    return office.login("edda").get(f"/categories/{number}/").json()


def order_of(office, parent):
    found = office.login("edda").get("/categories/", params={
        "parent": parent}).json()
    return [one["name"] for one in found]


def make_family(office):
    """A parent with three children, b having one of its own."""
    editor = office.login("edda")
    top = make_category(editor)
    rows = {name: make_category(editor, name=unique(f"{name} "),
                                parent=top["slug"]) for name in "abc"}
    rows["d"] = make_category(editor, name=unique("d "),
                              parent=rows["b"]["slug"])
    return top, rows


def act(page, name, what):
    page.click(f'[aria-label="Actions for {name}"]')
    page.click(".menu-list:popover-open button", what)


def test_moved_by_menu_and_undone(office, opened):
    top, rows = make_family(office)
    names = {key: row["name"] for key, row in rows.items()}
    page = opened("edda", "/categories", size=PHONE)
    page.find(".line", names["c"])
    assert page.overflow() <= 0
    act(page, names["c"], "Move up")
    page.said(f"“{names['c']}” was moved.")
    assert order_of(office, top["slug"]) == [names[k] for k in "acb"]
    page.click(".toast button", "Undo")
    page.said(f"“{names['c']}” is back.")
    assert order_of(office, top["slug"]) == [names[k] for k in "abc"]
    act(page, names["b"], "Move to…")
    offered = page.find("dialog [name=parent]").text
    assert names["a"] in offered
    assert names["b"] not in offered and names["d"] not in offered
    page.click("dialog [name=parent] option", names["a"])
    page.click("dialog footer button", "Move")
    page.said(f"“{names['b']}” was moved.")
    assert category(office, rows["b"]["id"])["parent"] == rows["a"]["slug"]


def test_moved_by_drag(office, opened):
    top, rows = make_family(office)
    page = opened("edda", "/categories")
    first = page.find(f"#category-{rows['a']['id']}")
    last = page.find(f"#category-{rows['c']['id']}")
    below = last.size["height"] // 2 - 3
    page.driver.execute_script(
        "arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})",
        last)
    ActionChains(page.driver).click_and_hold(first).move_to_element(
        last).move_to_element_with_offset(last, 0, below).release().perform()
    page.said("was moved.")
    assert order_of(office, top["slug"]) == [
        rows[key]["name"] for key in "bca"]


def test_not_into_what_is_below_it(office, opened):
    _, rows = make_family(office)
    page = opened("edda", "/categories")
    one = page.find(f"#category-{rows['b']['id']}")
    own = page.find(f"#category-{rows['d']['id']}")
    ActionChains(page.driver).click_and_hold(one).move_to_element(
        own).move_to_element_with_offset(own, 3, 0).release().perform()
    assert not page.driver.find_elements(By.CSS_SELECTOR, ".toast, .over-inside")
    assert category(office, rows["b"]["id"])["parent"] == \
        category(office, rows["a"]["id"])["parent"]


def test_made_and_changed(office, opened):
    name = unique("Valleys ")
    page = opened("edda", "/categories")
    page.refuses(400)
    page.click(".head button", "New category")
    page.fill("name", name)
    page.fill("slug", "no slug!")
    page.click("dialog footer button", "Save")
    page.find("dialog .error", "Enter a valid")
    page.fill("slug", unique("valleys-"))
    page.click("dialog footer button", "Save")
    page.click(".line-button", name)
    page.click("dialog label", "Shown to the public")
    page.click("dialog footer button", "Save")
    page.find(".line .badge", "Hidden")
    found = office.login("edda").get("/categories/", params={
        "search": name}).json()
    assert [one["is_active"] for one in found] == [False]


def test_deletion_says_what_becomes_of_posts_and_children(office, opened):
    top, rows = make_family(office)
    post = make_post(office.login("edda"), category=rows["b"]["id"])
    page = opened("edda", "/categories")
    act(page, rows["b"]["name"], "Remove")
    page.find("dialog p", f"{rows['d']['name']} moves to: {top['name']}.")
    page.find("dialog p", "1 post is in it")
    page.find("dialog li a", post["title"])
    page.click("dialog select option", rows["a"]["name"])
    page.click("dialog button.danger", "Move posts and delete")
    page.said("is deleted.")
    editor = office.login("edda")
    assert editor.get(f"/posts/{post['id']}/").json()["category"]["id"] == \
        rows["a"]["id"]
    assert category(office, rows["d"]["id"])["parent"] == top["slug"]
    assert editor.get(f"/categories/{rows['b']['id']}/").status_code == 404


def test_tags(office, opened):
    editor = office.login("edda")
    one, other = make_tag(editor), make_tag(editor)
    post = make_post(editor, publish=True, tags=[one["name"]])
    page = opened("edda", "/tags", size=PHONE)
    page.find(".search input").send_keys(one["name"])
    page.find(".line .number", "1 public post")
    assert page.overflow() <= 0
    act(page, one["name"], "Rename")
    new = unique("Better ")
    page.fill("name", new)
    page.click("dialog footer button", "Save")
    page.said("Saved")
    page.find(".search input").clear()
    page.find(".search input").send_keys(new)
    page.find(".line", new)
    act(page, new, "Merge into")
    page.find("dialog input[type=search]").send_keys(other["name"])
    page.until("it alone", lambda: len(page.all("dialog label")) == 1)
    page.click("dialog label", other["name"])
    page.click("dialog button.danger", f"Merge into “{other['name']}”")
    page.said(f"“{new}” is now part of “{other['name']}”.")
    read = editor.get(f"/posts/{post['id']}/").json()
    assert [tag["id"] for tag in read["tags"]] == [other["id"]]
    page.go("/tags?search=" + other["name"].replace(" ", "%20"))
    page.find(".line", other["name"])
    act(page, other["name"], "Remove")
    page.find("dialog p", "1 of them is public")
    page.click("dialog button.danger")
    page.said("is deleted.")
    page.let_go()
    page.until("gone", lambda: editor.get(
        f"/posts/{post['id']}/").json()["tags"] == [])


def test_ad_placements(office, opened):
    admin = office.login("ada")
    ad = make_ad(admin)
    page = opened("ada", "/ads")
    line = page.find(".line", ad["name"])
    assert len(line.find_elements(By.CSS_SELECTOR, ".device.on")) == 2
    page.click(".line-button", ad["name"])
    page.click("dialog label", "On phones")
    page.click("dialog footer button", "Save")
    page.said("Saved")
    page.find('.device[aria-label="Not on phones"]')
    assert not admin.get(f"/ad-placements/{ad['id']}/").json()[
        "show_on_mobile"]
    page.click(".line-button", ad["name"])
    page.click("dialog button.danger", "Remove")
    page.find("dialog p", "Pages that ask for it find nothing")
    page.keys(Keys.TAB, Keys.TAB, Keys.ENTER)
    page.gone(".line", ad["name"])
    page.click(".toast button", "Undo")
    page.find(".line", ad["name"])
    page.click(".line-button", ad["name"])
    page.click("dialog button.danger", "Remove")
    page.keys(Keys.TAB, Keys.TAB, Keys.ENTER)
    page.gone(".line", ad["name"])
    assert admin.get(f"/ad-placements/{ad['id']}/").status_code == 200
    page.let_go()
    page.until("gone", lambda: admin.get(
        f"/ad-placements/{ad['id']}/").status_code == 404)


def test_whose_files(things, opened):
    """An editor chooses between own and everyone's, a writer has own ones."""
    page = opened("edda", "/media")
    page.click(".whose a", "All of them")
    page.find("a.tile")
    assert "all=true" in page.driver.current_url
    page.go(f"/media?all=true&open={things['media']}")
    page.find("dialog h2", "dusk.jpg")
    page.keys(Keys.ESCAPE)
    page.click(".whose a", "Mine")
    page.find(".empty")
    assert "all=" not in page.driver.current_url
    writer = opened("ana", "/media")
    writer.find("a.tile")
    assert not writer.all(".whose")
