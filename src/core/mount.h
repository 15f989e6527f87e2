/*
 * Where the API is mounted. httpd tells a handler its <Location> only where
 * one of our own directives stands in it, so the configuration tree is
 * walked once in check_config.
 */
#ifndef TC_CORE_MOUNT_H
#define TC_CORE_MOUNT_H

#include "core/site.h"

/* The handler of the editors' page, which is no part of the API. */
#define TC_MOUNT_EDITOR "talecraft-editor"
/* That of the figures, which may stand anywhere and makes no host a site. */
#define TC_MOUNT_METRICS "talecraft-metrics"

/* Fill the mounts of every site from <Location PATH> sections that have
 * SetHandler talecraft or talecraft-<resource>. */
void tc_mount_find_all(apr_pool_t *pconf, server_rec *s);

/* Of the lines within a section (a list of nodes): the handler that their
 * SetHandler names, from p; NULL where it is none of ours. */
const char *tc_mount_section_handler(apr_pool_t *p,
                                     const ap_directive_t *lines);

/* The path of a <Location PATH>, from p; NULL where the section is another one
 * or its path a pattern. */
const char *tc_mount_section_path(apr_pool_t *p, const ap_directive_t *node);

/*
 * The mount point (no slash at its end) of a request for this handler:
 * TalecraftMount of its section, else the longest <Location> above its path.
 * NULL where there is none.
 */
const char *tc_mount_of(const request_rec *r, const char *handler);

/* A mount of the site whose path is a prefix of the URI, or NULL. */
const tc_mount_t *tc_mount_above(const tc_site_t *site, const char *uri);

/* The first mount of the site with this handler, or NULL. */
const tc_mount_t *tc_mount_find(const tc_site_t *site, const char *handler);

#endif
