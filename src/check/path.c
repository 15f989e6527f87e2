#include "check/path.h"

#include <errno.h>
#include <grp.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <apr_strings.h>

#define BECAME_NOBODY 0 /* exit codes: this, or the folder's number */
#define FOLDERS_MAX 250

static int become(const tc_check_user_t *user)
{
    int known = user->name != NULL && user->name[0] != '#';

    return geteuid() != 0 ||
           ((known ? initgroups(user->name, user->group) == 0
                   : setgroups(0, NULL) == 0) &&
            setgid(user->group) == 0 && setuid(user->id) == 0);
}

/* The number of the first folder that is closed, from 1 on; 0: none is. */
static int find_closed(char *path)
{
    int number = 0;

    for (char *end = path; end != NULL && number < FOLDERS_MAX;) {
        int is_closed;

        end = strchr(end + 1, '/');
        if (end != NULL) {
            *end = '\0';
        }
        number++;
        is_closed = access(path, X_OK) != 0 && errno == EACCES;
        if (end != NULL) {
            *end = '/';
        }
        if (is_closed) {
            return number;
        }
    }
    return 0;
}

static const char *folder_of(apr_pool_t *p, const char *path, int number)
{
    const char *end = path;

    for (; number > 0 && end != NULL; number--) {
        end = strchr(end + 1, '/');
    }
    return end != NULL ? apr_pstrmemdup(p, path, (apr_size_t)(end - path))
                       : path;
}

/* Asked by a process that is the user: modes alone do not tell, where there
 * are access lists, other groups or a file system with rules of its own. */
const char *tc_check_path_closed(apr_pool_t *p, const char *path,
                                 const tc_check_user_t *user)
{
    char *copy = apr_pstrdup(p, path);
    pid_t pid = fork();
    int status = 0;

    if (pid == 0) {
        _exit(become(user) ? find_closed(copy) : BECAME_NOBODY);
    }
    while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR) {
        continue;
    }
    return pid > 0 && WIFEXITED(status) && WEXITSTATUS(status) != 0
               ? folder_of(p, path, WEXITSTATUS(status))
               : NULL;
}
