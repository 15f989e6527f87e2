#include "import/wordpress_media.h"

#include <string.h>

#include <apr_lib.h>
#include <apr_strings.h>

#include "import/media.h"

#define UPLOADS "/uploads/"

const char *tc_wordpress_media_path(apr_pool_t *p, const char *url)
{
    const char *at = strstr(url, UPLOADS);

    return at != NULL ? apr_pstrndup(p, at + strlen(UPLOADS),
                                     strcspn(at + strlen(UPLOADS), "?#"))
                      : NULL;
}

/* "a-300x200.jpg" is a size of "a.jpg"; NULL: it is no such name. */
static const char *without_size(apr_pool_t *p, const char *url)
{
    const char *dot = strrchr(url, '.');
    const char *at = dot;
    int crosses = 0;

    while (at != NULL && at > url && (apr_isdigit(at[-1]) || at[-1] == 'x')) {
        crosses += at[-1] == 'x';
        at--;
    }
    if (at == NULL || at == dot || at == url || at[-1] != '-' ||
        crosses != 1 || !apr_isdigit(at[0]) || !apr_isdigit(dot[-1])) {
        return NULL;
    }
    return apr_pstrcat(p, apr_pstrmemdup(p, url, at - 1 - url), dot, NULL);
}

apr_int64_t tc_wordpress_media_find(tc_import_t *run, const char *url,
                                    const char *old_id, apr_int64_t user,
                                    int *video)
{
    const tc_import_lookup_t lookup = { .path = tc_wordpress_media_path,
                                        .plain = without_size,
                                        .old_id = old_id,
                                        .user = user };

    return tc_import_media_find(run, &lookup, url, video);
}
