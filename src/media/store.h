/*
 * Where the files of a site lie, below TalecraftMediaRoot:
 *
 *   tmp/                                   uploads that are being received
 *   originals/ab/cd/<sha256>.<ext>         as uploaded; never served as such
 *   public/ab/<key>/<digest>-<name>.webp   what TalecraftMediaURL shows
 *   lock                                   uploads share it, the sweeper
 *                                          takes it alone
 *   site                                   which database the files belong to
 *
 * Files appear whole (temp, fsync, rename, fsync of the folder) and never
 * change. All folders are httpd's; where the decoders have a user of their
 * own (TalecraftMediaUser) its group may read originals and write into the
 * folder of a key.
 */
#ifndef TC_MEDIA_STORE_H
#define TC_MEDIA_STORE_H

#include <apr_pools.h>

#include "core/site.h"

#define TC_STORE_DIR_MODE 02750    /* the group may look */
#define TC_STORE_PUBLIC_MODE 02770 /* and put files here */

/* Paths, from p. sha256, key and extension are checked by the caller (they
 * come from the database or from us). */
const char *tc_store_original(apr_pool_t *p, const tc_site_t *site,
                              const char *sha256, const char *extension);
const char *tc_store_public_dir(apr_pool_t *p, const tc_site_t *site,
                                const char *key);
const char *tc_store_tmp_dir(apr_pool_t *p, const tc_site_t *site);

/* 1 where path is <2 hex>/<32 hex>/<name>, the first two digits being the
 * key's, the name of the store's form (what follows TalecraftMediaURL). */
int tc_store_is_public_path(const char *path);
/* 1 where name is "<16 hex>-<word>.<ext>". */
int tc_store_is_public_name(const char *name);

/* Make a folder and those above it (mode 2750, group inherited). The folders
 * above have to be synced for it to be on disk. */
apr_status_t tc_store_make_dirs(apr_pool_t *p, const char *path);
/* The folder of a key, which decoders may write into; it is on disk. */
apr_status_t tc_store_make_public_dir(apr_pool_t *p, const tc_site_t *site,
                                      const char *key);
/* fsync of a folder, and of so many above it. */
apr_status_t tc_store_sync_dirs(apr_pool_t *p, const char *path, int above);

/* The lock between uploads (shared, waits) and the sweeper (alone, never
 * waits: APR_EAGAIN). Held until tc_store_unlock. */
apr_status_t tc_store_lock(apr_pool_t *p, const tc_site_t *site, int alone,
                           int *fd);
void tc_store_unlock(int fd);

/* A video among the public files: a hard link of the original (a copy where
 * links are not possible). *name: "<digest>-video.<ext>", from p. */
apr_status_t tc_store_publish_video(apr_pool_t *p, const tc_site_t *site,
                                    const char *key, const char *sha256,
                                    const char *extension, const char **name);

/* Remove what belongs to a row that is gone. Missing files are fine; the
 * first thing that cannot be removed is told, and the rest still goes. */
apr_status_t tc_store_remove_original(apr_pool_t *p, const tc_site_t *site,
                                      const char *sha256,
                                      const char *extension);
apr_status_t tc_store_remove_public(apr_pool_t *p, const tc_site_t *site,
                                    const char *key);

#endif
