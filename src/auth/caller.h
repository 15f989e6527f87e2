/* The caller of a request. */
#ifndef TC_AUTH_CALLER_H
#define TC_AUTH_CALLER_H

#include <httpd.h>

#include "base/account/role.h"
#include "db/sql.h"

typedef enum {
    TC_AUTH_NONE,
    TC_AUTH_HEADER, /* Authorization: Bearer / Token */
    TC_AUTH_COOKIE, /* talecraft_session */
    TC_AUTH_HTTPD   /* r->user of another module, TalecraftTrustUser */
} tc_auth_kind_t;

typedef struct {
    apr_int64_t id; /* users.id, 0 for the public */
    tc_role_t role;
    const char *username; /* NULL for the public */
    tc_auth_kind_t kind;
    int read_only;        /* a read-only API token */
    apr_int64_t token_id; /* tokens.id, 0 where there is none */
    const char *csrf;     /* the value X-CSRF-Token must have, else NULL */
    const char *password_hash; /* as the database had it */
    const tc_sql_once_t *once; /* what this request makes has a key, or NULL */
} tc_caller_t;

#endif
