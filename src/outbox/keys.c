#include "outbox/keys.h"

#include <apr_strings.h>

#include "base/json/json.h"
#include "base/json/writer.h"
#include "cache/tags.h"
#include "core/site.h"

#define LONGEST 60         /* seconds */
#define LONGEST_ASKED 3600 /* seconds */

int tc_keys_most(tc_purge_form_t form)
{
    return form == TC_PURGE_JSON ? 100 : 256;
}

apr_array_header_t *tc_keys_names(apr_pool_t *p, apr_uint64_t site,
                                  const apr_array_header_t *tags)
{
    apr_array_header_t *names = apr_array_make(p, tags->nelts,
                                               sizeof(const char *));
    apr_table_t *seen = apr_table_make(p, tags->nelts);

    for (int i = 0; i < tags->nelts; i++) {
        char *name = apr_palloc(p, TC_KEY_NAME_LEN + 1);

        tc_tags_key_name(
            name, site,
            tc_tags_slot(site, APR_ARRAY_IDX(tags, i, const char *)));
        if (apr_table_get(seen, name) == NULL) { /* two tags may share one */
            apr_table_setn(seen, name, "");
            APR_ARRAY_PUSH(names, const char *) = name;
        }
    }
    return names;
}

const char *tc_keys_json(apr_pool_t *p, const apr_array_header_t *names)
{
    tc_writer_t *w = tc_writer_make(p);

    tc_writer_open(w, '{');
    tc_writer_key(w, "tags");
    tc_writer_strings(w, names);
    tc_writer_close(w, '}');
    return tc_writer_text(w, NULL);
}

apr_interval_time_t tc_keys_wait(int failures, apr_int64_t retry_after,
                                 apr_uint32_t chance)
{
    apr_interval_time_t wait = apr_time_from_sec(LONGEST);
    apr_interval_time_t asked = 0;

    if (failures >= 1 && failures < 6) {
        wait = apr_time_from_sec(1 << (failures - 1));
    }
    wait += wait / 4 * ((apr_interval_time_t)(chance % 2001) - 1000) / 1000;
    if (retry_after > 0) {
        asked = apr_time_from_sec(retry_after < LONGEST_ASKED ? retry_after
                                                              : LONGEST_ASKED);
    }
    return wait > asked ? wait : asked;
}
