#include "http/query.h"

#include <apr_lib.h>
#include <apr_strings.h>

#include "base/text/quote.h"
#include "base/text/text.h"
#include "http/context.h"

/* Each byte that cannot stand where it does becomes U+FFFD. */
static const char *utf8_repair(apr_pool_t *p, const char *text, apr_size_t len)
{
    char *out = apr_palloc(p, len * 3 + 1);
    apr_size_t o = 0;
    apr_size_t i = 0;

    while (i < len) {
        apr_size_t n = 1;

        while (n <= 4 && i + n <= len && !tc_text_is_utf8(text + i, n)) {
            n++;
        }
        if (n <= 4 && i + n <= len) {
            memcpy(out + o, text + i, n);
            o += n;
            i += n;
        }
        else {
            memcpy(out + o, "\xef\xbf\xbd", 3);
            o += 3;
            i++;
        }
    }
    out[o] = '\0';
    return out;
}

/* application/x-www-form-urlencoded, one name or value. */
static const char *query_decode(apr_pool_t *p, const char *text,
                                apr_size_t len)
{
    char *out = apr_palloc(p, len + 1);
    apr_size_t o = 0;

    for (apr_size_t i = 0; i < len; i++) {
        if (text[i] == '+') {
            out[o++] = ' ';
        }
        else if (tc_quote_byte(text + i, len - i) >= 0) {
            out[o++] = (char)tc_quote_byte(text + i, len - i);
            i += 2;
        }
        else {
            out[o++] = text[i];
        }
    }
    out[o] = '\0';
    if (memchr(out, '\0', o) != NULL) {
        return TC_QUERY_NUL;
    }
    return tc_text_is_utf8(out, o) ? out : utf8_repair(p, out, o);
}

apr_hash_t *tc_query_parse(apr_pool_t *p, const char *args)
{
    apr_hash_t *query = apr_hash_make(p);

    while (args != NULL && *args != '\0') {
        const char *end = strchr(args, '&');
        apr_size_t len = end != NULL ? (apr_size_t)(end - args) : strlen(args);
        const char *equals = memchr(args, '=', len);
        apr_size_t name = equals != NULL ? (apr_size_t)(equals - args) : len;

        if (len > 0) {
            apr_hash_set(
                query, query_decode(p, args, name), APR_HASH_KEY_STRING,
                equals != NULL ? query_decode(p, equals + 1, len - name - 1)
                               : "");
        }
        args = end != NULL ? end + 1 : NULL;
    }
    return query;
}

const char *tc_query_raw(const tc_ctx_t *ctx, const char *name)
{
    return apr_hash_get(ctx->query, name, APR_HASH_KEY_STRING);
}

const char *tc_query_get(const tc_ctx_t *ctx, const char *name)
{
    const char *value = tc_query_raw(ctx, name);
    apr_size_t len;

    if (value == NULL) {
        return NULL;
    }
    len = strlen(value);
    tc_text_trim(&value, &len);
    return len > 0 ? apr_pstrmemdup(ctx->p, value, len) : NULL;
}

int tc_query_lists(const tc_ctx_t *ctx, const char *name, const char *word)
{
    const char *list = tc_query_get(ctx, name);
    apr_size_t wanted = strlen(word);

    while (list != NULL && *list != '\0') {
        apr_size_t len = strcspn(list, ",");
        const char *one = list;
        apr_size_t one_len = len;

        tc_text_trim(&one, &one_len);
        if (one_len == wanted && strncmp(one, word, wanted) == 0) {
            return 1;
        }
        list += len + (list[len] == ',');
    }
    return 0;
}
