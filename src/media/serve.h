/*
 * Stored files to clients. Public ones are found under TalecraftMediaURL by
 * these hooks of mod_talecraft.c; src/api has them sent, and originals.
 */
#ifndef TC_MEDIA_SERVE_H
#define TC_MEDIA_SERVE_H

#include <httpd.h>

#include "core/site.h"
#include "core/error.h"

/*
 * Hooks for requests under the site's TalecraftMediaURL; DECLINED for all
 * others. translate_name: APR_HOOK_FIRST, so that no Alias or front
 * controller swallows them; map_to_storage: before core's, APR_HOOK_FIRST
 * (<Location> sections still apply).
 */
int tc_serve_translate_name(request_rec *r);
int tc_serve_map_to_storage(request_rec *r);

/* 1 for a request under TalecraftMediaURL, and for one whose path is exactly
 * of the store's form, whether or not there is such a file. */
int tc_serve_is_below(const request_rec *r, const tc_site_t *site);
int tc_serve_is_file(const request_rec *r, const tc_site_t *site);

/* Answer a GET or HEAD under TalecraftMediaURL: ranges; immutable; 404 where
 * there is no such file, 503 where the store is gone. Returns what a content
 * handler returns. */
int tc_serve_public(request_rec *r, const tc_site_t *site);

/*
 * Send an original as an attachment named original_name, with ranges, ETag
 * and 304. NULL: the answer is out (also 304 and the like); an error: nothing
 * was sent. Cache-Control and the like may be set by the caller before.
 */
tc_error_t *tc_serve_original(request_rec *r, const tc_site_t *site,
                              const char *sha256, const char *extension,
                              const char *mime_type,
                              const char *original_name);

#endif
