/* What operations share: parameters, headers, security, common errors. */
#include "openapi/shared.h"

#include <apr_strings.h>
#include <httpd.h>

#include "base/json/writer.h"
#include "core/error.h"
#include "core/refusal.h"
#include "base/text/path.h"
#include "http/route.h"
#include "openapi/openapi.h"

#define ID_HEADER \
    "\"X-Request-Id\":{\"$ref\":\"#/components/headers/X-Request-Id\"}"
#define RETRY_HEADER \
    "\"Retry-After\":{\"$ref\":\"#/components/headers/Retry-After\"}"
#define CHALLENGE_HEADER                                      \
    "\"WWW-Authenticate\":{\"schema\":{\"type\":\"string\"}," \
    "\"description\":\"Bearer realm=\\\"talecraft\\\"\"}"

/* Parameters of queries and headers. */
static const struct {
    const char *name;
    const char *json;
} parameters[] = {
    { "Page", "{\"name\":\"page\",\"in\":\"query\",\"description\":\"From 1; "
              "last is the last.\",\"schema\":{\"anyOf\":[{\"type\":"
              "\"integer\",\"minimum\":1},{\"type\":\"string\",\"enum\":"
              "[\"last\"]}],\"default\":1}}" },
    { "PageSize",
      "{\"name\":\"page_size\",\"in\":\"query\","
      "\"description\":\"Rows of a page. Above 100 it is 100; what is no such "
      "number counts as the default.\",\"schema\":{\"type\":\"integer\","
      "\"minimum\":1,\"maximum\":100,\"default\":20}}" },
    { "Search", "{\"name\":\"search\",\"in\":\"query\",\"description\":"
                "\"Only rows with these words.\",\"schema\":"
                "{\"type\":\"string\"}}" },
    { "IfMatch",
      "{\"name\":\"If-Match\",\"in\":\"header\",\"description\":"
      "\"ETag of what was read: 412 where the row has another version "
      "now.\",\"schema\":{\"type\":\"string\"}}" },
    { "Prefer", "{\"name\":\"Prefer\",\"in\":\"header\",\"description\":"
                "\"return=minimal: 204 with ETag in place of the row.\","
                "\"schema\":{\"type\":\"string\"}}" },
    { "IdempotencyKey",
      "{\"name\":\"Idempotency-Key\",\"in\":\"header\",\"description\":"
      "\"The same key within 24 hours makes nothing again: 200 with the row "
      "as it is now.\",\"schema\":{\"type\":\"string\",\"minLength\":1,"
      "\"maxLength\":255}}" },
    { "IfNoneMatch",
      "{\"name\":\"If-None-Match\",\"in\":\"header\","
      "\"description\":\"ETags of what the caller has: 304 where one still "
      "holds.\",\"schema\":{\"type\":\"string\"}}" }
};

static const char headers[] =
    "{\"X-Request-Id\":{\"description\":\"What the server's log calls the "
    "request.\",\"schema\":{\"type\":\"string\"}},"
    "\"ETag\":{\"description\":\"Strong; of a row its version, a hyphen and "
    "a hash of the bytes.\",\"schema\":{\"type\":\"string\"}},"
    "\"Location\":{\"description\":\"URL of the row.\",\"schema\":"
    "{\"type\":\"string\",\"format\":\"uri\"}},"
    "\"Preference-Applied\":{\"description\":\"return=minimal.\",\"schema\":"
    "{\"type\":\"string\"}},"
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
    int httpd;          /* status of an error of httpd's own, or 0 */
    tc_refusal_t why;   /* TC_REFUSAL_NONE, and not httpd's: no body */
    tc_refusal_t other; /* another reason that there may be */
    const char *headers;
} answers[] = {
    { .name = "Moved",
      .about = "The slug has changed: Location is the post now.",
      .headers = "{" ID_HEADER
                 ",\"Location\":{\"$ref\":\"#/components/headers/"
                 "Location\"}}" },
    { .name = "NotModified",
      .about = "The caller's copy still holds.",
      .headers = "{" ID_HEADER
                 ",\"ETag\":{\"$ref\":\"#/components/headers/ETag\"}}" },
    { .name = "Unauthorized",
      .about = "No credentials, or such that do not count.",
      .why = TC_REFUSAL_NOT_AUTHENTICATED,
      .other = TC_REFUSAL_TOKEN,
      .headers = "{" ID_HEADER "," CHALLENGE_HEADER "}" },
    { .name = "Denied",
      .about = "The web server's own access rules refuse the caller.",
      .why = TC_REFUSAL_FORBIDDEN },
    { .name = "Forbidden",
      .about = "The caller may not do this.",
      .why = TC_REFUSAL_FORBIDDEN,
      .other = TC_REFUSAL_CSRF },
    { .name = "ForbiddenPost",
      .about = "The caller may not do this with this post.",
      .why = TC_REFUSAL_FORBIDDEN,
      .other = TC_REFUSAL_WRITER_EDITS },
    { .name = "NotFound",
      .about = "There is no such row that the caller may see.",
      .why = TC_REFUSAL_NOT_FOUND },
    { .name = "NoPage",
      .about = "There is no such page, or the cursor is broken.",
      .why = TC_REFUSAL_PAGE,
      .other = TC_REFUSAL_CURSOR },
    { .name = "NoCursor",
      .about = "The cursor is broken, or too old.",
      .why = TC_REFUSAL_CURSOR },
    { .name = "Timeout",
      .about = "The body did not come in time.",
      .httpd = HTTP_REQUEST_TIME_OUT },
    { .name = "Changed",
      .about = "The row has changed since it was read; ETag is the present "
               "one.",
      .headers = "{" ID_HEADER
                 ",\"ETag\":{\"$ref\":\"#/components/headers/ETag\"}}",
      .why = TC_REFUSAL_CHANGED },
    { .name = "StaleCopy",
      .about = "It cannot be done as things are.",
      .why = TC_REFUSAL_STALE_COPY },
    { .name = "KeyRuns",
      .about = "The first request with the key has not ended.",
      .why = TC_REFUSAL_KEY_RUNS,
      .headers = "{" ID_HEADER "," RETRY_HEADER "}" },
    { .name = "KeyOther",
      .about = "The key is that of another request.",
      .why = TC_REFUSAL_KEY_OTHER },
    { .name = "TooLarge",
      .about = "The body is too large.",
      .why = TC_REFUSAL_TOO_LARGE },
    { .name = "UnsupportedType",
      .about = "The body is of another type than this one.",
      .why = TC_REFUSAL_MEDIA_TYPE },
    { .name = "NoRange",
      .about = "The file is shorter.",
      .httpd = HTTP_RANGE_NOT_SATISFIABLE },
    { .name = "Throttled",
      .about = "Too many wrong passwords: wait.",
      .why = TC_REFUSAL_THROTTLED,
      .headers = "{" ID_HEADER "," RETRY_HEADER "}" },
    { .name = "InternalError",
      .about = "An error of the service; its log tells more.",
      .why = TC_REFUSAL_INTERNAL },
    { .name = "Unavailable",
      .about = "The database is away, or too busy.",
      .why = TC_REFUSAL_UNAVAILABLE,
      .headers = "{" ID_HEADER "," RETRY_HEADER "}" },
    { .name = "NoStorage",
      .about = "The disk is full.",
      .why = TC_REFUSAL_STORAGE }
};

void tc_openapi_shared_example(const tc_openapi_t *o, const char *key,
                               const char *text, const char *posts)
{
    tc_writer_key(o->w, key);
    tc_writer_open(o->w, '{');
    tc_writer_key(o->w, "value");
    tc_writer_open(o->w, '{');
    tc_openapi_text(o, "detail", text);
    if (posts != NULL) {
        tc_openapi_raw(o, "posts", posts);
    }
    tc_writer_close(o->w, '}');
    tc_writer_close(o->w, '}');
}

static void write_body(const tc_openapi_t *o, const char *text,
                       tc_refusal_t other)
{
    tc_writer_key(o->w, "content");
    tc_writer_open(o->w, '{');
    tc_writer_key(o->w, "application/json");
    tc_writer_open(o->w, '{');
    tc_writer_key(o->w, "schema");
    tc_openapi_ref(o, "schemas", "Error");
    tc_writer_key(o->w, "examples");
    tc_writer_open(o->w, '{');
    tc_openapi_shared_example(o, "error", text, NULL);
    if (other != TC_REFUSAL_NONE) {
        tc_openapi_shared_example(o, "other", tc_refusal_example(o->p, other),
                                  NULL);
    }
    tc_writer_close(o->w, '}');
    tc_writer_close(o->w, '}');
    tc_writer_close(o->w, '}');
}

/* ------------------------------------------------------- 413 by its limit */

#define TOO_LARGE "TooLarge"

const char *tc_openapi_shared_too_large(const tc_openapi_t *o,
                                        const tc_route_t *route)
{
    return route->body_most == 0
               ? TOO_LARGE
               : apr_psprintf(o->p, TOO_LARGE "%" APR_SIZE_T_FMT "K",
                              route->body_most / 1024);
}

/* 1 where no route before it has that limit. */
static int is_first(const tc_route_t *route)
{
    for (const tc_route_t *other = tc_routes; other != route; other++) {
        if (other->body_most == route->body_most) {
            return 0;
        }
    }
    return 1;
}

static void write_limits(const tc_openapi_t *o)
{
    for (const tc_route_t *route = tc_routes; route->path != NULL; route++) {
        const char *most = apr_psprintf(o->p, "%" APR_SIZE_T_FMT,
                                        route->body_most);

        if (route->body_most == 0 || !is_first(route)) {
            continue;
        }
        tc_writer_key(o->w, tc_openapi_shared_too_large(o, route));
        tc_writer_open(o->w, '{');
        tc_openapi_text(o, "description",
                        apr_psprintf(o->p,
                                     "The body is larger than %" APR_SIZE_T_FMT
                                     " KiB.",
                                     route->body_most / 1024));
        tc_openapi_raw(o, "headers", "{" ID_HEADER "}");
        write_body(o, tc_refusal_text(o->p, TC_REFUSAL_TOO_LARGE, most),
                   TC_REFUSAL_NONE);
        tc_writer_close(o->w, '}');
    }
}

static void write_answers(const tc_openapi_t *o)
{
    tc_writer_open(o->w, '{');
    write_limits(o);
    for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
        tc_writer_key(o->w, answers[i].name);
        tc_writer_open(o->w, '{');
        tc_openapi_text(o, "description", answers[i].about);
        tc_openapi_raw(o, "headers",
                       answers[i].headers != NULL ? answers[i].headers
                                                  : "{" ID_HEADER "}");
        if (answers[i].httpd) {
            write_body(o, tc_error_status_text(o->p, answers[i].httpd),
                       TC_REFUSAL_NONE);
        }
        else if (answers[i].why != TC_REFUSAL_NONE) {
            write_body(o, tc_refusal_example(o->p, answers[i].why),
                       answers[i].other);
        }
        tc_writer_close(o->w, '}');
    }
    tc_writer_close(o->w, '}');
}

/* What stands in paths, then all the others. */
static void write_parameters(const tc_openapi_t *o)
{
    tc_writer_key(o->w, "parameters");
    tc_writer_open(o->w, '{');
    for (const tc_path_parameter_t *one = tc_path_parameters;
         one->name != NULL; one++) {
        tc_writer_key(o->w, one->name);
        tc_writer_open(o->w, '{');
        tc_openapi_text(o, "name", one->name);
        tc_openapi_text(o, "in", "path");
        tc_openapi_raw(o, "required", "true");
        tc_openapi_text(o, "description", one->about);
        tc_openapi_raw(o, "schema",
                       one->kind == TC_PATH_NUMBER
                           ? "{\"type\":\"integer\",\"format\":\"int64\","
                             "\"minimum\":1}"
                           : "{\"type\":\"string\",\"minLength\":1}");
        tc_writer_close(o->w, '}');
    }
    for (size_t i = 0; i < sizeof(parameters) / sizeof(parameters[0]); i++) {
        tc_openapi_raw(o, parameters[i].name, parameters[i].json);
    }
    tc_writer_close(o->w, '}');
}

void tc_openapi_shared(const tc_openapi_t *o)
{
    write_parameters(o);
    tc_openapi_raw(o, "headers", headers);
    tc_openapi_raw(o, "securitySchemes", security);
    tc_writer_key(o->w, "responses");
    write_answers(o);
}
