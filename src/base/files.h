/*
 * Files by descriptor, where APR's own would buffer or allocate.
 */
#ifndef TC_BASE_FILES_H
#define TC_BASE_FILES_H

#include <apr_errno.h>

/* All of it, however often the call is cut short or interrupted; the
 * descriptor blocks. Errors are errno's (ENOSPC where the disk is full). */
apr_status_t tc_file_write(int fd, const char *bytes, apr_size_t len);

#endif
