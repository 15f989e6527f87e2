#!/bin/bash
# inside.sh: what run.sh runs in the bare Debian. Each line that begins with
# "# --" is one thing that is shown.
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 PATH=/usr/sbin:/usr/bin:/sbin:/bin
cd /root
ip link set lo up
cat >>/etc/hosts <<'EOF'
127.0.0.1 localhost one.example two.example
EOF

fail() {
    printf 'FAILED: %s\n' "$*" >&2
    tail -n 30 /var/log/apache2/error.log >&2 || true
    exit 1
}
# A public post; reading it counts as a view.
post() { curl -s "$1" | sed 's/"view_count":[0-9]*/"view_count":0/'; }
shown() { printf 'ok: %s\n' "$*"; }
status() { curl -s -o /dev/null -w '%{http_code}' "$@"; }
host() { # NAME: a plain virtual host, as a site has it
    mkdir -p "/var/www/$1"
    echo "the old page of $1" >"/var/www/$1/index.html"
    cat >"/etc/apache2/sites-available/$1.conf" <<EOF
<VirtualHost *:80>
    ServerName $1
    DocumentRoot /var/www/$1
</VirtualHost>
EOF
    a2ensite -q "$1"
}

# -- as Debian has them
pg_ctlcluster 15 main start
host one.example
host two.example
apache2ctl start
cp -r /etc/apache2/sites-available /root/sites-before
cp /etc/postgresql/15/main/pg_hba.conf /etc/postgresql/15/main/pg_ident.conf .

# -- the package: first command
apt-get install -y -q --no-install-recommends ./new.deb rsync \
    >apt.log 2>&1 || { tail -n 20 apt.log; fail "the package"; }
[ ! -d try ] || cp -r try/* /usr/libexec/talecraft/
apache2ctl configtest 2>/dev/null || fail "httpd after the package"
[ "$(status http://one.example/)" = 200 ] || fail "the site after the package"
shown "package installed, the sites go on"

# -- nothing is done when asked what would be
talecraftctl setup --site one.example --dry-run >dry.log || fail "dry run"
grep -q 'would .*Include' dry.log || fail "dry run says nothing: $(cat dry.log)"
diff -r sites-before /etc/apache2/sites-available || fail "dry run changed"
[ ! -e /etc/apache2/talecraft ] || fail "dry run made settings"
shown "dry run"

# -- setup: second command
echo 'a long password' | talecraftctl setup --site one.example \
    >setup.log 2>&1 || { cat setup.log; fail "setup"; }
cat setup.log
curl -s http://one.example/api/health/ | grep -q '"status":"ok"' \
    || fail "health: $(curl -s http://one.example/api/health/)"
[ "$(status http://one.example/editor/)" = 200 ] || fail "the editors' page"
[ "$(curl -s http://one.example/)" = 'the old page of one.example' ] \
    || fail "what the host had"
diff sites-before/two.example.conf /etc/apache2/sites-available/two.example.conf
[ "$(diff sites-before/one.example.conf \
    /etc/apache2/sites-available/one.example.conf | grep -c '^[<>]')" = 1 ] \
    || fail "one line in the virtual host"
shown "setup: API, page and what was there"

# -- again: everything is there
talecraftctl setup --site one.example >again.log </dev/null \
    || { cat again.log; fail "setup again"; }
! grep -q '^  done' again.log || { cat again.log; fail "setup again did"; }
shown "setup again does nothing"

# -- a post with a picture
login() { # HOST
    curl -s "http://$1/api/auth/login/" --json \
        '{"username":"admin","password":"a long password"}' \
        | sed -n 's/.*"token":"\([^"]*\)".*/\1/p'
}
token=$(login one.example)
[ -n "$token" ] || fail "no login"
as="Authorization: Bearer $token"
media=$(curl -s http://one.example/api/media/ -H "$as" \
    -F original_file=@pixel.png | sed -n 's/.*"id":\([0-9]*\).*/\1/p')
for _ in $(seq 100); do
    ready=$(curl -s "http://one.example/api/media/$media/" -H "$as")
    case $ready in *'"status":"READY"'*) break ;; esac
    sleep 0.3
done
case $ready in *'"status":"READY"'*) ;; *) fail "media: $ready" ;; esac
id=$(curl -s http://one.example/api/posts/ -H "$as" --json \
    '{"title":"Here","content":[{"type":"image","media_id":'"$media"'}]}' \
    | sed -n 's/^{"id":\([0-9]*\).*/\1/p')
[ "$(status -X POST "http://one.example/api/posts/$id/publish/" -H "$as")" \
    = 200 ] || fail "publish"
post "http://one.example/api/posts/$id/" >post.before
grep -q '"title":"Here"' post.before || fail "the post is not public"
shown "a post with a picture"

# -- a second site: one command
echo 'a long password' | talecraftctl setup --site two.example >two.log 2>&1 \
    || { cat two.log; fail "second site"; }
grep -q 'Connections: 2 site' two.log || fail "connections: $(cat two.log)"
[ "$(curl -s http://two.example/api/posts/ | grep -c Here)" = 0 ] \
    || fail "the sites are one"
[ -n "$(login two.example)" ] || fail "login at the second site"
shown "a second site"

# -- what talecraftctl says
database='host=/var/run/postgresql dbname=talecraft_one_example user=talecraft_one_example'
talecraftctl check --site one.example >check.log 2>&1 \
    || fail "check: $(cat check.log)"
talecraftctl -d "$database" --json stats | grep -q '"posts_published":1' \
    || fail "stats"
talecraftctl -d "$database" token add admin --name ci --days 3 >token
[ "$(status http://one.example/api/auth/me/ \
    -H "Authorization: Bearer $(cat token)")" = 200 ] || fail "token"
shown "check, stats, token"

# -- the package again, as an upgrade is, while the site runs
grep -q '^apt-get install ./libapache2-mod-talecraft_.*deb$' upgrade.sh \
    || fail "the recipe installs nothing"
sed -i 's|^apt-get install .*|apt-get install -y -q --reinstall ./new.deb|' \
    upgrade.sh
bash -eu upgrade.sh >upgrade.log 2>&1 || { tail upgrade.log; fail "upgrade"; }
for said in ', nothing to do$' '^ok$'; do
    [ "$(grep -c "$said" upgrade.log)" = 2 ] \
        || fail "migrate and check of both sites: $(cat upgrade.log)"
done
[ ! -d try ] || cp -r try/* /usr/libexec/talecraft/
for _ in $(seq 50); do
    [ "$(status "http://one.example/api/posts/$id/")" != 200 ] || break
    sleep 0.2
done
[ "$(status "http://one.example/api/posts/$id/")" = 200 ] || fail "upgrade"
shown "upgrade with a running site"

# -- backup, twice, then all gone, then restored
talecraftctl backup --site one.example /root/backup || fail "backup"
sleep 1
talecraftctl backup --site one.example /root/backup || fail "second backup"
[ "$(ls backup/*.dump | wc -l)" = 2 ] || fail "dumps"
talecraftctl setup --undo --purge --site one.example >undo.log 2>&1 \
    || { cat undo.log; fail "undo"; }
diff sites-before/one.example.conf /etc/apache2/sites-available/one.example.conf \
    || fail "undo left something in the virtual host"
[ "$(status http://one.example/)" = 200 ] || fail "the host after undo"
[ "$(status http://one.example/api/health/)" = 404 ] || fail "the API after undo"
[ ! -e /var/lib/talecraft/one.example ] || fail "media after purge"
[ "$(status http://two.example/api/health/)" = 200 ] || fail "the other site"
shown "undo and purge"
talecraftctl setup --site one.example --restore /root/backup >back.log 2>&1 \
    || { cat back.log; fail "setup from a backup"; }
post "http://one.example/api/posts/$id/" >post.after
cmp post.before post.after || fail "the post is another one: $(cat post.after)"
url=$(sed -n 's/.*"url":"\(http[^"]*\)".*/\1/p' post.after | head -n 1)
[ "$(status "$url")" = 200 ] || fail "the picture: $url"
[ -n "$(login one.example)" ] || fail "login after restore"
shown "restored from the backup"

# -- a wrong configuration stops setup, and nothing changes
host three.example
echo 'NoSuchDirective' >/etc/apache2/conf-enabled/wrong.conf
! talecraftctl setup --site three.example </dev/null >wrong.log 2>&1 \
    || fail "setup with a wrong configuration"
grep -q NoSuchDirective wrong.log || fail "setup does not say why: $(cat wrong.log)"
! grep -q Include /etc/apache2/sites-available/three.example.conf \
    || fail "a wrong configuration"
rm /etc/apache2/conf-enabled/wrong.conf
! talecraftctl setup --site four.example </dev/null >wrong.log 2>&1 \
    || fail "setup of an unknown host"
grep -q 'no virtual host is called four.example' wrong.log || fail "$(cat wrong.log)"
shown "wrong configurations"

# -- all of it goes
grep -q '^apt-get purge ' removal.sh || fail "the recipe purges nothing"
sed -i 's|^apt-get purge|apt-get purge -y -q|' removal.sh
bash -eu removal.sh >removal.log 2>&1 || { tail removal.log; fail "removal"; }
[ "$(find /var/backups/one.example /var/backups/two.example \
    -name '*.dump' | wc -l)" = 2 ] || fail "backups: $(cat removal.log)"
apache2ctl configtest 2>/dev/null || fail "httpd after purge"
[ "$(status http://one.example/)" = 200 ] || fail "the host after purge"
cmp pg_hba.conf /etc/postgresql/15/main/pg_hba.conf || fail "pg_hba.conf"
cmp pg_ident.conf /etc/postgresql/15/main/pg_ident.conf || fail "pg_ident.conf"
left=$(find / -xdev \( -path /proc -o -path /root -o -path /sys \
    -o -path /tmp -o -path /var/lib/dpkg -o -path /var/log \
    -o -path /var/cache \) -prune -o -name '*talecraft*' -print)
[ -z "$left" ] || fail "left: $left"
shown "nothing is left"
apache2ctl stop
pg_ctlcluster 15 main stop
