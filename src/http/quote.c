#include "http/quote.h"

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
