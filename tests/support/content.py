"""What answers of posts, media, categories and ads look like, and builders.

Field lists are in the order of the contract; `ordered` compares a whole object.
"""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone

from .make import expect, make_image, paragraph, unique, upload, wait_ready

POST_ITEM = ("id title slug excerpt author category thumbnail status "
             "read_time published_at created_at updated_at tags author_name "
             "category_id category_slug no_index canonical_url").split()
POST_ITEM_SIGNED = POST_ITEM + ("scheduled_publish_at version "
                                "last_edited_by has_working_copy "
                                "working_copy_submitted open_notes").split()
POST_DETAIL = (
    "id title slug content excerpt author category status "
    "scheduled_publish_at published_at published_by last_edited_by "
    "featured_media thumbnail_media og_media seo_title seo_description "
    "seo_keywords canonical_url no_index view_count read_time created_at "
    "updated_at media_blocks tags version").split()
MEDIA_PUBLIC = ("id media_type mime_type status url srcset variants "
                "placeholder width height duration alt_text caption").split()
MEDIA_FULL = (
    "id media_type status original_file variants width height duration "
    "file_size file_hash mime_type original_name alt_text caption error "
    "uploaded_by created_at updated_at url srcset placeholder").split()
CATEGORY_PUBLIC = (
    "id name slug description parent post_count seo_title seo_description "
    "seo_keywords canonical_url no_index is_featured order").split()
CATEGORY_FULL = CATEGORY_PUBLIC + ["is_active", "created_at", "updated_at"]
TAG_PUBLIC = "id name slug description post_count".split()
TAG_FULL = TAG_PUBLIC + ["created_at", "updated_at"]
AD = ("id name description is_active show_on_desktop show_on_mobile "
      "created_at updated_at").split()

STATUSES = ["DRAFT", "IN_REVIEW", "SCHEDULED", "PUBLISHED", "ARCHIVED"]
DATETIME = ("Datetime has wrong format. Use one of these formats instead: "
            "YYYY-MM-DDThh:mm[:ss[.uuuuuu]][+HH:MM|-HH:MM|Z].")
FORBIDDEN = "You do not have permission to perform this action."
ANONYMOUS = "Authentication credentials were not provided."
STAMP = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z"
EMPTY_PAGE = {"count": 0, "next": None, "previous": None, "results": []}


def ordered(value, names):
    """The object has these members in this order and no others."""
    assert list(value) == list(names), list(value)
    return value


def members(value, names):
    assert set(value) == set(names), sorted(set(value) ^ set(names))
    return value


def at(seconds, base=None):
    """The time in so many seconds, as the API writes it."""
    moment = base or datetime.now(timezone.utc)
    return stamp(moment + timedelta(seconds=seconds))


def stamp(moment):
    return moment.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def moment(text):
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(
        tzinfo=timezone.utc)


def sleep_until(text, plus=0.02):
    left = moment(text).timestamp() + plus - time.time()
    if left > 0:
        time.sleep(left)


def act(client, post, action, **body):
    path = f"/posts/{post['id']}/{action}/"
    return client.post(path, json=body) if body else client.post(path)


def put_in(editor, post, status, seconds=3600):
    """Bring a DRAFT into a status; returns the detail as it is then."""
    steps = {"DRAFT": None, "IN_REVIEW": "submit", "PUBLISHED": "publish",
             "ARCHIVED": "archive", "SCHEDULED": "schedule"}
    step = steps[status]
    if step is None:
        return expect(editor.get(f"/posts/{post['id']}/"), 200).json()
    body = {"scheduled_publish_at": at(seconds)} if step == "schedule" else {}
    done = expect(act(editor, post, step, **body), 200).json()
    assert done["status"] == status
    return done


def new_post(author, editor, status="DRAFT", **fields):
    """A post by `author` in that status."""
    fields.setdefault("title", unique("Post "))
    fields.setdefault("content", [paragraph()])
    post = expect(author.post("/posts/", json=fields), 201).json()
    return put_in(editor, post, status)


def listed(client, query):
    """Ids of a list of posts, categories ... in its order."""
    value = expect(client.get(query), 200).json()
    rows = value["results"] if isinstance(value, dict) else value
    return [row["id"] for row in rows]


def walk(client, path, key="next", limit=60):
    """All pages from path on, by `next` or `previous`."""
    pages = []
    while path:
        pages.append(expect(client.get(path), 200).json())
        path = pages[-1][key]
        assert len(pages) < limit
    return pages


def failed_media(client, noise=b""):
    """A row that is an image by its first bytes and cannot be decoded."""
    data = make_image(64, 64)[:200] + unique("broken").encode() + noise
    row = expect(upload(client, data), 201).json()
    return wait_failed(client, row["id"])


def wait_failed(client, media_id):
    return wait_ready(client, media_id, states=("FAILED",),
                      never=("READY",))


def wait_video(client, data, name="clip.mp4", kind="video/mp4"):
    row = expect(upload(client, data, name, kind), 201).json()
    return wait_ready(client, row["id"])


def eventually(check, seconds=60, pause=0.05):
    """The first true value of check(); it fails when it takes so long that a
    busy machine is no excuse. Give the seconds only where the contract says
    how long something may take."""
    deadline = time.monotonic() + seconds
    while True:
        value = check()
        if value:
            return value
        assert time.monotonic() < deadline, f"still {value!r}"
        time.sleep(pause)


def in_threads(count, work):
    """work(0) .. work(count - 1) at once; their results, in order."""
    results = [None] * count
    errors = []
    barrier = threading.Barrier(count)

    def run(number):
        try:
            barrier.wait(20)
            results[number] = work(number)
        except Exception as problem:  # told to the caller below
            errors.append(problem)

    threads = [threading.Thread(target=run, args=(n,)) for n in range(count)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    if errors:
        raise errors[0]
    return results


@contextmanager
def row_lock(site, post_id, seconds):
    """Hold the row of that post for so long: whoever writes it waits."""
    with site.hold("select 1 from posts "
                   f"where id = {int(post_id)} for update") as held:
        end = threading.Timer(seconds, held.commit)
        end.start()
        try:
            yield
        finally:
            end.join()


def while_held(site, statement, call):
    """What call() gives that begins while the statement is done and not
    committed, and waits for it."""
    with site.hold(statement) as held, ThreadPoolExecutor() as pool:
        answer = pool.submit(call)
        eventually(lambda: answer.done() or site.sql(
            "select 1 from pg_stat_activity where wait_event_type = 'Lock' "
            "and datname = current_database()"))
        assert not answer.done()
        held.commit()
        return answer.result()
