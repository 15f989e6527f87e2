"""A Django service, as it is before talecraftctl import django."""

import os
import subprocess
import sys

from .imports import ctl
from .tools import REPO, free_port, kill_sessions, spawn

PROGRAM = REPO / "tests/support/django_service/run.py"


class DjangoService:
    """Tables made by Django's own hand in a database of its own, content, and
    a server: `with` runs it."""

    def __init__(self, pg, folder, posts, pictures):
        self.pg, self.media = pg, folder / "media"
        self.size = posts, pictures
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}/api"
        # Texts are ordered as the API orders them.
        pg.sql("create database service owner talecraft template template0 "
               "locale_provider icu icu_locale 'und'")

    def __enter__(self):
        env = dict(os.environ, SERVICE_DATABASE="service",
                   SERVICE_SOCKETS=str(self.pg.socket_dir),
                   SERVICE_MEDIA=str(self.media))
        self.process = spawn([sys.executable, "-B", PROGRAM, self.port,
                              *self.size], env=env, stdout=subprocess.PIPE)
        assert self.process.stdout.readline() == b"ready\n"
        return self

    def __exit__(self, *_):
        kill_sessions([self.process.pid])
        self.process.wait()
        self.process.stdout.close()

    def into(self, site, *args):
        return ctl(site, "django", "--source", self.pg.conninfo("service"),
                   "--media", self.media, "--media-root", site.media_root,
                   *args)
