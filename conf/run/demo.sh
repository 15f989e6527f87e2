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

# api STATUS METHOD PATH [curl arguments]: sets `answer` and `id`; dies where
# the answer has none of the statuses ("200,201").
api() {
    local wanted=$1 method=$2 path=$3 status
    shift 3
    status=$(curl -sS --noproxy '*' -m 60 -o "$work/body" \
        -w '%{http_code}' -X "$method" "$TALECRAFT_URL$path" \
        ${token:+-H "Authorization: Bearer $token"} "$@") \
        || die "$method $path got no answer"
    case ,$wanted, in
    *,"$status",*) ;;
    *) die "$method $path answered $status: $(head -c 300 "$work/body")" ;;
    esac
    answer=$(cat "$work/body")
    id=$(sed -nE '1s/^\{"id":([0-9]+).*/\1/p' "$work/body")
}

json_string() {
    local text=${1//\\/\\\\}
    printf '"%s"' "${text//\"/\\\"}"
}

log_in() {
    api 200 POST /auth/login/ --json "{\"username\":$(json_string \
        "$TALECRAFT_ADMIN"),\"password\":$(json_string \
        "$TALECRAFT_PASSWORD")}"
    token=$(sed -E 's/.*"token":"([^"]+)".*/\1/' <<< "$answer")
}

# picture ROUGHNESS TEXT: makes and uploads one, waits for its variants; its
# number is then in `id`.
picture() {
    local count=0 media
    vips fractsurf "$work/a.v" 2048 1536 "$1"
    vips scale "$work/a.v" "$work/b.v"
    vips falsecolour "$work/b.v" "$work/picture.jpg[Q=88]"
    api 200,201 POST /media/ -F alt_text="$2" \
        -F original_file=@"$work/picture.jpg"
    media=$id
    until [[ $answer == *'"status":"READY"'* ]]; do
        count=$((count + 1))
        [ "$count" -le 120 ] || die "media $media does not become READY"
        sleep 0.5
        api 200 GET "/media/$media/"
    done
}

post() {
    local title text category=$2 media=$3 slug=${5:-}
    title=$(json_string "$1")
    text=$(json_string "$4")
    api 201 POST /posts/ --json "{\"title\":$title,\"slug\":\"$slug\",\
\"excerpt\":$text,\
\"category\":$category,\"thumbnail_media\":$media,\
\"featured_media\":$media,\"content\":[\
{\"type\":\"paragraph\",\"text\":$text},\
{\"type\":\"image\",\"media_id\":$media,\"caption\":$title},\
{\"type\":\"heading\",\"text\":\"More\",\"level\":2},\
{\"type\":\"list\",\"items\":[\"one\",\"two\",\"three\"]}]}"
    api 200 POST "/posts/$id/publish/"
}

# The category's number is then in `id`; one that is there is taken.
category() {
    local slug=$2
    api 201,400 POST /categories/ --json \
        "{\"name\":\"$1\",\"slug\":\"$slug\",\"order\":$3}"
    [ -n "$id" ] || api 200 GET "/categories/slug/$slug/"
}

token='' answer='' id=''
log_in
# What is made last tells that all is there.
api 200,404 GET /posts/slug/demo-what-the-shepherds-map-says/
if [ -n "$id" ]; then
    say "The sample content is there already."
    exit 0
fi
say "Making sample content"
picture 2.3 "Hills in false colours"
hills=$id
picture 2.7 "Clouds in false colours"
clouds=$id
category Sea demo-sea 2
sea=$id
category Uplands demo-uplands 1
uplands=$id
post "Where the river ends" "$sea" "$clouds" \
    "A delta is a map that draws itself anew every spring."
post "Salt on the window" "$sea" "$hills" \
    "Three storms in a week, and the lighthouse did not blink once."
post "A walk above the clouds" "$uplands" "$clouds" \
    "The path begins behind the last house and does not apologise."
post "What the shepherd's map says" "$uplands" "$hills" \
    "It names the springs and leaves the summits white." \
    demo-what-the-shepherds-map-says
say "Made 2 categories, 2 pictures, 4 posts: $TALECRAFT_URL/posts/"
