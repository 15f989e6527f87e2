/*
 * Private to cache/: memory for an encoder's tables, used again by the next
 * one. Encoders take a megabyte and more for a body of a few kilobytes; asking
 * the system for it, and giving it back, each time costs several times what
 * the encoding does.
 */
#ifndef TC_CACHE_SCRATCH_H
#define TC_CACHE_SCRATCH_H

#include <stddef.h>

typedef struct {
    unsigned char *memory; /* NULL: malloc serves */
    size_t used;
} tc_scratch_t;

/* One of a few that the process keeps, or a new one. Of one thread, until
 * tc_scratch_end; what was taken from it ends then too. */
void tc_scratch_begin(tc_scratch_t *scratch);
void tc_scratch_end(tc_scratch_t *scratch);

/* For encoders' own hooks: opaque is a tc_scratch_t. What does not fit comes
 * from malloc. NULL where there is no memory. */
void *tc_scratch_alloc(void *opaque, size_t size);
void tc_scratch_free(void *opaque, void *taken);

#endif
