/* The operations of the description: a path and its methods at a time. */
#include "openapi/paths.h"

#include <apr_strings.h>
#include <httpd.h>

#include "base/account/role.h"
#include "base/json/writer.h"
#include "base/text/path.h"
#include "http/route.h"
#include "openapi/answers.h"
#include "openapi/examples.h"
#include "openapi/openapi.h"
#include "openapi/shapes.h"
#include "openapi/values.h"
#include "rest/list.h"
#include "rest/table.h"

/* ------------------------------------------------------------- parameters */

static void write_shared(const tc_openapi_t *o, const char *name)
{
    tc_openapi_ref(o, "parameters", name);
}

static void parameter_open(const tc_openapi_t *o, const char *name,
                           const char *about)
{
    tc_writer_open(o->w, '{');
    tc_openapi_text(o, "name", name);
    tc_openapi_text(o, "in", "query");
    tc_openapi_text(o, "description", about);
}

static void write_names(const tc_openapi_t *o, const tc_list_t *list)
{
    tc_writer_open(o->w, '[');
    for (const tc_ordering_t *ordering = list->orderings + 1;
         ordering->name != NULL; ordering++) {
        tc_writer_string(o->w, ordering->name);
        tc_writer_string(o->w, apr_pstrcat(o->p, "-", ordering->name, NULL));
    }
    tc_writer_close(o->w, ']');
}

/* A comma-separated list of words, of which these are known. */
static void words_open(const tc_openapi_t *o)
{
    tc_openapi_text(o, "style", "form");
    tc_openapi_raw(o, "explode", "false");
    tc_writer_key(o->w, "schema");
    tc_writer_open(o->w, '{');
    tc_openapi_text(o, "type", "array");
    tc_writer_key(o->w, "items");
    tc_writer_open(o->w, '{');
    tc_openapi_text(o, "type", "string");
    tc_writer_key(o->w, "enum");
}

static void words_close(const tc_openapi_t *o)
{
    tc_writer_close(o->w, '}');
    tc_writer_close(o->w, '}');
    tc_writer_close(o->w, '}');
}

static void write_ordering(const tc_openapi_t *o, const tc_list_t *list)
{
    parameter_open(o, "ordering",
                   "By these fields instead of the default order; - turns "
                   "one round. Unknown names are ignored.");
    words_open(o);
    write_names(o, list);
    words_close(o);
}

static void write_fields(const tc_openapi_t *o, const tc_route_t *route)
{
    const apr_array_header_t *fields = tc_shapes_fields(o->p, route->gives);

    parameter_open(o, "fields",
                   "Only these fields of each row, all others are left out. "
                   "Unknown names are skipped; blank: all of them.");
    if (fields->nelts == 0) { /* which it has is not described */
        tc_openapi_raw(o, "schema", "{\"type\":\"string\"}");
        tc_writer_close(o->w, '}');
        return;
    }
    words_open(o);
    tc_writer_open(o->w, '[');
    for (int i = 0; i < fields->nelts; i++) {
        tc_writer_string(o->w,
                         APR_ARRAY_IDX(fields, i, const tc_field_t *)->name);
    }
    tc_writer_close(o->w, ']');
    words_close(o);
}

static const char *filter_about(const tc_openapi_t *o,
                                const tc_filter_t *filter)
{
    static const char *const by_type[] = {
        [TC_FILTER_CHOICE] = "Only rows with this value.",
        [TC_FILTER_BOOLEAN] = "Only rows with this value.",
        [TC_FILTER_FLAG] = "Widens another filter.",
        [TC_FILTER_TIME] = "A moment; it is not itself among them.",
        [TC_FILTER_TEXT] = "Only rows with this value.",
        [TC_FILTER_REF] = "Id or slug.",
        [TC_FILTER_WORDS] = "Some of these.",
        [TC_FILTER_REFS] = "Ids or slugs, separated by commas.",
        [TC_FILTER_SLUG] = "A slug.",
        [TC_FILTER_EITHER] = "Only rows of which that is so, or is not.",
        [TC_FILTER_ID] = "An id.",
        [TC_FILTER_IDS] = "Ids, up to 100, comma-separated.",
        [TC_FILTER_SLUGS] = "Slugs, up to 100, comma-separated.",
        [TC_FILTER_COUNT] = "How many."
    };

    if (filter->about != NULL) {
        return filter->about;
    }
    return apr_pstrdup(o->p, by_type[filter->type]);
}

static void write_filter(const tc_openapi_t *o, const tc_filter_t *filter)
{
    parameter_open(o, filter->name, filter_about(o, filter));
    if (filter->type == TC_FILTER_WORDS) {
        words_open(o);
        tc_writer_open(o->w, '[');
        for (const char *const *word = filter->choices; *word != NULL;
             word++) {
            tc_writer_string(o->w, *word);
        }
        tc_writer_close(o->w, ']');
        words_close(o);
        return;
    }
    tc_writer_key(o->w, "schema");
    tc_writer_open(o->w, '{');
    switch (filter->type) {
    case TC_FILTER_EITHER:
    case TC_FILTER_BOOLEAN:
    case TC_FILTER_FLAG:
        tc_openapi_values_type(o, "boolean", 0);
        break;
    case TC_FILTER_CHOICE:
        tc_openapi_values_choices(o, filter->choices, 0);
        break;
    case TC_FILTER_COUNT:
        tc_openapi_values_type(o, "integer", 0);
        tc_writer_put_int(o->w, "minimum", 1);
        break;
    case TC_FILTER_TIME:
        tc_openapi_values_type(o, "string", 0);
        tc_openapi_text(o, "format", "date-time");
        break;
    default:
        tc_openapi_values_type(o, "string", 0);
    }
    tc_writer_close(o->w, '}');
    tc_writer_close(o->w, '}');
}

static void write_cursor(const tc_openapi_t *o, const tc_route_t *route)
{
    const tc_list_t *list = route->list;

    parameter_open(
        o, "cursor",
        apr_pstrcat(o->p,
                    "Read on from here, without a count and at a cost that "
                    "does not grow; empty to start. In the default order "
                    "or that of a single field",
                    list->no_cursor != NULL
                        ? apr_pstrcat(o->p, " but ", list->no_cursor, NULL)
                        : "",
                    ", and not with search.", NULL));
    tc_openapi_raw(o, "allowEmptyValue", "true");
    tc_openapi_raw(o, "schema", "{\"type\":\"string\"}");
    tc_writer_close(o->w, '}');
}

static void write_list(const tc_openapi_t *o, const tc_route_t *route)
{
    const tc_list_t *list = route->list;

    write_shared(o, "Page");
    write_shared(o, "PageSize");
    write_cursor(o, route);
    write_ordering(o, list);
    if (list->search) {
        write_shared(o, "Search");
    }
    for (const tc_filter_t *filter = list->filters; filter->name != NULL;
         filter++) {
        write_filter(o, filter);
    }
}

void tc_openapi_paths_parameters(const tc_openapi_t *o,
                                 const tc_route_t *route)
{
    tc_writer_open(o->w, '[');
    for (const char *braces = strchr(route->path, '{'); braces != NULL;
         braces = strchr(braces + 1, '{')) {
        write_shared(o, tc_path_parameter(braces)->name);
    }
    if (route->list != NULL) {
        write_list(o, route);
    }
    if (route->list != NULL || route->fields) {
        write_fields(o, route);
    }
    for (const tc_filter_t *filter = route->query;
         filter != NULL && filter->name != NULL; filter++) {
        write_filter(o, filter);
    }
    if (route->method == M_GET) {
        write_shared(o, "IfNoneMatch");
    }
    if (route->if_match) {
        write_shared(o, "IfMatch");
    }
    if (tc_openapi_answers_is_write(route)) {
        write_shared(o, "Prefer");
    }
    if (route->once != NULL) {
        write_shared(o, "IdempotencyKey");
    }
    tc_writer_close(o->w, ']');
}

/* ------------------------------------------------------------- operations */

static const char *method_key(int method)
{
    switch (method) {
    case M_POST:
        return "post";
    case M_PUT:
        return "put";
    case M_PATCH:
        return "patch";
    case M_DELETE:
        return "delete";
    default:
        return "get";
    }
}

static const char *route_tag(const tc_route_t *route)
{
    const tc_resource_t *resource = tc_route_resource(route->path);

    return resource != NULL ? resource->name : TC_OPENAPI_SERVICE;
}

static void write_body(const tc_openapi_t *o, const tc_route_t *route)
{
    const char *name = tc_shapes_body_name(o->p, route);

    if (name == NULL) {
        return;
    }
    tc_writer_key(o->w, "requestBody");
    tc_writer_open(o->w, '{');
    tc_openapi_raw(o, "required", "true");
    tc_writer_key(o->w, "content");
    tc_writer_open(o->w, '{');
    tc_writer_key(o->w, route->body == TC_BODY_FORM ? "multipart/form-data"
                                                    : "application/json");
    tc_writer_open(o->w, '{');
    tc_writer_key(o->w, "schema");
    tc_openapi_ref(o, "schemas", name);
    tc_openapi_examples_open(o);
    tc_openapi_examples_body(o, route);
    tc_openapi_examples_close(o);
    tc_writer_close(o->w, '}');
    tc_writer_close(o->w, '}');
    tc_writer_close(o->w, '}');
}

static void write_security(const tc_openapi_t *o, const tc_route_t *route)
{
    const char *ways = route->method == M_GET
                           ? "{\"token\":[]},{\"session\":[]}"
                           : "{\"token\":[]},{\"session\":[],\"csrf\":[]}";

    if (route->no_credentials) {
        tc_openapi_raw(o, "security", "[]");
        return;
    }
    tc_openapi_raw(o, "security",
                   apr_pstrcat(o->p, route->least == TC_PUBLIC ? "[{}," : "[",
                               ways, "]", NULL));
}

static const char *route_about(const tc_openapi_t *o, const tc_route_t *route)
{
    static const char *const callers[] = {
        [TC_PUBLIC] = "For everyone.",
        [TC_WRITER] = "For WRITER, EDITOR and ADMIN.",
        [TC_EDITOR] = "For EDITOR and ADMIN.",
        [TC_ADMIN] = "For ADMIN."
    };

    return apr_pstrcat(
        o->p, route->summary, ". ", callers[route->least],
        route->list != NULL && route->list->bare
            ? " A bare array unless page, page_size or cursor is given."
            : "",
        NULL);
}

static void write_operation(const tc_openapi_t *o, const tc_route_t *route)
{
    tc_writer_key(o->w, method_key(route->method));
    tc_writer_open(o->w, '{');
    tc_openapi_text(o, "operationId", route->name);
    tc_openapi_text(o, "summary", route->summary);
    tc_openapi_text(o, "description", route_about(o, route));
    tc_writer_key(o->w, "tags");
    tc_writer_open(o->w, '[');
    tc_writer_string(o->w, route_tag(route));
    tc_writer_close(o->w, ']');
    write_security(o, route);
    tc_writer_key(o->w, "parameters");
    tc_openapi_paths_parameters(o, route);
    write_body(o, route);
    tc_writer_key(o->w, "responses");
    tc_openapi_answers(o, route);
    tc_writer_close(o->w, '}');
}

static int path_is_first(const tc_route_t *route)
{
    for (const tc_route_t *other = tc_routes; other != route; other++) {
        if (strcmp(other->path, route->path) == 0) {
            return 0;
        }
    }
    return 1;
}

void tc_openapi_paths(const tc_openapi_t *o)
{
    tc_writer_open(o->w, '{');
    for (const tc_route_t *route = tc_routes; route->path != NULL; route++) {
        if (route->name == NULL || !path_is_first(route)) {
            continue;
        }
        tc_writer_key(o->w, route->path);
        tc_writer_open(o->w, '{');
        for (const tc_route_t *other = route; other->path != NULL; other++) {
            if (strcmp(other->path, route->path) == 0) {
                write_operation(o, other);
            }
        }
        tc_writer_close(o->w, '}');
    }
    tc_writer_close(o->w, '}');
}
