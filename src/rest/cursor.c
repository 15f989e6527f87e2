#include "rest/cursor.h"

#include <apr_encode.h>
#include <apr_strings.h>
#include <errno.h>

#include "base/clock.h"
#include "base/text/text.h"
#include "rest/list.h"

/* "<ordering> <f|b> <id> <key> ...", each key behind = (a value) or ! (null);
 * fields end with US (0x1f), which of all values only a text can hold: that is
 * always the last one. */
#define SEPARATOR "\x1f"

static const char *key_write(apr_pool_t *p, const char *key)
{
    return key != NULL ? apr_pstrcat(p, "=", key, SEPARATOR, NULL)
                       : "!" SEPARATOR;
}

const char *tc_cursor_encode(apr_pool_t *p, const tc_ordering_t *ordering,
                             const tc_cursor_t *cursor)
{
    const char *text = apr_pstrcat(p, ordering->name, SEPARATOR,
                                   cursor->backwards ? "b" : "f", SEPARATOR,
                                   cursor->id, SEPARATOR, NULL);

    for (apr_size_t i = 0; i < strlen(ordering->keys); i++) {
        text = apr_pstrcat(p, text, key_write(p, cursor->keys[i]), NULL);
    }
    return apr_pencode_base64(p, text, APR_ENCODE_STRING,
                              APR_ENCODE_BASE64URL | APR_ENCODE_NOPADDING,
                              NULL);
}

static int is_integer(const char *text, apr_int64_t most)
{
    apr_int64_t number;
    char *end;

    errno = 0;
    number = apr_strtoi64(text, &end, 10);
    return errno == 0 && end != text && *end == '\0' && number <= most &&
           number >= -most;
}

/* A key as we write it, so that the database takes it; NULL: none of ours. */
static const char *key_read(apr_pool_t *p, char kind, const char *key)
{
    apr_time_t when;

    switch (kind) {
    case 't':
    case 'T':
        return tc_clock_parse(key, &when) == APR_SUCCESS
                   ? tc_clock_format(p, when)
                   : NULL;
    case 'i':
        return is_integer(key, APR_INT32_MAX) ? key : NULL;
    case 'l':
        return is_integer(key, APR_INT64_MAX) ? key : NULL;
    default:
        return key;
    }
}

/* The text up to the next separator, of the last field up to the very last
 * one; NULL where there is none. */
static char *field_next(char **at, int last)
{
    char *field = *at;
    char *end = last ? strrchr(field, SEPARATOR[0])
                     : strchr(field, SEPARATOR[0]);

    if (end == NULL) {
        return NULL;
    }
    *end = '\0';
    *at = end + 1;
    return field;
}

int tc_cursor_decode(apr_pool_t *p, const char *text,
                     const tc_ordering_t *ordering, tc_cursor_t *cursor)
{
    apr_size_t len;
    apr_size_t count = strlen(ordering->keys);
    char *at = (char *)apr_pdecode_base64(p, text, APR_ENCODE_STRING,
                                          APR_ENCODE_BASE64URL, &len);
    const char *field;

    memset(cursor, 0, sizeof(*cursor));
    if (at == NULL || strlen(at) != len || !tc_text_is_utf8(at, len)) {
        return 0;
    }
    field = field_next(&at, 0);
    if (field == NULL || strcmp(field, ordering->name) != 0) {
        return 0;
    }
    field = field_next(&at, 0);
    if (field == NULL || (*field != 'f' && *field != 'b') || field[1]) {
        return 0;
    }
    cursor->backwards = *field == 'b';
    cursor->id = field_next(&at, 0);
    if (cursor->id == NULL || !is_integer(cursor->id, APR_INT64_MAX)) {
        return 0;
    }
    for (apr_size_t i = 0; i < count; i++) {
        field = field_next(&at, i + 1 == count);
        if (field == NULL) {
            return 0;
        }
        if (*field == '=') {
            cursor->keys[i] = key_read(p, ordering->keys[i], field + 1);
        }
        if (cursor->keys[i] == NULL &&
            (strcmp(field, "!") != 0 || ordering->keys[i] != 'T')) {
            return 0;
        }
    }
    return *at == '\0';
}
