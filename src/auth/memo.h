/* Passwords that were right a moment ago, for HTTP Basic. */
#ifndef TC_AUTH_MEMO_H
#define TC_AUTH_MEMO_H

#include <apr_pools.h>

/* For HTTP Basic, which sends the password each time: was it right within the
 * last minutes, in this process, with this very hash? */
void tc_memo_child_init(apr_pool_t *pchild);
int tc_memo_knows(apr_pool_t *p, const char *hash, const char *password);
void tc_memo_keep(apr_pool_t *p, const char *hash, const char *password);

#endif
