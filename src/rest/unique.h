/*
 * Values that one row of a resource alone may have. The constraint of the
 * database decides, so that no race lets two rows have one; the database is
 * only asked first where the body is refused anyway, because all its errors
 * are told at once.
 */
#ifndef TC_REST_UNIQUE_H
#define TC_REST_UNIQUE_H

#include "core/error.h"
#include "db/db.h"
#include "http/context.h"
#include "rest/values.h"

typedef struct {
    const char *field;
    const char *statement; /* which row has :value, but for row :id */
    const char *constraint;
    const char *text; /* of the error */
} tc_unique_t;

/*
 * The 400 with all failing fields in table order, what is taken among them,
 * or NULL where nothing but that can be wrong; an error of the database.
 * ctx->id is the row that may have the value, 0 on create.
 */
tc_error_t *tc_unique_check(tc_ctx_t *ctx, tc_values_t *values,
                            const tc_unique_t *unique);

/* The 400 of a write that ran into the constraint, NULL: into another one. */
tc_error_t *tc_unique_conflict(apr_pool_t *p, const tc_unique_t *unique,
                               const tc_db_conflict_t *conflict);

#endif
