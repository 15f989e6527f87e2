/*
 * Whose files the store holds. A media root belongs to one database: where
 * two sites share a root by mistake, each would take the other's files for
 * unreferenced. The first one puts its mark into the folder, and only that
 * one removes anything. The mark's date tells when that was last done.
 */
#ifndef TC_MEDIA_STORE_OWNER_H
#define TC_MEDIA_STORE_OWNER_H

#include <apr_pools.h>
#include <apr_time.h>

#include "core/site.h"

#define TC_STORE_OWNER_FILE "site" /* the mark's name, for the log */

typedef enum {
    TC_STORE_OWNER_US,
    TC_STORE_OWNER_OTHER, /* another database's mark */
    TC_STORE_OWNER_NONE   /* not known: see the error */
} tc_store_owner_t;

/* Whose the files are, seen by the database with this id; its mark is put
 * where there is none. An error: the mark cannot be opened, read or made. */
apr_status_t tc_store_owner_claim(apr_pool_t *p, const tc_site_t *site,
                                  apr_uint64_t id, tc_store_owner_t *owner);
/* The same without putting a mark: NONE where there is none yet. */
apr_status_t tc_store_owner_look(apr_pool_t *p, const tc_site_t *site,
                                 apr_uint64_t id, tc_store_owner_t *owner);
/* Where the mark is, from p, for the log. */
const char *tc_store_owner_filename(apr_pool_t *p, const tc_site_t *site);

/* Date the mark, and read its date (an error: there is none); as files are
 * dated. */
void tc_store_owner_date(apr_pool_t *p, const tc_site_t *site,
                         apr_time_t time);
apr_status_t tc_store_owner_dated(apr_pool_t *p, const tc_site_t *site,
                                  apr_time_t *time);

#endif
