/*
 * Stored files to clients. Public ones are found under TalecraftMediaURL and
 * sent by these hooks of mod_talecraft.c; originals by the API.
 */
#ifndef TC_MEDIA_SERVE_H
#define TC_MEDIA_SERVE_H

#include <httpd.h>

#include "core/config.h"
#include "core/error.h"

/*
 * Hooks for requests under the site's TalecraftMediaURL; DECLINED for all
 * others. translate_name: APR_HOOK_FIRST, so that no Alias or front
 * controller swallows them; map_to_storage: before core's, APR_HOOK_FIRST
 * (<Location> sections still apply); handler: APR_HOOK_FIRST.
 * GET and HEAD; ranges; immutable; 404 for a path that is not exactly of the
 * store's form.
 */
int tc_media_translate_name(request_rec *r);
int tc_media_map_to_storage(request_rec *r);
int tc_media_handler(request_rec *r);

/*
 * Send an original as an attachment named original_name, with ranges, ETag
 * and 304. NULL: the answer is out (also 304 and the like); an error: nothing
 * was sent. Cache-Control and the like may be set by the caller before.
 */
tc_error_t *tc_media_send_original(request_rec *r, const tc_site_t *site,
                                   const char *sha256, const char *extension,
                                   const char *mime_type,
                                   const char *original_name);

#endif
