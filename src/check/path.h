/* Whether a user gets to a folder. */
#ifndef TC_CHECK_PATH_H
#define TC_CHECK_PATH_H

#include <apr_pools.h>

/* A user as a process takes his rights. */
typedef struct {
    const char *name; /* for the log, and for his groups; "#33" has none */
    uid_t id;
    gid_t group;
} tc_check_user_t;

/*
 * The first folder on an absolute path, the last one included, that the user
 * may not enter; from p, NULL where there is none. Where this process is not
 * root it looks for itself, whoever is named.
 */
const char *tc_check_path_closed(apr_pool_t *p, const char *path,
                                 const tc_check_user_t *user);

#endif
