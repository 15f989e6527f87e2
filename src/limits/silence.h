/*
 * Databases that are there and give no answer (frozen, not gone), as their
 * listeners have found; in shared memory, so that no process of the server
 * waits for what cannot come. For db/ only.
 */
#ifndef TC_LIMITS_SILENCE_H
#define TC_LIMITS_SILENCE_H

#include "core/site.h"

/* 1 holds for a second or two, and is to be said over and over; 0 ends it. */
void tc_silence_note(const tc_site_t *site, int is_silent);

int tc_silence_is(const tc_site_t *site);

/* The listener has reached the database: who thinks that it is away may look
 * again. The number of times so far: */
void tc_silence_note_reached(const tc_site_t *site);
apr_uint64_t tc_silence_reached(const tc_site_t *site);

#endif
