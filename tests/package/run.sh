#!/bin/bash
# run.sh DEB: the package and setup in a bare Debian 12 that has apache2 and
# postgresql as Debian installs them (`make check-deb`). The root is made by
# debootstrap once and kept in DEB_ROOT; what a run changes goes with it. The
# servers run in a network of their own.
set -euo pipefail
here=$(cd "$(dirname "$(readlink -f "$0")")" && pwd)
deb=$(readlink -f "$1")
root=${DEB_ROOT:-/var/tmp/talecraft-bookworm}
mirror=${DEB_MIRROR:-http://deb.debian.org/debian}

[ "$(id -u)" -eq 0 ] || { echo "run.sh: only root can debootstrap" >&2; exit 2; }

make_root() {
    debootstrap --variant=minbase --include=ca-certificates bookworm \
        "$root.new" "$mirror" >&2
    cp /etc/resolv.conf "$root.new/etc/" # for apt
    printf '#!/bin/sh\nexit 101\n' >"$root.new/usr/sbin/policy-rc.d"
    chmod +x "$root.new/usr/sbin/policy-rc.d"
    DEBIAN_FRONTEND=noninteractive chroot "$root.new" apt-get install -y -q \
        --no-install-recommends apache2 postgresql iproute2 >&2
    rm "$root.new/usr/sbin/policy-rc.d"
    mv "$root.new" "$root"
}

# What the package needs, the servers having no network. What is there already
# is not fetched again.
fetch() {
    cp "$deb" "$root/tmp/new.deb"
    DEBIAN_FRONTEND=noninteractive chroot "$root" apt-get install -y -q \
        --no-install-recommends --download-only /tmp/new.deb rsync >&2
    rm "$root/tmp/new.deb"
}

[ -d "$root" ] || make_root
fetch
work=$(mktemp -d /var/tmp/talecraft-deb.XXXXXX)
clean() {
    umount "$work/root" 2>/dev/null || true
    rm -rf --one-file-system "$work"
}
trap clean EXIT
mkdir "$work/upper" "$work/work" "$work/root"
mount -t overlay overlay -o \
    "lowerdir=$root,upperdir=$work/upper,workdir=$work/work" "$work/root"
cp "$deb" "$work/root/root/new.deb"
cp "$here/inside.sh" "$here/pixel.png" "$work/root/root/"
recipe() { # TITLE: the commands of docs/recipes.md
    sed -n "/^## $1\$/,/^## /p" "$here/../../docs/recipes.md" \
        | sed -n '/^```sh$/,/^```$/{/^```/!p}'
}
recipe Upgrade >"$work/root/root/upgrade.sh"
recipe Removal >"$work/root/root/removal.sh"
# the scripts as they are now, where TRY=yes: no package has to be made anew
[ "${TRY-}" != yes ] || {
    mkdir "$work/root/root/try"
    cp -r "$here/../../conf/setup" "$here/../../conf/backup" \
        "$work/root/root/try/"
}
unshare --net --pid --fork --mount --kill-child bash -c '
    mount -t proc proc "$1/proc"
    mount -t tmpfs tmpfs "$1/dev/shm" 2>/dev/null || {
        mkdir -p "$1/dev/shm" && mount -t tmpfs tmpfs "$1/dev/shm"; }
    exec chroot "$1" /bin/bash /root/inside.sh' bash "$work/root"
