"""The calendar: seen by day, moved by drag, by key and without either."""

from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from browser import PHONE
from support.make import make_post, unique

ZONE = ZoneInfo("Europe/Berlin")
# A month that no other test has posts in, well ahead.
YEAR = datetime.now().year + 1


def noon(month, day):
    """In the time zone of the site."""
    return datetime(YEAR, month, day, 12, tzinfo=ZONE)


def scheduled(office, at, **fields):
    editor = office.login("edda")
    post = make_post(editor, title=unique("Planned "), **fields)
    answer = editor.post(f"/posts/{post['id']}/schedule/", json={
        "scheduled_publish_at": at.isoformat()})
    assert answer.status_code == 200, answer.text
    return answer.json()


def time_of(office, number):
    text = office.login("edda").get(f"/posts/{number}/").json()[
        "scheduled_publish_at"]
    return text and datetime.fromisoformat(
        text.replace("Z", "+00:00"))


def cell(page, at):
    return page.find(f'td:has(> time[datetime="{at:%Y-%m-%d}"])')


def pick(page, post):
    page.click(f"#grip-{post['id']}")
    page.find(".move-bar", post["title"])


def test_moved_by_drag_and_undone(office, opened):
    post = scheduled(office, noon(3, 10))
    page = opened("edda", f"/calendar?month={YEAR}-03")
    chip = page.find(".chip", post["title"])
    assert chip.text in cell(page, noon(3, 10)).text
    to = noon(3, 18)
    ActionChains(page.driver).click_and_hold(chip).move_to_element(
        cell(page, to)).move_by_offset(2, 2).release().perform()
    page.said("moved to")
    assert time_of(office, post["id"]) == to
    page.click(".toast button", "Undo")
    page.said("is back.")
    assert time_of(office, post["id"]) == noon(3, 10)
    page.until("the old place", lambda: post["title"] in cell(
        page, noon(3, 10)).text)


def test_moved_by_keys(office, opened):
    """Over the change of the clocks the hour stays."""
    post = scheduled(office, noon(4, 10))
    page = opened("edda", f"/calendar?month={YEAR}-04")
    page.find(f"#grip-{post['id']}").send_keys(Keys.ENTER)
    page.find(".move-where", "10 April")
    page.keys(Keys.ARROW_RIGHT, Keys.ARROW_DOWN)
    page.find(".move-where", "18 April")
    page.keys(Keys.PAGE_DOWN)
    page.find(".head h1", "May")
    page.keys(Keys.ESCAPE)
    page.find(".head h1", "April")
    page.until("focus where it was", lambda: page.driver.switch_to
               .active_element.get_attribute("id") == f"grip-{post['id']}")
    assert time_of(office, post["id"]) == noon(4, 10)
    page.keys(Keys.ENTER)
    page.find(".move-bar")
    page.keys(Keys.PAGE_UP, Keys.ARROW_LEFT, Keys.ENTER)
    page.said("moved to")
    assert time_of(office, post["id"]) == noon(3, 9)
    page.until("focus with what was moved", lambda: page.driver.switch_to
               .active_element.get_attribute("id") == f"grip-{post['id']}")


def test_escape_before_the_other_month_is_painted(office, opened):
    post = scheduled(office, noon(4, 13))
    page = opened("edda", f"/calendar?month={YEAR}-04")
    page.find(f"#grip-{post['id']}").send_keys(Keys.ENTER)
    page.find(".move-where", "13 April")
    page.driver.execute_async_script("""
        (async (done) => {
            const bar = document.activeElement;
            for (const key of ["PageDown", "Escape"]) {
                bar.dispatchEvent(new KeyboardEvent("keydown",
                    { key, bubbles: true, cancelable: true }));
                for (let n = 0; n < 20; n++) {
                    await null; // rendered, but not painted
                }
            }
            done();
        })(arguments[0])""")
    page.find(".head h1", "April")
    page.until("focus where it was", lambda: page.driver.switch_to
               .active_element.get_attribute("id") == f"grip-{post['id']}")


def test_keys_are_the_bars_at_once(office, opened):
    """Who types fast has not waited for the page to be painted."""
    post = scheduled(office, noon(4, 20))
    page = opened("edda", f"/calendar?month={YEAR}-04")
    page.find(f"#grip-{post['id']}")
    assert page.driver.execute_script("""
        document.getElementById(arguments[0]).click();
        return new Promise((tell) => queueMicrotask(() => queueMicrotask(
            () => tell(document.activeElement.className))));
        """, f"grip-{post['id']}") == "move-bar"


def test_moved_by_a_click_on_a_day(office, opened):
    post = scheduled(office, noon(5, 10))
    page = opened("edda", f"/calendar?month={YEAR}-05")
    pick(page, post)
    cell(page, noon(5, 21)).find_element(By.CSS_SELECTOR, ".here").click()
    page.said("moved to")
    assert time_of(office, post["id"]) == noon(5, 21)


def test_put_back_where_it_is_refused(office, opened):
    """Another editor has changed it; a time that is past is none."""
    post = scheduled(office, noon(6, 10))
    page = opened("edda", f"/calendar?month={YEAR}-06")
    page.find(".chip", post["title"])
    office.login("edda").patch(f"/posts/{post['id']}/", json={"excerpt": "x"})
    pick(page, post)
    page.keys(Keys.ARROW_RIGHT, Keys.ENTER)
    page.said("Somebody else has changed")
    page.until("the old place", lambda: post["title"] in cell(
        page, noon(6, 10)).text)
    assert time_of(office, post["id"]) == noon(6, 10)
    pick(page, post)
    page.driver.execute_script("""
        const field = document.querySelector('.move-bar [type=date]');
        field.value = '2001-01-01';
        field.dispatchEvent(new Event('change', { bubbles: true }));""")
    page.find(".head h1", "January 2001")
    page.click(".move-bar button", "Put it here")
    page.said("That time is past.")
    assert time_of(office, post["id"]) == noon(6, 10)


def test_a_draft_is_asked_for_its_time(office, opened):
    """What was written and is in its working copy goes out with it."""
    editor = office.login("edda")
    post = make_post(editor, title=unique("Waiting "))
    editor.put(f"/posts/{post['id']}/working-copy/", json={
        "excerpt": "Written last."})
    page = opened("edda", f"/calendar?month={YEAR}-07")
    page.find(".tray .chip", post["title"])
    pick(page, post)
    cell(page, noon(7, 8)).find_element(By.CSS_SELECTOR, ".here").click()
    page.find("dialog h2", post["title"])
    page.find("dialog p", "public from then on")
    page.click("dialog button[type=submit]", "Schedule for")
    page.said("is scheduled for")
    page.find(f"td .chip #grip-{post['id']}")
    at = time_of(office, post["id"])
    assert at == noon(7, 8).replace(hour=9)
    read = editor.get(f"/posts/{post['id']}/").json()
    assert (read["excerpt"], read["status"]) == ("Written last.",
                                                 "SCHEDULED")


def test_agenda_on_a_phone(office, opened):
    post = scheduled(office, noon(8, 10))
    page = opened("edda", f"/calendar?month={YEAR}-08", size=PHONE)
    page.find(".agenda h2", "10 August")
    assert page.overflow() <= 0
    pick(page, post)
    assert page.overflow() <= 0
    page.driver.execute_script("""
        const field = document.querySelector('.move-bar [type=date]');
        field.value = arguments[0];
        field.dispatchEvent(new Event('change', { bubbles: true }));""",
                               f"{YEAR}-08-30")
    page.click(".move-bar button", "Put it here")
    page.find(".agenda h2", "30 August")
    page.until("moved", lambda: time_of(office, post["id"]) == noon(8, 30))


def test_published_does_not_move_and_writers_move_nothing(office, opened):
    writer = office.login("wim")
    now = datetime.now(timezone.utc)
    live = make_post(office.login("edda"), publish=True,
                     title=unique("Live "))
    own = make_post(writer, title=unique("Own "))
    page = opened("edda", "/calendar")
    page.find("td.today .chip.PUBLISHED" if now.astimezone(ZONE).date() ==
              datetime.now(ZONE).date() else ".chip.PUBLISHED")
    assert not page.driver.find_elements(By.ID, f"grip-{live['id']}")
    page = opened("wim", "/calendar")
    page.find(".tray .chip", own["title"])
    assert not page.driver.find_elements(By.CSS_SELECTOR, ".grip")


def test_three_hundred_posts_of_a_month(office, opened):
    """In pages of a hundred; what a day does not hold is opened."""
    number = office.sql("select id from users where username = 'edda'")
    start = noon(10, 1)
    office.sql(
        "insert into posts (title, slug, content, author_id, status, "
        "scheduled_publish_at) select 'Many ' || n, 'many-' || n, '[]', "
        f"{number}, 'SCHEDULED', '{start.isoformat()}'::timestamptz + "
        "n % 30 * interval '1 day' from generate_series(1, 300) n")
    page = opened("edda", f"/calendar?month={YEAR}-10")
    day = cell(page, start + timedelta(days=2))
    page.until("four of ten", lambda: len(cell(
        page, start + timedelta(days=2)).find_elements(
            By.CSS_SELECTOR, ".chip")) == 4)
    day = cell(page, start + timedelta(days=2))
    day.find_element(By.CSS_SELECTOR, "button.link").click()
    assert len(day.find_elements(By.CSS_SELECTOR, ".chip")) == 10
    office.sql("delete from posts where slug like 'many-%'")


def test_zone_of_the_site(office, opened):
    """Who is elsewhere sees and sets the site's times, and one's own beside
    them."""
    late = datetime(YEAR, 9, 10, 23, 30, tzinfo=ZONE)
    post = scheduled(office, late)
    page = opened("edda", f"/calendar?month={YEAR}-09")
    page.driver.execute_cdp_cmd("Emulation.setTimezoneOverride", {
        "timezoneId": "Asia/Tokyo"})
    page.driver.refresh()
    page.find(".head .hint", "Time zone: Europe/Berlin")
    page.until("its day", lambda: f"23:30 {post['title']}" in cell(
        page, late).text)
    draft = make_post(office.login("edda"), excerpt="x")
    page.go(f"/posts/{draft['id']}")
    page.click("#text p")
    began = datetime.now(ZONE)
    page.keys(Keys.END, " More.")
    saved = page.state("Saved ").text
    assert saved in {f"Saved {at:%H:%M}" for at in (
        began, datetime.now(ZONE))}, saved
    page.click("#act", "Publish")
    page.click("dialog .check", "At a time")
    for kind, value in (("date", f"{YEAR}-09-11"), ("time", "20:00")):
        page.driver.execute_script("""
            const input = document.querySelector(
                `dialog [type=${arguments[0]}]`);
            input.value = arguments[1];
            input.dispatchEvent(new Event("input", { bubbles: true }));""",
                                   kind, value)
        page.until("the field", lambda: page.driver.execute_script(
            "return new Promise(done => requestAnimationFrame(() => "
            "setTimeout(done, 0, true)))"))
    page.find("dialog .hint", "03:00 where you are (Asia/Tokyo)")
    page.click("#confirm:enabled", "20:00")
    page.find(".bar .badge", "Scheduled")
    assert time_of(office, draft["id"]) == datetime(
        YEAR, 9, 11, 20, tzinfo=ZONE)
