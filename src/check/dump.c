#include "check/dump.h"

#include <stdio.h>

#include <http_config.h>
#include <http_core.h>
#include <mpm_common.h>
#include <unixd.h>

#include "core/hosts.h"
#include "core/site.h"
#include "schema_version.h"
#include "version.h"

#define WANTED "DUMP_TALECRAFT"

int tc_check_dump_is_wanted(void)
{
    return ap_exists_config_define(WANTED);
}

void tc_check_dump(apr_pool_t *p, server_rec *s)
{
    const tc_site_t *site = tc_site_of(s);

    if (!tc_check_dump_is_wanted()) {
        return;
    }
    printf("talecraft\tversion\t" TC_VERSION "\n");
    printf("talecraft\tschema\t%d\n", TC_SCHEMA_VERSION);
    printf("talecraft\tuser\t%ld\n", (long)ap_unixd_config.user_id);
    printf("talecraft\ttotal\t%d\n", site->db_total);
    printf("talecraft\tpid\t%s\n", ap_runtime_dir_relative(p, ap_pid_fname));
    printf("talecraft\tworker\t%s\n", site->worker_program);
    for (server_rec *each = s; each != NULL; each = each->next) {
        if (tc_hosts_is_first_of_media(s, each)) {
            printf("talecraft\tmedia\t%s\n", tc_site_of(each)->media_root);
        }
    }
}
