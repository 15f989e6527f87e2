"""A client that reads all that a service of this API shows, and writes down
what it was answered. It knows an address and who logs in, nothing else of
whom it reads.

    answers = read("http://127.0.0.1:8000/api", ["boss", "editor", "writer"],
                   password)
    answers["writer", "/posts/1/"].body["title"]
    answers[None, "/posts/2/"].status  # the public

The address itself is "" in what is kept, so that two services can be compared
(support/compared.py).
"""

import hashlib
import json
import threading
from collections import namedtuple
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from urllib.parse import urljoin

import requests

# location and body are None where there are none; kind: the media type.
Answer = namedtuple("Answer", "status kind location robots body")

THREADS = 4
SMALL = ["/categories/", "/tags/", "/ad-placements/"]
# By all: what depends on who reads.
OWN = ["/auth/me/", "/posts/?status=DRAFT", "/posts/?status=ARCHIVED",
       "/posts/?status=IN_REVIEW&author=writer", "/posts/?search=excerpt",
       "/posts/?search=xcer", "/posts/?search=word",
       "/posts/?search=excerpt+walk&ordering=title",
       "/posts/?author=writer", "/posts/?tag=hills",
       "/media/?media_type=VIDEO&all=true", "/media/?status=FAILED&all=true",
       "/media/?in_use=true&all=true", "/media/?in_use=false",
       "/media/?search=quoted", "/categories/?ordering=-post_count",
       "/categories/?parent=null", "/tags/?ordering=-post_count",
       "/ad-placements/?device=mobile", "/users/?page_size=2&page=2"]
# By the first, the writer and the public: whole lists.
WALKED = ["/posts/?page_size=100",
          "/posts/?ordering=title&page_size=100",
          "/posts/?ordering=-updated_at,-title&page_size=100",
          "/posts/?ordering=created_at&page_size=100",
          "/posts/?ordering=-view_count&page_size=100&status=PUBLISHED",
          "/media/?page_size=5"]
# By the first: what others may not read.
GUARDED = ["/media/?all=true&ordering=original_name",
           "/media/?all=true&ordering=-file_size&page_size=100",
           "/media/?search=png&all=true", "/media/987654321/",
           "/media/?ordering=created_at&page_size=2&page=2",
           "/posts/?status=SCHEDULED&ordering=created_at",
           "/users/?ordering=-username", "/users/?ordering=last_login",
           "/users/?ordering=-date_joined&page_size=2",
           "/users/?search=old.example", "/users/?search=O%27B",
           "/users/987654321/"]
# By the public: forms of answers and errors.
PLAIN = ["/", "/nothing/", "/posts", "/posts/0/", "/posts/987654321/",
         "/posts/x/", "/posts/slug/none/", "/posts/", "/posts/?page=0",
         "/posts/?page=99999", "/posts/?page=x", "/posts/?page=last",
         "/posts/?page_size=0", "/posts/?page_size=-3", "/posts/?page_size=x",
         "/posts/?page_size=1000", "/posts/?ordering=nothing",
         "/posts/?ordering=author,-title", "/posts/?fields=id,slug,author",
         "/posts/?author=nobody", "/posts/?category=nothing",
         "/posts/?category=987654", "/posts/?category=&author=&status=",
         "/posts/?published_before=2019-03-05T10:00:00%2B04:00",
         "/posts/?published_after=2019-03-02&page_size=3",
         "/posts/?published_after=yesterday", "/posts/?tag=none",
         "/posts/?tag=zebra,emigres&page_size=2",
         "/posts/?search=nowhere-at-all", "/categories/?page=1&page_size=5",
         "/categories/?page_size=3&page=2", "/categories/?ordering=name",
         "/categories/?ordering=-created_at", "/categories/?is_featured=true",
         "/categories/?is_featured=false&fields=slug",
         "/categories/?is_featured=perhaps", "/categories/?parent=nothing",
         "/categories/?search=quot", "/categories/slug/nothing/",
         "/tags/?page_size=2", "/tags/?search=e", "/tags/slug/nothing/",
         "/ad-placements/?device=desktop", "/ad-placements/?search=place",
         "/ad-placements/?ordering=-created_at", "/ad-placements/?search=ODD",
         "/ad-placements/?page_size=2"]
# By the first and the public: for each slug of a category.
OF_CATEGORIES = ["/categories/slug/{}/", "/categories/?parent={}",
                 "/posts/?category={}", "/posts/?category={}&descendants=true"]


class Caller:
    """Somebody who reads; the public without a name."""

    def __init__(self, base, answers, name, password):
        self.base, self.answers, self.name = base, answers, name
        self.own = threading.local()
        self.headers = {}
        if name:
            answer = requests.post(f"{base}/auth/login/", json={
                "username": name, "password": password}, timeout=60)
            self.keep("(login)", answer)
            self.headers["Authorization"] = f"Bearer {answer.json()['token']}"

    def keep(self, path, answer):
        """What is compared of an answer."""
        where = answer.headers.get("Location")
        kind = answer.headers.get("Content-Type") if answer.content else None
        if answer.status_code == 301:
            kind = body = None
            where = urljoin(answer.url, where).replace(self.base, "")
        elif kind == "application/json":
            body = json.loads(answer.text.replace(self.base, ""))
        else:
            body = hashlib.sha256(answer.content).hexdigest()
        self.answers[self.name, path] = kept = Answer(
            answer.status_code, kind, where,
            answer.headers.get("X-Robots-Tag"), body)
        return kept

    def ask(self, url, **kwargs):
        if not hasattr(self.own, "session"):
            self.own.session = requests.Session()
            self.own.session.trust_env = False
        return self.own.session.get(url, headers=self.headers, timeout=120,
                                    allow_redirects=False, **kwargs)

    def get(self, path):
        return self.keep(path, self.ask(self.base + path))

    def walk(self, path):
        """All pages of a list: its rows."""
        rows = []
        while path:
            body = self.get(path).body
            if not isinstance(body, dict) or "results" not in body:
                return body if isinstance(body, list) else rows
            rows += body["results"]
            path = body["next"]
        return rows

    def get_file(self, row, member, path):
        """What a media object's address gives: the bytes of an original, of a
        picture that it is one."""
        url = row[member]
        answer = self.ask(url if "://" in url else self.base + url)
        original = member == "original_file"
        self.answers[self.name, f"{member} of {path}"] = Answer(
            answer.status_code,
            answer.headers["Content-Type"].partition("/")[0], None, None,
            hashlib.sha256(answer.content).hexdigest() if original else None)


def each(work, many):
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(work, many))


def read_details(callers, lists):
    """Each row by its address, posts by their slugs too; of thousands of posts
    the first and the public read all, others, and slugs, each fourth. Slugs are
    read by who is not counted: all posts shall have been seen alike."""
    def by_id(caller, resource, row):
        caller.get(f"{resource}{row['id']}/")

    def by_slug(row):
        callers[1].get(f"/posts/slug/{row['slug']}/")

    for resource, rows in lists.items():
        some = rows[::4] if len(rows) > 1000 else rows
        for caller in callers:
            each(partial(by_id, caller, resource),
                 rows if caller in (callers[0], callers[-1]) else some)
        if resource == "/posts/":
            each(by_slug, some)


def read_files(boss, public, rows):
    def one(row):
        path = f"/media/{row['id']}/"
        boss.get_file(row, "original_file", path)
        if row["url"]:
            public.get_file(row, "url", path)

    each(one, rows)


def read(base, names, password, links=()):
    """All answers, (name, path): Answer. names: an ADMIN, who sees everything
    and so tells what there is; an EDITOR; a WRITER. The public, None, comes
    last, because its reading is counted. links: further paths."""
    answers = {}
    callers = [Caller(base, answers, name, password)
               for name in [*names, None]]
    boss, _, writer, public = callers
    lists = {"/posts/": boss.walk("/posts/?page_size=100"),
             "/media/": boss.walk("/media/?all=true&page_size=100"),
             "/users/": boss.walk("/users/")}
    lists.update((path, boss.walk(path)) for path in SMALL)
    each(boss.walk, GUARDED)
    for caller in boss, writer, public:
        each(caller.walk, WALKED)
    for caller in callers:
        each(caller.get, OWN + SMALL)
    for caller in boss, public:
        each(caller.get, [form.format(row["slug"])
                          for row in lists["/categories/"]
                          for form in OF_CATEGORIES])
        each(caller.get, [f"/tags/slug/{row['slug']}/"
                          for row in lists["/tags/"]])
        each(caller.get, links)
    each(public.get, PLAIN)
    read_details(callers, lists)
    read_files(boss, public, lists["/media/"])
    return answers
