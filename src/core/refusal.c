#include "core/refusal.h"

#include <apr_strings.h>
#include <httpd.h>
#include <string.h>

#include "base/text/text.h"
#include "core/error.h"

#define SLOT "{}" /* where the part stands that differs */

static const struct {
    int status;
    const char *text;
    const char *example; /* of what stands in the slot */
} refusals[TC_REFUSALS] = {
    [TC_REFUSAL_NONE] = { 0, "", NULL },
    [TC_REFUSAL_NOT_AUTHENTICATED] = { 401,
                                       "Authentication credentials were not "
                                       "provided.",
                                       NULL },
    [TC_REFUSAL_TOKEN] = { 401, "Invalid token.", NULL },
    [TC_REFUSAL_FORBIDDEN] = { 403,
                               "You do not have permission to perform this "
                               "action.",
                               NULL },
    [TC_REFUSAL_CSRF] = { 403, "CSRF Failed: CSRF token missing or incorrect.",
                          NULL },
    [TC_REFUSAL_NOT_FOUND] = { 404, "Not found.", NULL },
    [TC_REFUSAL_PAGE] = { 404, "Invalid page.", NULL },
    [TC_REFUSAL_CURSOR] = { 404, "Invalid cursor", NULL },
    [TC_REFUSAL_METHOD] = { 405, "Method \"{}\" not allowed.", "PUT" },
    [TC_REFUSAL_CHANGED] = { 412,
                             "The resource has changed since it was read.",
                             NULL },
    [TC_REFUSAL_KEY_FORM] = { 400,
                              "Idempotency-Key has 1 to 255 printable ASCII "
                              "characters.",
                              NULL },
    [TC_REFUSAL_KEY_RUNS] = { 409,
                              "A request with this Idempotency-Key is still "
                              "running.",
                              NULL },
    [TC_REFUSAL_KEY_OTHER] = { 422,
                               "Idempotency-Key was used with another "
                               "request.",
                               NULL },
    [TC_REFUSAL_TOO_LARGE] = { 413, "Request body exceeds {} bytes.",
                               "2097152" },
    [TC_REFUSAL_MEDIA_TYPE] = { 415,
                                "Unsupported media type \"{}\" in request.",
                                "text/plain" },
    [TC_REFUSAL_THROTTLED] = { 429,
                               "Request was throttled. Expected available in "
                               "{}.",
                               "12 seconds" },
    [TC_REFUSAL_INTERNAL] = { 500, "Internal server error.", NULL },
    [TC_REFUSAL_UNAVAILABLE] = { 503, "Service temporarily unavailable.",
                                 NULL },
    [TC_REFUSAL_STORAGE] = { 507, "Insufficient storage.", NULL },

    [TC_REFUSAL_JSON] = { 400, "JSON parse error - {}",
                          "'}' expected near end of file" },
    [TC_REFUSAL_OBJECT] = { 400,
                            "Invalid data. Expected a dictionary, but got {}.",
                            "list" },
    [TC_REFUSAL_REQUIRED] = { 400, "This field is required.", NULL },
    [TC_REFUSAL_TOO_LONG] = { 400,
                              "Ensure this field has no more than {} "
                              "characters.",
                              "255" },
    [TC_REFUSAL_TOO_MANY] = { 400,
                              "Ensure this field has no more than {} "
                              "elements.",
                              "100" },
    [TC_REFUSAL_QUOTA] = { 400,
                           "Your uploads would exceed the quota of {} bytes.",
                           "1000000000" },
    [TC_REFUSAL_NO_FILE] = { 400, "No file was submitted.", NULL },
    [TC_REFUSAL_CURSOR_SEARCH] = { 400, "A cursor cannot be used with search.",
                                   NULL },

    [TC_REFUSAL_PUBLISHED] = { 400, "Post is already published.", NULL },
    [TC_REFUSAL_TRANSITION] = { 400, "Cannot go from {}.",
                                "ARCHIVED to IN_REVIEW" },
    [TC_REFUSAL_WRITER_EDITS] = { 403, "Writers can only edit draft posts.",
                                  NULL },
    [TC_REFUSAL_WRITER_STATUS] = { 403,
                                   "Writers cannot change the status of a "
                                   "post.",
                                   NULL },
    [TC_REFUSAL_WRITER_ARCHIVED] = { 403,
                                     "Writers cannot edit archived posts.",
                                     NULL },
    [TC_REFUSAL_STALE_COPY] = { 409,
                                "The post has changed since this working copy "
                                "was begun.",
                                NULL },
    [TC_REFUSAL_MEDIA_USED] = { 400,
                                "Media is used in posts and cannot be "
                                "deleted.",
                                NULL },
    [TC_REFUSAL_MEDIA_BUSY] = { 400, "Media is being processed.", NULL },
    [TC_REFUSAL_CATEGORY_USED] = { 400,
                                   "Category has posts and cannot be deleted.",
                                   NULL },
    [TC_REFUSAL_LAST_ADMIN] = { 400,
                                "The last active administrator cannot be "
                                "disabled, demoted or "
                                "deleted.",
                                NULL },
    [TC_REFUSAL_USER_DISABLED] = { 400, "User is disabled.", NULL },
    [TC_REFUSAL_USER_OWNS] = { 400, "User owns content and cannot be deleted.",
                               NULL },
};

int tc_refusal_status(tc_refusal_t which)
{
    return refusals[which].status;
}

const char *tc_refusal_text(apr_pool_t *p, tc_refusal_t which,
                            const char *what)
{
    const char *text = refusals[which].text;
    const char *slot = what != NULL ? strstr(text, SLOT) : NULL;

    return slot != NULL ? apr_pstrcat(p, apr_pstrmemdup(p, text, slot - text),
                                      tc_text_quote(p, what),
                                      slot + sizeof(SLOT) - 1, NULL)
                        : text;
}

const char *tc_refusal_example(apr_pool_t *p, tc_refusal_t which)
{
    return tc_refusal_text(p, which, refusals[which].example);
}

tc_error_t *tc_refusal_make_what(apr_pool_t *p, tc_refusal_t which,
                                 const char *what)
{
    return tc_error_detail(p, refusals[which].status,
                           tc_refusal_text(p, which, what));
}

tc_error_t *tc_refusal_make(apr_pool_t *p, tc_refusal_t which)
{
    return tc_refusal_make_what(p, which, NULL);
}
