/*
 * Why a request is refused: the contract's texts that handlers answer with
 * and that the description of the API shows, each written once.
 */
#ifndef TC_CORE_REFUSAL_H
#define TC_CORE_REFUSAL_H

#include <apr_pools.h>

#include "core/error.h"

typedef enum {
    TC_REFUSAL_NONE,
    /* whatever is asked for */
    TC_REFUSAL_NOT_AUTHENTICATED,
    TC_REFUSAL_TOKEN,
    TC_REFUSAL_FORBIDDEN,
    TC_REFUSAL_CSRF,
    TC_REFUSAL_NOT_FOUND,
    TC_REFUSAL_PAGE,
    TC_REFUSAL_CURSOR,
    TC_REFUSAL_METHOD, /* which */
    TC_REFUSAL_CHANGED,
    TC_REFUSAL_KEY_FORM,
    TC_REFUSAL_KEY_RUNS,
    TC_REFUSAL_KEY_OTHER,
    TC_REFUSAL_TOO_LARGE,  /* bytes that are allowed */
    TC_REFUSAL_MEDIA_TYPE, /* what was sent */
    TC_REFUSAL_THROTTLED,  /* "12 seconds" */
    TC_REFUSAL_INTERNAL,
    TC_REFUSAL_UNAVAILABLE,
    TC_REFUSAL_STORAGE,
    /* a body or a parameter */
    TC_REFUSAL_JSON,   /* what is wrong with it */
    TC_REFUSAL_OBJECT, /* type that came, as Python calls it */
    TC_REFUSAL_REQUIRED,
    TC_REFUSAL_TOO_LONG, /* characters that are allowed */
    TC_REFUSAL_TOO_MANY, /* elements that are allowed */
    TC_REFUSAL_QUOTA,
    TC_REFUSAL_NO_FILE,
    TC_REFUSAL_CURSOR_SEARCH,
    /* what a row is, or what hangs on it */
    TC_REFUSAL_PUBLISHED,
    TC_REFUSAL_TRANSITION, /* "ARCHIVED to IN_REVIEW" */
    TC_REFUSAL_WRITER_EDITS,
    TC_REFUSAL_WRITER_STATUS,
    TC_REFUSAL_WRITER_ARCHIVED,
    TC_REFUSAL_STALE_COPY,
    TC_REFUSAL_MEDIA_USED,
    TC_REFUSAL_MEDIA_BUSY,
    TC_REFUSAL_CATEGORY_USED,
    TC_REFUSAL_LAST_ADMIN,
    TC_REFUSAL_USER_OWNS,
    TC_REFUSAL_USER_DISABLED,
    TC_REFUSALS
} tc_refusal_t;

/* The status it is answered with. */
int tc_refusal_status(tc_refusal_t which);

/* Its text. what: the part that the enum's comment names, NULL where it names
 * none. It may be a client's: it is quoted as tc_text_quote() does. */
const char *tc_refusal_text(apr_pool_t *p, tc_refusal_t which,
                            const char *what);

/* As it may look, with an example of that part. */
const char *tc_refusal_example(apr_pool_t *p, tc_refusal_t which);

/* {"detail":"..."} with its status. */
tc_error_t *tc_refusal_make(apr_pool_t *p, tc_refusal_t which);
tc_error_t *tc_refusal_make_what(apr_pool_t *p, tc_refusal_t which,
                                 const char *what);

#endif
