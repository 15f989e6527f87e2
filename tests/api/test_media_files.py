"""What processing makes of a file, and how the files are served."""

import base64
import hashlib
import io
import re
import shutil
from urllib.parse import urlsplit

import pytest

from support.content import eventually, wait_video
from support.files import mov, mp4, webm
from support.make import detail, expect, make_image, make_media

CACHE = "public, max-age=31536000, immutable"


def fetch(client, url, **headers):
    return client.get(url, strict=False, headers=headers)


def picture(client, url):
    from PIL import Image
    answer = fetch(client, url)
    assert answer.status_code == 200
    return Image.open(io.BytesIO(answer.content))


SIZES = [
    (2000, 1000, {"original": (2000, 1000), "large": (1600, 800),
                  "medium": (800, 400), "thumb": (320, 160)}),
    (1600, 1200, {"original": (1600, 1200), "medium": (800, 600),
                  "thumb": (320, 240)}),
    (801, 400, {"original": (801, 400), "medium": (800, 400),
                "thumb": (320, 160)}),
    (320, 640, {"original": (320, 640)}),
    (100, 1000, {"original": (100, 1000)}),
]


@pytest.mark.parametrize("width,height,wanted", SIZES,
                         ids=[str(one[0]) for one in SIZES])
def test_variants(site, public, writer, width, height, wanted):
    row = make_media(writer, make_image(width, height))
    assert (row["width"], row["height"]) == (width, height)
    assert (row["error"], row["duration"]) == (None, None)
    assert set(row["variants"]) == set(wanted)
    for name, size in wanted.items():
        variant = row["variants"][name]
        assert list(variant) == ["url", "width", "height", "file_size"]
        assert variant["width"] == size[0]
        assert abs(variant["height"] - size[1]) <= 1
        assert variant["url"].startswith(f"{site.origin}/media-files/")
        image = picture(public, variant["url"])
        assert image.format == "WEBP"
        assert image.size == (variant["width"], variant["height"])
    assert row["url"] == row["variants"].get(
        "large", row["variants"]["original"])["url"]
    up = sorted(row["variants"].values(), key=lambda one: one["width"])
    assert row["srcset"] == ", ".join(
        f"{one['url']} {one['width']}w" for one in up)


def test_placeholder(writer):
    row = make_media(writer, make_image(1200, 800))
    head, data = row["placeholder"].split(",")
    assert re.fullmatch(r"data:image/[a-z]+;base64", head)
    assert len(row["placeholder"]) <= 1024
    from PIL import Image
    image = Image.open(io.BytesIO(base64.b64decode(data, validate=True)))
    assert max(image.size) <= 64


def test_orientation_and_metadata(public, writer):
    from PIL import Image
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010e] = "a secret place"
    row = make_media(writer, make_image(600, 400, exif=exif.tobytes()))
    assert (row["width"], row["height"]) == (400, 600)
    for variant in row["variants"].values():
        data = fetch(public, variant["url"]).content
        assert b"secret" not in data and b"EXIF" not in data
        image = Image.open(io.BytesIO(data))
        assert image.size == (variant["width"], variant["height"])
        assert image.height > image.width


def test_animation_stays_one(public, writer):
    from PIL import Image
    frames = [Image.new("RGB", (60, 40), color)
              for color in ("red", "green", "blue")]
    out = io.BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:],
                   duration=120, loop=0,
                   comment=str(id(out)).encode())
    row = make_media(writer, out.getvalue(), name="a.gif")
    assert row["media_type"] == "IMAGE" and row["mime_type"] == "image/gif"
    assert (row["width"], row["height"]) == (60, 40)
    image = picture(public, row["url"])
    assert (image.n_frames, image.size) == (3, (60, 40))


def test_headers(public, writer):
    row = make_media(writer)
    url = row["url"]
    answer = fetch(public, url)
    assert answer.headers["Content-Type"] == "image/webp"
    assert answer.headers["Cache-Control"] == CACHE
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "sandbox"
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert "Content-Encoding" not in answer.headers
    data, tag = answer.content, answer.headers["ETag"]
    assert tag.startswith('"') and tag.endswith('"')
    head = public.head(url, strict=False)
    assert head.headers["Content-Length"] == str(len(data))
    assert head.content == b""

    same = fetch(public, url, **{"If-None-Match": tag})
    assert same.status_code == 304 and same.content == b""
    assert same.headers["ETag"] == tag

    for spec, start, end in (("0-9", 0, 9), ("10-", 10, len(data) - 1),
                             ("-5", len(data) - 5, len(data) - 1)):
        part = fetch(public, url, Range=f"bytes={spec}")
        assert part.status_code == 206
        assert part.headers["Content-Range"] == \
            f"bytes {start}-{end}/{len(data)}"
        assert part.content == data[start:end + 1]
        assert part.headers["X-Content-Type-Options"] == "nosniff"
    beyond = fetch(public, url, Range=f"bytes={len(data)}-")
    assert beyond.status_code == 416


def test_no_write_and_no_listing(site, public, writer):
    url = make_media(writer)["url"]
    for method in ("PUT", "DELETE", "PATCH", "POST", "PROPFIND", "BREW",
                   "TRACE"):
        answer = expect(public.request(method, url), 405,
                        detail(f'Method "{method}" not allowed.'))
        assert answer.headers["Allow"] == "GET, HEAD, OPTIONS"
        # route before method, as everywhere in the API
        nothing = public.request(method, f"{site.origin}/media-files/x",
                                 strict=False)
        assert nothing.status_code == 404 and "Allow" not in nothing.headers
    folder = url
    while folder.count("/") > 3:
        folder = folder.rsplit("/", 1)[0]
        answer = fetch(public, folder + "/")
        assert answer.status_code == 404, (folder, answer.status_code)
        if folder == f"{site.origin}/media-files":
            break
    assert fetch(public, url).status_code == 200


def test_options(site, public, writer):
    url = make_media(writer)["url"]
    answer = expect(public.options(url), 200, "")
    assert answer.headers["Allow"] == "GET, HEAD, OPTIONS"
    assert answer.headers["Content-Length"] == "0"
    nothing = public.options(f"{site.origin}/media-files/x", strict=False)
    assert nothing.status_code == 404


def test_cors(make_site, site, writer):
    """As for the API: who may read that may read pictures."""
    path = urlsplit(make_media(writer)["url"]).path
    with make_site(database=site.database, config=lambda one: f"""
{one.default_config().replace(str(one.media_root), str(site.media_root))}
TalecraftCORSOrigin https://a.example""") as other:
        client = other.client(url=other.origin, strict=False)
        for origin in ("https://a.example", "https://b.example", None):
            headers = {"Origin": origin} if origin else {}
            for answer in (client.get(path, headers=headers),
                           client.get(path, headers={
                               **headers, "Range": "bytes=0-9"}),
                           client.get(path + "x", headers=headers),
                           client.put(path, headers=headers),
                           client.options(path, headers={
                               **headers,
                               "Access-Control-Request-Method": "GET"})):
                assert "Origin" in answer.headers["Vary"]
                assert answer.headers.get("Access-Control-Allow-Origin") == (
                    origin if origin == "https://a.example" else None)
    answer = fetch(site.client(), site.origin + path,
                   Origin="https://a.example")
    assert answer.status_code == 200
    assert "Vary" not in answer.headers
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_names_do_not_tell_the_hash(writer, public, site):
    """Nobody finds a file by hashing a copy of it."""
    row = make_media(writer)
    for variant in row["variants"].values():
        for length in range(8, 65):
            assert row["file_hash"][:length] not in variant["url"]
    digest = row["file_hash"]
    for path in (f"originals/{digest[:2]}/{digest[2:4]}/{digest}.jpg",
                 f"../originals/{digest[:2]}/{digest[2:4]}/{digest}.jpg",
                 f"%2e%2e/originals/{digest[:2]}/{digest[2:4]}/"
                 f"{digest}.jpg"):
        answer = fetch(public, f"{site.origin}/media-files/{path}")
        assert answer.status_code == 404, (path, answer.status_code)


def test_files_go_with_the_last_row(public, writer):
    row = make_media(writer)
    expect(writer.delete(f"/media/{row['id']}/"), 204)
    expect(writer.get(f"/media/{row['id']}/"), 404)
    again = make_media(writer)
    assert fetch(public, again["url"]).status_code == 200


VIDEOS = [(lambda: mp4(320, 240, 2), "video/mp4", (320, 240), 2),
          (lambda: mov(320, 240, 2), "video/quicktime", (320, 240), 2),
          (lambda: webm(160, 120, 3), "video/webm", (160, 120), 3)]


@pytest.mark.parametrize("make,mime,size,seconds", VIDEOS,
                         ids=["mp4", "mov", "webm"])
def test_video(site, public, writer, make, mime, size, seconds):
    data = make()
    row = wait_video(writer, data, "clip.bin", mime)
    assert (row["media_type"], row["mime_type"]) == ("VIDEO", mime)
    assert (row["width"], row["height"]) == size
    assert row["duration"] == pytest.approx(seconds, abs=0.1)
    assert row["srcset"] is None
    assert set(row["variants"]) == (
        {"poster"} if shutil.which("ffmpeg") else set())
    for poster in row["variants"].values():
        image = picture(public, poster["url"])
        assert (image.format, image.size) == ("WEBP", size)
    assert row["url"].startswith(f"{site.origin}/media-files/")
    answer = fetch(public, row["url"])
    copy = answer.content
    assert answer.status_code == 200 and len(copy) == len(data)
    digest = hashlib.sha256(copy).hexdigest()[:16]
    assert row["url"].rsplit("/", 1)[1].startswith(f"{digest}-video.")
    assert answer.headers["Content-Type"] == mime
    assert answer.headers["Cache-Control"] == CACHE
    assert answer.headers["Content-Security-Policy"] == "sandbox"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    part = fetch(public, row["url"], Range="bytes=4-7")
    assert part.status_code == 206 and part.content == copy[4:8]


def file_of(site, url):
    """Where a served file lies."""
    return site.media_root / "public" / url.split("/media-files/")[1]


def test_video_tells_no_place(public, writer):
    """Where it was made is its uploader's to know."""
    place = b"+47.3769+008.5417/"
    data = mp4(place=place)
    row = wait_video(writer, data)
    assert place not in fetch(public, row["url"]).content
    assert writer.get(f"/media/{row['id']}/original/").content == data


def test_reprocessing_takes_older_copies_away(site, public, writer,
                                              expect_log):
    """What was served as it came is not to be found any more."""
    row = wait_video(writer, mp4(place=b"+47.3769+008.5417/"))
    older = row["url"].replace(row["url"].rsplit("/", 1)[1],
                               f"{row['file_hash'][:16]}-video.mp4")
    file_of(site, older).write_bytes(b"as it came")
    assert fetch(public, older).status_code == 200
    expect(writer.post(f"/media/{row['id']}/reprocess/"), 202)
    eventually(lambda: fetch(public, older).status_code == 404)
    assert fetch(public, row["url"]).status_code == 200
    file_of(site, older).mkdir()
    expect_log("TC8014", must=True)
    again = f"/media/{row['id']}/reprocess/"
    expect(writer.post(again), 202)
    eventually(lambda: writer.post(again).status_code == 202)
    file_of(site, older).rmdir()


def test_same_picture_same_names(public, writer, writer2):
    """Variants are made once; a second reader of the bytes shares them."""
    data = make_image(500, 500)
    first, second = make_media(writer, data), make_media(writer2, data)
    assert first["url"] == second["url"]
    expect(writer.delete(f"/media/{first['id']}/"), 204)
    eventually(lambda: fetch(public, second["url"]).status_code == 200)
