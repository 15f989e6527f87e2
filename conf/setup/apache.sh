# shellcheck shell=bash
# apache.sh: the virtual host, its Include, the modules, the reload.

confdir=/etc/apache2
settings=$confdir/talecraft
modules=(dbd socache_shmcb unique_id talecraft)
DBD_MAX=6
RULES=modsecurity-talecraft.conf

# One line a virtual host: port, file, line, and all its names, as httpd reads
# its own configuration.
virtual_hosts() {
    apache2ctl -t -D DUMP_VHOSTS 2>"$scratch/vhosts.err" | awk '
        function flush() { if (file != "") print port, file, line names }
        / default server / { next }
        match($0, /\([^()]*:[0-9]+\)$/) {
            flush()
            place = substr($0, RSTART + 1, RLENGTH - 2)
            line = place; sub(/^.*:/, "", line)
            file = place; sub(/:[0-9]+$/, "", file)
            if ($1 == "port") { port = $2; names = " " $4 }
            else { port = $1; sub(/^.*:/, "", port); names = " " $2 }
            next
        }
        $1 == "alias" { names = names " " $2 }
        $1 == "wild" && $2 == "alias" { names = names " " $3 }
        END { flush() }'
}

# Those that the site will be in, into $chosen, as "port file line". Where it
# has one for TLS, that is the one.
find_virtual_hosts() {
    local all of_site
    all=$(virtual_hosts) || true
    [ -n "$all" ] || die "httpd has no virtual host, or its configuration" \
        "cannot be read: $(grep -v AH0055 "$scratch/vhosts.err" \
            | head -n 3 | tr '\n' ' ')"
    if [ -n "$vhost" ]; then
        all=$(while read -r number file rest; do
            [ "$(readlink -f "$file")" != "$(readlink -f "$vhost")" ] \
                || printf '%s %s %s\n' "$number" "$file" "$rest"
        done <<<"$all")
        [ -n "$all" ] || die "httpd reads no virtual host from $vhost;" \
            "a2ensite it first"
    fi
    of_site=$(awk -v site="$site" '{
        for (i = 4; i <= NF; i++)
            if (tolower($i) == site) { print; next } }' <<<"$all")
    if [ -z "$of_site" ] && [ "$(wc -l <<<"$all")" -eq 1 ]; then
        of_site=$all
    fi
    [ -n "$of_site" ] || die "no virtual host is called $site; there are:" \
        "$(awk '{ printf "%s%s", sep, $4; sep = ", " }' <<<"$all")." \
        "Give one of them ServerName $site, or name its file with --vhost"
    chosen=$(awk '$1 != 80' <<<"$of_site")
    chosen=${chosen:-$of_site}
}

# What the host answers at its root: no page, that of Debian's apache2, or a list
# of no files.
nothing_at_root() {
    local page=$scratch/front
    case $(ask_host / -o "$page" -w '%{http_code}') in
    403 | 404) ;;
    200) cmp -s "$page" /usr/share/apache2/default-site/index.html \
        || is_empty_list "$page" ;;
    *) false ;;
    esac
}

is_empty_list() {
    grep -q '<title>Index of /</title>' "$1" \
        && ! grep -q 'href="[^?]' "$1"
}

# The settings of the site.
settings_text() {
    cat <<EOF
# $site: made by talecraftctl setup --site $site, which takes it away again
# with --undo. Settings can be added here; docs/directives.md has them all.
DBDriver pgsql
DBDParams "$database"
DBDMin 0
DBDKeep 4
DBDMax $DBD_MAX
TalecraftMediaRoot "$media"
<Location "$api">
    SetHandler talecraft
</Location>
EOF
    [ "$editor" = none ] || cat <<EOF
<Location "$editor">
    SetHandler talecraft-editor
</Location>
EOF
    ! nothing_at_root || cat <<EOF
# There was nothing to see at / when this was made.
RedirectMatch 302 "^/$" "${editor/#none/$api}/"
EOF
    cat <<EOF
<IfModule security2_module>
    Define TALECRAFT_API $api
    Include $(readlink -m "$here/../../../share/talecraft")/$RULES
</IfModule>
EOF
}

there_media() { runuser -u "$httpd_user" -- test -w "$media"; }
make_media() {
    install -d -m 0755 "$(dirname "$media")"
    install -d -o "$httpd_user" -g "$httpd_group" -m 0750 "$media"
    there_media || {
        echo "$httpd_user cannot write into $media: look at the folders above"
        return 1
    }
}

there_settings() { [ -e "$settings/$site.conf" ]; }
make_settings() {
    install -d -m 0755 "$settings"
    settings_text | write "$settings/$site.conf"
}

there_modules() {
    local module
    for module in "${modules[@]}"; do
        [ -e "$confdir/mods-enabled/$module.load" ] || return 1
    done
}
make_modules() { a2enmod -q "${modules[@]}"; }

include_line() { printf '    Include %s/%s.conf' "$settings" "$site"; }

# has_include FILE LINE: in the section that begins there.
has_include() {
    awk -v from="$2" -v include="$settings/$site.conf" '
        NR < from { next }
        tolower($1) == "include" && $2 == include { found = 1 }
        tolower($1) == "</virtualhost>" { exit }
        END { exit !found }' "$1"
}

# Before the end of the section that begins at that line.
put_include() {
    awk -v from="$2" -v line="$(include_line)" '
        NR >= from && !done && tolower($1) == "</virtualhost>" {
            print line
            done = 1
        }
        { print }
        END { exit !done }' "$1" >"$scratch/vhost" \
        && write "$1" <"$scratch/vhost"
}

there_include() {
    local file line
    while read -r _ file line _; do
        has_include "$file" "$line" || return 1
    done <<<"$chosen"
}

# The last lines of a file first, so that the numbers of the others hold; and
# httpd must take what comes out.
make_include() {
    local file line
    rm -rf "$scratch/before"
    mkdir "$scratch/before"
    while read -r _ file line _; do
        file=$(readlink -f "$file")
        [ -e "$scratch/before/$(basename "$file")" ] \
            || cp -p "$file" "$scratch/before/"
        printf '%s\n' "$file" >"$scratch/before/.$(basename "$file")"
        has_include "$file" "$line" || put_include "$file" "$line"
    done < <(sort -k2,2 -k3,3nr <<<"$chosen")
    apache2ctl configtest || {
        put_back
        return 1
    }
}

put_back() {
    local place
    for place in "$scratch"/before/.[!.]*; do
        write "$(cat "$place")" <"$scratch/before/$(basename "$place" \
            | cut -c2-)"
    done
}

never() { false; }

reload_httpd() {
    if [ -d /run/systemd/system ]; then
        systemctl reload-or-restart apache2
    else
        apache2ctl graceful
    fi
}

# Of httpd's processes that serve, the most that there can be.
httpd_processes() {
    cat "$confdir"/mods-enabled/mpm_*.conf 2>/dev/null | awk '
        $1 == "MaxRequestWorkers" { most = $2 }
        $1 == "ThreadsPerChild" { threads = $2 }
        END {
            most = most ? most : 400
            if (!threads) threads = most == 400 ? 25 : 1
            print int((most + threads - 1) / threads)
        }'
}

address_of() { # PATH
    local number file line scheme=http
    read -r number file line _ <<<"$chosen"
    if awk -v from="$line" 'NR < from { next }
            tolower($1) == "sslengine" && tolower($2) == "on" { found = 1 }
            tolower($1) == "</virtualhost>" { exit }
            END { exit !found }' "$file"; then
        scheme=https
    fi
    case $scheme$number in
    http80 | https443) printf '%s://%s%s' "$scheme" "$site" "$1" ;;
    *) printf '%s://%s:%s%s' "$scheme" "$site" "$number" "$1" ;;
    esac
}

# ask_host PATH [OPTION OF CURL...], from this machine, whatever its name
# servers say of the name.
ask_host() {
    local path=$1 number
    shift
    read -r number _ <<<"$chosen"
    curl -sk --max-time 5 --resolve "$site:$number:127.0.0.1" \
        "$(address_of "$path")" "$@"
}
health() { ask_host "$api/health/"; }

there_health() { health | grep -q '"status": *"ok"'; }
make_health() {
    reload_httpd || return 1
    for _ in $(seq 60); do
        if there_health; then
            return 0
        fi
        sleep 0.5
    done
    echo "$(address_of "$api/health/") says: $(health)"
    echo "httpd's error log tells more (/var/log/apache2/error.log)"
    return 1
}
