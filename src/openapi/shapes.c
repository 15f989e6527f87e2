#include "openapi/shapes.h"

#include <apr_strings.h>
#include <httpd.h>

#include "http/route.h"
#include "rest/table.h"

static int is_named(const char *const *names, const char *name)
{
    for (; *names != NULL; names++) {
        if (strcmp(*names, name) == 0) {
            return 1;
        }
    }
    return 0;
}

/* ---------------------------------------------------------------- answers */

static void fields_add(apr_array_header_t *out, const tc_fields_t *table,
                       const tc_shape_t *shape)
{
    for (int i = 0; table != NULL && i < table->count; i++) {
        const tc_field_t *field = &table->fields[i];

        if (field->flags & TC_FIELD_WRITE_ONLY ||
            (table == shape->of && shape->only != NULL &&
             !is_named(shape->only, field->name)) ||
            (shape->without != NULL &&
             is_named(shape->without, field->name))) {
            continue;
        }
        APR_ARRAY_PUSH(out, const tc_field_t *) = field;
    }
}

apr_array_header_t *tc_shapes_fields(apr_pool_t *p, const tc_shape_t *shape)
{
    apr_array_header_t *out = apr_array_make(p, 32, sizeof(tc_field_t *));

    fields_add(out, shape->of, shape);
    fields_add(out, shape->more, shape);
    return out;
}

/* The list grows at its end while what it holds is looked through. */
static void shape_add(apr_array_header_t *all, const tc_shape_t *shape)
{
    for (int i = 0; i < all->nelts; i++) {
        if (APR_ARRAY_IDX(all, i, const tc_shape_t *) == shape) {
            return;
        }
    }
    if (shape != NULL) {
        APR_ARRAY_PUSH(all, const tc_shape_t *) = shape;
    }
}

apr_array_header_t *tc_shapes_all(apr_pool_t *p)
{
    apr_array_header_t *all = apr_array_make(p, 32, sizeof(tc_shape_t *));

    for (const tc_route_t *route = tc_routes; route->path != NULL; route++) {
        shape_add(all, route->gives);
    }
    for (int i = 0; i < all->nelts; i++) {
        const tc_shape_t *shape = APR_ARRAY_IDX(all, i, const tc_shape_t *);
        const apr_array_header_t *fields = tc_shapes_fields(p, shape);

        shape_add(all, shape->holds);
        for (int j = 0; j < fields->nelts; j++) {
            shape_add(all,
                      APR_ARRAY_IDX(fields, j, const tc_field_t *)->shape);
        }
    }
    return all;
}

/* ----------------------------------------------------------------- bodies */

const char *tc_shapes_body_name(apr_pool_t *p, const tc_route_t *route)
{
    const char *kind = "";

    if (route->takes == NULL) {
        return NULL;
    }
    if (route->lenient) {
        kind = "Draft";
    }
    else if (route->gives != NULL && route->gives->of == route->takes) {
        kind = route->method == M_POST  ? "Create"
               : route->method == M_PUT ? "Replace"
                                        : "Change";
    }
    return apr_pstrcat(p, route->takes->name, kind, NULL);
}

apr_array_header_t *tc_shapes_body_fields(apr_pool_t *p,
                                          const tc_route_t *route)
{
    const unsigned ignored = TC_FIELD_READ_ONLY |
                             (route->status == HTTP_CREATED || route->lenient
                                  ? TC_FIELD_NOT_NEW
                                  : TC_FIELD_ONLY_NEW);
    apr_array_header_t *out = apr_array_make(p, 32, sizeof(tc_field_t *));

    for (int i = 0; i < route->takes->count; i++) {
        const tc_field_t *field = &route->takes->fields[i];

        if (!(field->flags & ignored)) {
            APR_ARRAY_PUSH(out, const tc_field_t *) = field;
        }
    }
    return out;
}
