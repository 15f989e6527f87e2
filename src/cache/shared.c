/*
 * Where the segment comes from and what becomes of its views.
 *
 * The module's code is unloaded and loaded again with each reading of the
 * configuration, so what lives longer is plain memory only: ap_retained_data
 * keeps a pointer, and the one cleanup on the process pool is APR's own.
 *
 * The parent saves the views with each end of a configuration, at a reload as
 * well as at the stop, and whoever reads the next configuration decides: where
 * the segment is found again it still has the counts and the file goes; where
 * it is new, the file is added. A parent that dies while it reloads loses
 * nothing so, and nothing has to know why the configuration ended.
 */
#include "cache/shared.h"

#include <unistd.h>

#include <apr_file_info.h>
#include <apr_file_io.h>
#include <apr_general.h>
#include <apr_shm.h>
#include <apr_strings.h>
#include <httpd.h>
#include <http_config.h>
#include <http_core.h>
#include <http_main.h>
#include <mpm_common.h>

#include "base/crypto/crypto.h"
#include "cache/segment.h"
#include "cache/views_file.h"
#include "core/hosts.h"
#include "core/log.h"
#include "core/site.h"

#define RETAINED "talecraft-shared"

typedef struct {
    tc_segment_t *segment;
} kept_t;

typedef struct {
    pid_t parent;
    const char *path;
} state_file_t;

/* Nothing can be logged here: at the stop the error log is closed already. */
static apr_status_t save_views(void *data)
{
    const state_file_t *state = data;
    apr_pool_t *scratch;

    if (getpid() == state->parent &&
        apr_pool_create(&scratch, NULL) == APR_SUCCESS) {
        tc_views_file_save(scratch, state->path);
        apr_pool_destroy(scratch);
    }
    return APR_SUCCESS;
}

/* No two servers that run at once share a pid file. */
static const char *state_path(apr_pool_t *p)
{
    const char *name = apr_pstrcat(p, ap_server_root, "\n",
                                   ap_runtime_dir_relative(p, ap_pid_fname),
                                   NULL);

    name = apr_psprintf(p, "talecraft-views-%016" APR_UINT64_T_HEX_FMT,
                        tc_segment_hash(name, strlen(name), 0));
    return ap_runtime_dir_relative(p, name);
}

/* APR gives memory that begins behind a word of its own, and the segment is
 * made of lines of the processor's cache. */
static void *first_line(char *memory)
{
    return memory + (TC_LINE - (apr_uintptr_t)memory % TC_LINE) % TC_LINE;
}

static apr_status_t make_segment(server_rec *s)
{
    apr_uint64_t random[2];
    apr_shm_t *shm;
    kept_t *kept;
    apr_status_t rv;

    rv = apr_generate_random_bytes((unsigned char *)random, sizeof(random));
    if (rv == APR_SUCCESS) {
        rv = apr_shm_create(&shm, sizeof(tc_segment_t) + TC_LINE, NULL,
                            s->process->pool);
    }
    if (rv != APR_SUCCESS) {
        ap_log_error(
            APLOG_MARK, APLOG_EMERG, rv, s,
            TCNO(3001) "cannot make %" APR_SIZE_T_FMT " bytes of shared "
                       "memory; look at the limits of memory of this service",
                 sizeof(tc_segment_t));
        return rv;
    }
    tc_segment = first_line(apr_shm_baseaddr_get(shm));
    tc_segment_init(tc_segment, random[0], random[1]);
    kept = ap_retained_data_create(RETAINED, sizeof(*kept));
    kept->segment = tc_segment;
    return APR_SUCCESS;
}

static void load_views(apr_pool_t *p, server_rec *s, const char *path)
{
    apr_status_t rv = tc_views_file_load(p, path);

    if (rv != APR_SUCCESS && !APR_STATUS_IS_ENOENT(rv)) {
        ap_log_error(
            APLOG_MARK, APLOG_WARNING, rv, s,
            TCNO(3002) "the views that the last stop saved in %s were not "
                       "counted; remove the file where it still stands",
                 path);
    }
}

static void check_writable(apr_pool_t *p, server_rec *s, const char *path)
{
    const char *dir = ap_make_dirstr_parent(p, path);

    if (access(dir, W_OK | X_OK) != 0) {
        ap_log_error(
            APLOG_MARK, APLOG_WARNING, apr_get_os_error(), s,
            TCNO(3003) "cannot write in %s: views of the last "
                       "seconds before a stop will not be counted; set "
                       "DefaultRuntimeDir to a folder of the server",
                 dir);
    }
}

void tc_shared_check(apr_pool_t *ptemp, server_rec *s)
{
    check_writable(ptemp, s, state_path(ptemp));
}

/* Directives hold passwords: only a hash goes where every child can read. */
static apr_uint64_t directives_hash(apr_pool_t *p, const tc_site_t *site)
{
    const char *text = apr_psprintf(p, "%" APR_UINT64_T_HEX_FMT "\n%s",
                                    tc_segment->salt,
                                    tc_hosts_database(p, site));
    unsigned char digest[TC_SHA256_BYTES];
    apr_uint64_t hash;

    tc_crypto_sha256(text, strlen(text), digest);
    memcpy(&hash, digest, sizeof(hash));
    return hash != 0 ? hash : 1;
}

/* Where each host's children learn, and tell, which database they are at. */
static void share_identities(apr_pool_t *pconf, server_rec *s)
{
    apr_uint64_t sites = 0;
    int full = 0;

    for (server_rec *each = s; each != NULL; each = each->next) {
        tc_site_t *site = tc_site_of(each);
        apr_uint64_t hash = directives_hash(pconf, site);

        site->db_key = (apr_uint32_t)hash | 1;
        site->db_slots = &tc_segment->connections;
        site->metrics = NULL;
        if (tc_site_is_used(site) || site->pages->nelts > 0) {
            site->metrics = tc_metrics_host(tc_segment->metrics,
                                            tc_site_label(pconf, each));
        }
        sites += tc_site_is_used(site);
        site->db_id = tc_segment_database(hash);
        if (site->db_id == NULL) {
            site->db_id = apr_pcalloc(pconf, sizeof(*site->db_id));
            full = 1;
        }
    }
    TC_STORE(&tc_segment->connections.sites, sites);
    if (full) {
        ap_log_error(
            APLOG_MARK, APLOG_WARNING, 0, s,
            TCNO(3030) "more than %d different DBDParams were read since the "
                       "start; while a database of the last ones is away, new "
                       "children cannot answer from the cache; restart httpd",
                 TC_DATABASE_SLOTS);
    }
}

apr_status_t tc_shared_post_config(apr_pool_t *pconf, server_rec *s)
{
    const kept_t *kept;
    state_file_t *state;
    apr_status_t rv;

    /* The first reading at the start is thrown away by httpd. */
    if (ap_state_query(AP_SQ_MAIN_STATE) == AP_SQ_MS_CREATE_PRE_CONFIG) {
        return APR_SUCCESS;
    }
    state = apr_pcalloc(pconf, sizeof(*state));
    state->parent = getpid();
    state->path = state_path(pconf);
    kept = ap_retained_data_get(RETAINED);
    if (kept != NULL && tc_segment_fits(kept->segment)) {
        tc_segment = kept->segment;
        apr_file_remove(state->path, pconf);
    }
    else {
        rv = make_segment(s);
        if (rv != APR_SUCCESS) {
            return rv;
        }
        load_views(pconf, s, state->path);
        check_writable(pconf, s, state->path);
    }
    apr_pool_cleanup_register(pconf, state, save_views, apr_pool_cleanup_null);
    tc_segment_generation = ++tc_segment->generation;
    share_identities(pconf, s);
    return APR_SUCCESS;
}
