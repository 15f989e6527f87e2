/*
 * The state file: a head line, a line a post, a last line that says how many
 * there were. Text, so that a person can see what is in it.
 */
#include "cache/views_file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <apr_file_io.h>
#include <apr_strings.h>

#include "base/files/file.h"
#include "cache/views.h"

#define HEAD "talecraft-views 1"
#define SIZE_MAX_FILE (16 * 1024 * 1024) /* above all slots' lines */

typedef struct {
    apr_file_t *file;
    apr_size_t lines;
    int failed;
} saving_t;

static void save_line(void *baton, apr_uint64_t site, apr_int64_t post,
                      apr_uint32_t views)
{
    saving_t *saving = baton;

    if (apr_file_printf(saving->file,
                        "%" APR_UINT64_T_HEX_FMT " %" APR_INT64_T_FMT " %u\n",
                        site, post, views) <= 0) {
        saving->failed = 1;
    }
    saving->lines++;
}

static apr_status_t write_all(apr_file_t *file, apr_size_t *lines)
{
    saving_t saving = { .file = file };

    if (apr_file_puts(HEAD "\n", file) != APR_SUCCESS) {
        return APR_EGENERAL;
    }
    tc_views_each(save_line, &saving);
    *lines = saving.lines;
    if (apr_file_printf(file, "end %" APR_SIZE_T_FMT "\n", saving.lines) <=
            0 ||
        saving.failed) {
        return APR_EGENERAL;
    }
    return apr_file_sync(file);
}

apr_status_t tc_views_file_save(apr_pool_t *p, const char *path)
{
    char *temp = apr_pstrcat(p, path, ".XXXXXX", NULL);
    apr_file_t *file;
    apr_size_t lines = 0;
    apr_status_t rv, closed;

    rv = apr_file_mktemp(&file, temp,
                         APR_FOPEN_CREATE | APR_FOPEN_WRITE | APR_FOPEN_EXCL |
                             APR_FOPEN_BUFFERED,
                         p);
    if (rv != APR_SUCCESS) {
        return rv;
    }
    rv = write_all(file, &lines);
    closed = apr_file_close(file);
    rv = rv == APR_SUCCESS ? closed : rv;
    if (rv == APR_SUCCESS && lines > 0) {
        rv = apr_file_rename(temp, path, p);
    }
    else if (rv == APR_SUCCESS) {
        apr_file_remove(temp, p);
        rv = apr_file_remove(path, p);
        return APR_STATUS_IS_ENOENT(rv) ? APR_SUCCESS : rv;
    }
    if (rv != APR_SUCCESS) {
        apr_file_remove(temp, p);
    }
    return rv;
}

/* One number and the character after it; 0 where there is none. */
static int number(char **at, int base, char after, apr_uint64_t *value)
{
    char *end;

    errno = 0;
    *value = strtoull(*at, &end, base);
    if (errno != 0 || end == *at || *end != after || **at == '-') {
        return 0;
    }
    *at = end + 1;
    return 1;
}

/* Goes through the lines; adds them where add is set. 1 where the file is
 * whole. */
static int each_line(char *at, int add)
{
    apr_uint64_t site, post, views, lines = 0, said;

    if (strncmp(at, HEAD "\n", strlen(HEAD) + 1) != 0) {
        return 0;
    }
    at += strlen(HEAD) + 1;
    while (strncmp(at, "end ", 4) != 0) {
        if (!number(&at, 16, ' ', &site) || !number(&at, 10, ' ', &post) ||
            !number(&at, 10, '\n', &views)) {
            return 0;
        }
        if (add) {
            tc_views_add(site, (apr_int64_t)post, (apr_uint32_t)views);
        }
        lines++;
    }
    at += 4;
    return number(&at, 10, '\n', &said) && said == lines && *at == '\0';
}

apr_status_t tc_views_file_load(apr_pool_t *p, const char *path)
{
    char *text = NULL;
    apr_status_t rv, removed;

    rv = tc_file_read_text(p, path, SIZE_MAX_FILE, 0, &text);
    if (APR_STATUS_IS_ENOENT(rv)) {
        return APR_ENOENT;
    }
    if (rv == APR_SUCCESS && !each_line(text, 0)) {
        rv = APR_EGENERAL;
    }
    /* A file that stays would be added again at each start. */
    removed = apr_file_remove(path, p);
    if (rv != APR_SUCCESS || removed != APR_SUCCESS) {
        return rv != APR_SUCCESS ? rv : removed;
    }
    each_line(text, 1);
    return APR_SUCCESS;
}
