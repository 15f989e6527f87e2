/* API tokens. One is shown when it is made and kept as a hash. */
#include "cli/account/tokens.h"

#include <stdio.h>
#include <string.h>

#include "base/crypto/crypto.h"
#include "base/text/text.h"
#include "cli/ctl.h"
#include "cli/output.h"
#include "db/sql.h"

#define TOKEN_BYTES 32
#define NAME_CHARS 100 /* as the API has it */

typedef struct {
    const char *user;
    const char *name;
    const char *days;
    int read_only;
} wish_t;

/* Digits, at most nine of them: no number of days is larger. */
static int is_number(const char *text)
{
    apr_size_t len = strlen(text);

    return len > 0 && len < 10 && strspn(text, "0123456789") == len;
}

static tc_exit_t read_options(wish_t *wish, int argc, char *const *argv)
{
    for (int i = 0; i < argc; i++) {
        int more = i + 1 < argc;

        if (strcmp(argv[i], "--read-only") == 0) {
            wish->read_only = 1;
        }
        else if (strcmp(argv[i], "--name") == 0 && more) {
            wish->name = argv[++i];
        }
        else if (strcmp(argv[i], "--days") == 0 && more &&
                 is_number(argv[i + 1])) {
            wish->days = argv[++i];
        }
        else if (argv[i][0] != '-' && wish->user == NULL) {
            wish->user = argv[i];
        }
        else {
            return tc_ctl_fail(TC_EXIT_USAGE,
                               "token add does not understand \"%s\"",
                               argv[i]);
        }
    }
    if (wish->user == NULL) {
        return tc_ctl_fail(TC_EXIT_USAGE, "token add needs a user's name");
    }
    if (!tc_text_is_utf8(wish->name, strlen(wish->name)) ||
        tc_text_chars(wish->name, strlen(wish->name)) > NAME_CHARS) {
        return tc_ctl_fail(TC_EXIT_INPUT,
                           "the name is UTF-8, at most %d characters",
                           NAME_CHARS);
    }
    return TC_EXIT_OK;
}

tc_exit_t tc_cli_tokens_add(tc_ctl_t *ctl, int argc, char *const *argv)
{
    wish_t wish = { .name = "" };
    const char *token = tc_crypto_random_base64url(ctl->p, TOKEN_BYTES);
    PGresult *rows = NULL;
    tc_sql_t *sql;
    tc_exit_t rc = read_options(&wish, argc, argv);

    if (token == NULL) {
        return tc_ctl_fail(TC_EXIT_INPUT, "the system gives no random bytes");
    }
    if (rc == TC_EXIT_OK) {
        rc = tc_ctl_connect_current(ctl);
    }
    if (rc != TC_EXIT_OK) {
        return rc;
    }
    sql = tc_ctl_sql(ctl, "ctl_token_add");
    tc_sql_bind(sql, "username", wish.user);
    tc_sql_bind(sql, "hash",
                tc_crypto_sha256_hex(ctl->p, token, strlen(token)));
    tc_sql_bind(sql, "name", wish.name);
    tc_sql_bind_bool(sql, "read_only", wish.read_only);
    tc_sql_bind(sql, "days", wish.days);
    rc = tc_ctl_run(ctl, sql, &rows);
    if (rc == TC_EXIT_OK && PQntuples(rows) == 0) {
        return tc_ctl_fail(TC_EXIT_MISSING, "there is no active user %s",
                           wish.user);
    }
    if (rc == TC_EXIT_OK) {
        printf("%s\n", token);
    }
    return rc;
}

tc_exit_t tc_cli_tokens_list(tc_ctl_t *ctl, int argc, char *const *argv)
{
    tc_sql_t *sql = tc_ctl_sql(ctl, "ctl_token_list");
    PGresult *rows = NULL;
    tc_exit_t rc;

    if (argc > 1 || (argc == 1 && argv[0][0] == '-')) {
        return tc_ctl_fail(TC_EXIT_USAGE, "token list takes a user's name");
    }
    tc_sql_bind(sql, "username", argc == 1 ? argv[0] : NULL);
    rc = tc_ctl_connect_current(ctl);
    if (rc == TC_EXIT_OK) {
        rc = tc_ctl_run(ctl, sql, &rows);
    }
    if (rc == TC_EXIT_OK) {
        tc_output_rows(ctl, rows);
    }
    return rc;
}

tc_exit_t tc_cli_tokens_revoke(tc_ctl_t *ctl, int argc, char *const *argv)
{
    tc_sql_t *sql = tc_ctl_sql(ctl, "ctl_token_revoke");
    PGresult *rows = NULL;
    tc_exit_t rc;

    if (argc != 1 || !is_number(argv[0])) {
        return tc_ctl_fail(TC_EXIT_USAGE,
                           "token revoke needs the id that token list shows");
    }
    tc_sql_bind(sql, "id", argv[0]);
    rc = tc_ctl_connect_current(ctl);
    if (rc == TC_EXIT_OK) {
        rc = tc_ctl_run(ctl, sql, &rows);
    }
    if (rc == TC_EXIT_OK && PQntuples(rows) == 0) {
        return tc_ctl_fail(TC_EXIT_MISSING, "there is no API token %s",
                           argv[0]);
    }
    if (rc == TC_EXIT_OK) {
        printf("revoked token %s\n", argv[0]);
    }
    return rc;
}
