"""What the service has: people, categories, tags, pictures, posts of all
statuses with blocks of all types, and what is odd in texts and dates."""

import hashlib
import io
import os
from datetime import datetime, timedelta, timezone

from django.conf import settings
from django.contrib.auth.hashers import make_password
from PIL import Image

from ads.models import AdPlacement
from blog.models import Category, Post, SlugHistory, Tag
from media.models import Media
from support.files import mp4
from support.make import make_image
from support.site import PASSWORD
from users.models import User

BEGIN = datetime(2019, 3, 1, 8, tzinfo=timezone.utc)
ODD = ["plain words of a walk", "“quoted” & <b>marked</b>",
       "back\\slash, tab\tand\nline", "ღრმა ხევი", "夜の山道を歩く",
       "emoji 🏔️ and e\u0301", "line\u2028separator", "'; drop table x; --",
       "null", " space at both ends ", "naïve Ærøskøbing", "a\u00a0b", "%s {} $1"]


def after(number, step=timedelta(hours=7, microseconds=321)):
    """A moment for each row; now and then one of a whole second."""
    moment = BEGIN + number * step
    return moment.replace(microsecond=0) if number % 5 == 0 else moment


def dated(number):
    return {"created_at": after(number),
            "updated_at": after(number) + timedelta(days=9, microseconds=7)}


def seo(number):
    return {"seo_title": f"SEO-{number}"[:number % 9],
            "seo_description": ODD[number % 9] if number % 2 else "",
            "seo_keywords": "a, b" if number % 3 else "",
            "canonical_url": f"https://old.example/{number}?a=b&c=%20"
            if number % 4 == 0 else "",
            "no_index": number % 6 == 0}


def add_people():
    """The first is the superuser; who is called what, and may what."""
    people = [("boss", "ADMIN", "Bo", "Ss"), ("editor", "EDITOR", "", ""),
              ("writer", "WRITER", "Nino", "ღვინიაშვილი"),
              ("writer2", "WRITER", "Zoë", ""), ("gone", "WRITER", "G", "One"),
              ("o.brien+news@home", "EDITOR", "", "O'Brien"),
              ("Admin_2", "ADMIN", "A", "Two")]
    password = make_password(PASSWORD)
    User.objects.bulk_create(User(
        username=name, role=role, first_name=first, last_name=last,
        email=f"{name.partition('@')[0].lower()}@old.example"
        if number % 4 else "",
        password=password if number != 5 else "!unusable",
        is_superuser=number == 0, is_staff=role != "WRITER",
        is_active=name != "gone", date_joined=after(number),
        last_login=after(number + 40) if number % 2 else None)
        for number, (name, role, first, last) in enumerate(people))
    return list(User.objects.order_by("id"))


def add_categories():
    """Children come before their parents; some are not shown."""
    rows = [Category(name=f"{ODD[number % 9].strip()} {number}",
                     slug=f"category-{number}" if number != 4 else "1999",
                     description=ODD[(number + 3) % 13].strip(),
                     is_active=number not in (3, 6),
                     is_featured=number % 4 == 1, order=(number * 7) % 5,
                     **seo(number), **dated(number)) for number in range(12)]
    Category.objects.bulk_create(rows)
    for number in range(8):  # 6 is a parent that is not shown
        rows[number].parent = rows[number + 4]
    Category.objects.bulk_update(rows, ["parent"])
    return rows


def add_tags():
    return Tag.objects.bulk_create(
        Tag(name=name, slug=slug, description=name * 2, **dated(number))
        for number, (name, slug) in enumerate([
            ("Hills", "hills"), ("Rivers & lakes", "water"),
            ("ქართული", "kartuli"), ("Émigrés", "emigres"),
            ("C++", "c-plus-plus"), ("Nobody has it", "null"),
            ("Ärger", "aerger"), ("zebra", "zebra"), ("2024", "2024")]))


def store(path, data):
    place = settings.MEDIA_ROOT + "/" + path
    with open(place, "wb") as file:
        file.write(data)
    return path


def thumb(number, data):
    """A picture of 320 pixels at most, as many services make it."""
    image = Image.open(io.BytesIO(data))
    image.thumbnail((320, 320))
    out = io.BytesIO()
    image.convert("RGB").save(out, "JPEG")
    return {"thumb": {"path": store(f"variants/{number}.jpg", out.getvalue()),
                      "width": image.width, "height": image.height,
                      "file_size": len(out.getvalue())}}


def picture(number):
    """One row, and its file; each tenth is one that its EXIF turns."""
    kind = "PNG" if number % 3 == 2 else "JPEG"
    save = {}
    if number % 10 == 3:
        save["exif"] = Image.Exif()
        save["exif"][0x0112] = 6
    size = 90 + number * 37 % 700, 60 + number * 29 % 500
    data = make_image(*size, kind, seed=number, **save)
    name = f"фото {number}.{kind.lower()}"
    return Media(
        media_type="IMAGE", status="READY", width=size[0], height=size[1],
        original_file=store(f"originals/2020/{name}", data),
        variants=thumb(number, data), mime_type=f"image/{kind.lower()}",
        original_name=name, file_size=len(data),
        file_hash=hashlib.sha256(data).hexdigest())


def other_file(name, kind, mime, data, **fields):
    return Media(media_type=kind, mime_type=mime, original_name=name,
                 original_file=store(f"originals/2020/{name}", data),
                 file_size=len(data),
                 file_hash=hashlib.sha256(data).hexdigest(), **fields)


def add_media(count, people):
    """Pictures, a video, and a file that nobody could decode."""
    rows = [picture(number) for number in range(count)] + [
        other_file("clip.mp4", "VIDEO", "video/mp4", mp4(320, 240, 2),
                   status="READY", width=320, height=240, duration=2.0),
        other_file("broken.jpg", "IMAGE", "image/jpeg",
                   make_image(64, 64)[:200], status="FAILED",
                   error="cannot identify image file")]
    for number, row in enumerate(rows):
        row.uploaded_by = people[number % 4]
        row.alt_text = ODD[number % 9].strip()
        row.caption = ODD[number % 7].strip() if number % 2 else ""
        row.created_at = row.updated_at = after(number)
    return Media.objects.bulk_create(rows)


def blocks(number, media):
    """All twelve types in each tenth post, some of them in the others."""
    text = ODD[number % len(ODD)]
    pictures = [one.id for one in media[:-2]]
    first, second = (pictures[place % len(pictures)]
                     for place in (number, number * 3 + 1))
    every = [
        {"type": "paragraph",
         "text": f"{text} {number} " + "word " * (number * 37 % 600)},
        {"type": "heading", "text": text, "level": number % 6 + 1},
        {"type": "image", "media_id": first, "alt": text, "caption": ""},
        {"type": "gallery", "media_ids": [second, first], "caption": text},
        {"type": "video", "media_id": media[-2].id, "caption": text},
        {"type": "quote", "text": text, "cite": "Me"},
        {"type": "list", "items": [text, "", "b"], "style": "ordered"},
        {"type": "code", "code": f"\tif (x < {number}) {{}}\n",
         "language": "c"},
        {"type": "table", "rows": [["a", text], ["c", ""]], "header": True},
        {"type": "callout", "text": text, "tone": "warning"},
        {"type": "embed", "url": f"https://video.example/{number}?a=1&b"},
        {"type": "divider", "extra": [1.5, -2, None, True, {"a": {"b": []}}]}]
    if number % 10 == 0:
        return every
    return every[:1] + [one for place, one in enumerate(every[1:])
                        if (number >> place % 7) & 1] if number % 17 else []


def post(number, people, categories, media):
    status = Post.Status.values[number % 5 if number % 3 else 3]
    live = status in ("PUBLISHED", "ARCHIVED")
    pictures = media[:-2]
    title = f"{ODD[number % len(ODD)].strip()} {number}"
    made = Post(
        title=title if number % 29 else f"{title} {'long-' * 60}"[:255],
        slug=f"post-{number}" if number != 7 else "58",
        content=blocks(number, media), status=status,
        excerpt=f"Excerpt {number}: {ODD[number * 2 % 13].strip()}",
        author=people[number % 5],
        category=categories[number % 12] if number % 7 else None,
        scheduled_publish_at=datetime(2199, 1, 1, 9, 0, 0, number,
                                      timezone.utc)
        if status == "SCHEDULED" else None,
        published_at=after(number // 2) if live or number % 11 == 0 else None,
        published_by=people[number % 2] if live and number % 4 else None,
        last_edited_by=people[number % 3] if number % 3 else None,
        featured_media=pictures[number % len(pictures)],
        thumbnail_media=pictures[number * 5 % len(pictures)]
        if number % 4 else None,
        og_media=pictures[0] if number % 8 == 0 else None,
        view_count=number * 13 % 997 if status == "PUBLISHED" else 0,
        **seo(number), **dated(number))
    made.read_time = 1 + len(str(made.content).split()) // 250
    return made


def add_posts(count, people, categories, tags, media):
    rows = Post.objects.bulk_create(
        [post(number, people, categories, media)
         for number in range(1, count + 1)], batch_size=500)
    Post.tags.through.objects.bulk_create(
        [Post.tags.through(post=one, tag=tag) for one in rows if one.id % 4
         for tag in (tags[7 + one.id % 2], tags[one.id % 5])],
        batch_size=5000)
    SlugHistory.objects.bulk_create(
        [SlugHistory(post=one, old_slug=f"once-{one.id}",
                     created_at=after(one.id))
         for one in rows if one.id % 2]
        # another post has the first one's slug now
        + [SlugHistory(post=rows[2], old_slug=rows[8].slug)])


def fill(posts, pictures):
    for folder in ("originals/2020", "variants"):
        os.makedirs(f"{settings.MEDIA_ROOT}/{folder}")
    people = add_people()
    media = add_media(pictures, people)
    add_posts(posts, people, add_categories(), add_tags(), media)
    AdPlacement.objects.bulk_create(
        AdPlacement(name=f"{ODD[number].strip()} place", is_active=number != 2,
                    description=ODD[number].strip() * 2,
                    show_on_desktop=number != 3, show_on_mobile=number != 1,
                    **dated(number)) for number in range(5))
