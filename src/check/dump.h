/*
 * `httpd -t -D DUMP_TALECRAFT`: what talecraftctl check compares with the
 * database, one fact a line on standard output, with tabs between its words.
 */
#ifndef TC_CHECK_DUMP_H
#define TC_CHECK_DUMP_H

#include <apr_pools.h>
#include <httpd.h>

/* 1 where that is what httpd was started for. */
int tc_check_dump_is_wanted(void);

/*
 * Prints, where it is wanted:
 *   talecraft version    of the module
 *   talecraft schema     the version that it was made for
 *   talecraft user       number of httpd's user
 *   talecraft total      TalecraftDBTotal; 0: there is no line
 *   talecraft pid        path of httpd's PidFile
 *   talecraft worker     path of talecraft-worker
 *   talecraft media      a media root; a line for each
 * No line has anything of DBDParams, which may hold a password.
 */
void tc_check_dump(apr_pool_t *p, server_rec *s);

#endif
