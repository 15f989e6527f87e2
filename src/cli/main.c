/*
 * talecraftctl: makes and checks the database of a site and its users.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <apr_general.h>

#include "cli/cache.h"
#include "cli/check/check.h"
#include "cli/ctl.h"
#include "cli/export.h"
#include "cli/import.h"
#include "cli/media/media.h"
#include "cli/media/orphans.h"
#include "cli/migrate.h"
#include "cli/migrations.h"
#include "cli/account/roles.h"
#include "cli/scripts.h"
#include "cli/stats.h"
#include "cli/account/tokens.h"
#include "cli/trash.h"
#include "cli/account/users.h"
#include "version.h"

typedef struct {
    const char *group; /* "user" of "user add", NULL for one word */
    const char *name;
    tc_exit_t (*run)(tc_ctl_t *ctl, int argc, char *const *argv);
} command_t;

static const command_t commands[] = {
    { NULL, "migrate", tc_cli_migrate },
    { NULL, "check", tc_cli_check },
    { NULL, "stats", tc_cli_stats },
    { NULL, "export", tc_cli_export },
    { NULL, "reprocess", tc_cli_media_reprocess },
    { NULL, "import", tc_cli_import },
    { NULL, "setup", tc_cli_scripts_setup },
    { NULL, "backup", tc_cli_scripts_backup },
    { NULL, "restore", tc_cli_scripts_restore },
    { "cache", "flush", tc_cli_cache_flush },
    { "media", "orphans", tc_cli_orphans },
    { "trash", "purge", tc_cli_trash_purge },
    { "token", "add", tc_cli_tokens_add },
    { "token", "list", tc_cli_tokens_list },
    { "token", "revoke", tc_cli_tokens_revoke },
    { "user", "add", tc_cli_users_add },
    { "user", "passwd", tc_cli_users_passwd },
    { "user", "link", tc_cli_users_link },
    { "user", "list", tc_cli_users_list },
    { "user", "role", tc_cli_roles_set },
    { "user", "disable", tc_cli_roles_disable },
    { "user", "enable", tc_cli_roles_enable },
};

static const char help[] =
    "usage: talecraftctl [-d CONNINFO] [--json] COMMAND\n"
    "\n"
    "  setup --site NAME  make a site in a virtual host; setup --help\n"
    "  migrate [--site NAME]\n"
    "                     bring the database to this program's schema\n"
    "  check [--media DIR] [--httpd] | check --site NAME\n"
    "                     what is there, what is wrong and what to do\n"
    "  stats              how much there is, and what waits\n"
    "  backup DIR         database and media; backup --help\n"
    "  restore DIR        what backup has written; restore --help\n"
    "  export DIR [--hashes] [--revisions]\n"
    "                     users, categories, tags, media and posts as JSON\n"
    "                     lines, all as of one moment\n"
    "  cache flush        all servers forget the answers that they keep\n"
    "  reprocess --all    process all media again, after TalecraftVariant\n"
    "                     has changed\n"
    "  media orphans --media-root DIR | --site NAME [--delete [--days N]]\n"
    "                     files that no row knows, rows without their files\n"
    "  import wordpress FILE --uploads DIR\n"
    "                     what WordPress has exported; --help has the rest\n"
    "  import ghost FILE --content DIR\n"
    "                     what Ghost has exported, likewise\n"
    "  import django --source CONNINFO --media DIR\n"
    "                     a Django service with the tables of this API\n"
    "  trash purge --all | --days N\n"
    "                     delete for good what is in the trash (for N days)\n"
    "  user add NAME [--role WRITER|EDITOR|ADMIN] [--email E]\n"
    "           [--first-name F] [--last-name L] [--if-absent]\n"
    "                     make a user; the password is one line on stdin\n"
    "  user passwd NAME   new password (stdin); all tokens are gone\n"
    "  user link NAME     a token to set a password by, once, within a day\n"
    "  user list          id, name, role, state, e-mail, last login\n"
    "  user role NAME WRITER|EDITOR|ADMIN\n"
    "  user disable NAME  nobody logs in by it; all tokens are gone\n"
    "  user enable NAME\n"
    "  token add USER [--name NAME] [--read-only] [--days N]\n"
    "                     an API token, shown this once\n"
    "  token list [USER]\n"
    "  token revoke ID\n"
    "\n"
    "  -d CONNINFO  libpq connection string or URI; without it the\n"
    "               variables PGHOST, PGDATABASE, PGUSER ... count\n"
    "  --json       lists, stats, check and media orphans as JSON\n"
    "  --help, --version\n"
    "\n"
    "exit codes: 0 done, 1 faults were found, 2 usage, 3 no connection,\n"
    "4 schema refused, 5 database error, 6 input refused, 7 no such user or\n"
    "token\n";

/* Both words of the command, or its only one. */
static int fits(const command_t *command, int argc, char *const *argv)
{
    if (command->group == NULL) {
        return strcmp(command->name, argv[0]) == 0;
    }
    return argc > 1 && strcmp(command->group, argv[0]) == 0 &&
           strcmp(command->name, argv[1]) == 0;
}

static tc_exit_t dispatch(tc_ctl_t *ctl, int argc, char *const *argv)
{
    for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
        if (fits(&commands[i], argc, argv)) {
            int words = commands[i].group != NULL ? 2 : 1;

            return commands[i].run(ctl, argc - words, argv + words);
        }
    }
    return tc_ctl_fail(TC_EXIT_USAGE, "unknown command \"%s\"; see --help",
                       argv[0]);
}

static tc_exit_t run(tc_ctl_t *ctl, int argc, char *const *argv)
{
    while (argc > 0 &&
           (strcmp(argv[0], "-d") == 0 || strcmp(argv[0], "--json") == 0)) {
        int words = argv[0][1] == 'd' ? 2 : 1;

        if (argc < words) {
            return tc_ctl_fail(TC_EXIT_USAGE, "-d needs a value; see --help");
        }
        if (words == 2) {
            ctl->conninfo = argv[1];
        }
        else {
            ctl->json = 1;
        }
        argc -= words;
        argv += words;
    }
    if (argc < 1) {
        fputs(help, stderr);
        return TC_EXIT_USAGE;
    }
    if (strcmp(argv[0], "--help") == 0 || strcmp(argv[0], "-h") == 0) {
        fputs(help, stdout);
        return TC_EXIT_OK;
    }
    if (strcmp(argv[0], "--version") == 0) {
        printf("talecraftctl " TC_VERSION ", schema version %d\n",
               (int)tc_migrations_count);
        return TC_EXIT_OK;
    }
    return dispatch(ctl, argc, argv);
}

int main(int argc, char *const *argv)
{
    tc_ctl_t ctl = { .p = NULL };
    tc_exit_t rc;

    if (apr_initialize() != APR_SUCCESS ||
        apr_pool_create(&ctl.p, NULL) != APR_SUCCESS) {
        fputs("talecraftctl: no memory\n", stderr);
        return TC_EXIT_DATABASE;
    }
    rc = run(&ctl, argc - 1, argv + 1);
    apr_pool_destroy(ctl.p);
    apr_terminate();
    return rc;
}
