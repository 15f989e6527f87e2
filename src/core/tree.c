#include "core/tree.h"

#include <string.h>

#include "core/site.h"

server_rec *tc_tree_server(server_rec *s, const ap_directive_t *node)
{
    for (; s != NULL; s = s->next) {
        if (s->is_virtual && s->defn_name != NULL &&
            s->defn_line_number == (unsigned)node->line_num &&
            strcmp(s->defn_name, node->filename) == 0) {
            return s;
        }
    }
    return NULL;
}

const char *tc_tree_word(apr_pool_t *p, const ap_directive_t *node)
{
    const char *args = node->args;

    return ap_getword_conf(p, &args);
}

static void read_line(apr_pool_t *p, tc_site_t *site,
                      const ap_directive_t *node)
{
    const struct {
        const char *name;
        const char **member;
    } lines[] = {
        { "DBDriver", &site->dbd_driver }, { "DBDParams", &site->dbd_params },
        { "DBDMin", &site->dbd_min },      { "DBDKeep", &site->dbd_keep },
        { "DBDMax", &site->dbd_max },      { "DBDExptime", &site->dbd_exptime }
    };

    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
        if (strcasecmp(node->directive, lines[i].name) == 0) {
            *lines[i].member = tc_tree_word(p, node);
        }
    }
}

static void walk(apr_pool_t *p, server_rec *main_server, server_rec *s,
                 const ap_directive_t *node)
{
    for (; node != NULL; node = node->next) {
        server_rec *inner = s;

        read_line(p, tc_site_of(s), node);
        if (strcasecmp(node->directive, "<VirtualHost") == 0) {
            inner = tc_tree_server(main_server, node);
        }
        if (node->first_child != NULL && inner != NULL) {
            walk(p, main_server, inner, node->first_child);
        }
    }
}

static const char *either(const char *own, const char *inherited)
{
    return own != NULL ? own : inherited;
}

void tc_tree_databases(apr_pool_t *pconf, server_rec *s)
{
    const tc_site_t *base = tc_site_of(s);

    walk(pconf, s, s, ap_conftree);
    for (; s != NULL; s = s->next) {
        tc_site_t *site = tc_site_of(s);

        site->dbd_driver = either(site->dbd_driver, base->dbd_driver);
        site->dbd_params = either(site->dbd_params, base->dbd_params);
        site->dbd_min = either(site->dbd_min, base->dbd_min);
        site->dbd_keep = either(site->dbd_keep, base->dbd_keep);
        site->dbd_max = either(site->dbd_max, base->dbd_max);
        site->dbd_exptime = either(site->dbd_exptime, base->dbd_exptime);
    }
}
