/* When something that failed is sent again. */
#ifndef TC_OUTBOX_RETRY_H
#define TC_OUTBOX_RETRY_H

#include <apr_time.h>

/*
 * How long to wait after `failures` (from 1) in a row, and never less than the
 * receiver asked for (retry_after seconds, an hour at most; below 1: it did
 * not). A cache, which many changes wait for: 1, 2, 4 ... 60 seconds, a quarter
 * more or less as `chance` (any number) says. A webhook: 5 s, 1, 5, 30 min, 2,
 * 8, 24 h, and each further day.
 */
apr_interval_time_t tc_retry_purge(int failures, apr_int64_t retry_after,
                                   apr_uint32_t chance);
apr_interval_time_t tc_retry_webhook(int failures, apr_int64_t retry_after);

#endif
