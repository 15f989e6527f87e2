/*
 * Statements put together before: what a process remembers of them, so that
 * a call which chooses the same parts and pieces again costs no walk through
 * the text. Nothing of a call's values is kept.
 *
 * Any number of threads may use one table at once, without a lock. What is
 * in it stays; where it is full a statement is put together for each call.
 */
#ifndef TC_DB_SQL_KEPT_H
#define TC_DB_SQL_KEPT_H

#include "db/sql.h"

typedef struct tc_sql_kept tc_sql_kept_t;

/* From p; what it holds besides is freed with p. */
tc_sql_kept_t *tc_sql_kept_make(apr_pool_t *p);

/* As tc_sql_finish; the call's text lives as long as the table or the
 * statement's pool, whichever ends first. */
const tc_sql_call_t *tc_sql_kept_finish(tc_sql_kept_t *kept, tc_sql_t *sql);

#endif
