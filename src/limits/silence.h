/*
 * Databases that are there and give no answer (frozen, not gone), as their
 * listeners have found, or whose sessions a pooler shares out; in shared
 * memory, so that no process of the server waits for what cannot come, or works
 * with what only seems to. For db/ only.
 */
#ifndef TC_LIMITS_SILENCE_H
#define TC_LIMITS_SILENCE_H

#include "core/site.h"

/* 1 holds for a second or two, and is to be said over and over; 0 ends it. */
void tc_silence_note(const tc_site_t *site, int is_silent);

int tc_silence_is(const tc_site_t *site);

/* Who meets a session that is somebody else's too says so; that holds for ten
 * seconds, also for those whose own session looks well. */
void tc_silence_note_pooled(const tc_site_t *site);

int tc_silence_is_pooled(const tc_site_t *site);

/* The listener has reached the database: who thinks that it is away may look
 * again. The number of times so far: */
void tc_silence_note_reached(const tc_site_t *site);
apr_uint64_t tc_silence_reached(const tc_site_t *site);

#endif
