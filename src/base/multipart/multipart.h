/*
 * A push parser for multipart/form-data (RFC 7578): bytes go in as they come,
 * in pieces of any size, and events come out. It allocates its state once and
 * never grows with the input. The result is the same for every split of the
 * input.
 */
#ifndef TC_BASE_MULTIPART_MULTIPART_H
#define TC_BASE_MULTIPART_MULTIPART_H

#include <apr_pools.h>

#define TC_MULTIPART_MAX_PARTS 100
#define TC_MULTIPART_MAX_HEADERS 8192 /* bytes of one part's headers */

typedef enum {
    TC_MULTIPART_OK,
    TC_MULTIPART_NO_BOUNDARY, /* Content-Type without a usable boundary */
    TC_MULTIPART_MALFORMED,   /* what stands there is no multipart */
    TC_MULTIPART_TOO_MANY,    /* more than TC_MULTIPART_MAX_PARTS */
    TC_MULTIPART_BIG_HEADERS, /* over TC_MULTIPART_MAX_HEADERS */
    TC_MULTIPART_NESTED,      /* multipart/mixed inside: refused */
    TC_MULTIPART_CUT_OFF,     /* ended before the final boundary */
    TC_MULTIPART_STOPPED      /* a callback returned an error */
} tc_multipart_result_t;

typedef struct {
    const char *name;         /* of the form field, "" where none was given */
    const char *filename;     /* NULL where the part is no file; "" possible */
    const char *content_type; /* as sent, NULL where none */
} tc_multipart_part_t; /* valid until that part's end callback returned */

/* Each returns APR_SUCCESS or an error that stops the parser. */
typedef struct {
    apr_status_t (*begin)(void *baton, const tc_multipart_part_t *part);
    apr_status_t (*data)(void *baton, const char *bytes, apr_size_t len);
    apr_status_t (*end)(void *baton);
} tc_multipart_events_t;

typedef struct tc_multipart tc_multipart_t;

/* content_type: the request's header. NULL and *result = NO_BOUNDARY where it
 * is no multipart/form-data or names no boundary of 1-70 allowed characters
 * (quoted or not). */
tc_multipart_t *tc_multipart_make(apr_pool_t *p, const char *content_type,
                                  const tc_multipart_events_t *events,
                                  void *baton, tc_multipart_result_t *result);

tc_multipart_result_t tc_multipart_feed(tc_multipart_t *parser,
                                        const char *bytes, apr_size_t len);

/* The input has ended: OK only after the final "--boundary--". */
tc_multipart_result_t tc_multipart_end(tc_multipart_t *parser);

/* What a callback returned, after TC_MULTIPART_STOPPED. */
apr_status_t tc_multipart_status(const tc_multipart_t *parser);

/* One sentence for the client. */
const char *tc_multipart_text(tc_multipart_result_t result);

#endif
