"""Things that tests need quickly: posts, categories, users, pictures."""

import io
import itertools
import json
import time
import uuid

_numbers = itertools.count(1)
USER_PASSWORD = "a password of length"


def unique(prefix="x"):
    """A word that no other test and no earlier run has used."""
    return f"{prefix}{next(_numbers)}{uuid.uuid4().hex[:6]}"


def compact(value):
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def expect(answer, status, body=None):
    """The exact status, and the exact body: text, or any JSON value."""
    shown = (f"{answer.request.method} {answer.url} -> "
             f"{answer.status_code} {answer.text[:600]}")
    assert answer.status_code == status, shown
    if isinstance(body, str):
        assert answer.text == body, f"{shown}\nexpected {body}"
    elif body is not None:
        assert answer.text == compact(body), \
            f"{shown}\nexpected {compact(body)}"
    return answer


def detail(text):
    return {"detail": text}


def paragraph(text="Once upon a time."):
    return {"type": "paragraph", "text": text}


def make_post(client, publish=False, **fields):
    fields.setdefault("title", unique("Post "))
    fields.setdefault("content", [paragraph()])
    post = expect(client.post("/posts/", json=fields), 201).json()
    if publish:
        post = expect(client.post(f"/posts/{post['id']}/publish/"),
                      200).json()
    return post


def make_category(client, **fields):
    fields.setdefault("name", unique("Category "))
    return expect(client.post("/categories/", json=fields), 201).json()


def make_tag(client, **fields):
    fields = {"name": unique("Tag "), **fields}
    return expect(client.post("/tags/", json=fields), 201).json()


def make_ad(client, **fields):
    fields.setdefault("name", unique("Ad "))
    return expect(client.post("/ad-placements/", json=fields), 201).json()


def make_user(client, **fields):
    """By an ADMIN client; the answer has `password` besides."""
    fields.setdefault("username", unique("user"))
    fields.setdefault("password", USER_PASSWORD)
    user = expect(client.post("/users/", json=fields), 201).json()
    return dict(user, password=fields["password"])


def make_image(width=640, height=480, fmt="JPEG", seed=None, noise=False,
               **save):
    """Bytes of a picture that no other call makes (same seed: the same).

    Further arguments go to PIL's save (quality, exif, icc_profile ...).
    """
    from PIL import Image, ImageDraw
    number = next(_numbers) if seed is None else seed
    if noise:
        image = Image.effect_noise((width, height), 60).convert("RGB")
    else:
        image = Image.linear_gradient("L").resize((width, height))
        image = Image.merge("RGB", (image, image.rotate(180), image))
    draw = ImageDraw.Draw(image)
    for bit in range(24):
        if (number >> bit) & 1:
            draw.rectangle((bit * 8, 0, bit * 8 + 7, 15), fill="red")
    if seed is None:
        stamp = uuid.uuid4().bytes
        for place, value in enumerate(stamp[:8]):
            draw.rectangle((place * 8, 16, place * 8 + 7, 31),
                           fill=(value, 255 - value, value))
    out = io.BytesIO()
    image.save(out, fmt, **save)
    return out.getvalue()


def upload(client, data, name="photo.jpg", kind="image/jpeg",
           field="original_file", **fields):
    return client.post("/media/", data=fields,
                       files={field: (name, data, kind)})


def wait_ready(client, media_id, seconds=180, states=("READY",),
               never=("FAILED",)):
    """Media workers are nice: a busy machine lets them wait long."""
    deadline = time.monotonic() + seconds
    while True:
        row = expect(client.get(f"/media/{media_id}/"), 200).json()
        if row["status"] in states:
            return row
        assert row["status"] not in never, row
        assert time.monotonic() < deadline, row
        time.sleep(0.05)


def make_media(client, data=None, **fields):
    """A READY image; returns its row."""
    row = expect(upload(client, data or make_image(), **fields), 201).json()
    return wait_ready(client, row["id"])
