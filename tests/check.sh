#!/bin/bash
# check.sh: all tests, as `make check` has them. Two things go on at once, for
# much of the time is waiting: the unit tests and what runs under the other
# MPMs, whose output comes when they have ended, and all else under event.
set -euo pipefail
cd "$(dirname "$0")/.."

log=$(mktemp)
rest=
trap '[ -z "$rest" ] || kill "$rest" 2>/dev/null; rm -f "$log"' EXIT
make=${MAKE:-make}

{
    rc=0
    {
        "$make" --no-print-directory check-unit check-mpm \
            && tests/editor/unit.sh
    } >"$log" 2>&1 || rc=$?
    cat "$log"
    exit "$rc"
} &
rest=$!
failed=
"$make" --no-print-directory check-event || failed=' check-event'
wait "$rest" || failed="$failed check-unit or check-mpm (above)"
rest=
[ -z "$failed" ] || { echo "failed:$failed" >&2; exit 1; }
