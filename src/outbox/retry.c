#include "outbox/retry.h"

#define LONGEST 60         /* seconds */
#define LONGEST_ASKED 3600 /* seconds */

static apr_interval_time_t at_least(apr_interval_time_t wait,
                                    apr_int64_t retry_after)
{
    apr_interval_time_t asked = 0;

    if (retry_after > 0) {
        asked = apr_time_from_sec(retry_after < LONGEST_ASKED ? retry_after
                                                              : LONGEST_ASKED);
    }
    return wait > asked ? wait : asked;
}

apr_interval_time_t tc_retry_purge(int failures, apr_int64_t retry_after,
                                   apr_uint32_t chance)
{
    apr_interval_time_t wait = apr_time_from_sec(LONGEST);

    if (failures >= 1 && failures < 6) {
        wait = apr_time_from_sec(1 << (failures - 1));
    }
    wait += wait / 4 * ((apr_interval_time_t)(chance % 2001) - 1000) / 1000;
    return at_least(wait, retry_after);
}

apr_interval_time_t tc_retry_webhook(int failures, apr_int64_t retry_after)
{
    static const int seconds[] = { 5,    60,       5 * 60,   30 * 60,
                                   7200, 8 * 3600, 24 * 3600 };
    const int most = (int)(sizeof(seconds) / sizeof(seconds[0]));
    int which = failures < 1 ? 0 : failures - 1;

    return at_least(
        apr_time_from_sec(seconds[which < most ? which : most - 1]),
        retry_after);
}
