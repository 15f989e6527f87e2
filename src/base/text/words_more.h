/*
 * Words beyond those of ICU's word breaks, for the search: names that end or
 * begin with a symbol, pictures, and what stands within a Korean word. They are
 * plain ASCII, or parts of words, so that PostgreSQL takes them for words too.
 */
#ifndef TC_BASE_TEXT_WORDS_MORE_H
#define TC_BASE_TEXT_WORDS_MORE_H

#include <apr_pools.h>

#define TC_WORDS_MORE_NAME 64 /* bytes of the longest, with its end */

/* The word at from (before to) of a text with the symbols at it, by their
 * names: "C++" is Cplusplus, "C#" Csharp, ".NET" dotNET. Returns its length, 0
 * where it has none. */
apr_size_t tc_words_more_name(const char *text, apr_size_t len,
                              apr_size_t from, apr_size_t to,
                              char name[TC_WORDS_MORE_NAME]);

/* The next picture (emoji, or half of a flag) at or after *at, which moves
 * behind it: "emoji1f600". Variants and colours of skin are not told apart.
 * Returns its length, 0 at the end. */
apr_size_t tc_words_more_picture(const char *text, apr_size_t to,
                                 apr_size_t *at,
                                 char name[TC_WORDS_MORE_NAME]);

/* 1 where a word begins with a Korean syllable. */
int tc_words_more_is_korean(const char *word, apr_size_t len);

/* Words, each with its inner beginnings behind it where it is Korean, from p:
 * who looks for the beginning of a word finds them. Not longer than most bytes.
 */
const char *tc_words_more_inner(apr_pool_t *p, const char *words,
                                apr_size_t most);

#endif
