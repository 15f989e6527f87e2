#include "rest/parse.h"

#include <apr_strings.h>
#include <errno.h>
#include <math.h>
#include <string.h>

#include "base/json/json.h"
#include "base/text/text.h"
#include "rest/python.h"

/* A text trimmed, without ".0" at its end; NULL where what is left is no
 * integer's text. */
static const char *integer_of(apr_pool_t *p, const char *text, apr_size_t len)
{
    const char *digits;
    apr_size_t whole;

    tc_text_trim(&text, &len);
    text = apr_pstrmemdup(p, text, len);
    digits = text + (*text == '-' || *text == '+');
    whole = strspn(digits, "0123456789");
    if (whole == 0 || strlen(text) != len) {
        return NULL;
    }
    if (digits[whole] == '.' &&
        strspn(digits + whole + 1, "0") == strlen(digits + whole + 1)) {
        return apr_pstrmemdup(p, text, (apr_size_t)(digits + whole - text));
    }
    return digits[whole] == '\0' ? text : NULL;
}

/* That of a string or number. */
static const char *integer_text(apr_pool_t *p, const tc_json_t *json)
{
    const char *text;
    apr_size_t len;

    if (tc_json_kind(json) == TC_JSON_STRING) {
        text = tc_json_string(json, &len);
    }
    else if (tc_json_kind(json) == TC_JSON_INT ||
             tc_json_kind(json) == TC_JSON_REAL) {
        text = tc_python_str(p, json);
        len = strlen(text);
    }
    else {
        return NULL;
    }
    return integer_of(p, text, len);
}

/* An integer's text as an id; 0 where it can be none's. */
static apr_int64_t id_of(const char *text)
{
    apr_int64_t id;

    errno = 0;
    id = apr_strtoi64(text, NULL, 10);
    return errno == 0 && id > 0 ? id : 0;
}

/* One of a list, NULL where it is bad; "" where it can be no row's. */
static const char *one_of(apr_pool_t *p, const char *text, apr_size_t len,
                          int ids)
{
    const char *integer;

    if (!ids) {
        return apr_pstrmemdup(p, text, len);
    }
    integer = integer_of(p, text, len);
    if (integer == NULL) {
        return NULL;
    }
    return id_of(integer) == 0
               ? ""
               : apr_psprintf(p, "%" APR_INT64_T_FMT, id_of(integer));
}

const char *tc_parse_list(apr_pool_t *p, const char *text, int ids,
                          tc_parse_list_t *list)
{
    apr_array_header_t *all = apr_array_make(p, 8, sizeof(char *));
    const char *wrong = NULL;

    *list = (tc_parse_list_t){ .text = "" };
    while (*text != '\0' && list->count <= TC_PARSE_LIST_MAX) {
        apr_size_t len = strcspn(text, ",");
        apr_size_t one_len = len;
        const char *one = text;

        text += len + (text[len] == ',');
        tc_text_trim(&one, &one_len);
        if (one_len == 0) {
            continue;
        }
        list->count++;
        one = one_of(p, one, one_len, ids);
        if (one == NULL) {
            wrong = TC_TEXT_INTEGER;
        }
        else if (*one != '\0') {
            APR_ARRAY_PUSH(all, const char *) = one;
        }
    }
    if (list->count > TC_PARSE_LIST_MAX) {
        return "No more than 100 values.";
    }
    list->text = apr_array_pstrcat(p, all, ',');
    return wrong;
}

int tc_parse_integer(apr_pool_t *p, const tc_json_t *json, apr_int64_t *number)
{
    const char *text = integer_text(p, json);

    if (text == NULL) {
        return 0;
    }
    errno = 0;
    *number = apr_strtoi64(text, NULL, 10);
    return errno == 0;
}

const char *tc_parse_digits(apr_pool_t *p, const tc_json_t *json)
{
    return integer_text(p, json);
}

int tc_parse_boolean_text(const char *text)
{
    static const char *const truths[] = { "t",   "T",   "y",    "Y",    "yes",
                                          "Yes", "YES", "true", "True", "TRUE",
                                          "on",  "On",  "ON",   "1",    NULL };
    static const char *const lies[] = { "f",     "F",     "n",   "N",
                                        "no",    "No",    "NO",  "false",
                                        "False", "FALSE", "off", "Off",
                                        "OFF",   "0",     NULL };

    if (tc_parse_choice_known(truths, text)) {
        return 1;
    }
    return tc_parse_choice_known(lies, text) ? 0 : -1;
}

int tc_parse_boolean(apr_pool_t *p, const tc_json_t *json)
{
    apr_size_t len;
    const char *text = tc_json_string(json, &len);
    double number;

    (void)p;
    switch (tc_json_kind(json)) {
    case TC_JSON_BOOL:
        return tc_json_bool(json);
    case TC_JSON_STRING:
        return strlen(text) == len ? tc_parse_boolean_text(text) : -1;
    case TC_JSON_INT:
    case TC_JSON_REAL:
        number = tc_json_real(json);
        if (fabs(number - 1.0) <= 0.0) {
            return 1;
        }
        return fabs(number) <= 0.0 ? 0 : -1;
    default:
        return -1;
    }
}

int tc_parse_choice_known(const char *const *choices, const char *text)
{
    for (; *choices != NULL; choices++) {
        if (strcmp(*choices, text) == 0) {
            return 1;
        }
    }
    return 0;
}

const char *tc_parse_choice_text(apr_pool_t *p, const char *text)
{
    return apr_pstrcat(p, "\"", tc_text_quote(p, text),
                       "\" is not a valid choice.", NULL);
}

const char *tc_parse_pk(apr_pool_t *p, tc_json_t *json, apr_int64_t *id)
{
    const char *digits;

    if (tc_json_kind(json) == TC_JSON_OBJECT &&
        tc_json_get(json, "id") != NULL) {
        json = tc_json_get(json, "id");
    }
    if (tc_json_kind(json) != TC_JSON_BOOL && tc_parse_integer(p, json, id)) {
        return NULL;
    }
    digits = tc_parse_digits(p, json);
    return digits != NULL
               ? tc_parse_pk_text(p, digits)
               : apr_pstrcat(p, "Incorrect type. Expected pk value, received ",
                             tc_json_python_type(json), ".", NULL);
}

const char *tc_parse_list_text(apr_pool_t *p, const tc_json_t *json)
{
    return apr_pstrcat(p, "Expected a list of items but got type \"",
                       tc_json_python_type(json), "\".", NULL);
}

const char *tc_parse_pk_text(apr_pool_t *p, const char *pk)
{
    return apr_pstrcat(p, "Invalid pk \"", tc_text_quote(p, pk),
                       "\" - object does not exist.", NULL);
}
