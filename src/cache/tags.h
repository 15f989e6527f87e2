/* Tags: counters that a write raises. */
#ifndef TC_CACHE_TAGS_H
#define TC_CACHE_TAGS_H

#include <apr.h>

/* What caches in front of httpd know a tag as: TC_KEY_NAME_LEN hex digits,
 * the same on all servers of a site. Two tags may share one. Ends with NUL. */
#define TC_KEY_NAME_LEN 12

/* What all entries of a site carry beside their own tags. */
#define TC_TAG_ALL "*"

apr_uint64_t tc_tags_now(void);
apr_uint32_t tc_tags_slot(apr_uint64_t site, const char *tag);
apr_uint64_t tc_tags_value(apr_uint32_t slot);
void tc_tags_raise(apr_uint64_t site, const char *tag);
void tc_tags_key_name(char *name, apr_uint64_t site, apr_uint32_t slot);

/*
 * Changes (names of transactions) whose tags this server's writers have
 * raised, all of them. Only the latest are known: 0 means raise again.
 */
void tc_tags_change_raised(apr_uint64_t site, const char *change);
int tc_tags_change_is_raised(apr_uint64_t site, const char *change);

#endif
