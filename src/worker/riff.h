/* A WebP file without what is no picture: EXIF, XMP, profiles, unknown. */
#ifndef TC_WORKER_RIFF_H
#define TC_WORKER_RIFF_H

#include <stddef.h>

/*
 * In place; returns the new length, 0 where bytes are no WebP file. The saver
 * of some libvips versions writes an EXIF chunk whatever it is told, so that
 * nothing of the original's metadata gets out is settled here.
 */
size_t tc_riff_strip(unsigned char *bytes, size_t len);

#endif
