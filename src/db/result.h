/* From libpq's result to rows in the caller's pool. Inside db/ only. */
#ifndef TC_DB_RESULT_H
#define TC_DB_RESULT_H

#include <libpq-fe.h>

#include "db/rows.h"

/* Copies all of it; the result may be cleared afterwards. */
tc_rows_t *tc_result_rows(apr_pool_t *p, const PGresult *result);

/* The tags in a result of the statement db_tags, each once: const char *, from
 * p. */
apr_array_header_t *tc_result_tags(apr_pool_t *p, const PGresult *result);

#endif
