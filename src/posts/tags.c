#include "posts/tags.h"

#include <apr_strings.h>
#include <string.h>

#include "api/tags.h"
#include "base/json/json.h"
#include "base/json/writer.h"
#include "base/text/most.h"
#include "base/text/text.h"
#include "core/refusal.h"
#include "rest/parse.h"
#include "rest/values.h"

static int is_list(const tc_value_t *value)
{
    return value->present && !value->is_null &&
           tc_json_kind(value->json) == TC_JSON_ARRAY;
}

/* What tells of a tag by its name: a string, or an object without an id. NULL:
 * an id tells. */
static const tc_json_t *name_of(const tc_json_t *item)
{
    const tc_json_t *id;

    if (tc_json_kind(item) == TC_JSON_STRING) {
        return item;
    }
    if (tc_json_kind(item) != TC_JSON_OBJECT) {
        return NULL;
    }
    id = tc_json_get(item, "id");
    if (id != NULL && tc_json_kind(id) != TC_JSON_NULL) {
        return NULL;
    }
    item = tc_json_get(item, "name");
    return item != NULL && tc_json_kind(item) == TC_JSON_STRING ? item : NULL;
}

const char *tc_posts_tags_ids(apr_pool_t *p, const tc_value_t *value)
{
    const char *ids = "";
    apr_size_t count = is_list(value) ? tc_json_size(value->json) : 0;

    for (apr_size_t i = 0; i < count && i < TC_MOST_TAGS; i++) {
        tc_json_t *item = tc_json_at(value->json, i);
        apr_int64_t id;

        if (name_of(item) == NULL && tc_parse_pk(p, item, &id) == NULL) {
            ids = apr_psprintf(p, "%s%s%" APR_INT64_T_FMT, ids,
                               *ids != '\0' ? "," : "", id);
        }
    }
    return ids;
}

/* Whether the number stands alone in one of the lines. */
static int has_line(const char *lines, const char *number)
{
    apr_size_t len = strlen(number);

    while (lines != NULL) {
        if (strncmp(lines, number, len) == 0 &&
            (lines[len] == '\n' || lines[len] == '\0')) {
            return 1;
        }
        lines = strchr(lines, '\n');
        lines = lines != NULL ? lines + 1 : NULL;
    }
    return 0;
}

typedef struct {
    apr_pool_t *p;
    tc_value_t *value;
    const char *known; /* ids that there are, NULL: none */
    int lenient;
    tc_writer_t *w;
} check_t;

static void check_id(const check_t *check, tc_json_t *item)
{
    apr_int64_t id;
    const char *wrong = tc_parse_pk(check->p, item, &id);
    const char *text;

    if (wrong == NULL && !check->lenient) {
        text = apr_psprintf(check->p, "%" APR_INT64_T_FMT, id);
        wrong = has_line(check->known, text)
                    ? NULL
                    : tc_parse_pk_text(check->p, text);
    }
    if (wrong != NULL) {
        tc_values_add_to(check->p, check->value, wrong);
        return;
    }
    tc_writer_open(check->w, '{');
    tc_writer_put_int(check->w, "id", id);
    tc_writer_close(check->w, '}');
}

static void check_name(const check_t *check, const tc_json_t *item)
{
    apr_size_t len;
    const char *name = tc_json_string(item, &len);
    int bare;

    tc_text_trim(&name, &len);
    if (len == 0) {
        if (!check->lenient) {
            tc_values_add_to(check->p, check->value,
                             "This field may not be blank.");
        }
        return;
    }
    if (tc_text_chars(name, len) > TC_MOST_TAG_NAME) {
        tc_values_add_to(
            check->p, check->value,
            tc_refusal_text(check->p, TC_REFUSAL_TOO_LONG,
                            apr_itoa(check->p, TC_MOST_TAG_NAME)));
    }
    if (memchr(name, '\0', len) != NULL) {
        tc_values_add_to(check->p, check->value, TC_TEXT_NUL);
        return;
    }
    name = apr_pstrmemdup(check->p, name, len);
    tc_writer_open(check->w, '{');
    tc_writer_put_string(check->w, "name", name);
    tc_writer_put_string(check->w, "slug",
                         tc_api_tags_slug(check->p, name, &bare));
    tc_writer_put_bool(check->w, "base", bare);
    tc_writer_close(check->w, '}');
}

static void check_list(const check_t *check)
{
    tc_value_t *value = check->value;

    if (!value->present || value->is_null) {
        return;
    }
    if (!is_list(value)) {
        tc_values_add_to(check->p, value,
                         tc_parse_list_text(check->p, value->json));
        return;
    }
    if (tc_json_size(value->json) > TC_MOST_TAGS) {
        tc_values_add_to(check->p, value,
                         tc_refusal_text(check->p, TC_REFUSAL_TOO_MANY,
                                         apr_itoa(check->p, TC_MOST_TAGS)));
        return;
    }
    tc_writer_open(check->w, '[');
    for (apr_size_t i = 0; i < tc_json_size(value->json); i++) {
        tc_json_t *item = tc_json_at(value->json, i);
        const tc_json_t *name = name_of(item);

        if (name != NULL) {
            check_name(check, name);
        }
        else {
            check_id(check, item);
        }
    }
    tc_writer_close(check->w, ']');
    value->text = tc_writer_text(check->w, NULL);
}

void tc_posts_tags_check(apr_pool_t *p, tc_value_t *value, const char *known)
{
    const check_t check = {
        .p = p, .value = value, .known = known, .w = tc_writer_make(p)
    };

    check_list(&check);
}

void tc_posts_tags_check_form(apr_pool_t *p, tc_value_t *value)
{
    const check_t check = {
        .p = p, .value = value, .lenient = 1, .w = tc_writer_make(p)
    };

    check_list(&check);
}
