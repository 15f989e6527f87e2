"""Caches in front of httpd: a real Varnish, a real nginx."""

import socket

from support import tools
from support.content import eventually


class Front:
    """One of them, in `folder`; start() with what it is to do."""

    def __init__(self, folder):
        self.folder = tools.make_dir(folder)
        self.port = tools.free_port()
        self.process = None

    def run(self, *argv):
        with open(self.folder / "log", "ab") as log:
            self.process = tools.spawn(argv, stdout=log, stderr=log)
        eventually(self._listens, 30)

    def _listens(self):
        with socket.socket() as probe:
            return not probe.connect_ex(("127.0.0.1", self.port))

    def output(self):
        return (self.folder / "log").read_text("utf-8", "replace")

    def stop(self):
        if self.process:
            self.process.terminate()
            self.process.wait(timeout=20)

    def client(self, site, **kwargs):
        return site.client(url=f"http://127.0.0.1:{self.port}{site.mount}",
                           strict=False, **kwargs)


class Varnish(Front):
    def start(self, site, vcl):
        """vcl: what follows the backend."""
        self.start_file(f"""vcl 4.1;
backend default {{ .host = "127.0.0.1"; .port = "{site.port}"; }}
{vcl}""")

    def start_file(self, vcl):
        path = self.folder / "default.vcl"
        path.write_text(vcl, "utf-8")
        self.run("varnishd", "-F", "-j", "none", "-n", self.folder / "work",
                 "-a", f"127.0.0.1:{self.port}", "-f", path,
                 "-s", "malloc,16m")

    @staticmethod
    def had_it(answer):
        """It names the request then that had fetched it."""
        return " " in answer.headers.get("X-Varnish", "")


class NginxFront(Front):
    """One whose files all lie in its folder."""

    def run_nginx(self, directives):
        """directives: what stands within http."""
        path = self.folder / "nginx.conf"
        path.write_text(f"""daemon off;
master_process off;
pid {self.folder}/pid;
events {{}}
http {{
    access_log off;
    client_body_temp_path {self.folder}/body;
    proxy_temp_path {self.folder}/temp;
    fastcgi_temp_path {self.folder}/fastcgi;
    scgi_temp_path {self.folder}/scgi;
    uwsgi_temp_path {self.folder}/uwsgi;
    {directives}
}}
""", "utf-8")
        self.run("nginx", "-e", self.folder / "errors", "-p", self.folder,
                 "-c", path)


class Nginx(NginxFront):
    def start(self, site, directives):
        """directives: what its location has besides proxy_pass."""
        self.run_nginx(f"""
    proxy_cache_path {self.folder}/kept keys_zone=kept:1m;
    server {{
        listen 127.0.0.1:{self.port} default_server;
        location / {{
            proxy_pass http://127.0.0.1:{site.port};
            proxy_cache kept;
            proxy_cache_valid any 10m;
            add_header X-Front $upstream_cache_status always;
            {directives}
        }}
    }}""")

    @staticmethod
    def had_it(answer):
        return answer.headers["X-Front"] == "HIT"
