/*
 * A setting: a member of tc_site_t that a directive sets, and what may stand
 * there. The list of directives (directives.c) has those of each directive;
 * what holds without a line, and what a virtual host takes from the main
 * server, come from it.
 */
#ifndef TC_CORE_SETTING_H
#define TC_CORE_SETTING_H

#include <httpd.h>
#include <http_config.h>

#include "core/site.h"

typedef struct tc_setting tc_setting_t;

/* Reads a word of a line into member, which may point into text. What is
 * wrong with it, without the directive's name (from p), or NULL. */
typedef const char *tc_setting_read_t(apr_pool_t *p,
                                      const tc_setting_t *setting,
                                      const char *text, void *member);

typedef enum {
    TC_SETTING_HOST,  /* in virtual hosts too */
    TC_SETTING_SERVER /* outside of them alone: there is one for all */
} tc_setting_scope_t;

struct tc_setting {
    const char *word; /* of a directive with several settings: which one */
    tc_setting_scope_t scope;
    tc_setting_read_t *read; /* NULL: the line has a setter of its own */
    size_t offset;           /* of the member in tc_site_t */
    size_t width;            /* of the member; 0: there are no more settings */
    /* As httpd.conf has them: "2s", "64M". */
    const char *value; /* what holds without a line; NULL: zero, or none */
    const char *least; /* of numbers */
    const char *most;
};

/* Sets all members that have a default. A list that is wrong in itself ends
 * httpd here, at the first start that sees it. */
void tc_setting_defaults(apr_pool_t *p, tc_site_t *site);

/* Takes from base what no line of site's own section has set; what a line of
 * base has set counts as set in site from then on. */
void tc_setting_inherit(tc_site_t *site, const tc_site_t *base);

void *tc_setting_member(tc_site_t *site, const tc_setting_t *setting);

/* Whether a line of site's own section has set it; row is the directive's in
 * tc_directives, and setting one of its own. */
int tc_setting_is_set(const tc_site_t *site, const command_rec *row,
                      const tc_setting_t *setting);
void tc_setting_mark_set(tc_site_t *site, const command_rec *row,
                         const tc_setting_t *setting);

#endif
