"""What there is to see on the page's screens: a bit of everything."""

from support.make import make_image, wait_ready
from test_editor_together import make, publish

ALL = [
    {"type": "paragraph", "text": "Plain and bold", "id": "a",
     "marks": [[10, 14, "strong"], [0, 5, "link", {"href": "#x"}]]},
    {"type": "heading", "level": 2, "text": "Heading", "id": "b"},
    {"type": "list", "items": ["one", "two"], "id": "c"},
    {"type": "quote", "text": "Said.", "cite": "Somebody", "id": "d"},
    {"type": "callout", "text": "Mind.", "tone": "warning", "id": "e"},
    {"type": "code", "code": "x = 1", "language": "py", "id": "f"},
    {"type": "table", "header": True, "rows": [["a", "b"], ["c", "d"]],
     "id": "g"},
    {"type": "embed", "url": "https://example.org/v", "caption": "Film",
     "id": "h"},
    {"type": "divider", "id": "i"}]


def lay(desk):
    """Numbers of what was made: posts in several states, a picture."""
    ana, ben = desk.login("ana"), desk.login("ben")
    media = ben.post("/media/", files={"original_file": (
        "dusk.jpg", make_image(), "image/jpeg")}).json()["id"]
    dawn = ana.post("/media/", files={"original_file": (
        "dawn.jpg", make_image(), "image/jpeg")}).json()["id"]
    for number in (media, dawn):
        wait_ready(ben, number)
    ben.post("/categories/", json={"name": "Walks"})
    for name in ("Ridges", "Fog"):
        ben.post("/tags/", json={"name": name})
    found = {
        "draft": make(desk, "Everything", ALL + [
            {"type": "paragraph", "text": "TK", "id": "k"}],
            tags=["Ridges", "Mud"]),
        "live": make(desk, "Live one", ALL[:2]),
        "waits": make(desk, "Waits", ALL[:3]),
        "gone": make(desk, "Gone", ALL[:1]),
        "media": media}
    publish(desk, found["live"])
    ben.put(f"/posts/{found['live']}/working-copy/", json={
        "content": [{**ALL[0], "text": "Plain and bald"}]})
    ben.post(f"/posts/{found['draft']}/notes/", json={
        "text": "Which one?", "block": "b"})
    ana.post(f"/posts/{found['waits']}/submit/", json={})
    ana.delete(f"/posts/{found['gone']}/")
    return found
