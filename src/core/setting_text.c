#include "core/setting_text.h"

#include <string.h>

#include <apr_file_info.h>
#include <apr_network_io.h>
#include <apr_strings.h>
#include <httpd.h>

#include "base/text/host.h"
#include "core/setting_number.h"
#include "core/site.h"

const char *tc_setting_text_any(apr_pool_t *p, const tc_setting_t *setting,
                                const char *text, void *member)
{
    (void)p;
    (void)setting;
    *(const char **)member = text;
    return NULL;
}

const char *tc_setting_text_file(apr_pool_t *p, const tc_setting_t *setting,
                                 const char *text, void *member)
{
    const char *path = ap_server_root_relative(p, text);

    (void)setting;
    *(const char **)member = path;
    return path != NULL ? NULL
                        : apr_psprintf(p, "\"%s\" is no valid path", text);
}

const char *tc_setting_text_path(apr_pool_t *p, const tc_setting_t *setting,
                                 const char *text, void *member)
{
    if (text[0] != '/' || strpbrk(text, "; \t,") != NULL) {
        return "a path that begins with a slash is needed";
    }
    return tc_setting_text_any(p, setting, text, member);
}

const char *tc_setting_text_folder(apr_pool_t *p, const tc_setting_t *setting,
                                   const char *text, void *member)
{
    apr_size_t len = strlen(text);

    if (len < 3 || text[0] != '/' || text[len - 1] != '/') {
        return "a path that begins and ends with a slash is needed, such as "
               "/media-files/";
    }
    return tc_setting_text_any(p, setting, text, member);
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

const char *tc_setting_text_public_url(apr_pool_t *p,
                                       const tc_setting_t *setting,
                                       const char *text, void *member)
{
    apr_size_t len = strlen(text);
    char *origin = apr_pstrdup(p, text);

    if (len > 0 && origin[len - 1] == '/') {
        origin[len - 1] = '\0';
    }
    if (!is_origin(origin)) {
        return "scheme and host are needed, such as https://www.example.org";
    }
    return tc_setting_text_any(p, setting, origin, member);
}

static int is_http(const char *url)
{
    return strncmp(url, "https://", 8) == 0 || strncmp(url, "http://", 7) == 0;
}

const char *tc_setting_text_template(apr_pool_t *p,
                                     const tc_setting_t *setting,
                                     const char *text, void *member)
{
    if (!is_http(text) || strstr(text, "{token}") == NULL) {
        return "an http or https URL with {token} in it is needed, such as "
               "https://www.example.org/preview/{token}";
    }
    return tc_setting_text_any(p, setting, text, member);
}

const char *tc_setting_text_post_url(apr_pool_t *p,
                                     const tc_setting_t *setting,
                                     const char *text, void *member)
{
    if (!is_http(text) ||
        (strstr(text, "{slug}") == NULL && strstr(text, "{id}") == NULL)) {
        return "an http or https URL with {slug} or {id} in it is needed, "
               "such as https://www.example.org/blog/{slug}";
    }
    return tc_setting_text_any(p, setting, text, member);
}

/* A name that this machine knows; where it knows none, any that may be one. */
static int is_zone(apr_pool_t *p, const char *name)
{
    static const char letters[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    static const char folder[] = "/usr/share/zoneinfo/";
    apr_finfo_t info;

    if (strspn(name, letters) == 0 ||
        name[strspn(name, apr_pstrcat(p, letters, "0123456789_+-/", NULL))] !=
            '\0') {
        return 0;
    }
    if (apr_stat(&info, folder, APR_FINFO_TYPE, p) != APR_SUCCESS) {
        return 1;
    }
    return apr_stat(&info, apr_pstrcat(p, folder, name, NULL), APR_FINFO_TYPE,
                    p) == APR_SUCCESS &&
           info.filetype == APR_REG;
}

const char *tc_setting_text_zone(apr_pool_t *p, const tc_setting_t *setting,
                                 const char *text, void *member)
{
    if (!is_zone(p, text)) {
        return apr_psprintf(p,
                            "\"%s\" is no time zone; such as Europe/Berlin is "
                            "needed",
                            text);
    }
    return tc_setting_text_any(p, setting, text, member);
}

/* shmcb takes what is no number in parentheses for a file's name, and makes
 * half a megabyte then. */
static const char *read_shmcb(apr_pool_t *p, tc_cache_place_t *place)
{
    static const tc_setting_t limits = { .width = sizeof(apr_int64_t),
                                         .least = "1",
                                         .most = "4095M" };
    apr_int64_t bytes = 0;
    const char *wrong;

    if (place->args == NULL || *place->args == '\0' ||
        strchr(place->args, '(') != NULL) {
        return NULL;
    }
    wrong = tc_setting_number_size(p, &limits, place->args, &bytes);
    place->args = apr_psprintf(p, "%" APR_INT64_T_FMT, bytes);
    return wrong;
}

const char *tc_setting_text_cache(apr_pool_t *p, const tc_setting_t *setting,
                                  const char *text, void *member)
{
    tc_cache_place_t *place = member;
    const char *colon = strchr(text, ':');

    (void)setting;
    place->provider = colon != NULL ? apr_pstrmemdup(p, text, colon - text)
                                    : text;
    place->args = colon != NULL ? colon + 1 : NULL;
    return strcmp(place->provider, "shmcb") == 0 ? read_shmcb(p, place) : NULL;
}

const char *tc_setting_text_add_subnet(apr_pool_t *p,
                                       const tc_setting_t *setting,
                                       const char *text, void *member)
{
    apr_array_header_t *subnets = *(apr_array_header_t **)member;
    char *ip = apr_pstrdup(p, text);
    char *mask = strchr(ip, '/');
    apr_ipsubnet_t *subnet;

    (void)setting;
    if (mask != NULL) {
        *mask++ = '\0';
    }
    if (apr_ipsubnet_create(&subnet, ip, mask, p) != APR_SUCCESS) {
        return apr_psprintf(p, "\"%s\" is neither an address nor a network",
                            text);
    }
    APR_ARRAY_PUSH(subnets, apr_ipsubnet_t *) = subnet;
    return NULL;
}

const char *tc_setting_text_add_allowed(apr_pool_t *p,
                                        const tc_setting_t *setting,
                                        const char *text, void *member)
{
    apr_array_header_t *allowed = *(apr_array_header_t **)member;
    tc_allowed_t one = { .host = NULL };
    char *ip = apr_pstrdup(p, text);
    char *mask = strchr(ip, '/');
    tc_host_t host;

    (void)setting;
    if (mask != NULL) {
        *mask++ = '\0';
    }
    if (apr_ipsubnet_create(&one.subnet, ip, mask, p) != APR_SUCCESS) {
        if (mask != NULL || !tc_host_parse(p, text, &host) || host.port != 0) {
            return apr_psprintf(p, "\"%s\" is no host, address or network",
                                text);
        }
        one.subnet = NULL;
        one.host = host.name;
    }
    APR_ARRAY_PUSH(allowed, tc_allowed_t) = one;
    return NULL;
}

const char *tc_setting_text_add_origin(apr_pool_t *p,
                                       const tc_setting_t *setting,
                                       const char *text, void *member)
{
    apr_array_header_t *origins = *(apr_array_header_t **)member;

    (void)setting;
    if (strcmp(text, "*") != 0 && !is_origin(text)) {
        return apr_psprintf(p,
                            "\"%s\" is neither * nor an origin such as "
                            "https://www.example.org",
                            text);
    }
    APR_ARRAY_PUSH(origins, const char *) = text;
    return NULL;
}
