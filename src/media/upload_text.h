/* Texts of an upload's form: small, bounded, made fit for the database. */
#ifndef TC_MEDIA_UPLOAD_TEXT_H
#define TC_MEDIA_UPLOAD_TEXT_H

#include <apr_pools.h>

/* A text part that comes in pieces; all zero: not sent. */
typedef struct {
    apr_pool_t *p;
    char *bytes;
    apr_size_t len;
    apr_size_t room;
} tc_upload_text_t;

void tc_upload_text_begin(tc_upload_text_t *text, apr_pool_t *p);
void tc_upload_text_add(tc_upload_text_t *text, const char *bytes,
                        apr_size_t len);
/* Valid UTF-8, NUL-terminated (NULs inside are kept); NULL: not sent. */
const char *tc_upload_text_end(const tc_upload_text_t *text, apr_size_t *len);

/* What a client's file name is worth: no folders of either system, no
 * control characters, at most 255 characters, valid UTF-8. */
const char *tc_upload_text_file_name(apr_pool_t *p, const char *sent);

#endif
