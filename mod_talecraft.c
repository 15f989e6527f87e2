/*
 * mod_talecraft: a publishing backend inside Apache httpd. This file is the
 * map: which hook leads where. docs/architecture.md says what stands where
 * and docs/directives.md how it is configured; the three tables that
 * everything is derived from are
 *
 *   the routes      src/routes.c
 *   the fields      on top of a file in src/api, src/posts, src/editing
 *   the directives  src/core/directives.c
 */
#include <ap_mpm.h>
#include <httpd.h>
#include <http_core.h>
#include <http_protocol.h>
#include <http_request.h>

#include "api/media_files.h"
#include "auth/gate.h"
#include "auth/memo.h"
#include "auth/providers.h"
#include "cache/cache.h"
#include "cache/entries.h"
#include "cache/shared.h"
#include "check/configuration.h"
#include "check/dump.h"
#include "core/directives.h"
#include "core/mount.h"
#include "core/site.h"
#include "core/tree.h"
#include "db/db.h"
#include "http/httpd_errors.h"
#include "jobs/jobs.h"
#include "media/workers.h"
#include "media/serve.h"
#include "media/store_setup.h"
#include "ops/exposition.h"
#include "ops/requests.h"
#include "ops/status.h"
#include "page/editor.h"
#include "rest/dispatch.h"
#include "version.h"

static int pre_config(apr_pool_t *pconf, apr_pool_t *plog, apr_pool_t *ptemp)
{
    (void)plog;
    (void)ptemp;
    return tc_entries_pre_config(pconf) == APR_SUCCESS
               ? OK
               : HTTP_INTERNAL_SERVER_ERROR;
}

/* `httpd -t` ends before post_config: what that would make is tried. */
static int try_what_is_made(apr_pool_t *ptemp, server_rec *s)
{
    tc_shared_check(ptemp, s);
    tc_workers_check(s);
    return tc_entries_check(ptemp, s) == APR_SUCCESS
               ? OK
               : HTTP_INTERNAL_SERVER_ERROR;
}

/* Runs for `httpd -t` too: what is wrong with a configuration is said here. */
static int check_config(apr_pool_t *pconf, apr_pool_t *plog, apr_pool_t *ptemp,
                        server_rec *s)
{
    int rc;

    (void)plog;
    tc_mount_find_all(pconf, s);
    tc_tree_databases(pconf, s);
    rc = tc_check_configuration(ptemp, s);
    return rc == OK &&
                   (ap_state_query(AP_SQ_RUN_MODE) == AP_SQ_RM_CONFIG_TEST ||
                    tc_check_dump_is_wanted())
               ? try_what_is_made(ptemp, s)
               : rc;
}

static int post_config(apr_pool_t *pconf, apr_pool_t *plog, apr_pool_t *ptemp,
                       server_rec *s)
{
    (void)plog;
    (void)ptemp;
    if (tc_db_post_config(pconf, s) != APR_SUCCESS ||
        tc_jobs_post_config(pconf, s) != APR_SUCCESS) {
        return HTTP_INTERNAL_SERVER_ERROR;
    }
    /* the pass that only checks the configuration makes nothing */
    if (ap_state_query(AP_SQ_MAIN_STATE) == AP_SQ_MS_CREATE_PRE_CONFIG) {
        return OK;
    }
    ap_log_error(APLOG_MARK, APLOG_INFO, 0, s, "mod_talecraft " TC_VERSION);
    if (tc_shared_post_config(pconf, s) != APR_SUCCESS ||
        tc_entries_post_config(pconf, s) != APR_SUCCESS) {
        return HTTP_INTERNAL_SERVER_ERROR;
    }
    tc_store_setup(pconf, s);
    return tc_workers_post_config(pconf, s) == APR_SUCCESS
               ? OK
               : HTTP_INTERNAL_SERVER_ERROR;
}

static void child_init(apr_pool_t *pchild, server_rec *s)
{
    tc_db_child_init(pchild, s);
    tc_cache_child_init(pchild, s);
    tc_gate_child_init(pchild);
    tc_memo_child_init(pchild);
    tc_jobs_child_init(pchild, s);
}

/* In the parent, of a child that has ended in whatever way. */
static void child_status(server_rec *s, pid_t pid, ap_generation_t generation,
                         int slot, mpm_child_status state)
{
    (void)generation;
    (void)slot;
    if (state == MPM_CHILD_EXITED) {
        tc_db_child_ended(s, pid);
    }
}

static void register_hooks(apr_pool_t *p)
{
    /* mod_watchdog starts what is registered when its own post_config runs */
    static const char *const before_watchdog[] = { "mod_watchdog.c", NULL };
    static const char *const after_dbd[] = { "mod_dbd.c", NULL };
    /* an Alias or a rewrite rule for a path below a mount goes first */
    static const char *const after_alias[] = { "mod_alias.c", "mod_rewrite.c",
                                               NULL };

    ap_hook_pre_config(pre_config, NULL, NULL, APR_HOOK_MIDDLE);
    ap_hook_check_config(check_config, NULL, NULL, APR_HOOK_MIDDLE);
    ap_hook_test_config(tc_check_dump, NULL, NULL, APR_HOOK_MIDDLE);
    ap_hook_post_config(post_config, NULL, before_watchdog, APR_HOOK_MIDDLE);
    ap_hook_child_init(child_init, after_dbd, NULL, APR_HOOK_MIDDLE);
    ap_hook_child_status(child_status, NULL, NULL, APR_HOOK_MIDDLE);

    ap_hook_translate_name(tc_serve_translate_name, NULL, NULL,
                           APR_HOOK_FIRST);
    ap_hook_map_to_storage(tc_serve_map_to_storage, NULL, NULL,
                           APR_HOOK_FIRST);
    ap_hook_handler(tc_media_files, NULL, NULL, APR_HOOK_FIRST);

    ap_hook_translate_name(tc_httpd_errors_translate_name, after_alias, NULL,
                           APR_HOOK_LAST);
    ap_hook_map_to_storage(tc_httpd_errors_map_to_storage, NULL, NULL,
                           APR_HOOK_FIRST);
    ap_hook_handler(tc_dispatch, NULL, NULL, APR_HOOK_MIDDLE);
    ap_hook_handler(tc_editor_handle, NULL, NULL, APR_HOOK_MIDDLE);
    ap_hook_handler(tc_exposition_handle, NULL, NULL, APR_HOOK_MIDDLE);
    ap_hook_log_transaction(tc_requests_log, NULL, NULL, APR_HOOK_FIRST);
    ap_hook_insert_error_filter(tc_httpd_errors_insert, NULL, NULL,
                                APR_HOOK_MIDDLE);
    tc_httpd_errors_register();
    tc_status_register();
    tc_providers_register(p);
}

module AP_MODULE_DECLARE_DATA talecraft_module = {
    STANDARD20_MODULE_STUFF, tc_site_dir_create,
    tc_site_dir_merge,       tc_site_create,
    tc_site_merge,           tc_directives,
    register_hooks,          AP_MODULE_FLAG_ALWAYS_MERGE
};
