/*
 * Where the files of a site lie, below TalecraftMediaRoot:
 *
 *   tmp/                                   uploads that are being received
 *   originals/ab/cd/<sha256>.<ext>         as uploaded; never served as such
 *   public/ab/<key>/<digest>-<name>.webp   what TalecraftMediaURL shows;
 *                   <digest>-video.<ext>   of a video a copy
 *   lock                                   uploads share it, the sweeper
 *                                          takes it alone
 *   site                                   which database the files belong to
 *
 * Files appear whole (temp, fsync, rename, fsync of the folder) and never
 * change. All folders are httpd's; where the decoders have a user of their
 * own (TalecraftMediaUser) its group may read originals and write into the
 * folder of a key.
 *
 * Callers name a file by what it is; its path is known to the store's own
 * sources alone (store_path.h). sha256, extension and key are checked by
 * the caller: they come from the database or from us. store_list.h lists
 * what there is, store_owner.h tells whose it is.
 */
#ifndef TC_MEDIA_STORE_H
#define TC_MEDIA_STORE_H

#include <apr_file_io.h>
#include <apr_pools.h>

#include "core/site.h"

/* 1 where the site has a store. All else here is for such a site. */
int tc_store_is_set(const tc_site_t *site);
/* Its root, for lines of the log. */
const char *tc_store_root(const tc_site_t *site);

/* A site that has a store there and nothing else, from p, for a program beside
 * httpd. */
const tc_site_t *tc_store_of(apr_pool_t *p, const char *root);

/* Whether its folders are there and files can be made in them now; the errno
 * of what is not so (EROFS, ENOENT where a disk is not mounted ...). */
apr_status_t tc_store_usable(apr_pool_t *p, const tc_site_t *site);

/* Whether there is anything to read in it: 0 where a disk is not mounted. */
int tc_store_is_there(apr_pool_t *p, const tc_site_t *site);

/* 1 where path is <2 hex>/<32 hex>/<name>, the first two digits being the
 * key's, the name of the store's form (what follows TalecraftMediaURL). */
int tc_store_is_public_path(const char *path);
/* The digest of the content that such a path names, from p. */
const char *tc_store_public_digest(apr_pool_t *p, const char *path);
/* 1 where name is "<16 hex>-<word>.<ext>". */
int tc_store_is_public_name(const char *name);

/* A file that is being received: written by its descriptor, not yet in the
 * store. What is not put there goes with the pool. */
typedef struct {
    int fd; /* -1: put or dropped */
    /* the store's own */
    const char *path; /* NULL: put or dropped */
    const tc_site_t *site;
} tc_store_temp_t;

/* A new one, readable for the decoders' group; from p. Errors of this and of
 * tc_store_put: errno's (ENOSPC where the disk is full); APR_EGENERAL where
 * there is no random name. */
apr_status_t tc_store_begin(apr_pool_t *p, const tc_site_t *site,
                            tc_store_temp_t **temp);
/*
 * Make it the original of this hash and extension: fsync, rename, fsync of
 * the folders. Where one of `size` bytes is there already that is kept, and
 * temp left to be dropped. To be called while the lock is held.
 */
apr_status_t tc_store_put(apr_pool_t *p, tc_store_temp_t *temp,
                          const char *sha256, const char *extension,
                          apr_off_t size);
/* Close and remove it unless it was put; does no harm twice. */
void tc_store_drop(tc_store_temp_t *temp);

/* Open what is stored, from p; flags as of apr_file_open. A public path that
 * is not of the store's form is ENOENT. */
apr_status_t tc_store_open_original(apr_pool_t *p, const tc_site_t *site,
                                    const char *sha256, const char *extension,
                                    apr_int32_t flags, apr_file_t **file);
apr_status_t tc_store_open_public(apr_pool_t *p, const tc_site_t *site,
                                  const char *path, apr_int32_t flags,
                                  apr_file_t **file);
/* Where a public file lies, for httpd's own r->filename and the log; where
 * path is none of the store's form, the folder of all. */
const char *tc_store_public_filename(apr_pool_t *p, const tc_site_t *site,
                                     const char *path);

/* The folder of a key, which decoders may write into; it is on disk. */
apr_status_t tc_store_make_public(apr_pool_t *p, const tc_site_t *site,
                                  const char *key);

/* Where a job finds its file and puts what it makes of it: paths for the
 * decoder, which knows nothing else of the store. */
typedef struct {
    const char *original;
    const char *directory; /* made by tc_store_make_public */
} tc_store_places_t;

/* The places of a job, from p. */
tc_store_places_t tc_store_places(apr_pool_t *p, const tc_site_t *site,
                                  const char *sha256, const char *extension,
                                  const char *key);

/* The lock between uploads (shared, waits) and the sweeper (alone, never
 * waits: APR_EAGAIN). Held until tc_store_unlock. */
apr_status_t tc_store_lock(apr_pool_t *p, const tc_site_t *site, int alone,
                           int *fd);
void tc_store_unlock(int fd);

/* Remove what belongs to a row that is gone. Missing files are fine; the
 * first thing that cannot be removed is told, and the rest still goes. */
apr_status_t tc_store_remove_original(apr_pool_t *p, const tc_site_t *site,
                                      const char *sha256,
                                      const char *extension);
apr_status_t tc_store_remove_public(apr_pool_t *p, const tc_site_t *site,
                                    const char *key);
/* And of a key's videos all but the one of this name. */
apr_status_t tc_store_keep_video(apr_pool_t *p, const tc_site_t *site,
                                 const char *key, const char *name);

#endif
