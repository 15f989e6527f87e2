/* A user's name and password. */
#include "auth/login.h"

#include "auth/acting.h"
#include "auth/caller.h"
#include "auth/gate.h"
#include "auth/memo.h"
#include "auth/password.h"
#include "auth/throttle.h"
#include "base/account/role.h"
#include "base/text/text.h"
#include "core/error.h"
#include "core/site.h"
#include "data/data.h"
#include "db/db.h"
#include "db/rows.h"
#include "db/sql.h"

/* The user of a name and the wait of its address: always one row. */
static tc_error_t *read_user(request_rec *r, tc_site_t *site,
                             const char *username, tc_rows_t **rows)
{
    tc_sql_t *sql = tc_sql_make(r->pool, "auth_examine");

    tc_throttle_bind(r, sql, username);
    /* What is no UTF-8 is nobody's name; PostgreSQL would not take it. */
    if (!tc_text_is_utf8(username, strlen(username))) {
        username = NULL;
    }
    tc_sql_bind(sql, "username", username);
    return tc_db_read(site, r->pool, sql, rows);
}

static tc_caller_t *caller_of(request_rec *r, const tc_rows_t *rows)
{
    tc_caller_t *caller = apr_pcalloc(r->pool, sizeof(*caller));

    caller->id = tc_rows_int(rows, 0, "id");
    caller->username = tc_rows_get(rows, 0, "username");
    caller->role = tc_role_of(tc_rows_get(rows, 0, "role"));
    return caller;
}

/* The part that costs processor time; the throttle has admitted it. */
static tc_error_t *verify(request_rec *r, const char *password, unsigned flags,
                          tc_checked_t *checked)
{
    tc_error_t *error = tc_gate_enter(r->pool);
    int stale;

    if (error != NULL) {
        return error;
    }
    if (tc_password_verify_gated(r->pool, password, checked->hash, &stale) &&
        checked->caller != NULL) {
        checked->outcome = TC_CHECK_RIGHT;
        if (stale && flags & TC_EXAMINE_REHASH) {
            error = tc_password_hash_gated(r->pool, password,
                                           &checked->new_hash);
        }
    }
    tc_gate_leave();
    return error;
}

static tc_error_t *verify_counted(request_rec *r, tc_site_t *site,
                                  const char *username, const char *password,
                                  unsigned flags, tc_checked_t *checked)
{
    tc_error_t *error = tc_throttle_admit(r, site, username);

    if (error != NULL) {
        return error;
    }
    error = verify(r, password, flags, checked);
    tc_throttle_done(r, site, username,
                     error == NULL && checked->outcome != TC_CHECK_RIGHT);
    return error;
}

tc_error_t *tc_login_examine(request_rec *r, tc_site_t *site,
                             const char *username, const char *password,
                             unsigned flags, tc_checked_t *checked)
{
    const int remember = (flags & TC_EXAMINE_REMEMBER) != 0;
    tc_rows_t *rows;
    tc_error_t *error;

    *checked = (tc_checked_t){ .outcome = TC_CHECK_UNKNOWN };
    error = read_user(r, site, username, &rows);
    if (error != NULL) {
        return error;
    }
    if (tc_rows_int(rows, 0, "wait") > 0) {
        return tc_error_throttled(r->pool, (int)tc_rows_int(rows, 0, "wait"));
    }
    if (tc_rows_int(rows, 0, "id") > 0) {
        checked->outcome = TC_CHECK_WRONG;
        checked->hash = tc_rows_get(rows, 0, "password_hash");
        if (tc_rows_bool(rows, 0, "is_active")) {
            checked->caller = caller_of(r, rows);
        }
    }
    if (remember && checked->caller != NULL &&
        tc_memo_knows(r->pool, checked->hash, password)) {
        checked->outcome = TC_CHECK_RIGHT;
        return NULL;
    }
    error = verify_counted(r, site, username, password, flags, checked);
    if (checked->outcome != TC_CHECK_RIGHT) {
        checked->caller = NULL;
    }
    else if (remember) {
        tc_memo_keep(r->pool, checked->hash, password);
    }
    return error;
}

tc_error_t *tc_login_check(request_rec *r, tc_site_t *site,
                           const char *username, const char *password,
                           int *right)
{
    tc_checked_t checked;
    tc_error_t *error = tc_login_examine(r, site, username, password, 0,
                                         &checked);

    *right = error == NULL && checked.outcome == TC_CHECK_RIGHT;
    return error;
}

tc_error_t *tc_login(request_rec *r, tc_site_t *site, const char *username,
                     const char *password, tc_caller_t **caller)
{
    tc_sql_acting_t *acting;
    tc_checked_t checked;
    tc_rows_t *rows;
    tc_sql_t *sql;
    tc_error_t *error;

    *caller = NULL;
    error = tc_login_examine(r, site, username, password, TC_EXAMINE_REHASH,
                             &checked);
    if (error != NULL || checked.outcome != TC_CHECK_RIGHT) {
        return error;
    }
    sql = tc_sql_make(r->pool, "auth_login");
    tc_sql_bind_int(sql, "id", checked.caller->id);
    tc_sql_bind(sql, "hash", checked.hash);
    tc_sql_bind(sql, "new_hash", checked.new_hash);
    acting = tc_acting_of(r, site, checked.caller);
    acting->action = "login";
    tc_sql_acting(sql, acting);
    error = tc_data_write(site, r->pool, sql, &rows, NULL);
    if (error != NULL) {
        return error;
    }
    /* No row: disabled, gone or another password since it was read. */
    if (rows->count > 0) {
        *caller = checked.caller;
        (*caller)->password_hash = checked.new_hash != NULL ? checked.new_hash
                                                            : checked.hash;
    }
    return NULL;
}
