#include "core/setting_text.h"

#include <string.h>

#include <apr_network_io.h>
#include <apr_strings.h>
#include <httpd.h>

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

const char *tc_setting_text_cache(apr_pool_t *p, const tc_setting_t *setting,
                                  const char *text, void *member)
{
    tc_cache_place_t *place = member;
    const char *colon = strchr(text, ':');

    (void)setting;
    place->provider = colon != NULL ? apr_pstrmemdup(p, text, colon - text)
                                    : text;
    place->args = colon != NULL ? colon + 1 : NULL;
    return NULL;
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
