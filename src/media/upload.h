/*
 * An uploaded file on its way into the store: the multipart body of a request
 * is streamed to a temporary file while it is hashed, counted and sniffed.
 * Memory does not grow with the file, and no database connection is needed
 * or held.
 */
#ifndef TC_MEDIA_UPLOAD_H
#define TC_MEDIA_UPLOAD_H

#include <httpd.h>

#include "core/site.h"
#include "core/error.h"

/* For the form's text fields; longer ones are cut here (their own limits,
 * 255 and 500 characters, are far below and are the caller's to check). */
#define TC_UPLOAD_MAX_TEXT 65536

typedef struct tc_upload {
    int has_file;              /* a part original_file or file with a file name
                               was there; else the rest is not set */
    int has_text;              /* such a part without a file name was */
    int has_more;              /* a second file was; it has been skipped */
    apr_off_t size;            /* 0: the submitted file is empty */
    int sniffed;               /* one of the allowed types; else the next three
                               are NULL */
    const char *mime_type;     /* "image/jpeg" */
    const char *media_type;    /* "IMAGE" or "VIDEO" */
    const char *extension;     /* "jpg" */
    const char *sha256;        /* 64 hex digits */
    const char *original_name; /* base name of the client's name: UTF-8, no
                               control characters, at most 255 characters */
    const char *alt_text;      /* as sent (bad UTF-8 replaced by U+FFFD, NUL
                               bytes kept); NULL where not sent */
    apr_size_t alt_text_len;
    const char *caption; /* likewise */
    apr_size_t caption_len;
    struct tc_spool *spool; /* the file until it is published */
    int lock;               /* descriptor of the store's lock, -1: none */
} tc_upload_t;

/*
 * Read the request's body; none at all is an empty form. Errors, in this
 * order: 503 where the site has no media root, 415 for another content type,
 * 413 by Content-Length before anything is read and while reading, 400 for a
 * malformed form, 408 and the like as httpd's filters say, 507 where the disk
 * is full; after an error the body may not have been read to its end. The
 * caller checks has_file, size and sniffed, alt_text and caption. The
 * temporary file goes with r->pool unless it was published.
 */
tc_error_t *tc_upload_receive(request_rec *r, tc_site_t *site,
                              tc_upload_t **upload);

/*
 * Make the file a stored one (tc_store_put), which is on disk then. Call
 * before the row is written (tc_queue_add). From here until
 * tc_upload_release, or the end of the pool the upload is from, the sweeper
 * keeps away: what an upload is about to use is never removed.
 */
tc_error_t *tc_upload_publish(tc_site_t *site, apr_pool_t *p,
                              tc_upload_t *upload);

/* The row is written: let the sweeper work again. */
void tc_upload_release(tc_upload_t *upload);

#endif
