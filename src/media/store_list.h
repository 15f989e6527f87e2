/* What stands in the store, for whoever sweeps it. */
#ifndef TC_MEDIA_STORE_LIST_H
#define TC_MEDIA_STORE_LIST_H

#include <apr_pools.h>
#include <apr_tables.h>
#include <apr_time.h>

#include "core/site.h"

/* The store may be large: it is listed in so many parts. */
#define TC_STORE_LIST_PARTS 256

typedef struct {
    const char *name;   /* hash of an original, key of public files; of an
                          unfinished upload the file's own */
    const char *place;  /* the store's own: of a file; NULL: a key's folder */
    apr_time_t changed; /* last, as files are dated */
    apr_off_t bytes;    /* of a file; of a folder see tc_store_list_bytes */
} tc_store_found_t;

/*
 * Originals and keys of one part that were last changed before that time, as
 * files are dated: tc_store_found_t from p, at most so many. What cannot be
 * read is left out.
 */
apr_array_header_t *tc_store_list(apr_pool_t *p, const tc_site_t *site,
                                  int part, apr_time_t before, int most);
/* Uploads that nobody has written to since then. */
apr_array_header_t *tc_store_list_unfinished(apr_pool_t *p,
                                             const tc_site_t *site,
                                             apr_time_t before);

/* Their names as a JSON list, from p, for the statement media_file_known. */
const char *tc_store_list_names(apr_pool_t *p,
                                const apr_array_header_t *found);
/* Where it is, from p, for people. */
const char *tc_store_list_path(apr_pool_t *p, const tc_site_t *site,
                               const tc_store_found_t *found);
/* All bytes of it, those in a key's folder too. */
apr_off_t tc_store_list_bytes(apr_pool_t *p, const tc_site_t *site,
                              const tc_store_found_t *found);

/* Remove one of them, with all that is in it; a missing one is fine. */
apr_status_t tc_store_list_remove(apr_pool_t *p, const tc_site_t *site,
                                  const tc_store_found_t *found);

#endif
