#!/bin/bash
# editor.sh OUT: builds the editors' page into the folder OUT.  Packages lie
# in build/editor/node_modules, fetched anew when the lock file has changed.
# Without Node.js or zopfli, or with EDITORS_PAGE=no, there is a page that says
# so.
set -euo pipefail
cd "$(dirname "$0")/.."

out=$1
work=build/editor
lock=src/editor/package-lock.json

left_out() {
    echo "The editors' page is left out: $1" >&2
    rm -rf "$out"
    mkdir -p "$out"
    cp src/editor/unbuilt.html "$out/index.html"
    exit 0
}

[ "${EDITORS_PAGE:-yes}" != no ] || left_out "EDITORS_PAGE=no"
for name in node npm zopfli; do
    command -v "$name" >/dev/null || left_out "there is no $name; install the
packages nodejs, npm and zopfli (make deps), remove $out and build again"
done

mkdir -p "$work"
if ! cmp -s "$lock" "$work/package-lock.json" \
    || ! [ -d "$work/node_modules" ]; then
    rm -rf "$work/package-lock.json" "$work/fetch"
    mkdir "$work/fetch"
    cp src/editor/package.json "$lock" "$work/fetch"
    (cd "$work/fetch" && npm ci --ignore-scripts --no-audit --no-fund \
        --loglevel=error >&2) || {
        echo "npm could not fetch what the editors' page is built with;" \
            "make EDITORS_PAGE=no builds without it" >&2
        exit 1
    }
    rm -rf "$work/node_modules"
    mv "$work/fetch/node_modules" "$work/node_modules"
    cp "$lock" "$work/package-lock.json"
    rm -rf "$work/fetch"
fi
node src/editor/build.mjs "$out"
