#!/bin/bash
# setup.sh: a site of mod_talecraft in a virtual host that is there, and away
# again (talecraftctl setup --help).
set -euo pipefail
here=$(cd "$(dirname "$(readlink -f "$0")")" && pwd)
ctl=${TALECRAFTCTL:-talecraftctl}
export PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C

# shellcheck source=conf/setup/lib.sh
. "$here/lib.sh"
# shellcheck source=conf/setup/options.sh
. "$here/options.sh"
# shellcheck source=conf/setup/database.sh
. "$here/database.sh"
# shellcheck source=conf/setup/apache.sh
. "$here/apache.sh"

# A variable of Debian's /etc/apache2/envvars.
of_envvars() {
    # shellcheck disable=SC1091
    (set +u; . "$confdir/envvars" >/dev/null 2>&1; printf %s "${!1}")
}

look_around() {
    [ "$(id -u)" -eq 0 ] || die "this changes PostgreSQL and httpd: run it" \
        "as root, or with sudo"
    command -v apache2ctl >/dev/null || die "there is no httpd: apt-get" \
        "install apache2"
    httpd_user=$(of_envvars APACHE_RUN_USER)
    httpd_group=$(of_envvars APACHE_RUN_GROUP)
    role=$(role_of "$site")
}

# Where the database is.
choose_database() {
    own_database=no
    if [ -z "$database" ]; then
        own_database=yes
        find_cluster
        database="host=/var/run/postgresql port=$port dbname=$role"
        database+=" user=$role"
    fi
    database+=" application_name=talecraft connect_timeout=3"
    database+=" options='-c statement_timeout=5000'"
}

set_up() {
    find_virtual_hosts
    choose_database
    take_password
    say "Site $site, in $(awk '{ printf "%s%s:%s", sep, $2, $3; sep = ", " }' \
        <<<"$chosen"):"
    database_steps
    step "settings, $settings/$site.conf" there_settings make_settings
    step "modules ${modules[*]}" there_modules make_modules
    step "Include in the virtual host" there_include make_include
    step "httpd answers $(address_of "$api/health/")" there_health make_health
    [ "$dry" = yes ] || {
        check_connections
        say "API:    $(address_of "$api/")"
        [ "$editor" = none ] || say "write:  $(address_of "$editor/")"
        [ -n "$restore" ] || say "user:   $admin"
    }
}

there_no_include() { ! grep -rqF "$settings/$site.conf" \
    "$confdir/sites-available" "$confdir/sites-enabled"; }
take_include() {
    local file
    grep -rlF "$settings/$site.conf" "$confdir/sites-available" \
        "$confdir/sites-enabled" | while read -r file; do
        file=$(readlink -f "$file")
        without "$file" "Include $settings/$site.conf" >"$scratch/vhost"
        write "$file" <"$scratch/vhost"
    done
}

there_no_settings() { [ ! -e "$settings/$site.conf" ]; }
take_settings() {
    rm "$settings/$site.conf"
    rmdir --ignore-fail-on-non-empty "$settings"
}

# The last site takes the module out of httpd.
there_no_modules() {
    [ ! -e "$confdir/mods-enabled/talecraft.load" ] \
        || [ -d "$settings" ]
}
take_modules() { a2dismod -q talecraft; }

# Where its settings say, not where another --media would lead.
media_of_settings() {
    local said
    said=$(sed -n 's/^TalecraftMediaRoot "\(.*\)"$/\1/p' \
        "$settings/$site.conf" 2>/dev/null) || true
    media=${said:-$media}
}

# What the module makes in a media root, and nothing else.
remove_media() {
    local part
    for part in tmp originals public lock site; do
        rm -rf "${media:?}/$part"
    done
    rmdir --ignore-fail-on-non-empty "$media"
}

there_no_data() { [ ! -e "$media" ] && ! there_database; }
take_data() {
    purge_database
    [ ! -d "$media" ] || remove_media
    rmdir --ignore-fail-on-non-empty "/var/lib/talecraft/$site" \
        /var/lib/talecraft 2>/dev/null || true
}

undo() {
    media_of_settings
    say "Site $site:"
    step "no Include" there_no_include take_include
    step "no settings" there_no_settings take_settings
    step "module out of httpd, where this was the last site" \
        there_no_modules take_modules
    step "httpd reloaded" never reload_httpd
    if [ "$purge" = yes ]; then
        find_cluster
        step "no database $role, no $media" there_no_data take_data
    else
        say "Database $role and $media are still there (--purge)."
    fi
}

read_options "$@"
cd / # where everybody may be: postgres, too
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
look_around
if [ "$undo" = yes ]; then undo; else set_up; fi
