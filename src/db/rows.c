#include "db/rows.h"

#include <string.h>

#include <apr_strings.h>

/* Index of a cell, -1 where there is none. */
static int cell_of(const tc_rows_t *rows, int row, const char *column)
{
    if (rows == NULL || row < 0 || row >= rows->count) {
        return -1;
    }
    for (int i = 0; i < rows->columns; i++) {
        if (strcmp(rows->names[i], column) == 0) {
            return row * rows->columns + i;
        }
    }
    return -1;
}

const char *tc_rows_get(const tc_rows_t *rows, int row, const char *column)
{
    int cell = cell_of(rows, row, column);

    return cell >= 0 ? rows->cells[cell] : NULL;
}

apr_size_t tc_rows_len(const tc_rows_t *rows, int row, const char *column)
{
    int cell = cell_of(rows, row, column);

    return cell >= 0 ? rows->lengths[cell] : 0;
}

apr_int64_t tc_rows_int(const tc_rows_t *rows, int row, const char *column)
{
    const char *cell = tc_rows_get(rows, row, column);

    return cell != NULL ? apr_atoi64(cell) : 0;
}

int tc_rows_bool(const tc_rows_t *rows, int row, const char *column)
{
    const char *cell = tc_rows_get(rows, row, column);

    return cell != NULL && cell[0] == 't';
}
