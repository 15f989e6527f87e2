/* What a user may do, and whether at all. */
#include "cli/account/roles.h"

#include <stdio.h>

#include "base/account/role.h"
#include "cli/ctl.h"
#include "db/sql.h"

/* role, active: NULL leaves it as it is. */
static tc_exit_t change(tc_ctl_t *ctl, const char *name, const char *role,
                        const char *active)
{
    tc_sql_t *sql = tc_ctl_sql(ctl, "ctl_user_change");
    PGresult *changed = NULL;
    tc_exit_t rc = tc_ctl_connect_current(ctl);

    tc_sql_bind(sql, "username", name);
    tc_sql_bind(sql, "role", role);
    tc_sql_bind(sql, "active", active);
    if (rc == TC_EXIT_OK) {
        rc = tc_ctl_run(ctl, sql, &changed);
    }
    if (rc == TC_EXIT_OK && PQntuples(changed) == 0) {
        return tc_ctl_fail(TC_EXIT_MISSING, "there is no user %s", name);
    }
    if (rc == TC_EXIT_OK) {
        sql = tc_ctl_sql(ctl, "tokens_revoke");
        tc_sql_bind(sql, "user_id", PQgetvalue(changed, 0, 0));
        tc_sql_bind(sql, "token_id", "0");
        rc = active != NULL ? tc_ctl_run(ctl, sql, &changed) : rc;
    }
    return rc;
}

tc_exit_t tc_cli_roles_set(tc_ctl_t *ctl, int argc, char *const *argv)
{
    tc_exit_t rc;

    if (argc != 2 || argv[0][0] == '-') {
        return tc_ctl_fail(TC_EXIT_USAGE, "user role needs a name and a role");
    }
    if (tc_role_of(argv[1]) == TC_PUBLIC) {
        return tc_ctl_fail(TC_EXIT_INPUT, "\"%s\" is no role: %s", argv[1],
                           TC_ROLE_NAMES);
    }
    rc = change(ctl, argv[0], argv[1], NULL);
    if (rc == TC_EXIT_OK) {
        printf("%s is %s now\n", argv[0], argv[1]);
    }
    return rc;
}

static tc_exit_t set_active(tc_ctl_t *ctl, int argc, char *const *argv,
                            int active)
{
    const char *word = active ? "enable" : "disable";
    tc_exit_t rc;

    if (argc != 1 || argv[0][0] == '-') {
        return tc_ctl_fail(TC_EXIT_USAGE, "user %s needs one name", word);
    }
    rc = change(ctl, argv[0], NULL, active ? "true" : "false");
    if (rc == TC_EXIT_OK) {
        printf("%s is %sd now%s\n", argv[0], word,
               active ? "" : "; all its tokens are gone");
    }
    return rc;
}

tc_exit_t tc_cli_roles_disable(tc_ctl_t *ctl, int argc, char *const *argv)
{
    return set_active(ctl, argc, argv, 0);
}

tc_exit_t tc_cli_roles_enable(tc_ctl_t *ctl, int argc, char *const *argv)
{
    return set_active(ctl, argc, argv, 1);
}
