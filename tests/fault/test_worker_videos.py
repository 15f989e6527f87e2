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
