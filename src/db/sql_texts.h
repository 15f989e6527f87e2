/* The statements of sql/queries; made into C by apxs/sql2c.pl. */
#ifndef TC_DB_SQL_TEXTS_H
#define TC_DB_SQL_TEXTS_H

#include "db/sql.h"

extern const tc_sql_text_t tc_sql_texts[]; /* sorted by name */
extern const apr_size_t tc_sql_texts_count;

#endif
