/* Handlers of /media/ and its field tables. */
#ifndef TC_API_MEDIA_H
#define TC_API_MEDIA_H

#include "core/error.h"
#include "http/context.h"
#include "rest/list.h"
#include "rest/table.h"

extern const tc_list_t tc_media_page;
tc_error_t *tc_media_read(tc_ctx_t *ctx);
tc_error_t *tc_media_upload(tc_ctx_t *ctx);
tc_error_t *tc_media_update(tc_ctx_t *ctx);
tc_error_t *tc_media_delete(tc_ctx_t *ctx);
tc_error_t *tc_media_again(tc_ctx_t *ctx);    /* /reprocess/ */
tc_error_t *tc_media_original(tc_ctx_t *ctx); /* the uploaded file */

extern const tc_fields_t tc_media_fields;
extern const tc_fields_t tc_media_upload_fields;
extern const tc_shape_t tc_media_shape;
extern const tc_shape_t tc_media_public; /* a media object in a post */
extern const char *const tc_media_types[];
extern const char *const tc_media_statuses[];

#endif
