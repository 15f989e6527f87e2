/*
 * Who is calling: tokens, cookies, httpd's own login; passwords; throttle.
 */
#ifndef TC_AUTH_AUTH_H
#define TC_AUTH_AUTH_H

#include <httpd.h>

#include "core/site.h"
#include "core/error.h"

typedef enum { TC_PUBLIC, TC_WRITER, TC_EDITOR, TC_ADMIN } tc_role_t;

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
} tc_caller_t;

tc_role_t tc_identify_role(const char *name); /* TC_PUBLIC where unknown */

/*
 * Find the caller of a request: header, then cookie, then
 * r->user where TalecraftTrustUser is on. Nobody: a caller with TC_PUBLIC.
 * A bad Bearer or Token header: 401. One read of the database at most, none
 * where the request has no credentials. *caller is from r->pool.
 */
tc_error_t *tc_identify(request_rec *r, tc_site_t *site,
                             tc_caller_t **caller);

/* 1 where the request carries anything that tc_identify would look at
 * (then no public cached answer may be used). */
int tc_identify_has_credentials(request_rec *r, const tc_site_t *site);

/* 403 where an unsafe method without a header login lacks its CSRF token,
 * or where a read-only token writes. */
tc_error_t *tc_identify_may_write(request_rec *r, const tc_caller_t *caller);

/* -------------------------------------------------------------- passwords */

/* bcrypt, cost 12; at most two at once in a process. */
tc_error_t *tc_password_hash(apr_pool_t *p, const char *password,
                             const char **hash);

/* The contract's rules: NULL, or the text of the first rule that is broken
 * (at least 10 characters, at most 72 bytes, not the user name). */
const char *tc_password_problem(const char *password, const char *username);

/* --------------------------------------------------------------- sessions */

/*
 * 429 where the address has failed too often, whatever name it gives. To be
 * asked before its body is read; the two functions below ask again, for the
 * name as well.
 */
tc_error_t *tc_throttle_wait(request_rec *r, tc_site_t *site);

/*
 * Name and password against the site's users, with throttle (five failures a
 * minute for one name from one address, twenty from one address), in equal
 * time for unknown names; sets last_login; replaces a stale hash. *caller is
 * NULL where they are wrong or the user is disabled.
 */
tc_error_t *tc_login(request_rec *r, tc_site_t *site,
                          const char *username, const char *password,
                          tc_caller_t **caller);

/*
 * The same without a login: last_login and the hash stay as they are. For a
 * user who must show the password again.
 */
tc_error_t *tc_login_check(request_rec *r, tc_site_t *site,
                          const char *username, const char *password,
                          int *right);

typedef struct {
    const char *token;      /* clear text, shown once */
    const char *expires_at; /* ISO, NULL: never */
    const char *csrf;       /* for cookies */
    const char *body;       /* the contract's JSON of an API token */
    apr_int64_t id;
} tc_token_t;

typedef struct {
    const tc_caller_t *user;
    const char *kind;       /* "login", "cookie" or "api" */
    const char *name;       /* of an API token, else NULL */
    int read_only;          /* of an API token */
    const char *expires_at; /* of an API token, ISO; NULL: never. The others
                               last TalecraftTokenLifetime */
} tc_token_wish_t;

/* *token (from p) is NULL where the user is disabled or gone, or has another
 * password than when it was looked up. */
tc_error_t *tc_token_issue(apr_pool_t *p, tc_site_t *site,
                           const tc_token_wish_t *wish, tc_token_t **token);

/*
 * Behind a write that gave a user another password or disabled it and removed
 * its tokens: removes those that were entered meanwhile as well. Of a user who
 * is active the token `kept` stays (0: none, TC_TOKENS_ALL: all of them).
 */
#define TC_TOKENS_ALL (-1)
tc_error_t *tc_token_revoke(apr_pool_t *p, tc_site_t *site,
                            apr_int64_t user_id, apr_int64_t kept);

/* Set-Cookie for a cookie token, or (token NULL) for its removal. secure: the
 * client came by https. */
void tc_cookie_set(request_rec *r, const tc_site_t *site, const char *mount,
                   int secure, const char *token);

/* Registers AuthBasicProvider talecraft and Require talecraft-role. */
void tc_providers_register(apr_pool_t *p);

/* child_init: the limit of password hashes at once. */
void tc_gate_child_init(apr_pool_t *pchild);

#endif
