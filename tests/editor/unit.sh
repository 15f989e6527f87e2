#!/bin/bash
# unit.sh: types and unit tests of the editors' page, by node alone.
# EDITOR_RUNS=20 tries twenty times as many stories with the save engine.
set -euo pipefail
cd "$(dirname "$0")/../.."

# npm's packages are there when the page was built.
modules=build/editor/node_modules
[ -d "$modules" ] || { echo "make all first (with nodejs, npm)" >&2; exit 1; }
node "$modules/typescript/bin/tsc" -p src/editor
node src/editor/build.mjs --tests build/editor/tests
node --test build/editor/tests/*.mjs | grep -E '^(not ok|# (pass|fail|tests) )'
