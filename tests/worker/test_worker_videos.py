"""talecraft-worker alone: posters and dimensions of videos."""

import random
import time

import pytest

from worker_pictures import DATA, ready, refused, run_tool


def film(path, *options, size="640x360", source="testsrc=size={}:rate=10:"
         "duration=3"):
    run_tool("ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i",
             source.format(size), *options, path)
    return path


H264 = ["-pix_fmt", "yuv420p"]
VP8 = ["-c:v", "libvpx", "-b:v", "300k"]


@pytest.mark.parametrize("name,options", [
    ("a.mp4", ["-pix_fmt", "yuv420p"]),
    ("a.webm", ["-c:v", "libvpx", "-b:v", "300k"])])
def test_video(worker, tmp_path, out, name, options):
    path = film(tmp_path / name, *options)
    answer = worker.run(path, out, media_type="VIDEO")
    assert list(ready(answer, out)) == ["poster"]
    assert (answer["width"], answer["height"]) == (640, 360)
    assert abs(answer["duration"] - 3) < 0.2


def test_video_that_lies_on_its_side(worker, tmp_path, out):
    plain = film(tmp_path / "plain.mp4", "-pix_fmt", "yuv420p")
    path = tmp_path / "a.mp4"
    run_tool("ffmpeg", "-v", "error", "-y", "-i", plain, "-c", "copy",
             "-metadata:s:v:0", "rotate=90", path)
    answer = worker.run(path, out, media_type="VIDEO")
    assert (answer["width"], answer["height"]) == (360, 640)
    assert ready(answer, out)["poster"].size == (360, 640)


# ------------------------------------------------------------ none at all


@pytest.mark.parametrize("data", [
    (DATA / "empty_ftyp.mp4").read_bytes(),
    b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + bytes(5000),
    b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom"
    + random.Random(2).randbytes(5000),
    b"\x1a\x45\xdf\xa3\x88\x42\x82\x85webm\0" + bytes(5000),
    b"\x1a\x45\xdf\xa3\x88\x42\x82\x85webm\0"
    + random.Random(3).randbytes(5000)])
def test_what_is_no_video(worker, tmp_path, out, data):
    path = tmp_path / "a.mp4"
    path.write_bytes(data)
    refused(worker.run(path, out, media_type="VIDEO"), out, "damaged")


@pytest.mark.parametrize("name", ["a.mp4", "a.webm", "a.mov"])
def test_sound_alone(worker, tmp_path, out, name):
    path = tmp_path / name
    run_tool("ffmpeg", "-v", "error", "-y", *TONE, path)
    refused(worker.run(path, out, media_type="VIDEO"), out, "no picture")


@pytest.mark.parametrize("name,options,share,status", [
    ("a.mp4", H264, 0.8, "failed"),  # its index stands at the end
    ("a.mp4", [*H264, "-movflags", "faststart"], 0.1, "failed"),
    ("a.mp4", [*H264, "-movflags", "faststart"], 0.7, "ready"),
    ("a.mp4", [*H264, "-g", "5", "-movflags", "frag_keyframe+empty_moov"],
     0.7, "ready"),
    ("a.webm", VP8, 0.05, "failed"), ("a.webm", VP8, 0.7, "ready")])
def test_cut_short(worker, tmp_path, out, name, options, share, status):
    """What browsers play of it is shown."""
    path = film(tmp_path / name, *options)
    data = path.read_bytes()
    path.write_bytes(data[:int(len(data) * share)])
    answer = worker.run(path, out, media_type="VIDEO")
    assert answer["status"] == status, answer
    if status == "ready":
        assert list(ready(answer, out)) == ["poster"]
    else:
        refused(answer, out, "damaged")


def test_flipped_bits(worker, tmp_path, out):
    rng = random.Random(5)
    for name, options in (("a.mp4", H264), ("a.webm", VP8)):
        whole = film(tmp_path / name, *options, size="64x48").read_bytes()
        for _ in range(6):
            data = bytearray(whole)
            for _ in range(rng.randint(1, 30)):
                data[rng.randrange(40, len(data))] = rng.randrange(256)
            path = tmp_path / f"flipped-{name}"
            path.write_bytes(data)
            answer = worker.run(path, out, media_type="VIDEO")
            assert answer["status"] in ("ready", "failed"), answer
            assert "made the decoder" not in (answer.get("error") or "")
            for left in out.iterdir():
                left.unlink()


# ---------------------------------------------------- what containers say


@pytest.mark.parametrize("name,options,size", [
    ("wide.mp4", [*H264, "-vf", "setsar=4/3"], (853, 360)),
    ("high.mp4", [*H264, "-vf", "setsar=3/4"], (640, 480)),
    ("wide.webm", [*VP8, "-vf", "setsar=4/3"], (853, 360)),
    ("high.webm", [*VP8, "-vf", "setsar=3/4"], (640, 480)),
    ("wide.mov", [*H264, "-vf", "setsar=4/3"], (853, 360)),
    ("fragments.mp4", [*H264, "-movflags", "frag_keyframe+empty_moov"],
     (640, 360)),
    ("faststart.mp4", [*H264, "-movflags", "faststart"], (640, 360)),
    ("live.webm", [*VP8, "-live", "1"], (640, 360))])
def test_sides_and_duration(worker, tmp_path, out, name, options, size):
    """Of the shape that browsers show, which a poster has too."""
    answer = worker.run(film(tmp_path / name, *options), out,
                        media_type="VIDEO")
    assert ready(answer, out)["poster"].size == size
    assert (answer["width"], answer["height"]) == size
    assert abs(answer["duration"] - 3) < 0.2


# ---------------------------------------------------------------- posters


def test_picture_shorter_than_its_sound(worker, out):
    answer = worker.run(DATA / "picture-0.8s-sound-3s.mp4", out,
                        media_type="VIDEO")
    assert list(ready(answer, out)) == ["poster"]
    assert (answer["width"], answer["height"]) == (64, 48)
    assert abs(answer["duration"] - 3) < 0.2


def light(image):
    return sum(image.convert("L").histogram()[64:]) / (image.width
                                                       * image.height)


@pytest.mark.parametrize("dark,bright,is_light", [
    (0.9, 0.5, True), (4, 2, True), (14, 1, True), (3, 0, False)])
def test_film_that_begins_black(worker, tmp_path, out, dark, bright,
                                is_light):
    """A black one has a black poster."""
    source = f"color=black:size={{}}:rate=10:duration={dark}"
    if bright:
        source += (f"[a];testsrc=size={{0}}:rate=10:duration={bright}[b];"
                   "[a][b]concat").replace("{0}", "320x180")
    path = film(tmp_path / "a.mp4", "-pix_fmt", "yuv420p", "-g", "20",
                size="320x180", source=source)
    answer = worker.run(path, out, media_type="VIDEO")
    assert (light(ready(answer, out)["poster"]) > 0.1) == is_light


def test_all_of_a_job_has_one_time(worker, tmp_path, out):
    """A long black film is searched for as long as there is time."""
    path = film(tmp_path / "a.mp4", *H264, "-g", "1", "-preset", "ultrafast",
                size="1920x1080",
                source="color=black:size={}:rate=25:duration=40")
    began = time.monotonic()
    answer = worker.run(path, out, media_type="VIDEO", seconds=2)
    assert time.monotonic() - began < 3.5
    assert answer["status"] == "ready" and answer["width"] == 1920
    assert not (out / ".poster.png").exists()


def test_one_frame(worker, tmp_path, out):
    path = film(tmp_path / "a.mp4", *H264, "-frames:v", "1")
    assert list(ready(worker.run(path, out, media_type="VIDEO"), out)) \
        == ["poster"]


# ------------------------------------------------------------------ codecs

TONE = ["-f", "lavfi", "-i", "sine=duration=3"]


@pytest.mark.parametrize("name,options", [
    ("hevc.mp4", ["-c:v", "libx265", "-tag:v", "hvc1", "-c:a", "aac"]),
    ("av1.mp4", ["-c:v", "libaom-av1", "-cpu-used", "8", "-c:a", "libopus"]),
    ("vp9.webm", ["-c:v", "libvpx-vp9", "-cpu-used", "8", "-c:a",
                  "libvorbis"]),
    ("mpeg4.mp4", ["-c:v", "mpeg4", "-c:a", "libmp3lame"]),
    ("mjpeg.mov", ["-c:v", "mjpeg", "-c:a", "pcm_s16le"]),
    ("odd_sound.mov", ["-c:v", "libx264", "-c:a", "adpcm_ima_qt"])])
def test_kinds_of_video(worker, tmp_path, out, name, options):
    path = film(tmp_path / name, *TONE, "-pix_fmt", "yuv420p", *options,
                size="320x180")
    answer = worker.run(path, out, media_type="VIDEO")
    assert list(ready(answer, out)) == ["poster"]
    assert (answer["width"], answer["height"]) == (320, 180)
    assert abs(answer["duration"] - 3) < 0.2


@pytest.mark.parametrize("name,codec", [
    ("prores.mov", "prores"), ("animation.mov", "qtrle"),
    ("flash.mkv", "flv1"), ("lossless.mkv", "ffv1"), ("png.mov", "png")])
@pytest.mark.parametrize("sound", [[], TONE])
def test_codecs_that_are_not_decoded(worker, tmp_path, out, name, codec,
                                     sound):
    """They are known by what the container says, and have no poster."""
    path = film(tmp_path / name, *sound, "-c:v",
                {"flv1": "flv"}.get(codec, codec), size="320x180")
    answer = worker.run(path, out, media_type="VIDEO")
    assert answer["status"] == "ready" and answer["variants"] == []
    assert (answer["width"], answer["height"]) == (320, 180)
    assert abs(answer["duration"] - 3) < 0.2
    assert [one.name for one in out.iterdir()] == [answer["video"]]
