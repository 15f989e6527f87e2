#include "limits/silence.h"

#include "base/clock.h"

#define HOLDS_FOR 2 /* seconds */

static apr_uint64_t *place_of(const tc_site_t *site)
{
    return &site->db_slots->silent[site->db_key % TC_DB_TURNS];
}

static apr_uint64_t now(void)
{
    return (apr_uint64_t)apr_time_sec(tc_clock_steady());
}

void tc_silence_note(const tc_site_t *site, int is_silent)
{
    if (site->db_slots != NULL) {
        __atomic_store_n(place_of(site),
                         is_silent ? now() << 32 | site->db_key : 0,
                         __ATOMIC_RELAXED);
    }
}

/* Nearly always none has been: readers ask for no time then. */
int tc_silence_is(const tc_site_t *site)
{
    apr_uint64_t word = site->db_slots == NULL
                            ? 0
                            : __atomic_load_n(place_of(site),
                                              __ATOMIC_RELAXED);

    return word != 0 && (apr_uint32_t)word == site->db_key &&
           now() - (word >> 32) < HOLDS_FOR;
}

static apr_uint64_t *count_of(const tc_site_t *site)
{
    return &site->db_slots->reached[site->db_key % TC_DB_TURNS];
}

void tc_silence_note_reached(const tc_site_t *site)
{
    if (site->db_slots != NULL) {
        __atomic_fetch_add(count_of(site), 1, __ATOMIC_RELEASE);
    }
}

apr_uint64_t tc_silence_reached(const tc_site_t *site)
{
    return site->db_slots != NULL
               ? __atomic_load_n(count_of(site), __ATOMIC_ACQUIRE)
               : 0;
}
