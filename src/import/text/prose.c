#include "import/text/prose.h"

#include <string.h>

#include <apr_strings.h>
#include <apr_tables.h>

#include "base/text/text.h"

#define FIRST_ROOM 256
#define MARKS_MAX 1000 /* of a text, as the contract has it */

typedef struct {
    const char *name;
    const char *href; /* NULL: no link */
    const char *title;
    apr_int64_t start; /* code points */
    apr_int64_t end;   /* -1: open */
} mark_t;

struct tc_prose {
    apr_pool_t *p;
    char *bytes;
    apr_size_t len;
    apr_size_t room;
    apr_int64_t chars;
    char pending;              /* ' ' or '\n' before what comes; 0: nothing */
    apr_array_header_t *marks; /* of mark_t */
};

tc_prose_t *tc_prose_make(apr_pool_t *p)
{
    tc_prose_t *prose = apr_pcalloc(p, sizeof(*prose));

    prose->p = p;
    prose->room = FIRST_ROOM;
    prose->bytes = apr_palloc(p, prose->room);
    prose->bytes[0] = '\0';
    prose->marks = apr_array_make(p, 4, sizeof(mark_t));
    return prose;
}

static void put(tc_prose_t *prose, char byte)
{
    if (prose->len + 2 > prose->room) {
        char *more = apr_palloc(prose->p, prose->room * 2);

        memcpy(more, prose->bytes, prose->len);
        prose->bytes = more;
        prose->room *= 2;
    }
    prose->bytes[prose->len++] = byte;
    prose->bytes[prose->len] = '\0';
    if (((unsigned char)byte & 0xC0) != 0x80) {
        prose->chars++;
    }
}

static void flush_pending(tc_prose_t *prose)
{
    if (prose->pending != 0 && prose->len > 0) {
        put(prose, prose->pending);
    }
    prose->pending = 0;
}

static int is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static int ends_in_space(const tc_prose_t *prose)
{
    return prose->len > 0 && is_space(prose->bytes[prose->len - 1]);
}

static void add(tc_prose_t *prose, const char *text, apr_size_t len, int lines)
{
    for (apr_size_t i = 0; i < len; i++) {
        if (!is_space(text[i])) {
            flush_pending(prose);
            put(prose, text[i]);
        }
        else if (lines && text[i] == '\n') {
            prose->pending = '\n';
        }
        else if (prose->pending == 0 && !ends_in_space(prose)) {
            prose->pending = ' ';
        }
    }
}

void tc_prose_add(tc_prose_t *prose, const char *text, apr_size_t len)
{
    add(prose, text, len, 0);
}

void tc_prose_add_lines(tc_prose_t *prose, const char *text, apr_size_t len)
{
    add(prose, text, len, 1);
}

void tc_prose_break(tc_prose_t *prose)
{
    prose->pending = '\n';
}

/* What is marked begins behind the space before it. */
void tc_prose_open(tc_prose_t *prose, const char *name, const char *href,
                   const char *title)
{
    mark_t *mark = apr_array_push(prose->marks);

    if (prose->pending == ' ') {
        flush_pending(prose);
    }
    *mark = (mark_t){ .name = name,
                      .href = href,
                      .title = title,
                      .start = prose->chars +
                               (prose->pending != 0 && prose->len > 0),
                      .end = -1 };
}

void tc_prose_close(tc_prose_t *prose)
{
    for (int i = prose->marks->nelts - 1; i >= 0; i--) {
        mark_t *mark = &APR_ARRAY_IDX(prose->marks, i, mark_t);

        if (mark->end < 0) {
            mark->end = prose->chars;
            return;
        }
    }
}

int tc_prose_is_blank(const tc_prose_t *prose)
{
    const char *text = prose->bytes;
    apr_size_t len = prose->len;

    tc_text_trim(&text, &len);
    return len == 0;
}

const char *tc_prose_text(const tc_prose_t *prose)
{
    return prose->bytes;
}

void tc_prose_restart(tc_prose_t *prose)
{
    int kept = 0;

    for (int i = 0; i < prose->marks->nelts; i++) {
        mark_t mark = APR_ARRAY_IDX(prose->marks, i, mark_t);

        if (mark.end < 0) {
            mark.start = 0;
            APR_ARRAY_IDX(prose->marks, kept++, mark_t) = mark;
        }
    }
    prose->marks->nelts = kept;
    prose->len = 0;
    prose->bytes[0] = '\0';
    prose->chars = 0;
    prose->pending = 0;
}

static apr_int64_t end_of(const tc_prose_t *prose, const mark_t *mark)
{
    return mark->end < 0 ? prose->chars : mark->end;
}

int tc_prose_has_marks(const tc_prose_t *prose)
{
    for (int i = 0; i < prose->marks->nelts; i++) {
        const mark_t *mark = &APR_ARRAY_IDX(prose->marks, i, mark_t);

        if (mark->start < end_of(prose, mark)) {
            return 1;
        }
    }
    return 0;
}

static void write_mark(const mark_t *mark, apr_int64_t end, tc_writer_t *w)
{
    tc_writer_open(w, '[');
    tc_writer_int(w, mark->start);
    tc_writer_int(w, end);
    tc_writer_string(w, mark->name);
    if (mark->href != NULL) {
        tc_writer_open(w, '{');
        tc_writer_put_string(w, "href", mark->href);
        if (mark->title != NULL && *mark->title != '\0') {
            tc_writer_put_string(w, "title", mark->title);
        }
        tc_writer_close(w, '}');
    }
    tc_writer_close(w, ']');
}

void tc_prose_write_marks(const tc_prose_t *prose, tc_writer_t *w)
{
    int written = 0;

    tc_writer_open(w, '[');
    for (int i = 0; i < prose->marks->nelts && written < MARKS_MAX; i++) {
        const mark_t *mark = &APR_ARRAY_IDX(prose->marks, i, mark_t);
        apr_int64_t end = end_of(prose, mark);

        if (mark->start < end) {
            write_mark(mark, end, w);
            written++;
        }
    }
    tc_writer_close(w, ']');
}

void tc_prose_write(const tc_prose_t *prose, tc_writer_t *w, const char *text,
                    const char *marks)
{
    tc_writer_put_string(w, text, prose->bytes);
    if (tc_prose_has_marks(prose)) {
        tc_writer_key(w, marks);
        tc_prose_write_marks(prose, w);
    }
}
