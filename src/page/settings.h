/* What the editors' page is told of the site that it stands in. */
#ifndef TC_PAGE_SETTINGS_H
#define TC_PAGE_SETTINGS_H

#include <httpd.h>

/*
 * Its config.json, from r->pool. mount: where the page is, without a slash at
 * its end. Paths in it are relative to the page, so that it works behind a
 * proxy's path; where this host has no API, `api` is null and `problem` says
 * what to do.
 */
const char *tc_settings_json(request_rec *r, const char *mount);

/* "https://example.org": what links and media of this host begin with. */
const char *tc_settings_origin(const request_rec *r);

#endif
