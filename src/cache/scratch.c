#include "cache/scratch.h"

#include <stdlib.h>

#define BYTES (2U * 1024 * 1024)
#define ALIGN 64U
#define KEPT 16

/* Atomic. Their pages are memory only as far as encoders have used them. */
static unsigned char *kept[KEPT];

void tc_scratch_begin(tc_scratch_t *scratch)
{
    scratch->used = 0;
    scratch->memory = NULL;
    for (int at = 0; at < KEPT && scratch->memory == NULL; at++) {
        scratch->memory = __atomic_exchange_n(&kept[at], NULL,
                                              __ATOMIC_ACQ_REL);
    }
    if (scratch->memory == NULL) {
        scratch->memory = aligned_alloc(ALIGN, BYTES);
    }
}

void tc_scratch_end(tc_scratch_t *scratch)
{
    for (int at = 0; at < KEPT && scratch->memory != NULL; at++) {
        scratch->memory = __atomic_exchange_n(&kept[at], scratch->memory,
                                              __ATOMIC_ACQ_REL);
    }
    free(scratch->memory);
    scratch->memory = NULL;
}

void *tc_scratch_alloc(void *opaque, size_t size)
{
    tc_scratch_t *scratch = opaque;
    void *taken;

    if (scratch->memory == NULL || size > BYTES - ALIGN ||
        scratch->used > BYTES - ALIGN - size) {
        return malloc(size);
    }
    taken = scratch->memory + scratch->used;
    scratch->used += (size + ALIGN - 1) & ~(size_t)(ALIGN - 1);
    return taken;
}

void tc_scratch_free(void *opaque, void *taken)
{
    const tc_scratch_t *scratch = opaque;
    const unsigned char *at = taken;

    if (scratch->memory == NULL || at < scratch->memory ||
        at >= scratch->memory + BYTES) {
        free(taken);
    }
}
