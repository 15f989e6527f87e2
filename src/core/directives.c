/* The directive table: what a person may write in httpd.conf, each with the
 * sentence that `httpd -L` prints. Numbers, sizes and times share a setter,
 * and so do flags; where they go and what they may be stands in `limits`. */
#include "core/directives.h"

#include <apr_strings.h>
#include <apr_lib.h>
#include <stddef.h>

#include "base/job/protocol.h"
#include "core/purge_target.h"
#include "core/settings.h"
#include "core/site.h"
#include "core/variants.h"

typedef enum { KIND_INT, KIND_SIZE, KIND_COUNT, KIND_TIME } tc_number_t;

typedef struct {
    tc_number_t kind;
    tc_set_t bit;
    size_t offset; /* of the member in tc_site_t */
    size_t width;  /* of the member: 4 or 8 bytes */
    apr_int64_t least;
    apr_int64_t most; /* of times: seconds */
} tc_limits_t;

#define LIMITS(kind, bit, member, least, most)            \
    {                                                     \
        kind, TC_SET_##bit, offsetof(tc_site_t, member),  \
            sizeof(((tc_site_t *)0)->member), least, most \
    }

static const tc_limits_t db_connections = LIMITS(KIND_INT, DB_CONNECTIONS,
                                                 db_connections, 1, 1000);
static const tc_limits_t db_timeout = LIMITS(KIND_TIME, DB_TIMEOUT, db_timeout,
                                             0, 300);
static const tc_limits_t stale_if_error = LIMITS(KIND_TIME, STALE_IF_ERROR,
                                                 stale_if_error, 0, 604800);
static const tc_limits_t max_upload = LIMITS(KIND_SIZE, MAX_UPLOAD, max_upload,
                                             1024, APR_INT64_C(1) << 40);
static const tc_limits_t max_body = LIMITS(KIND_SIZE, MAX_BODY, max_body, 1024,
                                           64 * 1024 * 1024);
static const tc_limits_t max_pixels = LIMITS(
    KIND_COUNT, MAX_PIXELS, max_pixels, 1, APR_INT64_C(10000000000));
static const tc_limits_t max_frames = LIMITS(KIND_INT, MAX_FRAMES, max_frames,
                                             1, 100000);
static const tc_limits_t media_effort = LIMITS(
    KIND_INT, MEDIA_EFFORT, media_effort, 0, TC_PROTOCOL_EFFORT_MAX);
static const tc_limits_t media_seconds = LIMITS(KIND_TIME, MEDIA_SECONDS,
                                                media_seconds, 1, 3600);
static const tc_limits_t media_retries = LIMITS(KIND_INT, MEDIA_RETRIES,
                                                media_retries, 0, 10);
static const tc_limits_t media_memory = LIMITS(KIND_SIZE, MEDIA_MEMORY,
                                               media_memory, 256 * 1024 * 1024,
                                               APR_INT64_C(1) << 40);
static const tc_limits_t token_lifetime = LIMITS(
    KIND_TIME, TOKEN_LIFETIME, token_lifetime, 60, 315360000);

static const tc_limits_t surrogate_keys = LIMITS(KIND_INT, SURROGATE_KEYS,
                                                 surrogate_keys, 0, 1);
static const tc_limits_t server_timing = LIMITS(KIND_INT, SERVER_TIMING,
                                                server_timing, 0, 1);
static const tc_limits_t trust_user = LIMITS(KIND_INT, TRUST_USER, trust_user,
                                             0, 1);

/* "10", "10M", "2G"; KIND_COUNT and KIND_INT take digits alone. */
static apr_status_t number_parse(const char *text, tc_number_t kind,
                                 apr_int64_t *number)
{
    char *end;
    int shift = 0;

    if (kind == KIND_TIME) {
        apr_interval_time_t time;

        *number = apr_strtoi64(text, &end, 10);
        if (end != text && strcmp(end, "d") == 0 && *number >= 0 &&
            *number < 36500) { /* days: httpd's own units end with hours */
            *number *= 24 * APR_USEC_PER_SEC * 3600;
            return APR_SUCCESS;
        }
        if (ap_timeout_parameter_parse(text, &time, "s") != APR_SUCCESS) {
            return APR_EINVAL;
        }
        *number = time;
        return APR_SUCCESS;
    }
    errno = 0;
    *number = apr_strtoi64(text, &end, 10);
    if (errno != 0 || end == text) {
        return APR_EINVAL;
    }
    if (kind == KIND_SIZE && *end != '\0') {
        const char *const units = "KMG";
        const char *unit = strchr(units, apr_toupper(*end));

        if (unit == NULL || *number > (APR_INT64_MAX >> 30)) {
            return APR_EINVAL;
        }
        shift = 10 * (int)(unit - units + 1);
        end++;
    }
    *number <<= shift;
    return *end == '\0' ? APR_SUCCESS : APR_EINVAL;
}

static const char *set_number(cmd_parms *cmd, void *dir, const char *text)
{
    const tc_limits_t *limits = cmd->info;
    tc_site_t *site = tc_site_of(cmd->server);
    apr_int64_t unit = limits->kind == KIND_TIME ? APR_USEC_PER_SEC : 1;
    apr_int64_t number;

    (void)dir;
    if (number_parse(text, limits->kind, &number) != APR_SUCCESS ||
        number < limits->least * unit || number > limits->most * unit) {
        return apr_psprintf(cmd->pool,
                            "%s: \"%s\" is no %s from %" APR_INT64_T_FMT
                            " to %" APR_INT64_T_FMT "%s",
                            cmd->cmd->name, text,
                            limits->kind == KIND_TIME ? "time" : "number",
                            limits->least, limits->most,
                            limits->kind == KIND_TIME ? " seconds" : "");
    }
    if (limits->width == sizeof(apr_int64_t)) {
        *(apr_int64_t *)((char *)site + limits->offset) = number;
    }
    else { /* a time in an int is one of seconds */
        *(int *)((char *)site + limits->offset) = (int)(number / unit);
    }
    site->set |= (apr_uint64_t)1 << limits->bit;
    return NULL;
}

static const char *set_flag(cmd_parms *cmd, void *dir, int on)
{
    const tc_limits_t *limits = cmd->info;
    tc_site_t *site = tc_site_of(cmd->server);

    (void)dir;
    *(int *)((char *)site + limits->offset) = on;
    site->set |= (apr_uint64_t)1 << limits->bit;
    return NULL;
}

static const char *set_media_root(cmd_parms *cmd, void *dir, const char *path)
{
    tc_site_t *site = tc_site_of(cmd->server);

    (void)dir;
    site->media_root = ap_server_root_relative(cmd->pool, path);
    site->set |= TC_SET(MEDIA_ROOT);
    return site->media_root ? NULL
                            : apr_psprintf(cmd->pool,
                                           "TalecraftMediaRoot: \"%s\" is no "
                                           "valid path",
                                           path);
}

static const char *set_media_url(cmd_parms *cmd, void *dir, const char *url)
{
    tc_site_t *site = tc_site_of(cmd->server);
    apr_size_t len = strlen(url);

    (void)dir;
    if (len < 3 || url[0] != '/' || url[len - 1] != '/') {
        return "TalecraftMediaURL: a path that begins and ends with a slash "
               "is needed, such as /media-files/";
    }
    site->media_url = url;
    site->set |= TC_SET(MEDIA_URL);
    return NULL;
}

/* scheme://host without anything behind it. */
static int is_origin(const char *url)
{
    const char *host = NULL;

    if (strncmp(url, "https://", 8) == 0) {
        host = url + 8;
    }
    else if (strncmp(url, "http://", 7) == 0) {
        host = url + 7;
    }
    return host != NULL && *host != '\0' && strpbrk(host, "/?# \t") == NULL;
}

static const char *set_public_url(cmd_parms *cmd, void *dir, const char *url)
{
    tc_site_t *site = tc_site_of(cmd->server);
    apr_size_t len = strlen(url);
    char *origin = apr_pstrdup(cmd->pool, url);

    (void)dir;
    if (len > 0 && origin[len - 1] == '/') {
        origin[len - 1] = '\0';
    }
    if (!is_origin(origin)) {
        return "TalecraftPublicURL: scheme and host are needed, such as "
               "https://www.example.org";
    }
    site->public_url = origin;
    site->set |= TC_SET(PUBLIC_URL);
    return NULL;
}

static const char *add_trusted_proxy(cmd_parms *cmd, void *dir,
                                     const char *address)
{
    tc_site_t *site = tc_site_of(cmd->server);
    char *ip = apr_pstrdup(cmd->pool, address);
    char *mask = strchr(ip, '/');
    apr_ipsubnet_t *subnet;

    (void)dir;
    if (mask != NULL) {
        *mask++ = '\0';
    }
    if (apr_ipsubnet_create(&subnet, ip, mask, cmd->pool) != APR_SUCCESS) {
        return apr_psprintf(cmd->pool,
                            "TalecraftTrustedProxy: \"%s\" is neither an "
                            "address nor a network",
                            address);
    }
    APR_ARRAY_PUSH(site->trusted_proxies, apr_ipsubnet_t *) = subnet;
    site->set |= TC_SET(TRUSTED_PROXY);
    return NULL;
}

static const char *add_cors_origin(cmd_parms *cmd, void *dir,
                                   const char *origin)
{
    tc_site_t *site = tc_site_of(cmd->server);

    (void)dir;
    if (strcmp(origin, "*") != 0 && !is_origin(origin)) {
        return apr_psprintf(cmd->pool,
                            "TalecraftCORSOrigin: \"%s\" is neither * nor an "
                            "origin such as https://www.example.org",
                            origin);
    }
    APR_ARRAY_PUSH(site->cors_origins, const char *) = origin;
    site->set |= TC_SET(CORS_ORIGIN);
    return NULL;
}

static const char *set_ttl(cmd_parms *cmd, void *dir, const char *what,
                           const char *text)
{
    static const struct {
        const char *what;
        tc_ttl_t ttl;
        tc_set_t bit;
    } kinds[] = { { "lists", TC_TTL_LISTS, TC_SET_TTL_LISTS },
                  { "details", TC_TTL_DETAILS, TC_SET_TTL_DETAILS },
                  { "categories", TC_TTL_CATEGORIES, TC_SET_TTL_CATEGORIES },
                  { "ads", TC_TTL_ADS, TC_SET_TTL_ADS } };
    tc_site_t *site = tc_site_of(cmd->server);
    apr_int64_t time;
    size_t i;

    (void)dir;
    if (number_parse(text, KIND_TIME, &time) != APR_SUCCESS || time < 0 ||
        time > apr_time_from_sec(86400)) {
        return "TalecraftCacheTTL: a time from 0 to 86400 seconds is needed";
    }
    for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        if (strcmp(what, kinds[i].what) == 0) {
            site->ttl[kinds[i].ttl] = (int)apr_time_sec(time);
            site->set |= (apr_uint64_t)1 << kinds[i].bit;
            return NULL;
        }
    }
    return "TalecraftCacheTTL: the first word must be one of lists, details, "
           "categories, ads";
}

static const char *add_variant(cmd_parms *cmd, void *dir, const char *name,
                               const char *width, const char *quality)
{
    (void)dir;
    return tc_variants_set(cmd->pool, tc_site_of(cmd->server), name, width,
                           quality);
}

static const char *set_cookie_path(cmd_parms *cmd, void *dir, const char *path)
{
    tc_site_t *site = tc_site_of(cmd->server);

    (void)dir;
    if (path[0] != '/' || strpbrk(path, "; \t,") != NULL) {
        return "TalecraftCookiePath: a path that begins with a slash is "
               "needed";
    }
    site->cookie_path = path;
    site->set |= TC_SET(COOKIE_PATH);
    return NULL;
}

static const char *set_purge(cmd_parms *cmd, void *dir, int count,
                             char *const words[])
{
    tc_site_t *site = tc_site_of(cmd->server);

    (void)dir;
    site->set |= TC_SET(PURGE);
    return tc_purge_target_read(cmd->pool,
                                ap_server_root_relative(cmd->pool, ""), count,
                                words, &site->purge);
}

static const char *set_mount(cmd_parms *cmd, void *dir_v, const char *path)
{
    tc_dir_t *dir = dir_v;
    apr_size_t len = strlen(path);

    if (path[0] != '/') {
        return "TalecraftMount: a path that begins with a slash is needed";
    }
    while (len > 0 && path[len - 1] == '/') {
        len--;
    }
    dir->mount = apr_pstrmemdup(cmd->pool, path, len);
    tc_site_of(cmd->server)->mount_named = 1;
    return NULL;
}

/* The rest is the server's, not a virtual host's. */

static const char *set_cache(cmd_parms *cmd, void *dir, const char *text)
{
    const char *wrong = ap_check_cmd_context(cmd, GLOBAL_ONLY);
    tc_site_t *site = tc_site_of(cmd->server);
    const char *colon = strchr(text, ':');

    (void)dir;
    if (wrong != NULL) {
        return wrong;
    }
    site->cache_provider = colon
                               ? apr_pstrmemdup(cmd->pool, text, colon - text)
                               : text;
    site->cache_args = colon ? colon + 1 : NULL;
    return NULL;
}

static const char *set_media_workers(cmd_parms *cmd, void *dir,
                                     const char *text)
{
    const char *wrong = ap_check_cmd_context(cmd, GLOBAL_ONLY);
    apr_int64_t number;

    (void)dir;
    if (wrong != NULL) {
        return wrong;
    }
    if (number_parse(text, KIND_INT, &number) != APR_SUCCESS || number < 1 ||
        number > 64) {
        return "TalecraftMediaWorkers: a number from 1 to 64 is needed";
    }
    tc_site_of(cmd->server)->media_workers = (int)number;
    return NULL;
}

static const char *set_media_user(cmd_parms *cmd, void *dir, const char *name)
{
    const char *wrong = ap_check_cmd_context(cmd, GLOBAL_ONLY);

    (void)dir;
    if (wrong != NULL) {
        return wrong;
    }
    tc_site_of(cmd->server)->media_user = name;
    return NULL;
}

static const char *set_worker_program(cmd_parms *cmd, void *dir,
                                      const char *path)
{
    const char *wrong = ap_check_cmd_context(cmd, GLOBAL_ONLY);
    tc_site_t *site = tc_site_of(cmd->server);

    (void)dir;
    if (wrong != NULL) {
        return wrong;
    }
    site->worker_program = ap_server_root_relative(cmd->pool, path);
    return site->worker_program ? NULL
                                : "TalecraftWorkerProgram: no valid path";
}

#define NUMBER(name, limits, help) \
    AP_INIT_TAKE1(name, set_number, (void *)&(limits), RSRC_CONF, help)
#define FLAG(name, limits, help) \
    AP_INIT_FLAG(name, set_flag, (void *)&(limits), RSRC_CONF, help)

const command_rec tc_directives[] = {
    AP_INIT_TAKE1("TalecraftMediaRoot", set_media_root, NULL, RSRC_CONF,
                  "directory of the uploaded and processed media files"),
    AP_INIT_TAKE1("TalecraftMediaURL", set_media_url, NULL, RSRC_CONF,
                  "path under which media files are served "
                  "(/media-files/)"),
    AP_INIT_TAKE1("TalecraftPublicURL", set_public_url, NULL, RSRC_CONF,
                  "scheme and host for links, such as https://example.org"),
    AP_INIT_ITERATE("TalecraftTrustedProxy", add_trusted_proxy, NULL,
                    RSRC_CONF,
                    "addresses or networks whose X-Forwarded-Proto and "
                    "X-Forwarded-Host count"),
    AP_INIT_ITERATE("TalecraftCORSOrigin", add_cors_origin, NULL, RSRC_CONF,
                    "origins that browsers may call the API from, or *"),
    NUMBER("TalecraftDBConnections", db_connections,
           "database connections used at once by a process (4)"),
    NUMBER("TalecraftDBTimeout", db_timeout,
           "longest wait for a database connection before 503 (2s)"),
    AP_INIT_TAKE1("TalecraftCache", set_cache, NULL, RSRC_CONF,
                  "socache provider of the shared cache (shmcb:67108864)"),
    AP_INIT_TAKE2("TalecraftCacheTTL", set_ttl, NULL, RSRC_CONF,
                  "lists, details, categories or ads, and how long their "
                  "public answers are kept (300, 600, 300, 300)"),
    NUMBER("TalecraftStaleIfError", stale_if_error,
           "how old cached answers may be while the database is away "
           "(10min)"),
    FLAG("TalecraftSurrogateKeys", surrogate_keys,
         "On: public answers name what they show in Surrogate-Key and "
         "Cache-Tag (Off)"),
    AP_INIT_TAKE_ARGV("TalecraftPurge", set_purge, NULL, RSRC_CONF,
                      "URL of a cache that is told which keys are out of "
                      "date; form=header|json, headers=FILE, ca=FILE"),
    FLAG("TalecraftServerTiming", server_timing,
         "On: answers say in Server-Timing what took how long (Off)"),
    NUMBER("TalecraftMaxBody", max_body,
           "largest JSON request body in bytes (2M)"),
    NUMBER("TalecraftMaxUpload", max_upload,
           "largest media file in bytes (50M)"),
    NUMBER("TalecraftMaxPixels", max_pixels,
           "most pixels of a picture, all frames together (100000000)"),
    NUMBER("TalecraftMaxFrames", max_frames,
           "most frames of an animation (1000)"),
    NUMBER("TalecraftMediaEffort", media_effort,
           "WebP effort from 0 (fast) to 6 (small) (2)"),
    AP_INIT_TAKE23("TalecraftVariant", add_variant, NULL, RSRC_CONF,
                   "name, width and WebP quality of a size of pictures "
                   "(original 0 82, large 1600 82, medium 800 82, thumb 320 "
                   "82)"),
    NUMBER("TalecraftMediaRetries", media_retries,
           "how often processing is tried again where that may help (3)"),
    NUMBER("TalecraftMediaSeconds", media_seconds,
           "longest time that processing one file may take (120s)"),
    NUMBER("TalecraftMediaMemory", media_memory,
           "most memory that processing one file may take (2G)"),
    AP_INIT_TAKE1("TalecraftMediaWorkers", set_media_workers, NULL, RSRC_CONF,
                  "processes that process media (number of cores)"),
    AP_INIT_TAKE1("TalecraftMediaUser", set_media_user, NULL, RSRC_CONF,
                  "system user that media is processed as (httpd's User)"),
    AP_INIT_TAKE1("TalecraftWorkerProgram", set_worker_program, NULL,
                  RSRC_CONF, "path of the program talecraft-worker"),
    NUMBER("TalecraftTokenLifetime", token_lifetime,
           "how long a login lasts (14d)"),
    AP_INIT_TAKE1("TalecraftCookiePath", set_cookie_path, NULL, RSRC_CONF,
                  "Path of the session cookie (the mount point)"),
    FLAG("TalecraftTrustUser", trust_user,
         "On: a user that httpd itself authenticated is the user of that "
         "name (Off)"),
    AP_INIT_TAKE1("TalecraftMount", set_mount, NULL, ACCESS_CONF,
                  "path of the API where it cannot be found, as in "
                  "<LocationMatch>"),
    { .name = NULL }
};
