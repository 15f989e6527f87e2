/* How far a command is, for people: where stderr is a terminal and it takes
 * longer than a second. */
#ifndef TC_CLI_PROGRESS_H
#define TC_CLI_PROGRESS_H

#include <apr_time.h>

typedef struct {
    const char *what;
    apr_time_t begun;
    apr_time_t said; /* last; 0: nothing was said yet */
    int is_shown;
} tc_progress_t;

tc_progress_t tc_progress_begin(const char *what);

/* So many are done; said every fifth of a second at most. */
void tc_progress_at(tc_progress_t *progress, apr_int64_t done);

/* Take the line away; it comes again where that goes on. */
void tc_progress_end(tc_progress_t *progress);

#endif
