/* Members of a JSON object, found without making a tree of it. */
#ifndef TC_BASE_JSON_PICK_H
#define TC_BASE_JSON_PICK_H

#include <apr_tables.h>

/*
 * Keep only the named top-level members of a JSON object text that we made
 * ourselves (well-formed, compact); raw member texts are copied unchanged,
 * in their order. names: array of const char *. Returns text from p, NULL
 * where the text is no object.
 */
const char *tc_pick(apr_pool_t *p, const char *object, apr_size_t len,
                    const apr_array_header_t *names);

/* The same for each object of an array text. */
const char *tc_pick_each(apr_pool_t *p, const char *array, apr_size_t len,
                         const apr_array_header_t *names);

#endif
