#include "page/editor.h"

#include <apr_strings.h>
#include <http_log.h>
#include <http_protocol.h>
#include <string.h>

#include "cache/cache.h"
#include "core/log.h"
#include "core/mount.h"
#include "http/coding.h"
#include "page/assets.h"
#include "page/settings.h"

#define FOREVER "public, max-age=31536000, immutable"

/* What the page may do: its own scripts and styles, the API of its own host,
 * pictures and videos of this host and of the one that links name. */
#define POLICY                                                          \
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src " \
    "'self' data: blob: %s; media-src 'self' blob: %s; connect-src "    \
    "'self'; font-src 'self'; form-action 'self'; base-uri 'none'; "    \
    "frame-ancestors 'none'; require-trusted-types-for 'script'; "      \
    "trusted-types ProseMirrorClipboard"

static void set_headers(request_rec *r, const char *cache)
{
    apr_table_t *out = r->err_headers_out;
    const char *origin = tc_settings_origin(r);

    apr_table_setn(out, "Content-Security-Policy",
                   apr_psprintf(r->pool, POLICY, origin, origin));
    apr_table_setn(out, "X-Content-Type-Options", "nosniff");
    apr_table_setn(out, "Referrer-Policy", "same-origin");
    apr_table_setn(out, "Cross-Origin-Opener-Policy", "same-origin");
    apr_table_setn(out, "Cache-Control", cache);
}

static int send_form(request_rec *r, const char *type,
                     const tc_assets_form_t *form, const char *tag)
{
    int status;

    ap_set_content_type(r, type);
    apr_table_setn(r->headers_out, "ETag", tag);
    status = ap_meets_conditions(r);
    if (status != OK) {
        return status;
    }
    ap_set_content_length(r, (apr_off_t)form->size);
    ap_rwrite(form->bytes, (int)form->size, r);
    return OK;
}

/* Without Node.js there is a page without them. */
static unsigned ready_forms(const tc_assets_t *asset)
{
    return (asset->gzip.size > 0 ? 1u << TC_CODING_GZIP : 0u) |
           (asset->br.size > 0 ? 1u << TC_CODING_BR : 0u);
}

static int send_asset(request_rec *r, const tc_assets_t *asset)
{
    int is_page = strcmp(asset->name, "index.html") == 0;
    const tc_assets_form_t *form = &asset->plain;
    const char *coding = "";

    set_headers(r, is_page ? "no-cache" : FOREVER);
    apr_table_mergen(r->err_headers_out, "Vary", "Accept-Encoding");
    switch (tc_coding_choose(r, ready_forms(asset))) {
    case TC_CODING_BR:
        form = &asset->br;
        coding = "-br";
        apr_table_setn(r->headers_out, "Content-Encoding", "br");
        break;
    case TC_CODING_GZIP:
        form = &asset->gzip;
        coding = "-gzip";
        apr_table_setn(r->headers_out, "Content-Encoding", "gzip");
        break;
    default:
        break;
    }
    return send_form(
        r, asset->type, form,
        apr_pstrcat(r->pool, "\"", asset->tag, coding, "\"", NULL));
}

static int send_settings(request_rec *r, const char *mount)
{
    const char *json = tc_settings_json(r, mount);

    set_headers(r, "no-store");
    ap_set_content_type(r, "application/json");
    ap_set_content_length(r, (apr_off_t)strlen(json));
    ap_rputs(json, r);
    return OK;
}

static const tc_assets_t *find_asset(const char *name)
{
    for (size_t i = 0; i < tc_assets_count; i++) {
        if (strcmp(tc_assets_all[i].name, name) == 0) {
            return &tc_assets_all[i];
        }
    }
    return NULL;
}

/* To the path with the slash, which all links of the page are relative to.
 * Relative itself: a proxy may have taken a path away. */
static int add_slash(request_rec *r)
{
    const char *last = strrchr(r->uri, '/');

    apr_table_setn(r->err_headers_out, "Location",
                   apr_pstrcat(r->pool, last != NULL ? last + 1 : r->uri, "/",
                               r->args != NULL ? "?" : "",
                               r->args != NULL ? r->args : "", NULL));
    set_headers(r, "no-cache");
    return HTTP_MOVED_PERMANENTLY;
}

int tc_editor_handle(request_rec *r)
{
    const char *mount;
    const char *name;
    const tc_assets_t *asset;

    if (r->handler == NULL || strcmp(r->handler, TC_MOUNT_EDITOR) != 0) {
        return DECLINED;
    }
    mount = tc_mount_of(r, TC_MOUNT_EDITOR);
    if (mount == NULL || strncmp(r->uri, mount, strlen(mount)) != 0) {
        ap_log_rerror(APLOG_MARK, APLOG_ERR, 0, r,
                      TCNO(6009) "it is not clear where the editors' page is: "
                                 "put TalecraftMount into the section that "
                                 "has SetHandler " TC_MOUNT_EDITOR);
        return HTTP_INTERNAL_SERVER_ERROR;
    }
    r->allowed |= AP_METHOD_BIT << M_GET;
    set_headers(r, "no-store");
    if (r->method_number != M_GET) {
        return HTTP_METHOD_NOT_ALLOWED;
    }
    /* mod_mime's guesses by what looks like a file's ending */
    r->content_encoding = NULL;
    r->content_languages = NULL;
    name = r->uri + strlen(mount);
    if (*name == '\0') {
        return add_slash(r);
    }
    name++;
    if (strcmp(name, "config.json") == 0) {
        return send_settings(r, mount);
    }
    asset = find_asset(*name == '\0' ? "index.html" : name);
    return asset != NULL ? send_asset(r, asset) : HTTP_NOT_FOUND;
}
