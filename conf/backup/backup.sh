#!/bin/bash
# backup.sh: the database of a site and its media into a folder, while the site
# goes on (talecraftctl backup --help).
set -euo pipefail
here=$(cd "$(dirname "$(readlink -f "$0")")" && pwd)
verb=backup
# shellcheck source=conf/backup/lib.sh
. "$here/lib.sh"

usage() {
    cat <<'EOF'
usage: talecraftctl backup --site NAME [--keep N] DIR
       talecraftctl -d CONNINFO backup --media DIR [--keep N] DIR

Writes DIR/database-TIME.dump (pg_dump's own form) and DIR/media. The site
goes on meanwhile; what the dump names is in DIR/media. Run again with the same
DIR it copies only media that are new, and keeps the last N dumps (7). Files of
deleted media stay in DIR/media as long as a dump may name them.
EOF
}

keep=7
read_options keep "that it writes into" "$@"
[[ $keep =~ ^[1-9][0-9]{0,3}$ ]] || die "--keep needs a number from 1"
[ -d "$media/originals" ] || die "--media needs the folder of" \
    "TalecraftMediaRoot; \"$media\" has no originals"
needs rsync pg_dump psql

# rsync puts a file in place when it is whole; one that is deleted while it
# looks is no error (24).
copy_media() {
    rsync -a --ignore-existing --exclude=/tmp --exclude=/lock --exclude=/site "$media/" "$folder/media/" || [ $? -eq 24 ]
}

umask 077
mkdir -p "$folder"
exec 9>"$folder/.lock"
flock -n 9 || die "another backup writes into $folder"
ask 'select 1' >/dev/null || die "the database cannot be read"

# Before the dump what may be deleted while it is made, after it what has come.
copy_media
time=$(date -u +%Y-%m-%dT%H-%M-%SZ)
dump=$folder/database-$time.dump
pg_dump -Fc -f "$dump.part" -d "$conninfo"
copy_media
sync -f "$folder"
mv "$dump.part" "$dump"
sync -f "$folder"

missing=$(missing_originals "$folder/media")
if [ -n "$missing" ]; then
    printf '%s\n' "$missing" >&2
    die "the database names files that TalecraftMediaRoot does not have" \
        "(above); the backup has all else"
fi
find "$folder" -maxdepth 1 -name 'database-*.dump' | sort -r \
    | tail -n +$((keep + 1)) | xargs -r rm --
find "$folder" -maxdepth 1 -name 'database-*.part' -delete
say "$dump: $(stat -c %s "$dump") bytes," \
    "$(find "$folder/media/originals" -type f | wc -l) originals"
