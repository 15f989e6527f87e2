/* How things stand now: what waits, what is in use. */
#ifndef TC_OPS_GAUGES_H
#define TC_OPS_GAUGES_H

#include <httpd.h>

/* Writes them in Prometheus's text form. One statement for each database;
 * what one that is away would tell is left out. */
void tc_gauges_show(request_rec *r);

#endif
