/* Rows of a result, in the pool of the call that read them. */
#ifndef TC_DB_ROWS_H
#define TC_DB_ROWS_H

#include <apr_pools.h>
#include <apr_tables.h>

/* Rows of a result, copied into the pool of the call. */
typedef struct {
    int count;
    int columns;
    const char *const *names;  /* column names */
    const char *const *cells;  /* count * columns, NULL is SQL NULL */
    const apr_size_t *lengths; /* of the cells, in bytes */
    apr_array_header_t *tags;  /* const char *: tags that a write raised */
    int affected;              /* rows of INSERT/UPDATE/DELETE */
} tc_rows_t;

/* Cell by row number and column name; NULL for SQL NULL and for a row or
 * column that is not there. */
const char *tc_rows_get(const tc_rows_t *rows, int row, const char *column);
apr_size_t tc_rows_len(const tc_rows_t *rows, int row, const char *column);
apr_int64_t tc_rows_int(const tc_rows_t *rows, int row, const char *column);
int tc_rows_bool(const tc_rows_t *rows, int row, const char *column);

#endif
