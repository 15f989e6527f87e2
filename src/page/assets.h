/*
 * The built files of the editors' page, compiled into the module by
 * apxs/assets2c.pl: as they are and as gzip and brotli.
 */
#ifndef TC_PAGE_ASSETS_H
#define TC_PAGE_ASSETS_H

#include <stddef.h>

typedef struct {
    const unsigned char *bytes;
    size_t size;
} tc_assets_form_t;

typedef struct {
    const char *name; /* "index.html", "assets/main-1A2B3C4D.js" */
    const char *type; /* Content-Type */
    const char *tag;  /* by its content, for the ETag */
    tc_assets_form_t plain;
    tc_assets_form_t gzip; /* size 0: not made */
    tc_assets_form_t br;
} tc_assets_t;

extern const tc_assets_t tc_assets_all[];
extern const size_t tc_assets_count;

#endif
