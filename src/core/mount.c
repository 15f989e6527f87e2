#include "core/mount.h"

#include <apr_fnmatch.h>
#include <apr_strings.h>
#include <httpd.h>
#include <http_config.h>
#include <http_main.h>

#include "core/site.h"
#include "core/tree.h"

static const char *first_word(apr_pool_t *p, const char *args)
{
    char *text = apr_pstrdup(p, args);
    apr_size_t len = strlen(text);

    if (len > 0 && text[len - 1] == '>') {
        text[len - 1] = '\0';
    }
    return ap_getword_conf(p, (const char **)&text);
}

const char *tc_mount_section_handler(apr_pool_t *p,
                                     const ap_directive_t *lines)
{
    const char *handler = NULL;

    for (; lines != NULL; lines = lines->next) {
        if (strcasecmp(lines->directive, "SetHandler") == 0) {
            handler = first_word(p, lines->args);
        }
    }
    return handler != NULL && strncmp(handler, "talecraft", 9) == 0 &&
                   strcmp(handler, TC_MOUNT_METRICS) != 0
               ? handler
               : NULL;
}

const char *tc_mount_section_path(apr_pool_t *p, const ap_directive_t *node)
{
    const char *path = first_word(p, node->args);

    return strcasecmp(node->directive, "<Location") == 0 && path[0] == '/' &&
                   !apr_fnmatch_test(path)
               ? path
               : NULL;
}

/* A page alone makes no host a site. */
static apr_array_header_t *mounts_of(const tc_site_t *site,
                                     const char *handler)
{
    return handler != NULL && strcmp(handler, TC_MOUNT_EDITOR) == 0
               ? site->pages
               : site->mounts;
}

static void mount_add(apr_pool_t *p, tc_site_t *site,
                      const ap_directive_t *node)
{
    const char *handler = tc_mount_section_handler(p, node->first_child);
    const char *path = tc_mount_section_path(p, node);
    tc_mount_t *mount;
    apr_size_t len;

    if (handler == NULL || path == NULL) {
        return;
    }
    len = strlen(path);
    while (len > 0 && path[len - 1] == '/') {
        len--;
    }
    mount = apr_array_push(mounts_of(site, handler));
    mount->path = apr_pstrmemdup(p, path, len);
    mount->handler = handler;
}

static void tree_walk(apr_pool_t *p, server_rec *main_server, server_rec *s,
                      const ap_directive_t *node)
{
    for (; node != NULL; node = node->next) {
        server_rec *inner = s;

        if (strcasecmp(node->directive, "<Location") == 0) {
            mount_add(p, tc_site_of(s), node);
            continue;
        }
        if (strcasecmp(node->directive, "<VirtualHost") == 0) {
            inner = tc_tree_server(main_server, node);
        }
        if (node->first_child != NULL && inner != NULL) {
            tree_walk(p, main_server, inner, node->first_child);
        }
    }
}

void tc_mount_find_all(apr_pool_t *pconf, server_rec *s)
{
    for (server_rec *each = s; each != NULL; each = each->next) {
        apr_array_clear(tc_site_of(each)->mounts);
        apr_array_clear(tc_site_of(each)->pages);
    }
    tree_walk(pconf, s, s, ap_conftree);
    /* <Location> of the main server holds in its virtual hosts too */
    for (server_rec *each = s != NULL ? s->next : NULL; each != NULL;
         each = each->next) {
        apr_array_cat(tc_site_of(each)->mounts, tc_site_of(s)->mounts);
        apr_array_cat(tc_site_of(each)->pages, tc_site_of(s)->pages);
    }
}

static int is_above(const tc_mount_t *mount, const char *uri)
{
    apr_size_t len = strlen(mount->path);

    return strncmp(uri, mount->path, len) == 0 &&
           (uri[len] == '/' || uri[len] == '\0');
}

static const tc_mount_t *longest_above(const tc_site_t *site,
                                       const char *handler, const char *uri)
{
    const apr_array_header_t *mounts = mounts_of(site, handler);
    const tc_mount_t *best = NULL;

    for (int i = 0; i < mounts->nelts; i++) {
        const tc_mount_t *mount = &APR_ARRAY_IDX(mounts, i, tc_mount_t);

        if ((handler == NULL || strcmp(mount->handler, handler) == 0) &&
            is_above(mount, uri) &&
            (best == NULL || strlen(mount->path) > strlen(best->path))) {
            best = mount;
        }
    }
    return best;
}

const tc_mount_t *tc_mount_above(const tc_site_t *site, const char *uri)
{
    return longest_above(site, NULL, uri);
}

const tc_mount_t *tc_mount_find(const tc_site_t *site, const char *handler)
{
    const apr_array_header_t *mounts = mounts_of(site, handler);

    for (int i = 0; i < mounts->nelts; i++) {
        const tc_mount_t *mount = &APR_ARRAY_IDX(mounts, i, tc_mount_t);

        if (strcmp(mount->handler, handler) == 0) {
            return mount;
        }
    }
    return NULL;
}

const char *tc_mount_of(const request_rec *r, const char *handler)
{
    const tc_dir_t *dir = tc_site_dir_of(r);
    const tc_mount_t *mount;

    if (dir != NULL && dir->mount != NULL) {
        return dir->mount;
    }
    mount = longest_above(tc_site_of(r->server), handler, r->uri);
    return mount != NULL ? mount->path : NULL;
}
