/*
 * Keys being filled: 16 lists, each with a lock and a condition. A key's node
 * belongs to the filler and to those who wait; the last one frees it.
 */
#include "cache/fill.h"

#include <stdlib.h>

#include <apr_strings.h>
#include <apr_thread_cond.h>
#include <apr_thread_mutex.h>

#include "cache/cache.h"
#include "cache/item.h"

#define SHARDS 16

struct tc_filling {
    struct tc_filling *next;
    const tc_origin_t *origin; /* of the filler; valid while in the list */
    int over;
    int stored;
    int refs;
};

typedef struct {
    apr_thread_mutex_t *mutex;
    apr_thread_cond_t *cond;
    tc_filling_t *first;
} shard_t;

struct tc_fills {
    shard_t shards[SHARDS];
};

tc_fills_t *tc_fill_make(apr_pool_t *pool)
{
    tc_fills_t *fills = apr_pcalloc(pool, sizeof(*fills));

    for (int at = 0; at < SHARDS; at++) {
        shard_t *shard = &fills->shards[at];

        if (apr_thread_mutex_create(&shard->mutex, APR_THREAD_MUTEX_DEFAULT,
                                    pool) != APR_SUCCESS ||
            apr_thread_cond_create(&shard->cond, pool) != APR_SUCCESS) {
            return NULL;
        }
    }
    return fills;
}

static shard_t *shard_of(tc_fills_t *fills, const tc_origin_t *origin)
{
    /* the low bits choose the set of the front */
    return &fills->shards[(origin->hash >> 32) % SHARDS];
}

static tc_filling_t *find(const shard_t *shard, const tc_origin_t *wanted)
{
    tc_filling_t *at = shard->first;

    while (at != NULL && !tc_item_origin_is(at->origin, wanted)) {
        at = at->next;
    }
    return at;
}

static void unref(tc_filling_t *filling)
{
    if (--filling->refs == 0) {
        free(filling);
    }
}

/* With the shard's lock held. */
static tc_fill_result_t wait_for(shard_t *shard, tc_filling_t *filling,
                                 apr_time_t deadline)
{
    tc_fill_result_t result = TC_FILL_TIMED_OUT;
    apr_time_t left = deadline - apr_time_now();

    filling->refs++;
    while (!filling->over && left > 0) {
        apr_thread_cond_timedwait(shard->cond, shard->mutex, left);
        left = deadline - apr_time_now();
    }
    if (filling->over) {
        result = filling->stored ? TC_FILL_STORED : TC_FILL_GIVEN_UP;
    }
    unref(filling);
    return result;
}

static apr_status_t give_up(void *data)
{
    tc_fill_end(data, 0);
    return APR_SUCCESS;
}

/* Made without the lock; NULL where there is no memory. */
static tc_fill_t *make(tc_fills_t *fills, apr_pool_t *p,
                       const tc_origin_t *wanted)
{
    tc_fill_t *fill = apr_pcalloc(p, sizeof(*fill));

    fill->filling = calloc(1, sizeof(*fill->filling));
    if (fill->filling == NULL) {
        return NULL;
    }
    fill->fills = fills;
    fill->origin = *wanted;
    fill->origin.key = apr_pmemdup(p, wanted->key, wanted->key_len);
    fill->filling->origin = &fill->origin;
    fill->filling->refs = 1;
    return fill;
}

tc_fill_result_t tc_fill_begin(tc_fills_t *fills, apr_pool_t *p,
                               const tc_origin_t *wanted, apr_time_t deadline,
                               tc_fill_t **fill)
{
    shard_t *shard = shard_of(fills, wanted);
    tc_fill_t *mine = make(fills, p, wanted);
    tc_fill_result_t result = TC_FILL_MINE;
    tc_filling_t *others;

    if (mine == NULL) {
        return TC_FILL_GIVEN_UP;
    }
    apr_thread_mutex_lock(shard->mutex);
    others = find(shard, wanted);
    if (others != NULL) {
        result = wait_for(shard, others, deadline);
    }
    else {
        mine->filling->next = shard->first;
        shard->first = mine->filling;
    }
    apr_thread_mutex_unlock(shard->mutex);
    if (result != TC_FILL_MINE) {
        free(mine->filling);
        return result;
    }
    apr_pool_cleanup_register(p, mine, give_up, apr_pool_cleanup_null);
    *fill = mine;
    return TC_FILL_MINE;
}

int tc_fill_is_awaited(const tc_fill_t *fill)
{
    shard_t *shard = shard_of(fill->fills, &fill->origin);
    int awaited;

    apr_thread_mutex_lock(shard->mutex);
    awaited = fill->filling->refs > 1;
    apr_thread_mutex_unlock(shard->mutex);
    return awaited;
}

void tc_fill_end(tc_fill_t *fill, int stored)
{
    shard_t *shard = shard_of(fill->fills, &fill->origin);
    tc_filling_t *filling = fill->filling;
    tc_filling_t **at;

    if (filling == NULL) {
        return;
    }
    fill->filling = NULL;
    apr_thread_mutex_lock(shard->mutex);
    for (at = &shard->first; *at != filling; at = &(*at)->next) {
    }
    *at = filling->next;
    filling->over = 1;
    filling->stored = stored;
    unref(filling);
    apr_thread_cond_broadcast(shard->cond);
    apr_thread_mutex_unlock(shard->mutex);
}
