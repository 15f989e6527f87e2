/*
 * View counts that the database does not have yet. A slot is one word: the
 * site's slot, the post and the count. So adding, taking and freeing are one
 * compare-and-swap each, and no view can go to another post.
 */
#include "cache/views.h"

#include "cache/segment.h"

#define COUNT_BITS 20
#define COUNT_MAX ((1U << COUNT_BITS) - 1)
#define POST_BITS 38
#define POST_MAX (((apr_int64_t)1 << POST_BITS) - 1)
#define PROBES 32

/* The word of a post without its count; 0 where it fits in no slot. Posts
 * begin at 1, so no word in use is 0. */
static apr_uint64_t view_key(apr_uint64_t site, apr_int64_t post)
{
    const tc_site_slot_t *slot = tc_segment_site(site);

    if (slot == NULL || post < 1 || post > POST_MAX) {
        return 0;
    }
    return (apr_uint64_t)(slot - tc_segment->sites)
               << (POST_BITS + COUNT_BITS) |
           (apr_uint64_t)post << COUNT_BITS;
}

static apr_uint64_t key_of(apr_uint64_t word)
{
    return word & ~(apr_uint64_t)COUNT_MAX;
}

static apr_uint32_t count_of(apr_uint64_t word)
{
    return (apr_uint32_t)(word & COUNT_MAX);
}

static apr_uint64_t *probe(apr_uint64_t key, int tried)
{
    apr_uint64_t at = tc_segment_hash(&key, sizeof(key), 0) +
                      (apr_uint64_t)tried;

    return &tc_segment->views[at % TC_VIEW_SLOTS];
}

/* 1 where the slot took the views, 0 where it belongs to another post or
 * would overflow. */
static int add_to(apr_uint64_t *slot, apr_uint64_t key, apr_uint32_t views)
{
    apr_uint64_t word = TC_LOAD(slot);

    while ((word == 0 || key_of(word) == key) &&
           count_of(word) + views <= COUNT_MAX) {
        if (TC_SWAP_IF(slot, &word, key | (count_of(word) + views))) {
            return 1;
        }
    }
    return 0;
}

int tc_views_add(apr_uint64_t site, apr_int64_t post, apr_uint32_t views)
{
    apr_uint64_t key = view_key(site, post);

    if (key == 0 || views > COUNT_MAX) {
        return 0;
    }
    if (views == 0) {
        return 1;
    }
    for (int tried = 0; tried < PROBES; tried++) {
        apr_uint64_t *slot = probe(key, tried);

        if (key_of(TC_LOAD(slot)) == key && add_to(slot, key, views)) {
            return 1;
        }
    }
    /* Two processes may claim a slot each: both count. */
    for (int tried = 0; tried < PROBES; tried++) {
        if (add_to(probe(key, tried), key, views)) {
            return 1;
        }
    }
    return 0;
}

static apr_int64_t post_of(apr_uint64_t word)
{
    return (apr_int64_t)(word >> COUNT_BITS & (apr_uint64_t)POST_MAX);
}

/*
 * The slot keeps its post, with no views, while the callback runs: where the
 * count must be put back, its place is still there. Only then is it freed,
 * and only where nobody has counted meanwhile.
 */
static void take_slot(apr_uint64_t *slot, apr_uint64_t site,
                      tc_views_take_fn take, void *baton)
{
    apr_uint64_t word = TC_LOAD(slot);
    apr_uint64_t key = key_of(word);
    apr_uint64_t emptied;

    while (count_of(word) > 0 && key_of(word) == key &&
           !TC_SWAP_IF(slot, &word, key)) {
        /* word is now what another process wrote */
    }
    if (key_of(word) != key) {
        return; /* freed and claimed anew meanwhile: the next take's */
    }
    if (count_of(word) > 0 && !take(baton, post_of(word), count_of(word))) {
        if (!add_to(slot, key, count_of(word))) {
            tc_views_add(site, post_of(word), count_of(word));
        }
        return;
    }
    emptied = key;
    TC_SWAP_IF(slot, &emptied, 0);
}

void tc_views_take(apr_uint64_t site, tc_views_take_fn take, void *baton)
{
    const tc_site_slot_t *owner = tc_segment_site(site);

    if (owner == NULL) {
        return;
    }
    for (int at = 0; at < TC_VIEW_SLOTS; at++) {
        apr_uint64_t *slot = &tc_segment->views[at];
        apr_uint64_t word = TC_LOAD(slot);

        if (word != 0 &&
            &tc_segment->sites[word >> (POST_BITS + COUNT_BITS)] == owner) {
            take_slot(slot, site, take, baton);
        }
    }
}

void tc_views_each(tc_views_each_fn each, void *baton)
{
    for (int at = 0; at < TC_VIEW_SLOTS; at++) {
        apr_uint64_t word = TC_LOAD(&tc_segment->views[at]);

        if (count_of(word) > 0) {
            each(baton, tc_segment->sites[word >> (POST_BITS + COUNT_BITS)].id,
                 post_of(word), count_of(word));
        }
    }
}
