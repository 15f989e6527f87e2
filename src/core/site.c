#include "core/site.h"

#include <apr_strings.h>
#include <httpd.h>
#include <http_main.h>

#include "core/log.h"
#include "core/settings.h"
#include "core/variants.h"

#define DAY apr_time_from_sec(24 * 60 * 60)

/* What holds where no directive says otherwise. */
static void site_defaults(tc_site_t *site)
{
    site->media_url = "/media-files/";
    site->db_connections = 4;
    site->db_timeout = apr_time_from_sec(2);
    site->ttl[TC_TTL_LISTS] = 300;
    site->ttl[TC_TTL_DETAILS] = 600;
    site->ttl[TC_TTL_CATEGORIES] = 300;
    site->ttl[TC_TTL_ADS] = 300;
    site->stale_if_error = apr_time_from_sec(600);
    site->max_upload = 50 * 1024 * 1024;
    site->max_body = 2 * 1024 * 1024;
    site->max_pixels = 100 * 1000 * 1000;
    site->max_frames = 1000;
    site->media_effort = 2;
    site->media_seconds = 120;
    site->media_retries = 3;
    site->media_memory = APR_INT64_C(2) * 1024 * 1024 * 1024;
    site->token_lifetime = 14 * DAY;
    site->worker_program = "/usr/libexec/talecraft/talecraft-worker";
    site->cache_provider = "shmcb";
    site->cache_args = "67108864";
}

void *tc_site_create(apr_pool_t *p, server_rec *s)
{
    tc_site_t *site = apr_pcalloc(p, sizeof(*site));

    site->server = s;
    site_defaults(site);
    site->variants = tc_variants_default(p);
    site->trusted_proxies = apr_array_make(p, 0, sizeof(void *));
    site->cors_origins = apr_array_make(p, 0, sizeof(char *));
    site->mounts = apr_array_make(p, 2, sizeof(tc_mount_t));
    return site;
}

/* Take a member from the base where the host itself did not set it. */
#define INHERIT(bit, member)             \
    do {                                 \
        if (!(add->set & TC_SET(bit))) { \
            site->member = base->member; \
        }                                \
    } while (0)

void *tc_site_merge(apr_pool_t *p, void *base_v, void *add_v)
{
    const tc_site_t *base = base_v;
    const tc_site_t *add = add_v;
    tc_site_t *site = apr_pmemdup(p, add, sizeof(*add));

    INHERIT(MEDIA_ROOT, media_root);
    INHERIT(MEDIA_URL, media_url);
    INHERIT(PUBLIC_URL, public_url);
    INHERIT(TRUSTED_PROXY, trusted_proxies);
    INHERIT(CORS_ORIGIN, cors_origins);
    INHERIT(DB_CONNECTIONS, db_connections);
    INHERIT(DB_TIMEOUT, db_timeout);
    INHERIT(TTL_LISTS, ttl[TC_TTL_LISTS]);
    INHERIT(TTL_DETAILS, ttl[TC_TTL_DETAILS]);
    INHERIT(TTL_CATEGORIES, ttl[TC_TTL_CATEGORIES]);
    INHERIT(TTL_ADS, ttl[TC_TTL_ADS]);
    INHERIT(STALE_IF_ERROR, stale_if_error);
    INHERIT(SURROGATE_KEYS, surrogate_keys);
    INHERIT(PURGE, purge);
    INHERIT(SERVER_TIMING, server_timing);
    INHERIT(MAX_UPLOAD, max_upload);
    INHERIT(MAX_BODY, max_body);
    INHERIT(MAX_PIXELS, max_pixels);
    INHERIT(MAX_FRAMES, max_frames);
    INHERIT(MEDIA_EFFORT, media_effort);
    INHERIT(MEDIA_SECONDS, media_seconds);
    INHERIT(MEDIA_RETRIES, media_retries);
    INHERIT(VARIANTS, variants);
    INHERIT(MEDIA_MEMORY, media_memory);
    INHERIT(TOKEN_LIFETIME, token_lifetime);
    INHERIT(COOKIE_PATH, cookie_path);
    INHERIT(TRUST_USER, trust_user);
    /* Mounts in the main server's sections hold in its virtual hosts too,
     * as <Location> itself does. */
    site->mounts = apr_array_make(p, 2, sizeof(tc_mount_t));
    site->mount_named = base->mount_named || add->mount_named;
    site->set = base->set | add->set;
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

int tc_site_is_used(const tc_site_t *site)
{
    return site->mount_named || site->mounts->nelts > 0;
}

tc_site_t *tc_site_main(void)
{
    return tc_site_of(ap_server_conf);
}
