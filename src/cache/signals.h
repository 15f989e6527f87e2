/* What processes tell each other: the listener's heartbeat, and that
 * the queue of media has got something. */
#ifndef TC_CACHE_SIGNALS_H
#define TC_CACHE_SIGNALS_H

#include <apr_time.h>

/* "Look at the media queue now": a counter a site; jobs/ compares. */
void tc_signals_nudge(apr_uint64_t site);
apr_uint32_t tc_signals_nudges(apr_uint64_t site);

/* The change listener of a site was heard now. */
void tc_signals_heard(apr_uint64_t site, apr_time_t now);

#endif
