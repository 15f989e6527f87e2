"""Many who log in at once, at a child of sixteen threads."""

import threading

from support.make import expect, unique

THREADS = 16
LOGINS = 40
ONE_CHILD = f"""
StartServers 1
ServerLimit 1
ThreadsPerChild {THREADS}
MaxRequestWorkers {THREADS}
MinSpareThreads 1
MaxSpareThreads {THREADS}
"""


def test_readers_are_answered_meanwhile(make_site, expect_log):
    """Some threads are always theirs; who is too much is told when to come
    again, and is hashed no password."""
    expect_log("AH00484: ")  # all of its threads are busy
    with make_site(mpm="event", extra=ONE_CHILD) as site:
        answers = []

        def log_in(client):
            answers.append(client.post("/auth/login/", json={
                "username": unique("nobody"), "password": "wrong"}))

        crowd = [threading.Thread(target=log_in, args=(site.stranger(),))
                 for _ in range(LOGINS)]
        for one in crowd:
            one.start()
        reads = 0
        while any(one.is_alive() for one in crowd):
            reader = site.client()
            expect(reader.get("/posts/"), 200)
            expect(reader.get("/posts/?search=word"), 200)
            reads += 1
        assert reads > 1
        refused = [one for one in answers if one.status_code == 429]
        assert len(answers) == LOGINS
        assert all(int(one.headers["Retry-After"]) > 0 for one in refused)
        assert {one.status_code for one in answers} == {400, 429}
