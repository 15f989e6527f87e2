/* Fields that a post had once, to be put back: without what has gone since. */
#ifndef TC_EDITING_OLD_FIELDS_H
#define TC_EDITING_OLD_FIELDS_H

#include <apr_tables.h>

#include "base/json/json.h"
#include "core/error.h"
#include "http/context.h"
#include "rest/table.h"

typedef struct {
    const tc_json_t *fields;         /* of a PATCH; slug and status stay */
    const apr_array_header_t *media; /* apr_int64_t: all that they mention */
    const char *missing; /* JSON array of the ids of media that are no more */
} tc_old_fields_t;

/* json: a revision's. A category that is no more is null, a block whose medium
 * is no more is left out. Errors: of the database. */
tc_error_t *tc_old_fields_read(tc_ctx_t *ctx, const char *json,
                               tc_old_fields_t *old);

/* Content with only the media that there are; *missing, of all of fields (ids,
 * comma-separated) and content (JSON text): those that are not, a JSON array.
 * *content: NULL where it can stay. */
tc_error_t *tc_old_fields_content(tc_ctx_t *ctx, const char *fields,
                                  const char **content, const char **missing);

/* Add the member missing_media (a JSON array) to the post that is replied. */
void tc_old_fields_reply(tc_ctx_t *ctx, const char *missing);

extern const tc_shape_t tc_old_fields_post; /* a post with missing_media */

#endif
