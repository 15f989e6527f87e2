/*
 * Paths below TalecraftMediaRoot, for the store's own sources alone: all
 * others name a file by what it is (media/store.h).
 */
#ifndef TC_MEDIA_STORE_PATH_H
#define TC_MEDIA_STORE_PATH_H

#include <sys/types.h>

#include <apr_pools.h>

#include "core/site.h"

#define TC_STORE_PATH_MODE 02750        /* the group may look */
#define TC_STORE_PATH_PUBLIC_MODE 02770 /* and put files here */

/* Paths, from p. */
const char *tc_store_path_original(apr_pool_t *p, const tc_site_t *site,
                                   const char *sha256, const char *extension);
/* The folder of a key. */
const char *tc_store_path_public(apr_pool_t *p, const tc_site_t *site,
                                 const char *key);
/* What lies below the folder of all keys, AB/KEY/NAME; "": that folder. */
const char *tc_store_path_public_file(apr_pool_t *p, const tc_site_t *site,
                                      const char *below);
const char *tc_store_path_tmp(apr_pool_t *p, const tc_site_t *site);
/* Where the originals, and the folders of keys, lie whose hash or key begins
 * with this byte. */
const char *tc_store_path_originals(apr_pool_t *p, const tc_site_t *site,
                                    int first);
const char *tc_store_path_keys(apr_pool_t *p, const tc_site_t *site,
                               int first);
/* The folder that path lies in. */
const char *tc_store_path_above(apr_pool_t *p, const char *path);

/* Make a folder with this mode, and those above it with TC_STORE_PATH_MODE
 * (group inherited). *made: how many; they are on disk once the folders above
 * each are synced. */
apr_status_t tc_store_path_make(apr_pool_t *p, const char *path, mode_t mode,
                                int *made);
/* fsync of a folder, and of so many above it. */
apr_status_t tc_store_path_sync(apr_pool_t *p, const char *path, int above);

#endif
