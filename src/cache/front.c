/*
 * The table of a process: set-associative, bounded in bytes.
 *
 * Who goes is told by heat, which each find raises (up to HEAT_MAX) and each
 * look for a victim lowers: what comes new has none, so that what is read once
 * takes the place of what was read once, never that of what is read again and
 * again.
 */
#include "cache/front.h"

#include <sched.h>
#include <stdlib.h>
#include <string.h>

#include "cache/item.h"
#include "cache/segment.h"

#define WAYS 7
#define SPINS 200
#define ITEM_SHARE 8 /* an item may take one eighth of the whole */
#define HEAT_MAX 3
#define FILLED 4 /* of a set's ways, when all bytes are in use */
#define SETS_MAX 8192

/* One cache line. */
typedef struct {
    unsigned char locked;
    unsigned char hand; /* the way that is looked at first */
    tc_item_t *ways[WAYS];
} __attribute__((aligned(TC_LINE))) set_t;

struct tc_front {
    apr_size_t limit;
    apr_size_t bytes;
    apr_uint32_t count;   /* of the sets */
    apr_uint32_t hand;    /* the set that is trimmed next */
    apr_uint64_t evicted; /* to make room, since it was asked last */
    set_t sets[];
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
    return &front->sets[hash % front->count];
}

static apr_uint32_t heat(const tc_item_t *item)
{
    return __atomic_load_n(&item->heat, __ATOMIC_RELAXED);
}

/* Two at once may count as one: it is a measure. */
static void set_heat(tc_item_t *item, apr_uint32_t value)
{
    __atomic_store_n(&item->heat, value, __ATOMIC_RELAXED);
}

tc_front_t *tc_front_make(apr_size_t limit, apr_size_t each)
{
    apr_size_t count = limit / (FILLED * each);
    tc_front_t *front;

    count = count < 1 ? 1 : count > SETS_MAX ? SETS_MAX : count;
    front = aligned_alloc(TC_LINE, sizeof(*front) + count * sizeof(set_t));
    if (front != NULL) {
        memset(front, 0, sizeof(*front) + count * sizeof(set_t));
        front->limit = limit;
        front->count = (apr_uint32_t)count;
    }
    return front;
}

static void count_evicted(tc_front_t *front, const tc_item_t *item)
{
    if (item != NULL) {
        __atomic_fetch_add(&front->evicted, 1, __ATOMIC_RELAXED);
    }
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
    for (apr_uint32_t at = 0; at < front->count * WAYS; at++) {
        let_go(front, front->sets[at / WAYS].ways[at % WAYS]);
    }
    free(front);
}

tc_item_t *tc_front_get(tc_front_t *front, const tc_origin_t *wanted)
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
    if (found != NULL && heat(found) < HEAT_MAX) {
        set_heat(found, heat(found) + 1);
    }
    return found;
}

/* The way of the item that is least hot, or -1 where the set is empty. All
 * cool down by so much that this one has no heat. With the set's lock. */
static int coolest(set_t *set)
{
    apr_uint32_t least = APR_UINT32_MAX;
    int best = -1;

    for (int i = 0; i < WAYS; i++) {
        int way = (set->hand + i) % WAYS;

        if (set->ways[way] != NULL && heat(set->ways[way]) < least) {
            least = heat(set->ways[way]);
            best = way;
        }
    }
    for (int way = 0; best >= 0 && least > 0 && way < WAYS; way++) {
        if (set->ways[way] != NULL) {
            set_heat(set->ways[way], heat(set->ways[way]) - least);
        }
    }
    return best;
}

/* The way that item shall take: its key's, a free one, or the coolest. -1
 * where a newer item of the key stands. With the set's lock. */
static int choose_way(set_t *set, tc_item_t *item)
{
    int best = -1;

    for (int way = 0; way < WAYS; way++) {
        tc_item_t *there = set->ways[way];

        if (there == NULL) {
            best = way;
        }
        else if (tc_item_origin_is(&there->origin, &item->origin)) {
            set_heat(item, heat(there));
            return there->origin.sequence > item->origin.sequence ? -1 : way;
        }
    }
    if (best < 0) {
        best = coolest(set);
        set->hand = (unsigned char)((best + 1) % WAYS);
    }
    return best;
}

/* Takes the coolest item of the set out, if it has no heat; all of the set
 * cool down where none has. Never takes `spared`. */
static tc_item_t *cool_out(set_t *set, const tc_item_t *spared)
{
    tc_item_t *out = NULL;

    lock(set);
    for (int way = 0; way < WAYS && out == NULL; way++) {
        tc_item_t *there = set->ways[way];

        if (there != NULL && there != spared && heat(there) == 0) {
            out = there;
            set->ways[way] = NULL;
        }
    }
    for (int way = 0; way < WAYS && out == NULL; way++) {
        if (set->ways[way] != NULL && heat(set->ways[way]) > 0) {
            set_heat(set->ways[way], heat(set->ways[way]) - 1);
        }
    }
    unlock(set);
    return out;
}

/* Each turn around takes something or cools all down. */
static void trim(tc_front_t *front, const tc_item_t *spared)
{
    apr_uint32_t turns = (HEAT_MAX + 1 + WAYS) * front->count;

    while (turns-- > 0 && tc_front_bytes(front) > front->limit) {
        apr_uint32_t at = __atomic_fetch_add(&front->hand, 1,
                                             __ATOMIC_RELAXED);

        tc_item_t *out = cool_out(&front->sets[at % front->count], spared);

        count_evicted(front, out);
        let_go(front, out);
    }
}

void tc_front_put(tc_front_t *front, tc_item_t *item)
{
    set_t *set = set_of(front, item->origin.hash);
    tc_item_t *out = NULL;
    int way;

    if (item->size > front->limit / ITEM_SHARE) {
        return;
    }
    tc_item_hold(item);
    __atomic_fetch_add(&front->bytes, item->size, __ATOMIC_RELAXED);
    lock(set);
    way = choose_way(set, item);
    if (way >= 0) {
        out = set->ways[way];
        set->ways[way] = item;
    }
    if (out != NULL && !tc_item_origin_is(&out->origin, &item->origin)) {
        count_evicted(front, out);
    }
    unlock(set);
    let_go(front, way >= 0 ? out : item);
    trim(front, item);
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

apr_uint64_t tc_front_take_evicted(tc_front_t *front)
{
    return __atomic_load_n(&front->evicted, __ATOMIC_RELAXED) == 0
               ? 0
               : __atomic_exchange_n(&front->evicted, 0, __ATOMIC_RELAXED);
}

int tc_front_has_room(tc_front_t *front, const tc_item_t *item)
{
    set_t *set = set_of(front, item->origin.hash);
    int room = 0;

    lock(set);
    for (int way = 0; way < WAYS && !room; way++) {
        room = set->ways[way] == NULL;
    }
    unlock(set);
    return room && tc_front_bytes(front) + item->size <= front->limit;
}
