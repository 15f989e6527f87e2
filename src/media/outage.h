/* A store that is full, read-only or gone for a while: all who ask for it are
 * told, and the log a line a minute. */
#ifndef TC_MEDIA_OUTAGE_H
#define TC_MEDIA_OUTAGE_H

#include "core/error.h"
#include "core/site.h"

/* 1 where the log has not been told in the last minute: then it is, by the
 * caller. */
int tc_outage_says(const tc_site_t *site);

/* The error, which is logged only where the log is to be told. */
tc_error_t *tc_outage_error(const tc_site_t *site, tc_error_t *error);

#endif
