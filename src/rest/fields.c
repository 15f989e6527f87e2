#include "rest/fields.h"

#include <apr_strings.h>

#include "base/account/role.h"
#include "base/account/signing.h"
#include "base/clock.h"
#include "base/json/json.h"
#include "base/text/pattern.h"
#include "base/text/slug.h"
#include "base/text/text.h"
#include "base/text/url.h"
#include "core/error.h"
#include "core/refusal.h"
#include "http/body.h"
#include "http/context.h"
#include "http/route.h"
#include "rest/parse.h"
#include "rest/python.h"
#include "rest/table.h"
#include "rest/values.h"

/* DRF reads no integer from a longer text. */
#define INTEGER_CHARS_MAX 1000

/* What is said of a text that the type's pattern does not fit; NULL: the type
 * has none. Of all but user names it is said of what is no text, too. */
static const char *pattern_text(tc_field_type_t type)
{
    switch (type) {
    case TC_F_SLUG:
        return "Enter a valid \"slug\" consisting of letters, numbers, "
               "underscores or hyphens.";
    case TC_F_URL:
        return "Enter a valid URL.";
    case TC_F_EMAIL:
        return "Enter a valid email address.";
    case TC_F_USERNAME:
        return "Enter a valid username. This value may contain only letters, "
               "numbers, and @/./+/-/_ characters.";
    case TC_F_SECRET:
        return "Enter whsec_ and the base64 of 24 to 64 bytes.";
    default:
        return NULL;
    }
}

static int pattern_fits(tc_field_type_t type, const char *text)
{
    switch (type) {
    case TC_F_SLUG:
        return tc_pattern_is_slug(text) && !tc_slug_is_ambiguous(text);
    case TC_F_URL:
        return tc_url_is_valid(text, 0);
    case TC_F_EMAIL:
        return tc_pattern_is_email(text);
    case TC_F_USERNAME:
        return tc_pattern_is_username(text);
    case TC_F_SECRET:
        return tc_signing_is_secret(text);
    default:
        return 1;
    }
}

static void check_string(apr_pool_t *p, const tc_field_t *field,
                         const tc_json_t *json, tc_value_t *value, int lenient)
{
    tc_json_kind_t kind = tc_json_kind(json);
    const char *text;
    apr_size_t len;

    if (kind != TC_JSON_STRING && kind != TC_JSON_INT &&
        kind != TC_JSON_REAL) {
        const char *own = field->type == TC_F_USERNAME
                              ? NULL
                              : pattern_text(field->type);

        tc_values_add_to(p, value, own != NULL ? own : "Not a valid string.");
        return;
    }
    text = tc_json_string(json, &len);
    if (text == NULL) {
        text = tc_python_str(p, json);
        len = strlen(text);
    }
    if (!(field->flags & TC_FIELD_UNTRIMMED)) {
        tc_text_trim(&text, &len);
    }
    value->text = apr_pstrmemdup(p, text, len);
    if (len == 0) {
        if (!lenient && !(field->flags & (TC_FIELD_BLANK | TC_FIELD_NULL))) {
            tc_values_add_to(p, value, "This field may not be blank.");
        }
        return;
    }
    if (field->max > 0 && tc_text_chars(text, len) > (apr_size_t)field->max) {
        tc_values_add_to(
            p, value,
            tc_refusal_text(p, TC_REFUSAL_TOO_LONG, apr_itoa(p, field->max)));
    }
    if (memchr(text, '\0', len) != NULL) {
        tc_values_add_to(p, value, TC_TEXT_NUL);
        if (pattern_text(field->type) != NULL) {
            tc_values_add_to(p, value, pattern_text(field->type));
        }
        return;
    }
    if (!lenient && !pattern_fits(field->type, value->text)) {
        tc_values_add_to(p, value, pattern_text(field->type));
    }
}

/* What no integer is read from. */
static const char *integer_problem(apr_pool_t *p, const tc_field_t *field,
                                   const tc_json_t *json, apr_int64_t *number)
{
    apr_size_t len;
    const char *text = tc_json_string(json, &len);

    if (text != NULL && tc_text_chars(text, len) > INTEGER_CHARS_MAX) {
        return "String value too large.";
    }
    if (tc_parse_integer(p, json, number)) {
        return NULL;
    }
    /* too long for 64 bits: it is the end of them, beyond the field's limits */
    return tc_parse_digits(p, json) != NULL && field->max > 0
               ? NULL
               : TC_TEXT_INTEGER;
}

static void check_integer(apr_pool_t *p, const tc_field_t *field,
                          const tc_json_t *json, tc_value_t *value)
{
    const char *problem = integer_problem(p, field, json, &value->number);

    if (problem != NULL) {
        tc_values_add_to(p, value, problem);
    }
    else if (value->number < field->min) {
        tc_values_add_to(
            p, value,
            apr_psprintf(p,
                         "Ensure this value is greater than or equal "
                         "to %d.",
                         field->min));
    }
    else if (field->max > 0 && value->number > field->max) {
        tc_values_add_to(
            p, value,
            apr_psprintf(p,
                         "Ensure this value is less than or equal to "
                         "%d.",
                         field->max));
    }
    value->text = apr_psprintf(p, "%" APR_INT64_T_FMT, value->number);
}

static void check_boolean(apr_pool_t *p, const tc_json_t *json,
                          tc_value_t *value)
{
    int truth = tc_parse_boolean(p, json);

    if (truth < 0) {
        tc_values_add_to(p, value, TC_TEXT_BOOLEAN);
    }
    value->number = truth > 0;
    value->text = truth > 0 ? "true" : "false";
}

static void check_datetime(apr_pool_t *p, const tc_json_t *json,
                           tc_value_t *value)
{
    apr_size_t len;
    const char *text = tc_json_string(json, &len);
    apr_time_t when;

    if (text != NULL) {
        tc_text_trim(&text, &len);
        text = apr_pstrmemdup(p, text, len);
    }
    if (text == NULL || strlen(text) != len ||
        tc_clock_parse(text, &when) != APR_SUCCESS) {
        tc_values_add_to(p, value, TC_TEXT_DATETIME);
        return;
    }
    value->number = when;
    value->text = tc_clock_format(p, when);
}

static int has_nul(const tc_json_t *json)
{
    apr_size_t len;
    const char *text = tc_json_string(json, &len);

    return text != NULL && strlen(text) != len;
}

static void check_choice(apr_pool_t *p, const tc_field_t *field,
                         const tc_json_t *json, tc_value_t *value)
{
    const char *text = tc_python_str(p, json);

    if (has_nul(json)) {
        tc_values_add_to(p, value, TC_TEXT_NUL);
    }
    else if (tc_parse_choice_known(field->choices, text)) {
        value->text = text;
    }
    else {
        tc_values_add_to(p, value, tc_parse_choice_text(p, text));
    }
}

static void check_pk(apr_pool_t *p, tc_json_t *json, tc_value_t *value)
{
    const char *wrong = tc_parse_pk(p, json, &value->number);

    if (wrong != NULL) {
        tc_values_add_to(p, value, wrong);
        return;
    }
    value->text = apr_psprintf(p, "%" APR_INT64_T_FMT, value->number);
}

static void check_slug_rel(apr_pool_t *p, tc_json_t *json, tc_value_t *value)
{
    const char *text;

    if (tc_json_kind(json) == TC_JSON_OBJECT &&
        tc_json_get(json, "slug") != NULL) {
        json = tc_json_get(json, "slug");
    }
    switch (tc_json_kind(json)) {
    case TC_JSON_STRING:
    case TC_JSON_INT:
    case TC_JSON_REAL:
        text = tc_python_str(p, json);
        break;
    default:
        tc_values_add_to(p, value, "Invalid value.");
        return;
    }
    value->text = text;
    if (has_nul(json)) {
        tc_values_add_to(p, value, TC_TEXT_NUL);
    }
}

/* what: a list or dictionary, as Django REST Framework says it. */
static void check_kind(apr_pool_t *p, const tc_json_t *json,
                       tc_json_kind_t kind, const char *what,
                       tc_value_t *value)
{
    if (tc_json_kind(json) != kind) {
        tc_values_add_to(p, value,
                         apr_pstrcat(p, "Expected a ", what,
                                     " of items but got type \"",
                                     tc_json_python_type(json), "\".", NULL));
    }
}

/* What is wrong with the first that is none is told, as DRF's field does. */
static void check_choices(apr_pool_t *p, const tc_field_t *field,
                          const tc_json_t *json, tc_value_t *value)
{
    int count;

    if (tc_json_kind(json) != TC_JSON_ARRAY) {
        tc_values_add_to(
            p, value,
            apr_psprintf(p, "Expected a list of items but got type \"%s\".",
                         tc_json_python_type(json)));
        return;
    }
    count = (int)tc_json_size(json);
    if (count == 0) {
        tc_values_add_to(p, value, "This list may not be empty.");
    }
    for (int i = 0; i < count; i++) {
        const tc_json_t *one = tc_json_at(json, (size_t)i);
        const char *text = tc_python_str(p, one);

        if (tc_json_kind(one) != TC_JSON_STRING || has_nul(one) ||
            !tc_parse_choice_known(field->choices, text)) {
            tc_values_add_to(p, value, tc_parse_choice_text(p, text));
            return;
        }
    }
}

/* "" stands for null in everything that is no text. */
static int is_nullish(const tc_field_t *field, const tc_json_t *json)
{
    apr_size_t len;

    if (tc_json_kind(json) == TC_JSON_NULL) {
        return 1;
    }
    return field->type >= TC_F_INTEGER && field->type != TC_F_CHOICE &&
           field->type != TC_F_BLOCKS && field->type != TC_F_IDS &&
           field->type != TC_F_MEMBERS && field->type != TC_F_CHOICES &&
           (field->flags & TC_FIELD_NULL || field->type == TC_F_PK ||
            field->type == TC_F_SLUG_REL) &&
           tc_json_string(json, &len) != NULL && len == 0;
}

static void check_value(apr_pool_t *p, const tc_field_t *field,
                        tc_value_t *value, int lenient)
{
    tc_json_t *json = value->json;

    if (is_nullish(field, json)) {
        value->is_null = 1;
        if (!(field->flags & TC_FIELD_NULL)) {
            tc_values_add_to(p, value, "This field may not be null.");
        }
        return;
    }
    switch (field->type) {
    case TC_F_INTEGER:
        check_integer(p, field, json, value);
        break;
    case TC_F_BOOLEAN:
        check_boolean(p, json, value);
        break;
    case TC_F_DATETIME:
        check_datetime(p, json, value);
        break;
    case TC_F_CHOICE:
        check_choice(p, field, json, value);
        break;
    case TC_F_CHOICES:
        check_choices(p, field, json, value);
        break;
    case TC_F_PK:
        check_pk(p, json, value);
        break;
    case TC_F_SLUG_REL:
        check_slug_rel(p, json, value);
        break;
    case TC_F_IDS:
        check_kind(p, json, TC_JSON_ARRAY, "list", value);
        break;
    case TC_F_MEMBERS:
        check_kind(p, json, TC_JSON_OBJECT, "dictionary", value);
        break;
    case TC_F_BLOCKS:
    case TC_F_TAGS:
        break; /* posts/blocks.c, posts/tags.c: they need more than that */
    default:
        check_string(p, field, json, value, lenient);
    }
}

/* Whether a field is ignored, here or from this caller. */
static int is_ignored(const tc_ctx_t *ctx, const tc_field_t *field,
                      unsigned flags)
{
    return field->flags & TC_FIELD_READ_ONLY ||
           (field->flags & TC_FIELD_EDITOR && ctx->caller->role < TC_EDITOR) ||
           (field->flags & TC_FIELD_ADMIN && ctx->caller->role < TC_ADMIN) ||
           (field->flags & TC_FIELD_NOT_NEW && flags & TC_FIELDS_NEW) ||
           (field->flags & TC_FIELD_ONLY_NEW && !(flags & TC_FIELDS_NEW));
}

tc_values_t *tc_fields_check_as(tc_ctx_t *ctx, const tc_fields_t *table,
                                const tc_json_t *body, unsigned flags)
{
    tc_values_t *values = apr_pcalloc(ctx->p, sizeof(*values));

    values->table = table;
    values->values = apr_pcalloc(ctx->p, (apr_size_t)table->count *
                                             sizeof(*values->values));
    for (int i = 0; i < table->count; i++) {
        const tc_field_t *field = &table->fields[i];
        tc_value_t *value = &values->values[i];

        if (is_ignored(ctx, field, flags)) {
            continue;
        }
        value->json = tc_json_get(body, field->name);
        if (value->json != NULL) {
            value->present = 1;
            check_value(ctx->p, field, value,
                        (flags & TC_FIELDS_LENIENT) != 0);
        }
        else if (!(flags & TC_FIELDS_PARTIAL) &&
                 field->flags & TC_FIELD_REQUIRED) {
            tc_values_add_to(
                ctx->p, value,
                tc_refusal_text(ctx->p, TC_REFUSAL_REQUIRED, NULL));
        }
    }
    return values;
}

tc_values_t *tc_fields_check(tc_ctx_t *ctx, const tc_json_t *body)
{
    const tc_route_t *route = ctx->route;

    return tc_fields_check_as(
        ctx, route->takes, body,
        (route->partial ? TC_FIELDS_PARTIAL : 0) |
            (route->lenient ? TC_FIELDS_LENIENT | TC_FIELDS_NEW : 0) |
            (route->status == HTTP_CREATED ? TC_FIELDS_NEW : 0));
}

tc_error_t *tc_fields_read(tc_ctx_t *ctx, tc_values_t **values)
{
    tc_json_t *body;
    tc_error_t *error = tc_body_object(ctx, &body);

    if (error == NULL) {
        *values = tc_fields_check(ctx, body);
    }
    return error;
}
