#include "core/socache.h"

#include <string.h>

#include <apr_lib.h>
#include <apr_strings.h>
#include <httpd.h>
#include <http_config.h>
#include <unixd.h>

/* Memory is taken as the cache fills, not at the start. */
#define DEFAULT_BYTES "268435456"
#define PLACE "talecraft-cache"

static const char *mutex_lines(apr_pool_t *p, const ap_directive_t *node,
                               const char *lines)
{
    for (; node != NULL; node = node->next) {
        if (strcasecmp(node->directive, "Mutex") == 0) {
            lines = apr_pstrcat(p, lines, "\nMutex ", node->args, NULL);
        }
        lines = mutex_lines(p, node->first_child, lines);
    }
    return lines;
}

const char *tc_socache_wish(apr_pool_t *p, const char *args)
{
    const module *socache = ap_find_linked_module("mod_socache_shmcb.c");

    return apr_psprintf(p, "%s\n%d.%d\n%lu:%lu%s", args,
                        socache != NULL ? socache->version : 0,
                        socache != NULL ? socache->minor_version : 0,
                        (unsigned long)ap_unixd_config.user_id,
                        (unsigned long)ap_unixd_config.group_id,
                        mutex_lines(p, ap_conftree, ""));
}

/* The path of "path(bytes)" is used only where the system has no anonymous
 * shared memory. */
const char *tc_socache_args(apr_pool_t *p, const char *name, const char *args)
{
    const char *at;

    if (strcmp(name, TC_SOCACHE_SHMCB) != 0) {
        return args;
    }
    if (args == NULL || *args == '\0') {
        args = DEFAULT_BYTES;
    }
    for (at = args; apr_isdigit(*at); at++) {
    }
    return *at != '\0' ? args
                       : apr_psprintf(p, "%s(%s)",
                                      ap_runtime_dir_relative(p, PLACE), args);
}
