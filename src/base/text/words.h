/* Words of a text: how many, and those of a search. */
#ifndef TC_BASE_TEXT_WORDS_H
#define TC_BASE_TEXT_WORDS_H

#include <apr_pools.h>

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
 * become longer than TC_TEXT_WORDS_MAX bytes. Names with symbols and pictures
 * are words too (words_more.h): "C++" is "c cplusplus". Korean words have their
 * inner beginnings behind them.
 */
#define TC_TEXT_WORDS_MAX 400000 /* PostgreSQL has no tsvector of 1 MiB */
const char *tc_words_of_search(apr_pool_t *p, const char *text,
                               apr_size_t len);

/* The words of a query: the same, without inner beginnings. */
const char *tc_words_of_query(apr_pool_t *p, const char *text, apr_size_t len);

#endif
