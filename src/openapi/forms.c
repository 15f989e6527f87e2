#include "openapi/forms.h"

#include <apr_strings.h>

#include "base/json/writer.h"
#include "openapi/openapi.h"
#include "rest/list.h"
#include "rest/table.h"

static void write_rows(const tc_openapi_t *o, const tc_route_t *route)
{
    tc_writer_open(o->w, '{');
    tc_openapi_text(o, "type", "array");
    tc_writer_key(o->w, "items");
    tc_openapi_ref(o, "schemas", route->gives->name);
    tc_writer_close(o->w, '}');
}

/* With and without a count: by page number, and by cursor. */
static void write_page(const tc_openapi_t *o, const tc_route_t *route,
                       int cursor)
{
    tc_writer_open(o->w, '{');
    tc_openapi_text(o, "type", "object");
    tc_openapi_text(o, "description",
                    cursor ? "A page read with ?cursor=." : "A page.");
    tc_writer_key(o->w, "properties");
    tc_writer_open(o->w, '{');
    if (!cursor) {
        tc_openapi_raw(o, "count",
                       "{\"type\":\"integer\",\"minimum\":0,"
                       "\"description\":\"Of all pages.\"}");
    }
    tc_openapi_raw(o, "next",
                   "{\"type\":[\"string\",\"null\"],\"format\":\"uri\"}");
    tc_openapi_raw(o, "previous",
                   "{\"type\":[\"string\",\"null\"],\"format\":\"uri\"}");
    tc_writer_key(o->w, "results");
    write_rows(o, route);
    tc_writer_close(o->w, '}');
    tc_openapi_raw(o, "required",
                   cursor ? "[\"next\",\"previous\",\"results\"]"
                          : "[\"count\",\"next\",\"previous\","
                            "\"results\"]");
    tc_openapi_raw(o, "additionalProperties", "false");
    tc_writer_close(o->w, '}');
}

void tc_openapi_forms_page(const tc_openapi_t *o, const tc_route_t *route)
{
    write_page(o, route, 0);
}

const char *tc_openapi_forms_page_name(const tc_openapi_t *o,
                                       const tc_route_t *route)
{
    return route->list == NULL || route->list->bare
               ? NULL
               : apr_pstrcat(o->p, route->gives->name, "Page", NULL);
}

void tc_openapi_forms_plain(const tc_openapi_t *o, const tc_route_t *route)
{
    const char *page = tc_openapi_forms_page_name(o, route);

    tc_writer_key(o->w, "schema");
    if (page == NULL && (route->rows || route->list != NULL)) {
        write_rows(o, route);
        return;
    }
    tc_openapi_ref(o, "schemas", page != NULL ? page : route->gives->name);
}

void tc_openapi_forms_others(const tc_openapi_t *o, const tc_route_t *route)
{
    if (route->list == NULL) {
        return;
    }
    tc_writer_key(o->w, "x-with");
    tc_writer_open(o->w, '{');
    tc_writer_key(o->w, "cursor");
    write_page(o, route, 1);
    if (route->list->bare) {
        tc_writer_key(o->w, "page");
        write_page(o, route, 0);
    }
    if (route->list->whole != NULL) {
        tc_writer_key(o->w, "expand");
        tc_openapi_ref(o, "schemas", route->list->whole->name);
    }
    tc_writer_close(o->w, '}');
}
