/*
 * What kind of picture or video a file is, told from its first bytes alone;
 * names and types that a client sends do not count.
 */
#ifndef TC_BASE_FILES_SNIFF_H
#define TC_BASE_FILES_SNIFF_H

#include <apr.h>

/* How many bytes of the beginning are enough for every type. */
#define TC_SNIFF_BYTES 4096

typedef struct {
    const char *mime_type;  /* "image/jpeg" */
    const char *extension;  /* "jpg" */
    const char *media_type; /* "IMAGE" or "VIDEO" */
} tc_sniff_t;

/*
 * JPEG, PNG, WebP, GIF, AVIF, HEIC, TIFF, MP4, MOV, WebM; NULL for all else
 * (SVG, HTML, PDF and archives included). The answer is static. len may be less
 * than TC_SNIFF_BYTES where the file is.
 */
const tc_sniff_t *tc_sniff(const unsigned char *bytes, apr_size_t len);

#endif
