/*
 * The next due schedule of each site.
 *
 * An entry made before a schedule was known must end when that schedule
 * passes, and must not come back when a later reader has settled it. So the
 * last due time that passed is kept, and an entry counts only where it was
 * read later than that.
 */
#include "cache/due.h"

#include "cache/segment.h"

#define GENERATION_BITS 20
#define GENERATION_MASK ((1U << GENERATION_BITS) - 1)

/* A time that has always passed: what a site without a slot gets. */
#define NEVER_QUIET ((tc_due_t)1 << GENERATION_BITS)

/* The database's clock may be ahead of ours by this much: a due time that it
 * has passed and we have not counts as passed. */
#define CLOCKS_DIFFER_MS 2000

static apr_uint64_t due_ms(tc_due_t due)
{
    return due >> GENERATION_BITS;
}

static apr_uint64_t to_ms(apr_time_t when)
{
    return when > 0 ? (apr_uint64_t)(when / 1000) : 0;
}

static tc_due_t next_due(tc_due_t stands, apr_uint64_t ms)
{
    return ms << GENERATION_BITS | ((stands + 1) & GENERATION_MASK);
}

tc_due_t tc_due_seen(apr_uint64_t site)
{
    const tc_site_slot_t *slot = tc_segment_site(site);

    return slot != NULL ? TC_LOAD(&slot->due) : NEVER_QUIET;
}

apr_time_t tc_due_time(tc_due_t seen)
{
    return (apr_time_t)due_ms(seen) * 1000;
}

int tc_due_is_quiet(tc_due_t seen, apr_time_t now)
{
    return due_ms(seen) == 0 || to_ms(now) < due_ms(seen);
}

int tc_due_holds(const tc_site_slot_t *site, apr_time_t made, apr_time_t now)
{
    /* due first: whoever settles writes passed before due */
    return tc_due_is_quiet(TC_LOAD(&site->due), now) &&
           to_ms(made) >= TC_LOAD(&site->passed);
}

void tc_due_lower(apr_uint64_t site, apr_time_t when)
{
    tc_site_slot_t *slot = tc_segment_site(site);
    apr_uint64_t ms = to_ms(when) > 0 ? to_ms(when) : 1;
    tc_due_t stands, lowered;

    if (slot == NULL) {
        return;
    }
    stands = TC_LOAD(&slot->due);
    do {
        /* The generation changes even where the time does not: a reader that
         * has not seen this schedule must not settle it away. */
        apr_uint64_t old = due_ms(stands);

        lowered = next_due(stands, old != 0 && old < ms ? old : ms);
    } while (!TC_SWAP_IF(&slot->due, &stands, lowered));
}

static void raise_to(apr_uint64_t *place, apr_uint64_t value)
{
    apr_uint64_t stands = TC_LOAD(place);

    while (stands < value && !TC_SWAP_IF(place, &stands, value)) {
        /* stands is now what another process wrote */
    }
}

void tc_due_settled(apr_uint64_t site, tc_due_t seen, apr_time_t next)
{
    tc_site_slot_t *slot = tc_segment_site(site);
    apr_uint64_t ms = to_ms(next);
    apr_uint64_t old = due_ms(seen);

    if (slot == NULL || ms == old) {
        return;
    }
    if (old != 0 && old <= to_ms(apr_time_now()) + CLOCKS_DIFFER_MS) {
        raise_to(&slot->passed, old);
    }
    TC_SWAP_IF(&slot->due, &seen, next_due(seen, ms));
}
