#include "db/sql_kept.h"

#include <stdlib.h>
#include <string.h>

#include "db/sql.h"

/* Entries; 8 KB each at most, or so. Clients choose the parts of lists, so
 * there can be more choices than anyone would keep. */
#define SLOTS 256
#define TRIES 8

/* One block: this, the names' table, then choice, text and names. */
typedef struct {
    apr_uint64_t choice_hash;
    const char *choice;
    tc_sql_form_t form;
    const char *names[];
} entry_t;

struct tc_sql_kept {
    entry_t *slots[SLOTS]; /* each is written once, atomically */
};

static apr_status_t free_all(void *table)
{
    tc_sql_kept_t *kept = table;

    for (int i = 0; i < SLOTS; i++) {
        free(kept->slots[i]);
    }
    return APR_SUCCESS;
}

tc_sql_kept_t *tc_sql_kept_make(apr_pool_t *p)
{
    tc_sql_kept_t *kept = apr_pcalloc(p, sizeof(*kept));

    apr_pool_cleanup_register(p, kept, free_all, apr_pool_cleanup_null);
    return kept;
}

/* The entry, or the slot where it may be put; neither where there is no room
 * for it. */
static const entry_t *find(tc_sql_kept_t *kept, const char *choice,
                           apr_uint64_t hash, entry_t ***slot)
{
    *slot = NULL;
    for (apr_uint64_t i = 0; i < TRIES; i++) {
        entry_t **at = &kept->slots[(hash + i) % SLOTS];
        const entry_t *entry = __atomic_load_n(at, __ATOMIC_ACQUIRE);

        if (entry == NULL) {
            *slot = at;
            return NULL;
        }
        if (entry->choice_hash == hash && strcmp(entry->choice, choice) == 0) {
            return entry;
        }
    }
    return NULL;
}

static const char *copy(char **at, const char *text)
{
    apr_size_t size = strlen(text) + 1;
    const char *made = memcpy(*at, text, size);

    *at += size;
    return made;
}

static entry_t *make(const char *choice, apr_uint64_t hash,
                     const tc_sql_form_t *form)
{
    apr_size_t names = (apr_size_t)form->count * sizeof(const char *);
    apr_size_t size = sizeof(entry_t) + names + strlen(choice) + 1 +
                      strlen(form->text) + 1;
    entry_t *entry;
    char *at;

    for (int i = 0; i < form->count; i++) {
        size += strlen(form->names[i]) + 1;
    }
    entry = malloc(size);
    if (entry == NULL) {
        return NULL;
    }
    at = (char *)entry + sizeof(*entry) + names;
    entry->choice_hash = hash;
    entry->choice = copy(&at, choice);
    entry->form = *form;
    entry->form.text = copy(&at, form->text);
    entry->form.names = entry->names;
    for (int i = 0; i < form->count; i++) {
        entry->names[i] = copy(&at, form->names[i]);
    }
    return entry;
}

/* Puts it together, and keeps it where there is room. */
static const tc_sql_form_t *make_form(tc_sql_t *sql, const char *choice,
                                      apr_uint64_t hash, entry_t **slot)
{
    const tc_sql_form_t *form = tc_sql_form(sql);
    entry_t *entry = slot != NULL ? make(choice, hash, form) : NULL;
    entry_t *none = NULL;

    if (entry == NULL) {
        return form;
    }
    if (!__atomic_compare_exchange_n(slot, &none, entry, 0, __ATOMIC_RELEASE,
                                     __ATOMIC_RELAXED)) {
        free(entry); /* another thread was faster; next time */
        return form;
    }
    return &entry->form;
}

const tc_sql_call_t *tc_sql_kept_finish(tc_sql_kept_t *kept, tc_sql_t *sql)
{
    const char *choice = tc_sql_choice(sql);
    apr_uint64_t hash = tc_sql_hash(choice);
    entry_t **slot;
    const entry_t *entry = find(kept, choice, hash, &slot);

    return tc_sql_call(sql, entry != NULL
                                ? &entry->form
                                : make_form(sql, choice, hash, slot));
}
