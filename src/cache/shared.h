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
 * each site its db_id. A new segment gets the views that were saved last; they
 * are saved at each end of a configuration. */
apr_status_t tc_shared_post_config(apr_pool_t *pconf, server_rec *s);

/* Says where views cannot be saved (`httpd -t`). */
void tc_shared_check(apr_pool_t *ptemp, server_rec *s);

#endif
