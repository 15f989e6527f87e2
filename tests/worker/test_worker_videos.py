"""talecraft-worker alone: posters and dimensions of videos."""

import pytest

from worker_pictures import ready, run_tool


def film(path, *options, size="640x360"):
    run_tool("ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i",
             f"testsrc=size={size}:rate=10:duration=3", *options, path)
    return path


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


def test_video_that_is_none(worker, tmp_path, out):
    path = tmp_path / "a.mp4"
    path.write_bytes(b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + bytes(5000))
    answer = worker.run(path, out, media_type="VIDEO")
    assert answer == {"status": "ready", "width": None, "height": None,
                      "duration": None, "placeholder": None,
                      "variants": []}
    assert list(out.iterdir()) == []


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
    assert list(out.iterdir()) == []
