/*
 * The segment of shared memory that all processes and all generations of a
 * server use: made once on s->process->pool, found again after a reload
 * (ap_retained_data), never remade. Fixed size; atomics only, no lock.
 *
 * A site is told by its database's identity (tc_db_site_id), so that two
 * virtual hosts on one database share tags and counts. Site 0 (database
 * never reached) has no tags: callers do not cache then. The identity that
 * was found last stands here too, by the directives that lead to the
 * database: a child that has not reached it yet knows whose entries count.
 *
 * Tags: one 64-bit sequence for the server; raising a tag takes the next
 * number of the sequence and writes it to the tag's slot (65,536 slots,
 * hash of site + tag; slots only ever grow). What was read from the database
 * after tc_tags_now() returned N is current while no slot of its tags is
 * above N.
 */
#ifndef TC_CACHE_SHARED_H
#define TC_CACHE_SHARED_H

#include <apr_pools.h>
#include <apr_time.h>
#include <httpd.h>

/* post_config, after tc_tree_databases: make or find the segment, and give
 * each site its db_id. Views saved at the last stop are added; at stop of the
 * parent they are saved. */
apr_status_t tc_shared_post_config(apr_pool_t *pconf, server_rec *s);

apr_uint64_t tc_tags_now(void);
apr_uint32_t tc_tags_slot(apr_uint64_t site, const char *tag);
apr_uint64_t tc_tags_value(apr_uint32_t slot);
void tc_tags_raise(apr_uint64_t site, const char *tag);

/* What caches in front of httpd know a tag as: TC_KEY_NAME_LEN hex digits,
 * the same on all servers of a site. Two tags may share one. Ends with NUL. */
#define TC_KEY_NAME_LEN 12
void tc_tags_key_name(char *name, apr_uint64_t site, apr_uint32_t slot);

/* What all entries of a site carry beside their own tags. */
#define TC_TAG_ALL "*"

/*
 * Changes (names of transactions) whose tags this server's writers have
 * raised, all of them. Only the latest are known: 0 means raise again.
 */
void tc_tags_change_raised(apr_uint64_t site, const char *change);
int tc_tags_change_is_raised(apr_uint64_t site, const char *change);

/*
 * The next due schedule of a site. A hit counts only while the due time is
 * not reached (tc_due_is_quiet). Writers lower it after commit; a reader
 * whose read has settled the due posts sets the next one, which counts only
 * where nobody lowered it since `seen` was taken (before the read).
 * when 0: no schedule stands.
 */
typedef apr_uint64_t tc_due_t; /* time in ms << 20 | generation */
tc_due_t tc_due_seen(apr_uint64_t site);
apr_time_t tc_due_time(tc_due_t seen); /* 0: no schedule stands */
int tc_due_is_quiet(tc_due_t seen, apr_time_t now);
void tc_due_lower(apr_uint64_t site, apr_time_t when);
void tc_due_settled(apr_uint64_t site, tc_due_t seen, apr_time_t next);

/* View counts not yet in the database. add never fails: where the table is
 * full it returns 0 and the caller counts in the database at once. take:
 * calls back with each post of the site and resets it; where the callback
 * returns 0 the count is put back. */
int tc_views_add(apr_uint64_t site, apr_int64_t post, apr_uint32_t views);
typedef int (*tc_views_take_fn)(void *baton, apr_int64_t post,
                                apr_uint32_t views);
void tc_views_take(apr_uint64_t site, tc_views_take_fn take, void *baton);

/* What the cache did for public GETs, of all sites, since the segment was
 * made (the start of the server; reloads go on counting). */
typedef enum {
    TC_COUNT_HIT,    /* answered from it */
    TC_COUNT_STALE,  /* so too, the database being away */
    TC_COUNT_MISS,   /* it did not have the answer */
    TC_COUNT_BYPASS, /* an answer that is never kept */
    TC_COUNT_KINDS
} tc_count_t;
void tc_counts_add(tc_count_t what);
void tc_counts_read(apr_uint64_t sums[TC_COUNT_KINDS]);

/* "Look at the media queue now": a counter a site; jobs/ compares. */
void tc_signals_nudge(apr_uint64_t site);
apr_uint32_t tc_signals_nudges(apr_uint64_t site);

/* The change listener of a site was heard now. */
void tc_signals_heard(apr_uint64_t site, apr_time_t now);

#endif
