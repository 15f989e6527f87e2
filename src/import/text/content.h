/* A post's content while it is put together: blocks, one after the other. */
#ifndef TC_IMPORT_TEXT_CONTENT_H
#define TC_IMPORT_TEXT_CONTENT_H

#include <apr_pools.h>
#include <apr_tables.h>

#include "base/json/writer.h"
#include "import/text/prose.h"

typedef struct tc_content tc_content_t;

/* What the converters of a system's texts ask the import for. */
typedef struct {
    /* The media of an address and, where it is known, of an old id; 0: there is
     * none. *video: it is one. */
    apr_int64_t (*media)(void *baton, const char *url, const char *old_id,
                         int *video);
    /* A remark for the report. */
    void (*tell)(void *baton, const char *what);
    void *baton;
} tc_content_hooks_t;

tc_content_t *tc_content_make(apr_pool_t *p, const tc_content_hooks_t *hooks);

/* A block begins: an object with its type, for members to be put into. */
tc_writer_t *tc_content_begin(tc_content_t *content, const char *type);
void tc_content_end(tc_content_t *content);

/* A paragraph of the prose, which is empty afterwards; none where it is
 * blank. A paragraph that is an https address alone is an embed. */
void tc_content_paragraph(tc_content_t *content, tc_prose_t *prose);
/* A block of code. language NULL: none. */
void tc_content_code(tc_content_t *content, const char *code, apr_size_t len,
                     const char *language);
void tc_content_divider(tc_content_t *content);
/* caption NULL: none. An address that no embed may have becomes a paragraph
 * with a link, or a text where it is no link either. */
void tc_content_embed(tc_content_t *content, const char *url,
                      const tc_prose_t *caption);
/* Picture or video by its address; where the import has none, a link to it, and
 * a remark. alt and caption may be NULL. */
void tc_content_picture(tc_content_t *content, const char *url,
                        const char *old_id, const char *alt,
                        const tc_prose_t *caption);
/* Galleries of so many ids (apr_int64_t), as many as are needed. */
void tc_content_gallery(tc_content_t *content, const apr_array_header_t *ids,
                        const tc_prose_t *caption);

apr_int64_t tc_content_media(const tc_content_t *content, const char *url,
                             const char *old_id, int *video);
void tc_content_tell(const tc_content_t *content, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* 1 where a mark may lead there. */
int tc_content_is_link(const char *href);

/* The list as JSON, from p. NULL where it is more than a post may have, and
 * *problem says what. */
const char *tc_content_json(tc_content_t *content, const char **problem);

#endif
