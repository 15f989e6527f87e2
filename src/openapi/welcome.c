#include "openapi/welcome.h"

#include <apr_strings.h>
#include <httpd.h>
#include <string.h>

#include "api/service.h"
#include "core/mount.h"
#include "http/context.h"
#include "http/reply.h"
#include "openapi/docs.h"

#define HTML "text/html"
#define POLICY                                                         \
    "default-src 'none'; img-src data:; base-uri 'none'; form-action " \
    "'none'; frame-ancestors 'none'"

static const char page[] = TC_DOCS_HEAD
    "<meta name=\"color-scheme\" content=\"light dark\">\n"
    "</head>\n"
    "<body>\n"
    "<h1>Tale Craft API</h1>\n"
    "<p>Programs read JSON here.</p>\n"
    "<ul>\n"
    "%s"
    "<li><a href=\"%s\">The API, to read and to try</a></li>\n"
    "<li><a href=\"%s\">Its description (OpenAPI)</a></li>\n"
    "<li><a href=\"%s\">Whether it is well</a></li>\n"
    "</ul>\n"
    "</body>\n"
    "</html>\n";

/* Programs name JSON, anything, or nothing. */
static int wants_page(const request_rec *r)
{
    const char *accept = apr_table_get(r->headers_in, "Accept");

    return accept != NULL && strncasecmp(accept, HTML, strlen(HTML)) == 0 &&
           strchr(",; \t", accept[strlen(HTML)]) != NULL;
}

static const char *link_to(const tc_ctx_t *ctx, const char *path)
{
    return ap_escape_html(ctx->p, tc_context_url(ctx, path));
}

static const char *editor_item(const tc_ctx_t *ctx)
{
    return tc_mount_find(ctx->site, TC_MOUNT_EDITOR) == NULL
               ? ""
               : apr_pstrcat(ctx->p, "<li><a href=\"",
                             ap_escape_html(ctx->p, tc_context_page_url(ctx)),
                             "\">Write and edit</a></li>\n", NULL);
}

tc_error_t *tc_welcome_root(tc_ctx_t *ctx)
{
    const char *body;

    apr_table_merge(ctx->r->err_headers_out, "Vary", "Accept");
    if (!wants_page(ctx->r)) {
        return tc_service_root(ctx);
    }
    body = apr_psprintf(ctx->p, page, editor_item(ctx), link_to(ctx, "/docs/"),
                        link_to(ctx, "/schema/"), link_to(ctx, "/health/"));
    tc_reply_json(ctx, body, strlen(body), NULL);
    ctx->reply.content_type = HTML "; charset=utf-8";
    apr_table_setn(ctx->r->headers_out, "Content-Security-Policy", POLICY);
    apr_table_setn(ctx->r->headers_out, "Referrer-Policy", "no-referrer");
    return NULL;
}
