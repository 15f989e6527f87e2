#include "media/serve.h"

#include <string.h>

#include <apr_lib.h>
#include <apr_strings.h>
#include <httpd.h>
#include <http_core.h>
#include <http_protocol.h>
#include <http_request.h>

#include "base/text/quote.h"
#include "base/text/text.h"
#include "core/error.h"
#include "core/log.h"
#include "core/site.h"
#include "media/outage.h"
#include "media/store.h"

#define FOREVER "public, max-age=31536000, immutable"

/* ------------------------------------------------------------ which file */

/* What follows TalecraftMediaURL, NULL for other requests. Subrequests and
 * redirects of other modules count as well. */
static const char *below_media(const request_rec *r, const tc_site_t *site)
{
    apr_size_t len;

    if (!tc_store_is_set(site) || r->uri == NULL) {
        return NULL;
    }
    len = strlen(site->media_url);
    return strncmp(r->uri, site->media_url, len) == 0 ? r->uri + len : NULL;
}

int tc_serve_translate_name(request_rec *r)
{
    const tc_site_t *site = tc_site_of(r->server);
    const char *below = below_media(r, site);

    if (below == NULL) {
        return DECLINED;
    }
    r->filename = apr_pstrdup(r->pool,
                              tc_store_public_filename(r->pool, site, below));
    return OK;
}

/* Folders of the file system have no say here, <Location> has: the store
 * may lie anywhere, and no .htaccess is looked for in it. What has no handler
 * and was not found there mod_dir would give to FallbackResource. */
int tc_serve_map_to_storage(request_rec *r)
{
    if (below_media(r, tc_site_of(r->server)) == NULL) {
        return DECLINED;
    }
    r->handler = "talecraft-files";
    return OK;
}

/* --------------------------------------------------------------- sending */

typedef struct {
    const char *mime_type;
    const char *etag; /* quoted */
} file_t;

static apr_int32_t flags_of(const request_rec *r)
{
    const core_dir_config *core = ap_get_core_module_config(r->per_dir_config);
    apr_int32_t flags = APR_FOPEN_READ | APR_FOPEN_BINARY;

#if APR_HAS_SENDFILE
    if (core->enable_sendfile == ENABLE_SENDFILE_ON) {
        flags |= APR_FOPEN_SENDFILE_ENABLED;
    }
#else
    (void)core;
#endif
    return flags;
}

/* Fills r->finfo; what cannot be sent is closed. */
static apr_status_t look_at(request_rec *r, apr_file_t *file)
{
    apr_status_t rv = apr_file_info_get(
        &r->finfo, APR_FINFO_SIZE | APR_FINFO_TYPE | APR_FINFO_MTIME, file);

    if (rv == APR_SUCCESS && r->finfo.filetype != APR_REG) {
        rv = APR_ENOENT;
    }
    if (rv != APR_SUCCESS) {
        apr_file_close(file);
    }
    return rv;
}

/* Ranges, If-Range and 206 are the work of httpd's filter behind us. */
static void send_brigade(request_rec *r, apr_file_t *file)
{
    const core_dir_config *core = ap_get_core_module_config(r->per_dir_config);
    apr_bucket_alloc_t *alloc = r->connection->bucket_alloc;
    apr_bucket_brigade *bb = apr_brigade_create(r->pool, alloc);

    if (file != NULL) {
        apr_bucket *b = apr_brigade_insert_file(bb, file, 0, r->finfo.size,
                                                r->pool);

#if APR_HAS_MMAP
        if (core->enable_mmap == ENABLE_MMAP_OFF) {
            apr_bucket_file_enable_mmap(b, 0);
        }
#else
        (void)b;
        (void)core;
#endif
    }
    APR_BRIGADE_INSERT_TAIL(bb, apr_bucket_eos_create(alloc));
    if (ap_pass_brigade(r->output_filters, bb) != APR_SUCCESS) {
        ap_log_rerror(APLOG_MARK, APLOG_DEBUG, 0, r,
                      "a client left while a file was sent");
    }
}

static void send_file(request_rec *r, const file_t *what, apr_file_t *file)
{
    int rv;

    ap_set_content_type(r, what->mime_type);
    apr_table_setn(r->headers_out, "ETag", what->etag);
    /* where an answer of the API has set it already, it is there once */
    apr_table_setn(r->err_headers_out, "X-Content-Type-Options", "nosniff");
    apr_table_setn(r->headers_out, "Content-Security-Policy", "sandbox");
    ap_update_mtime(r, r->finfo.mtime);
    ap_set_last_modified(r);
    ap_set_accept_ranges(r);
    ap_set_content_length(r, r->finfo.size);
    /* pictures and films are compressed: no filter is to try again */
    apr_table_setn(r->subprocess_env, "no-gzip", "1");
    apr_table_setn(r->subprocess_env, "no-brotli", "1");
    rv = ap_meets_conditions(r);
    if (rv != OK) {
        r->status = rv;
        apr_file_close(file);
        file = NULL;
    }
    send_brigade(r, file);
}

/* ---------------------------------------------------------- public files */

static const char *mime_of(const char *name)
{
    static const char *const types[][2] = { { ".webp", "image/webp" },
                                            { ".mp4", "video/mp4" },
                                            { ".mov", "video/quicktime" },
                                            { ".webm", "video/webm" } };
    const char *ext = strrchr(name, '.');

    for (size_t i = 0; ext != NULL && i < sizeof(types) / sizeof(types[0]);
         i++) {
        if (strcmp(ext, types[i][0]) == 0) {
            return types[i][1];
        }
    }
    return "application/octet-stream";
}

/* The digest in the name is of the content, so it is a strong tag of it. */
static const char *etag_of(apr_pool_t *p, const char *below)
{
    return apr_pstrcat(p, "\"", tc_store_public_digest(p, below), "\"", NULL);
}

int tc_serve_is_below(const request_rec *r, const tc_site_t *site)
{
    return below_media(r, site) != NULL;
}

int tc_serve_is_file(const request_rec *r, const tc_site_t *site)
{
    const char *below = below_media(r, site);

    return below != NULL && tc_store_is_public_path(below) &&
           (r->path_info == NULL || r->path_info[0] == '\0');
}

/* A file that is not there is no news; a disk that is not is. */
static int not_read(request_rec *r, const tc_site_t *site, const char *below,
                    apr_status_t rv)
{
    int gone = !tc_store_is_there(r->pool, site);

    if (gone || (!APR_STATUS_IS_ENOENT(rv) && !APR_STATUS_IS_ENOTDIR(rv))) {
        if (tc_outage_says(site)) {
            ap_log_rerror(APLOG_MARK, APLOG_ERR, rv, r,
                          TCNO(4009) "the media file %s cannot be read",
                               tc_store_public_filename(r->pool, site, below));
        }
    }
    if (!gone) {
        return HTTP_NOT_FOUND;
    }
    apr_table_setn(r->err_headers_out, "Retry-After", "1");
    return HTTP_SERVICE_UNAVAILABLE;
}

int tc_serve_public(request_rec *r, const tc_site_t *site)
{
    const char *below = below_media(r, site);
    apr_file_t *file = NULL;
    apr_status_t rv;
    file_t what;

    if (!tc_serve_is_file(r, site)) {
        return HTTP_NOT_FOUND;
    }
    rv = tc_store_open_public(r->pool, site, below, flags_of(r), &file);
    if (rv == APR_SUCCESS) {
        rv = look_at(r, file);
    }
    if (rv != APR_SUCCESS) {
        return not_read(r, site, below, rv);
    }
    what.mime_type = mime_of(below);
    what.etag = etag_of(r->pool, below);
    apr_table_setn(r->headers_out, "Cache-Control", FOREVER);
    send_file(r, &what, file);
    return OK;
}

/* -------------------------------------------------------------- originals */

/* For clients that know filename alone: what is not plain becomes "_". */
static const char *plain(apr_pool_t *p, const char *text)
{
    char *out = apr_pstrdup(p, text);

    for (char *c = out; *c; c++) {
        unsigned char byte = (unsigned char)*c;

        if (byte < 0x20 || byte > 0x7e || byte == '"' || byte == '\\' ||
            byte == '%') {
            *c = '_';
        }
    }
    return out;
}

static const char *disposition(apr_pool_t *p, const char *name)
{
    const char *simple = plain(p, name);

    if (strcmp(simple, name) == 0) {
        return apr_pstrcat(p, "attachment; filename=\"", name, "\"", NULL);
    }
    return apr_pstrcat(p, "attachment; filename=\"", simple,
                       "\"; filename*=UTF-8''", tc_quote_extended(p, name),
                       NULL);
}

tc_error_t *tc_serve_original(request_rec *r, const tc_site_t *site,
                              const char *sha256, const char *extension,
                              const char *mime_type, const char *original_name)
{
    file_t what = { .mime_type = mime_type,
                    .etag = apr_pstrcat(r->pool, "\"", sha256, "\"", NULL) };
    apr_file_t *file = NULL;
    apr_status_t rv;

    if (!tc_store_is_set(site)) {
        return tc_error_unavailable(r->pool, 4010, APR_SUCCESS,
                                    "an original was asked for, but "
                                    "TalecraftMediaRoot is not set");
    }
    rv = tc_store_open_original(r->pool, site, sha256, extension, flags_of(r),
                                &file);
    if (rv == APR_SUCCESS) {
        rv = look_at(r, file);
    }
    if (rv != APR_SUCCESS && !tc_store_is_there(r->pool, site)) {
        return tc_outage_error(
            site, tc_error_unavailable(r->pool, 4011, rv,
                                       "TalecraftMediaRoot is not there: "
                                       "check that it is mounted"));
    }
    if (rv != APR_SUCCESS) {
        return tc_error_internal(r->pool, 4011, rv,
                                 "a stored original cannot be read: check "
                                 "the folder originals of "
                                 "TalecraftMediaRoot");
    }
    if (original_name != NULL) {
        original_name = tc_text_visible(r->pool, original_name);
    }
    if (original_name == NULL || original_name[0] == '\0') {
        original_name = apr_pstrcat(r->pool, "original.", extension, NULL);
    }
    apr_table_setn(r->headers_out, "Content-Disposition",
                   disposition(r->pool, original_name));
    send_file(r, &what, file);
    return NULL;
}
