/* Shared by the files of auth/ alone. */
#ifndef TC_AUTH_PRIVATE_H
#define TC_AUTH_PRIVATE_H

#include "auth/auth.h"
#include "db/db.h"

/* ------------------------------------------------------------ credentials */

/* The value of the session cookie, NULL where there is none (or an empty
 * one). Of several the first counts: browsers send the longest path first. */
const char *tc_cookie_read(request_rec *r);

/* The X-CSRF-Token that belongs to a cookie, or to a user that httpd has
 * authenticated; NULL where the user's secret is too short to keep it. */
const char *tc_cookie_csrf_of_token(apr_pool_t *p, const char *token);
const char *tc_cookie_csrf_of_user(apr_pool_t *p, apr_int64_t id,
                            const char *password_hash);

/* Logs an error that does not end the request, as http/respond would. */
void tc_identify_log(request_rec *r, const tc_error_t *error);

/* -------------------------------------------------------------- passwords */

/*
 * The gate before every password hash: two are inside at most, a limited
 * number wait a limited time, the rest get 429. After success the caller
 * must leave.
 */
tc_error_t *tc_gate_enter(apr_pool_t *p);
void tc_gate_leave(void);

/* Sleep as one of those who wait before the gate; 0 where they are too many
 * already. */
int tc_gate_pause(apr_interval_time_t time);

/*
 * Inside the gate. 1 where it matches bcrypt or Django's pbkdf2_sha256. hash
 * NULL: a dummy is verified, so that an unknown user takes as long. *stale: 1
 * where the hash should be replaced by a new one (pbkdf2, lower cost).
 */
int tc_password_verify_gated(apr_pool_t *p, const char *password, const char *hash,
                    int *stale);
/* As tc_password_hash, inside the gate. */
tc_error_t *tc_password_hash_gated(apr_pool_t *p, const char *password,
                          const char **hash);

/* For HTTP Basic, which sends the password each time: was it right within the
 * last minutes, in this process, with this very hash? */
void tc_memo_child_init(apr_pool_t *pchild);
int tc_memo_knows(apr_pool_t *p, const char *hash, const char *password);
void tc_memo_keep(apr_pool_t *p, const char *hash, const char *password);

/* --------------------------------------------------------------- throttle */

/* The parameters of auth_examine that its column `wait` depends on. */
void tc_throttle_bind(request_rec *r, tc_sql_t *sql, const char *username);

/* 429 where this address has failed too often, for this name or at all; NULL:
 * the password may be verified, and tc_throttle_done must tell the outcome. */
tc_error_t *tc_throttle_admit(request_rec *r, tc_site_t *site,
                           const char *username);
void tc_throttle_done(request_rec *r, tc_site_t *site, const char *username,
                   int failed);

/* ------------------------------------------------------------------ users */

typedef enum {
    TC_CHECK_RIGHT,
    TC_CHECK_WRONG,  /* the password, or the user is disabled */
    TC_CHECK_UNKNOWN /* no user has this name */
} tc_check_t;

typedef struct {
    tc_check_t outcome;
    tc_caller_t *caller;  /* where the outcome is TC_CHECK_RIGHT */
    const char *hash;     /* the password hash that was verified */
    const char *new_hash; /* what it should be replaced by, or NULL */
} tc_checked_t;

#define TC_EXAMINE_REHASH 1u   /* a stale hash: make its replacement */
#define TC_EXAMINE_REMEMBER 2u /* use the memo of right passwords */

/* Name and password with throttle and in equal time; changes no user. */
tc_error_t *tc_login_examine(request_rec *r, tc_site_t *site,
                            const char *username, const char *password,
                            unsigned flags, tc_checked_t *checked);

#endif
