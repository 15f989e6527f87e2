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

/* With a reference for the caller; NULL where it is not there, torn, or the
 * provider is busy for long. */
tc_item_t *tc_entries_get(apr_pool_t *p, const tc_origin_t *wanted);

/* Does nothing where the provider is busy or the item too large for it. */
void tc_entries_put(apr_pool_t *p, const tc_item_t *item);

/* Hooks of the socache provider. */
apr_status_t tc_entries_pre_config(apr_pool_t *pconf);
apr_status_t tc_entries_post_config(apr_pool_t *pconf, server_rec *s);

#endif
