/*
 * Which words of a ?search= count: the first 32 different ones. The rest is
 * left out, since every word costs the database something in every row, and
 * nobody types so many.
 */
#ifndef TC_REST_SEARCH_H
#define TC_REST_SEARCH_H

#include <apr_hash.h>
#include <apr_pools.h>

#define TC_SEARCH_WORDS_MAX 32

/* 1 where the word counts: it is one of the first and was not there before.
 * seen (empty at the start) keeps it by reference. */
int tc_search_word_counts(apr_hash_t *seen, const char *word, apr_size_t len);

/* ILIKE patterns of the words that count, one a line, split as DRF's
 * SearchFilter does (white space and commas). From p. */
const char *tc_search_patterns(apr_pool_t *p, const char *text);

#endif
