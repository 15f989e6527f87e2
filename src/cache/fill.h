/*
 * Private to cache/: one thread of a process reads a key from the database,
 * the others wait for it.
 */
#ifndef TC_CACHE_FILL_H
#define TC_CACHE_FILL_H

#include <apr_pools.h>

#include "cache/cache.h"
#include "cache/due.h"
#include "cache/item.h"

typedef struct tc_fills tc_fills_t;     /* the keys being filled */
typedef struct tc_filling tc_filling_t; /* one of them */

struct tc_fill {
    tc_fills_t *fills;
    tc_filling_t *filling; /* NULL once it is over */
    tc_origin_t origin;    /* key copied; slots not set */
    tc_due_t due_seen;
    apr_time_t started;
};

typedef enum {
    TC_FILL_MINE,     /* *fill is set: the caller fills */
    TC_FILL_STORED,   /* another one has: look again */
    TC_FILL_GIVEN_UP, /* another one could not */
    TC_FILL_TIMED_OUT
} tc_fill_result_t;

/* From pool; NULL where the system refuses a lock. */
tc_fills_t *tc_fill_make(apr_pool_t *pool);

/* The right to fill `wanted`, or what became of the one who has it. The
 * right ends with tc_fill_end or with p. */
tc_fill_result_t tc_fill_begin(tc_fills_t *fills, apr_pool_t *p,
                               const tc_origin_t *wanted, apr_time_t deadline,
                               tc_fill_t **fill);

/* 1 where other threads wait for it now. */
int tc_fill_is_awaited(const tc_fill_t *fill);

/* Nothing happens where it is over already. */
void tc_fill_end(tc_fill_t *fill, int stored);

#endif
