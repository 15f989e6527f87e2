/* The table of a process: set-associative, bounded in bytes. */
#include "cache/front.h"

#include <sched.h>
#include <stdlib.h>
#include <string.h>

#include "cache/item.h"
#include "cache/segment.h"

#define SETS 1024
#define WAYS 4
#define SPINS 200
#define ITEM_SHARE 8 /* an item may take one eighth of the whole */
#define RECENT_SECONDS 10

typedef struct {
    unsigned char locked;
    tc_item_t *ways[WAYS];
} __attribute__((aligned(TC_LINE))) set_t;

struct tc_front {
    set_t sets[SETS];
    apr_size_t limit;
    apr_size_t bytes;
    apr_uint32_t hand; /* the set that is trimmed next */
};

static void lock(set_t *set)
{
    while (__atomic_test_and_set(&set->locked, __ATOMIC_ACQUIRE)) {
        int spins = 0;

        while (__atomic_load_n(&set->locked, __ATOMIC_RELAXED)) {
            /* The holder may have lost its processor: let it go on. */
            if (++spins >= SPINS) {
                sched_yield();
                spins = 0;
            }
        }
    }
}

static void unlock(set_t *set)
{
    __atomic_clear(&set->locked, __ATOMIC_RELEASE);
}

static set_t *set_of(tc_front_t *front, apr_uint64_t hash)
{
    return &front->sets[hash % SETS];
}

static apr_uint32_t seconds(apr_time_t now)
{
    return (apr_uint32_t)apr_time_sec(now);
}

static apr_uint32_t used(tc_item_t *item)
{
    return __atomic_load_n(&item->used, __ATOMIC_RELAXED);
}

tc_front_t *tc_front_make(apr_size_t limit)
{
    tc_front_t *front = aligned_alloc(TC_LINE, sizeof(*front));

    if (front != NULL) {
        memset(front, 0, sizeof(*front));
        front->limit = limit;
    }
    return front;
}

static void let_go(tc_front_t *front, tc_item_t *item)
{
    if (item != NULL) {
        __atomic_fetch_sub(&front->bytes, item->size, __ATOMIC_RELAXED);
        tc_item_drop(item);
    }
}

void tc_front_free(tc_front_t *front)
{
    for (int at = 0; at < SETS * WAYS; at++) {
        let_go(front, front->sets[at / WAYS].ways[at % WAYS]);
    }
    free(front);
}

tc_item_t *tc_front_get(tc_front_t *front, const tc_origin_t *wanted,
                        apr_time_t now)
{
    set_t *set = set_of(front, wanted->hash);
    tc_item_t *found = NULL;

    lock(set);
    for (int way = 0; way < WAYS; way++) {
        if (set->ways[way] != NULL &&
            tc_item_origin_is(&set->ways[way]->origin, wanted)) {
            found = set->ways[way];
            tc_item_hold(found);
            break;
        }
    }
    unlock(set);
    if (found != NULL && used(found) != seconds(now)) {
        __atomic_store_n(&found->used, seconds(now), __ATOMIC_RELAXED);
    }
    return found;
}

/* The way that item shall take: its key's, a free one, or the one that was
 * not used for longest. -1 where a newer item of the key stands. */
static int choose_way(const set_t *set, const tc_item_t *item)
{
    int best = 0;

    for (int way = 0; way < WAYS; way++) {
        if (set->ways[way] != NULL &&
            tc_item_origin_is(&set->ways[way]->origin, &item->origin)) {
            return set->ways[way]->origin.sequence > item->origin.sequence
                       ? -1
                       : way;
        }
    }
    for (int way = 0; way < WAYS; way++) {
        if (set->ways[way] == NULL) {
            return way;
        }
        if (used(set->ways[way]) < used(set->ways[best])) {
            best = way;
        }
    }
    return best;
}

/* Takes the item of the set out that was not used for longest, if that was
 * before `before`. */
static tc_item_t *oldest_out(set_t *set, apr_uint32_t before)
{
    tc_item_t *out = NULL;
    int best = -1;

    lock(set);
    for (int way = 0; way < WAYS; way++) {
        if (set->ways[way] != NULL && used(set->ways[way]) < before &&
            (best < 0 || used(set->ways[way]) < used(set->ways[best]))) {
            best = way;
        }
    }
    if (best >= 0) {
        out = set->ways[best];
        set->ways[best] = NULL;
    }
    unlock(set);
    return out;
}

/* Once around for what is not in use, then for anything. */
static void trim(tc_front_t *front, apr_time_t now)
{
    for (int turn = 0;
         turn < (1 + WAYS) * SETS && tc_front_bytes(front) > front->limit;
         turn++) {
        apr_uint32_t at = __atomic_fetch_add(&front->hand, 1,
                                             __ATOMIC_RELAXED);
        apr_uint32_t before = turn < SETS ? seconds(now) - RECENT_SECONDS
                                          : APR_UINT32_MAX;

        let_go(front, oldest_out(&front->sets[at % SETS], before));
    }
}

void tc_front_put(tc_front_t *front, tc_item_t *item, apr_time_t now)
{
    set_t *set = set_of(front, item->origin.hash);
    tc_item_t *out = NULL;
    int way;

    if (item->size > front->limit / ITEM_SHARE) {
        return;
    }
    __atomic_store_n(&item->used, seconds(now), __ATOMIC_RELAXED);
    tc_item_hold(item);
    __atomic_fetch_add(&front->bytes, item->size, __ATOMIC_RELAXED);
    lock(set);
    way = choose_way(set, item);
    if (way >= 0) {
        out = set->ways[way];
        set->ways[way] = item;
    }
    unlock(set);
    let_go(front, way >= 0 ? out : item);
    trim(front, now);
}

void tc_front_remove(tc_front_t *front, tc_item_t *item)
{
    set_t *set = set_of(front, item->origin.hash);
    int found = 0;

    lock(set);
    for (int way = 0; way < WAYS && !found; way++) {
        if (set->ways[way] == item) {
            set->ways[way] = NULL;
            found = 1;
        }
    }
    unlock(set);
    if (found) {
        let_go(front, item);
    }
}

apr_size_t tc_front_bytes(tc_front_t *front)
{
    return __atomic_load_n(&front->bytes, __ATOMIC_RELAXED);
}
