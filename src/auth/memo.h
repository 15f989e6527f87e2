/* Passwords that were right a moment ago, for HTTP Basic. */
#ifndef TC_AUTH_MEMO_H
#define TC_AUTH_MEMO_H

#include <apr_pools.h>

/* child_init: until then, and where it fails, nothing is kept. */
void tc_memo_child_init(apr_pool_t *pchild);
/* 1 where the password was right within the last minutes, in this process,
 * with this very hash. */
int tc_memo_knows(apr_pool_t *p, const char *hash, const char *password);
void tc_memo_keep(apr_pool_t *p, const char *hash, const char *password);

#endif
