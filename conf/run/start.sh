#!/bin/bash
# make run: brings RUN_DIR's site up.  `start.sh --check` only looks whether
# that could work, before anything is installed or built.
# shellcheck source=conf/run/lib.sh
source "$(dirname "$0")/lib.sh"

need_mb=300
# Two generations of httpd hold at most so many while one takes over from the
# other (conf/httpd.conf has the sum).
max_connections=200
build=$repo/build

# Who names none gets the port that the site has, or else 8080.
choose_port() {
    if [ -z "$PORT" ] && find_state && [ -e "$httpd_conf" ]; then
        PORT=$(sed -n 's/^Listen 127\.0\.0\.1:\([0-9]*\)$/\1/p' "$httpd_conf")
    fi
    PORT=${PORT:-8080}
}

check_variables() {
    [[ $PORT =~ ^[1-9][0-9]{0,4}$ ]] && [ "$PORT" -le 65535 ] \
        || die "PORT must be a number from 1 to 65535, not '$PORT'"
    case $MPM in
    event | worker | prefork) ;;
    *) die "MPM must be event, worker or prefork, not '$MPM'" ;;
    esac
    case ${ADMIN_PASSWORD:-enough characters} in
    *[[:cntrl:]]*) die "ADMIN_PASSWORD has a control character" ;;
    ??????????*) ;;
    *) die "ADMIN_PASSWORD must have at least 10 characters" ;;
    esac
    [ "$(printf %s "${ADMIN_PASSWORD:-}" | wc -c)" -le 72 ] \
        || die "ADMIN_PASSWORD may have at most 72 bytes"
}

port_open() { (exec 3<>"/dev/tcp/127.0.0.1/$PORT") 2>/dev/null; }

# The port may be taken by this very site.
check_port() {
    port_open || return 0
    if find_state && [ -n "$(httpd_pids)" ] \
        && grep -qs "^Listen 127.0.0.1:$PORT\$" "$httpd_conf"; then
        return 0
    fi
    die "port $PORT is taken; choose another one: make run PORT=..."
}

# Root writes there what it then runs and reads.
check_owner() {
    if [ "$uid" -eq 0 ] && [[ $1 = "$db_user" || $1 = "$web_user" ]]; then
        die "RUN_DIR $run_dir belongs to $1, which the servers run as;" \
            "choose another one"
    fi
}

check_run_dir() {
    if [ -e "$run_dir" ] && ! [ -d "$run_dir" ]; then
        die "RUN_DIR $run_dir is no directory"
    fi
    if [ -d "$run_dir" ]; then
        [ -w "$run_dir" ] || die "RUN_DIR $run_dir is not writable for" \
            "$(id -un); choose another one: make run RUN_DIR=..."
        if [ -n "$(ls -A "$run_dir")" ] && ! [ -e "$run_dir/lock" ]; then
            die "RUN_DIR $run_dir has other files in it; choose another one"
        fi
        check_owner "$(stat -c %U "$run_dir")"
    fi
    if find_state && [ -e "$pg_data" ]; then
        local owner
        owner=$(stat -c %U "$pg_data")
        [ "$owner" = "$db_user" ] || die "the data in $state belongs to" \
            "$owner, but would be used as $db_user; choose another RUN_DIR"
    fi
}

check_space() {
    local dir=$1 free
    while ! [ -d "$dir" ]; do dir=$(dirname "$dir"); done
    free=$(df -Pm "$dir" | awk 'NR == 2 { print $4 }')
    [ "$free" -ge "$need_mb" ] || die "no space: $dir has $free MB free," \
        "$need_mb MB are needed"
}

# The last lines of a log, and one line on what went wrong.
fail_with() {
    local log=$1
    shift
    tail -n 10 "$log" >&2 || true
    ! tail -n 10 "$log" 2>/dev/null | grep -q 'No space left' \
        || die "no space left where $state lies"
    die "$@"
}

check_all() {
    check_variables
    check_run_dir
    if find_state; then check_space "$state"; else check_space "$run_dir"; fi
    check_port
}

make_socket_dir() {
    if [ -e "$socket_dir" ] || [ -L "$socket_dir" ]; then
        [ ! -L "$socket_dir" ] && [ "$(stat -c %U "$socket_dir")" = \
            "$db_user" ] || die "$socket_dir belongs to somebody else"
    fi
    # Once it is the database's user's, root has no more business with it:
    # that user may put a link in its place at any time.
    if ! [ -d "$socket_dir" ]; then
        mkdir -m 0755 "$socket_dir"
        [ "$uid" -ne 0 ] || chown -h "$db_user:" "$socket_dir"
    fi
    as_user "$db_user" chmod 0755 "$socket_dir"
}

make_dirs() {
    mkdir -p "$state"/{pg,media,httpd,logs,bin}
    chmod 0755 "$state/pg" "$state/httpd" "$bin"
    chmod 0750 "$state/logs" "$state/media"
    if [ "$uid" -eq 0 ]; then
        chown "$db_user:" "$state/pg"
        chown "$web_user:" "$state/media"
    fi
    make_socket_dir
}

# Peer authentication: who a process is, the kernel says.
write_ident() {
    local user
    {
        for user in $(printf '%s\n' "$db_user" "$(id -un)" | sort -u); do
            printf 'site "%s" postgres\nsite "%s" talecraft\n' \
                "$user" "$user"
        done
        [ "$web_user" = "$db_user" ] \
            || printf 'site "%s" talecraft\n' "$web_user"
    } | as_user "$db_user" tee "$pg_data/pg_ident.conf" >/dev/null
    printf 'local all all peer map=site\nhost all all all reject\n' \
        | as_user "$db_user" tee "$pg_data/pg_hba.conf" >/dev/null
}

make_cluster() {
    as_user "$db_user" test -f "$pg_data/PG_VERSION" && return
    say "Making the database cluster in $pg_data"
    as_user "$db_user" rm -rf "$pg_data.new"
    if ! as_user "$db_user" "$(pg_bin)/initdb" -D "$pg_data.new" \
        --username=postgres --auth-local=peer --auth-host=reject \
        --encoding=UTF8 --locale=C.UTF-8 --data-checksums \
        --no-instructions >"$state/logs/initdb.log" 2>&1; then
        fail_with "$state/logs/initdb.log" "initdb failed"
    fi
    as_user "$db_user" mv "$pg_data.new" "$pg_data"
}

# Backends of a postmaster that was killed notice it within moments; a new
# one must not start before they are gone.
wait_for_backends() {
    local count=0
    while pg_backend_left; do
        count=$((count + 1))
        [ "$count" -le 100 ] || die "processes of a PostgreSQL that was" \
            "killed still use $pg_data"
        sleep 0.1
    done
}

pg_backend_left() {
    local dir
    for dir in /proc/[0-9]*; do
        [ "$(readlink "$dir/cwd" 2>/dev/null)" != "$pg_data" ] || return 0
    done
    return 1
}

# Lock files that outlived their server stop PostgreSQL from starting when
# the number in them belongs to another process now.
drop_stale_locks() {
    local file pid
    for file in "$pg_data/postmaster.pid" \
        "$socket_dir/.s.PGSQL.5432.lock"; do
        as_user "$db_user" test -f "$file" || continue
        pid=$(as_user "$db_user" head -n 1 "$file")
        has_argument "${pid:-0}" "$pg_data" \
            || as_user "$db_user" rm -f "$file"
    done
}

start_pg() {
    write_ident
    if [ -n "$(pg_parent)" ] && psql_do -d postgres -c 'SELECT 1' \
        >/dev/null 2>&1; then
        return
    fi
    stop_pg
    wait_for_backends
    drop_stale_locks
    changed=1
    if ! as_user "$db_user" "$(pg_bin)/pg_ctl" -D "$pg_data" \
        -l "$pg_log" -w -t 120 -o "-c listen_addresses='' -c port=5432 \
-c unix_socket_directories='$socket_dir' -c unix_socket_permissions=0777 \
-c max_connections=$max_connections \
-c random_page_cost=1.1 -c timezone=UTC -c log_timezone=UTC" \
        start >/dev/null 2>&1 9>&-; then
        fail_with "$pg_log" "PostgreSQL did not start; its log is $pg_log"
    fi
}

make_database() {
    [ -n "$(psql_do -d postgres -c "SELECT 1 FROM pg_roles
        WHERE rolname = 'talecraft'")" ] \
        || psql_do -d postgres -c 'CREATE ROLE talecraft LOGIN'
    [ -n "$(psql_do -d postgres -c "SELECT 1 FROM pg_database
        WHERE datname = 'talecraft'")" ] \
        || psql_do -d postgres -c 'CREATE DATABASE talecraft
            OWNER talecraft TEMPLATE template0'
    ctl migrate >"$state/logs/migrate.log" 2>&1 \
        || fail_with "$state/logs/migrate.log" "talecraftctl migrate failed"
}

ctl() {
    "$bin/talecraftctl" -d "host='$socket_dir' port=5432 \
dbname=talecraft user=talecraft" "$@"
}

make_admin() {
    local file=$run_dir/admin-password known=
    known=$(cat "$file" 2>/dev/null || true)
    password=${ADMIN_PASSWORD:-${known:-$(openssl rand -hex 12)}}
    printf '%s\n' "$password" | ctl user add admin --role ADMIN \
        --if-absent >/dev/null || die "the user admin could not be made"
    if [ -n "$known" ] && [ "$known" != "$password" ]; then
        printf '%s\n' "$password" | ctl user passwd admin >/dev/null \
            || die "the password of admin could not be set"
    fi
    write_private "$file" "$password"
}

write_private() {
    (umask 077 && printf '%s\n' "$2" > "$1.new")
    chmod 0600 "$1.new"
    mv -f "$1.new" "$1"
}

# Copies the programs to where httpd's children may run them.  A new file
# takes the old one's name, so that a running process keeps what it has.
install_programs() {
    local name
    new_programs=0
    for name in mod_talecraft.so talecraft-worker talecraftctl; do
        cmp -s "$build/$name" "$bin/$name" && continue
        install -m 0755 "$build/$name" "$bin/$name.new" \
            || die "$build/$name could not be copied to $bin"
        mv -f "$bin/$name.new" "$bin/$name"
        new_programs=1
    done
}

write_conf() {
    local text name users=
    text=$(cat "$repo/conf/httpd.conf")
    if [ "$uid" -eq 0 ]; then
        users="User $web_user"$'\n'"Group $(id -gn "$web_user")"
    fi
    text=${text//@USERS@/"$users"}
    text=${text//@MODULES@/"$(apxs -q LIBEXECDIR)"}
    text=${text//@STATE@/"$state"}
    text=${text//@SOCKET_DIR@/"$socket_dir"}
    text=${text//@MPM@/"$MPM"}
    text=${text//@PORT@/"$PORT"}
    name=$(mktemp "$state/httpd/conf.XXXXXX")
    printf '%s\n' "$text" > "$name"
    chmod 0644 "$name"
    new_conf=0
    cmp -s "$name" "$httpd_conf" || new_conf=1
    mv -f "$name" "$httpd_conf"
}

httpd() {
    clean "$(apxs -q SBINDIR)/$(apxs -q PROGNAME)" -d "$state/httpd" \
        -f "$httpd_conf" "$@" 9>&-
}

healthy() {
    health=$(curl -sS --noproxy '*' -m 5 -w '\n%{http_code}' \
        "http://127.0.0.1:$PORT/api/health/" 2>&1) || return 1
    [ "${health##*$'\n'}" = 200 ]
}

# A changed module is not loaded over a running one: what a process keeps
# through a reload was laid out by the old code.
start_httpd() {
    if [ -n "$(httpd_parent)" ] && [ "$new_programs$new_conf" = 00 ] \
        && healthy; then
        return
    fi
    changed=1
    httpd -t >"$state/logs/start.log" 2>&1 || {
        fail_with "$state/logs/start.log" \
            "httpd refuses its configuration $httpd_conf"
    }
    stop_httpd
    check_port
    httpd -k start >"$state/logs/start.log" 2>&1 || {
        cat "$state/logs/start.log" >&2
        fail_with "$error_log" "httpd did not start; its log is $error_log"
    }
}

wait_healthy() {
    local count=0
    until healthy; do
        count=$((count + 1))
        if [ "$count" -gt 300 ] || { [ "$count" -gt 30 ] \
            && [ -z "$(httpd_parent)" ]; }; then
            fail_with "$error_log" "/health/ says:" \
                "${health//$'\n'/ }; the log is $error_log"
        fi
        sleep 0.2
    done
}

write_env() {
    local name value text=
    set -- TALECRAFT_URL "http://localhost:$PORT/api" \
        TALECRAFT_ADMIN admin TALECRAFT_PASSWORD "$password" \
        PGHOST "$socket_dir" PGPORT 5432 PGDATABASE talecraft \
        PGUSER talecraft HTTPD_PID "$(httpd_parent)" \
        HTTPD_CONF "$httpd_conf" ERROR_LOG "$error_log"
    while [ $# -gt 0 ]; do
        name=$1 value=$2
        shift 2
        text+="export $name=$(printf %q "$value")"$'\n'
    done
    write_private "$run_dir/env" "${text%$'\n'}"
}

print_summary() {
    say "Tale Craft is running."
    say "  write:     http://localhost:$PORT/editor/"
    say "  API:       http://localhost:$PORT/api/"
    say "  user:      admin, password in $run_dir/admin-password"
    say "  settings:  $run_dir/env"
    say "  logs:      $state/logs"
    case $state in
    "$run_dir"/*) ;;
    *) say "  data:      $state, because $db_user and $web_user may not" \
        "enter $run_dir" ;;
    esac
    say "  stop:      make stop RUN_DIR=$(printf %q "$RUN_DIR")"
    say "Try next:"
    say "  . $(printf %q "$run_dir/env")"
    # shellcheck disable=SC2016
    say '  curl -s "$TALECRAFT_URL/auth/login/" --json \'
    # shellcheck disable=SC2016
    printf '    "%s,%s"\n' '{\"username\":\"$TALECRAFT_ADMIN\"' \
        '\"password\":\"$TALECRAFT_PASSWORD\"}'
}

# Nothing half up is left behind.
give_up() {
    local rc=$?
    [ "$rc" -ne 0 ] || return 0
    trap - EXIT
    [ "$began" = 0 ] || { stop_httpd; stop_pg; rm -f "$run_dir/env"; }
    exit "$rc"
}

choose_port
check_all
[ "${1:-}" != --check ] || exit 0
began=0 changed=0
mkdir -p "$run_dir" || die "RUN_DIR $run_dir cannot be made"
take_lock
trap give_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
make_state
check_space "$state"
[ -n "$(httpd_parent)" ] || stop_httpd
make_dirs
install_programs
write_conf
began=1
make_cluster
start_pg
make_database
make_admin
start_httpd
wait_healthy
write_env
began=0
[ -z "${DEMO:-}" ] || [ "$DEMO" = 0 ] || "$repo/conf/run/demo.sh"
[ "$changed" = 1 ] || say "It is running already, nothing has changed."
print_summary
