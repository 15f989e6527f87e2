/* Files that rows name and the store does not have. */
#ifndef TC_CLI_MEDIA_MISSING_H
#define TC_CLI_MEDIA_MISSING_H

#include "cli/ctl.h"
#include "media/store.h"

typedef struct {
    const char *kind;  /* "original" or "public" */
    const char *path;  /* of a public file below the folder of all keys; of an
                          original hash and extension */
    const char *media; /* ids of the rows that show it, with commas between */
} tc_missing_t;

typedef void (*tc_missing_fn)(void *baton, const tc_missing_t *missing);

/* Calls each for every one; what is deleted meanwhile is none. */
tc_exit_t tc_missing_find(tc_ctl_t *ctl, const tc_site_t *store,
                          tc_missing_fn each, void *baton);

#endif
