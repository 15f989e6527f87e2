#include "import/media.h"

#include <string.h>

#include <apr_strings.h>

#include "import/files.h"

static apr_int64_t known(tc_import_t *run, const char *url, const char *old_id,
                         int *video)
{
    tc_sql_t *sql = tc_sql_make(run->item, "import_media_known");
    PGresult *rows;

    tc_sql_bind(sql, "source", run->source);
    tc_sql_bind(sql, "old_id", old_id);
    tc_sql_bind(sql, "url", url);
    if (!tc_import_run_sql(run, sql, &rows) || PQntuples(rows) == 0) {
        return 0;
    }
    *video = strcmp(PQgetvalue(rows, 0, 1), "VIDEO") == 0;
    return apr_atoi64(PQgetvalue(rows, 0, 0));
}

/* The same address with the other scheme, where a site has changed its. */
static const char *other_scheme(apr_pool_t *p, const char *url)
{
    if (strncmp(url, "http://", 7) == 0) {
        return apr_pstrcat(p, "https://", url + 7, NULL);
    }
    return strncmp(url, "https://", 8) == 0
               ? apr_pstrcat(p, "http://", url + 8, NULL)
               : NULL;
}

static apr_int64_t add(tc_import_t *run, const tc_import_lookup_t *lookup,
                       const char *url, int *video)
{
    const char *path = lookup->path(run->item, url);
    const tc_import_file_t file = { .path = path,
                                    .old_id = path,
                                    .old_url = url,
                                    .user = lookup->user,
                                    .alt_text = lookup->alt_text,
                                    .caption = lookup->caption };
    apr_int64_t id;

    if (path == NULL || !tc_import_files_has(run, path)) {
        return 0;
    }
    return tc_import_files_add(run, &file, &id) ? known(run, url, path, video)
                                                : 0;
}

apr_int64_t tc_import_media_find(tc_import_t *run,
                                 const tc_import_lookup_t *lookup,
                                 const char *url, int *video)
{
    const char *old_id = lookup->old_id;
    const char *forms[4] = { NULL };
    apr_int64_t id = 0;

    *video = 0;
    if (old_id != NULL && *old_id != '\0') {
        id = known(run, NULL, old_id, video);
    }
    if (*url == '\0' || run->fault != NULL) {
        return id;
    }
    forms[0] = lookup->plain(run->item, url);
    forms[1] = url;
    forms[2] = other_scheme(run->item, url);
    forms[3] = forms[0] != NULL ? other_scheme(run->item, forms[0]) : NULL;
    for (int i = 0; i < 4 && id == 0 && run->fault == NULL; i++) {
        if (forms[i] != NULL) {
            id = known(run, forms[i], NULL, video);
        }
    }
    for (int i = 0; i < 2 && id == 0 && run->fault == NULL; i++) {
        if (forms[i] != NULL) {
            id = add(run, lookup, forms[i], video);
        }
    }
    return id;
}
