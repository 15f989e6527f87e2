/*
 * Notifications that a listener has got and that may be of this server's own
 * changes.
 *
 * Each is "tag change": what is out of date, and the transaction that made it
 * so. Those of this server's own writers come back here, and raising their
 * tags once more would drop the entries that were filled since. A writer
 * raises all tags of its change and then notes the change
 * (tc_tags_change_raised). So a change that is noted is passed over. One that
 * is not has another writer, or one that has not come so far yet, or never
 * will because it died after its COMMIT: it gets the time until the next look,
 * a tenth of a second, and is raised then if it still is not noted.
 */
#ifndef TC_JOBS_LETTERS_H
#define TC_JOBS_LETTERS_H

#include <apr_pools.h>

typedef struct tc_letters tc_letters_t;

/* From p; NULL: no memory. */
tc_letters_t *tc_letters_make(apr_pool_t *p);

/* Forget what there is; what comes is of that database (tc_db_site_id). */
void tc_letters_begin(tc_letters_t *letters, apr_uint64_t site);

void tc_letters_take(tc_letters_t *letters, const char *payload);

/* Once a look: those that came at the last one have had their time. 1: none
 * waits for the next. */
int tc_letters_raise(tc_letters_t *letters);

#endif
