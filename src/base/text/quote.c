#include "base/text/quote.h"

#include <apr_lib.h>
#include <string.h>

static const char *quote(apr_pool_t *p, const char *text, const char *safe,
                         int plus)
{
    char *out = apr_palloc(p, strlen(text) * 3 + 1);
    char *o = out;

    for (; *text != '\0'; text++) {
        unsigned char c = (unsigned char)*text;

        if (c < 0x80 && (apr_isalnum(c) || strchr(safe, c) != NULL)) {
            *o++ = (char)c;
        }
        else if (c == ' ' && plus) {
            *o++ = '+';
        }
        else {
            *o++ = '%';
            *o++ = "0123456789ABCDEF"[c >> 4];
            *o++ = "0123456789ABCDEF"[c & 15];
        }
    }
    *o = '\0';
    return out;
}

const char *tc_quote_path(apr_pool_t *p, const char *path)
{
    return quote(p, path, "/-._~!$&'()*+,;=:@", 0);
}

const char *tc_quote_query(apr_pool_t *p, const char *text)
{
    return quote(p, text, "_.-~", 1);
}

const char *tc_quote_extended(apr_pool_t *p, const char *text)
{
    return quote(p, text, "-._~!#$&+^`|", 0);
}

static int hex_value(char c)
{
    if (apr_isdigit(c)) {
        return c - '0';
    }
    return apr_isxdigit(c) ? apr_tolower(c) - 'a' + 10 : -1;
}

int tc_quote_byte(const char *text, apr_size_t len)
{
    int high, low;

    if (len < 3 || text[0] != '%') {
        return -1;
    }
    high = hex_value(text[1]);
    low = hex_value(text[2]);
    return high < 0 || low < 0 ? -1 : high * 16 + low;
}
