/* Who is calling: header, cookie, or a login of httpd's own. */
#ifndef TC_AUTH_IDENTIFY_H
#define TC_AUTH_IDENTIFY_H

#include "auth/caller.h"
#include "core/error.h"
#include "core/site.h"

/*
 * Find the caller of a request: header, then cookie, then
 * r->user where TalecraftTrustUser is on. Nobody: a caller with TC_PUBLIC.
 * A bad Bearer or Token header: 401. One read of the database at most, none
 * where the request has no credentials. *caller is from r->pool.
 */
tc_error_t *tc_identify(request_rec *r, tc_site_t *site, tc_caller_t **caller);

/* For httpd's logs, whichever way somebody signed in: r->user, and a note. */
void tc_identify_tell(request_rec *r, const char *username);

/* 1 where the request carries anything that tc_identify would look at
 * (then no public cached answer may be used). */
int tc_identify_has_credentials(request_rec *r, const tc_site_t *site);

/* 403 where an unsafe method without a header login lacks its CSRF token,
 * or where a read-only token writes. */
tc_error_t *tc_identify_may_write(request_rec *r, const tc_caller_t *caller);

/* Logs an error that does not end the request, as http/respond would. */
void tc_identify_log(request_rec *r, const tc_error_t *error);

#endif
