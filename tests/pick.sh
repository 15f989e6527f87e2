#!/bin/bash
# pick.sh WORD...: paths of the test files that `make test T=...` means, one a
# line. WORD is a path, a file's name, FILE.py::TEST, or a part of the name of
# files (`posts`).
set -euo pipefail
shopt -s nullglob
cd "$(dirname "$0")/.."

for word in "$@"; do
    name=${word%%::*} test=${word#"${word%%::*}"}
    found=()
    if [ -e "$name" ]; then
        found=("$name")
    elif [[ $name = *.py || $name = *.c ]]; then
        found=(tests/*/"${name##*/}")
    else
        name=${name#test_}
        found=(tests/*/test_*"$name"*.py tests/unit/test_*"$name"*.c)
    fi
    [ "${#found[@]}" -gt 0 ] || { echo "no test file: $word" >&2; exit 1; }
    printf '%s\n' "${found[@]/%/$test}"
done
