/* The session cookie and the CSRF token that belongs to it. */
#ifndef TC_AUTH_COOKIE_H
#define TC_AUTH_COOKIE_H

#include "core/site.h"

/* Set-Cookie for a cookie token, or (token NULL) for its removal. secure: the
 * client came by https. */
void tc_cookie_set(request_rec *r, const tc_site_t *site, const char *mount,
                   int secure, const char *token);

/* The value of the session cookie, NULL where there is none (or an empty
 * one). Of several the first counts: browsers send the longest path first. */
const char *tc_cookie_read(request_rec *r);

/* The X-CSRF-Token that belongs to a cookie, or to a user that httpd has
 * authenticated; NULL where the user's secret is too short to keep it. */
const char *tc_cookie_csrf_of_token(apr_pool_t *p, const char *token);
const char *tc_cookie_csrf_of_user(apr_pool_t *p, apr_int64_t id,
                                   const char *password_hash);

#endif
