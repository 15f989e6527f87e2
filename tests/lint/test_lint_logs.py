"""Each number of the error log is met by a test, or it is said why not."""

import re

from house import files, no_faults, read
from test_lint_docs import log_numbers

VIEWS = "the table of views must be full and the database away; " \
    "it has 16,384 places"
MEMORY = "only where memory, threads or random bytes have run out"
BUILD = "only where the build is broken"
STOPPED = "httpd's own test of the configuration comes first: "
CHANCE = "a race of others that a test cannot bring about: "

NOT_MET = {
    "2004": "Debian's httpd has no other driver without another package",
    "2008": "the connection must break within a COMMIT; "
            "test_database_away.py breaks it at any moment",
    "2009": "takes as long as TCP waits; nothing else is silent",
    "2014": BUILD,
    "2018": "only where PostgreSQL rolls back without saying why",
    "2019": MEMORY,
    "3001": MEMORY,
    "3002": "test_cache_shared.c reads such files; httpd leaves one only "
            "where the database is away just at a stop",
    "3003": "httpd refuses a DefaultRuntimeDir that is not there, and root "
            "can write into any other",
    "3004": STOPPED + "TC1002",
    "3007": MEMORY,
    "3008": MEMORY,
    "3009": "a lock that worked before must break",
    "4005": "fork() must fail",
    "4008": MEMORY,
    "4020": MEMORY,
    "4021": CHANCE + "five times in one upload",
    "5001": MEMORY,
    "5002": MEMORY,
    "5003": MEMORY,
    "7005": MEMORY,
    "7006": MEMORY,
    "7010": MEMORY,
    "5004": MEMORY,
    "6002": "a fault of src/routes.c; each refusal of a route has its test",
    "7001": VIEWS,
    "7004": MEMORY,
    "8001": STOPPED + "TC1001; Debian has mod_watchdog built in",
    "8002": MEMORY,
    "8003": "test_frame.c and test_worker_limits.py: a worker has its own "
            "deadline, which comes first",
    "8009": MEMORY,
    "8010": MEMORY,
    "8011": VIEWS,
}


def patterns():
    """What tests look for in the log: TC and what follows it. A pattern of
    a whole class, TC2..., meets none of them."""
    for path in files("tests/*/*.py", "tests/*.py"):
        if not path.startswith("tests/lint/"):
            yield from re.findall(r"TC(\d{3}(?:\d|\[\d+\]))", read(path))


def test_log_numbers_are_met():
    met = list(patterns())
    used = {number for number, _, _ in log_numbers()}
    left = {number for number in used
            if not any(re.fullmatch(one, number) for one in met)}
    no_faults([f"TC{number}: no test expects it"
               for number in sorted(left - set(NOT_MET))]
              + [f"TC{number}: a test expects it, or nothing logs it"
                 for number in sorted(set(NOT_MET) - left)])
