/* What processes tell each other: the listener's heartbeat, which work waits,
 * that the queue of media has got something, and that the log knows of the
 * store's state. */
#ifndef TC_CACHE_SIGNALS_H
#define TC_CACHE_SIGNALS_H

#include <apr_time.h>

/* "Look at the media queue now": a counter a site; jobs/ compares. */
void tc_signals_nudge(apr_uint64_t site);
apr_uint32_t tc_signals_nudges(apr_uint64_t site);

/* 1 where no process of the server has said in the last minute what is wrong
 * with a site's store: then the caller says it. now: steady clock. */
int tc_signals_store_says(apr_uint64_t site, apr_time_t now);

/* The change listener of a site was heard now. */
void tc_signals_heard(apr_uint64_t site, apr_time_t now);

/* That time; 0: never. */
apr_time_t tc_signals_last_heard(apr_uint64_t site);

/* Background work of a site. */
#define TC_WORK_DUE 1        /* schedules whose time has come */
#define TC_WORK_MEDIA 2      /* files to be processed */
#define TC_WORK_FILES_LEFT 4 /* of media that were deleted */
#define TC_WORK_PURGE 8      /* caches to be told of changes */
#define TC_WORK_HOOKS 16     /* webhooks likewise */
#define TC_WORK_ANY 255

/* What of it waits, as the site's database says it, at the time `now` of the
 * steady clock. */
void tc_signals_work_waits(apr_uint64_t site, apr_uint32_t work,
                           apr_time_t now);

/* That. TC_WORK_ANY where the database has not said so lately: then it must
 * be asked for each. */
apr_uint32_t tc_signals_work(apr_uint64_t site, apr_time_t now);

#endif
