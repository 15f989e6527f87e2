# shellcheck shell=bash
# lib.sh: what setup's steps share: how they speak, and how files are changed.

program='talecraftctl setup'
dry=no

die() { printf '%s: %s\n' "$program" "$*" >&2; exit 1; }
say() { printf '%s\n' "$*"; }
warn() { printf 'WARNING: %s\n' "$*" >&2; }

# step TEXT IS_THERE MAKE: one step. IS_THERE and MAKE are functions; what MAKE
# prints is shown only where it fails, and it leaves things as they were then.
step() {
    local text=$1 is_there=$2 make=$3 log
    if "$is_there" >/dev/null 2>&1; then
        say "  there    $text"
        return
    fi
    if [ "$dry" = yes ]; then
        say "  would    $text"
        return
    fi
    log=${scratch:?}/log
    if ! ( set -e; "$make" ) >"$log" 2>&1; then
        say "  FAILED   $text"
        sed 's/^/           /' "$log" >&2
        die "it stopped at: $text. Nothing that was there before is lost." \
            "Mend that, and run the same command again: it goes on from here."
    fi
    say "  done     $text"
}

# write FILE [MODE]: standard input becomes the file, whole or not at all. An
# existing file keeps its owner and mode.
write() {
    local file=$1 mode=${2:-0644} new=$1.talecraft-new
    if [ -e "$file" ]; then
        cp -p "$file" "$new"
        cat >"$new"
    else
        (umask 077; cat >"$new")
        chmod "$mode" "$new"
    fi
    sync -f "$new"
    mv -f "$new" "$file"
}

# without FILE TEXT: the file without the lines that end with TEXT.
without() {
    awk -v end="$2" 'substr($0, length($0) - length(end) + 1) != end' "$1"
}
