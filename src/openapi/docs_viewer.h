/*
 * The scripts of /docs/, made into C by apxs/bin2c.pl: the vendored viewer
 * (conf/viewer/README), compressed with gzip, and conf/viewer/sign-in.js.
 */
#ifndef TC_OPENAPI_DOCS_VIEWER_H
#define TC_OPENAPI_DOCS_VIEWER_H

#include <stddef.h>

extern const unsigned char tc_docs_viewer_bytes[];
extern const size_t tc_docs_viewer_size;

extern const unsigned char tc_docs_sign_in_bytes[];
extern const size_t tc_docs_sign_in_size;

#endif
