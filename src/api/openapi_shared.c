/* What operations share: parameters, headers, security, common errors. */

#include "api/openapi.h"

#define ID_HEADER \
    "\"X-Request-Id\":{\"$ref\":\"#/components/headers/X-Request-Id\"}"
#define RETRY_HEADER \
    "\"Retry-After\":{\"$ref\":\"#/components/headers/Retry-After\"}"
#define CHALLENGE_HEADER                                      \
    "\"WWW-Authenticate\":{\"schema\":{\"type\":\"string\"}," \
    "\"description\":\"Bearer realm=\\\"talecraft\\\"\"}"

static const char parameters[] =
    "{\"Id\":{\"name\":\"id\",\"in\":\"path\",\"required\":true,"
    "\"description\":\"Id of the row.\",\"schema\":{\"type\":\"integer\","
    "\"format\":\"int64\",\"minimum\":1}},"
    "\"Slug\":{\"name\":\"slug\",\"in\":\"path\",\"required\":true,"
    "\"description\":\"Slug of the row.\",\"schema\":{\"type\":\"string\","
    "\"minLength\":1}},"
    "\"Page\":{\"name\":\"page\",\"in\":\"query\",\"description\":\"From 1; "
    "last is the last.\",\"schema\":{\"type\":[\"integer\",\"string\"],"
    "\"minimum\":1,\"pattern\":\"^([1-9][0-9]*|last)$\",\"default\":1}},"
    "\"PageSize\":{\"name\":\"page_size\",\"in\":\"query\","
    "\"description\":\"Rows of a page. Above 100 it is 100; what is no such "
    "number counts as the default.\",\"schema\":{\"type\":\"integer\","
    "\"minimum\":1,\"maximum\":100,\"default\":20}},"
    "\"Search\":{\"name\":\"search\",\"in\":\"query\",\"description\":"
    "\"Only rows with these words.\",\"schema\":{\"type\":\"string\"}},"
    "\"Cookie\":{\"name\":\"cookie\",\"in\":\"query\",\"description\":"
    "\"Set the session cookie and keep the token out of the answer.\","
    "\"schema\":{\"type\":\"boolean\",\"default\":false}},"
    "\"IfMatch\":{\"name\":\"If-Match\",\"in\":\"header\",\"description\":"
    "\"ETag of what was read: 412 where the row has another version "
    "now.\",\"schema\":{\"type\":\"string\"}},"
    "\"IfNoneMatch\":{\"name\":\"If-None-Match\",\"in\":\"header\","
    "\"description\":\"ETags of what the caller has: 304 where one still "
    "holds.\",\"schema\":{\"type\":\"string\"}}}";

static const char headers[] =
    "{\"X-Request-Id\":{\"description\":\"What the server's log calls the "
    "request.\",\"schema\":{\"type\":\"string\"}},"
    "\"ETag\":{\"description\":\"Strong; of a row its version, a hyphen and "
    "a hash of the bytes.\",\"schema\":{\"type\":\"string\"}},"
    "\"Location\":{\"description\":\"URL of the row.\",\"schema\":"
    "{\"type\":\"string\",\"format\":\"uri\"}},"
    "\"Retry-After\":{\"description\":\"Seconds.\",\"schema\":"
    "{\"type\":\"integer\",\"minimum\":1}},"
    "\"X-Cache\":{\"description\":\"Whether a public answer came from the "
    "cache.\",\"schema\":{\"type\":\"string\",\"enum\":[\"HIT\",\"MISS\","
    "\"BYPASS\"]}},"
    "\"Cache-Status\":{\"description\":\"The same as RFC 9211 writes it, "
    "and whether the database is away.\",\"schema\":{\"type\":"
    "\"string\"}}}";

static const char security[] =
    "{\"token\":{\"type\":\"http\",\"scheme\":\"bearer\",\"description\":"
    "\"A token of POST /auth/login/ or POST /auth/tokens/. Token instead of "
    "Bearer is taken too.\"},"
    "\"session\":{\"type\":\"apiKey\",\"in\":\"cookie\",\"name\":"
    "\"talecraft_session\",\"description\":\"Set by POST "
    "/auth/login/?cookie=true.\"},"
    "\"csrf\":{\"type\":\"apiKey\",\"in\":\"header\",\"name\":"
    "\"X-CSRF-Token\",\"description\":\"csrf_token of GET /auth/me/: with "
    "the cookie, and with a login of the web server itself.\"}}";

static const struct {
    const char *name;
    const char *about;
    const char *detail; /* NULL: no body */
    const char *other;  /* another text that there may be, or NULL */
    const char *headers;
} answers[] = {
    { "Moved", "The slug has changed: Location is the post now.", NULL, NULL,
      "{" ID_HEADER ",\"Location\":{\"$ref\":\"#/components/headers/"
      "Location\"}}" },
    { "NotModified", "The caller's copy still holds.", NULL, NULL,
      "{" ID_HEADER ",\"ETag\":{\"$ref\":\"#/components/headers/ETag\"}}" },
    { "Unauthorized", "No credentials, or such that do not count.",
      "Authentication credentials were not provided.", "Invalid token.",
      "{" ID_HEADER "," CHALLENGE_HEADER "}" },
    { "Denied", "The web server's own access rules refuse the caller.",
      "You do not have permission to perform this action.", NULL, NULL },
    { "Forbidden", "The caller may not do this.",
      "You do not have permission to perform this action.",
      "CSRF Failed: CSRF token missing or incorrect.", NULL },
    { "ForbiddenPost", "The caller may not do this with this post.",
      "You do not have permission to perform this action.",
      "Writers can only edit draft posts.", NULL },
    { "NotFound", "There is no such row that the caller may see.",
      "Not found.", NULL, NULL },
    { "NoPage", "There is no such page, or the cursor is broken.",
      "Invalid page.", "Invalid cursor", NULL },
    { "Timeout", "The body did not come in time.", "Request Timeout.", NULL,
      NULL },
    { "Changed", "The row has changed since it was read.",
      "The resource has changed since it was read.", NULL, NULL },
    { "TooLarge", "The body is too large.",
      "Request body exceeds 2097152 bytes.", NULL, NULL },
    { "UnsupportedType", "The body is of another type than this one.",
      "Unsupported media type \"text/plain\" in request.", NULL, NULL },
    { "NoRange", "The file is shorter.", "Requested Range Not Satisfiable.",
      NULL, NULL },
    { "Throttled", "Too many wrong passwords: wait.",
      "Request was throttled. Expected available in 12 seconds.", NULL,
      "{" ID_HEADER "," RETRY_HEADER "}" },
    { "InternalError", "An error of the service; its log tells more.",
      "Internal server error.", NULL, NULL },
    { "Unavailable", "The database is away, or too busy.",
      "Service temporarily unavailable.", NULL,
      "{" ID_HEADER "," RETRY_HEADER "}" },
    { "NoStorage", "The disk is full.", "Insufficient storage.", NULL, NULL }
};

static void write_detail(const tc_openapi_t *o, const char *key,
                         const char *text)
{
    tc_jw_key(o->w, key);
    tc_jw_open(o->w, '{');
    tc_jw_key(o->w, "value");
    tc_jw_open(o->w, '{');
    tc_openapi_text(o, "detail", text);
    tc_jw_close(o->w, '}');
    tc_jw_close(o->w, '}');
}

static void write_answers(const tc_openapi_t *o)
{
    size_t i;

    tc_jw_open(o->w, '{');
    for (i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
        tc_jw_key(o->w, answers[i].name);
        tc_jw_open(o->w, '{');
        tc_openapi_text(o, "description", answers[i].about);
        tc_openapi_raw(o, "headers",
                       answers[i].headers ? answers[i].headers
                                          : "{" ID_HEADER "}");
        if (answers[i].detail != NULL) {
            tc_jw_key(o->w, "content");
            tc_jw_open(o->w, '{');
            tc_jw_key(o->w, "application/json");
            tc_jw_open(o->w, '{');
            tc_jw_key(o->w, "schema");
            tc_openapi_ref(o, "schemas", "Error");
            tc_jw_key(o->w, "examples");
            tc_jw_open(o->w, '{');
            write_detail(o, "error", answers[i].detail);
            if (answers[i].other != NULL) {
                write_detail(o, "other", answers[i].other);
            }
            tc_jw_close(o->w, '}');
            tc_jw_close(o->w, '}');
            tc_jw_close(o->w, '}');
        }
        tc_jw_close(o->w, '}');
    }
    tc_jw_close(o->w, '}');
}

void tc_openapi_shared(const tc_openapi_t *o)
{
    tc_openapi_raw(o, "parameters", parameters);
    tc_openapi_raw(o, "headers", headers);
    tc_openapi_raw(o, "securitySchemes", security);
    tc_jw_key(o->w, "responses");
    write_answers(o);
}
