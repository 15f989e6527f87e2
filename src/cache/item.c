/* Entries: one block each, counted references, told stale by their tags. */
#include "cache/item.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "cache/cache.h"
#include "cache/due.h"
#include "cache/segment.h"
#include "cache/tags.h"

#define VALUE_MAGIC 0x74632d6974656d34ULL

/*
 * The value: this head, the slots of the tags, the key, the content type (with
 * its NUL), then each coding's ETag (with its NUL) and bytes. All numbers as
 * this machine writes them: the birth of the segment makes values of other
 * servers and of earlier lives of this one strangers, whose tag counters mean
 * nothing here.
 */
typedef struct {
    apr_uint64_t magic;
    apr_uint64_t checksum; /* of all that follows */
    apr_uint64_t birth;
    apr_uint64_t site;
    apr_uint64_t generation;
    apr_uint64_t sequence;
    apr_int64_t due;
    apr_int64_t post_id;
    apr_int64_t made;
    apr_int64_t expires;
    apr_int32_t max_age;
    apr_int32_t no_index;
    apr_uint32_t slots_count;
    apr_uint32_t key_len;
    apr_uint32_t type_len; /* of the content type, with NUL */
    apr_uint32_t may;
    apr_uint32_t absent;
    apr_uint32_t padding;
    struct {
        apr_uint32_t etag_len; /* with NUL; 0: this coding is not kept */
        apr_uint32_t len;
    } body[TC_CODING_COUNT];
} value_head_t;

#define SUMMED offsetof(value_head_t, birth)
#define LEN_MAX (256U * 1024 * 1024)

/* The value stands behind the item, so its words are aligned. */
#define VALUE_OFFSET ((sizeof(tc_item_t) + 15) & ~(apr_size_t)15)

apr_uint64_t tc_item_hash(apr_uint64_t site, const char *key,
                          apr_size_t key_len)
{
    return tc_segment_hash(key, key_len, site ^ tc_segment->salt);
}

static apr_uint64_t value_checksum(const unsigned char *value, apr_size_t len)
{
    return tc_segment_hash(value + SUMMED, len - SUMMED, VALUE_MAGIC);
}

static apr_size_t value_size(const value_head_t *head)
{
    apr_size_t size = sizeof(*head) +
                      head->slots_count * sizeof(apr_uint32_t) +
                      head->key_len + head->type_len;

    for (int coding = 0; coding < TC_CODING_COUNT; coding++) {
        size += head->body[coding].etag_len;
        size += head->body[coding].len;
    }
    return size;
}

static tc_item_t *block_make(apr_size_t value_len)
{
    tc_item_t *item = malloc(VALUE_OFFSET + value_len);

    if (item != NULL) {
        memset(item, 0, sizeof(*item));
        item->size = VALUE_OFFSET + value_len;
        item->value_len = value_len;
        item->value = (unsigned char *)item + VALUE_OFFSET;
        item->refs = 1;
    }
    return item;
}

/* Makes the item's fields point into its value, which is known to be whole. */
static void attach(tc_item_t *item, apr_uint64_t hash)
{
    const unsigned char *at = item->value;
    value_head_t head;

    memcpy(&head, at, sizeof(head));
    at += sizeof(head);
    item->origin = (tc_origin_t){ .site = head.site,
                                  .hash = hash,
                                  .generation = head.generation,
                                  .sequence = head.sequence,
                                  .due = head.due,
                                  .slots = (const void *)at,
                                  .slots_count = head.slots_count,
                                  .key_len = head.key_len };
    at += head.slots_count * sizeof(apr_uint32_t);
    item->origin.key = (const char *)at;
    at += head.key_len;
    item->entry.content_type = (const char *)at;
    at += head.type_len;
    for (int coding = 0; coding < TC_CODING_COUNT; coding++) {
        if (head.body[coding].etag_len == 0) {
            continue;
        }
        item->entry.body[coding].etag = (const char *)at;
        at += head.body[coding].etag_len;
        item->entry.body[coding].bytes = (const char *)at;
        item->entry.body[coding].len = head.body[coding].len;
        at += head.body[coding].len;
    }
    item->entry.may = head.may;
    item->entry.absent = (int)head.absent;
    item->entry.post_id = head.post_id;
    item->entry.no_index = head.no_index;
    item->entry.made = head.made;
    item->entry.expires = head.expires;
    item->entry.max_age = head.max_age;
    item->entry.kept = 1;
    item->entry.slots = item->origin.slots;
    item->entry.slots_count = item->origin.slots_count;
}

static unsigned char *append(unsigned char *at, const void *bytes,
                             apr_size_t len)
{
    if (len > 0) {
        memcpy(at, bytes, len);
    }
    return at + len;
}

static int head_make(value_head_t *head, const tc_entry_t *entry,
                     const tc_origin_t *origin)
{
    if (origin->slots_count > TC_ITEM_TAGS_MAX || origin->key_len > LEN_MAX) {
        return 0;
    }
    *head = (value_head_t){
        .magic = VALUE_MAGIC,
        .birth = tc_segment->birth,
        .site = origin->site,
        .generation = origin->generation,
        .sequence = origin->sequence,
        .due = origin->due,
        .post_id = entry->post_id,
        .made = entry->made,
        .expires = entry->expires,
        .max_age = entry->max_age,
        .no_index = entry->no_index,
        .may = entry->may,
        .absent = (apr_uint32_t)entry->absent,
        .slots_count = origin->slots_count,
        .key_len = (apr_uint32_t)origin->key_len,
        .type_len = (apr_uint32_t)strlen(entry->content_type) + 1
    };
    for (int coding = 0; coding < TC_CODING_COUNT; coding++) {
        if (entry->body[coding].bytes == NULL) {
            continue;
        }
        if (entry->body[coding].len > LEN_MAX) {
            return 0;
        }
        head->body[coding].len = (apr_uint32_t)entry->body[coding].len;
        head->body[coding].etag_len = (apr_uint32_t)strlen(
                                          entry->body[coding].etag) +
                                      1;
    }
    return 1;
}

tc_item_t *tc_item_make(const tc_entry_t *entry, const tc_origin_t *origin)
{
    value_head_t head;
    tc_item_t *item;
    unsigned char *at;

    if (!head_make(&head, entry, origin)) {
        return NULL;
    }
    item = block_make(value_size(&head));
    if (item == NULL) {
        return NULL;
    }
    at = item->value + sizeof(head);
    at = append(at, origin->slots, origin->slots_count * sizeof(apr_uint32_t));
    at = append(at, origin->key, origin->key_len);
    at = append(at, entry->content_type, head.type_len);
    for (int coding = 0; coding < TC_CODING_COUNT; coding++) {
        at = append(at, entry->body[coding].etag, head.body[coding].etag_len);
        at = append(at, entry->body[coding].bytes, head.body[coding].len);
    }
    memcpy(item->value, &head, sizeof(head));
    head.checksum = value_checksum(item->value, item->value_len);
    memcpy(item->value, &head, sizeof(head));
    attach(item, origin->hash);
    return item;
}

/* Lengths first: only then may the checksum read that far. */
static int value_is_whole(const value_head_t *head, const unsigned char *value,
                          apr_size_t len)
{
    if (head->magic != VALUE_MAGIC || head->slots_count > TC_ITEM_TAGS_MAX ||
        head->key_len > LEN_MAX || head->type_len > LEN_MAX) {
        return 0;
    }
    for (int coding = 0; coding < TC_CODING_COUNT; coding++) {
        if (head->body[coding].len > LEN_MAX ||
            head->body[coding].etag_len > LEN_MAX) {
            return 0;
        }
    }
    return value_size(head) == len &&
           head->checksum == value_checksum(value, len);
}

tc_item_t *tc_item_parse(const unsigned char *value, apr_size_t len,
                         const tc_origin_t *wanted)
{
    value_head_t head;
    tc_item_t *item;

    if (len < sizeof(head)) {
        return NULL;
    }
    memcpy(&head, value, sizeof(head));
    if (!value_is_whole(&head, value, len) ||
        head.birth != tc_segment->birth) {
        return NULL;
    }
    item = block_make(len);
    if (item == NULL) {
        return NULL;
    }
    memcpy(item->value, value, len);
    attach(item, wanted->hash);
    if (!tc_item_origin_is(&item->origin, wanted)) {
        tc_item_drop(item);
        return NULL;
    }
    return item;
}

void tc_item_hold(tc_item_t *item)
{
    __atomic_fetch_add(&item->refs, 1, __ATOMIC_RELAXED);
}

void tc_item_drop(tc_item_t *item)
{
    while (item != NULL &&
           __atomic_sub_fetch(&item->refs, 1, __ATOMIC_ACQ_REL) == 0) {
        tc_item_t *next = item->next;

        free(item);
        item = next;
    }
}

tc_item_t *tc_item_of(const tc_entry_t *entry)
{
    return (tc_item_t *)(apr_uintptr_t)entry;
}

tc_item_t *tc_item_next(tc_item_t *item)
{
    return __atomic_load_n(&item->next, __ATOMIC_ACQUIRE);
}

int tc_item_claim(tc_item_t *item)
{
    return __atomic_exchange_n(&item->claimed, 1, __ATOMIC_ACQ_REL) == 0;
}

void tc_item_follow(tc_item_t *item, tc_item_t *next)
{
    if (next != NULL) {
        __atomic_store_n(&item->next, next, __ATOMIC_RELEASE);
    }
    else {
        __atomic_store_n(&item->claimed, 0, __ATOMIC_RELEASE);
    }
}

int tc_item_origin_is(const tc_origin_t *one, const tc_origin_t *other)
{
    return one->hash == other->hash && one->site == other->site &&
           one->key_len == other->key_len &&
           memcmp(one->key, other->key, one->key_len) == 0;
}

/*
 * While the sequence stands where it stood at the last look, no slot has
 * changed (tags.c). The sequence is read before the slots: a raise that comes
 * between is seen by the next look at the latest, and was not over yet.
 */
static int tags_hold(tc_item_t *item)
{
    apr_uint64_t now = tc_tags_now();

    if (__atomic_load_n(&item->checked, __ATOMIC_RELAXED) == now) {
        return 1;
    }
    for (apr_uint32_t at = 0; at < item->origin.slots_count; at++) {
        if (tc_tags_value(item->origin.slots[at]) > item->origin.sequence) {
            return 0;
        }
    }
    __atomic_store_n(&item->checked, now, __ATOMIC_RELAXED);
    return 1;
}

tc_item_state_t tc_item_state(tc_item_t *item, const tc_site_slot_t *site,
                              apr_time_t now)
{
    if (!tags_hold(item) || !tc_due_holds(site, item->entry.made, now) ||
        (item->origin.due != 0 && now >= item->origin.due)) {
        return TC_ITEM_DEAD;
    }
    return now < item->entry.expires &&
                   item->origin.generation == tc_segment_generation
               ? TC_ITEM_FRESH
               : TC_ITEM_EXPIRED;
}
