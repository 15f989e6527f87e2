#include "posts/blocks.h"

#include <apr_strings.h>
#include <string.h>

#include "base/json/json.h"
#include "base/json/writer.h"
#include "base/text/text.h"
#include "base/text/url.h"
#include "rest/parse.h"
#include "rest/values.h"

#define MAX_BYTES (1024 * 1024)
#define MAX_MEDIA 500
#define MAX_ERRORS 1000

static const char *const styles[] = { "ordered", "unordered", NULL };
static const char *const tones[] = { "info", "warning", "success", NULL };

/* The block types of the contract. */
const tc_block_type_t tc_blocks_types[] = {
    { "paragraph",
      { { .name = "text", .type = TC_BLOCK_TEXT, .required = 1 } } },
    { "heading",
      { { .name = "text", .type = TC_BLOCK_TEXT, .required = 1 },
        { .name = "level", .type = TC_BLOCK_LEVEL, .required = 1 } } },
    { "image",
      { { .name = "media_id", .type = TC_BLOCK_IMAGE, .required = 1 },
        { .name = "alt", .type = TC_BLOCK_TEXT },
        { .name = "caption", .type = TC_BLOCK_TEXT } } },
    { "gallery",
      { { .name = "media_ids", .type = TC_BLOCK_IMAGES, .required = 1 },
        { .name = "caption", .type = TC_BLOCK_TEXT } } },
    { "video",
      { { .name = "media_id", .type = TC_BLOCK_VIDEO, .required = 1 },
        { .name = "caption", .type = TC_BLOCK_TEXT } } },
    { "quote",
      { { .name = "text", .type = TC_BLOCK_TEXT, .required = 1 },
        { .name = "cite", .type = TC_BLOCK_TEXT } } },
    { "list",
      { { .name = "items", .type = TC_BLOCK_STRINGS, .required = 1 },
        { .name = "style",
          .type = TC_BLOCK_CHOICE,
          .choices = styles,
          .choice_text = "style must be one of ordered, unordered." } } },
    { "code",
      { { .name = "code", .type = TC_BLOCK_TEXT, .required = 1 },
        { .name = "language", .type = TC_BLOCK_TEXT } } },
    { "table",
      { { .name = "rows", .type = TC_BLOCK_ROWS, .required = 1 },
        { .name = "header", .type = TC_BLOCK_BOOLEAN } } },
    { "callout",
      { { .name = "text", .type = TC_BLOCK_TEXT, .required = 1 },
        { .name = "tone",
          .type = TC_BLOCK_CHOICE,
          .choices = tones,
          .choice_text = "tone must be one of info, warning, success." } } },
    { "embed",
      { { .name = "url", .type = TC_BLOCK_HTTPS, .required = 1 },
        { .name = "caption", .type = TC_BLOCK_TEXT } } },
    { "divider", { { .name = NULL } } },
    { .type = NULL }
};

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

static const tc_block_type_t *type_find(const char *name)
{
    const tc_block_type_t *type;

    for (type = tc_blocks_types; type->type != NULL; type++) {
        if (strcmp(type->type, name) == 0) {
            return type;
        }
    }
    return NULL;
}

const tc_media_ref_t *tc_blocks_media_find(const apr_array_header_t *refs,
                                           apr_int64_t id)
{
    int i;

    for (i = 0; i < refs->nelts; i++) {
        const tc_media_ref_t *ref = &APR_ARRAY_IDX(refs, i, tc_media_ref_t);

        if (ref->id == id) {
            return ref;
        }
    }
    return NULL;
}

int tc_blocks_media_have(const apr_array_header_t *ids, apr_int64_t id)
{
    int i;

    for (i = 0; i < ids->nelts; i++) {
        if (APR_ARRAY_IDX(ids, i, apr_int64_t) == id) {
            return 1;
        }
    }
    return 0;
}

static void check_media(const check_t *check, apr_int64_t id, int image)
{
    const tc_media_ref_t *ref = tc_blocks_media_find(check->refs, id);
    const char *wrong = NULL;

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

static void check_gallery(const check_t *check, const tc_json_t *ids)
{
    apr_size_t count = tc_json_size(ids);
    apr_array_header_t *seen = apr_array_make(check->p, TC_BLOCK_GALLERY_MAX,
                                              sizeof(apr_int64_t));
    apr_size_t i;

    for (i = 0; i < count; i++) {
        if (tc_json_kind(tc_json_at(ids, i)) != TC_JSON_INT) {
            fault(check, "media_ids must be a list of integers.");
            return;
        }
    }
    if (count > TC_BLOCK_GALLERY_MAX) {
        fault(check, "media_ids may have no more than 50 items.");
        return;
    }
    for (i = 0; i < count; i++) {
        apr_int64_t id = tc_json_int(tc_json_at(ids, i));

        if (!tc_blocks_media_have(seen, id)) {
            APR_ARRAY_PUSH(seen, apr_int64_t) = id;
            check_media(check, id, 1);
        }
    }
}

static int all_strings(const tc_json_t *list)
{
    apr_size_t i;

    if (tc_json_kind(list) != TC_JSON_ARRAY) {
        return 0;
    }
    for (i = 0; i < tc_json_size(list); i++) {
        if (tc_json_kind(tc_json_at(list, i)) != TC_JSON_STRING) {
            return 0;
        }
    }
    return 1;
}

static void check_rows(const check_t *check, const tc_json_t *rows)
{
    apr_size_t i;

    for (i = 0; i < tc_json_size(rows); i++) {
        if (!all_strings(tc_json_at(rows, i))) {
            fault(check, "rows must be a list of lists of strings.");
            return;
        }
    }
    for (i = 1; i < tc_json_size(rows); i++) {
        if (tc_json_size(tc_json_at(rows, i)) !=
            tc_json_size(tc_json_at(rows, 0))) {
            fault(check, "rows must all have the same length.");
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

static int is_one_of(const char *text, const char *const *choices)
{
    for (; text != NULL && *choices != NULL; choices++) {
        if (strcmp(text, *choices) == 0) {
            return 1;
        }
    }
    return 0;
}

static void check_url(const check_t *check, const tc_json_t *value)
{
    apr_size_t len;
    const char *url = tc_json_string(value, &len);

    if (url == NULL || strlen(url) != len || !tc_url_is_valid(url, 1)) {
        fault(check, "url must be an https URL.");
    }
}

/* A value that is there and not null. */
static void check_member(const check_t *check, const tc_block_member_t *member,
                         tc_json_t *value)
{
    tc_json_kind_t kind = tc_json_kind(value);

    switch (member->type) {
    case TC_BLOCK_TEXT:
        if (kind != TC_JSON_STRING) {
            fault(check, apr_pstrcat(check->p, member->name,
                                     " must be a string.", NULL));
        }
        break;
    case TC_BLOCK_LEVEL:
        if (kind != TC_JSON_INT || tc_json_int(value) < 1 ||
            tc_json_int(value) > 6) {
            fault(check, "level must be an integer from 1 to 6.");
        }
        break;
    case TC_BLOCK_CHOICE:
        if (!is_one_of(plain_string(value), member->choices)) {
            fault(check, member->choice_text);
        }
        break;
    case TC_BLOCK_BOOLEAN:
        if (kind != TC_JSON_BOOL) {
            fault(check, "header must be a boolean.");
        }
        break;
    case TC_BLOCK_STRINGS:
        if (!all_strings(value)) {
            fault(check, "items must be a list of strings.");
        }
        break;
    case TC_BLOCK_ROWS:
        if (kind != TC_JSON_ARRAY) {
            fault(check, "rows must be a list of lists of strings.");
            break;
        }
        check_rows(check, value);
        break;
    case TC_BLOCK_HTTPS:
        check_url(check, value);
        break;
    case TC_BLOCK_IMAGES:
        if (kind != TC_JSON_ARRAY) {
            fault(check, "media_ids must be a list of integers.");
            break;
        }
        check_gallery(check, value);
        break;
    default:
        if (kind != TC_JSON_INT) {
            fault(check, "media_id must be an integer.");
            break;
        }
        check_media(check, tc_json_int(value), member->type == TC_BLOCK_IMAGE);
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
    apr_size_t i;

    if (text != NULL) {
        return strlen(text) != len;
    }
    tc_json_each(value, member_has_nul, &found);
    if (tc_json_kind(value) == TC_JSON_ARRAY) {
        for (i = 0; i < tc_json_size(value) && !found; i++) {
            found = has_nul(tc_json_at(value, i));
        }
    }
    return found;
}

static void check_block(const check_t *check, tc_json_t *block)
{
    const tc_block_type_t *type;
    tc_json_t *name;
    const char *text;
    int i;

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
    type = type_find(text);
    if (type == NULL) {
        fault(check, apr_pstrcat(check->p, "\"", tc_text_quote(check->p, text),
                                 "\" is not a valid block type.", NULL));
        return;
    }
    for (i = 0; i < TC_BLOCK_MEMBERS && type->members[i].name != NULL; i++) {
        const tc_block_member_t *member = &type->members[i];
        tc_json_t *value = tc_json_get(block, member->name);

        if (member->required && is_empty(value)) {
            fault(check,
                  apr_pstrcat(check->p, member->name, " is required.", NULL));
        }
        else if (value != NULL && tc_json_kind(value) != TC_JSON_NULL) {
            check_member(check, member, value);
        }
    }
    if (has_nul(block)) {
        fault(check, TC_TEXT_NUL);
    }
}

static void media_collect(apr_array_header_t *ids, const tc_json_t *value)
{
    apr_int64_t id = tc_json_int(value);

    if (tc_json_kind(value) == TC_JSON_INT && !tc_blocks_media_have(ids, id)) {
        APR_ARRAY_PUSH(ids, apr_int64_t) = id;
    }
}

apr_array_header_t *tc_blocks_media(apr_pool_t *p, const tc_json_t *content)
{
    apr_array_header_t *ids = apr_array_make(p, 16, sizeof(apr_int64_t));
    apr_size_t i;
    apr_size_t j;

    if (tc_json_kind(content) != TC_JSON_ARRAY) {
        return ids;
    }
    for (i = 0; i < tc_json_size(content) && ids->nelts <= MAX_MEDIA; i++) {
        const tc_json_t *block = tc_json_at(content, i);
        const char *type = tc_json_string(tc_json_get(block, "type"), NULL);
        const tc_json_t *gallery = tc_json_get(block, "media_ids");

        if (type == NULL) {
            continue;
        }
        if (strcmp(type, "image") == 0 || strcmp(type, "video") == 0) {
            tc_json_t *id = tc_json_get(block, "media_id");

            if (id != NULL) {
                media_collect(ids, id);
            }
        }
        else if (strcmp(type, "gallery") == 0 && gallery != NULL &&
                 tc_json_kind(gallery) == TC_JSON_ARRAY &&
                 tc_json_size(gallery) <= TC_BLOCK_GALLERY_MAX) {
            for (j = 0; j < tc_json_size(gallery); j++) {
                media_collect(ids, tc_json_at(gallery, j));
            }
        }
    }
    return ids;
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

void tc_blocks_check(apr_pool_t *p, tc_values_t *values,
                     const tc_json_t *content, const apr_array_header_t *refs,
                     const apr_array_header_t *kept)
{
    check_t check = { .p = p, .values = values, .refs = refs, .kept = kept };
    apr_size_t count = tc_json_size(content);
    apr_size_t len;

    if (tc_json_kind(content) != TC_JSON_ARRAY) {
        tc_values_add(p, values, "content",
                      apr_pstrcat(p,
                                  "Expected a list of items but got type \"",
                                  tc_json_python_type(content), "\".", NULL));
        return;
    }
    if (count > TC_BLOCKS_MAX) {
        tc_values_add(p, values, "content",
                      "Ensure this field has no more than 2000 elements.");
        return;
    }
    (void)tc_writer_of_json(p, content, &len);
    if (len > MAX_BYTES) {
        tc_values_add(p, values, "content",
                      "Ensure this field has no more than 1048576 bytes.");
        return;
    }
    if (tc_blocks_media(p, content)->nelts > MAX_MEDIA) {
        tc_values_add(p, values, "content",
                      "Ensure content mentions no more than 500 media.");
        return;
    }
    for (check.number = 1; check.number <= count; check.number++) {
        check_block(&check, tc_json_at(content, check.number - 1));
        if (cut_errors(p, values)) {
            return;
        }
    }
}
