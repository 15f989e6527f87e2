/* The fields of a working copy: a post's that are only written down, so that
 * what is incomplete is no error. */
#ifndef TC_EDITING_COPY_FIELDS_H
#define TC_EDITING_COPY_FIELDS_H

#include "base/json/json.h"
#include "core/error.h"
#include "http/context.h"
#include "rest/values.h"

typedef struct {
    const char *json;      /* the known members, as they were sent */
    const char *media;     /* ids that they mention, as a PostgreSQL array */
    const char *positions; /* of each in the blocks, or NULL: "{100,NULL}" */
} tc_copy_fields_t;

/* The body of a PUT. Errors: those of tc_body_object; 400 for a wrong type, a
 * limit, a block type or a mark. */
tc_error_t *tc_copy_fields_read(tc_ctx_t *ctx, tc_copy_fields_t **copy);

/* What was written down, as JSON. It has been checked: never NULL, unless
 * somebody changed it by SQL; an empty object then. */
const tc_json_t *tc_copy_fields_parse(apr_pool_t *p, const char *json);

/* Their values, for what is to be shown of them; as tc_fields_check. */
tc_values_t *tc_copy_fields_values(tc_ctx_t *ctx, const tc_json_t *fields);

#endif
