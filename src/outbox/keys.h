/*
 * What is sent to a cache in front of the servers: the parts that need neither
 * a database nor a network.
 */
#ifndef TC_OUTBOX_KEYS_H
#define TC_OUTBOX_KEYS_H

#include <apr_pools.h>
#include <apr_tables.h>

#include "core/site.h"
#include "outbox/message.h"

/* Most keys of a request: what Fastly and Cloudflare take. */
int tc_keys_most(tc_purge_form_t form);

/* The keys of tags (const char *), each once; names as answers carry them in
 * Surrogate-Key. Array of const char *, from p. */
apr_array_header_t *tc_keys_names(apr_pool_t *p, apr_uint64_t site,
                                  const apr_array_header_t *tags);

/* {"tags":[...]}, from p. */
const char *tc_keys_json(apr_pool_t *p, const apr_array_header_t *names);

/* What is sent to the cache at `target`; of it, the names and p. */
tc_message_t *tc_keys_message(apr_pool_t *p, const tc_purge_target_t *target,
                              const apr_array_header_t *names);

#endif
