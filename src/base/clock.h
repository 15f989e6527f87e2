/*
 * Times of the contract: ISO 8601 in, microseconds since 1970 UTC (apr_time_t)
 * inside, "2026-02-18T04:19:52.123456Z" out; and the clock for waiting.
 */
#ifndef TC_BASE_CLOCK_H
#define TC_BASE_CLOCK_H

#include <apr_pools.h>
#include <apr_time.h>

/*
 * Everything Django's parse_datetime takes: YYYY-MM-DD, 'T' or space, hh:mm,
 * optional :ss, optional fraction of 1-6 digits (more are cut) after '.' or
 * ',', optional offset Z, z, +hh, +hhmm or +hh:mm. One-digit month, day, hour
 * as Django's regular expression allows them. No offset means UTC. 0001 to
 * 9999; a day that does not exist is refused. APR_EINVAL where it is none.
 */
apr_status_t tc_clock_parse(const char *text, apr_time_t *when);

/* Always six digits and Z. */
const char *tc_clock_format(apr_pool_t *p, apr_time_t when);

/* Microseconds of a clock that nobody sets: what is to happen in a while, or
 * ever so often, is measured by it. Of this machine, since it started. */
apr_time_t tc_clock_steady(void);

#endif
