/* The answers of an operation: every status that it can give. */
#include "openapi/answers.h"

#include <apr_strings.h>
#include <httpd.h>

#include "base/account/role.h"
#include "base/json/writer.h"
#include "core/refusal.h"
#include "http/route.h"
#include "openapi/examples.h"
#include "openapi/forms.h"
#include "openapi/openapi.h"
#include "openapi/shapes.h"
#include "openapi/shared.h"
#include "rest/list.h"
#include "rest/parse.h"
#include "rest/table.h"

/* An example of what it alone refuses with that status, or NULL. */
static const char *refusal_find(const tc_openapi_t *o, const tc_route_t *route,
                                int status)
{
    for (int i = 0; i < TC_ROUTE_REFUSES_MAX; i++) {
        if (tc_refusal_status(route->refuses[i]) == status) {
            return tc_refusal_example(o->p, route->refuses[i]);
        }
    }
    return NULL;
}

int tc_openapi_answers_is_write(const tc_route_t *route)
{
    return route->method != M_GET && route->gives != NULL &&
           route->gives->versioned;
}

/* ------------------------------------------------------------ what is sent */

static void write_list_example(const tc_openapi_t *o, const tc_route_t *route)
{
    if (!route->list->bare) {
        tc_writer_open(o->w, '{');
        tc_writer_put_int(o->w, "count", 57);
        tc_openapi_text(
            o, "next",
            apr_pstrcat(o->p, o->base, route->path, "?page=3", NULL));
        tc_openapi_text(o, "previous",
                        apr_pstrcat(o->p, o->base, route->path, NULL));
        tc_writer_key(o->w, "results");
    }
    tc_writer_open(o->w, '[');
    tc_openapi_examples_shape(o, route->gives);
    tc_writer_close(o->w, ']');
    if (!route->list->bare) {
        tc_writer_close(o->w, '}');
    }
}

static void write_example(const tc_openapi_t *o, const tc_route_t *route)
{
    if (route->list != NULL) {
        write_list_example(o, route);
    }
    else if (route->rows) {
        tc_writer_open(o->w, '[');
        tc_openapi_examples_shape(o, route->gives);
        tc_writer_close(o->w, ']');
    }
    else {
        tc_openapi_examples_shape(o, route->gives);
    }
}

/* Without its parameters. */
static const char *content_type(const tc_openapi_t *o, const tc_route_t *route)
{
    return apr_pstrmemdup(o->p, route->content_type,
                          strcspn(route->content_type, ";"));
}

static void write_content(const tc_openapi_t *o, const tc_route_t *route)
{
    tc_writer_key(o->w, "content");
    tc_writer_open(o->w, '{');
    if (route->content_type != NULL) {
        const char *type = content_type(o, route);

        tc_openapi_raw(o, type,
                       strcmp(type, "text/html") == 0
                           ? "{\"schema\":{\"type\":\"string\"},"
                             "\"example\":\"<!doctype html>\"}"
                           : "{\"schema\":{\"type\":\"string\","
                             "\"contentMediaType\":"
                             "\"application/octet-stream\"},"
                             "\"example\":\"(the bytes of the file)\"}");
        tc_writer_close(o->w, '}');
        return;
    }
    tc_writer_key(o->w, "application/json");
    tc_writer_open(o->w, '{');
    tc_openapi_forms_plain(o, route);
    tc_openapi_forms_others(o, route);
    tc_openapi_examples_open(o);
    write_example(o, route);
    tc_openapi_examples_close(o);
    tc_writer_close(o->w, '}');
    tc_writer_close(o->w, '}');
}

static void write_header(const tc_openapi_t *o, const char *name)
{
    tc_writer_key(o->w, name);
    tc_openapi_ref(o, "headers", name);
}

static void write_headers(const tc_openapi_t *o, const tc_route_t *route,
                          int status)
{
    tc_writer_key(o->w, "headers");
    tc_writer_open(o->w, '{');
    write_header(o, "X-Request-Id");
    if (status != 204) {
        write_header(o, "ETag");
    }
    if (status == 201) {
        write_header(o, "Location");
    }
    if (route->cache != TC_CACHE_NEVER) {
        write_header(o, "X-Cache");
        write_header(o, "Cache-Status");
    }
    if (route->not_yet) {
        write_header(o, "Retry-After");
    }
    tc_writer_close(o->w, '}');
}

static void write_success(const tc_openapi_t *o, const tc_route_t *route,
                          int status, const char *about)
{
    tc_writer_key(o->w, apr_itoa(o->p, status));
    tc_writer_open(o->w, '{');
    tc_openapi_text(o, "description", about);
    write_headers(o, route, status);
    if (status != 204) {
        write_content(o, route);
    }
    tc_writer_close(o->w, '}');
}

/* What was written, for whom does not want to see it (RFC 7240). */
static void write_minimal(const tc_openapi_t *o, const tc_route_t *route)
{
    tc_writer_key(o->w, "204");
    tc_writer_open(o->w, '{');
    tc_openapi_text(o, "description", "As with Prefer: return=minimal.");
    tc_writer_key(o->w, "headers");
    tc_writer_open(o->w, '{');
    write_header(o, "X-Request-Id");
    write_header(o, "ETag");
    write_header(o, "Preference-Applied");
    if (tc_route_status(route) == HTTP_CREATED) {
        write_header(o, "Location");
    }
    tc_writer_close(o->w, '}');
    tc_writer_close(o->w, '}');
}

static void write_successes(const tc_openapi_t *o, const tc_route_t *route)
{
    int status = tc_route_status(route);

    switch (status) {
    case HTTP_NO_CONTENT:
        write_success(o, route, status, "It is done.");
        break;
    case HTTP_ACCEPTED:
        write_success(o, route, status, "The row; the work has begun.");
        break;
    case HTTP_CREATED:
        write_success(o, route, status, "It was made.");
        break;
    default:
        write_success(o, route, status, "Here it is.");
    }
    if (tc_openapi_answers_is_write(route)) {
        write_minimal(o, route);
    }
    if (route->puts) {
        write_success(o, route, HTTP_CREATED, "There was none before.");
    }
    if (route->body == TC_BODY_FORM) {
        write_success(o, route, HTTP_OK,
                      "The caller has sent the same bytes before: the row "
                      "that exists.");
    }
    else if (route->once != NULL) {
        const tc_route_t *reader = tc_route_made(route);
        tc_route_t again = *route;

        again.gives = reader != NULL ? reader->gives : route->gives_again;
        write_success(o, &again, HTTP_OK,
                      "Idempotency-Key has made it before: the row as it is "
                      "now.");
    }
}

/* ----------------------------------------------------------------- errors */

static void write_shared(const tc_openapi_t *o, const char *status,
                         const char *name)
{
    tc_writer_key(o->w, status);
    tc_openapi_ref(o, "responses", name);
}

/* A refused delete that names the posts. */
static int names_posts(const tc_route_t *route)
{
    return route->refuses[0] == TC_REFUSAL_MEDIA_USED ||
           route->refuses[0] == TC_REFUSAL_CATEGORY_USED;
}

/* An example of that name: {"field":["text"]}. */
static void write_field(const tc_openapi_t *o, const char *example,
                        const char *field, const char *text)
{
    tc_writer_key(o->w, example);
    tc_writer_open(o->w, '{');
    tc_writer_key(o->w, "value");
    tc_writer_open(o->w, '{');
    tc_writer_key(o->w, field);
    tc_writer_open(o->w, '[');
    tc_writer_string(o->w, text);
    tc_writer_close(o->w, ']');
    tc_writer_close(o->w, '}');
    tc_writer_close(o->w, '}');
}

/* A wrong field of the body: the first one that must be there, or else one
 * that is too long. */
static void write_field_error(const tc_openapi_t *o, const tc_route_t *route)
{
    const apr_array_header_t *fields = tc_shapes_body_fields(o->p, route);
    int file = route->body == TC_BODY_FORM;
    const char *name = file ? "original_file" : "non_field_errors";
    const char *text = tc_refusal_example(o->p, file ? TC_REFUSAL_NO_FILE
                                                     : TC_REFUSAL_OBJECT);

    for (int i = fields->nelts - 1; i >= 0 && !file; i--) {
        const tc_field_t *field = APR_ARRAY_IDX(fields, i, const tc_field_t *);

        if (!route->partial && field->flags & TC_FIELD_REQUIRED) {
            name = field->name;
            text = tc_refusal_text(o->p, TC_REFUSAL_REQUIRED, NULL);
        }
        else if (route->partial && field->max > 0 &&
                 field->type == TC_F_STRING) {
            name = field->name;
            text = tc_refusal_text(o->p, TC_REFUSAL_TOO_LONG,
                                   apr_itoa(o->p, field->max));
        }
    }
    write_field(o, "field", name, text);
}

static int reads_body(const tc_route_t *route)
{
    return route->takes != NULL || route->stored;
}

/* It has parameters of which a value may be wrong. */
static int reads_query(const tc_route_t *route)
{
    return route->list != NULL || (route->rows && route->query != NULL);
}

static const char *bad_schema(const tc_route_t *route)
{
    if (names_posts(route)) {
        return "{\"$ref\":\"#/components/schemas/InUse\"}";
    }
    if (reads_body(route)) {
        return "{\"anyOf\":[{\"$ref\":\"#/components/schemas/"
               "ValidationError\"},{\"$ref\":\"#/components/schemas/"
               "Error\"}]}";
    }
    return reads_query(route)
               ? "{\"$ref\":\"#/components/schemas/ValidationError\"}"
               : "{\"$ref\":\"#/components/schemas/Error\"}";
}

static void write_bad(const tc_openapi_t *o, const tc_route_t *route)
{
    const char *refusal = refusal_find(o, route, 400);

    if (refusal == NULL && !reads_body(route) && !reads_query(route)) {
        return;
    }
    tc_writer_key(o->w, "400");
    tc_writer_open(o->w, '{');
    tc_openapi_text(o, "description",
                    reads_query(route)     ? "A parameter is wrong."
                    : route->takes != NULL ? "The body is wrong."
                    : route->stored        ? "What was saved is wrong."
                                           : "It cannot be done now.");
    tc_writer_key(o->w, "content");
    tc_writer_open(o->w, '{');
    tc_writer_key(o->w, "application/json");
    tc_writer_open(o->w, '{');
    tc_openapi_raw(o, "schema", bad_schema(route));
    tc_writer_key(o->w, "examples");
    tc_writer_open(o->w, '{');
    if (route->takes != NULL) {
        write_field_error(o, route);
        tc_openapi_shared_example(
            o, "json", tc_refusal_example(o->p, TC_REFUSAL_JSON), NULL);
    }
    else if (route->stored) {
        write_field(o, "field", "title", "This field may not be blank.");
    }
    if (route->list != NULL) {
        write_field(o, "cursor", "cursor",
                    tc_refusal_example(o->p, TC_REFUSAL_CURSOR_SEARCH));
    }
    else if (reads_query(route)) {
        write_field(o, "field", route->query->name, TC_TEXT_BOOLEAN);
    }
    if (refusal != NULL) {
        tc_openapi_shared_example(o, "refused", refusal,
                                  names_posts(route) ? "[42]" : NULL);
    }
    tc_writer_close(o->w, '}');
    tc_writer_close(o->w, '}');
    tc_writer_close(o->w, '}');
    tc_writer_close(o->w, '}');
}

/* 403: by us, or by the web server's own access rules. */
static void write_refused(const tc_openapi_t *o, const tc_route_t *route)
{
    const char *forbidden = "Denied";

    if (!route->no_credentials) {
        write_shared(o, "401", "Unauthorized");
        if (refusal_find(o, route, 403) != NULL) {
            forbidden = "ForbiddenPost";
        }
        else if (route->method != M_GET || route->least > TC_WRITER) {
            forbidden = "Forbidden";
        }
    }
    write_shared(o, "403", forbidden);
}

static void write_conflict(const tc_openapi_t *o, const tc_route_t *route)
{
    if (route->once != NULL) {
        write_shared(o, "409", "KeyRuns");
    }
    else if (refusal_find(o, route, 409) != NULL) {
        write_shared(o, "409", "StaleCopy");
    }
}

static void write_unavailable(const tc_openapi_t *o, const tc_route_t *route)
{
    if (route->unwell) {
        write_success(o, route, 503, "What is wrong.");
    }
    else if (!route->no_credentials || route->method != M_GET) {
        write_shared(o, "503", "Unavailable");
    }
}

void tc_openapi_answers(const tc_openapi_t *o, const tc_route_t *route)
{
    int is_file = route->content_type != NULL &&
                  strcmp(route->content_type, "*/*") == 0;

    tc_writer_open(o->w, '{');
    write_successes(o, route);
    if (is_file) {
        write_success(o, route, 206, "A range of the bytes.");
    }
    if (route->moved) {
        write_shared(o, "301", "Moved");
    }
    if (route->method == M_GET) {
        write_shared(o, "304", "NotModified");
    }
    write_bad(o, route);
    write_refused(o, route);
    if (refusal_find(o, route, 404) != NULL) {
        write_shared(o, "404", "NoCursor");
    }
    else if (strchr(route->path, '{') != NULL || route->list != NULL ||
             route->once != NULL) { /* what a key has made may have gone */
        write_shared(o, "404", route->list != NULL ? "NoPage" : "NotFound");
    }
    if (route->takes != NULL) {
        write_shared(o, "408", "Timeout");
    }
    write_conflict(o, route);
    if (route->if_match || is_file) {
        write_shared(o, "412", "Changed");
    }
    if (route->takes != NULL) {
        write_shared(o, "413", tc_openapi_shared_too_large(o, route));
        write_shared(o, "415", "UnsupportedType");
    }
    if (is_file) {
        write_shared(o, "416", "NoRange");
    }
    if (route->once != NULL) {
        write_shared(o, "422", "KeyOther");
    }
    if (route->throttled) {
        write_shared(o, "429", "Throttled");
    }
    write_shared(o, "500", "InternalError");
    write_unavailable(o, route);
    if (refusal_find(o, route, 507) != NULL) {
        write_shared(o, "507", "NoStorage");
    }
    tc_writer_close(o->w, '}');
}
