#include "base/job/failure.h"

#include <stdio.h>
#include <string.h>

#include <apr_strings.h>

#include "base/json/json.h"
#include "base/json/writer.h"

#define MOST_DETAIL 500

typedef enum { NONE, MEGAPIXELS, FRAMES, SECONDS } limit_t;

typedef struct {
    const char *text;
    limit_t limit; /* stands between both parts */
    const char *rest;
    tc_failure_kind_t fault;
} reason_t;

static const reason_t reasons[] = {
    [TC_REASON_UNKNOWN] = { "The file cannot be processed.", NONE, "",
                            TC_FAILURE_FILE },
    [TC_REASON_UNREADABLE] = { "The file cannot be read as a picture.", NONE,
                               "", TC_FAILURE_FILE },
    [TC_REASON_DAMAGED] = { "The file is damaged or incomplete.", NONE, "",
                            TC_FAILURE_FILE },
    [TC_REASON_NO_PICTURE] = { "The file holds no picture.", NONE, "",
                               TC_FAILURE_FILE },
    [TC_REASON_TELLING] = { "What the video tells of its place and device "
                            "cannot be taken out.",
                            NONE, "", TC_FAILURE_FILE },
    [TC_REASON_PARTLY] = { "The file is damaged; what could be read is "
                           "shown.",
                           NONE, "", TC_FAILURE_FILE },
    [TC_REASON_PIXELS] = { "The picture has more than ", MEGAPIXELS,
                           " megapixels.", TC_FAILURE_FILE },
    [TC_REASON_ALL_PIXELS] = { "The animation has more than ", MEGAPIXELS,
                               " megapixels in all its frames.",
                               TC_FAILURE_FILE },
    [TC_REASON_FRAMES] = { "The animation has more than the ", FRAMES,
                           " frames that are allowed.", TC_FAILURE_FILE },
    [TC_REASON_MEMORY] = { "The file needs more memory than is allowed.", NONE,
                           "", TC_FAILURE_FILE },
    [TC_REASON_TIME] = { "Processing took longer than the ", SECONDS,
                         " seconds allowed.", TC_FAILURE_FILE },
    [TC_REASON_TOO_BIG] = { "The picture's variants are too big.", NONE, "",
                            TC_FAILURE_FILE },
    [TC_REASON_UNENCODABLE] = { "The picture cannot be encoded.", NONE, "",
                                TC_FAILURE_FILE },
    [TC_REASON_CRASH] = { "The file made the decoder crash.", NONE, "",
                          TC_FAILURE_ATTACK },
    [TC_REASON_FORBIDDEN] = { "The file made the decoder try something that "
                              "it must not do.",
                              NONE, "", TC_FAILURE_ATTACK },
    [TC_REASON_WRONG_ANSWER] = { "The file made the decoder give a wrong "
                                 "answer.",
                                 NONE, "", TC_FAILURE_FILE },
    [TC_REASON_KILLED] = { "The decoder was killed.", NONE, "",
                           TC_FAILURE_SERVER },
    [TC_REASON_SERVER] = { "The server cannot process the file now.", NONE, "",
                           TC_FAILURE_SERVER },
};

#define COUNT (sizeof(reasons) / sizeof(reasons[0]))

static const char *number(apr_pool_t *p, limit_t which,
                          const tc_failure_limits_t *limits)
{
    char text[32];

    switch (which) {
    case MEGAPIXELS:
        /* APR's own leaves out the zero before a point */
        snprintf(text, sizeof(text), "%g", (double)limits->pixels / 1e6);
        return apr_pstrdup(p, text);
    case FRAMES:
        return apr_itoa(p, limits->frames);
    case SECONDS:
        return apr_itoa(p, limits->seconds);
    case NONE:
        break;
    }
    return "";
}

const char *tc_failure_sentence(apr_pool_t *p, tc_reason_t reason,
                                const tc_failure_limits_t *limits)
{
    const reason_t *one = &reasons[reason];

    return apr_pstrcat(p, one->text, number(p, one->limit, limits), one->rest,
                       NULL);
}

tc_failure_kind_t tc_failure_fault(tc_reason_t reason)
{
    return reasons[reason].fault;
}

/* What a library says about a file may hold bytes of the file. */
static const char *printable(apr_pool_t *p, const char *text)
{
    char *copy = apr_pstrndup(p, text, MOST_DETAIL);

    for (char *c = copy; *c; c++) {
        if ((unsigned char)*c < 0x20 || (unsigned char)*c > 0x7e) {
            *c = '?';
        }
    }
    return copy;
}

const char *tc_failure_write(apr_pool_t *p, const tc_failure_t *failure,
                             const tc_failure_limits_t *limits)
{
    tc_writer_t *w = tc_writer_make(p);

    tc_writer_open(w, '{');
    tc_writer_put_string(w, "status", failure->helps ? "retry" : "failed");
    tc_writer_put_string(w, "error",
                         tc_failure_sentence(p, failure->reason, limits));
    tc_writer_put_string(
        w, "detail",
        failure->detail != NULL ? printable(p, failure->detail) : NULL);
    tc_writer_close(w, '}');
    return tc_writer_text(w, NULL);
}

void tc_failure_read(apr_pool_t *p, const tc_json_t *answer,
                     const tc_failure_limits_t *limits, tc_failure_t *failure)
{
    const char *status = tc_json_string(tc_json_get(answer, "status"), NULL);
    const char *text = tc_json_string(tc_json_get(answer, "error"), NULL);
    const char *detail = tc_json_string(tc_json_get(answer, "detail"), NULL);

    failure->reason = TC_REASON_UNKNOWN;
    for (size_t i = 0; text != NULL && i < COUNT; i++) {
        if (strcmp(text, tc_failure_sentence(p, (tc_reason_t)i, limits)) ==
            0) {
            failure->reason = (tc_reason_t)i;
        }
    }
    failure->helps = status != NULL && strcmp(status, "retry") == 0;
    failure->detail = detail != NULL ? printable(p, detail) : NULL;
}
