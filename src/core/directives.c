/*
 * The directives: all that a person may write in httpd.conf. A row has the
 * name, whether the line is a virtual host's too (HOST) or the server's alone
 * (SERVER), the member of tc_site_t, what holds without a line, the least and
 * the most as httpd.conf has them, and the sentence that `httpd -L` prints.
 *
 * Defaults, ranges and what virtual hosts take from the main server follow
 * from the rows (setting.c); docs/directives.md, of which talecraft.conf is
 * made, tells the same in the same order, which a lint compares.
 */
#include "core/directives.h"

#include <stddef.h>

#include <apr_general.h>

#include "base/job/protocol.h"
#include "core/setter.h"
#include "core/setting.h"
#include "core/setting_number.h"
#include "core/setting_text.h"
#include "core/site.h"
#include "core/variants.h"

/* One setting; word is NULL where a directive has no others. typeof tells
 * tools that a pointer's own width is meant. */
#define SETTING(word_, scope_, read_, member, value_, least_, most_)        \
    {                                                                       \
        .word = word_, .scope = TC_SETTING_##scope_, .read = read_,         \
        .offset = offsetof(tc_site_t, member),                              \
        .width = sizeof(typeof(((tc_site_t *)0)->member)), .value = value_, \
        .least = least_, .most = most_                                      \
    }
#define SETTINGS(...) \
    ((void *)(const tc_setting_t[]){ __VA_ARGS__, { .width = 0 } })
#define ONE(scope, read, member, value, least, most) \
    SETTINGS(SETTING(NULL, scope, read, member, value, least, most))

/* Rows of one word: a number with limits; a text; several texts. */
#define LIMITED(name, scope, read, member, value, least, most, help)       \
    AP_INIT_TAKE1(name, tc_setter_word,                                    \
                  ONE(scope, read, member, value, least, most), RSRC_CONF, \
                  help)
#define TEXT(name, scope, read, member, value, help) \
    LIMITED(name, scope, read, member, value, NULL, NULL, help)
#define TEXTS(name, scope, read, member, value, help)                       \
    AP_INIT_ITERATE(name, tc_setter_word,                                   \
                    ONE(scope, read, member, value, NULL, NULL), RSRC_CONF, \
                    help)

/* The plain ones, whose default stands behind their help. */
#define NUMBER(name, scope, member, value, least, most, help)                 \
    LIMITED(name, scope, tc_setting_number_plain, member, value, least, most, \
            help " (" value ")")
#define SIZE(name, scope, member, value, least, most, help)                  \
    LIMITED(name, scope, tc_setting_number_size, member, value, least, most, \
            help " (" value ")")
#define TIME(name, scope, member, value, least, most, help)                  \
    LIMITED(name, scope, tc_setting_number_time, member, value, least, most, \
            help " (" value ")")
#define FLAG(name, scope, member, value, help)                         \
    AP_INIT_FLAG(                                                      \
        name, tc_setter_flag,                                          \
        ONE(scope, tc_setting_number_flag, member, value, NULL, NULL), \
        RSRC_CONF, help " (" value ")")

const command_rec tc_directives[] = {
    /* Server */
    TEXT("TalecraftWorkerProgram", SERVER, tc_setting_text_file,
         worker_program, "/usr/libexec/talecraft/talecraft-worker",
         "path of the program talecraft-worker"),
    LIMITED("TalecraftMediaWorkers", SERVER, tc_setting_number_plain,
            media_workers, NULL, "1", "64",
            "processes that process media (number of cores)"),
    TEXT("TalecraftMediaUser", SERVER, tc_setting_text_any, media_user, NULL,
         "system user that media is processed as (httpd's User)"),
    LIMITED("TalecraftDBTotal", SERVER, tc_setting_number_plain, db_total,
            NULL, "2", "1000",
            "database connections of all processes and sites together (four "
            "fifths of what PostgreSQL has)"),
    TEXT("TalecraftCache", SERVER, tc_setting_text_cache, cache,
         "shmcb:268435456",
         "socache provider of the shared cache (shmcb:268435456)"),

    /* Media */
    TEXT("TalecraftMediaRoot", HOST, tc_setting_text_file, media_root, NULL,
         "directory of the uploaded and processed media files"),
    TEXT("TalecraftMediaURL", HOST, tc_setting_text_folder, media_url,
         "/media-files/",
         "path under which media files are served (/media-files/)"),
    SIZE("TalecraftMaxUpload", HOST, max_upload, "50M", "1K", "1024G",
         "largest media file in bytes"),
    SIZE("TalecraftUserQuota", HOST, user_quota, "0", "0", "1048576G",
         "most bytes of all media files of a user, 0 for no limit"),
    NUMBER("TalecraftMaxPixels", HOST, max_pixels, "100000000", "1",
           "10000000000", "most pixels of a picture, all frames together"),
    NUMBER("TalecraftMaxFrames", HOST, max_frames, "1000", "1", "100000",
           "most frames of an animation"),
    AP_INIT_TAKE23("TalecraftVariant", tc_setter_variant,
                   ONE(HOST, tc_variants_read, variants,
                       "original 0 82, large 1600 82, medium 800 82, "
                       "thumb 320 82",
                       NULL, NULL),
                   RSRC_CONF,
                   "name, width and WebP quality of a size of pictures "
                   "(original 0 82, large 1600 82, medium 800 82, thumb 320 "
                   "82)"),
    NUMBER("TalecraftMediaEffort", HOST, media_effort, "2", "0",
           APR_STRINGIFY(TC_PROTOCOL_EFFORT_MAX),
           "WebP effort from 0 (fast) to 6 (small)"),
    NUMBER("TalecraftMediaRetries", HOST, media_retries, "3", "0", "10",
           "how often processing is tried again where that may help"),
    TIME("TalecraftMediaSeconds", HOST, media_seconds, "120s", "1s", "1h",
         "longest time that processing one file may take"),
    SIZE("TalecraftMediaMemory", HOST, media_memory, "2G", "256M", "1024G",
         "most memory that processing one file may take"),

    /* Links, proxies, browsers */
    TEXT("TalecraftPublicURL", HOST, tc_setting_text_public_url, public_url,
         NULL, "scheme and host for links, such as https://example.org"),
    TEXTS("TalecraftTrustedProxy", HOST, tc_setting_text_add_subnet,
          trusted_proxies, NULL,
          "addresses or networks whose X-Forwarded-Proto and "
          "X-Forwarded-Host count"),
    TEXTS("TalecraftCORSOrigin", HOST, tc_setting_text_add_origin,
          cors_origins, NULL,
          "origins that browsers may call the API from, or *"),
    TEXT("TalecraftCookiePath", HOST, tc_setting_text_path, cookie_path, NULL,
         "Path of the session cookie (the mount point)"),

    /* Database */
    NUMBER("TalecraftDBConnections", HOST, db_connections, "4", "1", "1000",
           "database connections used at once by a process"),
    TIME("TalecraftDBTimeout", HOST, db_timeout, "2s", "0", "5min",
         "longest wait for a database connection before 503"),

    /* Cache */
    AP_INIT_TAKE2("TalecraftCacheTTL", tc_setter_part,
                  SETTINGS(SETTING("lists", HOST, tc_setting_number_time,
                                   ttl[TC_TTL_LISTS], "300", "0", "1d"),
                           SETTING("details", HOST, tc_setting_number_time,
                                   ttl[TC_TTL_DETAILS], "600", "0", "1d"),
                           SETTING("categories", HOST, tc_setting_number_time,
                                   ttl[TC_TTL_CATEGORIES], "300", "0", "1d"),
                           SETTING("tags", HOST, tc_setting_number_time,
                                   ttl[TC_TTL_TAGS], "300", "0", "1d"),
                           SETTING("authors", HOST, tc_setting_number_time,
                                   ttl[TC_TTL_AUTHORS], "300", "0", "1d"),
                           SETTING("ads", HOST, tc_setting_number_time,
                                   ttl[TC_TTL_ADS], "300", "0", "1d")),
                  RSRC_CONF,
                  "lists, details, categories, tags, authors or ads, and how "
                  "long their public answers are kept (300, 600, 300, 300, "
                  "300, 300)"),
    TIME("TalecraftStaleIfError", HOST, stale_if_error, "10min", "0", "7d",
         "how old cached answers may be while the database is away"),
    FLAG("TalecraftSurrogateKeys", HOST, surrogate_keys, "Off",
         "On: public answers name what they show in Surrogate-Key and "
         "Cache-Tag"),
    AP_INIT_TAKE_ARGV(
        "TalecraftPurge", tc_setter_purge,
        SETTINGS(SETTING(NULL, HOST, NULL, purge, "none", NULL, NULL)),
        RSRC_CONF,
        "URL of a cache that is told which keys are out of "
        "date; form=header|json, headers=FILE, ca=FILE"),
    FLAG("TalecraftServerTiming", HOST, server_timing, "Off",
         "On: answers say in Server-Timing what took how long"),

    /* Editing */
    NUMBER("TalecraftRevisions", HOST, revisions, "100", "0", "10000",
           "revisions that are kept of a post; 0: none"),
    TIME("TalecraftRevisionInterval", HOST, revision_interval, "5min", "0",
         "1d", "how long edits by one person become one revision"),
    NUMBER("TalecraftTrashDays", HOST, trash_days, "30", "0", "3650",
           "days that deleted posts are kept; 0: none"),
    TEXT("TalecraftPreviewURL", HOST, tc_setting_text_template, preview_url,
         NULL, "where previews are shown, an URL with {token} in it"),
    TEXT("TalecraftPostURL", HOST, tc_setting_text_post_url, post_url, NULL,
         "where the public reads a post, an URL with {slug} or {id} in it"),
    TEXT("TalecraftTimeZone", HOST, tc_setting_text_zone, time_zone, NULL,
         "time zone of the editors' page, such as Europe/Berlin (each "
         "browser's own)"),

    /* Events */
    NUMBER("TalecraftAuditDays", HOST, audit_days, "365", "1", "3650",
           "days that what was done is kept for GET /audit/"),
    TEXTS("TalecraftWebhookAllow", HOST, tc_setting_text_add_allowed,
          webhook_allow, NULL,
          "hosts, addresses or networks that webhooks may reach although they "
          "are not public"),

    /* Requests and logins */
    TEXT("TalecraftPasswordURL", HOST, tc_setting_text_template, password_url,
         NULL,
         "where users set their password by a link, an URL with {token} in "
         "it"),
    SIZE("TalecraftMaxBody", HOST, max_body, "2M", "1K", "64M",
         "largest JSON request body in bytes"),
    TIME("TalecraftTokenLifetime", HOST, token_lifetime, "14d", "1min",
         "3650d", "how long a login lasts"),
    FLAG("TalecraftTrustUser", HOST, trust_user, "Off",
         "On: a user that httpd itself authenticated is the user of that "
         "name"),
    AP_INIT_TAKE1("TalecraftMount", tc_setter_mount, NULL, ACCESS_CONF,
                  "path of the API where it cannot be found, as in "
                  "<LocationMatch>"),
    { .name = NULL }
};

/* tc_site_t.set has a byte for each row. */
_Static_assert(sizeof(tc_directives) / sizeof(tc_directives[0]) <=
                   TC_SITE_DIRECTIVES,
               "TC_SITE_DIRECTIVES is too small");
