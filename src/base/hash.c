#include "base/hash.h"

#include <string.h>

#include <apr_strings.h>

#define PRIME1 0x9e3779b185ebca87ULL
#define PRIME2 0xc2b2ae3d27d4eb4fULL
#define PRIME3 0x165667b19e3779f9ULL
#define PRIME4 0x85ebca77c2b2ae63ULL
#define PRIME5 0x27d4eb2f165667c5ULL

#define LANES 4
#define STRIPE (LANES * sizeof(apr_uint64_t))

static apr_uint64_t turn(apr_uint64_t word, int bits)
{
    return word << bits | word >> (64 - bits);
}

/* The next bytes as a little-endian number. */
static apr_uint64_t take(const unsigned char **at, apr_size_t len)
{
    apr_uint64_t word = 0;

    memcpy(&word, *at, len);
    *at += len;
#if APR_IS_BIGENDIAN
    return __builtin_bswap64(word);
#else
    return word;
#endif
}

static apr_uint64_t round_of(apr_uint64_t lane, apr_uint64_t word)
{
    return turn(lane + word * PRIME2, 31) * PRIME1;
}

/* All whole stripes. The lanes know nothing of each other until the end, so
 * that a processor works at all of them at once. */
static apr_uint64_t stripes(const unsigned char **at, const unsigned char *end)
{
    apr_uint64_t lanes[LANES] = { PRIME1 + PRIME2, PRIME2, 0, 0 - PRIME1 };
    apr_uint64_t hash;

    while ((apr_size_t)(end - *at) >= STRIPE) {
        for (int i = 0; i < LANES; i++) {
            lanes[i] = round_of(lanes[i], take(at, 8));
        }
    }
    hash = turn(lanes[0], 1) + turn(lanes[1], 7) + turn(lanes[2], 12) +
           turn(lanes[3], 18);
    for (int i = 0; i < LANES; i++) {
        hash = (hash ^ round_of(0, lanes[i])) * PRIME1 + PRIME4;
    }
    return hash;
}

apr_uint64_t tc_hash(const void *bytes, apr_size_t len)
{
    const unsigned char *at = bytes;
    const unsigned char *end = at + len;
    apr_uint64_t hash = len >= STRIPE ? stripes(&at, end) : PRIME5;

    hash += len;
    while (end - at >= 8) {
        hash ^= round_of(0, take(&at, 8));
        hash = turn(hash, 27) * PRIME1 + PRIME4;
    }
    if (end - at >= 4) {
        hash ^= take(&at, 4) * PRIME1;
        hash = turn(hash, 23) * PRIME2 + PRIME3;
    }
    while (at < end) {
        hash ^= take(&at, 1) * PRIME5;
        hash = turn(hash, 11) * PRIME1;
    }
    hash = (hash ^ hash >> 33) * PRIME2;
    hash = (hash ^ hash >> 29) * PRIME3;
    return hash ^ hash >> 32;
}

const char *tc_hash_hex(apr_pool_t *p, const void *bytes, apr_size_t len)
{
    return apr_psprintf(p, "%016" APR_UINT64_T_HEX_FMT, tc_hash(bytes, len));
}
