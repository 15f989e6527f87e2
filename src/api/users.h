/* Handlers of /users/ and its field tables. */
#ifndef TC_API_USERS_H
#define TC_API_USERS_H

#include "base/text/most.h"
#include "core/error.h"
#include "db/db.h"
#include "http/context.h"
#include "rest/list.h"
#include "rest/table.h"
#include "rest/values.h"

extern const tc_list_t tc_users_page;
tc_error_t *tc_users_create(tc_ctx_t *ctx);
tc_error_t *tc_users_read(tc_ctx_t *ctx);
tc_error_t *tc_users_update(tc_ctx_t *ctx); /* PUT and PATCH */
tc_error_t *tc_users_delete(tc_ctx_t *ctx);
extern const tc_fields_t tc_users_fields;
extern const tc_shape_t tc_users_shape;
extern const tc_shape_t tc_users_person; /* a user in a post */

/*
 * The avatar that a body names, where it does: it must be a READY image, or
 * what is wrong is added to the field avatar_media. Errors: those of the
 * database.
 */
tc_error_t *tc_users_check_avatar(tc_ctx_t *ctx, tc_values_t *values);

/* The 400 where that is the conflict which a write met: the media row has been
 * deleted meanwhile. Else NULL. */
tc_error_t *tc_users_avatar_conflict(tc_ctx_t *ctx, const tc_values_t *values,
                                     const tc_db_conflict_t *conflict);

/* clang-format off: it has no form for parts of an initialiser */
/* What users tell readers of themselves; needs api/media.h. */
#define TC_USERS_PROFILE                                                      \
    TC_PART_TEXT("bio", TC_MOST_BIO),                                         \
        { .name = "website",                                                  \
          .type = TC_F_URL,                                                   \
          .flags = TC_FIELD_BLANK,                                            \
          .max = TC_MOST_WEBSITE },                                           \
    {                                                                         \
        .name = "avatar_media", .column = "avatar_media_id", .type = TC_F_PK, \
        .flags = TC_FIELD_NULL, .shape = &tc_media_public,                    \
        .about = "Id of a READY image."                                       \
    }
/* clang-format on */

#endif
