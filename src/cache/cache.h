/*
 * Ready answers of public GETs. Values in a socache provider (shared by all
 * processes), in front of it a table of the hottest in each process, read
 * without any lock that another process can hold.
 *
 * An entry is immutable and reference-counted; a caller's reference ends with
 * its pool, so its bytes may be put into immortal buckets of that request.
 */
#ifndef TC_CACHE_CACHE_H
#define TC_CACHE_CACHE_H

#include <apr_tables.h>
#include <httpd.h>

typedef enum {
    TC_CODING_IDENTITY,
    TC_CODING_GZIP,
    TC_CODING_BR,
    TC_CODING_COUNT
} tc_coding_t;

/* Those that are made from the identity body, a bit each. */
#define TC_CODINGS_MADE (1u << TC_CODING_GZIP | 1u << TC_CODING_BR)

typedef struct {
    struct {
        const char *bytes; /* NULL: this coding is not kept */
        apr_size_t len;
        const char *etag; /* quoted, strong, of these very bytes */
    } body[TC_CODING_COUNT];
    unsigned may; /* codings (bits, 1u << coding) that are not here, and that
                     tc_cache_coded may make */
    const char *content_type;
    apr_int64_t post_id; /* counted as a view when served, 0: none */
    int no_index;        /* send X-Robots-Tag: noindex */
    apr_time_t made;     /* when the database was read */
    apr_time_t expires;
    int max_age;               /* s-maxage, seconds from made */
    int absent;                /* see tc_answer_t */
    int kept;                  /* the cache has it, as far as memory goes */
    const apr_uint32_t *slots; /* of its tags, for tc_tags_key_name */
    apr_uint32_t slots_count;
} tc_entry_t;

typedef struct tc_fill tc_fill_t; /* the right to fill one key */

/* What a filler knows about its answer. */
typedef struct {
    apr_uint64_t site;
    const char *body;
    apr_size_t len;
    const char *content_type;
    const char *version;     /* first part of the ETag, "0" for lists */
    const char *const *tags; /* of the site, read with the body */
    int tags_count;
    apr_time_t next_due; /* 0: no schedule stands */
    int ttl;             /* seconds */
    apr_int64_t post_id;
    int no_index;
    tc_coding_t wanted; /* made at once, where it is worth it */
    /* There is no such row: body is the slug that this one has led to since,
     * or empty. Such answers are kept in a small space of their own in each
     * process, so that whoever invents names drives nothing else out. */
    int absent;
} tc_answer_t;

/*
 * Look a key up (normalised by the caller; any bytes, site is added here).
 * Returns the entry (a hit), or NULL and, where this caller should fill the
 * key, *fill. One fill a key and process at a time: others wait briefly
 * (at most 2 s) for it and then get its entry, or NULL with *fill = NULL:
 * read the database yourself and do not store.
 * site 0: NULL and no fill. The fill is given up when p ends.
 */
const tc_entry_t *tc_cache_find(apr_pool_t *p, apr_uint64_t site,
                                const char *key, tc_fill_t **fill);

/* As tc_cache_find, but also entries that are too old by at most `stale`, for
 * when the database is away; never starts a fill. */
const tc_entry_t *tc_cache_find_stale(apr_pool_t *p, apr_uint64_t site,
                                      const char *key,
                                      apr_interval_time_t stale);

/* Store and get the entry to send (from p). Works without fill (NULL): the
 * entry is then made but not kept. */
const tc_entry_t *tc_cache_store(apr_pool_t *p, tc_fill_t *fill,
                                 const tc_answer_t *answer);

/*
 * The entry with that coding: it is made when it is first wanted, and kept
 * with the entry. One thread of a process makes it; others get the entry as
 * it is, or wait for it (at most 50 ms) where `wait` is set. What is no
 * smaller in that coding stays without it. From p.
 */
const tc_entry_t *tc_cache_coded(apr_pool_t *p, const tc_entry_t *entry,
                                 tc_coding_t coding, int wait);

/* After a commit, before the answer: raise tags of a write. A tag
 * "due=<microseconds>" lowers the site's next due time instead, and
 * "change=<name>" says whose tags they are: all of that transaction, which
 * the listener need not raise again. */
void tc_cache_raise(apr_uint64_t site, const apr_array_header_t *tags);

void tc_cache_child_init(apr_pool_t *pchild, server_rec *s);

#endif
