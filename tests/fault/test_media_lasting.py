"""An upload is on disk, with every folder above it, before it is answered."""

import os
import re
import subprocess

import pytest

from support.content import eventually
from support.make import expect, make_image, upload
from support.tools import AS_ROOT, SANITIZE, read_proc

pytestmark = [
    pytest.mark.skipif(not AS_ROOT, reason="only root may trace httpd"),
    pytest.mark.skipif(SANITIZE, reason="LeakSanitizer cannot be traced")]

CALL = re.compile(r"(fsync|rename)\((.*)\) += 0$")
UNFINISHED = " <unfinished ...>"
RESUMED = re.compile(r"<\.\.\. \w+ resumed>(.*)$")
BETWEEN = re.compile(r"<([^>]*)>")


@pytest.fixture
def traced(make_site, tmp_path):
    """A site, and a function that tells what was synced and renamed."""
    log = tmp_path / "trace"
    with make_site() as site:
        site.add_user("w")
        site.add_user("w2")
        pids = [str(pid) for pid in site.httpd.children()]
        tracer = subprocess.Popen(
            ["strace", "-f", "-y", "-s", "300", "-qq", "-e",
             "trace=fsync,rename", "-e", "signal=none", "-o", log,
             *[word for pid in pids for word in ("-p", pid)]])
        try:
            eventually(lambda: all(is_traced(pid, tracer) for pid in pids))
            yield site, log
        finally:
            tracer.kill()  # asked to leave, it may wait for a thread
            tracer.wait()


def is_traced(pid, tracer):
    """With all its threads."""
    return all(f"TracerPid:\t{tracer.pid}\n"
               in read_proc(pid, f"task/{task}/status")
               for task in os.listdir(f"/proc/{pid}/task"))


def whole_lines(log):
    """A call that others came between stands in two lines, joined here."""
    begun = {}
    for line in log.read_text().splitlines():
        pid, _, text = line.partition(" ")
        if text.endswith(UNFINISHED):
            begun[pid] = text.removesuffix(UNFINISHED)
            continue
        resumed = RESUMED.match(text.lstrip())
        yield begun.pop(pid) + resumed[1] if resumed else text.lstrip()


def calls(log):
    """("fsync", path) and ("rename", from, to), in their order."""
    found = []
    for line in whole_lines(log):
        match = CALL.match(line)
        if match and match[1] == "fsync":
            found.append(("fsync", BETWEEN.search(match[2])[1]))
        elif match:
            found.append(("rename", *re.findall(r'"([^"]*)"', match[2])))
    return found


def folders(site, digest):
    first = site.media_root / "originals" / digest[:2]
    return [str(first / digest[2:4]), str(first), str(first.parent)]


def test_file_then_name_then_folders(traced):
    site, log = traced
    row = expect(upload(site.login("w"), make_image(64, 64)), 201).json()
    made = calls(log)
    renamed = next(i for i, call in enumerate(made) if call[0] == "rename"
                   and row["file_hash"] in call[2])
    synced = [call[1] for call in made[:renamed] if call[0] == "fsync"]
    assert made[renamed][1] in synced, "the file had its name too early"
    after = [call[1] for call in made[renamed:] if call[0] == "fsync"]
    assert [path for path in after
            if path in folders(site, row["file_hash"])] \
        == folders(site, row["file_hash"])


def test_folders_that_another_upload_made(traced):
    """It may not have come so far as to sync them."""
    site, log = traced
    data = make_image(64, 64)
    expect(upload(site.login("w"), data), 201)
    before = len(calls(log))
    row = expect(upload(site.login("w2"), data), 201).json()
    synced = [call[1] for call in calls(log)[before:] if call[0] == "fsync"]
    assert set(folders(site, row["file_hash"])) <= set(synced)
