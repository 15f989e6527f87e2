/*
 * Find and store: the order in which front, fills and socache are asked.
 *
 * What a fill has read may be kept because of what is noted before it reads
 * (fill_or_find): the sequence of the tags, the due time and the clock.
 * Everything else follows from comparing with those later.
 */
#include "cache/cache.h"

#include <string.h>

#include <apr_strings.h>

#include "cache/codings.h"
#include "cache/due.h"
#include "cache/entries.h"
#include "cache/fill.h"
#include "cache/front.h"
#include "cache/item.h"
#include "cache/segment.h"
#include "cache/tags.h"

#define FRONT_BYTES (32U * 1024 * 1024)
#define FILL_WAIT apr_time_from_sec(2)
/* Later than this after the listener's last heartbeat, a change made elsewhere
 * may be unknown here. */
#define LISTENER_TRUST apr_time_from_sec(1)
#define DUE_TAG "due="
#define CHANGE_TAG "change="

/* Set in child_init, read-only afterwards. */
static struct {
    tc_front_t *front;
    tc_fills_t *fills;
} process;

/* One look-up. */
typedef struct {
    tc_origin_t wanted;
    const tc_site_slot_t *site;
    apr_time_t now;
} look_t;

void tc_cache_child_init(apr_pool_t *pchild, server_rec *s)
{
    tc_entries_child_init(pchild, s);
    if (process.front != NULL) {
        tc_front_free(process.front); /* begun anew in the same process */
    }
    process.front = tc_front_make(FRONT_BYTES);
    process.fills = tc_fill_make(pchild);
}

/* 0: nothing of this site is cached. */
static int look_begin(look_t *look, apr_uint64_t site, const char *key)
{
    look->site = tc_segment_site(site);
    if (look->site == NULL || process.front == NULL || process.fills == NULL) {
        return 0;
    }
    look->now = apr_time_now();
    look->wanted = (tc_origin_t){ .site = site,
                                  .key = key,
                                  .key_len = strlen(key) };
    look->wanted.hash = tc_item_hash(site, key, look->wanted.key_len);
    return 1;
}

static apr_time_t trusted_until(const look_t *look)
{
    return TC_LOAD(&look->site->heard) + LISTENER_TRUST;
}

static apr_status_t give_back(void *item)
{
    tc_item_drop(item);
    return APR_SUCCESS;
}

/* The reference of item becomes p's. */
static const tc_entry_t *lend(apr_pool_t *p, tc_item_t *item)
{
    apr_pool_cleanup_register(p, item, give_back, apr_pool_cleanup_null);
    return &item->entry;
}

static tc_item_t *find_in_front(const look_t *look)
{
    tc_item_t *item = tc_front_get(process.front, &look->wanted, look->now);
    tc_item_state_t state;

    if (item == NULL) {
        return NULL;
    }
    state = tc_item_state(item, look->site, look->now);
    if (state == TC_ITEM_FRESH) {
        return item;
    }
    /* What is only too old may be wanted while the database is away. */
    if (state == TC_ITEM_DEAD) {
        tc_front_remove(process.front, item);
    }
    tc_item_drop(item);
    return NULL;
}

static tc_item_t *find_in_store(apr_pool_t *p, const look_t *look)
{
    tc_item_t *item = tc_entries_get(p, &look->wanted);

    if (item == NULL) {
        return NULL;
    }
    if (tc_item_state(item, look->site, look->now) != TC_ITEM_FRESH) {
        tc_item_drop(item);
        return NULL;
    }
    tc_front_put(process.front, item, look->now);
    return item;
}

/* The caller has the right to fill; the entry may have come meanwhile. */
static tc_item_t *fill_or_find(apr_pool_t *p, look_t *look, tc_fill_t *mine,
                               tc_fill_t **fill)
{
    tc_item_t *item = find_in_front(look);

    if (item == NULL) {
        item = find_in_store(p, look);
    }
    if (item != NULL) {
        tc_fill_end(mine, 1);
        return item;
    }
    mine->started = apr_time_now();
    mine->due_seen = TC_LOAD(&look->site->due);
    mine->origin.sequence = tc_tags_now();
    *fill = mine;
    return NULL;
}

const tc_entry_t *tc_cache_find(apr_pool_t *p, apr_uint64_t site,
                                const char *key, tc_fill_t **fill)
{
    tc_item_t *item;
    tc_fill_t *mine;
    apr_time_t deadline;
    look_t look;

    *fill = NULL;
    if (!look_begin(&look, site, key) || look.now > trusted_until(&look)) {
        return NULL;
    }
    item = find_in_front(&look);
    deadline = look.now + FILL_WAIT;
    while (item == NULL) {
        switch (
            tc_fill_begin(process.fills, p, &look.wanted, deadline, &mine)) {
        case TC_FILL_MINE:
            look.now = apr_time_now();
            item = fill_or_find(p, &look, mine, fill);
            return item != NULL ? lend(p, item) : NULL;
        case TC_FILL_STORED:
            look.now = apr_time_now();
            item = find_in_front(&look);
            break;
        case TC_FILL_GIVEN_UP:
        case TC_FILL_TIMED_OUT:
            return NULL;
        }
    }
    return lend(p, item);
}

/* The item, or NULL where it must not be served even now; its reference goes
 * then. */
static tc_item_t *servable(const look_t *look, tc_item_t *item,
                           apr_interval_time_t stale)
{
    apr_time_t until = trusted_until(look);

    if (item == NULL) {
        return NULL;
    }
    if (item->entry.expires < until) {
        until = item->entry.expires;
    }
    if (tc_item_state(item, look->site, look->now) == TC_ITEM_DEAD ||
        look->now - until > stale) {
        tc_item_drop(item);
        return NULL;
    }
    return item;
}

const tc_entry_t *tc_cache_find_stale(apr_pool_t *p, apr_uint64_t site,
                                      const char *key,
                                      apr_interval_time_t stale)
{
    tc_item_t *item;
    look_t look;

    if (!look_begin(&look, site, key)) {
        return NULL;
    }
    item = servable(&look, tc_front_get(process.front, &look.wanted, look.now),
                    stale);
    if (item == NULL) {
        item = servable(&look, tc_entries_get(p, &look.wanted), stale);
        if (item != NULL) {
            tc_front_put(process.front, item, look.now);
        }
    }
    return item != NULL ? lend(p, item) : NULL;
}

static void entry_begin(tc_entry_t *entry, const tc_answer_t *answer,
                        apr_time_t made)
{
    apr_time_t end = made + apr_time_from_sec(answer->ttl);

    if (answer->next_due != 0 && answer->next_due < end) {
        end = answer->next_due;
    }
    *entry = (tc_entry_t){ .content_type = answer->content_type,
                           .post_id = answer->post_id,
                           .no_index = answer->no_index,
                           .made = made,
                           .expires = end };
    entry->body[TC_CODING_IDENTITY].bytes = answer->body;
    entry->body[TC_CODING_IDENTITY].len = answer->len;
    entry->max_age = end > made ? (int)apr_time_sec(end - made) : 0;
}

static const apr_uint32_t *slots_of(apr_pool_t *p, apr_uint64_t site,
                                    const tc_answer_t *answer)
{
    apr_uint32_t *slots = apr_palloc(p, (1 + (apr_size_t)answer->tags_count) *
                                            sizeof(*slots));

    slots[0] = tc_tags_slot(site, TC_TAG_ALL);
    for (int at = 0; at < answer->tags_count; at++) {
        slots[at + 1] = tc_tags_slot(site, answer->tags[at]);
    }
    return slots;
}

/* An entry for this one request; its bytes are from p as well. */
static const tc_entry_t *make_unkept(apr_pool_t *p, const tc_answer_t *answer)
{
    tc_entry_t *entry = apr_palloc(p, sizeof(*entry));

    entry_begin(entry, answer, apr_time_now());
    entry->body[TC_CODING_IDENTITY].bytes = apr_pmemdup(p, answer->body,
                                                        answer->len);
    entry->content_type = apr_pstrdup(p, answer->content_type);
    entry->slots = slots_of(p, answer->site, answer);
    entry->slots_count = 1 + (apr_uint32_t)answer->tags_count;
    tc_codings_make(p, entry, answer->version, 0);
    return entry;
}

static tc_item_t *make_item(apr_pool_t *p, tc_fill_t *fill,
                            const tc_answer_t *answer)
{
    tc_origin_t *origin = &fill->origin;
    tc_item_t *item = NULL;
    apr_pool_t *scratch;
    tc_entry_t entry;

    if (apr_pool_create(&scratch, p) != APR_SUCCESS) {
        return NULL;
    }
    entry_begin(&entry, answer, fill->started);
    tc_codings_make(scratch, &entry, answer->version, 1);
    origin->due = answer->next_due;
    origin->slots = slots_of(scratch, origin->site, answer);
    origin->slots_count = 1 + (apr_uint32_t)answer->tags_count;
    item = tc_item_make(&entry, origin);
    origin->slots = NULL;
    apr_pool_destroy(scratch);
    return item;
}

const tc_entry_t *tc_cache_store(apr_pool_t *p, tc_fill_t *fill,
                                 const tc_answer_t *answer)
{
    const tc_site_slot_t *site;
    tc_item_t *item;
    apr_time_t now;
    int fresh;

    if (fill == NULL || fill->filling == NULL) {
        return make_unkept(p, answer);
    }
    tc_due_settled(fill->origin.site, fill->due_seen, answer->next_due);
    item = make_item(p, fill, answer);
    if (item == NULL) {
        tc_fill_end(fill, 0);
        return make_unkept(p, answer);
    }
    site = tc_segment_site(fill->origin.site);
    now = apr_time_now();
    fresh = tc_item_state(item, site, now) == TC_ITEM_FRESH;
    item->entry.kept = fresh; /* nobody else has the item yet */
    if (fresh) {
        tc_front_put(process.front, item, now);
    }
    /* Threads that wait go on before the slower store is written. Where a
     * write came between, the first of them reads anew. */
    tc_fill_end(fill, 1);
    if (fresh) {
        tc_entries_put(p, item);
    }
    return lend(p, item);
}

/* What follows the prefix, or NULL. */
static const char *after(const char *tag, const char *prefix)
{
    apr_size_t len = strlen(prefix);

    return strncmp(tag, prefix, len) == 0 ? tag + len : NULL;
}

void tc_cache_raise(apr_uint64_t site, const apr_array_header_t *tags)
{
    const char *change = NULL;

    for (int at = 0; tags != NULL && at < tags->nelts; at++) {
        const char *tag = APR_ARRAY_IDX(tags, at, const char *);
        const char *due = after(tag, DUE_TAG);

        if (after(tag, CHANGE_TAG) != NULL) {
            change = after(tag, CHANGE_TAG);
        }
        else if (due != NULL) {
            tc_due_lower(site, apr_strtoi64(due, NULL, 10));
        }
        else {
            tc_tags_raise(site, tag);
        }
    }
    /* Last: a writer that dies on the way has not done it. */
    if (change != NULL) {
        tc_tags_change_raised(site, change);
    }
}
