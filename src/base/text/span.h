/*
 * Shared by the text files alone: spans of decoded characters, and what the
 * matchers for e-mail and URLs both need.
 */
#ifndef TC_BASE_TEXT_SPAN_H
#define TC_BASE_TEXT_SPAN_H

#include <stddef.h>

#include <apr.h>
#include <unicode/umachine.h>

#define TC_SPAN_MAX 2048 /* characters that the longest span has */
#define TC_SPAN_MAX_LABEL 63

typedef struct {
    const UChar32 *at;
    const UChar32 *end;
} tc_span_t;

typedef int (*tc_span_class_fn)(UChar32 c);

/* Lower case of ASCII letters and of the four others that Python's
 * re.IGNORECASE makes equal to one. */
UChar32 tc_span_fold(UChar32 c);
int tc_span_is_digit(UChar32 c); /* 0-9 */
int tc_span_is_alnum(UChar32 c); /* [a-z0-9], case ignored */

ptrdiff_t tc_span_length(tc_span_t s);
int tc_span_all(tc_span_t s, tc_span_class_fn is);
int tc_span_is_ascii(tc_span_t s);

/* Points at the first of the ASCII characters in set, or at the end. */
const UChar32 *tc_span_find(tc_span_t s, const char *set);

/*
 * 1 where there are two labels with a dot between them at least, and all but
 * the last are right: 1-63 characters of a class, no hyphen at either end.
 * *s is then the last one.
 */
int tc_span_labels(tc_span_t *s, tc_span_class_fn is);

/* 1 where the span is this lower-case word, case ignored. */
int tc_span_is_word(tc_span_t s, const char *ascii);

/* Number of characters decoded from UTF-8 to out, or -1: not well-formed, or
 * more than max. */
int tc_span_decode(const char *text, apr_size_t len, UChar32 *out, int max);

/* 1 where inet_pton takes the span; family: AF_INET or AF_INET6. */
int tc_span_is_address(tc_span_t s, int family);

/*
 * A host name in ASCII as Python's "idna" codec makes it: transitional
 * mapping, and none of the checks that came with later standards. Returns the
 * number of characters in out, -1 where there is no such name or it is longer
 * than max.
 */
int tc_span_to_punycode(tc_span_t name, UChar32 *out, int max);

#endif
