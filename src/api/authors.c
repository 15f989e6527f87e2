/* /authors/ and /people/ */
#include "api/authors.h"

#include "api/media.h"
#include "base/account/role.h"
#include "core/error.h"
#include "db/rows.h"
#include "db/sql.h"
#include "http/context.h"
#include "base/text/path.h"
#include "http/reply.h"
#include "rest/list.h"
#include "rest/parts.h"
#include "rest/statement.h"
#include "rest/table.h"

#define PERSON_NAME                                                       \
    {                                                                     \
        .name = "name", .type = TC_F_STRING, .flags = TC_FIELD_READ_ONLY, \
        .about = "First and last name, or else the user name."            \
    }

static const tc_field_t author_fields[] = {
    TC_PART_READ("username", TC_F_USERNAME, 0),
    PERSON_NAME,
    TC_PART_READ("bio", TC_F_STRING, 0),
    { .name = "website",
      .type = TC_F_URL,
      .flags = TC_FIELD_READ_ONLY | TC_FIELD_BLANK },
    { .name = "avatar",
      .type = TC_F_OBJECT,
      .flags = TC_FIELD_READ_ONLY | TC_FIELD_NULL,
      .shape = &tc_media_public },
    { .name = "post_count",
      .type = TC_F_INTEGER,
      .flags = TC_FIELD_READ_ONLY,
      .about = "Posts that the public sees." },
};

static const tc_fields_t author = TC_PART_TABLE("Author", author_fields);

const tc_shape_t tc_authors_shape = { .name = "Author",
                                      .of = &author,
                                      .about = "A user with public posts." };

static const tc_field_t role_fields[] = {
    TC_PART_ID,
    TC_PART_READ("username", TC_F_USERNAME, 0),
    PERSON_NAME,
    { .name = "role",
      .type = TC_F_CHOICE,
      .flags = TC_FIELD_READ_ONLY,
      .choices = tc_role_names },
    TC_PART_READ("is_active", TC_F_BOOLEAN, 0),
};

static const tc_fields_t role = TC_PART_TABLE("PersonWithRole", role_fields);

const tc_shape_t tc_authors_role = { .name = "PersonWithRole",
                                     .of = &role,
                                     .about = "A user who may be an author." };

static const tc_filter_t no_filters[] = { { .name = NULL } };

static const tc_filter_t role_filters[] = {
    { .name = "role", .type = TC_FILTER_CHOICE, .choices = tc_role_names },
    { .name = NULL }
};

static const tc_ordering_t author_orderings[] = {
    { .name = "default", .keys = "s" },
    { .name = "id", .keys = "" },
    { .name = "name", .keys = "s" },
    { .name = "post_count", .keys = "l" },
    { .name = NULL }
};

static const tc_ordering_t role_orderings[] = {
    { .name = "default", .keys = "s" },
    { .name = "id", .keys = "" },
    { .name = "name", .keys = "s" },
    { .name = "username", .keys = "s" },
    { .name = NULL }
};

static void prepare(tc_ctx_t *ctx, const tc_list_t *list, tc_sql_t *sql)
{
    (void)list;
    tc_sql_bind(sql, "files", ctx->files);
    tc_sql_part(sql, "public"); /* the same for all callers */
}

const tc_list_t tc_authors_page = { .statement = "authors",
                                    .filters = no_filters,
                                    .orderings = author_orderings,
                                    .prepare = prepare };

const tc_list_t tc_authors_people = { .statement = "people",
                                      .filters = role_filters,
                                      .orderings = role_orderings,
                                      .search = 1 };

tc_error_t *tc_authors_read(tc_ctx_t *ctx)
{
    tc_sql_t *sql = tc_sql_make(ctx->p, "authors_read");
    tc_rows_t *rows;
    tc_error_t *error;

    tc_sql_bind(sql, "username", tc_path_text(&ctx->named, "username"));
    tc_sql_bind(sql, "files", ctx->files);
    error = tc_statement_shown(ctx, sql, &rows, "authors");
    if (error == NULL) {
        tc_reply_row(ctx, rows);
    }
    return error;
}
