/*
 * Users: what an administrator needs before anybody can log in. The rules
 * for names and passwords are the API's.
 */
#include "cli/account/users.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <termios.h>
#include <unistd.h>

#include <apr_md5.h>

#include "base/account/role.h"
#include "base/account/secret.h"
#include "base/crypto/crypto.h"
#include "base/text/most.h"
#include "base/text/pattern.h"
#include "base/text/text.h"
#include "cli/ctl.h"
#include "cli/output.h"
#include "db/sql.h"

#define LINE_BYTES 1024
#define LINK_BYTES 32

typedef struct {
    const char *name;
    const char *role;
    const char *email;
    const char *first_name;
    const char *last_name;
    int if_absent;
} user_t;

static tc_exit_t refuse(const char *text)
{
    return tc_ctl_fail(TC_EXIT_INPUT, "%s", text);
}

/* Echo off for a person, nothing for a pipe. 1 where *before is to be put
 * back. */
static int hide_typing(struct termios *before)
{
    struct termios hidden;

    if (!isatty(STDIN_FILENO) || tcgetattr(STDIN_FILENO, before) != 0) {
        return 0;
    }
    hidden = *before;
    hidden.c_lflag &= ~(tcflag_t)ECHO;
    fputs("Password: ", stderr);
    return tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden) == 0;
}

static tc_exit_t read_line(char *line)
{
    struct termios before;
    int hidden = hide_typing(&before);
    const char *got = fgets(line, LINE_BYTES, stdin);
    apr_size_t len;

    if (hidden) {
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
        fputc('\n', stderr);
    }
    if (got == NULL) {
        return refuse("no password on standard input");
    }
    len = strcspn(line, "\r\n");
    line[len] = '\0';
    return TC_EXIT_OK;
}

static tc_exit_t check_password(const char *password, const char *name)
{
    const char *problem = tc_text_is_utf8(password, strlen(password))
                              ? tc_secret_problem(password, name)
                              : "It is not valid UTF-8.";

    return problem == NULL
               ? TC_EXIT_OK
               : tc_ctl_fail(TC_EXIT_INPUT, "password: %s", problem);
}

/* Reads the password, checks it, and makes its hash (from ctl's pool). */
static tc_exit_t read_hash(tc_ctl_t *ctl, const char *name, const char **hash)
{
    char password[LINE_BYTES];
    tc_exit_t rc = read_line(password);

    if (rc == TC_EXIT_OK) {
        rc = check_password(password, name);
    }
    if (rc == TC_EXIT_OK &&
        tc_secret_hash(ctl->p, password, hash) != APR_SUCCESS) {
        rc = refuse("the password cannot be hashed on this system");
    }
    explicit_bzero(password, sizeof(password));
    return rc;
}

/* Length and characters of a value; NULL is fine. */
static tc_exit_t check_text(const char *what, const char *text,
                            apr_size_t longest)
{
    if (text == NULL) {
        return TC_EXIT_OK;
    }
    if (!tc_text_is_utf8(text, strlen(text))) {
        return tc_ctl_fail(TC_EXIT_INPUT, "the %s is not valid UTF-8", what);
    }
    if (tc_text_chars(text, strlen(text)) > longest) {
        return tc_ctl_fail(TC_EXIT_INPUT,
                           "the %s may have no more than %d characters", what,
                           (int)longest);
    }
    return TC_EXIT_OK;
}

static tc_exit_t check_user(const user_t *user)
{
    tc_exit_t rc = check_text("user name", user->name, TC_MOST_USERNAME);

    if (rc == TC_EXIT_OK && !tc_pattern_is_username(user->name)) {
        rc = refuse("a user name has letters, digits and @ . + - _ only");
    }
    if (rc == TC_EXIT_OK && tc_role_of(user->role) == TC_PUBLIC) {
        rc = refuse("a role is " TC_ROLE_NAMES);
    }
    if (rc == TC_EXIT_OK) {
        rc = check_text("e-mail address", user->email, TC_MOST_EMAIL);
    }
    if (rc == TC_EXIT_OK && user->email != NULL && *user->email != '\0' &&
        !tc_pattern_is_email(user->email)) {
        rc = refuse("the e-mail address is not valid");
    }
    if (rc == TC_EXIT_OK) {
        rc = check_text("first name", user->first_name, TC_MOST_PERSON_NAME);
    }
    return rc == TC_EXIT_OK
               ? check_text("last name", user->last_name, TC_MOST_PERSON_NAME)
               : rc;
}

static tc_exit_t read_options(user_t *user, int argc, char *const *argv)
{
    const struct {
        const char *name;
        const char **value;
    } options[] = {
        { "--role", &user->role },
        { "--email", &user->email },
        { "--first-name", &user->first_name },
        { "--last-name", &user->last_name },
    };

    for (int i = 0; i < argc; i++) {
        const char **value = NULL;

        for (size_t j = 0; j < sizeof(options) / sizeof(options[0]); j++) {
            value = strcmp(argv[i], options[j].name) == 0 ? options[j].value
                                                          : value;
        }
        if (value != NULL && i + 1 == argc) {
            return tc_ctl_fail(TC_EXIT_USAGE, "%s needs a value", argv[i]);
        }
        if (value != NULL) {
            *value = argv[++i];
        }
        else if (strcmp(argv[i], "--if-absent") == 0) {
            user->if_absent = 1;
        }
        else if (*user->name == '\0' && argv[i][0] != '-') {
            user->name = argv[i];
        }
        else {
            return tc_ctl_fail(TC_EXIT_USAGE,
                               "user add takes no \"%s\"; see --help",
                               argv[i]);
        }
    }
    if (*user->name == '\0') {
        return tc_ctl_fail(TC_EXIT_USAGE, "user add needs a name");
    }
    return TC_EXIT_OK;
}

static tc_exit_t user_exists(tc_ctl_t *ctl, const char *name, int *exists)
{
    tc_sql_t *sql = tc_ctl_sql(ctl, "ctl_user_find");
    PGresult *found = NULL;
    tc_exit_t rc;

    tc_sql_bind(sql, "username", name);
    rc = tc_ctl_run(ctl, sql, &found);
    *exists = rc == TC_EXIT_OK && PQntuples(found) > 0;
    return rc;
}

static tc_exit_t already_there(const user_t *user)
{
    if (user->if_absent) {
        printf("user %s is there already, nothing was changed\n", user->name);
        return TC_EXIT_OK;
    }
    return tc_ctl_fail(TC_EXIT_INPUT, "a user %s is there already",
                       user->name);
}

static tc_exit_t insert(tc_ctl_t *ctl, const user_t *user, const char *hash)
{
    tc_sql_t *sql = tc_ctl_sql(ctl, "ctl_user_add");
    PGresult *added = NULL;
    tc_exit_t rc;

    tc_sql_bind(sql, "username", user->name);
    tc_sql_bind(sql, "role", user->role);
    tc_sql_bind(sql, "email", user->email);
    tc_sql_bind(sql, "first_name", user->first_name);
    tc_sql_bind(sql, "last_name", user->last_name);
    tc_sql_bind(sql, "password_hash", hash);
    rc = tc_ctl_run(ctl, sql, &added);
    if (rc == TC_EXIT_OK && PQntuples(added) == 0) {
        return already_there(user); /* somebody was faster */
    }
    if (rc == TC_EXIT_OK) {
        printf("added user %s, role %s, id %s\n", user->name, user->role,
               PQgetvalue(added, 0, 0));
    }
    return rc;
}

tc_exit_t tc_cli_users_add(tc_ctl_t *ctl, int argc, char *const *argv)
{
    user_t user = { .name = "", .role = "WRITER" };
    const char *hash = NULL;
    int exists = 0;
    tc_exit_t rc = read_options(&user, argc, argv);

    if (rc == TC_EXIT_OK) {
        rc = check_user(&user);
    }
    if (rc == TC_EXIT_OK) {
        rc = tc_ctl_connect_current(ctl);
    }
    if (rc == TC_EXIT_OK) {
        rc = user_exists(ctl, user.name, &exists);
    }
    if (rc == TC_EXIT_OK && exists) {
        return already_there(&user);
    }
    if (rc == TC_EXIT_OK) {
        rc = read_hash(ctl, user.name, &hash);
    }
    return rc == TC_EXIT_OK ? insert(ctl, &user, hash) : rc;
}

static tc_exit_t no_such_user(const char *name)
{
    return tc_ctl_fail(TC_EXIT_MISSING, "there is no user %s", name);
}

static tc_exit_t update(tc_ctl_t *ctl, const char *name, const char *hash)
{
    tc_sql_t *sql = tc_ctl_sql(ctl, "ctl_user_passwd");
    PGresult *changed = NULL;
    tc_exit_t rc;

    tc_sql_bind(sql, "username", name);
    tc_sql_bind(sql, "password_hash", hash);
    rc = tc_ctl_run(ctl, sql, &changed);
    if (rc == TC_EXIT_OK && PQntuples(changed) == 0) {
        return no_such_user(name);
    }
    if (rc == TC_EXIT_OK) {
        sql = tc_ctl_sql(ctl, "tokens_revoke");
        tc_sql_bind(sql, "user_id", PQgetvalue(changed, 0, 0));
        tc_sql_bind(sql, "token_id", "0");
        rc = tc_ctl_run(ctl, sql, &changed);
    }
    if (rc == TC_EXIT_OK) {
        printf("changed the password of %s; all its tokens are gone\n", name);
    }
    return rc;
}

tc_exit_t tc_cli_users_passwd(tc_ctl_t *ctl, int argc, char *const *argv)
{
    const char *hash = NULL;
    int exists = 0;
    tc_exit_t rc;

    if (argc != 1 || argv[0][0] == '-') {
        return tc_ctl_fail(TC_EXIT_USAGE, "user passwd needs one name");
    }
    rc = check_text("user name", argv[0], 150);
    if (rc == TC_EXIT_OK) {
        rc = tc_ctl_connect_current(ctl);
    }
    if (rc == TC_EXIT_OK) {
        rc = user_exists(ctl, argv[0], &exists);
    }
    if (rc == TC_EXIT_OK && !exists) {
        return no_such_user(argv[0]);
    }
    if (rc == TC_EXIT_OK) {
        rc = read_hash(ctl, argv[0], &hash);
    }
    return rc == TC_EXIT_OK ? update(ctl, argv[0], hash) : rc;
}

tc_exit_t tc_cli_users_link(tc_ctl_t *ctl, int argc, char *const *argv)
{
    const char *token = tc_crypto_random_base64url(ctl->p, LINK_BYTES);
    tc_sql_t *sql = tc_ctl_sql(ctl, "ctl_user_find");
    PGresult *found = NULL;
    tc_exit_t rc;

    if (argc != 1 || argv[0][0] == '-') {
        return tc_ctl_fail(TC_EXIT_USAGE, "user link needs one name");
    }
    if (token == NULL) {
        return refuse("the system gives no random bytes");
    }
    rc = check_text("user name", argv[0], 150);
    if (rc == TC_EXIT_OK) {
        rc = tc_ctl_connect_current(ctl);
    }
    tc_sql_bind(sql, "username", argv[0]);
    if (rc == TC_EXIT_OK) {
        rc = tc_ctl_run(ctl, sql, &found);
    }
    if (rc != TC_EXIT_OK) {
        return rc;
    }
    if (PQntuples(found) == 0) {
        return no_such_user(argv[0]);
    }
    sql = tc_ctl_sql(ctl, "users_link");
    tc_sql_bind(sql, "id", PQgetvalue(found, 0, 0));
    tc_sql_bind(sql, "hash",
                tc_crypto_sha256_hex(ctl->p, token, strlen(token)));
    rc = tc_ctl_run(ctl, sql, &found);
    if (rc == TC_EXIT_OK && PQntuples(found) == 0) {
        return tc_ctl_fail(TC_EXIT_INPUT, "user %s is disabled", argv[0]);
    }
    if (rc == TC_EXIT_OK) {
        printf("%s\n", token);
    }
    return rc;
}

tc_exit_t tc_cli_users_list(tc_ctl_t *ctl, int argc, char *const *argv)
{
    PGresult *users = NULL;
    tc_exit_t rc;

    if (argc > 0) {
        return tc_ctl_fail(TC_EXIT_USAGE, "user list takes no \"%s\"",
                           argv[0]);
    }
    rc = tc_ctl_connect_current(ctl);
    if (rc == TC_EXIT_OK) {
        rc = tc_ctl_run(ctl, tc_ctl_sql(ctl, "ctl_user_list"), &users);
    }
    if (rc == TC_EXIT_OK) {
        tc_output_rows(ctl, users);
    }
    return rc;
}
