/*
 * Why there is no connection. mod_dbd does not tell, so one is tried past it,
 * which hears what PostgreSQL says. Inside db/ only.
 */
#ifndef TC_DB_POOL_REFUSED_H
#define TC_DB_POOL_REFUSED_H

#include "core/site.h"
#include "db/fault.h"

/* TC_FAULT_SERVER where PostgreSQL has no connections left, else
 * TC_FAULT_AWAY; *detail (from p) says more where more is known. Waits a
 * second at most. */
tc_fault_t tc_refused_why(const tc_site_t *site, apr_pool_t *p,
                          const char **detail);

#endif
