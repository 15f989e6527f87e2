/*
 * Lists: which part was asked for, in which order, by which filters, and the
 * envelope around it. Each list is a table (tc_list_t), so all behave alike.
 *
 * <statement>_list (sql/queries/<statement>/list.sql) answers a page with the
 * columns count, unknown (where a filter can name what the public has not met:
 * such an answer is not kept), results (JSON array text), tags (lines);
 * <statement>_cursor answers `limit` rows behind a key with results, more (are
 * there further ones) and the keys of the first and last row (first_k1,
 * first_k2, first_id, last_k1 ...). Both have the slot "order" with a piece
 * "<ordering>.asc" and "<ordering>.desc" for each ordering ("default" is one),
 * the part "ordered.<ordering>" where one needs more of the statement, and a
 * part for each filter; the cursor statement has parts "keys.<ordering>",
 * "after.<ordering>.<direction>" and, for a key that can be null,
 * "after.<ordering>.<direction>.null". All of these but "ordered" are made of a
 * line for each ordering (sql/fragments/<unit>/orders.sql or <unit>.plain,
 * apxs/sql2c.pl).
 */
#ifndef TC_REST_LIST_H
#define TC_REST_LIST_H

#include "base/account/role.h"
#include "core/error.h"
#include "db/sql.h"
#include "http/context.h"

typedef enum {
    TC_FILTER_CHOICE,
    TC_FILTER_BOOLEAN,
    TC_FILTER_FLAG, /* a boolean that only widens another filter */
    TC_FILTER_TIME,
    TC_FILTER_TEXT,
    TC_FILTER_REF,    /* id or slug: parts "<name>.id" and "<name>.slug" */
    TC_FILTER_REFS,   /* ids and slugs, separated by commas: binds :<name>_ids
                       and :<name>_slugs, separated by commas too */
    TC_FILTER_WORDS,  /* some of the choices, separated by commas; of details
                        alone, others are ignored */
    TC_FILTER_SLUG,   /* always a slug; "null" is the part "<name>.null" */
    TC_FILTER_EITHER, /* a boolean: parts "<name>.yes" and "<name>.no" */
    TC_FILTER_ID,
    TC_FILTER_IDS, /* of up to 100 rows, comma-separated; :name is "1,2" */
    TC_FILTER_SLUGS,
    TC_FILTER_COUNT /* from 1; more than .most is that, what is none nothing */
} tc_filter_type_t;

/* ?name=value keeps the statement's part of that name and binds :name. */
typedef struct tc_filter {
    const char *name;
    tc_filter_type_t type;
    const char *const *choices;
    tc_role_t least;   /* ignored from lesser callers */
    int hidden;        /* and to them it is an unknown parameter */
    int uncached;      /* makes the answer BYPASS */
    const char *wider; /* TC_FILTER_REF: a flag; where it is true the parts
                          are "<name>.id.below" and "<name>.slug.below" */
    int most;          /* TC_FILTER_COUNT */
    int given;         /* TC_FILTER_IDS, _SLUGS: where no other order was asked
                          for, rows come in that of its values: pieces
                          "given.<name>.asc" and ".desc" of <statement>_list */
    const char *about;
} tc_filter_t;

/* keys: the kind of each sort key before the id: t time, T time or null, s
 * text, i 32-bit and l 64-bit integer, "" for the id alone. */
typedef struct {
    const char *name;
    const char *keys;
    int edited; /* edits of a row change its place */
} tc_ordering_t;

struct tc_list;
struct tc_shape; /* rest/table.h */
typedef void (*tc_list_prepare_fn)(tc_ctx_t *ctx, const struct tc_list *list,
                                   tc_sql_t *sql);

typedef struct tc_list {
    const char *statement;
    const tc_filter_t *filters;     /* ends with .name = NULL */
    const tc_ordering_t *orderings; /* [0] is the default order's keys, named
                                       "default"; ends with .name = NULL */
    int default_desc;               /* the default order's direction */
    int search;                     /* takes ?search= */
    const char *search_statement;   /* used instead of <statement>_list where
                                       there is a search, or NULL */
    int last_reversed;              /* <statement>_list reads the last page
                                       from the end, in the reversed order */
    int bare;                       /* a bare array unless paged */
    const char *no_cursor;          /* an ordering without cursor, or NULL */
    const struct tc_shape *whole;   /* what ?expand=detail makes of an item
                                       (expand is one of the filters), on pages
                                       of 50 at most; or NULL */
    tc_list_prepare_fn prepare;     /* visibility and further values */
} tc_list_t;

/* The handler of routes with a list (tc_route_t.list). Fills ctx->reply and
 * ctx->facts. */
tc_error_t *tc_list_handle(tc_ctx_t *ctx);

#endif
