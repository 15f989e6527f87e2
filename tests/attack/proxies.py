"""Proxies in front of httpd that keep their connections to it and share them
among all clients: what smuggling needs. Each writes down what requests it has
seen."""

from support import tools
from support.fronts import Front, NginxFront
from support.httpd import load_module

SECONDS = 5  # how long any of them waits for a client or for httpd


class Proxy(Front):
    """log_text(): the first lines of the requests that it has seen."""

    def log_text(self):
        return (self.folder / "requests").read_text("utf-8", "replace")


class Nginx(Proxy, NginxFront):
    def start(self, site):
        self.run_nginx(f"""log_format line '$request';
    client_header_timeout {SECONDS};
    client_body_timeout {SECONDS};
    proxy_read_timeout {SECONDS};
    upstream site {{
        server 127.0.0.1:{site.port};
        keepalive 2;
    }}
    server {{
        access_log {self.folder}/requests line;
        listen 127.0.0.1:{self.port};
        location / {{
            proxy_pass http://site;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_next_upstream off;
            proxy_request_buffering off;
        }}
    }}""")


class HAProxy(Proxy):
    """options: of its frontend."""

    options = ""

    def start(self, site):
        path = self.folder / "haproxy.cfg"
        path.write_text(f"""global
    maxconn 200
    nbthread 1
    log stdout format raw local0
defaults
    mode http
    log-format "%{{+Q}}r %ST %ts"
    option dontlognull
    retries 0
    timeout connect {SECONDS}s
    timeout client {SECONDS}s
    timeout server {SECONDS}s
    timeout http-request {SECONDS}s
frontend public
    log global
    bind 127.0.0.1:{self.port}
    {self.options}
    default_backend site
backend site
    http-reuse always
    server one 127.0.0.1:{site.port}
""", "utf-8")
        self.run("haproxy", "-db", "-f", path)

    def log_text(self):
        return (self.folder / "log").read_text("utf-8", "replace")


class LaxHAProxy(HAProxy):
    """It lets pass what is no HTTP."""

    options = "option accept-invalid-http-request"


class ModProxy(Proxy):
    """Another httpd."""

    protocol = "Strict"

    def start(self, site):
        modules = "".join(load_module(name) for name in (
            f"mpm_{tools.MPM}", "unixd", "log_config", "authz_core",
            "reqtimeout", "proxy", "proxy_http"))
        user = "User www-data\nGroup www-data\n" if tools.AS_ROOT else ""
        path = self.folder / "httpd.conf"
        path.write_text(f"""ServerRoot {self.folder}
{modules}{user}Listen 127.0.0.1:{self.port}
ServerName localhost
PidFile {self.folder}/httpd.pid
DefaultRuntimeDir {self.folder}
ErrorLog {self.folder}/errors
LogFormat "%r" line
CustomLog {self.folder}/requests line
HttpProtocolOptions {self.protocol}
RequestReadTimeout header={SECONDS} body={SECONDS}
ProxyTimeout {SECONDS}
StartServers 1
ProxyPass / http://127.0.0.1:{site.port}/
""", "utf-8")
        self.run(tools.httpd_program(), "-D", "FOREGROUND", "-f", path)


class LaxModProxy(ModProxy):
    protocol = "Unsafe"


EVERY = (Nginx, HAProxy, LaxHAProxy, ModProxy, LaxModProxy)
