/*
 * How often the cache had an answer. Each core has a cache line of its own,
 * so that counting costs a few nanoseconds however many processes do it at
 * once; reading adds the lines up.
 */
#include "cache/counts.h"

#include <sched.h>

#include "cache/segment.h"

void tc_counts_add(tc_count_t what)
{
    int core = sched_getcpu(); /* -1 where the kernel does not say */
    tc_count_line_t *line =
        &tc_segment->counts[(unsigned)core % TC_COUNT_LINES];

    __atomic_fetch_add(&line->of[what], 1, __ATOMIC_RELAXED);
}

void tc_counts_read(apr_uint64_t sums[TC_COUNT_KINDS])
{
    for (int what = 0; what < TC_COUNT_KINDS; what++) {
        sums[what] = 0;
        for (int at = 0; at < TC_COUNT_LINES; at++) {
            sums[what] += __atomic_load_n(&tc_segment->counts[at].of[what],
                                          __ATOMIC_RELAXED);
        }
    }
}
