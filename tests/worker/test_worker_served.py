"""talecraft-worker alone: the copy of a video that everybody may see."""

import json
import pathlib
import re
import struct
import subprocess

import pytest

from worker_driver import Worker
from worker_pictures import ready, refused, run_tool

SECRET = b"TELLTALE"
PLACE = "+47.3769+008.5417/"
TOLD = {"title": "TELLTALE title", "artist": "TELLTALE author",
        "comment": "TELLTALE comment", "location": PLACE,
        "make": "TELLTALE make", "model": "TELLTALE model",
        "com.apple.quicktime.location.ISO6709": PLACE,
        "com.apple.quicktime.model": "TELLTALE phone",
        "creation_time": "2021-03-04T05:06:07Z"}
WORDS = [word for key, text in TOLD.items()
         for word in ("-metadata", f"{key}={text}")]
OF_TRACKS = ["-metadata:s:v:0", "handler_name=TELLTALE lens",
             "-metadata:s:v:0", "title=TELLTALE track",
             "-metadata:s:v:0", "encoder=TELLTALE chip"]
SCENE = ["-f", "lavfi", "-i", "testsrc=size=160x90:rate=5:duration=2"]
TONE = ["-f", "lavfi", "-i", "sine=duration=2"]
H264 = ["-pix_fmt", "yuv420p", "-c:v", "libx264", "-preset", "ultrafast",
        "-c:a", "aac"]
VP8 = ["-c:v", "libvpx", "-b:v", "300k", "-c:a", "libvorbis"]
TEXT = "1\n00:00:00,000 --> 00:00:02,000\nTELLTALE path 47.3769 8.5417\n"


def film(path, *options, inputs=()):
    """Told: a film that says all that a phone says, and more."""
    run_tool("ffmpeg", "-v", "error", "-y", *SCENE, *TONE, *inputs, *WORDS,
             *OF_TRACKS, *options, path)
    return path


def subtitles(tmp_path):
    path = tmp_path / "a.srt"
    path.write_text(TEXT)
    return ["-i", path]


def shown(path):
    """The packets of picture and sound, and how the picture lies."""
    said = json.loads(subprocess.run(
        ["ffprobe", "-v", "error", "-show_packets", "-show_streams",
         "-show_format", "-show_data_hash", "md5", "-of", "json", path],
        check=True, capture_output=True).stdout)

    def known(rows, *names):
        return [{name: one.get(name) for name in names} for one in rows
                if one["codec_type"] in ("video", "audio")]

    return (known(said["packets"], "codec_type", "pts_time", "data_hash"),
            known(said["streams"], "codec_name", "width", "height",
                  "sample_aspect_ratio", "side_data_list", "extradata_hash"),
            said["format"].get("duration"))


def tags(path):
    """What exiftool finds that tells of place, device, person or time."""
    text = subprocess.run(["exiftool", "-ee", "-a", "-G", "-s", path],
                          check=True, capture_output=True, text=True).stdout
    return [line for line in text.splitlines()
            if not line.startswith(("[File]", "[ExifTool]", "[Composite]"))
            and re.search(
                r"(?i)gps|location|make|model|author|artist|title|comment"
                r"|vendor|handlerdesc|compressorname|TELLTALE|20[0-9][0-9]:",
                line) and not re.search(r": *$|0000:00:00", line)]


def boxes(data):
    at, found = 0, []
    while at + 8 <= len(data):
        size, kind = struct.unpack_from(">I4s", data, at)
        found.append(kind)
        at += size or len(data)
    assert at == len(data)
    return found


def served(worker, path, out):
    """The copy, after all that must be true of any."""
    original = path.read_bytes()
    answer = worker.run(path, out, media_type="VIDEO")
    ready(answer, out)
    copy = out / answer["video"]
    data = copy.read_bytes()
    assert path.read_bytes() == original and SECRET in original
    assert copy.suffix == path.suffix
    assert SECRET not in data and PLACE.encode() not in data
    assert not tags(copy)
    assert shown(copy) == shown(path)
    return data


@pytest.mark.parametrize("name,options", [
    ("keys.mp4", ["-movflags", "use_metadata_tags"]),
    ("a.mov", ["-c:a", "pcm_s16le", "-timecode", "01:02:03:04"]),
    ("first.mov", ["-movflags", "faststart"])])
def test_film(worker, tmp_path, out, name, options):
    data = served(worker, film(tmp_path / name, *H264, *options), out)
    kinds = boxes(data)
    assert kinds.index(b"moov") < kinds.index(b"mdat")
    assert b"udta" not in data and b"Lavf" not in data


def test_of_a_phone(worker, tmp_path, out):
    """As phones and programs write it, beside the standard's places."""
    path = film(tmp_path / "a.mov", *H264)
    run_tool("exiftool", "-q", "-overwrite_original",
             "-Keys:GPSCoordinates=47.3769 8.5417 400", "-Keys:Make=TELLTALE",
             "-UserData:Model=TELLTALE", "-ItemList:Artist=TELLTALE",
             "-XMP-exif:GPSLatitude=47.3769", "-XMP-dc:Creator=TELLTALE",
             path)
    assert b"uuid" in path.read_bytes() or b"XMP_" in path.read_bytes()
    served(worker, path, out)


def test_what_lies_behind_and_between(worker, tmp_path, out):
    """Free space, unknown boxes and what follows the film."""
    data = film(tmp_path / "a.mp4", *H264).read_bytes()

    def box(kind, body):
        return struct.pack(">I4s", len(body) + 8, kind) + body

    path = tmp_path / "b.mp4"
    path.write_bytes(data + box(b"free", SECRET) + box(b"gps ", SECRET)
                     + box(b"uuid", bytes(16) + SECRET) + b"TELLTALE at 47.3")
    copy = served(worker, path, out)
    assert boxes(copy)[-4:] == [b"free"] * 4


def test_rotation_stays(worker, tmp_path, out):
    plain = film(tmp_path / "plain.mp4", *H264)
    path = tmp_path / "a.mp4"
    run_tool("ffmpeg", "-v", "error", "-y", "-i", plain, "-c", "copy",
             "-metadata:s:v:0", "rotate=90", path)
    served(worker, path, out)
    assert "rotation" in str(shown(path)[1])


@pytest.mark.parametrize("name,codec", [
    ("a.mov", "mov_text"), ("a.webm", "webvtt")])
def test_tracks_of_text(worker, tmp_path, out, name, codec):
    """Drones write their path as subtitles."""
    path = film(tmp_path / name, "-map", "0", "-map", "1", "-map", "2",
                *(VP8 if name.endswith("webm") else H264), "-c:s", codec,
                inputs=subtitles(tmp_path))
    assert b"TELLTALE path" in path.read_bytes()
    served(worker, path, out)


def test_live_webm(worker, tmp_path, out):
    data = served(worker, film(tmp_path / "a.webm", *VP8, "-live", "1"), out)
    assert b"Lavf" not in data


def test_fragments(worker, tmp_path, out):
    served(worker, film(tmp_path / "a.mp4", *H264, "-g", "5", "-movflags",
                        "frag_keyframe+empty_moov"), out)


def fragments_with_text(tmp_path):
    return film(tmp_path / "a.mp4", "-map", "0", "-map", "1", "-map", "2",
                *H264, "-c:s", "mov_text", "-g", "5", "-movflags",
                "frag_keyframe+empty_moov", inputs=subtitles(tmp_path))


def test_what_ffmpeg_must_write_anew(worker, tmp_path, out):
    path = fragments_with_text(tmp_path)
    answer = worker.run(path, out, media_type="VIDEO")
    ready(answer, out)
    copy = out / answer["video"]
    assert SECRET not in copy.read_bytes() and not tags(copy)
    assert sorted(one["data_hash"] for one in shown(copy)[0]) == \
        sorted(one["data_hash"] for one in shown(path)[0])


# ------------------------------------------------------- without ffmpeg


@pytest.fixture(name="alone")
def fixture_alone(tmp_path):
    """A worker in whose world there is no ffmpeg."""
    nothing = tmp_path / "nothing"
    nothing.write_bytes(b"")
    programs = [path for path in (
        pathlib.Path("/usr/local/bin/ffmpeg"), pathlib.Path("/usr/bin/ffmpeg"),
        pathlib.Path("/bin/ffmpeg")) if path.exists()]
    hide = "; ".join(f"mount --bind {nothing} {path}" for path in programs)
    words = ["unshare", "-rm", "sh", "-ec", f'{hide}; exec "$@"', "sh"]
    if subprocess.run([*words, "true"], check=False,
                      capture_output=True).returncode != 0:
        pytest.skip("no mount namespaces here")
    with Worker(before=words) as process:
        yield process


def test_without_ffmpeg(alone, tmp_path, out):
    path = film(tmp_path / "a.mov", *H264)
    data = served(alone, path, out)
    assert boxes(data).index(b"moov") < boxes(data).index(b"mdat")
    assert len(list(out.iterdir())) == 1, "it made a poster"


@pytest.mark.parametrize("name,codec", [
    ("a.mp4", H264), ("a.mov", H264), ("a.webm", VP8)])
def test_what_is_known_without_ffmpeg(alone, tmp_path, out, name, codec):
    answer = alone.run(film(tmp_path / name, *codec), out, media_type="VIDEO")
    ready(answer, out)
    assert (answer["width"], answer["height"]) == (160, 90)
    assert abs(answer["duration"] - 2) < 0.2
    copy = out / answer["video"]
    assert SECRET not in copy.read_bytes() and not tags(copy)


def test_rotation_without_ffmpeg(alone, tmp_path, out):
    path = tmp_path / "a.mp4"
    run_tool("ffmpeg", "-v", "error", "-y", "-i",
             film(tmp_path / "plain.mp4", *H264), "-c", "copy",
             "-metadata:s:v:0", "rotate=90", path)
    answer = alone.run(path, out, media_type="VIDEO")
    ready(answer, out)
    assert (answer["width"], answer["height"]) == (90, 160)


def test_never_as_it_is(alone, tmp_path, out):
    path = fragments_with_text(tmp_path)
    refused(alone.run(path, out, media_type="VIDEO"), out,
            "place and device cannot be taken out")
