/*
 * What is sent to a cache in front of the servers, and when again: the parts
 * that need neither a database nor a network.
 */
#ifndef TC_OUTBOX_KEYS_H
#define TC_OUTBOX_KEYS_H

#include <apr_pools.h>
#include <apr_tables.h>
#include <apr_time.h>

#include "core/site.h"

/* Most keys of a request: what Fastly and Cloudflare take. */
int tc_keys_most(tc_purge_form_t form);

/* The keys of tags (const char *), each once; names as answers carry them in
 * Surrogate-Key. Array of const char *, from p. */
apr_array_header_t *tc_keys_names(apr_pool_t *p, apr_uint64_t site,
                                  const apr_array_header_t *tags);

/* {"tags":[...]}, from p. */
const char *tc_keys_json(apr_pool_t *p, const apr_array_header_t *names);

/*
 * How long to wait after `failures` (from 1) in a row: 1, 2, 4 ... 60
 * seconds, a quarter more or less as `chance` (any number) says, and never
 * less than the cache asked for (retry_after seconds, an hour at most; below
 * 1: it did not).
 */
apr_interval_time_t tc_keys_wait(int failures, apr_int64_t retry_after,
                                 apr_uint32_t chance);

#endif
