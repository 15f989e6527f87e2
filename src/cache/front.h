/*
 * Private to cache/: the hottest entries of this process, in sets of seven; a
 * set's lock is held for a few comparisons and a count, never while memory
 * is allocated or freed, and no other process can hold it.
 */
#ifndef TC_CACHE_FRONT_H
#define TC_CACHE_FRONT_H

#include "cache/item.h"

typedef struct tc_front tc_front_t;

/* limit: bytes of all items together; each: of one, about. Lives until
 * tc_front_free; NULL where there is no memory. */
tc_front_t *tc_front_make(apr_size_t limit, apr_size_t each);
/* Drops what is held. No other thread may use it any more. */
void tc_front_free(tc_front_t *front);

/* With a reference for the caller; NULL where it is not here. */
tc_item_t *tc_front_get(tc_front_t *front, const tc_origin_t *wanted);

/* Takes a reference of its own. An older item of the key goes; a newer one
 * stays and item is not kept. */
void tc_front_put(tc_front_t *front, tc_item_t *item);

/* Take this very item out, if it is still here. */
void tc_front_remove(tc_front_t *front, tc_item_t *item);

apr_size_t tc_front_bytes(tc_front_t *front);

/* Items that left it to make room for others, since the last call. */
apr_uint64_t tc_front_take_evicted(tc_front_t *front);

/* 1 where the item would drive nothing out. */
int tc_front_has_room(tc_front_t *front, const tc_item_t *item);

#endif
