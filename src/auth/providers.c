/*
 * The module as a provider for the rest of httpd: AuthBasicProvider talecraft
 * and Require talecraft-role ROLE.
 */
#include "auth/providers.h"

#include <ap_provider.h>
#include <apr_strings.h>
#include <httpd.h>
#include <http_config.h>
#include <http_core.h>
#include <http_protocol.h>
#include <http_request.h>
#include <mod_auth.h>

#include "auth/identify.h"
#include "auth/login.h"
#include "base/account/role.h"
#include "base/text/text.h"
#include "core/error.h"
#include "core/site.h"
#include "db/db.h"
#include "db/rows.h"
#include "db/sql.h"

/*
 * A provider can only say yes or no, and mod_auth_basic makes 401 of no. A
 * caller who must wait is told so: the note turns that 401 into 429 before it
 * is sent.
 */
#define THROTTLED_NOTE "talecraft-throttled"

static void note_throttled(request_rec *r, const tc_error_t *error)
{
    const char *seconds = apr_itoa(r->pool, error->retry_after);

    apr_table_setn(r->notes, THROTTLED_NOTE, seconds);
    ap_custom_response(
        r, HTTP_UNAUTHORIZED,
        apr_pstrcat(r->pool,
                    tc_error_throttled_text(r->pool, error->retry_after), "\n",
                    NULL));
}

static void throttled_status(request_rec *r)
{
    const char *seconds = apr_table_get(r->notes, THROTTLED_NOTE);

    if (seconds != NULL && r->status == HTTP_UNAUTHORIZED) {
        r->status = HTTP_TOO_MANY_REQUESTS;
        r->status_line = NULL;
        apr_table_unset(r->err_headers_out, "WWW-Authenticate");
        apr_table_setn(r->err_headers_out, "Retry-After", seconds);
    }
}

static authn_status check_password(request_rec *r, const char *user,
                                   const char *password)
{
    tc_checked_t checked;
    tc_error_t *error = tc_login_examine(r, tc_site_of(r->server), user,
                                         password, TC_EXAMINE_REMEMBER,
                                         &checked);

    if (error != NULL && error->status == HTTP_TOO_MANY_REQUESTS) {
        note_throttled(r, error);
        return AUTH_DENIED;
    }
    if (error != NULL) {
        tc_identify_log(r, error);
        return AUTH_GENERAL_ERROR;
    }
    switch (checked.outcome) {
    case TC_CHECK_RIGHT:
        return AUTH_GRANTED;
    case TC_CHECK_UNKNOWN:
        return AUTH_USER_NOT_FOUND;
    default:
        return AUTH_DENIED;
    }
}

static const authn_provider authentication = {
    .check_password = check_password,
    .get_realm_hash = NULL,
};

/* Several Require lines ask for the same user: one read answers them all. */
#define ROLE_KEY "talecraft-role"

typedef struct {
    const char *user;
    tc_role_t role;
} role_t;

static tc_error_t *role_of_user(request_rec *r, tc_role_t *role)
{
    tc_sql_t *sql;
    tc_rows_t *rows;
    tc_error_t *error;
    void *kept = NULL;
    role_t *known;

    apr_pool_userdata_get(&kept, ROLE_KEY, r->pool);
    known = kept;
    if (known != NULL && strcmp(known->user, r->user) == 0) {
        *role = known->role;
        return NULL;
    }
    *role = TC_PUBLIC;
    if (!tc_text_is_utf8(r->user, strlen(r->user))) {
        return NULL;
    }
    sql = tc_sql_make(r->pool, "auth_user");
    tc_sql_bind(sql, "username", r->user);
    error = tc_db_read(tc_site_of(r->server), r->pool, sql, &rows);
    if (error != NULL) {
        return error;
    }
    if (rows->count > 0 && tc_rows_bool(rows, 0, "is_active")) {
        *role = tc_role_of(tc_rows_get(rows, 0, "role"));
    }
    known = apr_pcalloc(r->pool, sizeof(*known));
    known->user = apr_pstrdup(r->pool, r->user);
    known->role = *role;
    apr_pool_userdata_setn(known, ROLE_KEY, NULL, r->pool);
    return NULL;
}

static authz_status check_authorization(request_rec *r,
                                        const char *require_line,
                                        const void *parsed)
{
    const tc_role_t *least = parsed;
    tc_role_t role;
    tc_error_t *error;

    (void)require_line;
    if (r->user == NULL) {
        return AUTHZ_DENIED_NO_USER;
    }
    error = role_of_user(r, &role);
    if (error != NULL) {
        tc_identify_log(r, error);
        return AUTHZ_GENERAL_ERROR;
    }
    return role >= *least ? AUTHZ_GRANTED : AUTHZ_DENIED;
}

/* "Require talecraft-role EDITOR": that role or one above it; of several the
 * lowest counts. */
static const char *parse_require_line(cmd_parms *cmd, const char *line,
                                      const void **parsed)
{
    const char *rest = line;
    tc_role_t *least = apr_palloc(cmd->pool, sizeof(*least));

    *least = TC_PUBLIC;
    do {
        char *name = ap_getword_conf(cmd->temp_pool, &rest);
        tc_role_t role;

        ap_str_toupper(name);
        role = tc_role_of(name);
        if (role == TC_PUBLIC) {
            return "Require talecraft-role takes one or more of WRITER, "
                   "EDITOR, ADMIN";
        }
        *least = *least == TC_PUBLIC || role < *least ? role : *least;
    } while (*rest);
    *parsed = least;
    return NULL;
}

static const authz_provider authorization = {
    .check_authorization = check_authorization,
    .parse_require_line = parse_require_line,
};

void tc_providers_register(apr_pool_t *p)
{
    ap_register_auth_provider(p, AUTHN_PROVIDER_GROUP, "talecraft",
                              AUTHN_PROVIDER_VERSION, &authentication,
                              AP_AUTH_INTERNAL_PER_CONF);
    ap_register_auth_provider(p, AUTHZ_PROVIDER_GROUP, "talecraft-role",
                              AUTHZ_PROVIDER_VERSION, &authorization,
                              AP_AUTH_INTERNAL_PER_CONF);
    ap_hook_insert_error_filter(throttled_status, NULL, NULL,
                                APR_HOOK_REALLY_FIRST);
}
