#include "media/store_list.h"

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#include <apr_file_info.h>
#include <apr_strings.h>

#include "base/json/writer.h"
#include "core/site.h"
#include "media/store.h"
#include "media/store_path.h"

#define HASH_LEN 64
#define KEY_LEN 32

typedef struct {
    apr_pool_t *p;
    apr_time_t before;         /* younger ones are left alone */
    int most;                  /* of found */
    apr_array_header_t *found; /* of tc_store_found_t */
} search_t;

typedef void (*visit_fn)(search_t *search, const char *dir,
                         const apr_finfo_t *entry);

static search_t search_for(apr_pool_t *p, apr_time_t before, int most)
{
    search_t search = { .p = p, .before = before, .most = most };

    search.found = apr_array_make(p, 64, sizeof(tc_store_found_t));
    return search;
}

static void note(search_t *search, const apr_finfo_t *entry, apr_size_t len,
                 const char *place)
{
    if (search->found->nelts < search->most) {
        tc_store_found_t *found = apr_array_push(search->found);

        found->name = apr_pstrmemdup(search->p, entry->name, len);
        found->place = place;
        found->changed = entry->mtime;
        found->bytes = entry->size;
    }
}

static const char *place_of(const search_t *search, const char *dir,
                            const apr_finfo_t *entry)
{
    return apr_pstrcat(search->p, dir, "/", entry->name, NULL);
}

static void walk(search_t *search, const char *path, visit_fn visit)
{
    apr_finfo_t entry;
    apr_dir_t *dir;

    if (apr_dir_open(&dir, path, search->p) != APR_SUCCESS) {
        return;
    }
    while (apr_dir_read(&entry,
                        APR_FINFO_NAME | APR_FINFO_TYPE | APR_FINFO_MTIME |
                            APR_FINFO_SIZE,
                        dir) == APR_SUCCESS) {
        visit(search, path, &entry);
    }
    apr_dir_close(dir);
}

/* Also "." and "..". */
static int is_hidden(const apr_finfo_t *entry)
{
    return entry->name[0] == '.';
}

/* <sha256>.<ext> */
static void visit_original(search_t *search, const char *dir,
                           const apr_finfo_t *entry)
{
    apr_size_t len = strcspn(entry->name, ".");

    if (entry->filetype == APR_REG && len == HASH_LEN &&
        entry->mtime < search->before) {
        note(search, entry, len, place_of(search, dir, entry));
    }
}

static void visit_second(search_t *search, const char *dir,
                         const apr_finfo_t *entry)
{
    if (entry->filetype == APR_DIR && strlen(entry->name) == 2 &&
        !is_hidden(entry)) {
        walk(search, place_of(search, dir, entry), visit_original);
    }
}

static void visit_key(search_t *search, const char *dir,
                      const apr_finfo_t *entry)
{
    (void)dir;
    if (entry->filetype == APR_DIR && strlen(entry->name) == KEY_LEN &&
        !is_hidden(entry) && entry->mtime < search->before) {
        note(search, entry, KEY_LEN, NULL);
    }
}

static void visit_unfinished(search_t *search, const char *dir,
                             const apr_finfo_t *entry)
{
    if (entry->filetype == APR_REG && entry->mtime < search->before) {
        note(search, entry, strlen(entry->name), place_of(search, dir, entry));
    }
}

apr_array_header_t *tc_store_list(apr_pool_t *p, const tc_site_t *site,
                                  int part, apr_time_t before, int most)
{
    search_t search = search_for(p, before, most);

    walk(&search, tc_store_path_originals(p, site, part), visit_second);
    walk(&search, tc_store_path_keys(p, site, part), visit_key);
    return search.found;
}

apr_array_header_t *tc_store_list_unfinished(apr_pool_t *p,
                                             const tc_site_t *site,
                                             apr_time_t before)
{
    search_t search = search_for(p, before, INT_MAX);

    walk(&search, tc_store_path_tmp(p, site), visit_unfinished);
    return search.found;
}

const char *tc_store_list_names(apr_pool_t *p, const apr_array_header_t *found)
{
    tc_writer_t *w = tc_writer_make(p);

    tc_writer_open(w, '[');
    for (int i = 0; i < found->nelts; i++) {
        tc_writer_string(w, APR_ARRAY_IDX(found, i, tc_store_found_t).name);
    }
    tc_writer_close(w, ']');
    return tc_writer_text(w, NULL);
}

const char *tc_store_list_path(apr_pool_t *p, const tc_site_t *site,
                               const tc_store_found_t *found)
{
    return found->place != NULL ? found->place
                                : tc_store_path_public(p, site, found->name);
}

static void visit_any(search_t *search, const char *dir,
                      const apr_finfo_t *entry)
{
    if (entry->filetype == APR_REG) {
        note(search, entry, 0, dir);
    }
}

apr_off_t tc_store_list_bytes(apr_pool_t *p, const tc_site_t *site,
                              const tc_store_found_t *found)
{
    search_t search = search_for(p, 0, INT_MAX);
    apr_off_t bytes = 0;

    if (found->place != NULL) {
        return found->bytes;
    }
    walk(&search, tc_store_path_public(p, site, found->name), visit_any);
    for (int i = 0; i < search.found->nelts; i++) {
        bytes += APR_ARRAY_IDX(search.found, i, tc_store_found_t).bytes;
    }
    return bytes;
}

apr_status_t tc_store_list_remove(apr_pool_t *p, const tc_site_t *site,
                                  const tc_store_found_t *found)
{
    if (found->place == NULL) {
        return tc_store_remove_public(p, site, found->name);
    }
    return unlink(found->place) == 0 || errno == ENOENT ? APR_SUCCESS : errno;
}
