/*
 * The configuration as httpd has read it, for what other modules' directives
 * say: ap_conftree holds it until the end of post_config.
 */
#ifndef TC_CORE_TREE_H
#define TC_CORE_TREE_H

#include <httpd.h>
#include <http_config.h>

/* The virtual host of s that this <VirtualHost> section made; NULL where the
 * section made none. */
server_rec *tc_tree_server(server_rec *s, const ap_directive_t *node);

/* The first argument of a directive, from p, "" where it has none. */
const char *tc_tree_word(apr_pool_t *p, const ap_directive_t *node);

/* What mod_dbd's directives say for each host: fills the dbd members of its
 * site. In check_config. */
void tc_tree_databases(apr_pool_t *pconf, server_rec *s);

#endif
