#include "rest/parse.h"

#include <apr_strings.h>
#include <errno.h>
#include <math.h>
#include <string.h>

#include "base/json/json.h"
#include "base/text/text.h"
#include "rest/python.h"

/* The text of a string or number, trimmed, without ".0" at its end; NULL
 * where what is left is no integer's text. */
static const char *integer_text(apr_pool_t *p, const tc_json_t *json)
{
    const char *text;
    const char *digits;
    apr_size_t len;
    apr_size_t whole;

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

const char *tc_parse_pk_text(apr_pool_t *p, const char *pk)
{
    return apr_pstrcat(p, "Invalid pk \"", tc_text_quote(p, pk),
                       "\" - object does not exist.", NULL);
}
