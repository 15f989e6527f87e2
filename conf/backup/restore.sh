#!/bin/bash
# restore.sh: what backup has written, into an empty database and a folder for
# media (talecraftctl restore --help).
set -euo pipefail
here=$(cd "$(dirname "$(readlink -f "$0")")" && pwd)
verb=restore
# shellcheck source=conf/backup/lib.sh
. "$here/lib.sh"

usage() {
    cat <<'EOF'
usage: talecraftctl restore --site NAME [--dump FILE] DIR
       talecraftctl -d CONNINFO restore --media DIR [--dump FILE] DIR

Brings back what talecraftctl backup has written into DIR: the newest dump, or
FILE. The database must be there and empty: nothing is overwritten. Each
original is compared with its SHA-256. (For a site that setup makes:
setup --undo --purge --site NAME, then setup --site NAME --restore DIR.)
EOF
}

dump=''
read_options dump "that backup has written" "$@"
[ -n "$media" ] || die "--media needs the folder of TalecraftMediaRoot"
needs rsync pg_restore psql
dump=${dump:-$(find "$folder" -maxdepth 1 -name 'database-*.dump' | sort \
    | tail -n 1)}
[ -r "$dump" ] || die "there is no dump in $folder"
tables=$(ask "select count(*) from pg_class c join pg_namespace n
    on n.oid = c.relnamespace where n.nspname = 'public'
    and c.relkind = 'r'") || die "the database cannot be read"
[ "$tables" = 0 ] || die "the database has $tables tables: it must be empty"

# Files first: nothing of the site refers to them before the rows are there.
mkdir -p "$media"
owner=$(stat -c %U:%G "$media")
rsync -a --ignore-existing --chown="$owner" "$folder/media/" "$media/"
pg_restore --single-transaction --exit-on-error --no-owner --no-privileges \
    -d "$conninfo" "$dump"
ask 'analyze' >/dev/null

missing=$(missing_originals "$media")
[ -z "$missing" ] || die "files are missing: $missing"
wrong=$(find "$media/originals" -type f -exec sha256sum {} + \
    | awk '{ name = $2; sub(/^.*\//, "", name); sub(/\..*$/, "", name)
             if (name != $1) print $2 }')
[ -z "$wrong" ] || die "files that are not what they were: $wrong"
say "restored $(basename "$dump"):" \
    "$(ask 'select count(*) from posts') posts," \
    "$(ask 'select count(*) from media') media"
