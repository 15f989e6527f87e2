/*
 * Log lines of the module: every WARNING or worse carries a number that
 * docs/messages.md explains. 1xxx core, 2xxx db, 3xxx cache, 4xxx media,
 * 5xxx auth, 6xxx http, 7xxx api, 8xxx jobs.
 *
 *   ap_log_rerror(APLOG_MARK, APLOG_ERR, rv, r, TCNO(2001) "cannot ...");
 */
#ifndef TC_CORE_LOG_H
#define TC_CORE_LOG_H

#include <httpd.h>
#include <http_config.h>
#include <http_log.h>

extern module AP_MODULE_DECLARE_DATA talecraft_module;
APLOG_USE_MODULE(talecraft);

#define TCNO(number) "TC" #number ": "

#endif
