#include "openapi/docs.h"

#include <apr_strings.h>
#include <string.h>
#include <zlib.h>

#include "cache/cache.h"
#include "core/error.h"
#include "http/coding.h"
#include "http/context.h"
#include "http/reply.h"
#include "openapi/docs_viewer.h"

#define FOREVER "public, max-age=31536000, immutable"
#define GZIP_WINDOW (15 + 16)

/* The viewer puts one style sheet into the page, made from the attributes
 * below and named by its hash (a browser's console tells another one), and its
 * templates have style attributes; all else, and what it asks for, comes from
 * here alone. */
#define POLICY                                                           \
    "default-src 'none'; script-src 'self'; "                            \
    "style-src 'sha256-NolJvpLT1T5e8QBkz4jdiH1sL721JFKC74rleMr1A7w='; "  \
    "style-src-attr 'unsafe-inline'; img-src 'self' data:; connect-src " \
    "'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

static const char page[] =
    "<!doctype html>\n<html lang=\"en\">\n<head>\n"
    "<meta charset=\"utf-8\">\n<meta name=\"viewport\" content="
    "\"width=device-width, initial-scale=1\">\n"
    "<title>Tale Craft API</title>\n<link rel=\"icon\" href=\"data:,\">\n"
    "<script type=\"module\" src=\"..%s\"></script>\n"
    "</head>\n"
    "<body>\n"
    "<rapi-doc spec-url=\"../schema/\" load-fonts=\"false\" "
    "render-style=\"focused\" show-header=\"false\" theme=\"light\" "
    "allow-spec-url-load=\"false\" allow-spec-file-load=\"false\" "
    "allow-server-selection=\"false\" show-method-in-nav-bar="
    "\"as-colored-text\" schema-style=\"table\" persist-auth=\"false\">\n"
    "<form slot=\"auth\">\n"
    "<p><label>User name <input name=\"username\" required "
    "autocomplete=\"username\"></label>\n"
    "<label>Password <input name=\"password\" type=\"password\" required "
    "autocomplete=\"current-password\"></label>\n"
    "<button>Sign in</button></p>\n"
    "<p><output></output></p>\n"
    "</form>\n"
    "</rapi-doc>\n"
    "<script type=\"module\" src=\"..%s\"></script>\n"
    "<noscript>The description itself: <a href=\"../schema/\">"
    "../schema/</a></noscript>\n"
    "</body>\n"
    "</html>\n";

tc_error_t *tc_docs_page(tc_ctx_t *ctx)
{
    const char *body = apr_psprintf(ctx->p, page, TC_DOCS_VIEWER,
                                    TC_DOCS_SIGN_IN);

    tc_reply_json(ctx, body, strlen(body), NULL);
    apr_table_setn(ctx->r->headers_out, "Content-Security-Policy", POLICY);
    apr_table_setn(ctx->r->headers_out, "Referrer-Policy", "no-referrer");
    return NULL;
}

/* What a gzip file's last four bytes tell: its length unpacked. */
static apr_size_t unpacked_size(void)
{
    const unsigned char *end = tc_docs_viewer_bytes + tc_docs_viewer_size;

    return (apr_size_t)end[-4] | (apr_size_t)end[-3] << 8 |
           (apr_size_t)end[-2] << 16 | (apr_size_t)end[-1] << 24;
}

static const char *inflate_viewer(apr_pool_t *p, apr_size_t *len)
{
    apr_size_t size = unpacked_size();
    char *out = apr_palloc(p, size);
    z_stream stream = { .next_in = (z_const Bytef *)tc_docs_viewer_bytes,
                        .avail_in = (uInt)tc_docs_viewer_size,
                        .next_out = (Bytef *)out,
                        .avail_out = (uInt)size };
    int result;

    if (inflateInit2(&stream, GZIP_WINDOW) != Z_OK) {
        return NULL;
    }
    result = inflate(&stream, Z_FINISH);
    *len = stream.total_out;
    inflateEnd(&stream);
    return result == Z_STREAM_END ? out : NULL;
}

tc_error_t *tc_docs_viewer(tc_ctx_t *ctx)
{
    const char *body = (const char *)tc_docs_viewer_bytes;
    apr_size_t len = tc_docs_viewer_size;

    /* nearly every client takes it */
    if (tc_coding_choose(ctx->r, 1u << TC_CODING_GZIP) == TC_CODING_GZIP) {
        apr_table_setn(ctx->r->headers_out, "Content-Encoding", "gzip");
    }
    else {
        body = inflate_viewer(ctx->p, &len);
    }
    if (body == NULL) {
        return tc_error_internal(ctx->p, 7004, APR_ENOMEM,
                                 "the viewer of /docs/ could not be "
                                 "unpacked");
    }
    tc_reply_json(ctx, body, len, NULL);
    ctx->reply.cache_control = FOREVER;
    return NULL;
}

tc_error_t *tc_docs_sign_in(tc_ctx_t *ctx)
{
    tc_reply_json(ctx, (const char *)tc_docs_sign_in_bytes,
                  tc_docs_sign_in_size, NULL);
    return NULL;
}
