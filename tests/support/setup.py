"""What `talecraftctl setup` writes, without a machine that it may change."""

from .tools import REPO, make_dir, run

PROGRAM = """
site=$1 api=$2 editor=/editor database=$3 media=$4 chosen="$5 $6 1" here=$7
scratch=$8
. "$9/conf/setup/apache.sh"
settings_text
"""


def settings(site, host="localhost", database=None, media=None):
    """The settings of a virtual host of a site (support/site.py), or of one
    with another database and media root; what else is installed stands below
    the site's folder."""
    here = make_dir(site.root / "usr/libexec/talecraft/setup")
    rules = make_dir(site.root / "usr/share/talecraft") \
        / "modsecurity-talecraft.conf"
    if not rules.exists():
        rules.symlink_to(REPO / "conf/modsecurity-talecraft.conf")
    conninfo = f"host={site.pg.socket_dir} dbname={database or site.database} " \
        "user=talecraft"
    return run(["bash", "-euc", PROGRAM, "bash", host, site.mount, conninfo,
                media or site.media_root, site.port, site.httpd.conf, here, site.root,
                REPO])
