/*
 * Failures counted by key in windows of time. A slot is claimed by its key's
 * hash; start of the window and count are one word. Where two processes claim
 * a slot each for one key, both counts add up.
 */
#include "cache/segment.h"
#include "cache/shared.h"

#include <string.h>

#define COUNT_BITS 20
#define COUNT_MAX ((1U << COUNT_BITS) - 1)
#define PROBES 32

static apr_uint64_t start_of(apr_uint64_t state)
{
    return state >> COUNT_BITS;
}

static apr_uint32_t count_of(apr_uint64_t state)
{
    return (apr_uint32_t)(state & COUNT_MAX);
}

static apr_uint64_t throttle_key(apr_uint64_t site, const char *key)
{
    apr_uint64_t hash = tc_hash64(key, strlen(key), site ^ tc_segment->salt);

    return hash != 0 ? hash : 1;
}

static tc_throttle_slot_t *probe(apr_uint64_t key, int tried)
{
    apr_uint64_t at = key + (apr_uint64_t)tried;

    return &tc_segment->throttle[at % TC_THROTTLE_SLOTS];
}

/* A clock that was set back must lock nobody out for long: a window that
 * begins in the future counts as over. */
static int is_over(apr_uint64_t state, apr_interval_time_t window,
                   apr_time_t now)
{
    apr_uint64_t ms = (apr_uint64_t)(now / 1000);

    return start_of(state) > ms ||
           ms - start_of(state) >= (apr_uint64_t)(window / 1000);
}

int tc_throttle_left(apr_uint64_t site, const char *key, int limit,
                     apr_interval_time_t window, apr_time_t now)
{
    apr_uint64_t hash = throttle_key(site, key);
    apr_uint64_t newest = 0, end, ms = (apr_uint64_t)(now / 1000);
    apr_uint32_t count = 0;
    int tried;

    for (tried = 0; tried < PROBES; tried++) {
        const tc_throttle_slot_t *slot = probe(hash, tried);
        apr_uint64_t state;

        if (TC_LOAD(&slot->key) != hash) {
            continue;
        }
        state = TC_LOAD(&slot->state);
        if (!is_over(state, window, now)) {
            count += count_of(state);
            newest = start_of(state) > newest ? start_of(state) : newest;
        }
    }
    if (limit < 0 || count < (apr_uint32_t)limit) {
        return 0;
    }
    end = newest + (apr_uint64_t)(window / 1000);
    return end > ms ? (int)((end - ms + 999) / 1000) : 1;
}

/* A free slot, or the one whose window began first. */
static tc_throttle_slot_t *claim(apr_uint64_t hash)
{
    tc_throttle_slot_t *oldest = NULL;
    apr_uint64_t owner, state, first = 0;
    int tried;

    for (tried = 0; tried < PROBES; tried++) {
        tc_throttle_slot_t *slot = probe(hash, tried);

        owner = 0;
        if (TC_LOAD(&slot->key) == 0 && TC_SWAP_IF(&slot->key, &owner, hash)) {
            return slot;
        }
        if (TC_LOAD(&slot->key) == hash) {
            return slot;
        }
        state = TC_LOAD(&slot->state);
        if (oldest == NULL || start_of(state) < first) {
            oldest = slot;
            first = start_of(state);
        }
    }
    /* The count goes before the name does: the new key starts at nothing. */
    owner = TC_LOAD(&oldest->key);
    TC_STORE(&oldest->state, 0);
    TC_SWAP_IF(&oldest->key, &owner, hash);
    return oldest;
}

void tc_throttle_count(apr_uint64_t site, const char *key,
                       apr_interval_time_t window, apr_time_t now)
{
    apr_uint64_t hash = throttle_key(site, key);
    tc_throttle_slot_t *slot = NULL;
    apr_uint64_t state, next;
    int tried;

    for (tried = 0; tried < PROBES && slot == NULL; tried++) {
        if (TC_LOAD(&probe(hash, tried)->key) == hash) {
            slot = probe(hash, tried);
        }
    }
    if (slot == NULL) {
        slot = claim(hash);
    }
    state = TC_LOAD(&slot->state);
    do {
        if (is_over(state, window, now)) {
            next = (apr_uint64_t)(now / 1000) << COUNT_BITS | 1;
        }
        else {
            next = count_of(state) < COUNT_MAX ? state + 1 : state;
        }
    } while (!TC_SWAP_IF(&slot->state, &state, next));
}
