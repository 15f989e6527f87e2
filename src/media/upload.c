#include "media/upload.h"

#include <errno.h>
#include <string.h>

#include <apr_strings.h>
#include <httpd.h>
#include <http_core.h>
#include <http_protocol.h>

#include "base/crypto/crypto.h"
#include "base/files/sniff.h"
#include "base/multipart/multipart.h"
#include "core/error.h"
#include "core/log.h"
#include "core/refusal.h"
#include "core/site.h"
#include "media/outage.h"
#include "media/spool.h"
#include "media/store.h"
#include "media/upload_text.h"

#define READ_SIZE (64 * 1024)
#define FORM_ROOM (64 * 1024) /* of a form besides its file */
#define TC_STOP_TOO_LARGE (APR_OS_START_USERERR + 1)

typedef enum { PART_SKIPPED, PART_FILE, PART_ALT_TEXT, PART_CAPTION } part_t;

typedef struct {
    request_rec *r;
    const tc_site_t *site;
    tc_upload_t *upload;
    part_t part;
    unsigned char first[TC_SNIFF_BYTES];
    apr_size_t first_len;
    tc_upload_text_t alt_text;
    tc_upload_text_t caption;
    apr_off_t received; /* of the whole body */
} receiver_t;

/* ----------------------------------------------------------- form events */

static apr_status_t begin_file(receiver_t *in, const tc_multipart_part_t *part)
{
    in->part = PART_FILE;
    in->upload->has_file = 1;
    in->upload->original_name = tc_upload_text_file_name(in->r->pool,
                                                         part->filename);
    return tc_spool_open(in->r->pool, in->site, &in->upload->spool);
}

/* A part with the name of the file: browsers send an empty file name where no
 * file was chosen. */
static apr_status_t begin_original(receiver_t *in,
                                   const tc_multipart_part_t *part)
{
    if (part->filename == NULL) {
        in->upload->has_text = 1;
        return APR_SUCCESS;
    }
    if (part->filename[0] == '\0') {
        return APR_SUCCESS;
    }
    if (in->upload->has_file) {
        in->upload->has_more = 1;
        return APR_SUCCESS;
    }
    return begin_file(in, part);
}

/* Texts are texts with a file name too: a Blob of a browser's has one. */
static apr_status_t on_begin(void *baton, const tc_multipart_part_t *part)
{
    receiver_t *in = baton;

    in->part = PART_SKIPPED;
    if (strcmp(part->name, "original_file") == 0 ||
        strcmp(part->name, "file") == 0) {
        return begin_original(in, part);
    }
    if (strcmp(part->name, "alt_text") == 0) {
        in->part = PART_ALT_TEXT;
        tc_upload_text_begin(&in->alt_text, in->r->pool);
    }
    else if (strcmp(part->name, "caption") == 0) {
        in->part = PART_CAPTION;
        tc_upload_text_begin(&in->caption, in->r->pool);
    }
    return APR_SUCCESS;
}

static apr_status_t file_data(receiver_t *in, const char *bytes,
                              apr_size_t len)
{
    apr_size_t room = sizeof(in->first) - in->first_len;

    in->upload->size += (apr_off_t)len;
    if (in->upload->size > in->site->max_upload) {
        return TC_STOP_TOO_LARGE;
    }
    if (room > 0) {
        room = room < len ? room : len;
        memcpy(in->first + in->first_len, bytes, room);
        in->first_len += room;
    }
    return tc_spool_add(in->upload->spool, bytes, len);
}

static apr_status_t on_data(void *baton, const char *bytes, apr_size_t len)
{
    receiver_t *in = baton;

    switch (in->part) {
    case PART_FILE:
        return file_data(in, bytes, len);
    case PART_ALT_TEXT:
        tc_upload_text_add(&in->alt_text, bytes, len);
        break;
    case PART_CAPTION:
        tc_upload_text_add(&in->caption, bytes, len);
        break;
    case PART_SKIPPED:
        break;
    }
    return APR_SUCCESS;
}

static apr_status_t on_end(void *baton)
{
    receiver_t *in = baton;

    in->part = PART_SKIPPED;
    return APR_SUCCESS;
}

/* ---------------------------------------------------------------- errors */

static tc_error_t *form_error(request_rec *r, tc_multipart_result_t result)
{
    return tc_error_detail(r->pool, HTTP_BAD_REQUEST,
                           tc_multipart_text(result));
}

/* The log has a line a minute, however many come. */
static tc_error_t *storage_error(apr_pool_t *p, const tc_site_t *site,
                                 apr_status_t rv)
{
    tc_error_t *error;

    if (APR_STATUS_IS_ENOSPC(rv) || rv == EDQUOT || rv == EFBIG ||
        rv == EROFS) {
        error = tc_refusal_make(p, TC_REFUSAL_STORAGE);
        error->log_number = 4002;
        error->log_level = APLOG_ERR;
        error->rv = rv;
        error->cause = "an upload does not fit on the disk of "
                       "TalecraftMediaRoot: make room, or let it be written";
    }
    else {
        error = tc_error_unavailable(p, 4003, rv,
                                     "an upload cannot be stored: check that "
                                     "TalecraftMediaRoot is mounted and that "
                                     "httpd's user may write into its "
                                     "folders");
    }
    return tc_outage_error(site, error);
}

static tc_error_t *stopped(receiver_t *in, apr_status_t rv)
{
    if (rv == TC_STOP_TOO_LARGE) {
        return tc_error_too_large(in->r->pool, in->site->max_upload);
    }
    return storage_error(in->r->pool, in->site, rv);
}

/* --------------------------------------------------------------- reading */

static tc_error_t *feed(receiver_t *in, tc_multipart_t *form,
                        const char *bytes, apr_size_t len)
{
    tc_multipart_result_t result;

    in->received += (apr_off_t)len;
    if (in->received > in->site->max_upload + FORM_ROOM) {
        return stopped(in, TC_STOP_TOO_LARGE);
    }
    result = tc_multipart_feed(form, bytes, len);
    if (result == TC_MULTIPART_STOPPED) {
        return stopped(in, tc_multipart_status(form));
    }
    return result == TC_MULTIPART_OK ? NULL : form_error(in->r, result);
}

/* One brigade; *done at the end of the body. */
static tc_error_t *feed_brigade(receiver_t *in, tc_multipart_t *form,
                                apr_bucket_brigade *bb, int *done)
{
    for (apr_bucket *b = APR_BRIGADE_FIRST(bb); b != APR_BRIGADE_SENTINEL(bb);
         b = APR_BUCKET_NEXT(b)) {
        const char *bytes;
        apr_size_t len;
        apr_status_t rv;
        tc_error_t *error;

        if (APR_BUCKET_IS_EOS(b)) {
            *done = 1;
            return NULL;
        }
        if (APR_BUCKET_IS_METADATA(b)) {
            continue;
        }
        rv = apr_bucket_read(b, &bytes, &len, APR_BLOCK_READ);
        if (rv != APR_SUCCESS) {
            return tc_error_unreadable(in->r, rv);
        }
        error = len > 0 ? feed(in, form, bytes, len) : NULL;
        if (error != NULL) {
            return error;
        }
    }
    return NULL;
}

static tc_error_t *read_form(receiver_t *in, tc_multipart_t *form)
{
    request_rec *r = in->r;
    apr_bucket_brigade *bb = apr_brigade_create(r->pool,
                                                r->connection->bucket_alloc);
    tc_multipart_result_t result;
    int done = 0;

    while (!done) {
        apr_status_t rv = ap_get_brigade(r->input_filters, bb,
                                         AP_MODE_READBYTES, APR_BLOCK_READ,
                                         READ_SIZE);
        tc_error_t *error;

        if (rv != APR_SUCCESS) {
            return tc_error_unreadable(r, rv);
        }
        error = feed_brigade(in, form, bb, &done);
        apr_brigade_cleanup(bb);
        if (error != NULL) {
            return error;
        }
    }
    result = tc_multipart_end(form);
    return result == TC_MULTIPART_OK ? NULL : form_error(r, result);
}

/* --------------------------------------------------------------- receive */

static tc_error_t *check_head(request_rec *r, const tc_site_t *site)
{
    const char *type = apr_table_get(r->headers_in, "Content-Type");
    const char *length = apr_table_get(r->headers_in, "Content-Length");
    apr_off_t announced = 0;

    if (!tc_store_is_set(site)) {
        return tc_error_unavailable(r->pool, 4004, APR_SUCCESS,
                                    "an upload came, but TalecraftMediaRoot "
                                    "is not set");
    }
    if (type == NULL ||
        ap_cstr_casecmpn(type, "multipart/form-data", 19) != 0 ||
        (type[19] != '\0' && type[19] != ';' && type[19] != ' ')) {
        return tc_refusal_make_what(r->pool, TC_REFUSAL_MEDIA_TYPE,
                                    type != NULL ? type : "");
    }
    if (length != NULL &&
        apr_strtoff(&announced, length, NULL, 10) == APR_SUCCESS &&
        announced > site->max_upload + FORM_ROOM) {
        return tc_error_too_large(r->pool, site->max_upload);
    }
    return NULL;
}

static void fill_type(receiver_t *in)
{
    const tc_sniff_t *kind = tc_sniff(in->first, in->first_len);

    in->upload->sniffed = kind != NULL;
    if (kind != NULL) {
        in->upload->mime_type = kind->mime_type;
        in->upload->media_type = kind->media_type;
        in->upload->extension = kind->extension;
    }
}

static tc_error_t *complete(receiver_t *in)
{
    tc_upload_t *upload = in->upload;
    unsigned char digest[TC_SHA256_BYTES];
    apr_status_t rv;

    upload->alt_text = tc_upload_text_end(&in->alt_text,
                                          &upload->alt_text_len);
    upload->caption = tc_upload_text_end(&in->caption, &upload->caption_len);
    if (!upload->has_file) {
        return NULL;
    }
    fill_type(in);
    rv = tc_spool_end(upload->spool, digest);
    upload->sha256 = tc_crypto_hex(in->r->pool, digest, sizeof(digest));
    return rv == APR_SUCCESS ? NULL : storage_error(in->r->pool, in->site, rv);
}

static apr_status_t release(void *upload)
{
    tc_upload_release(upload);
    return APR_SUCCESS;
}

tc_error_t *tc_upload_receive(request_rec *r, tc_site_t *site,
                              tc_upload_t **upload)
{
    static const tc_multipart_events_t events = { on_begin, on_data, on_end };
    receiver_t *in;
    tc_multipart_t *form;
    tc_multipart_result_t result;
    tc_error_t *error;

    in = apr_pcalloc(r->pool, sizeof(*in));
    in->r = r;
    in->site = site;
    in->upload = apr_pcalloc(r->pool, sizeof(*in->upload));
    in->upload->lock = -1;
    if (!ap_request_has_body(r)) {
        *upload = in->upload; /* an empty form, whatever its type */
        return NULL;
    }
    error = check_head(r, site);
    if (error != NULL) {
        return error;
    }
    apr_pool_cleanup_register(r->pool, in->upload, release,
                              apr_pool_cleanup_null);
    form = tc_multipart_make(r->pool,
                             apr_table_get(r->headers_in, "Content-Type"),
                             &events, in, &result);
    if (form == NULL) {
        return form_error(r, result);
    }
    error = read_form(in, form);
    if (error == NULL) {
        error = complete(in);
    }
    if (error != NULL) {
        if (in->upload->spool != NULL) {
            tc_spool_drop(in->upload->spool);
        }
        return error;
    }
    *upload = in->upload;
    return NULL;
}

/* --------------------------------------------------------------- publish */

tc_error_t *tc_upload_publish(tc_site_t *site, apr_pool_t *p,
                              tc_upload_t *upload)
{
    apr_status_t rv = tc_store_lock(p, site, 0, &upload->lock);

    if (rv == APR_SUCCESS) {
        rv = tc_spool_put(upload->spool, p, upload->sha256, upload->extension);
    }
    return rv == APR_SUCCESS ? NULL : storage_error(p, site, rv);
}

void tc_upload_release(tc_upload_t *upload)
{
    if (upload->lock >= 0) {
        tc_store_unlock(upload->lock);
        upload->lock = -1;
    }
}
