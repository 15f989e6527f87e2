"""run.py PORT POSTS PICTURES: makes the tables, fills them and serves, in as
many processes as there are processors. Says "ready" when it does."""

import os
import sys
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1])]
os.environ["DJANGO_SETTINGS_MODULE"] = "settings"


class Quiet(WSGIRequestHandler):
    def log_message(self, *_):
        pass


class Server(WSGIServer):
    """A process of it ends with the first one."""
    parent = None

    def service_actions(self):
        if self.parent and os.getppid() != self.parent:
            os._exit(0)


def main(port, posts, pictures):
    import django
    from django.core.management import call_command
    from django.core.wsgi import get_wsgi_application
    from django.db import connections

    django.setup()
    call_command("migrate", run_syncdb=True, verbosity=0)
    import seed
    seed.fill(posts, pictures)
    server = make_server("127.0.0.1", port, get_wsgi_application(), Server,
                         Quiet)
    connections.close_all()  # each process has its own
    print("ready", flush=True)
    first = os.getpid()
    for _ in range(os.cpu_count() - 1):
        if os.fork() == 0:
            server.parent = first
            break
    server.serve_forever()


main(*map(int, sys.argv[1:]))
