/* Slugs from titles. */
#ifndef TC_BASE_TEXT_SLUG_H
#define TC_BASE_TEXT_SLUG_H

#include <apr_pools.h>

/*
 * Django's slugify (NFKD, to ASCII, lower case, [^\w\s-] dropped, runs of
 * white space and hyphens to one hyphen, outer hyphens and underscores
 * stripped). Where that loses a letter the text is transliterated first (ICU
 * "Any-Latin; Latin-ASCII"); where nothing is left, `word`. A slug that could
 * be taken for something else (tc_slug_is_ambiguous) gets word and a hyphen
 * before it. Cut to max_chars (a cut leaves no hyphen at the end).
 */
const char *tc_slug_make(apr_pool_t *p, const char *text, apr_size_t max_chars,
                         const char *word);

/* Digits alone, which are an id, or "null". */
int tc_slug_is_ambiguous(const char *slug);

#endif
