#include "import/text/content.h"

#include <stdarg.h>
#include <string.h>

#include <apr_strings.h>

#include "base/text/most.h"
#include "base/text/text.h"
#include "base/text/url.h"

struct tc_content {
    apr_pool_t *p;
    const tc_content_hooks_t *hooks;
    tc_writer_t *w;
    int blocks;
    int media;
    int closed;
};

tc_content_t *tc_content_make(apr_pool_t *p, const tc_content_hooks_t *hooks)
{
    tc_content_t *content = apr_pcalloc(p, sizeof(*content));

    content->p = p;
    content->hooks = hooks;
    content->w = tc_writer_make(p);
    tc_writer_open(content->w, '[');
    return content;
}

void tc_content_tell(const tc_content_t *content, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    content->hooks->tell(content->hooks->baton,
                         apr_pvsprintf(content->p, format, arguments));
    va_end(arguments);
}

apr_int64_t tc_content_media(const tc_content_t *content, const char *url,
                             const char *old_id, int *video)
{
    *video = 0;
    return content->hooks->media(content->hooks->baton, url, old_id, video);
}

tc_writer_t *tc_content_begin(tc_content_t *content, const char *type)
{
    content->blocks++;
    tc_writer_open(content->w, '{');
    tc_writer_put_string(content->w, "type", type);
    return content->w;
}

void tc_content_end(tc_content_t *content)
{
    tc_writer_close(content->w, '}');
}

/* -------------------------------------------------------------------- links */

static int begins(const char *text, const char *with)
{
    return strncasecmp(text, with, strlen(with)) == 0;
}

static int is_host(char first)
{
    return first != '\0' && strchr("/\\?# ", first) == NULL;
}

int tc_content_is_link(const char *href)
{
    for (const char *at = href; *at != '\0'; at++) {
        if ((unsigned char)*at < 0x20 || *at == 0x7f) {
            return 0;
        }
    }
    if (href[0] == '/') {
        return href[1] != '/' && href[1] != '\\';
    }
    return href[0] == '#' || (begins(href, "http://") && is_host(href[7])) ||
           (begins(href, "https://") && is_host(href[8])) ||
           (begins(href, "mailto:") && href[7] != '\0') ||
           (begins(href, "tel:") && href[4] != '\0');
}

/* A paragraph that says `text` and leads to url, where one may. */
static void link_paragraph(tc_content_t *content, const char *url,
                           const char *text)
{
    tc_prose_t *prose = tc_prose_make(content->p);
    int link = tc_content_is_link(url);
    tc_writer_t *w;

    if (link) {
        tc_prose_open(prose, "link", url, NULL);
    }
    tc_prose_add(prose, text, strlen(text));
    if (link) {
        tc_prose_close(prose);
    }
    if (!link && strcmp(text, url) != 0) {
        tc_prose_add(prose, " ", 1);
        tc_prose_add(prose, url, strlen(url));
    }
    if (!tc_prose_is_blank(prose)) {
        w = tc_content_begin(content, "paragraph");
        tc_prose_write(prose, w, "text", "marks");
        tc_content_end(content);
    }
}

/* ------------------------------------------------------------------- blocks */

static void write_caption(tc_writer_t *w, const tc_prose_t *caption)
{
    if (caption != NULL && !tc_prose_is_blank(caption)) {
        tc_prose_write(caption, w, "caption", "caption_marks");
    }
}

static int is_address(const tc_prose_t *prose)
{
    const char *text = tc_prose_text(prose);

    return !tc_prose_has_marks(prose) && begins(text, "https://") &&
           strpbrk(text, " \n\"<>") == NULL && tc_url_is_valid(text, 1);
}

void tc_content_paragraph(tc_content_t *content, tc_prose_t *prose)
{
    if (!tc_prose_is_blank(prose) && is_address(prose)) {
        tc_content_embed(content, tc_prose_text(prose), NULL);
    }
    else if (!tc_prose_is_blank(prose)) {
        tc_prose_write(prose, tc_content_begin(content, "paragraph"), "text",
                       "marks");
        tc_content_end(content);
    }
    tc_prose_restart(prose);
}

void tc_content_code(tc_content_t *content, const char *code, apr_size_t len,
                     const char *language)
{
    const char *text = code;
    apr_size_t left = len;
    tc_writer_t *w;

    tc_text_trim(&text, &left);
    if (left == 0) {
        return;
    }
    w = tc_content_begin(content, "code");
    tc_writer_key(w, "code");
    tc_writer_string_n(w, code, len);
    if (language != NULL && *language != '\0') {
        tc_writer_put_string(w, "language", language);
    }
    tc_content_end(content);
}

void tc_content_divider(tc_content_t *content)
{
    tc_content_begin(content, "divider");
    tc_content_end(content);
}

/* A caption that its block has no place for. */
static void caption_paragraph(tc_content_t *content, const tc_prose_t *caption)
{
    if (caption != NULL && !tc_prose_is_blank(caption)) {
        tc_prose_write(caption, tc_content_begin(content, "paragraph"), "text",
                       "marks");
        tc_content_end(content);
    }
}

void tc_content_embed(tc_content_t *content, const char *url,
                      const tc_prose_t *caption)
{
    if (begins(url, "//")) {
        url = apr_pstrcat(content->p, "https:", url, NULL);
    }
    if (begins(url, "https://") && tc_url_is_valid(url, 1)) {
        tc_writer_t *w = tc_content_begin(content, "embed");

        tc_writer_put_string(w, "url", url);
        write_caption(w, caption);
        tc_content_end(content);
        return;
    }
    tc_content_tell(content, "an embed became a link: %s", url);
    link_paragraph(content, url, url);
    caption_paragraph(content, caption);
}

static void put_media(tc_content_t *content, apr_int64_t id, int video,
                      const char *alt, const tc_prose_t *caption)
{
    tc_writer_t *w = tc_content_begin(content, video ? "video" : "image");

    content->media++;
    tc_writer_put_int(w, "media_id", id);
    if (!video && alt != NULL && *alt != '\0') {
        tc_writer_put_string(w, "alt", alt);
    }
    write_caption(w, caption);
    tc_content_end(content);
}

void tc_content_picture(tc_content_t *content, const char *url,
                        const char *old_id, const char *alt,
                        const tc_prose_t *caption)
{
    int video;
    apr_int64_t id = tc_content_media(content, url, old_id, &video);

    if (id != 0) {
        put_media(content, id, video, alt, caption);
        return;
    }
    tc_content_tell(content,
                    "a picture or video became a link, as its file "
                    "is not among the media: %s",
                    url);
    link_paragraph(content, url, alt != NULL && *alt != '\0' ? alt : url);
    caption_paragraph(content, caption);
}

void tc_content_gallery(tc_content_t *content, const apr_array_header_t *ids,
                        const tc_prose_t *caption)
{
    if (ids->nelts == 0) {
        caption_paragraph(content, caption);
    }
    for (int i = 0; i < ids->nelts; i += TC_MOST_GALLERY) {
        tc_writer_t *w = tc_content_begin(content, "gallery");

        tc_writer_key(w, "media_ids");
        tc_writer_open(w, '[');
        for (int j = i; j < ids->nelts && j < i + TC_MOST_GALLERY; j++) {
            tc_writer_int(w, APR_ARRAY_IDX(ids, j, apr_int64_t));
            content->media++;
        }
        tc_writer_close(w, ']');
        if (i == 0) {
            write_caption(w, caption);
        }
        tc_content_end(content);
    }
}

const char *tc_content_json(tc_content_t *content, const char **problem)
{
    const char *text;
    apr_size_t len;

    if (!content->closed) {
        tc_writer_close(content->w, ']');
        content->closed = 1;
    }
    text = tc_writer_text(content->w, &len);
    *problem = NULL;
    if (content->blocks > TC_MOST_BLOCKS) {
        *problem = apr_psprintf(content->p, "it has more than %d blocks",
                                TC_MOST_BLOCKS);
    }
    else if (content->media > TC_MOST_CONTENT_MEDIA) {
        *problem = apr_psprintf(content->p, "it shows more than %d media",
                                TC_MOST_CONTENT_MEDIA);
    }
    else if (len > TC_MOST_CONTENT) {
        *problem = "its text is larger than 1 MiB";
    }
    return *problem == NULL ? text : NULL;
}
