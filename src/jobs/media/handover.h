/*
 * Jobs that are at work when a child ends for a reload: the child that works
 * next goes on with them, under the same leases.
 */
#ifndef TC_JOBS_MEDIA_HANDOVER_H
#define TC_JOBS_MEDIA_HANDOVER_H

#include "jobs/state.h"

/* 1 where this child is of a generation that ends: another one comes. */
int tc_jobs_handover_is_due(void);

/* At the stop, before what is left is given back to the database: writes what
 * has been answered, and leaves the rest to the next generation where one
 * comes. Where it does not (its configuration is wrong) leases run out. */
void tc_jobs_handover_give(tc_jobs_t *jobs);

/* At the start, once slots are made: those become BUSY. What is of a site that
 * is no more, or too much, is hung up; its worker drops it. */
void tc_jobs_handover_take(tc_jobs_t *jobs);

#endif
