/*
 * Text as the contract counts it: UTF-8 in, characters (code points) counted.
 * All results come from the pool given; all inputs are valid UTF-8 unless
 * said otherwise.
 */
#ifndef TC_BASE_TEXT_TEXT_H
#define TC_BASE_TEXT_TEXT_H

#include <apr_pools.h>

/* 1 where the bytes are well-formed UTF-8 (RFC 3629), NUL allowed. */
int tc_text_is_utf8(const char *text, apr_size_t len);

/* Code points in len bytes. */
apr_size_t tc_text_chars(const char *text, apr_size_t len);

/* Narrow [*text, *len) by outer white space as Python's str.strip() does
 * (Unicode White_Space plus U+001C..U+001F). Nothing is copied. */
void tc_text_trim(const char **text, apr_size_t *len);

/* The first `chars` code points of text, as a copy. */
const char *tc_text_cut(apr_pool_t *p, const char *text, apr_size_t chars);

/* UTF-8 without what is not seen but changes how the rest is: control
 * characters, ends of lines and paragraphs, and marks of a direction
 * ("pic\u202egpj.exe" reads picexe.jpg). From p. */
const char *tc_text_visible(apr_pool_t *p, const char *text);

/*
 * A client's text as an answer may quote it: text itself where it has at most
 * TC_TEXT_QUOTE_MAX code points, else a copy of so many and "...". Never more
 * than TC_TEXT_QUOTE_BYTES of it are looked at, UTF-8 or not.
 */
#define TC_TEXT_QUOTE_MAX 1000
#define TC_TEXT_QUOTE_BYTES (4 * (TC_TEXT_QUOTE_MAX + 1))
const char *tc_text_quote(apr_pool_t *p, const char *text);

#endif
