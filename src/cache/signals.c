#include "cache/signals.h"

#include "cache/segment.h"

void tc_signals_nudge(apr_uint64_t site)
{
    tc_site_slot_t *slot = tc_segment_site(site);

    if (slot != NULL) {
        __atomic_fetch_add(&slot->nudges, 1, __ATOMIC_SEQ_CST);
    }
}

apr_uint32_t tc_signals_nudges(apr_uint64_t site)
{
    const tc_site_slot_t *slot = tc_segment_site(site);

    return slot != NULL ? TC_LOAD(&slot->nudges) : 0;
}

#define SAYS_EVERY 60

int tc_signals_store_says(apr_uint64_t site, apr_time_t now)
{
    tc_site_slot_t *slot = tc_segment_site(site);
    apr_uint32_t second = (apr_uint32_t)apr_time_sec(now) + 1;
    apr_uint32_t said = slot != NULL ? TC_LOAD(&slot->store_said) : 0;

    if (said != 0 && second - said < SAYS_EVERY) {
        return 0;
    }
    return slot == NULL || TC_SWAP_IF(&slot->store_said, &said, second);
}

apr_time_t tc_signals_last_heard(apr_uint64_t site)
{
    const tc_site_slot_t *slot = tc_segment_site(site);

    return slot != NULL ? TC_LOAD(&slot->heard) : 0;
}

void tc_signals_heard(apr_uint64_t site, apr_time_t now)
{
    tc_site_slot_t *slot = tc_segment_site(site);

    if (slot != NULL) {
        TC_STORE(&slot->heard, now);
    }
}

#define KNOWN_FOR 3000 /* ms */
#define WORK_BITS 8

void tc_signals_work_waits(apr_uint64_t site, apr_uint32_t work,
                           apr_time_t now)
{
    tc_site_slot_t *slot = tc_segment_site(site);

    if (slot != NULL) {
        TC_STORE(&slot->work,
                 (apr_uint64_t)apr_time_as_msec(now) << WORK_BITS | work);
    }
}

apr_uint32_t tc_signals_work(apr_uint64_t site, apr_time_t now)
{
    const tc_site_slot_t *slot = tc_segment_site(site);
    apr_uint64_t work = slot != NULL ? TC_LOAD(&slot->work) : 0;
    apr_int64_t age = apr_time_as_msec(now) - (apr_int64_t)(work >> WORK_BITS);

    return work != 0 && age < KNOWN_FOR ? (apr_uint32_t)(work & TC_WORK_ANY)
                                        : TC_WORK_ANY;
}
