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

#include "base/crypto/hash.h"
#include "cache/codings.h"
#include "cache/due.h"
#include "cache/entries.h"
#include "cache/fill.h"
#include "cache/front.h"
#include "cache/fronts.h"
#include "cache/item.h"
#include "cache/segment.h"
#include "cache/tags.h"

#define FRONT_EACH 4096
/* What is known not to be there, in each process. */
#define ABSENT_BYTES (1024U * 1024)
#define ABSENT_EACH 512
#define FILL_WAIT apr_time_from_sec(2)
/* Later than this after the listener's last heartbeat, a change made elsewhere
 * may be unknown here. */
#define LISTENER_TRUST apr_time_from_sec(1)
/* A coding that another thread makes is waited for. */
#define CODING_PAUSE 200 /* microseconds */
#define CODING_TRIES 250
#define DUE_TAG "due="
#define CHANGE_TAG "change="

/* Set in child_init, read-only afterwards. */
static struct {
    tc_front_t *front;
    tc_front_t *absent;
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
    if (process.front != NULL) { /* begun anew in the same process */
        tc_front_free(process.front);
        tc_front_free(process.absent);
    }
    process.front = tc_front_make(tc_entries_front_bytes(), FRONT_EACH);
    process.absent = tc_front_make(ABSENT_BYTES, ABSENT_EACH);
    process.fills = tc_fill_make(pchild);
    tc_fronts_claim();
}

static void front_put(tc_item_t *item)
{
    tc_front_put(process.front, item);
    tc_fronts_note(tc_front_bytes(process.front),
                   tc_front_take_evicted(process.front));
}

/* 0: nothing of this site is cached. */
static int look_begin(look_t *look, apr_uint64_t site, const char *key)
{
    look->site = tc_segment_site(site);
    if (look->site == NULL || process.front == NULL ||
        process.absent == NULL || process.fills == NULL) {
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

static tc_item_t *find_in(tc_front_t *front, const look_t *look)
{
    tc_item_t *item = tc_front_get(front, &look->wanted);
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
        tc_front_remove(front, item);
    }
    tc_item_drop(item);
    return NULL;
}

static tc_item_t *find_in_process(const look_t *look)
{
    tc_item_t *item = find_in(process.front, look);

    return item != NULL ? item : find_in(process.absent, look);
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
    front_put(item);
    return item;
}

/* The caller has the right to fill; the entry may have come meanwhile. */
static tc_item_t *fill_or_find(apr_pool_t *p, look_t *look, tc_fill_t *mine,
                               tc_fill_t **fill)
{
    tc_item_t *item = find_in_process(look);

    if (item == NULL) {
        item = find_in_store(p, look);
    }
    if (item != NULL) {
        tc_fill_end(mine, 1);
        return item;
    }
    mine->started = apr_time_now();
    mine->origin.generation = tc_segment_generation;
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
    item = find_in_process(&look);
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
            item = find_in_process(&look);
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
    item = servable(&look, tc_front_get(process.front, &look.wanted), stale);
    if (item == NULL) {
        item = servable(&look, tc_entries_get(p, &look.wanted), stale);
        if (item != NULL) {
            front_put(item);
        }
    }
    return item != NULL ? lend(p, item) : NULL;
}

/* ETag and more from p; the body stays where it is. */
static void entry_begin(apr_pool_t *p, tc_entry_t *entry,
                        const tc_answer_t *answer, apr_time_t made)
{
    apr_time_t end = made + apr_time_from_sec(answer->ttl);

    if (answer->next_due != 0 && answer->next_due < end) {
        end = answer->next_due;
    }
    *entry = (tc_entry_t){ .content_type = answer->content_type,
                           .post_id = answer->post_id,
                           .no_index = answer->no_index,
                           .absent = answer->absent,
                           .made = made,
                           .expires = end };
    entry->body[TC_CODING_IDENTITY].bytes = answer->body;
    entry->body[TC_CODING_IDENTITY].len = answer->len;
    entry->body[TC_CODING_IDENTITY].etag = tc_hash_etag(
        p, answer->version, answer->body, answer->len);
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

    entry_begin(p, entry, answer, apr_time_now());
    entry->body[TC_CODING_IDENTITY].bytes = apr_pmemdup(p, answer->body,
                                                        answer->len);
    entry->content_type = apr_pstrdup(p, answer->content_type);
    entry->slots = slots_of(p, answer->site, answer);
    entry->slots_count = 1 + (apr_uint32_t)answer->tags_count;
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
    entry_begin(scratch, &entry, answer, fill->started);
    entry.may = answer->absent ? 0 : tc_codings_worth(answer->len);
    origin->due = answer->next_due;
    origin->slots = slots_of(scratch, origin->site, answer);
    origin->slots_count = 1 + (apr_uint32_t)answer->tags_count;
    item = tc_item_make(&entry, origin);
    origin->slots = NULL;
    apr_pool_destroy(scratch);
    return item;
}

/* The item with one coding more; NULL where there is no memory. The caller has
 * claimed the item. */
static tc_item_t *make_coded(apr_pool_t *p, tc_item_t *item,
                             tc_coding_t coding)
{
    tc_entry_t entry = item->entry;
    tc_item_t *next = NULL;
    apr_pool_t *scratch;

    if (apr_pool_create(&scratch, p) == APR_SUCCESS) {
        tc_codings_make(scratch, &entry, coding);
        next = tc_item_make(&entry, &item->origin);
        apr_pool_destroy(scratch);
    }
    tc_item_follow(item, next);
    return next;
}

/* *made is set where this call has made it. */
static const tc_entry_t *coded(apr_pool_t *p, const tc_entry_t *entry,
                               tc_coding_t coding, int tries, int *made)
{
    while (entry->body[coding].bytes == NULL &&
           (entry->may & 1u << coding) != 0) {
        tc_item_t *item = tc_item_of(entry);
        tc_item_t *next = tc_item_next(item);

        if (next == NULL && tc_item_claim(item)) {
            next = make_coded(p, item, coding);
            *made = next != NULL;
            tries = 0;
        }
        if (next != NULL) {
            tc_item_hold(next);
            entry = lend(p, next);
        }
        else if (tries-- > 0) {
            apr_sleep(CODING_PAUSE);
        }
        else {
            break;
        }
    }
    return entry;
}

const tc_entry_t *tc_cache_coded(apr_pool_t *p, const tc_entry_t *entry,
                                 tc_coding_t coding, int wait)
{
    int made = 0;

    entry = coded(p, entry, coding, wait ? CODING_TRIES : 0, &made);
    if (made) {
        tc_item_t *item = tc_item_of(entry);

        front_put(item);
        /* an older one would take the place of a newer one */
        if (tc_item_state(item, tc_segment_site(item->origin.site),
                          apr_time_now()) == TC_ITEM_FRESH) {
            tc_entries_put(p, item);
        }
    }
    return entry;
}

/*
 * Where the front is full, what is read for the first time goes into the store
 * alone: it takes a place in the front when it is found again. Threads that
 * wait for it have found it again; they go on before it is compressed and
 * before the slower store is written. The item's reference becomes p's.
 */
static const tc_entry_t *keep(apr_pool_t *p, tc_fill_t *fill, tc_item_t *item,
                              tc_coding_t wanted)
{
    int awaited = tc_fill_is_awaited(fill);
    const tc_entry_t *entry;
    int made = 0;

    if (awaited) {
        front_put(item);
        tc_fill_end(fill, 1);
    }
    entry = coded(p, lend(p, item), wanted, 0, &made);
    item = tc_item_of(entry);
    if (!tc_entries_put(p, item) || (awaited && made) ||
        (!awaited && tc_front_has_room(process.front, item))) {
        front_put(item);
    }
    return entry;
}

const tc_entry_t *tc_cache_store(apr_pool_t *p, tc_fill_t *fill,
                                 const tc_answer_t *answer)
{
    const tc_entry_t *entry;
    tc_item_t *item;

    if (fill == NULL || fill->filling == NULL) {
        return make_unkept(p, answer);
    }
    if (!answer->absent) {
        tc_due_settled(fill->origin.site, fill->due_seen, answer->next_due);
    }
    item = make_item(p, fill, answer);
    if (item == NULL) {
        tc_fill_end(fill, 0);
        return make_unkept(p, answer);
    }
    if (tc_item_state(item, tc_segment_site(fill->origin.site),
                      apr_time_now()) != TC_ITEM_FRESH) {
        item->entry.kept = 0; /* nobody else has the item */
        item->entry.may = 0;
        entry = lend(p, item);
    }
    else if (answer->absent) {
        tc_front_put(process.absent, item);
        entry = lend(p, item);
    }
    else {
        entry = keep(p, fill, item, answer->wanted);
    }
    /* Where a write came between, the first who waits reads anew. */
    tc_fill_end(fill, 1);
    return entry;
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
