/* Passwords as the server and talecraftctl take and keep them. */
#ifndef TC_BASE_ACCOUNT_SECRET_H
#define TC_BASE_ACCOUNT_SECRET_H

#include <apr_pools.h>

#define TC_SECRET_COST 12      /* of bcrypt */
#define TC_SECRET_HASH_LEN 60  /* of the text of every bcrypt hash */
#define TC_SECRET_BYTES_MAX 72 /* bcrypt looks at no more of a password */

/* NULL, or the contract's text of the first rule that is broken: at least 10
 * characters, at most TC_SECRET_BYTES_MAX bytes, not the user name (NULL:
 * none is known). password is UTF-8. */
const char *tc_secret_problem(const char *password, const char *username);

/* bcrypt of TC_SECRET_COST, from p; takes a quarter of a second of a
 * processor. Errors: the system gives no random bytes or no memory. */
apr_status_t tc_secret_hash(apr_pool_t *p, const char *password,
                            const char **hash);

#endif
