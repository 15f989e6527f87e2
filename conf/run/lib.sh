#!/bin/bash
# What the scripts of make run, stop, status and demo share.  A site lives
# in two places: RUN_DIR holds what the person needs (env, admin-password, a
# link `state`), the state directory what PostgreSQL and httpd need.  They
# are the same place unless RUN_DIR lies where postgres and www-data may not
# go (below root's home of mode 0700, say).
set -euo pipefail

die() { printf 'make: %s\n' "$*" >&2; exit 1; }
say() { printf '%s\n' "$*"; }

repo=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
umask 022
export LC_ALL=C.UTF-8
# The caller's libpq settings are for other databases.
unset "${!PG@}"

PORT=${PORT:-}
MPM=${MPM:-event}
case ${RUN_DIR:=run} in
/*) run_dir=$RUN_DIR ;;
*) run_dir=$repo/$RUN_DIR ;;
esac
run_dir=$(realpath -m -- "$run_dir")
case $run_dir in
*[\"\'\\\$%\`]* | *[[:cntrl:]]*)
    die "RUN_DIR may not contain quotes, \\, \$, % or control characters" ;;
esac

uid=$(id -u)
if [ "$uid" -eq 0 ]; then
    db_user=postgres web_user=www-data
else
    db_user=$(id -un) web_user=$db_user
fi

# Servers and what runs as another user get nothing of the caller's
# environment: it holds passwords, ADMIN_PASSWORD to begin with, and whoever
# takes over a process of httpd can read it.
clean() {
    env -i PATH="$PATH" LC_ALL=C.UTF-8 HOME=/ "$@"
}

as_user() {
    local user=$1
    shift
    if [ "$uid" -eq 0 ] && [ "$user" != root ]; then
        (cd / && clean setpriv --reuid="$user" --regid="$(id -g "$user")" \
            --init-groups "$@")
    else
        (cd / && clean "$@")
    fi
}

# Sets `state` and what lies in it.
set_state() {
    state=$1
    pg_data=$state/pg/data
    # shellcheck disable=SC2034 # used by the scripts that source this
    pg_log=$state/pg/postgresql.log
    httpd_conf=$state/httpd/httpd.conf
    httpd_pid_file=$state/httpd/httpd.pid
    # shellcheck disable=SC2034
    error_log=$state/logs/error.log
    bin=$state/bin
    # The path of a UNIX socket has 107 bytes at most.
    socket_dir=$state/sock
    if [ "$(printf %s "$socket_dir/.s.PGSQL.5432" | wc -c)" -gt 107 ]; then
        socket_dir=/tmp/talecraft-$uid-$(hash_of "$state")
    fi
}

hash_of() { printf %s "$1" | sha256sum | cut -c1-12; }

# The state directory of a site that has been made; fails where none is.
find_state() {
    [ -L "$run_dir/state" ] || return 1
    local target
    target=$(readlink -f -- "$run_dir/state") || return 1
    [ "$(cat "$target/run-dir" 2>/dev/null)" = "$run_dir" ] || return 1
    set_state "$target"
}

may_enter() { as_user "$1" test -x "$2/."; }

# Chooses and makes the state directory.
make_state() {
    find_state && return
    local target=$run_dir/site
    if [ "$uid" -eq 0 ] && ! { may_enter "$db_user" "$run_dir" \
        && may_enter "$web_user" "$run_dir"; }; then
        target=/var/lib/talecraft-run/$(basename "$run_dir")-$(hash_of \
            "$run_dir")
        mkdir -p "$(dirname "$target")"
    fi
    mkdir -p "$target"
    chmod 0711 "$target"
    printf '%s\n' "$run_dir" > "$target/run-dir"
    ln -sfn "$target" "$run_dir/state"
    set_state "$target"
}

# Only one of make run and make stop at a time for one RUN_DIR.  Commands
# that leave a server behind are started with 9>&-.
take_lock() {
    exec 9>"$run_dir/lock"
    flock -w 300 9 || die "another make run or stop holds $run_dir/lock"
}

# The processes of this site's httpd, workers included.  They are known by
# their command line, which names a file of the state directory; a pid file
# may be stale and its number long given to somebody else.
httpd_pids() {
    local dir pid
    for dir in /proc/[0-9]*; do
        pid=${dir#/proc/}
        if has_argument "$pid" "$httpd_conf" "$bin/talecraft-worker"; then
            printf '%s\n' "$pid"
        fi
    done
}

# Whether process $1 was started with one of the other arguments.
has_argument() {
    local pid=$1 arg wanted
    shift
    while IFS= read -r -d '' arg; do
        for wanted in "$@"; do
            [ "$arg" != "$wanted" ] || return 0
        done
    done 2>/dev/null < "/proc/$pid/cmdline"
    return 1
}

# The number of the running parent, or nothing.
httpd_parent() {
    local pid
    pid=$(cat "$httpd_pid_file" 2>/dev/null) || return 0
    case $'\n'$(httpd_pids)$'\n' in
    *$'\n'"$pid"$'\n'*) printf '%s\n' "$pid" ;;
    esac
}

# The number of the running postmaster, or nothing.
pg_parent() {
    local pid
    pid=$(as_user "$db_user" head -n 1 "$pg_data/postmaster.pid" \
        2>/dev/null) || return 0
    if has_argument "$pid" "$pg_data"; then printf '%s\n' "$pid"; fi
}

pg_bin() {
    local dir
    dir=$(printf '%s\n' /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
    # A cluster belongs to the version that made it.
    if as_user "$db_user" test -f "$pg_data/PG_VERSION"; then
        dir=/usr/lib/postgresql/$(as_user "$db_user" cat \
            "$pg_data/PG_VERSION")/bin
    fi
    [ -x "$dir/postgres" ] || die "no PostgreSQL in $dir"
    printf '%s\n' "$dir"
}

wait_gone() {
    local tenths=$1 count=0
    while [ -n "$(httpd_pids)" ]; do
        count=$((count + 1))
        [ "$count" -le "$tenths" ] || return 1
        sleep 0.1
    done
}

stop_httpd() {
    local parent pids
    parent=$(httpd_parent)
    if [ -n "$parent" ]; then
        kill -TERM "$parent" 2>/dev/null || true
        wait_gone 300 || true
    fi
    # Children that have outlived their parent (it was killed, say).
    pids=$(httpd_pids)
    if [ -n "$pids" ]; then
        # shellcheck disable=SC2086
        kill -TERM $pids 2>/dev/null || true
        wait_gone 50 || {
            pids=$(httpd_pids)
            # shellcheck disable=SC2086
            kill -KILL $pids 2>/dev/null || true
            wait_gone 50 || die "httpd processes do not go: $(httpd_pids)"
        }
    fi
    rm -f "$httpd_pid_file"
}

stop_pg() {
    [ -n "$(pg_parent)" ] || return 0
    local ctl
    ctl=$(pg_bin)/pg_ctl
    as_user "$db_user" "$ctl" -D "$pg_data" -m fast -w -t 60 stop \
        >/dev/null 2>&1 \
        || as_user "$db_user" "$ctl" -D "$pg_data" -m immediate -w -t 30 \
            stop >/dev/null 2>&1 \
        || die "PostgreSQL (process $(pg_parent)) does not stop"
}

psql_do() {
    as_user "$db_user" psql -X -q -A -t -v ON_ERROR_STOP=1 \
        -h "$socket_dir" -p 5432 -U postgres "$@"
}
