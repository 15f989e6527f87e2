/*
 * How the text of a statement is read: its lines with their marks, and what
 * in it can hold no parameter. Inside db/ only.
 */
#ifndef TC_DB_SCAN_H
#define TC_DB_SCAN_H

#include <apr.h>

/* A stretch of a text. */
typedef struct {
    const char *at;
    apr_size_t len;
} tc_sql_span_t;

typedef enum {
    TC_SQL_TEXT,
    TC_SQL_BEGIN, /* --? name, --? slot:piece */
    TC_SQL_END,   /* --. */
    TC_SQL_SLOT,  /* --@ slot */
    TC_SQL_BAD    /* looks like a mark and is none */
} tc_sql_kind_t;

typedef struct {
    tc_sql_kind_t kind;
    tc_sql_span_t text;  /* the line with its end of line */
    tc_sql_span_t name;  /* of BEGIN and SLOT: before the colon */
    tc_sql_span_t piece; /* of BEGIN: after the colon; at = NULL without */
} tc_sql_line_t;

int tc_scan_span_is(const tc_sql_span_t *span, const char *text);
int tc_scan_span_same(const tc_sql_span_t *a, const tc_sql_span_t *b);

/* The line at *at; *at moves on. 0 at the end of the text. */
int tc_scan_next_line(const char **at, tc_sql_line_t *line);

/* Reads [a-z0-9_]* and returns what is behind it. */
const char *tc_scan_take_name(const char *at, const char *end,
                              tc_sql_span_t *name);

/*
 * Behind what stands at `at` and holds no parameter: a quoted text, a
 * comment, a word, a cast; otherwise `at` itself. NULL: a quote is open.
 */
const char *tc_scan_skip_opaque(const char *at);

/* A parameter (":name") stands at `at`. */
int tc_scan_is_parameter(const char *at);

#endif
