#include "jobs/letters.h"

#include <string.h>

#include <apr_strings.h>
#include <apr_tables.h>

#include "cache/cache.h"
#include "cache/tags.h"

/* More (somebody changes thousands of rows by SQL) are raised at once. */
#define MOST_WAITING 5000

/* const char *, in a pool of their own. */
typedef struct {
    apr_pool_t *p;
    apr_array_header_t *payloads;
} pile_t;

struct tc_letters {
    apr_uint64_t site;
    pile_t fresh;   /* came at this look */
    pile_t waiting; /* came at the last one */
    apr_pool_t *scratch;
};

static void pile_clear(pile_t *pile)
{
    apr_pool_clear(pile->p);
    pile->payloads = apr_array_make(pile->p, 8, sizeof(const char *));
}

static void raise_one(const tc_letters_t *letters, const char *payload)
{
    apr_array_header_t *tags = apr_array_make(letters->scratch, 1,
                                              sizeof(const char *));

    APR_ARRAY_PUSH(tags, const char *) = apr_pstrmemdup(
        letters->scratch, payload, strcspn(payload, " "));
    tc_cache_raise(letters->site, tags);
    apr_pool_clear(letters->scratch);
}

static int is_raised(const tc_letters_t *letters, const char *payload)
{
    const char *change = strchr(payload, ' ');

    return change != NULL &&
           tc_tags_change_is_raised(letters->site, change + 1);
}

tc_letters_t *tc_letters_make(apr_pool_t *p)
{
    tc_letters_t *letters = apr_pcalloc(p, sizeof(*letters));

    if (apr_pool_create(&letters->fresh.p, p) != APR_SUCCESS ||
        apr_pool_create(&letters->waiting.p, p) != APR_SUCCESS ||
        apr_pool_create(&letters->scratch, p) != APR_SUCCESS) {
        return NULL;
    }
    tc_letters_begin(letters, 0);
    return letters;
}

void tc_letters_begin(tc_letters_t *letters, apr_uint64_t site)
{
    letters->site = site;
    pile_clear(&letters->fresh);
    pile_clear(&letters->waiting);
}

void tc_letters_take(tc_letters_t *letters, const char *payload)
{
    pile_t *fresh = &letters->fresh;

    if (is_raised(letters, payload)) {
        return;
    }
    if (fresh->payloads->nelts < MOST_WAITING) {
        APR_ARRAY_PUSH(fresh->payloads, const char *) = apr_pstrdup(fresh->p,
                                                                    payload);
    }
    else {
        raise_one(letters, payload);
    }
}

int tc_letters_raise(tc_letters_t *letters)
{
    pile_t last = letters->waiting;

    for (int i = 0; i < last.payloads->nelts; i++) {
        const char *payload = APR_ARRAY_IDX(last.payloads, i, const char *);

        if (!is_raised(letters, payload)) {
            raise_one(letters, payload);
        }
    }
    letters->waiting = letters->fresh;
    letters->fresh = last;
    pile_clear(&letters->fresh);
    return letters->waiting.payloads->nelts == 0;
}
