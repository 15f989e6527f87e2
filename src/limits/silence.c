#include "limits/silence.h"

#include "base/clock.h"

#define SILENT_FOR 2 /* seconds */
#define POOLED_FOR 10

static apr_uint64_t now(void)
{
    return (apr_uint64_t)apr_time_sec(tc_clock_steady());
}

static void note(const tc_site_t *site, apr_uint64_t *of_sites, int is_so)
{
    __atomic_store_n(&of_sites[site->db_key % TC_DB_TURNS],
                     is_so ? now() << 32 | site->db_key : 0, __ATOMIC_RELAXED);
}

/* Nearly always none has been: readers ask for no time then. */
static int holds(const tc_site_t *site, const apr_uint64_t *of_sites,
                 unsigned seconds)
{
    apr_uint64_t word = __atomic_load_n(&of_sites[site->db_key % TC_DB_TURNS],
                                        __ATOMIC_RELAXED);

    return word != 0 && (apr_uint32_t)word == site->db_key &&
           now() - (word >> 32) < seconds;
}

void tc_silence_note(const tc_site_t *site, int is_silent)
{
    if (site->db_slots != NULL) {
        note(site, site->db_slots->silent, is_silent);
    }
}

int tc_silence_is(const tc_site_t *site)
{
    return site->db_slots != NULL &&
           holds(site, site->db_slots->silent, SILENT_FOR);
}

void tc_silence_note_pooled(const tc_site_t *site)
{
    if (site->db_slots != NULL) {
        note(site, site->db_slots->pooled, 1);
    }
}

int tc_silence_is_pooled(const tc_site_t *site)
{
    return site->db_slots != NULL &&
           holds(site, site->db_slots->pooled, POOLED_FOR);
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
