/* The paths and their parameters. */
#ifndef TC_OPENAPI_PATHS_H
#define TC_OPENAPI_PATHS_H

#include "http/route.h"
#include "openapi/openapi.h"

/* The value of "paths". */
void tc_openapi_paths(const tc_openapi_t *o);

/* The parameters of a route: the value of "parameters". */
void tc_openapi_paths_parameters(const tc_openapi_t *o,
                                 const tc_route_t *route);

#endif
