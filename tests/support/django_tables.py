"""The tables of a Django service, filled by SQL."""

import base64
import hashlib
import json

from support.imports import ctl
from support.make import compact, make_image, unique
from support.site import PASSWORD
from support.tools import REPO

POSTS = 320
PICTURES = 12
FIRST = 100  # of the media's ids


def pbkdf2(password):
    digest = hashlib.pbkdf2_hmac("sha256", password.encode(), b"saltsalt",
                                 26_000)
    return "pbkdf2_sha256$26000$saltsalt$" + base64.b64encode(digest).decode()


def blocks_of(number):
    picture = FIRST + number % PICTURES
    return [
        {"type": "paragraph", "text": f"Text {number} “so” \n\\ it is."},
        {"type": "heading", "text": "H", "level": 2},
        {"type": "image", "media_id": picture, "alt": "a", "x": [1.5, None]},
        {"type": "gallery", "media_ids": [picture, FIRST], "caption": "C"},
        {"type": "list", "items": ["a", "b"], "style": "ordered"},
        {"type": "table", "rows": [["a", "b"], ["c", "d"]], "header": True},
        {"type": "quote", "text": "Q", "cite": "Me"},
        {"type": "embed", "url": "https://video.example/1"},
        {"type": "divider"}]


def quoted(text):
    return "'" + text.replace("'", "''") + "'"


def fill(sql, media):
    """Posts of all statuses, pictures on disk, passwords."""
    (media / "originals/2020").mkdir(parents=True)
    for number in range(PICTURES):
        data = make_image(80, 60 + number)
        path = f"originals/2020/picture {number}.jpg"
        (media / path).write_bytes(data)
        sql("insert into media_media values ({}, 'IMAGE', 'READY', {}, '[]', "
            "80, {}, null, {}, '{}', 'image/jpeg', 'Picture {}.jpg', "
            "'alt {}', 'caption {}', null, '2020-05-01 10:00:00.000{}+00', "
            "'2020-06-01 10:00:00+02', {})".format(
                FIRST + number, quoted(path), 60 + number, len(data),
                hashlib.sha256(data).hexdigest(), number, number, number,
                100 + number, 10 + number % 6))
    sql("update users_user set password = "
        f"{quoted(pbkdf2(PASSWORD))} where id = 12; "
        "update users_user set password = 'argon2$argon2id$v=19$x' "
        "where id = 14")
    statuses = ["PUBLISHED", "PUBLISHED", "DRAFT", "ARCHIVED", "IN_REVIEW",
                "SCHEDULED"]
    rows = []
    for number in range(1, POSTS + 1):
        status = statuses[number % len(statuses)]
        live = status in ("PUBLISHED", "ARCHIVED")
        rows.append("({}, {}, {}, {}, {}, '{}', {}, {}, 'S', 'D', 'k', "
                    "'https://service.example/{}', {}, {}, 1, {}, {}, {}, {}, "
                    "{}, {}, {}, {}, null)".format(
                        number * 3, quoted(f"Post {number}: “it's”"),
                        quoted(f"post-no-{number}"),
                        quoted(compact(blocks_of(number))),
                        quoted(f"Excerpt {number}"), status,
                        "'2099-01-01 10:00:00.5+00'"
                        if status == "SCHEDULED" else "null",
                        f"timestamptz '2021-01-01' + {number} * "
                        "interval '1.000321 hours'" if live else "null",
                        number, number % 7 == 0, number % 50,
                        f"timestamptz '2020-12-01' + {number} * interval "
                        "'1 hour'",
                        f"timestamptz '2022-12-01' + {number} * interval "
                        "'1.000007 hour'",
                        10 + number % 6,
                        number % 10 + 1 if number % 4 else "null",
                        11 if live else "null", 12 if number % 2 else "null",
                        FIRST + number % PICTURES,
                        FIRST + 1 if number % 3 else "null"))
    sql("insert into blog_post values " + ",".join(rows))
    sql("insert into blog_slughistory (old_slug, created_at, post_id) select "
        "'once-' || id, now(), id from blog_post where id % 2 = 0")


class Service:
    """A database with the tables, and its MEDIA_ROOT."""

    def __init__(self, pg, media):
        self.pg, self.media, self.name = pg, media, unique("django")
        pg.create_database(self.name)
        self.sql((REPO / "tests/data/django.sql").read_text())

    def sql(self, text):
        return self.pg.sql(text, self.name, "talecraft")

    def rows(self, table, order="id"):
        return json.loads(self.sql(
            f"select json_agg(t order by {order}) from (select * from "
            f"{table}) t"))

    def into(self, site, *args, code=0):
        return ctl(site, "django", "--source", self.pg.conninfo(self.name),
                   "--media", self.media, "--media-root", site.media_root,
                   *args, code=code)
