/*
 * Configuration: one tc_site_t for each server_rec (merged, so that every
 * virtual host has its own complete one), one tc_dir_t for each directory
 * section. Filled by the list of directives (directives.c), which has a row
 * for each of their members that a line sets; read-only once post_config is
 * over.
 */
#ifndef TC_CORE_SITE_H
#define TC_CORE_SITE_H

#include <apr_network_io.h>
#include <apr_tables.h>
#include <httpd.h>
#include <http_config.h>

#include "base/metrics/metrics.h"

#define TC_SITE_DIRECTIVES 64 /* at most, with the end of the list */

typedef enum {
    TC_TTL_LISTS,
    TC_TTL_DETAILS,
    TC_TTL_CATEGORIES,
    TC_TTL_TAGS,
    TC_TTL_AUTHORS,
    TC_TTL_ADS,
    TC_TTL_COUNT
} tc_ttl_t;

/* Where a resource of the API is mounted. */
typedef struct {
    const char *path;    /* "/api", no slash at the end, "" for the root */
    const char *handler; /* "talecraft", "talecraft-posts", ... */
} tc_mount_t;

/* A size that pictures are made in. */
typedef struct {
    const char *name; /* lower-case letters */
    int width;        /* 0: the picture's own ("original") */
    int quality;
} tc_variant_t;

/* Who keeps the entries of the cache. */
typedef struct {
    const char *provider; /* "shmcb" */
    const char *args;     /* "268435456" or NULL */
} tc_cache_place_t;

/* How a cache in front of the servers is told what is out of date. */
typedef enum {
    TC_PURGE_HEADER, /* Surrogate-Key: a b c */
    TC_PURGE_JSON    /* {"tags":["a","b","c"]} */
} tc_purge_form_t;

typedef struct {
    const char *url;
    const char *place; /* scheme, host and port of it, for logs */
    tc_purge_form_t form;
    apr_array_header_t *headers; /* of const char *, "Name: value": secret */
    const char *headers_file;    /* NULL: none */
    const char *ca_file;         /* NULL: what the system trusts */
} tc_purge_target_t;

/* Whom webhooks may reach although it is not on the public net. */
typedef struct {
    const char *host;       /* as tc_host_parse writes it; NULL: */
    apr_ipsubnet_t *subnet; /* an address or network */
} tc_allowed_t;

typedef struct tc_db_pool tc_db_pool_t; /* db/ : per process and site */

#define TC_DB_SLOTS 1024
#define TC_DB_TURNS 256

/* The database connections of all processes and sites of the server, in shared
 * memory; words are changed atomically, times are milliseconds of the steady
 * clock. Made by cache/, used by limits/total.c alone. */
typedef struct {
    apr_uint64_t of[TC_DB_SLOTS]; /* pid << 32 | site's key; 0: free */
    apr_uint64_t usable;        /* what PostgreSQL has for all; 0: not known */
    apr_uint64_t sites;         /* hosts with the API */
    apr_uint64_t wanted;        /* when somebody waited last */
    apr_uint64_t wanted_fairly; /* when one of a site with less than its share
                                   did */
    /* by db_key: when a site passed one on last; two that share a place wait
     * for each other's sake, which costs a moment */
    apr_uint64_t passed_on[TC_DB_TURNS];
    /* by db_key: seconds of the steady clock << 32 | db_key, of a database
     * that was found to give no answer */
    apr_uint64_t silent[TC_DB_TURNS];
    apr_uint64_t pooled[TC_DB_TURNS]; /* likewise, where sessions are shared */
    apr_uint64_t reached[TC_DB_TURNS]; /* by db_key: counts */
    apr_uint32_t calls; /* counts, and wakes, those who may have idle ones */
    apr_uint32_t unused;
    char pad[24];
} tc_db_slots_t;

typedef struct tc_site {
    server_rec *server;

    const char *media_root; /* absolute; NULL: uploads answer 503 */
    const char *media_url;  /* "/media-files/", slash at both ends */
    const char *public_url; /* "https://example.org", no slash; or NULL */
    apr_array_header_t *trusted_proxies; /* of apr_ipsubnet_t * */
    apr_array_header_t *cors_origins;    /* of const char *; "*" possible */

    /* mod_dbd's directives that hold here (check_config); params are secret */
    const char *dbd_driver;
    const char *dbd_params;
    const char *dbd_min; /* numbers as they stand there; NULL: no line */
    const char *dbd_keep;
    const char *dbd_max;
    const char *dbd_exptime;
    int db_connections;  /* permits a process */
    apr_uint32_t db_key; /* tells databases apart in tc_db_slots_t */
    apr_interval_time_t db_timeout; /* wait for a permit */

    int ttl[TC_TTL_COUNT]; /* seconds */
    apr_interval_time_t stale_if_error;
    int surrogate_keys; /* names of tags for caches in front of httpd */
    const tc_purge_target_t *purge; /* NULL: no cache is told */
    int server_timing;

    apr_off_t max_upload; /* bytes of the file */
    apr_off_t user_quota; /* bytes of all files of a user, 0: no limit */
    apr_size_t max_body;  /* bytes of a JSON body */

    apr_int64_t max_pixels; /* all frames of a picture */
    int max_frames;
    apr_array_header_t *variants; /* of tc_variant_t, widest first */
    int media_effort;             /* WebP effort 0-6 */
    int media_retries;            /* of what another try may help */
    int media_seconds;            /* wall clock of one job */
    apr_int64_t media_memory;     /* bytes of address space of a decoder */

    int revisions;                         /* kept of a post; 0: none */
    apr_interval_time_t revision_interval; /* edits in it become one */
    int trash_days;                        /* 0: deleted at once */
    const char *preview_url; /* "https://example.org/{token}"; NULL: here */
    const char *post_url;    /* "https://example.org/{slug}"; NULL: unknown */
    const char *time_zone;   /* "Europe/Berlin"; NULL: that of each browser */

    int audit_days;                    /* how long events are kept */
    apr_array_header_t *webhook_allow; /* of tc_allowed_t */
    const char *password_url; /* "https://example.org/{token}"; NULL: none */

    apr_interval_time_t token_lifetime;
    const char *cookie_path; /* NULL: the mount point */
    int trust_user;          /* r->user of httpd's own modules counts */

    apr_array_header_t *mounts; /* of tc_mount_t, found in check_config */
    apr_array_header_t *pages;  /* likewise: the editors' page */
    int mount_named; /* TalecraftMount stands somewhere in its sections */

    /* Server-wide settings: all virtual hosts have the main server's. */
    tc_cache_place_t cache;
    int db_total; /* connections of all sites; 0: found out */
    int media_workers;
    const char *media_user;     /* NULL: httpd's User */
    const char *worker_program; /* path of talecraft-worker */

    /* Which of the above a line has set: before the merge a line of this
     * server's own section, then one of the main server's too. A byte for
     * each row of tc_directives, with a bit for each of its settings. */
    unsigned char set[TC_SITE_DIRECTIVES];

    tc_db_pool_t *db;        /* set in child_init by db/ */
    tc_db_slots_t *db_slots; /* set in post_config by cache/ */
    tc_metrics_t *metrics;   /* likewise; NULL: nothing is counted */
    /* Identity of the database, 0: not known. All processes of the server
     * share the word; set in post_config by cache/, written by db/ alone. */
    apr_uint64_t *db_id;
} tc_site_t;

typedef struct {
    const char *mount; /* TalecraftMount, or NULL */
} tc_dir_t;

void *tc_site_create(apr_pool_t *p, server_rec *s);
void *tc_site_merge(apr_pool_t *p, void *base, void *add);
void *tc_site_dir_create(apr_pool_t *p, char *path);
void *tc_site_dir_merge(apr_pool_t *p, void *base, void *add);

tc_site_t *tc_site_of(const server_rec *s);
tc_dir_t *tc_site_dir_of(const request_rec *r);

/* "example.org:443", as the host's figures are named; without the port where
 * the main server has none. Lives as long as p and s. */
const char *tc_site_label(apr_pool_t *p, const server_rec *s);

/* 1 where the API is mounted anywhere in this host: it has a database to
 * listen to and work to do in the background. */
int tc_site_is_used(const tc_site_t *site);

/* The site of the main server: holds the server-wide settings. */
tc_site_t *tc_site_main(void);

#endif
