/* What runs inside a decoder process: one picture in, its variants out. */
#ifndef TC_WORKER_DECODER_H
#define TC_WORKER_DECODER_H

#include <apr_pools.h>

/* Writes the answer (JSON text) to out; returns the exit status, 0 where an
 * answer was written. A tc_run_fn; baton: a tc_job_t. */
int tc_decoder_run(void *baton, int out);

#endif
