#!/bin/bash
# deps.sh PACKAGE...: installs those Debian packages that are missing.
# No system service is started, stopped or changed by it: policy-rc.d
# forbids it while apt runs, PostgreSQL's package makes no cluster of its
# own, and both settings are put back afterwards. What packages of modules
# enable in the machine's own httpd is disabled again.
set -euo pipefail

policy=/usr/sbin/policy-rc.d
saved=/usr/sbin/policy-rc.d.talecraft-saved
cluster=/etc/postgresql-common/createcluster.d/talecraft-deps.conf
lock=/run/talecraft-deps.lock

die() { printf 'make: %s\n' "$*" >&2; exit 1; }

# Some packages are several at once: nodejs of NodeSource is npm as well, and
# cannot be there beside Debian's npm.
is_provided() {
    dpkg-query -W -f '${db:Status-Status} ${Provides}\n' \
        | awk -v name="$1" '$1 == "installed" {
              for (i = 2; i <= NF; i++) {
                  sub(/,$/, "", $i)
                  if ($i == name) found = 1
              }
          }
          END { exit !found }'
}

find_missing() {
    local package
    missing=()
    for package in "$@"; do
        [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" \
            2>/dev/null || true)" = installed ] || is_provided "$package" \
            || missing+=("$package")
    done
}

enabled() { ls -d /etc/apache2/{mods,conf}-enabled/* 2>/dev/null || true; }

put_back() {
    comm -13 <(printf '%s\n' "$enabled") <(enabled) \
        | while IFS= read -r link; do [ ! -L "$link" ] || rm -f "$link"; done
    rm -f "$cluster"
    rmdir --ignore-fail-on-non-empty "$(dirname "$cluster")" \
        2>/dev/null || true
    if [ -e "$saved" ]; then
        mv -f "$saved" "$policy"
    elif [ "$made_policy" = 1 ]; then
        rm -f "$policy"
    fi
}

forbid_services() {
    local rc=0
    mkdir -p "$(dirname "$cluster")"
    echo 'create_main_cluster = false' > "$cluster"
    if [ -e "$policy" ]; then
        "$policy" postgresql start >/dev/null 2>&1 || rc=$?
        [ "$rc" = 101 ] && return
        mv -f "$policy" "$saved"
    fi
    made_policy=1
    printf '#!/bin/sh\n# talecraft-deps: until apt is done\nexit 101\n' \
        > "$policy"
    chmod 0755 "$policy"
}

command -v dpkg-query >/dev/null && command -v apt-get >/dev/null \
    || die "no Debian system; install what docs/install.md lists by hand"
find_missing "$@"
[ "${#missing[@]}" -gt 0 ] || exit 0

if [ "$(id -u)" -ne 0 ]; then
    if command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
        exec sudo -n bash "$(realpath "$0")" "$@"
    fi
    die "missing packages; run as root: apt-get install -y" \
        "--no-install-recommends ${missing[*]}"
fi

umask 022
mkdir -p "$(dirname "$lock")"
exec 9>"$lock"
flock 9
find_missing "$@"
[ "${#missing[@]}" -gt 0 ] || exit 0

made_policy=0
enabled=$(enabled)
# What a run that was killed has left behind.
[ ! -e "$saved" ] || mv -f "$saved" "$policy"
if grep -qs '^# talecraft-deps:' "$policy"; then rm -f "$policy"; fi
log=$(mktemp)
trap 'put_back; rm -f "$log"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
forbid_services

echo "Installing: ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1
apt=(apt-get -q -y -o DPkg::Lock::Timeout=300)
# Stale or absent package lists are the usual reason for a failure; being
# offline with good lists is none.
"${apt[@]}" update >"$log" 2>&1 9>&- || true
if ! "${apt[@]}" --no-install-recommends \
    -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold \
    install "${missing[@]}" >>"$log" 2>&1 9>&-; then
    tail -n 15 "$log" >&2
    die "installing packages failed: ${missing[*]}"
fi
find_missing "$@"
[ "${#missing[@]}" -eq 0 ] || die "still missing: ${missing[*]}"
