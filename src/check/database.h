/* What mod_dbd's directives must say for a site to work. */
#ifndef TC_CHECK_DATABASE_H
#define TC_CHECK_DATABASE_H

#include <httpd.h>

/* The number of hosts with the API that cannot have a connection; each is
 * logged, and so is what is only doubtful. After tc_tree_databases and
 * tc_mount_find_all. */
int tc_check_database(server_rec *s);

#endif
