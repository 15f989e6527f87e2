/*
 * Shared by the multipart files alone: what the header lines of a message or
 * part say.
 */
#ifndef TC_BASE_MULTIPART_PART_HEADER_H
#define TC_BASE_MULTIPART_PART_HEADER_H

#include "base/multipart/multipart.h"

#define TC_MULTIPART_MAX_BOUNDARY 70

/*
 * The boundary that a request's Content-Type names, copied to boundary
 * (TC_MULTIPART_MAX_BOUNDARY + 1 bytes). 0 where it is no multipart/form-data
 * or has no boundary, two, or one with other than the allowed characters.
 */
int tc_part_header_boundary(const char *content_type, char *boundary);

/*
 * The header lines of one part: len bytes that end in CRLF (or none), cut up
 * in place; part points into them. block[len] must be writable.
 */
tc_multipart_result_t tc_part_header_read(char *block, apr_size_t len,
                                          tc_multipart_part_t *part);

#endif
