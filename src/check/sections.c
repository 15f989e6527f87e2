#include "check/sections.h"

#include <string.h>

#include <http_config.h>
#include <http_log.h>

#include "core/log.h"
#include "core/mount.h"
#include "core/site.h"
#include "core/tree.h"

typedef struct {
    apr_pool_t *p;
    server_rec *main_server;
    int faults;
} search_t;

static const ap_directive_t *find_line(const ap_directive_t *lines,
                                       const char *name)
{
    while (lines != NULL && strcasecmp(lines->directive, name) != 0) {
        lines = lines->next;
    }
    return lines;
}

/* Requests may still lie below a <Location> of the same handler, or a section
 * that only has TalecraftMount. */
static void say(search_t *search, server_rec *s, const char *handler,
                const ap_directive_t *line)
{
    const tc_site_t *site = tc_site_of(s);

    if (site->mount_named || tc_mount_find(site, handler) != NULL) {
        ap_log_error(APLOG_MARK, APLOG_WARNING, 0, s,
                     TCNO(1020) "%s, line %d: requests of this SetHandler %s "
                                "that lie below no <Location> with the same "
                                "handler are answered 500; put "
                                "TalecraftMount beside it",
                          line->filename, line->line_num, handler);
        return;
    }
    search->faults++;
    ap_log_error(APLOG_MARK, APLOG_CRIT, 0, s,
                 TCNO(1019) "%s, line %d: SetHandler %s stands in no "
                            "<Location> with a plain path, so that it is not "
                            "clear where the API is; put TalecraftMount "
                            "beside it",
                      line->filename, line->line_num, handler);
}

/* known: a section around says where all within is mounted. */
static void look_within(search_t *search, server_rec *s,
                        const ap_directive_t *section, int known)
{
    const ap_directive_t *lines = section->first_child;
    const char *handler = tc_mount_section_handler(search->p, lines);

    known = known || find_line(lines, "TalecraftMount") != NULL;
    if (handler != NULL && !known) {
        if (tc_mount_section_path(search->p, section) != NULL) {
            known = 1;
        }
        else {
            say(search, s, handler, find_line(lines, "SetHandler"));
        }
    }
    for (; lines != NULL; lines = lines->next) {
        server_rec *inner = strcasecmp(lines->directive, "<VirtualHost") == 0
                                ? tc_tree_server(search->main_server, lines)
                                : s;

        if (lines->first_child != NULL && inner != NULL) {
            look_within(search, inner, lines, known);
        }
    }
}

int tc_check_sections(apr_pool_t *ptemp, server_rec *s)
{
    search_t search = { .p = ptemp, .main_server = s };
    const ap_directive_t all = { .directive = "",
                                 .args = "",
                                 .first_child = ap_conftree };

    look_within(&search, s, &all, 0);
    return search.faults;
}
