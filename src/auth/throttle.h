/* Failed logins are counted by address and name. */
#ifndef TC_AUTH_THROTTLE_H
#define TC_AUTH_THROTTLE_H

#include "core/error.h"
#include "core/site.h"
#include "db/sql.h"

/*
 * 429 where the address has failed too often, whatever name it gives. To be
 * asked before its body is read; the two functions below ask again, for the
 * name as well.
 */
tc_error_t *tc_throttle_wait(request_rec *r, tc_site_t *site);

/* In what follows username is NULL where something else than a login is tried,
 * of which the address alone is counted and which is no event. */

/* The parameters of auth_examine that its column `wait` depends on. */
void tc_throttle_bind(request_rec *r, tc_sql_t *sql, const char *username);

/* 429 where this address has failed too often, for this name or at all; NULL:
 * the password may be verified, and tc_throttle_done must tell the outcome. */
tc_error_t *tc_throttle_admit(request_rec *r, tc_site_t *site,
                              const char *username);
void tc_throttle_done(request_rec *r, tc_site_t *site, const char *username,
                      int failed);

#endif
