#include "posts/blocks.h"

#include <apr_strings.h>
#include <string.h>

#include "base/json/json.h"
#include "base/json/writer.h"
#include "base/text/most.h"
#include "base/text/text.h"
#include "base/text/url.h"
#include "core/refusal.h"
#include "posts/block_types.h"
#include "posts/blocks_marks.h"
#include "posts/blocks_media.h"
#include "rest/parse.h"
#include "rest/values.h"

#define MAX_ERRORS 1000

/* One block being checked. */
typedef struct {
    apr_pool_t *p;
    tc_values_t *values;
    apr_size_t number; /* from 1 */
    const apr_array_header_t *refs;
    const apr_array_header_t *kept;
} check_t;

static void fault(const check_t *check, const char *text)
{
    tc_values_add(check->p, check->values, "content",
                  apr_psprintf(check->p, "Block %" APR_SIZE_T_FMT ": %s",
                               check->number, text));
}

/* what: "must be a string." and the like */
static void fault_of(const check_t *check, const tc_block_member_t *member,
                     const char *what)
{
    fault(check, apr_pstrcat(check->p, member->name, " ", what, NULL));
}

/* Whether what is only incomplete is taken. */
static int is_lenient(const check_t *check)
{
    return check->refs == NULL;
}

static void check_media(const check_t *check, apr_int64_t id, int image)
{
    const tc_media_ref_t *ref;
    const char *wrong = NULL;

    if (is_lenient(check)) {
        return;
    }
    ref = tc_blocks_media_find(check->refs, id);
    if (ref == NULL) {
        wrong = "does not exist.";
    }
    else if (ref->is_image != image) {
        wrong = image ? "is not an image." : "is not a video.";
    }
    else if (!ref->is_ready && !tc_blocks_media_have(check->kept, id)) {
        wrong = "is not ready.";
    }
    if (wrong != NULL) {
        fault(check, apr_psprintf(check->p, "media %" APR_INT64_T_FMT " %s",
                                  id, wrong));
    }
}

static int all_are(const tc_json_t *list, tc_json_kind_t kind)
{
    if (tc_json_kind(list) != TC_JSON_ARRAY) {
        return 0;
    }
    for (apr_size_t i = 0; i < tc_json_size(list); i++) {
        if (tc_json_kind(tc_json_at(list, i)) != kind) {
            return 0;
        }
    }
    return 1;
}

static void check_images(const check_t *check, const tc_block_member_t *member,
                         const tc_json_t *ids)
{
    apr_size_t count = tc_json_size(ids);
    apr_array_header_t *seen = apr_array_make(check->p, member->most,
                                              sizeof(apr_int64_t));

    if (!all_are(ids, TC_JSON_INT)) {
        fault_of(check, member, "must be a list of integers.");
        return;
    }
    if (count > (apr_size_t)member->most) {
        fault_of(check, member,
                 apr_psprintf(check->p, "may have no more than %d items.",
                              member->most));
        return;
    }
    for (apr_size_t i = 0; i < count; i++) {
        apr_int64_t id = tc_json_int(tc_json_at(ids, i));

        if (!tc_blocks_media_have(seen, id)) {
            APR_ARRAY_PUSH(seen, apr_int64_t) = id;
            check_media(check, id, 1);
        }
    }
}

static void check_rows(const check_t *check, const tc_block_member_t *member,
                       const tc_json_t *rows)
{
    int strings = all_are(rows, TC_JSON_ARRAY);

    for (apr_size_t i = 0; strings && i < tc_json_size(rows); i++) {
        strings = all_are(tc_json_at(rows, i), TC_JSON_STRING);
    }
    if (!strings) {
        fault_of(check, member, "must be a list of lists of strings.");
        return;
    }
    for (apr_size_t i = 1; i < tc_json_size(rows); i++) {
        if (tc_json_size(tc_json_at(rows, i)) !=
            tc_json_size(tc_json_at(rows, 0))) {
            fault_of(check, member, "must all have the same length.");
            return;
        }
    }
}

/* A string without a NUL, which no name of ours has; else NULL. */
static const char *plain_string(const tc_json_t *value)
{
    apr_size_t len;
    const char *text = tc_json_string(value, &len);

    return text != NULL && strlen(text) == len ? text : NULL;
}

static void check_choice(const check_t *check, const tc_block_member_t *member,
                         const tc_json_t *value)
{
    const char *text = plain_string(value);
    const char *list = member->choices[0];

    if (text != NULL && tc_parse_choice_known(member->choices, text)) {
        return;
    }
    for (int i = 1; member->choices[i] != NULL; i++) {
        list = apr_pstrcat(check->p, list, ", ", member->choices[i], NULL);
    }
    fault_of(check, member,
             apr_pstrcat(check->p, "must be one of ", list, ".", NULL));
}

static void check_integer(const check_t *check,
                          const tc_block_member_t *member,
                          const tc_json_t *value)
{
    if (tc_json_kind(value) != TC_JSON_INT ||
        tc_json_int(value) < member->least ||
        tc_json_int(value) > member->most) {
        fault_of(check, member,
                 apr_psprintf(check->p, "must be an integer from %d to %d.",
                              member->least, member->most));
    }
}

static void check_url(const check_t *check, const tc_block_member_t *member,
                      const tc_json_t *value)
{
    const char *url = plain_string(value);

    if (url == NULL || (!is_lenient(check) && !tc_url_is_valid(url, 1))) {
        fault_of(check, member, "must be an https URL.");
    }
}

static void check_id(const check_t *check, const tc_block_member_t *member,
                     const tc_json_t *value)
{
    if (tc_json_kind(value) != TC_JSON_INT) {
        fault_of(check, member, "must be an integer.");
        return;
    }
    check_media(check, tc_json_int(value), member->kind == TC_BLOCK_IMAGE);
}

static void check_marks(const check_t *check, const tc_block_member_t *member,
                        const tc_json_t *value)
{
    apr_array_header_t *wrong = tc_blocks_marks_check(check->p, member, value);

    for (int i = 0; i < wrong->nelts; i++) {
        fault(check, APR_ARRAY_IDX(wrong, i, const char *));
    }
}

/* A value that is there and not null. */
static void check_member(const check_t *check, const tc_block_member_t *member,
                         const tc_json_t *value)
{
    switch (member->kind) {
    case TC_BLOCK_TEXT:
        if (tc_json_kind(value) != TC_JSON_STRING) {
            fault_of(check, member, "must be a string.");
        }
        break;
    case TC_BLOCK_INTEGER:
        check_integer(check, member, value);
        break;
    case TC_BLOCK_CHOICE:
        check_choice(check, member, value);
        break;
    case TC_BLOCK_BOOLEAN:
        if (tc_json_kind(value) != TC_JSON_BOOL) {
            fault_of(check, member, "must be a boolean.");
        }
        break;
    case TC_BLOCK_STRINGS:
        if (!all_are(value, TC_JSON_STRING)) {
            fault_of(check, member, "must be a list of strings.");
        }
        break;
    case TC_BLOCK_ROWS:
        check_rows(check, member, value);
        break;
    case TC_BLOCK_HTTPS:
        check_url(check, member, value);
        break;
    case TC_BLOCK_IMAGES:
        check_images(check, member, value);
        break;
    case TC_BLOCK_IMAGE:
    case TC_BLOCK_VIDEO:
        check_id(check, member, value);
        break;
    case TC_BLOCK_MARKS:
        check_marks(check, member, value);
        break;
    case TC_BLOCK_ID:
        if (!tc_blocks_marks_is_id(value)) {
            fault_of(check, member,
                     "must be a string of letters, digits, - and _.");
        }
        break;
    }
}

/* Missing, null, "   " and [] are all the same to a reader. */
static int is_empty(const tc_json_t *value)
{
    apr_size_t len;
    const char *text;

    if (value == NULL || tc_json_kind(value) == TC_JSON_NULL) {
        return 1;
    }
    text = tc_json_string(value, &len);
    if (text != NULL) {
        tc_text_trim(&text, &len);
        return len == 0;
    }
    return tc_json_kind(value) == TC_JSON_ARRAY && tc_json_size(value) == 0;
}

static int has_nul(const tc_json_t *value);

static int member_has_nul(void *baton, const char *key, tc_json_t *value)
{
    (void)key; /* the parser refuses names with a NUL */
    *(int *)baton = has_nul(value);
    return !*(int *)baton;
}

static int has_nul(const tc_json_t *value)
{
    apr_size_t len;
    const char *text = tc_json_string(value, &len);
    int found = 0;

    if (text != NULL) {
        return strlen(text) != len;
    }
    tc_json_each(value, member_has_nul, &found);
    if (tc_json_kind(value) == TC_JSON_ARRAY) {
        for (apr_size_t i = 0; i < tc_json_size(value) && !found; i++) {
            found = has_nul(tc_json_at(value, i));
        }
    }
    return found;
}

/* A member that a block has, or should have. */
static void check_own(const check_t *check, const tc_block_member_t *member,
                      const tc_json_t *block)
{
    tc_json_t *value = tc_json_get(block, member->name);

    if (member->required && is_empty(value)) {
        if (!is_lenient(check)) {
            fault_of(check, member, "is required.");
        }
    }
    else if (value != NULL && tc_json_kind(value) != TC_JSON_NULL) {
        check_member(check, member, value);
    }
}

static void check_block(const check_t *check, tc_json_t *block)
{
    const tc_block_type_t *type;
    tc_json_t *name;
    const char *text;

    if (tc_json_kind(block) != TC_JSON_OBJECT) {
        fault(check, "must be an object.");
        return;
    }
    name = tc_json_get(block, "type");
    if (is_empty(name)) {
        fault(check, "type is required.");
        return;
    }
    text = plain_string(name);
    if (text == NULL) {
        text = tc_writer_of_json(check->p, name, NULL);
    }
    type = tc_block_types_find(text);
    if (type == NULL) {
        fault(check, apr_pstrcat(check->p, "\"", tc_text_quote(check->p, text),
                                 "\" is not a valid block type.", NULL));
        return;
    }
    for (int i = 0; type->members[i].name != NULL; i++) {
        check_own(check, &type->members[i], block);
    }
    check_own(check, &tc_block_types_id, block);
    if (has_nul(block)) {
        fault(check, TC_TEXT_NUL);
    }
}

/* A short body can be wrong in very many places (a picture that is not there,
 * in each of many galleries): 1 where that many errors have been cut off. */
static int cut_errors(apr_pool_t *p, tc_values_t *values)
{
    apr_array_header_t *errors = tc_values_get(values, "content")->errors;

    if (errors == NULL || errors->nelts <= MAX_ERRORS) {
        return 0;
    }
    errors->nelts = MAX_ERRORS;
    tc_values_add(p, values, "content",
                  "There are more than 1000 errors; the others are not "
                  "shown.");
    return 1;
}

static apr_size_t bytes_of(apr_pool_t *p, const tc_json_t *content)
{
    apr_size_t len;

    (void)tc_writer_of_json(p, content, &len);
    return len;
}

/* What exceeds a limit is not looked at further. */
static const char *too_much(apr_pool_t *p, const tc_json_t *content)
{
    if (tc_json_size(content) > TC_MOST_BLOCKS) {
        return tc_refusal_text(p, TC_REFUSAL_TOO_MANY,
                               apr_itoa(p, TC_MOST_BLOCKS));
    }
    if (bytes_of(p, content) > TC_MOST_CONTENT) {
        return apr_psprintf(p, "Ensure this field has no more than %d bytes.",
                            TC_MOST_CONTENT);
    }
    if (tc_blocks_media(p, content)->nelts > TC_MOST_CONTENT_MEDIA) {
        return apr_psprintf(p,
                            "Ensure content mentions no more than %d media.",
                            TC_MOST_CONTENT_MEDIA);
    }
    return NULL;
}

void tc_blocks_check(apr_pool_t *p, tc_values_t *values,
                     const tc_json_t *content, const apr_array_header_t *refs,
                     const apr_array_header_t *kept)
{
    check_t check = { .p = p, .values = values, .refs = refs, .kept = kept };
    apr_size_t count = tc_json_size(content);
    const char *wrong = tc_json_kind(content) != TC_JSON_ARRAY
                            ? tc_parse_list_text(p, content)
                            : too_much(p, content);

    if (wrong != NULL) {
        tc_values_add(p, values, "content", wrong);
        return;
    }
    for (check.number = 1; check.number <= count; check.number++) {
        check_block(&check, tc_json_at(content, check.number - 1));
        if (cut_errors(p, values)) {
            return;
        }
    }
}
