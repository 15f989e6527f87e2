/*
 * Each process has a slot in shared memory. One that dies leaves it behind:
 * its bytes are not counted any more, and another process takes the slot.
 */
#include "cache/fronts.h"

#include <errno.h>
#include <signal.h>
#include <unistd.h>

#include "cache/segment.h"

/* Set in child_init, read-only afterwards; NULL: none was free. */
static struct {
    tc_front_slot_t *slot;
} process;

static int is_dead(apr_uint64_t pid)
{
    return kill((pid_t)pid, 0) != 0 && errno == ESRCH;
}

void tc_fronts_claim(void)
{
    process.slot = NULL;
    for (int at = 0; at < TC_FRONT_SLOTS && process.slot == NULL; at++) {
        tc_front_slot_t *slot = &tc_segment->fronts[at];
        apr_uint64_t owner = TC_LOAD(&slot->pid);
        apr_uint64_t own = (apr_uint64_t)getpid();

        if ((owner == 0 || owner == own || is_dead(owner)) &&
            TC_SWAP_IF(&slot->pid, &owner, own)) {
            process.slot = slot;
            TC_STORE(&slot->bytes, 0);
        }
    }
}

void tc_fronts_note(apr_uint64_t bytes, apr_uint64_t evicted)
{
    if (process.slot != NULL) {
        __atomic_store_n(&process.slot->bytes, bytes, __ATOMIC_RELAXED);
        __atomic_fetch_add(&process.slot->evicted, evicted, __ATOMIC_RELAXED);
    }
}

void tc_fronts_read(apr_uint64_t *bytes, apr_uint64_t *evicted)
{
    *bytes = *evicted = 0;
    for (int at = 0; at < TC_FRONT_SLOTS; at++) {
        tc_front_slot_t *slot = &tc_segment->fronts[at];
        apr_uint64_t owner = TC_LOAD(&slot->pid);

        if (owner != 0) {
            *evicted += TC_LOAD(&slot->evicted);
            *bytes += is_dead(owner) ? 0 : TC_LOAD(&slot->bytes);
        }
    }
}
