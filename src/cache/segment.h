/*
 * Private to cache/: how the segment of shared memory is laid out. Nothing
 * here needs httpd at run time; shared.c makes the segment and keeps it.
 *
 * There is no lock in it. Each word is changed by compare-and-swap alone, and
 * what belongs together stands in one word, so a process that dies between
 * two instructions leaves nothing half done.
 */
#ifndef TC_CACHE_SEGMENT_H
#define TC_CACHE_SEGMENT_H

#include <apr.h>
#include <apr_time.h>

#include "core/site.h"

/* Raise TC_SEGMENT_VERSION with every change of the layout: a module that was
 * replaced by another version makes a new segment then. */
#define TC_SEGMENT_MAGIC 0x74637365676d656eULL
#define TC_SEGMENT_VERSION 10

#define TC_TAG_SLOTS 65536
#define TC_SITE_SLOTS 64
#define TC_DATABASE_SLOTS 256
#define TC_VIEW_SLOTS 131072
#define TC_CHANGE_SLOTS 8192
#define TC_LINE 64 /* bytes of a cache line */
#define TC_FRONT_SLOTS 1024

typedef struct {
    apr_uint64_t id;     /* tc_db_site_id; 0: free */
    apr_uint64_t due;    /* tc_due_t */
    apr_uint64_t passed; /* ms: the last due time that was settled */
    apr_int64_t heard;   /* apr_time_t of the listener */
    apr_uint64_t work;   /* ms of the steady clock << 8 | TC_WORK_... */
    apr_uint32_t nudges;
    apr_uint32_t store_said; /* second of the steady clock, and one */
    char pad[TC_LINE - 5 * 8 - 2 * 4];
} tc_site_slot_t;

/* The database that mod_dbd's directives lead to, as the process has found it
 * that reached it last. Slots are never given up: children of an older
 * generation may read theirs for as long as they live. */
typedef struct {
    apr_uint64_t directives; /* hash of them; 0: free */
    apr_uint64_t id;         /* tc_db_site_id; 0: not reached yet */
} tc_database_slot_t;

/* How much one process keeps in its table; see fronts.c. */
typedef struct {
    apr_uint64_t pid; /* 0: free */
    apr_uint64_t bytes;
    apr_uint64_t evicted; /* by all processes that have had the slot */
    char pad[TC_LINE - 3 * 8];
} tc_front_slot_t;

typedef struct {
    apr_uint64_t magic;
    apr_uint64_t version;
    apr_uint64_t birth;      /* random: tells this segment from all others */
    apr_uint64_t salt;       /* random: nobody outside can aim at a slot */
    apr_uint64_t generation; /* of the configuration, raised by each reload */
    char pad1[TC_LINE - 5 * 8];
    apr_uint64_t sequence; /* of the tags */
    char pad2[TC_LINE - 8];
    tc_site_slot_t sites[TC_SITE_SLOTS];
    tc_database_slot_t databases[TC_DATABASE_SLOTS];
    tc_front_slot_t fronts[TC_FRONT_SLOTS];
    tc_db_slots_t connections; /* db/ counts them */
    apr_uint64_t tags[TC_TAG_SLOTS];
    /* site's slot << 58 | post << 20 | views; 0: free */
    apr_uint64_t views[TC_VIEW_SLOTS];
    /* hashes of site and name; a newer one takes an older one's place */
    apr_uint64_t changes[TC_CHANGE_SLOTS];
    /* Last: pages of it that are not used take no memory. */
    tc_metrics_t metrics[TC_METRICS_HOSTS];
} tc_segment_t;

/* The segment of this process; the parent sets it, children inherit it. */
extern tc_segment_t *tc_segment;
/* The generation that this process belongs to; set and inherited likewise. */
extern apr_uint64_t tc_segment_generation;

/* Make fresh memory (all zero) a segment; metrics is left as it is. */
void tc_segment_init(tc_segment_t *segment, apr_uint64_t birth,
                     apr_uint64_t salt);
/* 1 where this memory is a segment of this version. */
int tc_segment_fits(const tc_segment_t *segment);

/* The slot of a site, claimed where it has none; NULL for site 0 and where
 * all slots belong to others. */
tc_site_slot_t *tc_segment_site(apr_uint64_t site);

/* The word with the identity of the database that directives of this hash
 * (not 0) lead to, claimed where there is none yet; NULL where all slots
 * belong to others. */
apr_uint64_t *tc_segment_database(apr_uint64_t directives);

apr_uint64_t tc_segment_hash(const void *data, apr_size_t len,
                             apr_uint64_t seed);

#define TC_LOAD(place) __atomic_load_n((place), __ATOMIC_SEQ_CST)
#define TC_STORE(place, value) \
    __atomic_store_n((place), (value), __ATOMIC_SEQ_CST)
#define TC_SWAP_IF(place, expected, value)                       \
    __atomic_compare_exchange_n((place), (expected), (value), 0, \
                                __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST)

#endif
