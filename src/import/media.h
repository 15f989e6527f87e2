/* Media by the addresses that texts of another system have of them. */
#ifndef TC_IMPORT_MEDIA_H
#define TC_IMPORT_MEDIA_H

#include "import/run.h"

typedef struct {
    /* Where the file of an address lies below the run's folder, from p; NULL:
     * it is another address. */
    const char *(*path)(apr_pool_t *p, const char *url);
    /* The picture's own address where it is that of a size, from p; NULL: it
     * is none. */
    const char *(*plain)(apr_pool_t *p, const char *url);
    const char *old_id; /* "" or NULL: not known */
    apr_int64_t user;   /* whose it becomes, where it must be made */
    const char *alt_text;
    const char *caption;
} tc_import_lookup_t;

/*
 * The media of the old id or the address. A file that is below the folder and
 * was not imported yet becomes media. 0: there is none (or a fault:
 * run->fault). *video: it is one.
 */
apr_int64_t tc_import_media_find(tc_import_t *run,
                                 const tc_import_lookup_t *lookup,
                                 const char *url, int *video);

#endif
