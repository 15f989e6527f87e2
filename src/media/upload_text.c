#include "media/upload_text.h"

#include <string.h>

#include "base/text/text.h"
#include "media/upload.h"

#define FIRST_ROOM 1024
#define NAME_CHARS 255

void tc_upload_text_begin(tc_upload_text_t *text, apr_pool_t *p)
{
    text->p = p;
    text->len = 0;
    text->room = FIRST_ROOM;
    text->bytes = apr_palloc(p, text->room + 1);
}

/* Doubling: what is given up in the pool stays below the limit too. */
static void grow(tc_upload_text_t *text, apr_size_t need)
{
    char *more;

    while (text->room < need) {
        text->room *= 2;
    }
    more = apr_palloc(text->p, text->room + 1);
    memcpy(more, text->bytes, text->len);
    text->bytes = more;
}

void tc_upload_text_add(tc_upload_text_t *text, const char *bytes,
                        apr_size_t len)
{
    if (len > TC_UPLOAD_MAX_TEXT - text->len) {
        len = TC_UPLOAD_MAX_TEXT - text->len;
    }
    if (text->len + len > text->room) {
        grow(text, text->len + len);
    }
    memcpy(text->bytes + text->len, bytes, len);
    text->len += len;
}

/* How many bytes the character at *at has, 0 where there is none. */
static apr_size_t character(const char *at, apr_size_t left)
{
    unsigned char lead = (unsigned char)*at;
    apr_size_t want = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;

    return want <= left && tc_text_is_utf8(at, want) ? want : 0;
}

/* As browsers decode: each byte that is no character becomes U+FFFD. */
static const char *repair(apr_pool_t *p, const char *bytes, apr_size_t len,
                          apr_size_t *out_len)
{
    char *out = apr_palloc(p, len * 3 + 1);
    apr_size_t to = 0;

    for (apr_size_t at = 0; at < len;) {
        apr_size_t size = character(bytes + at, len - at);

        memcpy(out + to, size > 0 ? bytes + at : "\xef\xbf\xbd",
               size > 0 ? size : 3);
        to += size > 0 ? size : 3;
        at += size > 0 ? size : 1;
    }
    out[to] = '\0';
    *out_len = to;
    return out;
}

const char *tc_upload_text_end(const tc_upload_text_t *text, apr_size_t *len)
{
    *len = text->len;
    if (text->bytes == NULL) {
        return NULL;
    }
    text->bytes[text->len] = '\0';
    if (tc_text_is_utf8(text->bytes, text->len)) {
        return text->bytes;
    }
    return repair(text->p, text->bytes, text->len, len);
}

const char *tc_upload_text_file_name(apr_pool_t *p, const char *sent)
{
    const char *slash = strrchr(sent, '/');
    const char *name = slash != NULL ? slash + 1 : sent;
    const char *back = strrchr(name, '\\');
    apr_size_t len;

    name = back != NULL ? back + 1 : name;
    name = repair(p, name, strlen(name), &len);
    return tc_text_cut(p, tc_text_visible(p, name), NAME_CHARS);
}
