/*
 * Text as the contract counts it: UTF-8 in, characters (code points) counted,
 * Django's patterns for slugs, URLs and e-mail. The only unit that knows ICU.
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

/*
 * A client's text as an answer may quote it: text itself where it has at most
 * TC_TEXT_QUOTE_MAX code points, else a copy of so many and "...". Never more
 * than TC_TEXT_QUOTE_BYTES of it are looked at, UTF-8 or not.
 */
#define TC_TEXT_QUOTE_MAX 1000
#define TC_TEXT_QUOTE_BYTES (4 * (TC_TEXT_QUOTE_MAX + 1))
const char *tc_text_quote(apr_pool_t *p, const char *text);

/*
 * Django's slugify (NFKD, to ASCII, lower case, [^\w\s-] dropped, runs of
 * white space and hyphens to one hyphen, outer hyphens and underscores
 * stripped). Where nothing is left the text is transliterated first (ICU
 * "Any-Latin; Latin-ASCII"); where still nothing is left, `fallback`.
 * Cut to max_chars (a cut leaves no hyphen at the end).
 */
const char *tc_slug_make(apr_pool_t *p, const char *text,
                            apr_size_t max_chars, const char *fallback);

/* Django's validators: ^[-a-zA-Z0-9_]+$; EmailValidator; URLValidator with
 * the schemes http and https (https_only: https alone), at most 2048
 * characters, punctuation and IP rules included; UnicodeUsernameValidator. */
int tc_pattern_is_slug(const char *text);
int tc_pattern_is_email(const char *text);
int tc_url_is_valid(const char *text, int https_only);
int tc_pattern_is_username(const char *text);

/* Number of words by ICU word breaks (Unicode UAX 29; numbers count, runs of
 * punctuation do not), any language. */
apr_size_t tc_words_count(const char *text, apr_size_t len);

/*
 * The text as search words: ICU word breaks (dictionary-based for Chinese,
 * Japanese, Thai ...), each word case-folded, its accents removed and
 * compatibility forms made plain, separated by one space. Only letters,
 * numbers and vowel signs are left; anything else parts words ("don't" is two)
 * and no word is longer than 128 characters. Of what has no word break for
 * 64 KiB the rest is not read, nor more than 30 marks on one letter: the time
 * it takes grows as the text does. Some characters stand for whole words
 * (U+FDFA for four); the result ends before the word with which it would
 * become longer than TC_TEXT_WORDS_MAX bytes. The same function makes the
 * indexed words and the words of a query.
 */
#define TC_TEXT_WORDS_MAX 400000 /* PostgreSQL has no tsvector of 1 MiB */
const char *tc_words_of_search(apr_pool_t *p, const char *text,
                                 apr_size_t len);

#endif
