#!/bin/bash
# build.sh VERSION: the Debian package, from a copy of the sources in
# build/deb, with the editors' page as it is built here.
set -euo pipefail
cd "$(dirname "$0")/../.."
version=$1
stage=build/deb/libapache2-mod-talecraft-$version

rm -rf build/deb
mkdir -p "$stage"
if [ -e .git ]; then
    git ls-files -z | xargs -0 cp --parents -t "$stage"
else
    find . -path ./build -prune -o -type f -print0 \
        | xargs -0 cp --parents -t "$stage"
fi
[ -e "$stage/built/editor" ] || {
    mkdir -p "$stage/built"
    cp -r build/editor/dist "$stage/built/editor"
}
cp -r conf/debian "$stage/debian"
mv "$stage/CHANGELOG.md" "$stage/docs/releases.md" # debian has its own form
# The pages lie in one folder there.
sed -i -E 's@\]\((\.\./|docs/)?CHANGELOG\.md@](releases.md@g
    s@\]\((\.\./|docs/)([a-z-]+\.md|[A-Z]+\.md)@](\2@g' \
    "$stage"/README.md "$stage"/SECURITY.md "$stage"/docs/*.md
rm "$stage/debian/build.sh"
cat >"$stage/debian/changelog" <<EOF
libapache2-mod-talecraft ($version) unstable; urgency=medium

  * See /usr/share/doc/libapache2-mod-talecraft/releases.md.

 -- $(sed -n 's/^Maintainer: //p' conf/debian/control)  $(date -R)
EOF
sed -e "s|@LIBEXECDIR@|$(apxs -q LIBEXECDIR)|" conf/talecraft.load \
    >"$stage/debian/talecraft.load"
perl apxs/conf.pl conf/talecraft.conf.in docs/directives.md \
    | sed -e 's|@LIBEXEC@|/usr/libexec/talecraft|' \
    >"$stage/debian/talecraft.conf"
(cd "$stage" && dpkg-buildpackage -us -uc -b --no-pre-clean >../log 2>&1) || {
    tail -n 40 build/deb/log >&2
    exit 1
}
mv build/deb/*.deb build/
ls build/libapache2-mod-talecraft_"$version"_*.deb
