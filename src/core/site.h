/*
 * Configuration: one tc_site_t for each server_rec (merged, so that every
 * virtual host has its own complete one), one tc_dir_t for each directory
 * section. Filled by the list of directives (directives.c), which has a row
 * for each of their members that a line sets; read-only once post_config is
 * over.
 */
#ifndef TC_CORE_SITE_H
#define TC_CORE_SITE_H

#include <apr_tables.h>
#include <httpd.h>
#include <http_config.h>

#define TC_SITE_DIRECTIVES 64 /* at most, with the end of the list */

typedef enum {
    TC_TTL_LISTS,
    TC_TTL_DETAILS,
    TC_TTL_CATEGORIES,
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
    const char *args;     /* "67108864" or NULL */
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

typedef struct tc_db_pool tc_db_pool_t; /* db/ : per process and site */

typedef struct tc_site {
    server_rec *server;

    const char *media_root; /* absolute; NULL: uploads answer 503 */
    const char *media_url;  /* "/media-files/", slash at both ends */
    const char *public_url; /* "https://example.org", no slash; or NULL */
    apr_array_header_t *trusted_proxies; /* of apr_ipsubnet_t * */
    apr_array_header_t *cors_origins;    /* of const char *; "*" possible */

    /* mod_dbd's directives that hold here (post_config); params are secret */
    const char *dbd_driver;
    const char *dbd_params;
    int db_connections;             /* permits a process */
    apr_interval_time_t db_timeout; /* wait for a permit */

    int ttl[TC_TTL_COUNT]; /* seconds */
    apr_interval_time_t stale_if_error;
    int surrogate_keys; /* names of tags for caches in front of httpd */
    const tc_purge_target_t *purge; /* NULL: no cache is told */
    int server_timing;

    apr_off_t max_upload; /* bytes of the file */
    apr_size_t max_body;  /* bytes of a JSON body */

    apr_int64_t max_pixels; /* all frames of a picture */
    int max_frames;
    apr_array_header_t *variants; /* of tc_variant_t, widest first */
    int media_effort;             /* WebP effort 0-6 */
    int media_retries;            /* of what another try may help */
    int media_seconds;            /* wall clock of one job */
    apr_int64_t media_memory;     /* bytes of address space of a decoder */

    apr_interval_time_t token_lifetime;
    const char *cookie_path; /* NULL: the mount point */
    int trust_user;          /* r->user of httpd's own modules counts */

    apr_array_header_t *mounts; /* of tc_mount_t, found in post_config */
    int mount_named; /* TalecraftMount stands somewhere in its sections */

    /* Server-wide settings: all virtual hosts have the main server's. */
    tc_cache_place_t cache;
    int media_workers;
    const char *media_user;     /* NULL: httpd's User */
    const char *worker_program; /* path of talecraft-worker */

    /* Which of the above a line has set: before the merge a line of this
     * server's own section, then one of the main server's too. A byte for
     * each row of tc_directives, with a bit for each of its settings. */
    unsigned char set[TC_SITE_DIRECTIVES];

    tc_db_pool_t *db; /* set in child_init by db/ */
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

/* 1 where the API is mounted anywhere in this host: it has a database to
 * listen to and work to do in the background. */
int tc_site_is_used(const tc_site_t *site);

/* The site of the main server: holds the server-wide settings. */
tc_site_t *tc_site_main(void);

#endif
