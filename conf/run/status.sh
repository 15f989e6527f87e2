#!/bin/bash
# make status: what of RUN_DIR's site is running; exit 3 where not all of it is.
# shellcheck source=conf/run/lib.sh
source "$(dirname "$0")/lib.sh"

if ! find_state; then
    say "There is no site in $run_dir; make run makes one."
    exit 3
fi
parent=$(httpd_parent)
postmaster=$(pg_parent)
say "httpd:      ${parent:-not running}"
say "PostgreSQL: ${postmaster:-not running}"
say "state:      $state"
[ -n "$parent" ] && [ -n "$postmaster" ] || exit 3
