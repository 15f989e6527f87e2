/*
 * A text with its marks, as blocks have it (docs/api.md, "Marks"):
 * put together from left to right, white space as HTML shows it.
 */
#ifndef TC_IMPORT_TEXT_PROSE_H
#define TC_IMPORT_TEXT_PROSE_H

#include <apr_pools.h>

#include "base/json/writer.h"

typedef struct tc_prose tc_prose_t;

/* An empty one; all that it holds is from p. */
tc_prose_t *tc_prose_make(apr_pool_t *p);

/* Append UTF-8: runs of white space become one space, none stands outside. */
void tc_prose_add(tc_prose_t *prose, const char *text, apr_size_t len);
/* The same, but ends of lines are kept. */
void tc_prose_add_lines(tc_prose_t *prose, const char *text, apr_size_t len);
/* An end of a line, where something stands before and behind it. */
void tc_prose_break(tc_prose_t *prose);

/* A mark begins; href is for a link alone, title may be NULL; they are kept by
 * reference. Ends are in reverse order. */
void tc_prose_open(tc_prose_t *prose, const char *name, const char *href,
                   const char *title);
void tc_prose_close(tc_prose_t *prose);

/* 1 where there is nothing to read in it. */
int tc_prose_is_blank(const tc_prose_t *prose);
/* NUL-terminated, until something is added. */
const char *tc_prose_text(const tc_prose_t *prose);
/* Empty again; marks that are open go on. */
void tc_prose_restart(tc_prose_t *prose);

/* Write marks as a list. */
void tc_prose_write_marks(const tc_prose_t *prose, tc_writer_t *w);
/* Two members, the second one where there are marks. */
void tc_prose_write(const tc_prose_t *prose, tc_writer_t *w, const char *text,
                    const char *marks);
int tc_prose_has_marks(const tc_prose_t *prose);

#endif
