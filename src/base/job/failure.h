/*
 * Why a media file could not be processed: a sentence for who uploaded it,
 * and what the libraries said for the log. A worker sends both; its decoder
 * has read a file of a stranger, so only sentences of the list are taken from
 * it.
 */
#ifndef TC_BASE_JOB_FAILURE_H
#define TC_BASE_JOB_FAILURE_H

#include <apr_pools.h>

#include "base/json/json.h"

typedef enum {
    TC_REASON_UNKNOWN,
    TC_REASON_UNREADABLE,
    TC_REASON_DAMAGED,
    TC_REASON_NO_PICTURE, /* sound alone */
    TC_REASON_TELLING,    /* of its place or device, for ever */
    TC_REASON_PARTLY,     /* no failure: it is READY, and says so */
    TC_REASON_PIXELS,
    TC_REASON_ALL_PIXELS, /* of an animation, in all its frames */
    TC_REASON_FRAMES,
    TC_REASON_MEMORY,
    TC_REASON_TIME,
    TC_REASON_TOO_BIG,
    TC_REASON_UNENCODABLE,
    TC_REASON_CRASH,
    TC_REASON_FORBIDDEN,
    TC_REASON_WRONG_ANSWER, /* logged by who finds it */
    TC_REASON_KILLED,
    TC_REASON_SERVER
} tc_reason_t;

/* Whose fault it is. */
typedef enum {
    TC_FAILURE_FILE,
    TC_FAILURE_SERVER,
    TC_FAILURE_ATTACK /* perhaps one on the decoder */
} tc_failure_kind_t;

typedef struct {
    tc_reason_t reason;
    int helps;          /* another try may help */
    const char *detail; /* for the log alone; may be NULL */
} tc_failure_t;

/* What the sentences name. */
typedef struct {
    apr_int64_t pixels;
    int frames;
    int seconds;
} tc_failure_limits_t;

/* Without a path or a library's word. */
const char *tc_failure_sentence(apr_pool_t *p, tc_reason_t reason,
                                const tc_failure_limits_t *limits);

tc_failure_kind_t tc_failure_fault(tc_reason_t reason);

/* {"status":"failed"|"retry","error":"a sentence","detail":"..."} */
const char *tc_failure_write(apr_pool_t *p, const tc_failure_t *failure,
                             const tc_failure_limits_t *limits);

/* The same read, from whomever: an unknown sentence is TC_REASON_UNKNOWN and
 * the detail, of printable ASCII and no longer than a line of the log bears.
 */
void tc_failure_read(apr_pool_t *p, const tc_json_t *answer,
                     const tc_failure_limits_t *limits, tc_failure_t *failure);

#endif
