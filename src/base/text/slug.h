/* Slugs from titles. */
#ifndef TC_BASE_TEXT_SLUG_H
#define TC_BASE_TEXT_SLUG_H

#include <apr_pools.h>

/*
 * Django's slugify (NFKD, to ASCII, lower case, [^\w\s-] dropped, runs of
 * white space and hyphens to one hyphen, outer hyphens and underscores
 * stripped). Where nothing is left the text is transliterated first (ICU
 * "Any-Latin; Latin-ASCII"); where still nothing is left, `fallback`.
 * Cut to max_chars (a cut leaves no hyphen at the end).
 */
const char *tc_slug_make(apr_pool_t *p, const char *text, apr_size_t max_chars,
                         const char *fallback);

#endif
