#include "outbox/keys.h"

#include <apr_strings.h>

#include "base/json/json.h"
#include "base/json/writer.h"
#include "cache/tags.h"
#include "core/site.h"
#include "outbox/message.h"

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

tc_message_t *tc_keys_message(apr_pool_t *p, const tc_purge_target_t *target,
                              const apr_array_header_t *names)
{
    tc_message_t *message = apr_pcalloc(p, sizeof(*message));
    int is_json = target->form == TC_PURGE_JSON;
    apr_array_header_t *lines = apr_array_make(p, 4, sizeof(const char *));

    /* without a value: the one that libcurl would send is left out */
    APR_ARRAY_PUSH(lines,
                   const char *) = is_json ? "Content-Type: application/json"
                                           : "Content-Type:";
    if (!is_json) {
        APR_ARRAY_PUSH(lines, const char *) = apr_pstrcat(
            p, "Surrogate-Key: ", apr_array_pstrcat(p, names, ' '), NULL);
    }
    apr_array_cat(lines, target->headers);
    message->url = target->url;
    message->headers = lines;
    message->body = is_json ? tc_keys_json(p, names) : "";
    return message;
}
