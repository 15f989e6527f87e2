/* The words of TalecraftPurge. */
#ifndef TC_CORE_PURGE_TARGET_H
#define TC_CORE_PURGE_TARGET_H

#include "core/site.h"

/*
 * The words of TalecraftPurge: "none", or a URL and
 * form=header|json, headers=FILE, ca=FILE in any order; relative paths are
 * below root. The file of headers is read here, where httpd is still root.
 * Returns what is wrong (never a part of that file), or NULL.
 */
const char *tc_purge_target_read(apr_pool_t *p, const char *root, int count,
                                 char *const *words,
                                 const tc_purge_target_t **target);

#endif
