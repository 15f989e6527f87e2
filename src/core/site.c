#include "core/site.h"

#include <apr_strings.h>
#include <httpd.h>
#include <http_main.h>

#include "core/log.h"
#include "core/setting.h"

void *tc_site_create(apr_pool_t *p, server_rec *s)
{
    tc_site_t *site = apr_pcalloc(p, sizeof(*site));

    site->server = s;
    tc_setting_defaults(p, site);
    site->trusted_proxies = apr_array_make(p, 0, sizeof(void *));
    site->cors_origins = apr_array_make(p, 0, sizeof(char *));
    site->webhook_allow = apr_array_make(p, 0, sizeof(tc_allowed_t));
    site->mounts = apr_array_make(p, 2, sizeof(tc_mount_t));
    site->pages = apr_array_make(p, 1, sizeof(tc_mount_t));
    return site;
}

void *tc_site_merge(apr_pool_t *p, void *base_v, void *add_v)
{
    const tc_site_t *base = base_v;
    const tc_site_t *add = add_v;
    tc_site_t *site = apr_pmemdup(p, add, sizeof(*add));

    tc_setting_inherit(site, base);
    /* Mounts in the main server's sections hold in its virtual hosts too,
     * as <Location> itself does. */
    site->mounts = apr_array_make(p, 2, sizeof(tc_mount_t));
    site->pages = apr_array_make(p, 1, sizeof(tc_mount_t));
    site->mount_named = base->mount_named || add->mount_named;
    return site;
}

void *tc_site_dir_create(apr_pool_t *p, char *path)
{
    (void)path;
    return apr_pcalloc(p, sizeof(tc_dir_t));
}

void *tc_site_dir_merge(apr_pool_t *p, void *base_v, void *add_v)
{
    const tc_dir_t *base = base_v;
    const tc_dir_t *add = add_v;
    tc_dir_t *dir = apr_pmemdup(p, add, sizeof(*add));

    if (dir->mount == NULL) {
        dir->mount = base->mount;
    }
    return dir;
}

tc_site_t *tc_site_of(const server_rec *s)
{
    return ap_get_module_config(s->module_config, &talecraft_module);
}

tc_dir_t *tc_site_dir_of(const request_rec *r)
{
    return ap_get_module_config(r->per_dir_config, &talecraft_module);
}

const char *tc_site_label(apr_pool_t *p, const server_rec *s)
{
    apr_port_t port = s->port;
    const char *name = s->server_hostname != NULL ? s->server_hostname : "";

    if (port == 0 && s->addrs != NULL) {
        port = s->addrs->host_port;
    }
    return port == 0 ? name : apr_psprintf(p, "%s:%u", name, (unsigned)port);
}

int tc_site_is_used(const tc_site_t *site)
{
    return site->mount_named || site->mounts->nelts > 0;
}

tc_site_t *tc_site_main(void)
{
    return tc_site_of(ap_server_conf);
}
