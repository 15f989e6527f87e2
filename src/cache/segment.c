/* The segment itself, and the tables of sites and databases in it. */
#include "cache/segment.h"

#include <stddef.h>
#include <string.h>

tc_segment_t *tc_segment;
apr_uint64_t tc_segment_generation;

void tc_segment_init(tc_segment_t *segment, apr_uint64_t birth,
                     apr_uint64_t salt)
{
    memset(segment, 0, offsetof(tc_segment_t, metrics));
    segment->birth = birth;
    segment->salt = salt;
    segment->sequence = 1;
    segment->version = TC_SEGMENT_VERSION;
    TC_STORE(&segment->magic, TC_SEGMENT_MAGIC);
}

int tc_segment_fits(const tc_segment_t *segment)
{
    return segment != NULL && segment->magic == TC_SEGMENT_MAGIC &&
           segment->version == TC_SEGMENT_VERSION;
}

static apr_uint64_t mix(apr_uint64_t word)
{
    word ^= word >> 32;
    word *= 0xd6e8feb86659fd93ULL;
    word ^= word >> 32;
    word *= 0xd6e8feb86659fd93ULL;
    word ^= word >> 32;
    return word;
}

apr_uint64_t tc_segment_hash(const void *data, apr_size_t len,
                             apr_uint64_t seed)
{
    const unsigned char *at = data;
    apr_uint64_t hash = seed ^ (len * 0x9e3779b97f4a7c15ULL);
    apr_uint64_t word;

    for (; len >= sizeof(word); len -= sizeof(word), at += sizeof(word)) {
        memcpy(&word, at, sizeof(word));
        hash = (hash ^ word) * 0x9fb21c651e98df25ULL;
        hash ^= hash >> 29;
    }
    word = 0;
    memcpy(&word, at, len);
    return mix((hash ^ word) * 0x9fb21c651e98df25ULL);
}

tc_site_slot_t *tc_segment_site(apr_uint64_t site)
{
    apr_uint32_t at = (apr_uint32_t)mix(site);

    if (site == 0) {
        return NULL;
    }
    for (int tried = 0; tried < TC_SITE_SLOTS; tried++, at++) {
        tc_site_slot_t *slot = &tc_segment->sites[at % TC_SITE_SLOTS];
        apr_uint64_t owner = TC_LOAD(&slot->id);

        if (owner == 0 && TC_SWAP_IF(&slot->id, &owner, site)) {
            return slot;
        }
        /* A lost race leaves the winner's id in owner: perhaps ours. */
        if (owner == site) {
            return slot;
        }
    }
    return NULL;
}

apr_uint64_t *tc_segment_database(apr_uint64_t directives)
{
    apr_uint32_t at = (apr_uint32_t)mix(directives);

    for (int tried = 0; tried < TC_DATABASE_SLOTS; tried++, at++) {
        tc_database_slot_t *slot =
            &tc_segment->databases[at % TC_DATABASE_SLOTS];
        apr_uint64_t owner = TC_LOAD(&slot->directives);

        if (owner == directives ||
            (owner == 0 &&
             (TC_SWAP_IF(&slot->directives, &owner, directives) ||
              owner == directives))) {
            return &slot->id;
        }
    }
    return NULL;
}
