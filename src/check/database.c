#include "check/database.h"

#include <stdlib.h>
#include <string.h>

#include <http_log.h>

#include "core/log.h"
#include "core/site.h"

/* What mod_dbd has where there is no line. */
#define DBD_MIN 1
#define DBD_KEEP 2
#define DBD_MAX 10

static long number(const char *line, long otherwise)
{
    return line != NULL ? strtol(line, NULL, 10) : otherwise;
}

/* Where all sites are virtual hosts, the main server's <Location> stands for
 * theirs, and nobody need ask the main server itself. */
static int driver_check(server_rec *s, int is_one_of_several)
{
    const char *driver = tc_site_of(s)->dbd_driver;

    if (driver != NULL && strcmp(driver, "pgsql") == 0) {
        return 0;
    }
    ap_log_error(APLOG_MARK, is_one_of_several ? APLOG_WARNING : APLOG_CRIT, 0,
                 s,
                 TCNO(1013) "the API is mounted here, but there is no "
                            "\"DBDriver pgsql\": all requests would be "
                            "answered 503");
    return !is_one_of_several;
}

static int limits_check(server_rec *s)
{
    const tc_site_t *site = tc_site_of(s);
    long least = number(site->dbd_min, DBD_MIN);
    long kept = number(site->dbd_keep, DBD_KEEP);
    long most = number(site->dbd_max, DBD_MAX);

    if (least > kept || kept > most) {
        ap_log_error(APLOG_MARK, APLOG_CRIT, 0, s,
                     TCNO(1014) "mod_dbd makes no connections where DBDMin "
                                "(%ld) is above DBDKeep (%ld), or DBDKeep "
                                "above DBDMax (%ld)",
                          least, kept, most);
        return 1;
    }
    if (most <= site->db_connections) {
        ap_log_error(APLOG_MARK, APLOG_WARNING, 0, s,
                     TCNO(1015) "DBDMax (%ld) must be larger than "
                                "TalecraftDBConnections (%d) by one at least; "
                                "otherwise requests may wait without limit, "
                                "or nothing is cached",
                          most, site->db_connections);
    }
    return 0;
}

int tc_check_database(server_rec *s)
{
    int faults = 0;

    for (server_rec *each = s; each != NULL; each = each->next) {
        if (tc_site_is_used(tc_site_of(each))) {
            faults += driver_check(each, each == s && s->next != NULL);
            faults += limits_check(each);
        }
    }
    return faults;
}
