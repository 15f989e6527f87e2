/*
 * Private to cache/: entries in the socache provider that the configuration
 * names, shared by all processes.
 */
#ifndef TC_CACHE_ENTRIES_H
#define TC_CACHE_ENTRIES_H

#include <apr_pools.h>
#include <httpd.h>

#include "cache/item.h"

void tc_entries_child_init(apr_pool_t *pchild, server_rec *s);

/* Bytes of entries that this child may hold itself: all children share what
 * there is for it. */
apr_size_t tc_entries_front_bytes(void);

/* With a reference for the caller; NULL where it is not there, torn, or the
 * provider is busy for long. */
tc_item_t *tc_entries_get(apr_pool_t *p, const tc_origin_t *wanted);

/* 0: not stored, because the provider is busy or the item too large for it. */
int tc_entries_put(apr_pool_t *p, const tc_item_t *item);

/* Hooks of the socache provider. For `httpd -t` check makes what post_config
 * would make, and leaves nothing. */
apr_status_t tc_entries_pre_config(apr_pool_t *pconf);
apr_status_t tc_entries_check(apr_pool_t *ptemp, server_rec *s);
apr_status_t tc_entries_post_config(apr_pool_t *pconf, server_rec *s);

#endif
