#include "http/etag.h"

#include <apr_strings.h>
#include <string.h>

/* The next tag of a list: its text between the quotes. NULL at the end. */
static const char *tag_next(const char **list, apr_size_t *len)
{
    const char *at = *list + strspn(*list, " \t,");
    const char *end;

    if (at[0] == 'W' && at[1] == '/') {
        at += 2;
    }
    if (*at != '"') {
        return NULL;
    }
    end = strchr(at + 1, '"');
    if (end == NULL) {
        return NULL;
    }
    *len = (apr_size_t)(end - at - 1);
    *list = end + 1;
    return at + 1;
}

static int is_any(const char *list)
{
    list += strspn(list, " \t");
    return *list == '*';
}

int tc_etag_listed(const char *list, const char *etag)
{
    apr_size_t want = strlen(etag) - 2; /* without its quotes */
    apr_size_t len;
    const char *tag;

    if (is_any(list)) {
        return 1;
    }
    while ((tag = tag_next(&list, &len)) != NULL) {
        if (len == want && memcmp(tag, etag + 1, len) == 0) {
            return 1;
        }
    }
    return 0;
}

int tc_etag_version_listed(const char *list, const char *version)
{
    apr_size_t want = strlen(version);
    apr_size_t len;
    const char *tag;

    if (is_any(list)) {
        return 1;
    }
    while ((tag = tag_next(&list, &len)) != NULL) {
        const char *dash = memchr(tag, '-', len);
        apr_size_t part = dash != NULL ? (apr_size_t)(dash - tag) : len;

        if (part == want && memcmp(tag, version, part) == 0) {
            return 1;
        }
    }
    return 0;
}
