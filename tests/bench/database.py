"""Uncached reads of one child, by 32 clients, against pgbench, which runs the
same statement prepared, through the same socket, with as many connections to
the database; the load of both comes from one thread."""

import re
import subprocess
import tempfile

from measure import compare

# TalecraftDBConnections: its default, where clients wait in line for one, and
# one for each client.
CONNECTIONS = (4, 32)
EXECUTE = re.compile(r"execute [^:\n]+: (.*?)\n[^\n]*DETAIL:  parameters: "
                     r"([^\n]*)", re.S)
PARAMETER = re.compile(r"\$(\d+) = (NULL|'(?:[^']|'')*')")
LITERAL = re.compile(r"E?'(?:[^']|'')*'")


class Pgbench:
    """One run: transactions a second, as a Load has them."""

    def __init__(self, text):
        self.rate = float(re.search(r"tps = ([\d.]+)", text)[1])
        self.p50 = float(re.search(r"latency average = ([\d.]+)", text)[1])


def statement_of(bench, path, headers):
    """What the server is sent for this path: (text, {number: value})."""
    cluster, site = bench.site.pg, bench.site
    cluster.sql("alter system set log_statement = 'all'")
    cluster.sql("select pg_reload_conf()")
    start = len(cluster.log_text())
    for _ in range(3):
        site.client(strict=False).get(path, headers=headers)
    cluster.sql("alter system reset log_statement")
    cluster.sql("select pg_reload_conf()")
    found = [match for match in
             EXECUTE.finditer(cluster.log_text()[start:])
             if "FROM posts" in match[1]]
    text, parameters = found[-1].groups()
    return text, {int(number): value for number, value in
                  PARAMETER.findall(parameters)}


def script_of(text, values):
    """The same for pgbench, which takes any colon for a variable's."""
    text = LITERAL.sub(
        lambda match: match[0] if ":" not in match[0] else
        "E" + match[0].lstrip("E").replace("\\", "\\\\").replace(
            ":", "\\x3a"), text)
    settings = {}

    def place(match):
        value = values[int(match[1])]
        if value == "NULL":
            return "NULL"
        settings[f"p{match[1]}"] = value[1:-1].replace("''", "'")
        return f":p{match[1]}"

    return re.sub(r"\$(\d+)", place, text).rstrip("; \n") + ";\n", settings


def pgbench(bench, file, settings, connections):
    site = bench.site
    argv = ["pgbench", "-n", "-M", "prepared", "-c", str(connections), "-j",
            "1", "-T", str(bench.options.seconds), "-h",
            str(site.pg.socket_dir), "-U", "talecraft", "-f", file]
    for name, value in settings.items():
        argv += ["-D", f"{name}={value}"]
    done = subprocess.run(
        argv + [site.database], text=True, check=False, capture_output=True,
        env={"PATH": "/usr/bin:/bin",
             "PGOPTIONS": "-c statement_timeout=5000 "
                          "-c random_page_cost=1.1"})
    if done.returncode or "number of failed transactions: 0 " not in \
            done.stdout:
        raise SystemExit("pgbench: " + done.stderr + done.stdout)
    return Pgbench(done.stdout)


def uncached(bench, paths, host, connections):
    """`host`: one whose answers are never kept (a wildcard's)."""
    results = []
    for name in ("detail", "list"):
        path = paths[name]
        answer = bench.site.client().get(path, headers={"Host": host})
        if answer.headers["X-Cache"] != "BYPASS":
            raise SystemExit(f"{path}: {answer.headers['X-Cache']}")
        text, settings = script_of(*statement_of(bench, path,
                                                 {"Host": host}))
        with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
            file.write(text)
            file.flush()
            url = bench.site.url + path

            def ask(url=url):
                return bench.load(url, headers=(f"Host: {host}",), threads=1)

            def run(file=file, settings=settings):
                return pgbench(bench, file.name, settings, connections)

            ask()
            run()
            results.append(compare(
                f"uncached {name}, one child, against pgbench, {connections} "
                "connections to the database", ask, run,
                bench.options.rounds))
    return results
