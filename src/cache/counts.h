/* What the cache did, counted for server-status. */
#ifndef TC_CACHE_COUNTS_H
#define TC_CACHE_COUNTS_H

#include <apr.h>

/* What the cache did for public GETs, of all sites, since the segment was
 * made (the start of the server; reloads go on counting). */
typedef enum {
    TC_COUNT_HIT,    /* answered from it */
    TC_COUNT_STALE,  /* the same, while the database was away */
    TC_COUNT_MISS,   /* it did not have the answer */
    TC_COUNT_BYPASS, /* an answer that is never kept */
    TC_COUNT_KINDS
} tc_count_t;

void tc_counts_add(tc_count_t what);
void tc_counts_read(apr_uint64_t sums[TC_COUNT_KINDS]);

#endif
