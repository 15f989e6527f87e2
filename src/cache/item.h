/*
 * Private to cache/: one entry as a process holds it. An item is one block of
 * memory that ends with the very bytes that go into the socache: what is
 * stored and what is held are made by the same code.
 */
#ifndef TC_CACHE_ITEM_H
#define TC_CACHE_ITEM_H

#include "cache/cache.h"
#include "cache/segment.h"

/* More tags than this: the answer is not kept. */
#define TC_ITEM_TAGS_MAX 4096

/* Whose answer it is, and which state of the database it shows. */
typedef struct {
    apr_uint64_t site;
    const char *key;
    apr_size_t key_len;
    apr_uint64_t hash;         /* tc_item_hash of the three above */
    apr_uint64_t generation;   /* tc_segment_generation of who made it */
    apr_uint64_t sequence;     /* tc_tags_now() before the read */
    apr_time_t due;            /* next schedule the read has seen, 0: none */
    const apr_uint32_t *slots; /* of its tags */
    apr_uint32_t slots_count;
} tc_origin_t;

typedef struct tc_item {
    tc_entry_t entry; /* first: callers hold a pointer to it */
    tc_origin_t origin;
    apr_uint64_t checked; /* the sequence at which its tags last held */
    apr_uint32_t refs;
    apr_uint32_t claimed; /* somebody makes `next` */
    struct tc_item *next; /* the same with one coding more, a reference */
    apr_uint32_t heat;    /* the front's: how often it was found lately */
    apr_size_t size;      /* of the whole block */
    apr_size_t value_len;
    unsigned char *value;
} tc_item_t;

typedef enum {
    TC_ITEM_FRESH,
    /* Only too old, or of a configuration before this one: nobody is known to
     * have changed what it shows. */
    TC_ITEM_EXPIRED,
    TC_ITEM_DEAD /* a tag was raised or a due time has passed */
} tc_item_state_t;

apr_uint64_t tc_item_hash(apr_uint64_t site, const char *key,
                          apr_size_t key_len);

/* A copy of entry's bytes and all else, with one reference; NULL where there
 * is no memory or the answer cannot be kept. */
tc_item_t *tc_item_make(const tc_entry_t *entry, const tc_origin_t *origin);

/* From a value of the socache; NULL where it is torn, of another segment or
 * of another key (site, key and hash of `wanted` count). */
tc_item_t *tc_item_parse(const unsigned char *value, apr_size_t len,
                         const tc_origin_t *wanted);

/* The item that an entry of the cache is part of. */
tc_item_t *tc_item_of(const tc_entry_t *entry);

/* What follows the item, or NULL; valid as long as the item is. */
tc_item_t *tc_item_next(tc_item_t *item);
/* 1: the caller, and nobody else, makes what follows. */
int tc_item_claim(tc_item_t *item);
/* Ends the claim. next's reference becomes the item's; NULL: nothing was
 * made, and others may try. */
void tc_item_follow(tc_item_t *item, tc_item_t *next);

void tc_item_hold(tc_item_t *item);
void tc_item_drop(tc_item_t *item);

/* 1 where both are of one site and key. */
int tc_item_origin_is(const tc_origin_t *one, const tc_origin_t *other);

tc_item_state_t tc_item_state(tc_item_t *item, const tc_site_slot_t *site,
                              apr_time_t now);

#endif
