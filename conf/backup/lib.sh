# shellcheck shell=bash
# lib.sh: what backup and restore share.

die() { printf 'talecraftctl %s: %s\n' "${verb:?}" "$*" >&2; exit 1; }
say() { printf '%s\n' "$*"; }

# Which database: -d of talecraftctl, or that of a site that setup has made,
# or libpq's variables.
conninfo=${TALECRAFT_DATABASE-}
media=
settings=/etc/apache2/talecraft

# What setup has written for a site.
read_site() {
    local file=$settings/$1.conf
    [ -r "$file" ] || die "there is no $file; name database and media" \
        "yourself: talecraftctl -d CONNINFO $verb --media DIR ..."
    conninfo=$(sed -n 's/^DBDParams "\(.*\)"$/\1/p' "$file")
    conninfo=${conninfo% options=*} # no statement_timeout here
    media=$(sed -n 's/^TalecraftMediaRoot "\(.*\)"$/\1/p' "$file")
    [ -n "$conninfo" ] && [ -n "$media" ] || die "$file is not as setup" \
        "writes it; name database and media yourself"
}

# read_options OWN WHAT ARGUMENT...: sets folder, media and conninfo, and, of
# the verb's own option --OWN, the variable of that name; usage is the verb's.
read_options() {
    local own=$1 what=$2
    shift 2
    folder=''
    while [ $# -gt 0 ]; do
        case $1 in
        --site | --media | --"$own")
            [ $# -gt 1 ] || die "$1 needs a value; see --help"
            case $1 in
            --site) read_site "$2" ;;
            --media) media=$2 ;;
            *) printf -v "$own" %s "$2" ;;
            esac
            shift
            ;;
        --help | -h) usage; exit 0 ;;
        -*) die "unknown option \"$1\"; see --help" ;;
        *) [ -z "$folder" ] || die "one folder only; see --help"; folder=$1 ;;
        esac
        shift
    done
    [ -n "$folder" ] || die "it needs the folder $what; see --help"
}

ask() { psql -XAtq -v ON_ERROR_STOP=1 -d "$conninfo" -c "$1"; }

needs() {
    local program
    for program in "$@"; do
        command -v "$program" >/dev/null || die "$program is missing:" \
            "apt-get install $program"
    done
}

# Originals that the database names and the folder does not have, with the
# size that they should have.
missing_originals() {
    ask "select 'originals/' || left(sha256, 2) || '/' ||
        substr(sha256, 3, 2) || '/' || sha256 || '.' ||
        extension || ' ' || size from media_files" \
        | while read -r path size; do
            [ "$(stat -c %s "$1/$path" 2>/dev/null)" = "$size" ] \
                || printf '%s\n' "$path"
        done
}
