"""Files of a site's media root, as httpd would have left them."""

import os
import subprocess
import time

from support.tools import AS_ROOT


def put(site, path, age, text=b"x"):
    """A file as httpd would have left it `age` seconds ago."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text)
    if AS_ROOT:
        subprocess.run(["chown", "-R", "--reference",
                        site.media_root / "tmp", site.media_root / "tmp",
                        site.media_root / "originals",
                        site.media_root / "public"], check=True)
    then = time.time() - age
    os.utime(path, (then, then))
    os.utime(path.parent, (then, then))
    return path


def original(site, digest, extension="jpg"):
    return (site.media_root / "originals" / digest[:2] / digest[2:4]
            / f"{digest}.{extension}")


def public(site, key, name="0123456789abcdef-large.webp"):
    return site.media_root / "public" / key[:2] / key / name
