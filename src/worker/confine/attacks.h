/* What a decoder tries at the self test, and must be refused. */
#ifndef TC_WORKER_CONFINE_ATTACKS_H
#define TC_WORKER_CONFINE_ATTACKS_H

#include "worker/confine/attempts.h"

/* On other processes of its user. */
extern const tc_attempt_t tc_attacks[];
extern const size_t tc_attacks_count;

#endif
