/*
 * For the tests of src/cache: the values that would be in a socache kept in
 * a small table of this process, so that find and store run without httpd.
 * Values are parsed on the way out exactly as those of a provider.
 */
#ifndef TC_TESTS_CACHE_STORE_H
#define TC_TESTS_CACHE_STORE_H

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "cache/entries.h"
#include "cache/item.h"

#define STORED 64

static struct {
    pthread_mutex_t mutex;
    unsigned char *values[STORED];
    apr_size_t lens[STORED];
    int gets;
    apr_size_t front; /* bytes that a child may hold */
} stored = { .mutex = PTHREAD_MUTEX_INITIALIZER, .front = 32 * 1024 * 1024 };

void tc_entries_child_init(apr_pool_t *pchild, server_rec *s)
{
    (void)pchild;
    (void)s;
}

apr_size_t tc_entries_front_bytes(void)
{
    return stored.front;
}

tc_item_t *tc_entries_get(apr_pool_t *p, const tc_origin_t *wanted)
{
    apr_uint64_t at = wanted->hash % STORED;
    tc_item_t *item = NULL;

    (void)p;
    pthread_mutex_lock(&stored.mutex);
    stored.gets++;
    if (stored.values[at] != NULL) {
        item = tc_item_parse(stored.values[at], stored.lens[at], wanted);
    }
    pthread_mutex_unlock(&stored.mutex);
    return item;
}

int tc_entries_put(apr_pool_t *p, const tc_item_t *item)
{
    apr_uint64_t at = item->origin.hash % STORED;

    (void)p;
    pthread_mutex_lock(&stored.mutex);
    free(stored.values[at]);
    stored.values[at] = malloc(item->value_len);
    memcpy(stored.values[at], item->value, item->value_len);
    stored.lens[at] = item->value_len;
    pthread_mutex_unlock(&stored.mutex);
    return 1;
}

#endif
