/*
 * A file that is being received: hashed and written as it comes, in large
 * pieces, to the store's folder of temporary files. The disk begins to write
 * while the rest is still on its way, so that the fsync at the end finds
 * little to do. What is not put into the store goes with the pool.
 */
#ifndef TC_MEDIA_SPOOL_H
#define TC_MEDIA_SPOOL_H

#include <apr_pools.h>

#include "core/site.h"

typedef struct tc_spool tc_spool_t;

/* A new file for this site, readable for the decoders' group; from p. Errors
 * of this and of the next three: errno's (ENOSPC where the disk is full),
 * APR_ENOMEM and APR_EGENERAL of the library that hashes. */
apr_status_t tc_spool_open(apr_pool_t *p, const tc_site_t *site,
                           tc_spool_t **spool);
/* Append len bytes; they are the caller's again afterwards. */
apr_status_t tc_spool_add(tc_spool_t *spool, const char *bytes,
                          apr_size_t len);
/* Nothing more comes: digest gets TC_SHA256_BYTES bytes. */
apr_status_t tc_spool_end(tc_spool_t *spool, unsigned char *digest);
/* Put it into the store (tc_store_put) by what tc_spool_end has told. */
apr_status_t tc_spool_put(tc_spool_t *spool, apr_pool_t *p, const char *sha256,
                          const char *extension);

/* Close it, and remove the file unless it was put; does no harm twice. */
void tc_spool_drop(tc_spool_t *spool);

#endif
