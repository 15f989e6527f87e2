#!/bin/bash
# make stop: ends the processes of RUN_DIR's site and no others.
# shellcheck source=conf/run/lib.sh
source "$(dirname "$0")/lib.sh"

if ! find_state; then
    say "Nothing to stop: there is no site in $run_dir."
    exit 0
fi
take_lock
was=$(httpd_pids)$(pg_parent)
stop_httpd
stop_pg
rm -f "$run_dir/env"
[ "$socket_dir" = "$state/sock" ] || rmdir "$socket_dir" 2>/dev/null || true
if [ -n "$was" ]; then
    say "Stopped. The data stays in $state."
else
    say "Nothing was running. The data is in $state."
fi
