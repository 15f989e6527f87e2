#include "core/hosts.h"

#include <apr_strings.h>

#include "core/site.h"

int tc_hosts_share_media(const tc_site_t *one, const tc_site_t *other)
{
    return one->media_root != NULL && other->media_root != NULL &&
           strcmp(one->media_root, other->media_root) == 0;
}

int tc_hosts_have_media(const server_rec *s)
{
    for (; s != NULL; s = s->next) {
        if (tc_site_of(s)->media_root != NULL) {
            return 1;
        }
    }
    return 0;
}

int tc_hosts_is_first_of_media(const server_rec *first, const server_rec *s)
{
    for (; first != s; first = first->next) {
        if (tc_hosts_share_media(tc_site_of(first), tc_site_of(s))) {
            return 0;
        }
    }
    return tc_site_of(s)->media_root != NULL;
}

int tc_hosts_are_twins(const tc_site_t *site, apr_uint64_t site_database,
                       const tc_site_t *other, apr_uint64_t other_database)
{
    return site_database != 0 && site_database == other_database &&
           (site->media_root == NULL || tc_hosts_share_media(site, other));
}

int tc_hosts_is_first_of_database(const server_rec *first,
                                  const tc_site_t *site,
                                  tc_hosts_part_fn takes_part,
                                  tc_hosts_id_fn id_of)
{
    apr_uint64_t id = id_of(site);

    if (!takes_part(site)) {
        return 0;
    }
    for (; id != 0 && first != site->server; first = first->next) {
        const tc_site_t *other = tc_site_of(first);

        if (takes_part(other) && id_of(other) == id) {
            return 0;
        }
    }
    return 1;
}

static int is_same(const char *one, const char *other)
{
    return one == NULL || other == NULL ? one == other
                                        : strcmp(one, other) == 0;
}

int tc_hosts_share_connections(const tc_site_t *one, const tc_site_t *other)
{
    /* thousands of hosts are compared with each other */
    return one->db_key == other->db_key &&
           is_same(one->dbd_driver, other->dbd_driver) &&
           is_same(one->dbd_params, other->dbd_params) &&
           is_same(one->dbd_min, other->dbd_min) &&
           is_same(one->dbd_keep, other->dbd_keep) &&
           is_same(one->dbd_max, other->dbd_max) &&
           is_same(one->dbd_exptime, other->dbd_exptime);
}

const char *tc_hosts_database(apr_pool_t *p, const tc_site_t *site)
{
    return apr_pstrcat(p, site->dbd_driver != NULL ? site->dbd_driver : "",
                       "\n", site->dbd_params != NULL ? site->dbd_params : "",
                       NULL);
}
