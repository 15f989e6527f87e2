#include "media/store_owner.h"

#include <string.h>

#include <apr_file_info.h>
#include <apr_file_io.h>
#include <apr_strings.h>

#include "core/site.h"

const char *tc_store_owner_filename(apr_pool_t *p, const tc_site_t *site)
{
    return apr_pstrcat(p, site->media_root, "/" TC_STORE_OWNER_FILE, NULL);
}

/* The first who sweeps leaves its mark; half of one is taken back. */
static apr_status_t mark_write(apr_file_t *file, const char *mark)
{
    apr_status_t rv = apr_file_write_full(file, mark, strlen(mark), NULL);

    if (rv != APR_SUCCESS) {
        (void)apr_file_trunc(file, 0);
    }
    return rv;
}

static const char *mark_of(apr_pool_t *p, apr_uint64_t id)
{
    return apr_psprintf(p, "%016" APR_UINT64_T_HEX_FMT "\n", id);
}

/* An end of file as error: there is no mark in it. */
static apr_status_t compare(apr_file_t *file, const char *mark,
                            tc_store_owner_t *owner)
{
    char found[32] = "";
    apr_size_t len = sizeof(found) - 1;
    apr_status_t rv = apr_file_read(file, found, &len);

    if (rv == APR_SUCCESS) {
        found[len] = '\0';
        *owner = strcmp(found, mark) == 0 ? TC_STORE_OWNER_US
                                          : TC_STORE_OWNER_OTHER;
    }
    return rv;
}

apr_status_t tc_store_owner_claim(apr_pool_t *p, const tc_site_t *site,
                                  apr_uint64_t id, tc_store_owner_t *owner)
{
    const char *mark = mark_of(p, id);
    apr_file_t *file;
    apr_status_t rv = apr_file_open(&file, tc_store_owner_filename(p, site),
                                    APR_FOPEN_READ | APR_FOPEN_WRITE |
                                        APR_FOPEN_CREATE,
                                    APR_FPROT_UREAD | APR_FPROT_UWRITE, p);

    *owner = TC_STORE_OWNER_NONE;
    if (rv != APR_SUCCESS) {
        return rv;
    }
    rv = compare(file, mark, owner);
    if (APR_STATUS_IS_EOF(rv)) {
        rv = mark_write(file, mark);
        *owner = rv == APR_SUCCESS ? TC_STORE_OWNER_US : TC_STORE_OWNER_NONE;
    }
    apr_file_close(file);
    return rv;
}

apr_status_t tc_store_owner_look(apr_pool_t *p, const tc_site_t *site,
                                 apr_uint64_t id, tc_store_owner_t *owner)
{
    apr_file_t *file;
    apr_status_t rv = apr_file_open(&file, tc_store_owner_filename(p, site),
                                    APR_FOPEN_READ, 0, p);

    *owner = TC_STORE_OWNER_NONE;
    if (rv == APR_SUCCESS) {
        rv = compare(file, mark_of(p, id), owner);
        apr_file_close(file);
    }
    return APR_STATUS_IS_ENOENT(rv) || APR_STATUS_IS_EOF(rv) ? APR_SUCCESS
                                                             : rv;
}

void tc_store_owner_date(apr_pool_t *p, const tc_site_t *site, apr_time_t time)
{
    apr_file_mtime_set(tc_store_owner_filename(p, site), time, p);
}

apr_status_t tc_store_owner_dated(apr_pool_t *p, const tc_site_t *site,
                                  apr_time_t *time)
{
    apr_finfo_t mark;
    apr_status_t rv = apr_stat(&mark, tc_store_owner_filename(p, site),
                               APR_FINFO_MTIME, p);

    if (rv == APR_SUCCESS) {
        *time = mark.mtime;
    }
    return rv;
}
