/* cache/: tags, due times, views and the views' state file. */

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <apr_file_io.h>
#include <apr_strings.h>

#include "cache/due.h"
#include "cache/segment.h"
#include "cache/signals.h"
#include "cache/tags.h"
#include "cache/views.h"
#include "cache/views_file.h"
#include "cache_segment.h"

#define NOW apr_time_from_sec(1800000000)
#define THREADS 4

static void a_segment_is_known_by_its_version(void **state)
{
    (void)state;
    assert_true(tc_segment_fits(tc_segment));
    tc_segment->version++;
    assert_false(tc_segment_fits(tc_segment));
    assert_false(tc_segment_fits(NULL));
}

static void sites_keep_their_slots_until_none_is_left(void **state)
{
    tc_site_slot_t *first = tc_segment_site(SITE);
    apr_uint64_t site;

    (void)state;
    assert_null(tc_segment_site(0));
    for (site = 1; site < TC_SITE_SLOTS; site++) {
        assert_non_null(tc_segment_site(site));
    }
    assert_null(tc_segment_site(TC_SITE_SLOTS + 1));
    assert_ptr_equal(tc_segment_site(SITE), first);
    /* what has no slot is never cached, never counted */
    assert_false(tc_due_is_quiet(tc_due_seen(TC_SITE_SLOTS + 1), NOW));
    assert_int_equal(tc_views_add(TC_SITE_SLOTS + 1, 1, 1), 0);
}

static void databases_are_found_by_what_leads_to_them(void **state)
{
    apr_uint64_t *first = tc_segment_database(SITE);
    apr_uint64_t at;

    (void)state;
    assert_int_equal(*first, 0);
    *first = OTHER_SITE;
    for (at = 1; at < TC_DATABASE_SLOTS; at++) {
        assert_int_equal(*tc_segment_database(at), 0);
    }
    assert_null(tc_segment_database(TC_DATABASE_SLOTS));
    assert_ptr_equal(tc_segment_database(SITE), first);
    assert_int_equal(*first, OTHER_SITE);
}

static void a_raise_is_above_every_reader_before_it(void **state)
{
    apr_uint64_t before = tc_tags_now();
    apr_uint32_t slot = tc_tags_slot(SITE, "post/42");

    (void)state;
    assert_int_equal(tc_tags_value(slot), 0);
    tc_tags_raise(SITE, "post/42");
    assert_true(tc_tags_value(slot) > before);
    assert_true(tc_tags_value(slot) <= tc_tags_now());
    assert_int_equal(tc_tags_value(tc_tags_slot(SITE, "post/43")), 0);
    assert_int_equal(tc_tags_value(tc_tags_slot(OTHER_SITE, "post/42")), 0);
}

static void *raise_many(void *data)
{
    const char *tag = data;
    int turn;

    for (turn = 0; turn < 20000; turn++) {
        apr_uint64_t before = tc_tags_now();

        tc_tags_raise(SITE, tag);
        if (tc_tags_value(tc_tags_slot(SITE, tag)) <= before) {
            return data;
        }
    }
    return NULL;
}

static void raises_of_many_threads_only_grow(void **state)
{
    static char tags[][8] = { "a", "b", "a", "c" };
    pthread_t threads[THREADS];
    void *failed;
    int at;

    (void)state;
    for (at = 0; at < THREADS; at++) {
        pthread_create(&threads[at], NULL, raise_many, tags[at]);
    }
    for (at = 0; at < THREADS; at++) {
        pthread_join(threads[at], &failed);
        assert_null(failed);
    }
    assert_int_equal(tc_tags_now(), 1 + THREADS * 20000);
}

static void a_change_is_known_once_it_is_noted(void **state)
{
    static const char *const change = "4711.1800000000000000";
    char other[32];

    (void)state;
    assert_false(tc_tags_change_is_raised(SITE, change));
    tc_tags_change_raised(SITE, change);
    assert_true(tc_tags_change_is_raised(SITE, change));
    assert_false(tc_tags_change_is_raised(OTHER_SITE, change));
    assert_false(tc_tags_change_is_raised(SITE, "4712.1800000000000000"));
    assert_false(tc_tags_change_is_raised(SITE, ""));
    /* old ones may be forgotten, and nothing else is taken for one */
    for (int at = 0; at < 20 * TC_CHANGE_SLOTS; at++) {
        snprintf(other, sizeof(other), "%d.18", at);
        assert_false(tc_tags_change_is_raised(SITE, other));
        tc_tags_change_raised(SITE, other);
        assert_true(tc_tags_change_is_raised(SITE, other));
    }
    assert_false(tc_tags_change_is_raised(SITE, change));
}

static void a_due_time_is_quiet_until_it_comes(void **state)
{
    (void)state;
    assert_true(tc_due_is_quiet(tc_due_seen(SITE), NOW));
    tc_due_lower(SITE, NOW + apr_time_from_sec(60));
    tc_due_lower(SITE, NOW + apr_time_from_sec(90));
    assert_true(tc_due_is_quiet(tc_due_seen(SITE), NOW));
    assert_true(tc_due_is_quiet(tc_due_seen(SITE),
                                NOW + apr_time_from_sec(60) - 1000));
    assert_false(
        tc_due_is_quiet(tc_due_seen(SITE), NOW + apr_time_from_sec(60)));
    assert_true(
        tc_due_is_quiet(tc_due_seen(OTHER_SITE), NOW + apr_time_from_sec(60)));
}

static void a_reader_settles_only_what_it_has_seen(void **state)
{
    apr_time_t now = apr_time_now();
    tc_due_t seen;

    (void)state;
    tc_due_lower(SITE, now - apr_time_from_sec(1));
    seen = tc_due_seen(SITE);
    /* a write comes between, even one of a later schedule */
    tc_due_lower(SITE, now + apr_time_from_sec(60));
    tc_due_settled(SITE, seen, 0);
    assert_false(tc_due_is_quiet(tc_due_seen(SITE), now));

    seen = tc_due_seen(SITE);
    tc_due_settled(SITE, seen, now + apr_time_from_sec(60));
    assert_true(tc_due_is_quiet(tc_due_seen(SITE), now));
    assert_false(
        tc_due_is_quiet(tc_due_seen(SITE), now + apr_time_from_sec(61)));
}

static void what_was_read_before_a_due_time_ends_with_it(void **state)
{
    const tc_site_slot_t *site = tc_segment_site(SITE);
    apr_time_t now = apr_time_now();
    apr_time_t due = now - apr_time_from_sec(10);

    (void)state;
    assert_true(tc_due_holds(site, due - 1000, now));
    tc_due_lower(SITE, due);
    assert_false(tc_due_holds(site, due - 1000, now));
    tc_due_settled(SITE, tc_due_seen(SITE), 0);
    assert_false(tc_due_holds(site, due - 1000, now));
    assert_true(tc_due_holds(site, due + 1000, now));
}

static void a_cancelled_schedule_drops_nothing(void **state)
{
    const tc_site_slot_t *site = tc_segment_site(SITE);
    apr_time_t now = apr_time_now();

    (void)state;
    tc_due_lower(SITE, now + apr_time_from_sec(600));
    tc_due_settled(SITE, tc_due_seen(SITE), 0);
    assert_true(tc_due_holds(site, now - apr_time_from_sec(60),
                             now + apr_time_from_sec(601)));
}

static void nudges_and_the_listener_are_a_site_s_own(void **state)
{
    (void)state;
    tc_signals_nudge(SITE);
    tc_signals_nudge(SITE);
    assert_int_equal(tc_signals_nudges(SITE), 2);
    assert_int_equal(tc_signals_nudges(OTHER_SITE), 0);
    assert_int_equal(tc_segment_site(OTHER_SITE)->heard, 0);
    tc_signals_heard(OTHER_SITE, NOW);
    assert_true(tc_segment_site(OTHER_SITE)->heard == NOW);
}

typedef struct {
    apr_uint64_t site;
    apr_int64_t post;
    apr_uint32_t sum;
} pending_t;

static void add_pending(void *baton, apr_uint64_t site, apr_int64_t post,
                        apr_uint32_t views)
{
    pending_t *pending = baton;

    if (pending->site == site && pending->post == post) {
        pending->sum += views;
    }
}

static apr_uint32_t pending(apr_uint64_t site, apr_int64_t post)
{
    pending_t pending = { .site = site, .post = post };

    tc_views_each(add_pending, &pending);
    return pending.sum;
}

typedef struct {
    apr_uint64_t sum;
    int calls;
    int keep;
} taken_t;

static int take(void *baton, apr_int64_t post, apr_uint32_t views)
{
    taken_t *taken = baton;

    (void)post;
    taken->calls++;
    if (!taken->keep) {
        __atomic_fetch_add(&taken->sum, views, __ATOMIC_RELAXED);
    }
    return !taken->keep;
}

static void views_are_taken_once_and_can_be_put_back(void **state)
{
    taken_t taken = { .keep = 1 };

    (void)state;
    assert_true(tc_views_add(SITE, 7, 2));
    assert_true(tc_views_add(SITE, 7, 3));
    assert_true(tc_views_add(OTHER_SITE, 7, 100));
    tc_views_take(SITE, take, &taken);
    assert_int_equal(taken.calls, 1);
    assert_int_equal(pending(SITE, 7), 5);
    taken.keep = 0;
    tc_views_take(SITE, take, &taken);
    assert_int_equal(taken.sum, 5);
    assert_int_equal(pending(SITE, 7), 0);
    tc_views_take(SITE, take, &taken);
    assert_int_equal(taken.calls, 2);
    assert_int_equal(pending(OTHER_SITE, 7), 100);
}

static void views_that_fit_nowhere_are_refused(void **state)
{
    apr_int64_t post, kept = 0;
    taken_t taken = { .sum = 0 };

    (void)state;
    assert_false(tc_views_add(SITE, 0, 1));
    assert_false(tc_views_add(SITE, (apr_int64_t)1 << 40, 1));
    assert_false(tc_views_add(0, 1, 1));
    for (post = 1; post <= 3 * TC_VIEW_SLOTS; post++) {
        kept += tc_views_add(SITE, post, 1);
    }
    assert_true(kept > TC_VIEW_SLOTS * 9 / 10 && kept <= TC_VIEW_SLOTS);
    tc_views_take(SITE, take, &taken);
    assert_int_equal(taken.sum, kept);
    for (post = 0; post < TC_VIEW_SLOTS; post++) {
        assert_int_equal(tc_segment->views[post], 0);
    }
}

static void a_full_count_goes_into_another_slot(void **state)
{
    int turn;

    (void)state;
    for (turn = 0; turn < 3; turn++) {
        assert_true(tc_views_add(SITE, 9, 1000000));
    }
    assert_int_equal(pending(SITE, 9), 3000000);
}

static void *view_many(void *data)
{
    int *refused = data;
    int turn;

    for (turn = 0; turn < 50000; turn++) {
        *refused += !tc_views_add(SITE, 1 + turn % 5, 1);
    }
    return NULL;
}

static void no_view_is_lost_while_others_take(void **state)
{
    int refused[THREADS] = { 0 };
    pthread_t threads[THREADS];
    taken_t taken = { .sum = 0 };
    apr_uint64_t sum = 0;
    int at;

    (void)state;
    for (at = 0; at < THREADS; at++) {
        pthread_create(&threads[at], NULL, view_many, &refused[at]);
    }
    for (at = 0; at < 200; at++) {
        taken.keep = at % 3 == 0;
        tc_views_take(SITE, take, &taken);
    }
    for (at = 0; at < THREADS; at++) {
        pthread_join(threads[at], NULL);
        sum += (apr_uint64_t)refused[at];
    }
    taken.keep = 0;
    tc_views_take(SITE, take, &taken);
    assert_int_equal(taken.sum + sum, THREADS * 50000);
}

static const char *temp_path(apr_pool_t *p)
{
    const char *dir;

    assert_int_equal(apr_temp_dir_get(&dir, p), APR_SUCCESS);
    return apr_psprintf(p, "%s/talecraft-test-views-%d", dir, (int)getpid());
}

static void views_come_back_from_the_state_file_once(void **state)
{
    apr_pool_t *p = *state;
    const char *path = temp_path(p);

    apr_file_remove(path, p);
    assert_true(tc_views_add(SITE, 7, 5));
    assert_true(tc_views_add(OTHER_SITE, 123456789, 1));
    assert_int_equal(tc_views_file_save(p, path), APR_SUCCESS);
    assert_int_equal(pending(SITE, 7), 5);

    tc_segment_init(tc_segment, 1, 2);
    assert_int_equal(tc_views_file_load(p, path), APR_SUCCESS);
    assert_int_equal(pending(SITE, 7), 5);
    assert_int_equal(pending(OTHER_SITE, 123456789), 1);
    assert_true(APR_STATUS_IS_ENOENT(tc_views_file_load(p, path)));
    assert_int_equal(pending(SITE, 7), 5);
}

static void without_views_no_state_file_stays(void **state)
{
    apr_pool_t *p = *state;
    const char *path = temp_path(p);
    taken_t taken = { .sum = 0 };

    assert_true(tc_views_add(SITE, 7, 5));
    assert_int_equal(tc_views_file_save(p, path), APR_SUCCESS);
    tc_views_take(SITE, take, &taken);
    assert_int_equal(tc_views_file_save(p, path), APR_SUCCESS);
    assert_true(APR_STATUS_IS_ENOENT(tc_views_file_load(p, path)));
}

static void a_broken_state_file_adds_nothing_and_goes(void **state)
{
    static const char *const texts[] = {
        "",
        "talecraft-views 1\n",
        "talecraft-views 2\nend 0\n",
        "talecraft-views 1\n4d 7 5\n",
        "talecraft-views 1\n4d 7 5\nend",
        "talecraft-views 1\n4d 7 5\nend 2\n",
        "talecraft-views 1\n4d 7\nend 1\n",
        "talecraft-views 1\n4d -7 5\nend 1\n",
        "talecraft-views 1\n4d 7 5\nend 1\nmore",
    };
    apr_pool_t *p = *state;
    const char *path = temp_path(p);
    apr_size_t at;

    for (at = 0; at < sizeof(texts) / sizeof(texts[0]); at++) {
        apr_file_t *file;

        assert_int_equal(apr_file_open(&file, path,
                                       APR_FOPEN_CREATE | APR_FOPEN_WRITE |
                                           APR_FOPEN_TRUNCATE,
                                       APR_FPROT_UREAD | APR_FPROT_UWRITE, p),
                         APR_SUCCESS);
        apr_file_puts(texts[at], file);
        apr_file_close(file);
        assert_int_equal(tc_views_file_load(p, path), APR_EGENERAL);
        assert_int_equal(pending(OTHER_SITE, 7), 0);
        assert_true(APR_STATUS_IS_ENOENT(tc_views_file_load(p, path)));
    }
}

static void nothing_else_is_read_in_the_place_of_a_state_file(void **state)
{
    apr_pool_t *p = *state;
    const char *path = temp_path(p);
    const char *other = apr_pstrcat(p, path, ".other", NULL);

    assert_true(tc_views_add(SITE, 7, 5));
    assert_int_equal(tc_views_file_save(p, other), APR_SUCCESS);
    assert_int_equal(symlink(other, path), 0);
    assert_int_not_equal(tc_views_file_load(p, path), APR_SUCCESS);
    assert_int_equal(access(other, F_OK), 0);
    assert_true(APR_STATUS_IS_ENOENT(tc_views_file_load(p, path)));

    /* nobody will ever write into it */
    assert_int_equal(mkfifo(path, 0600), 0);
    alarm(20);
    assert_int_not_equal(tc_views_file_load(p, path), APR_SUCCESS);
    alarm(0);
    assert_true(APR_STATUS_IS_ENOENT(tc_views_file_load(p, path)));
    assert_int_equal(pending(SITE, 7), 5);
    unlink(other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CACHE_TEST(a_segment_is_known_by_its_version),
        CACHE_TEST(sites_keep_their_slots_until_none_is_left),
        CACHE_TEST(databases_are_found_by_what_leads_to_them),
        CACHE_TEST(a_raise_is_above_every_reader_before_it),
        CACHE_TEST(raises_of_many_threads_only_grow),
        CACHE_TEST(a_change_is_known_once_it_is_noted),
        CACHE_TEST(a_due_time_is_quiet_until_it_comes),
        CACHE_TEST(a_reader_settles_only_what_it_has_seen),
        CACHE_TEST(what_was_read_before_a_due_time_ends_with_it),
        CACHE_TEST(a_cancelled_schedule_drops_nothing),
        CACHE_TEST(nudges_and_the_listener_are_a_site_s_own),
        CACHE_TEST(views_are_taken_once_and_can_be_put_back),
        CACHE_TEST(views_that_fit_nowhere_are_refused),
        CACHE_TEST(a_full_count_goes_into_another_slot),
        CACHE_TEST(no_view_is_lost_while_others_take),
        CACHE_TEST(views_come_back_from_the_state_file_once),
        CACHE_TEST(without_views_no_state_file_stays),
        CACHE_TEST(a_broken_state_file_adds_nothing_and_goes),
        CACHE_TEST(nothing_else_is_read_in_the_place_of_a_state_file),
    };

    return UNIT_RUN(tests);
}
