#include "base/text/path.h"

#include <apr_strings.h>
#include <string.h>

#include "base/text/text.h"

const tc_path_parameter_t tc_path_parameters[] = {
    { .name = "id", .kind = TC_PATH_NUMBER, .about = "Id of the row." },
    { .name = "username", .kind = TC_PATH_TEXT, .about = "Name of a user." },
    { .name = "number",
      .kind = TC_PATH_NUMBER,
      .about = "Number of the revision." },
    { .name = "note", .kind = TC_PATH_NUMBER, .about = "Id of the note." },
    { .name = "preview",
      .kind = TC_PATH_NUMBER,
      .about = "Id of the preview." },
    { .name = "token",
      .kind = TC_PATH_TEXT,
      .about = "What was told when it was made." },
    { .name = "slug", .kind = TC_PATH_TEXT, .about = "Slug of the row." },
    { .name = "delivery",
      .kind = TC_PATH_NUMBER,
      .about = "Id of the delivery." },
    { .name = NULL }
};

const tc_path_parameter_t *tc_path_parameter(const char *braces)
{
    apr_size_t len = strcspn(braces, "}");

    for (const tc_path_parameter_t *parameter = tc_path_parameters;
         parameter->name != NULL; parameter++) {
        if (strlen(parameter->name) == len - 1 &&
            strncmp(parameter->name, braces + 1, len - 1) == 0) {
            return parameter;
        }
    }
    return NULL;
}

/* Digits. One that is too large for a row's id is no row: -1. */
static apr_int64_t number_parse(const char *digits, apr_size_t len)
{
    apr_int64_t number = 0;

    for (apr_size_t i = 0; i < len; i++) {
        if (number > (APR_INT64_MAX - 9) / 10) {
            return -1;
        }
        number = number * 10 + (digits[i] - '0');
    }
    return number > 0 ? number : -1;
}

static int value_match(apr_pool_t *p, const char *braces, const char *segment,
                       apr_size_t len, tc_path_values_t *values)
{
    const tc_path_parameter_t *parameter = tc_path_parameter(braces);
    tc_path_value_t *value = &values->values[values->count];

    if (parameter == NULL || values->count == TC_PATH_VALUES_MAX || len == 0) {
        return 0;
    }
    *value = (tc_path_value_t){ .parameter = parameter };
    if (parameter->kind == TC_PATH_NUMBER) {
        if (strspn(segment, "0123456789") != len) {
            return 0;
        }
        value->number = number_parse(segment, len);
    }
    else {
        if (!tc_text_is_utf8(segment, len)) {
            return 0;
        }
        value->text = apr_pstrmemdup(p, segment, len);
    }
    values->count++;
    return 1;
}

/* Match one segment; what stands between two slashes of the template. */
static int segment_match(apr_pool_t *p, const char **template_at,
                         const char **path_at, tc_path_values_t *values)
{
    apr_size_t want = strcspn(*template_at, "/");
    apr_size_t have = strcspn(*path_at, "/");

    if (**template_at == '{') {
        if (!value_match(p, *template_at, *path_at, have, values)) {
            return 0;
        }
    }
    else if (want != have || strncmp(*template_at, *path_at, want) != 0) {
        return 0;
    }
    *template_at += want;
    *path_at += have;
    return 1;
}

int tc_path_match(apr_pool_t *p, const char *template, const char *path,
                  tc_path_values_t *values)
{
    values->count = 0;
    while (*template == '/' && *path == '/') {
        template ++;
        path++;
        if (*template == '\0' || *path == '\0') {
            break;
        }
        if (!segment_match(p, &template, &path, values)) {
            return 0;
        }
    }
    return *template == '\0' && *path == '\0';
}

static const tc_path_value_t *find(const tc_path_values_t *values,
                                   const char *name)
{
    for (int i = 0; i < values->count; i++) {
        if (strcmp(values->values[i].parameter->name, name) == 0) {
            return &values->values[i];
        }
    }
    return NULL;
}

apr_int64_t tc_path_number(const tc_path_values_t *values, const char *name)
{
    const tc_path_value_t *value = find(values, name);

    return value != NULL ? value->number : 0;
}

const char *tc_path_text(const tc_path_values_t *values, const char *name)
{
    const tc_path_value_t *value = find(values, name);

    return value != NULL ? value->text : NULL;
}

void tc_path_put(tc_path_values_t *values,
                 const tc_path_parameter_t *parameter, apr_int64_t number)
{
    if (values->count < TC_PATH_VALUES_MAX) {
        values->values[values->count++] = (tc_path_value_t){
            .parameter = parameter, .number = number
        };
    }
}
