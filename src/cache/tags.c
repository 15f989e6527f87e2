/*
 * Tag counters.
 *
 * The order of the two writes of a raise is what all else stands on. First
 * the slot, then the sequence: whoever reads the new sequence finds the new
 * slot, so an entry that was compared with its slots once may be trusted for
 * as long as the sequence stands still. The value written is one above the
 * sequence, which no reader that began before this write can have seen.
 */
#include "cache/tags.h"

#include <string.h>

#include "cache/segment.h"

apr_uint64_t tc_tags_now(void)
{
    return TC_LOAD(&tc_segment->sequence);
}

apr_uint32_t tc_tags_slot(apr_uint64_t site, const char *tag)
{
    return (apr_uint32_t)(tc_segment_hash(tag, strlen(tag), site) %
                          TC_TAG_SLOTS);
}

apr_uint64_t tc_tags_value(apr_uint32_t slot)
{
    return TC_LOAD(&tc_segment->tags[slot % TC_TAG_SLOTS]);
}

void tc_tags_raise(apr_uint64_t site, const char *tag)
{
    apr_uint64_t *slot = &tc_segment->tags[tc_tags_slot(site, tag)];
    apr_uint64_t next = tc_tags_now() + 1;
    apr_uint64_t stands = TC_LOAD(slot);

    while (stands < next && !TC_SWAP_IF(slot, &stands, next)) {
        /* stands is now what another process wrote */
    }
    __atomic_fetch_add(&tc_segment->sequence, 1, __ATOMIC_SEQ_CST);
}

void tc_tags_key_name(char *name, apr_uint64_t site, apr_uint32_t slot)
{
    static const char digits[] = "0123456789abcdef";
    apr_uint64_t bits = (site & 0xffffffffU) << 16 | slot;

    for (int at = TC_KEY_NAME_LEN - 1; at >= 0; at--) {
        name[at] = digits[bits & 15];
        bits >>= 4;
    }
    name[TC_KEY_NAME_LEN] = '\0';
}

static apr_uint64_t change_hash(apr_uint64_t site, const char *change)
{
    apr_uint64_t hash = tc_segment_hash(change, strlen(change),
                                        site ^ tc_segment->salt);

    return hash != 0 ? hash : 1;
}

void tc_tags_change_raised(apr_uint64_t site, const char *change)
{
    apr_uint64_t hash = change_hash(site, change);

    TC_STORE(&tc_segment->changes[hash % TC_CHANGE_SLOTS], hash);
}

int tc_tags_change_is_raised(apr_uint64_t site, const char *change)
{
    apr_uint64_t hash = change_hash(site, change);

    return TC_LOAD(&tc_segment->changes[hash % TC_CHANGE_SLOTS]) == hash;
}
