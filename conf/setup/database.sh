# shellcheck shell=bash
# database.sh: role, database, and the right to connect, in the PostgreSQL of
# this machine; or a database that is named.

as_postgres() { runuser -u postgres -- "$@"; }
postgres_says() { as_postgres psql -XAtq -p "$port" -d postgres -c "$1"; }

# The cluster that runs; with several the one on the default port.
find_cluster() {
    command -v pg_lsclusters >/dev/null \
        || die "there is no PostgreSQL on this machine: apt-get install" \
               "postgresql, or name a database with --database"
    port=$(pg_lsclusters -h | awk '$4 ~ /^online/ { print ($3 != 5432), $3 }' \
        | sort -n | awk 'NR == 1 { print $2 }')
    [ -n "$port" ] || die "PostgreSQL does not run (pg_lsclusters);" \
        "start it, or name a database with --database"
    hba=$(postgres_says 'show hba_file') && ident=$(postgres_says \
        'show ident_file') || die "PostgreSQL on port $port does not let its" \
        "own user postgres in; name a database with --database"
}

there_role() {
    [ "$(postgres_says "select 1 from pg_roles where rolname = '$role'")" = 1 ]
}
make_role() { as_postgres createuser -p "$port" "$role"; }

there_database() {
    [ "$(postgres_says \
        "select 1 from pg_database where datname = '$role'")" = 1 ]
}
make_database() {
    as_postgres createdb -p "$port" -O "$role" -E UTF8 -T template0 "$role"
}

may_connect() {
    runuser -u "$httpd_user" -- psql -XAtq -d "$database" -c 'select 1'
}

# httpd's user and root may be the role, over the socket, without a password
# (peer). Lines of ours end with this:
mark() { printf '# talecraft %s' "$site"; }

reload_postgres() {
    postgres_says 'select pg_reload_conf()'
    for _ in 1 2 3 4 5; do
        sleep 0.3
        if may_connect; then
            return 0
        fi
    done
    return 1
}

make_access() {
    cp -p "$hba" "$scratch/hba"
    cp -p "$ident" "$scratch/ident"
    {
        without "$scratch/ident" "$(mark)"
        printf 'talecraft %s %s %s\n' "$httpd_user" "$role" "$(mark)"
        printf 'talecraft root %s %s\n' "$role" "$(mark)"
    } | write "$ident"
    {
        printf 'local %s %s peer map=talecraft %s\n' "$role" "$role" \
            "$(mark)"
        without "$scratch/hba" "$(mark)"
    } | write "$hba"
    reload_postgres || {
        write "$hba" <"$scratch/hba"
        write "$ident" <"$scratch/ident"
        postgres_says 'select pg_reload_conf()'
        return 1
    }
}

there_schema() {
    may_connect && "$ctl" -d "$database" check
}
make_schema() { "$ctl" -d "$database" migrate; }

make_restored() {
    TALECRAFT_DATABASE=${database% options=*} "$here/../backup/restore.sh" \
        --media "$media" "$restore"
}

there_admin() {
    "$ctl" -d "$database" user list | awk -F'\t' \
        '$3 == "ADMIN" && $4 == "active" { found = 1 } END { exit !found }'
}
make_admin() {
    "$ctl" -d "$database" user add "$admin" --role ADMIN <"$scratch/password"
}

# Read before the first step, so that nothing stops in the middle for it.
take_password() {
    if [ "$dry" = yes ] || [ -n "$restore" ] \
        || there_admin >/dev/null 2>&1; then
        return
    fi
    if [ -n "$password_file" ]; then
        head -n 1 "$password_file" >"$scratch/password"
        return
    fi
    if [ -t 0 ]; then
        read -rsp "Password of the first ADMIN, $admin: " line </dev/tty
        printf '\n'
    else
        IFS= read -r line || [ -n "$line" ] || die "no password: give one" \
            "line on standard input, or --password-file"
    fi
    printf '%s\n' "$line" >"$scratch/password"
    unset line
}

database_steps() {
    if [ "$own_database" = yes ]; then
        step "role $role" there_role make_role
        step "database $role, owned by it" there_database make_database
        step "$httpd_user and root may connect as it ($hba)" \
            may_connect make_access
    elif ! may_connect >/dev/null 2>&1; then
        die "$httpd_user cannot connect to the database of --database:" \
            "$(may_connect 2>&1 | head -n 1)"
    fi
    step "folder for media, $media" there_media make_media
    [ -z "$restore" ] \
        || step "what $restore has" there_schema make_restored
    step "tables" there_schema make_schema
    [ -n "$restore" ] || step "first ADMIN, $admin" there_admin make_admin
}

# With what httpd's settings allow, against what PostgreSQL has.
check_connections() {
    local sites processes most limit
    limit=$(psql -XAtq -d "$database" -c 'show max_connections' 2>/dev/null) \
        || return 0
    sites=$(find "$settings" -name '*.conf' 2>/dev/null | wc -l)
    processes=$(httpd_processes)
    most=$((sites * processes * DBD_MAX))
    say "Connections: $sites site(s) in $processes process(es) take $most at" \
        "most; max_connections is $limit."
    [ "$most" -le $((limit - 5)) ] || warn "under full load that is more" \
        "than PostgreSQL has: raise max_connections, or lower DBDMax and" \
        "TalecraftDBConnections in $settings"
}

# Role, database and lines of access go.
purge_database() {
    find_cluster
    as_postgres dropdb -p "$port" --if-exists --force "$role"
    as_postgres dropuser -p "$port" --if-exists "$role"
    cp -p "$hba" "$scratch/hba"
    cp -p "$ident" "$scratch/ident"
    without "$scratch/hba" "$(mark)" | write "$hba"
    without "$scratch/ident" "$(mark)" | write "$ident"
    postgres_says 'select pg_reload_conf()'
}
