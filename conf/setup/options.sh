# shellcheck shell=bash
# options.sh: the command line of setup, and what follows from it.

usage() {
    cat <<'EOF'
usage: talecraftctl setup --site NAME [OPTION...]
       talecraftctl setup --undo --site NAME [--purge]

Makes a site of mod_talecraft inside a virtual host that httpd has: role and
database, folder for media, first ADMIN, and a file of settings which the
virtual host includes. It can be run again: what is there already stays.

  --site NAME           ServerName or ServerAlias of the virtual host
  --dry-run             say what would be done, and do nothing
  --vhost FILE          the virtual host is in this file
  --database CONNINFO   a database that is there, as libpq writes it; a
                        password stands in the file that passfile= names
  --media DIR           folder for media (/var/lib/talecraft/NAME/media)
  --api PATH            where the API is (/api)
  --editor PATH         where the editors' page is (/editor); none: nowhere
  --admin NAME          user name of the first ADMIN (admin)
  --password-file FILE  its password, the first line; else one line of
                        standard input
  --restore DIR         bring back what "talecraftctl backup" has written there

  --undo                take the settings out of httpd; database and media stay
  --purge               with --undo: remove database and media as well
EOF
}

read_options() {
    site='' undo=no purge=no vhost='' database='' media='' api=/api
    editor=/editor admin=admin password_file='' restore=''
    while [ $# -gt 0 ]; do
        case $1 in
        --dry-run) dry=yes ;;
        --undo) undo=yes ;;
        --purge) purge=yes ;;
        --help | -h) usage; exit 0 ;;
        --site | --vhost | --database | --media | --api | --editor | --admin \
            | --password-file | --restore)
            [ $# -gt 1 ] || die "$1 needs a value; see --help"
            take_option "$1" "$2"
            shift
            ;;
        *) die "unknown option \"$1\"; see --help" ;;
        esac
        shift
    done
    check_options
}

take_option() {
    case $1 in
    --site) site=$2 ;;
    --vhost) vhost=$(readlink -f "$2") ;;
    --database) database=$2 ;;
    --media) media=$(readlink -m "$2") ;;
    --api) api=$2 ;;
    --editor) editor=$2 ;;
    --admin) admin=$2 ;;
    --password-file) password_file=$(readlink -f "$2") ;;
    --restore) restore=$(readlink -f "$2") ;;
    esac
}

# What goes into a line of httpd's configuration between quotes.
check_quotable() {
    case $2 in
    *[\"\\\$]* | *$'\n'*)
        die "$1 may have no quote, backslash, dollar sign or line break"
        ;;
    esac
}

check_options() {
    [[ $site =~ ^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$ ]] \
        || die "--site needs the name of a virtual host, as ServerName has it"
    [ "$purge" = no ] || [ "$undo" = yes ] || die "--purge goes with --undo"
    site=${site,,}
    media=${media:-/var/lib/talecraft/$site/media}
    for name in api editor media; do
        [ "${!name}" = none ] || [[ ${!name} == /?* ]] \
            || die "--$name needs a path that begins with /"
        check_quotable "--$name" "${!name}"
    done
    [ "$api" != none ] || die "--api needs a path"
    check_quotable --database "$database"
    [[ $database != *password=* && $database != *://*:*@* ]] \
        || die "--database has a password, which others could read there;" \
               "put it into a file and name that: passfile=/path"
    [ -z "$restore" ] || [ -d "$restore" ] || die "there is no $restore"
    [ -z "$password_file" ] || [ -r "$password_file" ] \
        || die "--password-file $password_file cannot be read"
}

# One name for role and database; names that differ give others.
role_of() {
    local name=talecraft_${1//./_}
    if [ ${#name} -gt 63 ] || [[ $1 == *-* ]]; then
        name=${name//-/_}
        name=${name:0:54}_$(printf %s "$1" | sha256sum | cut -c1-8)
    fi
    printf %s "$name"
}
