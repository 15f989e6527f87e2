"""A site: a database, users, a media root and an httpd in front of it."""

import hashlib
import itertools
import os
import secrets
import shutil

from .client import Api
from .httpd import Httpd
from .tools import build_product, free_port, make_dir, run

PASSWORD = "correct horse battery"
# Of PASSWORD, by `talecraftctl user add`: to make one takes a third of a
# second of processor time.
PASSWORD_HASH = \
    "$2y$12$NtY176riCYugzdopK4rfbeYv4mtZLdtDdxIif999WbbKjY2.6.9oa"
TEMPLATE = "talecraft_template"
_numbers = itertools.count(1)
_addresses = itertools.count(1)


class Site:
    """Makes everything; start() and stop() (or `with`) run the httpd.

    extra     directives of the server
    location  directives inside <Location MOUNT>
    vhosts    text after all else (virtual hosts)
    mount     base path of the API
    config    instead of all that: the whole configuration that follows
              the basic one; called with the site, returns text
    modules   further modules to load, "remoteip" for one
    database  name of a database that exists, else one is made
    """

    def __init__(self, pg, base, *, extra="", location="", vhosts="",
                 mount="/api", config=None, modules=(), database=None,
                 mpm=None):
        number = next(_numbers)
        self.pg = pg
        self.mount = mount
        self.root = make_dir(base / f"site{number}")
        self.port = free_port()
        self.extra = extra
        self.location = location
        self.vhosts = vhosts
        self.database = database or f"talecraft{number}"
        self.has_own_database = not database
        if self.has_own_database:
            self.create_database(self.database)
        self.media_root = self.make_media_root("media")
        self.worker = self._install_worker()
        self.httpd = Httpd(self.root, self.port, "", mpm=mpm,
                           modules=modules)
        self.httpd.config = config(self) if config else self.default_config()
        self.httpd.write_config()
        self.known = set()
        self.logins = {}
        pg.sites.append(self)

    # -- configuration

    def dbd(self, database=None, user="talecraft"):
        """The DBD directives for a database."""
        return f"""DBDriver pgsql
DBDParams "host={self.pg.socket_dir} dbname={database or self.database} \
user={user} application_name=talecraft connect_timeout=3 \
options='-c statement_timeout=5000 -c random_page_cost=1.1'"
DBDMin 0
DBDKeep 4
DBDMax 6
DBDExptime 300
"""

    def default_config(self):
        return f"""{self.dbd()}
TalecraftMediaRoot {self.media_root}
TalecraftWorkerProgram {self.worker}
TalecraftMediaWorkers 1
{self.extra}
<Location "{self.mount}">
    SetHandler talecraft
{self.location}
</Location>
{self.vhosts}
"""

    def make_media_root(self, name):
        return make_dir(self.root / name, user="www-data", mode=0o750)

    def _install_worker(self):
        # www-data may not be able to enter the build directory.
        target = make_dir(self.root / "bin") / "talecraft-worker"
        shutil.copyfile(build_product("talecraft-worker"), target)
        target.chmod(0o755)
        return target

    # -- database

    def create_database(self, name):
        """A second database of this schema, for a second virtual host."""
        if not self.pg.template:
            self.pg.create_database(TEMPLATE)
            self.ctl("migrate", database=TEMPLATE)
            self.pg.template = TEMPLATE
        self.pg.create_database(name, template=self.pg.template)

    def ctl(self, *args, database=None, stdin=""):
        # A program that ends at once need not free what it holds.
        env = dict(os.environ, ASAN_OPTIONS="detect_leaks=0")
        return run([build_product("talecraftctl"), "-d",
                    self.pg.conninfo(database or self.database), *args],
                   input=stdin, env=env)

    def sql(self, text, database=None):
        return self.pg.sql(text, database or self.database)

    def hold(self, text):
        """What it does stays uncommitted in the `with` block."""
        return self.pg.hold(text, self.database)

    def add_user(self, name, role="WRITER", database=None):
        """One who has PASSWORD."""
        self.sql("insert into users (username, role, email, password_hash) "
                 f"values ('{name}', '{role}', '{name}@example.org', "
                 f"'{PASSWORD_HASH}')", database)
        if not database:
            self.known.add(name)

    # -- running

    def start(self):
        self.httpd.start()
        return self

    def stop(self):
        self.httpd.stop()

    def __enter__(self):
        return self.start() if not self.httpd.running() else self

    def __exit__(self, *exc):
        self.stop()

    @property
    def origin(self):
        return f"http://localhost:{self.port}"

    @property
    def url(self):
        """The API's mount point, as links must have it."""
        return self.origin + self.mount.rstrip("/")

    def client(self, token=None, **kwargs):
        return Api(kwargs.pop("url", self.url), token, **kwargs)

    def stranger(self, token=None, **kwargs):
        """A client from an address that nobody else comes from.

        Failed logins belong to strangers: the throttle counts by address.
        """
        number = next(_addresses)
        source = f"127.1.{number // 250}.{number % 250 + 1}"
        url = f"http://127.0.0.1:{self.port}{self.mount.rstrip('/')}"
        return self.client(token, url=url, source=source, **kwargs)

    def login(self, name, password=None):
        """A client of that user; the token is kept for the next caller.

        Who was added by add_user() gets a token without a login, unless the
        caller gives the password.
        """
        if name not in self.logins:
            if password is None and name in self.known:
                self.logins[name] = self._give_token(name)
            else:
                answer = self.client().post("/auth/login/", json={
                    "username": name, "password": password or PASSWORD})
                assert answer.status_code == 200, answer.text
                self.logins[name] = answer.json()["token"]
        return self.client(self.logins[name])

    def end_sessions(self, name):
        """Nobody is signed in as that user any more, nor has a token."""
        self.sql("delete from tokens where user_id = (select id from users "
                 f"where username = '{name}')")
        self.logins.pop(name, None)

    def _give_token(self, name):
        """As a login does, for those who test something else."""
        token = secrets.token_urlsafe(32)
        digest = hashlib.sha256(token.encode()).hexdigest()
        made = self.sql(
            "with u as (update users set last_login = clock_timestamp() "
            f"where username = '{name}' and is_active returning id) "
            "insert into tokens (user_id, hash, kind, expires_at) "
            f"select id, '{digest}', 'login', now() + interval '14 days' "
            "from u returning 1")
        assert made == "1", f"no user {name}"
        return token
