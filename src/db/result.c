#include "db/result.h"

#include <string.h>

#include <apr_strings.h>

#include "db/rows.h"

static const char *const *copy_names(apr_pool_t *p, const PGresult *result,
                                     int columns)
{
    const char **names = apr_pcalloc(p, (apr_size_t)(columns + 1) *
                                            sizeof(*names));

    for (int i = 0; i < columns; i++) {
        names[i] = apr_pstrdup(p, PQfname(result, i));
    }
    return names;
}

tc_rows_t *tc_result_rows(apr_pool_t *p, const PGresult *result)
{
    tc_rows_t *rows = apr_pcalloc(p, sizeof(*rows));
    /* COPY's results have columns but no rows. */
    int readable = PQresultStatus(result) == PGRES_TUPLES_OK;
    apr_size_t count;
    const char **cells;
    apr_size_t *lengths;

    rows->count = readable ? PQntuples(result) : 0;
    rows->columns = readable ? PQnfields(result) : 0;
    rows->affected = (int)apr_atoi64(PQcmdTuples((PGresult *)result));
    rows->names = copy_names(p, result, rows->columns);
    rows->tags = apr_array_make(p, 0, sizeof(const char *));

    count = (apr_size_t)rows->count * (apr_size_t)rows->columns;
    cells = apr_pcalloc(p, (count + 1) * sizeof(*cells));
    lengths = apr_pcalloc(p, (count + 1) * sizeof(*lengths));
    for (apr_size_t i = 0; i < count; i++) {
        int row = (int)(i / (apr_size_t)rows->columns);
        int column = (int)(i % (apr_size_t)rows->columns);

        if (!PQgetisnull(result, row, column)) {
            lengths[i] = (apr_size_t)PQgetlength(result, row, column);
            cells[i] = apr_pstrmemdup(p, PQgetvalue(result, row, column),
                                      lengths[i]);
        }
    }
    rows->cells = cells;
    rows->lengths = lengths;
    return rows;
}

static int stands_in(const apr_array_header_t *tags, const char *tag,
                     apr_size_t len)
{
    for (int i = 0; i < tags->nelts; i++) {
        const char *one = APR_ARRAY_IDX(tags, i, const char *);

        if (strncmp(one, tag, len) == 0 && one[len] == '\0') {
            return 1;
        }
    }
    return 0;
}

apr_array_header_t *tc_result_tags(apr_pool_t *p, const PGresult *result)
{
    apr_array_header_t *tags = apr_array_make(p, 8, sizeof(const char *));
    const char *at = "";

    if (PQntuples(result) == 1 && PQnfields(result) == 1) {
        at = PQgetvalue(result, 0, 0); /* "" for NULL */
    }
    while (*at != '\0') {
        apr_size_t len = strcspn(at, "\n");

        if (len > 0 && !stands_in(tags, at, len)) {
            APR_ARRAY_PUSH(tags, const char *) = apr_pstrmemdup(p, at, len);
        }
        at += len + (at[len] == '\n');
    }
    return tags;
}
