#include "http/request.h"

#include <apr_lib.h>
#include <apr_strings.h>
#include <http_core.h>
#include <http_protocol.h>

#include "base/text.h"
#include "core/refusal.h"

#define READ_SIZE (64 * 1024)

static int hex_value(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    c = (char)apr_tolower(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

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
    apr_size_t i;

    for (i = 0; i < len; i++) {
        if (text[i] == '+') {
            out[o++] = ' ';
        }
        else if (text[i] == '%' && i + 2 < len &&
                 hex_value(text[i + 1]) >= 0 && hex_value(text[i + 2]) >= 0) {
            out[o++] = (char)(hex_value(text[i + 1]) * 16 +
                              hex_value(text[i + 2]));
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
        apr_size_t len = end ? (apr_size_t)(end - args) : strlen(args);
        const char *equals = memchr(args, '=', len);
        apr_size_t name = equals ? (apr_size_t)(equals - args) : len;

        if (len > 0) {
            apr_hash_set(
                query, query_decode(p, args, name), APR_HASH_KEY_STRING,
                equals ? query_decode(p, equals + 1, len - name - 1) : "");
        }
        args = end ? end + 1 : NULL;
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

static apr_status_t body_append(apr_bucket_brigade *bb, char *body,
                                apr_size_t *len, apr_size_t limit, int *eos)
{
    apr_bucket *b;

    for (b = APR_BRIGADE_FIRST(bb); b != APR_BRIGADE_SENTINEL(bb);
         b = APR_BUCKET_NEXT(b)) {
        const char *bytes;
        apr_size_t n;
        apr_status_t rv;

        if (APR_BUCKET_IS_EOS(b)) {
            *eos = 1;
            return APR_SUCCESS;
        }
        if (APR_BUCKET_IS_METADATA(b)) {
            continue;
        }
        rv = apr_bucket_read(b, &bytes, &n, APR_BLOCK_READ);
        if (rv != APR_SUCCESS) {
            return rv;
        }
        if (*len + n > limit) {
            return APR_ENOSPC;
        }
        memcpy(body + *len, bytes, n);
        *len += n;
    }
    return APR_SUCCESS;
}

static tc_error_t *body_refuse(tc_ctx_t *ctx)
{
    /* else httpd would read and drop the rest of it */
    ctx->r->connection->keepalive = AP_CONN_CLOSE;
    return tc_error_too_large(ctx->p, (apr_off_t)ctx->site->max_body);
}

/* The body grows in steps of its own size, so that a short one costs little
 * and a long one at most twice its length. */
static tc_error_t *body_read(tc_ctx_t *ctx, const char **text, apr_size_t *len)
{
    const apr_size_t limit = ctx->site->max_body;
    const char *length = apr_table_get(ctx->r->headers_in, "Content-Length");
    apr_size_t room = length ? 0 : READ_SIZE;
    apr_bucket_brigade *bb;
    char *body;
    int eos = 0;

    *len = 0;
    if (length != NULL) {
        apr_int64_t sent = apr_strtoi64(length, NULL, 10);

        if (sent < 0 || (apr_uint64_t)sent > limit) {
            return body_refuse(ctx);
        }
        room = (apr_size_t)sent;
    }
    body = apr_palloc(ctx->p, room + 1);
    bb = apr_brigade_create(ctx->p, ctx->r->connection->bucket_alloc);
    while (!eos) {
        apr_off_t got;
        apr_status_t rv = ap_get_brigade(ctx->r->input_filters, bb,
                                         AP_MODE_READBYTES, APR_BLOCK_READ,
                                         READ_SIZE);

        if (rv != APR_SUCCESS ||
            apr_brigade_length(bb, 1, &got) != APR_SUCCESS) {
            return tc_error_unreadable(ctx->r, rv);
        }
        if (*len + (apr_size_t)got > limit) {
            return body_refuse(ctx);
        }
        if (*len + (apr_size_t)got > room) {
            char *more;

            room = (*len + (apr_size_t)got) * 2;
            more = apr_palloc(ctx->p, room + 1);
            memcpy(more, body, *len);
            body = more;
        }
        rv = body_append(bb, body, len, room, &eos);
        apr_brigade_cleanup(bb);
        if (rv != APR_SUCCESS) {
            return tc_error_unreadable(ctx->r, rv);
        }
    }
    body[*len] = '\0';
    *text = body;
    return NULL;
}

/* No body at all is {}: neither a length nor chunks were announced. */
static int body_is_announced(const request_rec *r)
{
    const char *length = apr_table_get(r->headers_in, "Content-Length");

    return apr_table_get(r->headers_in, "Transfer-Encoding") != NULL ||
           (length != NULL && strcmp(length, "0") != 0);
}

static int is_json(const char *type)
{
    apr_size_t len = type ? strcspn(type, "; \t") : 0;

    return len == 16 && strncasecmp(type, "application/json", len) == 0;
}

tc_error_t *tc_body_object(tc_ctx_t *ctx, tc_json_t **value)
{
    const char *type = apr_table_get(ctx->r->headers_in, "Content-Type");
    const char *text = "";
    const char *wrong = NULL;
    apr_size_t len = 0;
    tc_error_t *error;

    if (body_is_announced(ctx->r)) {
        const char *length = apr_table_get(ctx->r->headers_in,
                                           "Content-Length");

        if (!is_json(type) && length != NULL) {
            return tc_refuse_what(ctx->p, TC_REFUSAL_MEDIA_TYPE,
                                  type ? type : "");
        }
        error = body_read(ctx, &text, &len);
        if (error != NULL) {
            return error;
        }
        if (!is_json(type) && len > 0) {
            return tc_refuse_what(ctx->p, TC_REFUSAL_MEDIA_TYPE,
                                  type ? type : "");
        }
    }
    if (len == 0) {
        *value = tc_json_parse(ctx->p, "{}", 2, &wrong);
        return NULL;
    }
    *value = tc_json_parse(ctx->p, text, len, &wrong);
    if (*value == NULL) {
        return tc_refuse_what(ctx->p, TC_REFUSAL_JSON, wrong);
    }
    if (tc_json_kind(*value) == TC_JSON_OBJECT) {
        return NULL;
    }
    if (tc_json_kind(*value) == TC_JSON_NULL) {
        return tc_error_field(ctx->p, "non_field_errors", "No data provided");
    }
    return tc_error_field(ctx->p, "non_field_errors",
                          tc_refusal_text(ctx->p, TC_REFUSAL_OBJECT,
                                          tc_json_python_type(*value)));
}
