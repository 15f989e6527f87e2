"""Picture files dropped into the text: blocks at once, their way to the
server, a way back from each fault."""

import base64
import re

import pytest
from selenium.webdriver.common.keys import Keys

from browser import Page, url
from support.make import make_image, make_media, unique
from support.site import PASSWORD
from test_editor_together import copy_of, make, paragraphs

# A drop as the system makes it, on the second block; the files are real ones.
DROP = """
const [files] = arguments;
const data = new DataTransfer();
for (const [name, type, bytes] of files) {
    data.items.add(new File([Uint8Array.from(atob(bytes), (one) =>
        one.charCodeAt(0))], name, { type }));
}
const at = document.querySelector("#text > p:nth-of-type(2)");
const box = at.getBoundingClientRect();
const event = (kind) => new DragEvent(kind, { dataTransfer: data,
    bubbles: true, cancelable: true, clientX: box.left + 5,
    clientY: box.top + box.height / 2 });
at.dispatchEvent(event("dragover"));
const line = document.querySelector(".drop-line") !== null;
const taken = !at.dispatchEvent(event("drop"));
return [line, taken];
"""


CUT = "net::ERR_(BLOCKED|INTERNET_DISCONNECTED)"


@pytest.fixture(scope="module")
def page(desk):
    """A browser of its own: its network is slowed down, and cut."""
    with Page(url(desk)) as one:
        one.enter(desk, "ana")
        one.driver.execute_cdp_cmd("Network.enable", {})
        yield one


@pytest.fixture
def post(desk, page):
    network(page)
    number = make(desk, "Dropped", paragraphs("First.", "Second.", "Third."))
    page.go(f"/posts/{number}")
    page.find("#text p", "Third.")
    yield number
    network(page)


def network(page, bytes_a_second=-1, offline=False):
    page.driver.execute_cdp_cmd("Network.emulateNetworkConditions", {
        "offline": offline, "latency": 0, "downloadThroughput": -1,
        "uploadThroughput": bytes_a_second})


def blocked(page, *urls):
    """What is asked for there fails as if the network did."""
    page.driver.execute_cdp_cmd("Network.setBlockedURLs", {"urls": urls})


def drop(page, *files, kind="image/jpeg"):
    line, taken = page.driver.execute_script(DROP, [
        [name, kind, base64.b64encode(data).decode()]
        for name, data in files])
    assert line, "no line shows where it lands"
    assert taken, "the browser would open the file"


def kinds(desk, number):
    fields = copy_of(desk, number).json()["fields"]
    return [one["type"] for one in fields["content"]]


def test_several_in_their_order(desk, page, post):
    """They stand where they were dropped; none is made twice."""
    drop(page, ("one.jpg", make_image()),
         ("two.jpg", make_image()))
    page.until("both", lambda: len(page.all("#text figure .shown img[width]"))
               == 2, 120)
    page.state("Saved ")
    page.until("in the copy", lambda: kinds(desk, post) == [
        "paragraph", "paragraph", "image", "image", "paragraph"])
    ids = [one["media_id"] for one in copy_of(desk, post).json()["fields"][
        "content"] if one["type"] == "image"]
    names = [desk.login("ana").get(f"/media/{one}/").json()["original_name"]
             for one in ids]
    assert names == ["one.jpg", "two.jpg"]


def test_what_there_is_already(desk, page, post):
    """The same file once more is the same picture; it is said."""
    file = make_image()
    first = make_media(desk.login("ana"), file)
    drop(page, ("again.jpg", file))
    page.said("again.jpg: Already in your library")
    page.state("Saved ")
    page.until("in the copy", lambda: "image" in kinds(desk, post))
    assert [one["media_id"] for one in copy_of(desk, post).json()["fields"][
        "content"] if one["type"] == "image"] == [first["id"]]


def test_what_browsers_cannot_show(page, post):
    """Its kind stands there until the server has made sizes of it."""
    network(page, offline=True)
    drop(page, ("camera.heic", b"nothing"), kind="image/heic")
    page.find("#text figure .uploading .pending", "HEIC")
    page.refuses(400)
    network(page)
    page.find("#text figure .error")
    page.click("#text figure .uploading button", "Remove")
    page.until("nothing is kept", lambda: kept(page) == 0)


def test_what_can_be_no_block(page, post):
    """It is said, and the browser does not open it instead."""
    drop(page, ("notes.txt", b"Some text"), kind="text/plain")
    page.said("notes.txt: That is no picture and no video.")
    page.gone("#text figure")


def test_signed_out_meanwhile(desk, page, post):
    """The file waits until somebody has signed in again."""
    page.refuses(401)
    page.driver.execute_cdp_cmd("Network.clearBrowserCookies", {})
    drop(page, ("waits.jpg", make_image()))
    page.find("dialog [name=password]").send_keys(PASSWORD + Keys.ENTER)
    page.gone("dialog[open]")
    arrives(desk, page, post)


KEPT = """
const asked = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
});
const name = "talecraft-editor-files";
if (!(await indexedDB.databases()).some((one) => one.name === name)) {
    return 0;
}
const db = await asked(indexedDB.open(name));
const count = await asked(db.transaction("files").objectStore("files")
    .count());
db.close();
return count;
"""


def kept(page):
    """How many files this device has that are not with the server."""
    return page.driver.execute_script(KEPT)


def slowly(page, name):
    """Something of it is under way, and stays so; this device has it too."""
    network(page, bytes_a_second=10000)
    drop(page, (name, make_image() + bytes(600000)))
    page.until("progress", lambda: 0 < float(page.find(
        "#text figure progress").get_attribute("value")) < 1)
    page.until("kept", lambda: kept(page) == 1)


def test_progress_and_cancel(desk, page, post):
    """The text is saved meanwhile without it, and nothing of it stays."""
    slowly(page, "slow.jpg")
    page.click("#text p", "First.")
    page.keys(Keys.END, " And more.")
    page.until("saved without it", lambda: copy_of(desk, post).status_code
               == 200 and kinds(desk, post) == ["paragraph"] * 3)
    page.click("#text figure button", "Cancel")
    page.gone("#text figure")
    page.until("nothing is kept", lambda: kept(page) == 0)
    assert not desk.login("ana").get("/media/", params={
        "search": "slow.jpg"}).json()["results"]


def arrives(desk, page, post):
    page.find("#text figure .shown img[width]", seconds=120)
    page.until("in the copy", lambda: copy_of(desk, post).status_code == 200
               and "image" in kinds(desk, post))


def test_fault_and_retry(desk, page, post):
    """After the last try in vain the writer is asked; then it goes on."""
    page.allowed = re.compile(f"{page.allowed.pattern}|{CUT}")
    blocked(page, "*/media/")
    drop(page, ("later.jpg", make_image()))
    page.find("#text figure .error", seconds=60)
    blocked(page)
    page.click("#text figure button", "Try again")
    arrives(desk, page, post)


ASKED = """
const leave = new Event("beforeunload", { cancelable: true });
return !dispatchEvent(leave);
"""


def test_waits_for_the_connection(desk, page, post):
    """It goes on by itself; before that the browser asks who would leave.
    One that was begun while there was a connection does the same."""
    page.allowed = re.compile(f"{page.allowed.pattern}|{CUT}")
    network(page, offline=True)
    drop(page, ("offline.jpg", make_image()))
    page.find("#text figure", "Waiting for the connection")
    page.find("#text figure", "on this device alone")
    assert page.driver.execute_script(ASKED)
    network(page)
    arrives(desk, page, post)
    page.state("Saved ")
    assert not page.driver.execute_script(ASKED)
    blocked(page, "*/media/")
    drop(page, ("cut.jpg", make_image()))
    page.find("#text figure", "Uploading")
    network(page, offline=True)
    page.find("#text figure", "Waiting for the connection")
    blocked(page)
    network(page)
    page.until("both", lambda: len(page.all(
        "#text figure .shown img[width]")) == 2, 120)


def fail(desk, number):
    desk.sql("update media_files set status = 'FAILED', "
             "error = 'It is torn.' where id = (select file_id from media "
             f"where id = {number})")


def test_failed_one_is_processed_again_or_replaced(desk, page, post):
    ana = desk.login("ana")
    one, other = (make_media(ana, make_image(), alt_text=unique("Alt "))
                  for _ in range(2))
    ana.put(f"/posts/{post}/working-copy/", json={"content": [
        {"type": "image", "media_id": one["id"]}]})
    fail(desk, one["id"])
    page.driver.refresh()
    page.find("#text figure .bad", "It is torn.")
    page.click("#text figure button", "Process again")
    page.find("#text figure .shown img[width]", seconds=120)
    assert ana.get(f"/media/{one['id']}/").json()["status"] == "READY"
    fail(desk, one["id"])
    page.driver.refresh()
    page.find("#text figure .bad", "It is torn.")
    page.click("#text figure button", "Replace")
    page.click(f"dialog .tile[aria-label='{other['alt_text']}']")
    page.find("#text figure .shown img[width]")
    page.until("the other one", lambda: copy_of(desk, post).json()["fields"][
        "content"][0]["media_id"] == other["id"])


def test_failed_one_in_the_library(desk, page, post, tmp_path):
    ana = desk.login("ana")
    alt = unique("Alt ")
    made = make_media(ana, make_image(), alt_text=alt)
    fail(desk, made["id"])
    page.go(f"/media?open={made['id']}")
    page.find("dialog .error", "It is torn.")
    page.click("dialog button", "Process again")
    page.gone("dialog .error")
    page.until("it is ready", lambda: ana.get(
        f"/media/{made['id']}/").json()["status"] == "READY", 120)
    page.go("/media")
    page.gone("dialog[open]")
    fail(desk, made["id"])
    file = tmp_path / "whole.jpg"
    file.write_bytes(make_image())
    page.go(f"/media?open={made['id']}")
    page.find("dialog .error", "It is torn.")
    page.driver.find_element("css selector", "[name=replacement]").send_keys(
        str(file))
    page.said("The file that failed is deleted.")
    page.find("dialog h2", "whole.jpg")
    assert page.value("dialog textarea") == alt
    assert ana.get(f"/media/{made['id']}/").status_code == 404


def test_survives_the_page_loaded_anew(desk, page, post):
    """What has not arrived, where it stood and with its caption."""
    page.allowed = re.compile(f"{page.allowed.pattern}|{CUT}")
    slowly(page, "kept.jpg")
    page.click("#text figcaption")
    page.keys("Kept caption")
    page.click("#text p", "First.")
    page.keys(Keys.END, " And more.")
    page.until("saved without it", lambda: copy_of(desk, post).status_code
               == 200 and kinds(desk, post) == ["paragraph"] * 3)
    page.driver.refresh()
    page.find("#text figure .uploading")
    page.find("#text figure", "Kept caption")
    network(page)
    arrives(desk, page, post)
    blocks = copy_of(desk, post).json()["fields"]["content"]
    assert [one["type"] for one in blocks] == [
        "paragraph", "paragraph", "image", "paragraph"]
    assert blocks[2]["caption"] == "Kept caption"
    page.until("nothing is kept", lambda: kept(page) == 0)
    page.driver.refresh()
    page.find("#text figure .shown img[width]")
    assert len(page.all("#text figure")) == 1
    assert kinds(desk, post) == ["paragraph", "paragraph", "image",
                                 "paragraph"]


def test_survives_in_a_post_without_a_number(page, post):
    """As the tab's own."""
    page.allowed = re.compile(f"{page.allowed.pattern}|{CUT}")
    page.go("/posts/new")
    page.find("#text p").click()
    page.keys("One.", Keys.ENTER, "Two.", Keys.ENTER, "Three.")
    page.find("#text p", "Three.")
    slowly(page, "new.jpg")
    page.driver.refresh()
    page.find("#text figure .uploading")
    network(page)
    page.find("#text figure .shown img[width]", seconds=120)
    page.until("nothing is kept", lambda: kept(page) == 0)
