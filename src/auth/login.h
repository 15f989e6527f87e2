/* Name and password against the users of a site. */
#ifndef TC_AUTH_LOGIN_H
#define TC_AUTH_LOGIN_H

#include "auth/caller.h"
#include "core/error.h"
#include "core/site.h"

/*
 * Name and password against the site's users, with throttle (five failures a
 * minute for one name from one address, twenty from one address), in equal
 * time for unknown names; sets last_login; replaces a stale hash. *caller is
 * NULL where they are wrong or the user is disabled.
 */
tc_error_t *tc_login(request_rec *r, tc_site_t *site, const char *username,
                     const char *password, tc_caller_t **caller);

/*
 * The same without a login: last_login and the hash stay as they are. For a
 * user who must show the password again.
 */
tc_error_t *tc_login_check(request_rec *r, tc_site_t *site,
                           const char *username, const char *password,
                           int *right);

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
