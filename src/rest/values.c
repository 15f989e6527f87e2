#include "rest/values.h"

#include <apr_strings.h>

#include "base/json/json.h"
#include "base/json/writer.h"
#include "core/error.h"
#include "rest/table.h"

tc_value_t *tc_values_get(const tc_values_t *values, const char *name)
{
    for (int i = 0; i < values->table->count; i++) {
        if (strcmp(values->table->fields[i].name, name) == 0) {
            return &values->values[i];
        }
    }
    return NULL;
}

int tc_values_is_good(const tc_value_t *value)
{
    return value->present && value->errors == NULL && !value->is_null;
}

void tc_values_forget(const tc_values_t *values, const char *name)
{
    memset(tc_values_get(values, name), 0, sizeof(tc_value_t));
}

void tc_values_add_to(apr_pool_t *p, tc_value_t *value, const char *text)
{
    if (value->errors == NULL) {
        value->errors = apr_array_make(p, 2, sizeof(char *));
    }
    APR_ARRAY_PUSH(value->errors, const char *) = text;
}

void tc_values_add(apr_pool_t *p, tc_values_t *values, const char *field,
                   const char *text)
{
    tc_value_t *value = field != NULL ? tc_values_get(values, field) : NULL;

    if (value != NULL) {
        tc_values_add_to(p, value, text);
        return;
    }
    if (values->non_field == NULL) {
        values->non_field = apr_array_make(p, 2, sizeof(char *));
    }
    APR_ARRAY_PUSH(values->non_field, const char *) = text;
}

static void error_member(tc_writer_t *w, const char *name,
                         const apr_array_header_t *texts)
{
    tc_writer_key(w, name);
    tc_writer_strings(w, texts);
}

tc_error_t *tc_values_error(apr_pool_t *p, const tc_values_t *values)
{
    tc_writer_t *w = NULL;

    for (int i = 0; i <= values->table->count; i++) {
        int last = i == values->table->count;
        const apr_array_header_t *errors = last ? values->non_field
                                                : values->values[i].errors;

        if (errors == NULL) {
            continue;
        }
        if (w == NULL) {
            w = tc_writer_make(p);
            tc_writer_open(w, '{');
        }
        error_member(w,
                     last ? "non_field_errors" : values->table->fields[i].name,
                     errors);
    }
    if (w == NULL) {
        return NULL;
    }
    tc_writer_close(w, '}');
    return tc_error_json(p, 400, tc_writer_text(w, NULL));
}

static void column_write(tc_writer_t *w, const tc_field_t *field,
                         const tc_value_t *value)
{
    tc_writer_key(w, field->column != NULL ? field->column : field->name);
    if (value->is_null) {
        tc_writer_null(w);
    }
    else if (field->type == TC_F_BOOLEAN) {
        tc_writer_bool(w, value->number != 0);
    }
    else if (field->type == TC_F_INTEGER || field->type == TC_F_PK) {
        tc_writer_int(w, value->number);
    }
    else if (field->type == TC_F_BLOCKS || field->type == TC_F_CHOICES) {
        tc_writer_json(w, value->json);
    }
    else {
        tc_writer_string(w, value->text);
    }
}

const char *tc_values_json(apr_pool_t *p, const tc_values_t *values)
{
    tc_writer_t *w = tc_writer_make(p);

    tc_writer_open(w, '{');
    for (int i = 0; i < values->table->count; i++) {
        const tc_field_t *field = &values->table->fields[i];

        if (values->values[i].present &&
            !(field->flags & TC_FIELD_NO_COLUMN)) {
            column_write(w, field, &values->values[i]);
        }
    }
    tc_writer_close(w, '}');
    return tc_writer_text(w, NULL);
}
