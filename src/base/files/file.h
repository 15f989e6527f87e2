/*
 * Files by descriptor, where APR's own would buffer or allocate.
 */
#ifndef TC_BASE_FILES_FILE_H
#define TC_BASE_FILES_FILE_H

#include <apr_pools.h>

/* All of it, however often the call is cut short or interrupted; the
 * descriptor blocks. Errors are errno's (ENOSPC where the disk is full). */
apr_status_t tc_file_write(int fd, const char *bytes, apr_size_t len);

/*
 * End a file that was written as `temp`: where rv, what became of the
 * writing, is success, its bytes are put on disk before it gets the name
 * `path` (same file system; a file that is there is replaced). So a file of
 * that name is whole, whenever the process dies. fd is closed in any case;
 * temp is gone afterwards. Returns the first error. The name itself is on
 * disk after tc_file_sync_dir of the folder.
 */
apr_status_t tc_file_finish(int fd, apr_status_t rv, const char *temp,
                            const char *path);

/*
 * The whole text of a regular file of at most `most` bytes, NUL-terminated,
 * from p. Never waits: a pipe or a device in its place is EINVAL, as is a
 * file that is larger or has a NUL in it. links: 0 where a symbolic link in
 * the file's place is refused (ELOOP).
 */
apr_status_t tc_file_read_text(apr_pool_t *p, const char *path,
                               apr_size_t most, int links, char **text);

/* fsync of a folder: the names in it are on disk. */
apr_status_t tc_file_sync_dir(const char *path);

#endif
