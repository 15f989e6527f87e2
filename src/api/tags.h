/* Handlers of /tags/, its tables, and how a name is told. */
#ifndef TC_API_TAGS_H
#define TC_API_TAGS_H

#include "core/error.h"
#include "http/context.h"
#include "rest/list.h"
#include "rest/table.h"

/* The slug that a name makes, from p, by which names are told apart. *bare is
 * 1 where nothing of the name is left in it: then the name itself tells. */
const char *tc_api_tags_slug(apr_pool_t *p, const char *name, int *bare);

extern const tc_list_t tc_api_tags_page;
tc_error_t *tc_api_tags_read(tc_ctx_t *ctx);
tc_error_t *tc_api_tags_read_slug(tc_ctx_t *ctx);
tc_error_t *tc_api_tags_create(tc_ctx_t *ctx);
tc_error_t *tc_api_tags_update(tc_ctx_t *ctx); /* PUT and PATCH */
tc_error_t *tc_api_tags_delete(tc_ctx_t *ctx);
tc_error_t *tc_api_tags_merge(tc_ctx_t *ctx);
extern const tc_fields_t tc_api_tags_fields;
extern const tc_fields_t tc_api_tags_merge_fields;
extern const tc_shape_t tc_api_tags_shape;
extern const tc_shape_t tc_api_tags_reference; /* in a post */
extern const tc_shape_t tc_api_tags_name; /* in an item of a list of posts */

#endif
