/*
 * Which virtual hosts share what: hosts that inherit or repeat a media root
 * have one store; hosts whose database is the same have one site's rows. All
 * who must do something once for several hosts ask here.
 */
#ifndef TC_CORE_HOSTS_H
#define TC_CORE_HOSTS_H

#include <apr_pools.h>
#include <httpd.h>

#include "core/site.h"

/* 1 where any host from s on has a media root. */
int tc_hosts_have_media(const server_rec *s);

/* 1 where both have a media root, and it is the same. */
int tc_hosts_share_media(const tc_site_t *one, const tc_site_t *other);

/* 1 where s has a media root, and no host from first to the one before it has
 * the same. */
int tc_hosts_is_first_of_media(const server_rec *first, const server_rec *s);

/*
 * 1 where work for the one is work for the other: both are at one database
 * (by its identity, 0: not known yet, which equals none) and the files of
 * `site`, if it has any, are other's too.
 */
int tc_hosts_are_twins(const tc_site_t *site, apr_uint64_t site_database,
                       const tc_site_t *other, apr_uint64_t other_database);

/*
 * 1 where the site takes part, and no host from first to it that does has the
 * same database; id_of: its identity (0: not known yet, which equals none),
 * which db/ knows.
 */
typedef int (*tc_hosts_part_fn)(const tc_site_t *site);
typedef apr_uint64_t (*tc_hosts_id_fn)(const tc_site_t *site);
int tc_hosts_is_first_of_database(const server_rec *first,
                                  const tc_site_t *site,
                                  tc_hosts_part_fn takes_part,
                                  tc_hosts_id_fn id_of);

/* 1 where mod_dbd has one list of connections for both: it compares driver,
 * parameters and numbers (mod_dbd.c, dbd_post_config). */
int tc_hosts_share_connections(const tc_site_t *one, const tc_site_t *other);

/* What mod_dbd's directives say of the host's database, from p: equal texts
 * lead to one database. It holds secrets. */
const char *tc_hosts_database(apr_pool_t *p, const tc_site_t *site);

#endif
