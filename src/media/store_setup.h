/* The media roots made ready, by the parent before it has children. */
#ifndef TC_MEDIA_STORE_SETUP_H
#define TC_MEDIA_STORE_SETUP_H

#include <httpd.h>

/*
 * post_config: make the folders of every site that has a media root, with
 * the rights that httpd's and the decoders' users need (as root), and the
 * lock. As root it changes only what it has just made, or what belongs to
 * root or httpd's user and lies where it was looked for: no link is followed
 * that httpd's user may have put there. A fault is logged, it never stops
 * httpd.
 */
void tc_store_setup(apr_pool_t *pconf, server_rec *s);

#endif
