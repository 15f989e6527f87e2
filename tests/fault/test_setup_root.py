"""Where `/` of a site leads that `talecraftctl setup` makes."""

import shutil
from pathlib import Path

import pytest

from support.make import expect
from support.setup import settings
from support.site import Site

DEBIAN = Path("/usr/share/apache2/default-site/index.html")
HOST = """
<VirtualHost *:{port}>
ServerName {name}
DocumentRoot {folder}
IncludeOptional {folder}/settings.con[f]
</VirtualHost>
"""
ROOTS = {"listed.example": "Options Indexes", "empty.example": "Options None",
         "debian.example": "Options Indexes", "page.example": "Options None",
         "files.example": "Options Indexes"}


def configuration(site):
    """Virtual hosts that are no sites yet."""
    text = f"""
TalecraftWorkerProgram {site.worker}
TalecraftMediaWorkers 1
"""
    for name, options in ROOTS.items():
        folder = site.root / name
        folder.mkdir()
        text += HOST.format(port=site.port, name=name, folder=folder)
        text += f"<Directory {folder}>\n{options}\n</Directory>\n"
    shutil.copy(DEBIAN, site.root / "debian.example/index.html")
    (site.root / "page.example/index.html").write_text("Our page.")
    (site.root / "files.example/a.txt").write_text("A file.")
    return text


@pytest.fixture
def hosts(pg, base, expect_log):
    expect_log("AH01276")  # no index file
    with Site(pg, base, config=configuration,
              modules=["dir", "autoindex"]) as site:
        yield site


def test_root(hosts):
    client = hosts.client(url=f"http://127.0.0.1:{hosts.port}", strict=False)
    for name in ROOTS:
        there = name in ("page.example", "files.example")
        made = settings(hosts, name)
        assert ("RedirectMatch" in made) != there, made
        (hosts.root / name / "settings.conf").write_text(made)
    hosts.httpd.graceful()
    for name in ROOTS:
        answer = client.get("/", headers={"Host": name})
        if name in ("page.example", "files.example"):
            expect(answer, 200)
        else:
            assert answer.headers["Location"] == f"http://{name}/editor/"
        for path in ("/editor/", "/api/posts/"):
            expect(client.get(path, headers={"Host": name}), 200)
