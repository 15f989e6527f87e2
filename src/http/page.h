/*
 * Lists: which part was asked for, in which order, by which filters; and the
 * envelope around it. A list is described by a table (tc_list_t), so that
 * all lists behave alike.
 */
#ifndef TC_HTTP_PAGE_H
#define TC_HTTP_PAGE_H

#include "db/sql.h"
#include "http/context.h"

typedef enum {
    TC_FILTER_CHOICE,
    TC_FILTER_BOOLEAN,
    TC_FILTER_TIME,
    TC_FILTER_TEXT,
    TC_FILTER_REF,  /* id or slug: parts "<name>.id" and "<name>.slug" */
    TC_FILTER_SLUG  /* always a slug; "null" is the part "<name>.null" */
} tc_filter_type_t;

/* ?name=value keeps the statement's part of that name and binds :name. */
typedef struct {
    const char *name;
    tc_filter_type_t type;
    const char *const *choices;
    tc_role_t least;  /* ignored from lesser callers */
    int uncached;     /* makes the answer BYPASS */
} tc_filter_t;

typedef struct {
    const char *statement;        /* sql/queries/<statement>.sql */
    const tc_filter_t *filters;   /* ends with .name = NULL */
    const char *const *orderings; /* NULL-terminated; pieces "title.asc",
                                     "title.desc" of slot "order" */
    const char *default_order;    /* piece "default" stands for it */
    int search;                   /* takes ?search= */
    int bare;                     /* a bare array unless paged */
    const char *no_cursor;        /* an ordering without cursor, or NULL */
} tc_list_t;

#endif
