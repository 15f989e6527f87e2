/*
 * JSON text in, JSON text out. The only unit that knows jansson.
 *
 * A value read by tc_json_parse lives until its pool is cleared; values got
 * from it (members, elements, strings) are borrowed and live as long.
 */
#ifndef TC_BASE_JSON_JSON_H
#define TC_BASE_JSON_JSON_H

#include <apr_pools.h>
#include <apr_tables.h>

#define TC_JSON_MAX_DEPTH 100
#define TC_JSON_MAX_VALUES 100000

typedef struct tc_json tc_json_t; /* opaque: a value inside a parsed text */

typedef enum {
    TC_JSON_NULL,
    TC_JSON_BOOL,
    TC_JSON_INT,
    TC_JSON_REAL,
    TC_JSON_STRING,
    TC_JSON_ARRAY,
    TC_JSON_OBJECT
} tc_json_kind_t;

/*
 * Parse any JSON text (RFC 8259; a scalar is allowed at the top). NUL inside
 * strings is kept; duplicate keys: the last one counts. Refused: bad UTF-8,
 * lone surrogates, nesting deeper than TC_JSON_MAX_DEPTH, more values than
 * TC_JSON_MAX_VALUES (the text itself and all members and elements in it),
 * numbers that do not fit (1e400, integers beyond 64 bits), a NUL in a name,
 * trailing text.
 * Returns NULL and sets *error (from p; a short sentence with line and
 * column, free of the client's text) on failure.
 */
tc_json_t *tc_json_parse(apr_pool_t *p, const char *text, apr_size_t len,
                         const char **error);
/* The same for what the database has of a body: it may have some values more
 * than that had. */
tc_json_t *tc_json_parse_stored(apr_pool_t *p, const char *text,
                                apr_size_t len, const char **error);
/* The same with so many values at most, for a text that is no client's. */
tc_json_t *tc_json_parse_most(apr_pool_t *p, const char *text, apr_size_t len,
                              int most, const char **error);

tc_json_kind_t tc_json_kind(const tc_json_t *value);

/* What Python would call the value's type: dict list str int float bool
 * NoneType; these names stand in the contract's error texts. */
const char *tc_json_python_type(const tc_json_t *value);

/* Object member by name, NULL where absent or where value is no object. */
tc_json_t *tc_json_get(const tc_json_t *object, const char *key);

/* Number of members or elements, 0 for scalars. */
apr_size_t tc_json_size(const tc_json_t *value);
tc_json_t *tc_json_at(const tc_json_t *array, apr_size_t index);

/* Walk an object's members in their order: false from visit stops. */
typedef int (*tc_json_visit_fn)(void *baton, const char *key,
                                tc_json_t *value);
void tc_json_each(const tc_json_t *object, tc_json_visit_fn visit,
                  void *baton);

/* The string's bytes (NUL-terminated; *len may be NULL; embedded NULs are
 * counted in *len). NULL where value is no string. */
const char *tc_json_string(const tc_json_t *value, apr_size_t *len);
apr_int64_t tc_json_int(const tc_json_t *value); /* 0 where no int */
double tc_json_real(const tc_json_t *value);     /* int or real, else 0 */
int tc_json_bool(const tc_json_t *value);        /* 1 only for true */

/*
 * A writer that appends to a growing buffer in a pool. Commas are put by the
 * writer; the caller opens and closes what it must. Members: key, then value.
 */
typedef struct tc_writer tc_writer_t;

#endif
