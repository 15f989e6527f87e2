/* What processes tell each other: the listener's heartbeat, that the queue of
 * media has got something, and that the log knows of the store's state. */
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

#endif
