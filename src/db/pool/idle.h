/*
 * A thread of each child that ends sessions which nobody uses: those beyond
 * what was used at once of late, every few seconds; all of them while others
 * wait for one of TalecraftDBTotal. mod_dbd would keep them. Inside db/ only.
 */
#ifndef TC_DB_POOL_IDLE_H
#define TC_DB_POOL_IDLE_H

#include <httpd.h>

/* After tc_total_child_init and when all sites have their pools; the thread
 * ends before pchild does. */
void tc_idle_child_init(apr_pool_t *pchild, server_rec *s);

#endif
