#!/bin/bash
# make demo: fills RUN_DIR's running site with sample content through its
# own API.  A second run finds what the first has made and adds nothing.
# shellcheck source=conf/run/lib.sh
source "$(dirname "$0")/lib.sh"

find_state && [ -f "$run_dir/env" ] \
    || die "no site is running in $run_dir; first: make run"
# shellcheck disable=SC1091
source "$run_dir/env"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# api STATUS METHOD PATH [curl arguments]: prints the body; dies where the
# answer has another status.
api() {
    local wanted=$1 method=$2 path=$3 status
    shift 3
    status=$(curl -sS --noproxy '*' -m 60 -o "$work/body" \
        -w '%{http_code}' -X "$method" "$TALECRAFT_URL$path" \
        ${token:+-H "Authorization: Bearer $token"} "$@") || return 1
    [[ $status == "$wanted" ]] || die "$method $path answered $status:" \
        "$(head -c 300 "$work/body")"
    cat "$work/body"
}

id_of() { sed -E 's/^\{"id":([0-9]+).*/\1/' <<< "$1"; }

json_string() {
    local text=${1//\\/\\\\}
    printf '"%s"' "${text//\"/\\\"}"
}

log_in() {
    local answer
    answer=$(api 200 POST /auth/login/ --json "{\"username\":$(json_string \
        "$TALECRAFT_ADMIN"),\"password\":$(json_string \
        "$TALECRAFT_PASSWORD")}")
    token=$(sed -E 's/.*"token":"([^"]+)".*/\1/' <<< "$answer")
}

picture() {
    vips fractsurf "$work/a.v" 2048 1536 "$1"
    vips scale "$work/a.v" "$work/b.v"
    vips falsecolour "$work/b.v" "$work/picture.jpg[Q=88]"
    local media
    media=$(id_of "$(api 20[01] POST /media/ -F alt_text="$2" \
        -F original_file=@"$work/picture.jpg")")
    local count=0
    until api 200 GET "/media/$media/" | grep -q '"status":"READY"'; do
        count=$((count + 1))
        [ "$count" -le 120 ] || die "media $media does not become READY"
        sleep 0.5
    done
    printf '%s\n' "$media"
}

post() {
    local title=$1 category=$2 media=$3 text=$4 id
    id=$(id_of "$(api 201 POST /posts/ --json "{\"title\":$(json_string \
        "$title"),\"excerpt\":$(json_string "$text"),\"category\":$category,\
\"thumbnail_media\":$media,\"featured_media\":$media,\"content\":[\
{\"type\":\"paragraph\",\"text\":$(json_string "$text")},\
{\"type\":\"image\",\"media_id\":$media,\"caption\":$(json_string \
        "$title")},{\"type\":\"heading\",\"text\":\"More\",\"level\":2},\
{\"type\":\"list\",\"items\":[\"one\",\"two\",\"three\"]}]}")")
    api 200 POST "/posts/$id/publish/" >/dev/null
}

token=
log_in
if api 200 GET '/categories/?page=1&page_size=100' \
    | grep -q '"slug":"demo-mountains"'; then
    say "The sample content is there already."
    exit 0
fi
say "Making sample content"
hills=$(picture 2.3 "Hills in false colours")
clouds=$(picture 2.7 "Clouds in false colours")
# The category that the next run looks for comes last.
sea=$(id_of "$(api 201 POST /categories/ \
    --json '{"name":"Sea","slug":"demo-sea","order":2}')")
post "Where the river ends" "$sea" "$clouds" \
    "A delta is a map that draws itself anew every spring."
post "Salt on the window" "$sea" "$hills" \
    "Three storms in a week, and the lighthouse did not blink once."
mountains=$(id_of "$(api 201 POST /categories/ \
    --json '{"name":"Mountains","slug":"demo-mountains","order":1}')")
post "A walk above the clouds" "$mountains" "$clouds" \
    "The path begins behind the last house and does not apologise."
post "What the shepherd's map says" "$mountains" "$hills" \
    "It names the springs and leaves the summits white."
say "Made 2 categories, 2 pictures, 4 posts: $TALECRAFT_URL/posts/"
