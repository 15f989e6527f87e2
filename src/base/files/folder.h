/*
 * Folders by descriptor, for root in places where others may write.
 *
 * A path is a promise that whoever owns a folder on its way can break between
 * two looks at it: a link in the place of a folder leads anywhere. So root
 * goes down name by name and acts on what it has opened.
 */
#ifndef TC_BASE_FILES_FOLDER_H
#define TC_BASE_FILES_FOLDER_H

#include <apr_errno.h>
#include <sys/types.h>

/*
 * Open the folder `path` (absolute); its last name is made where it is
 * missing, with `mode` less the umask (*made is raised then). As root a
 * symbolic link on the way is followed only where nobody but root can have
 * put it there: it is root's, and so is each folder down to it, which neither
 * group nor others may write to (or which is sticky, as /tmp is). ELOOP:
 * another link, or too many; ENOTDIR, ENOENT and so on as open(2) has them.
 * *fd is the caller's to close, -1 where it fails.
 */
apr_status_t tc_folder_open(const char *path, mode_t mode, int *fd, int *made);

/* The same for one name in the open folder `parent`; no link is followed,
 * whoever is asking. */
apr_status_t tc_folder_at(int parent, const char *name, mode_t mode, int *fd,
                          int *made);

/*
 * 1 where nobody but root decides what the absolute path leads to: each folder
 * on the way, as written and as the links in it lead, is root's, and neither
 * group nor others may write there; in a sticky one the name is root's as
 * well. Always 1 without root's rights.
 */
int tc_folder_is_held(const char *path);

#endif
