#include "check/configuration.h"

#include <ap_provider.h>
#include <ap_socache.h>
#include <apr_file_info.h>
#include <httpd.h>
#include <http_config.h>
#include <http_log.h>

#include "check/bodies.h"
#include "check/database.h"
#include "check/media.h"
#include "check/sections.h"
#include "core/hosts.h"
#include "core/log.h"
#include "core/site.h"

static int modules_check(server_rec *s)
{
    static const struct {
        const char *name;
        const char *advice;
    } needed[] = { { "mod_dbd.c", "a2enmod dbd" },
                   { "mod_watchdog.c",
                     "LoadModule watchdog_module modules/mod_watchdog.so" } };
    int faults = 0;

    for (size_t i = 0; i < sizeof(needed) / sizeof(needed[0]); i++) {
        if (ap_find_linked_module(needed[i].name) == NULL) {
            ap_log_error(APLOG_MARK, APLOG_CRIT, 0, s,
                         TCNO(1001) "%s is not loaded: mod_talecraft needs "
                                    "it (%s)",
                              needed[i].name, needed[i].advice);
            faults++;
        }
    }
    return faults;
}

static int cache_check(server_rec *s)
{
    const char *provider = tc_site_of(s)->cache.provider;

    if (ap_lookup_provider(AP_SOCACHE_PROVIDER_GROUP, provider,
                           AP_SOCACHE_PROVIDER_VERSION) != NULL) {
        return 0;
    }
    ap_log_error(APLOG_MARK, APLOG_CRIT, 0, s,
                 TCNO(1002) "TalecraftCache: there is no socache provider "
                            "\"%s\"; is mod_socache_%s loaded (a2enmod "
                            "socache_%s)?",
                      provider, provider, provider);
    return 1;
}

/* Without a media root no worker is needed. */
static int worker_check(apr_pool_t *p, server_rec *s)
{
    const char *program = tc_site_of(s)->worker_program;
    apr_finfo_t info;

    if (!tc_hosts_have_media(s) ||
        apr_stat(&info, program, APR_FINFO_MIN, p) == APR_SUCCESS) {
        return 0;
    }
    ap_log_error(APLOG_MARK, APLOG_CRIT, 0, s,
                 TCNO(1005) "TalecraftWorkerProgram: there is no file %s",
                      program);
    return 1;
}

/* Faults that do not keep httpd from starting. */
static void purge_check(apr_pool_t *p, server_rec *s)
{
    const tc_purge_target_t *target = tc_site_of(s)->purge;
    apr_finfo_t info;

    if (target->headers_file != NULL &&
        apr_stat(&info, target->headers_file, APR_FINFO_PROT, p) ==
            APR_SUCCESS &&
        (info.protection & (APR_FPROT_WREAD | APR_FPROT_WWRITE)) != 0) {
        ap_log_error(APLOG_MARK, APLOG_WARNING, 0, s,
                     TCNO(1010) "TalecraftPurge: every user of this machine "
                                "can read or write %s; chmod it to 0600",
                          target->headers_file);
    }
    if (!tc_site_of(s)->surrogate_keys) {
        ap_log_error(APLOG_MARK, APLOG_WARNING, 0, s,
                     TCNO(1011) "TalecraftPurge names keys that no answer "
                                "carries; add \"TalecraftSurrogateKeys On\"");
    }
}

int tc_check_configuration(apr_pool_t *ptemp, server_rec *s)
{
    int faults = modules_check(s) + cache_check(s) + worker_check(ptemp, s) +
                 tc_check_sections(ptemp, s) + tc_check_database(s) +
                 tc_check_media(ptemp, s);
    const tc_purge_target_t *last_target = NULL;

    tc_check_bodies(ptemp, s);
    for (server_rec *each = s; each != NULL; each = each->next) {
        if (tc_site_of(each)->purge != NULL &&
            tc_site_of(each)->purge != last_target) {
            purge_check(ptemp, each);
        }
        last_target = tc_site_of(each)->purge;
    }
    return faults == 0 ? OK : HTTP_INTERNAL_SERVER_ERROR;
}
