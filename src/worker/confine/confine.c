#include "worker/confine/confine.h"

#include <fcntl.h>
#include <grp.h>
#include <linux/landlock.h>
#include <pwd.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "worker/confine/filter.h"

/* Of what a job makes, beside the size that it asks for. */
#define MAX_FILE ((rlim_t)256 * 1024 * 1024)

/* ---------------------------------------------------------------- limits */

/* Address space in use now: the libraries, which are no fault of a file. */
static rlim_t address_space(void)
{
    char text[64] = "";
    int fd = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
    long page = sysconf(_SC_PAGESIZE);

    if (fd < 0) {
        return 0;
    }
    if (read(fd, text, sizeof(text) - 1) <= 0) {
        text[0] = '\0';
    }
    close(fd);
    return (rlim_t)strtoull(text, NULL, 10) * (rlim_t)page;
}

static int limit(__rlimit_resource_t which, rlim_t value)
{
    struct rlimit now, wanted = { value, value };

    if (getrlimit(which, &now) == 0 && now.rlim_max < value) {
        wanted.rlim_cur = wanted.rlim_max = now.rlim_max;
    }
    return setrlimit(which, &wanted);
}

/*
 * No RLIMIT_NPROC: it counts all threads of the user, httpd's own included.
 * New processes are refused by the filter instead.
 */
static int set_limits(const tc_confine_t *what)
{
    rlim_t memory = (rlim_t)what->memory + address_space();
    rlim_t seconds = (rlim_t)(what->seconds > 0 ? what->seconds : 1);

    return limit(RLIMIT_CORE, 0) || limit(RLIMIT_AS, memory) ||
           limit(RLIMIT_CPU, seconds) ||
           limit(RLIMIT_FSIZE, MAX_FILE + (rlim_t)what->file_size) ||
           limit(RLIMIT_NOFILE, 64);
}

/* -------------------------------------------------------------- Landlock */

#define LL_READ (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)

/* Of later versions, which the headers may not know yet. */
#define LL_TRUNCATE (1ULL << 14)    /* since version 3 */
#define LL_NETWORK 3ULL             /* bind, connect over TCP: version 4 */
#define LL_SCOPE_ABSTRACT_UNIX 1ULL /* version 6 */
#define LL_SCOPE_SIGNAL 2ULL

/* As the kernel has it; an older one reads as much as it knows, and wants
 * zeros in the rest. */
typedef struct {
    __u64 files;
    __u64 network;
    __u64 scopes;
} ruleset_t;

int tc_confine_landlock(void)
{
    long version = syscall(SYS_landlock_create_ruleset, NULL, 0,
                           LANDLOCK_CREATE_RULESET_VERSION);

    return version > 0 ? (int)version : 0;
}

static int allow_path(int ruleset, const char *path, __u64 access)
{
    struct landlock_path_beneath_attr rule = { .allowed_access = access };
    int rv;

    rule.parent_fd = open(path, O_PATH | O_CLOEXEC);
    if (rule.parent_fd < 0) {
        return -1;
    }
    rv = (int)syscall(SYS_landlock_add_rule, ruleset,
                      LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
    close(rule.parent_fd);
    return rv;
}

/* Programs need their libraries; what is missing here is not needed. */
static void allow_programs(int ruleset)
{
    static const char *const dirs[] = { "/usr", "/lib", "/lib64", "/bin" };
    static const char *const files[] = { "/etc/ld.so.cache", "/dev/null" };

    for (size_t i = 0; i < sizeof(dirs) / sizeof(dirs[0]); i++) {
        (void)allow_path(ruleset, dirs[i],
                         LL_READ | LANDLOCK_ACCESS_FS_EXECUTE);
    }
    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
        (void)allow_path(ruleset, files[i], LANDLOCK_ACCESS_FS_READ_FILE);
    }
}

/* All of version 1 and what later ones added, as far as known here. */
static ruleset_t all_of(int version)
{
    static const __u64 files[] = { 0,
                                   (1ULL << 13) - 1,
                                   (1ULL << 14) - 1,
                                   (1ULL << 15) - 1,
                                   (1ULL << 15) - 1,
                                   (1ULL << 16) - 1 };
    ruleset_t all = { .files = files[version < 5 ? version : 5] };

    if (version >= 4) {
        all.network = LL_NETWORK;
    }
    if (version >= 6) {
        all.scopes = LL_SCOPE_ABSTRACT_UNIX | LL_SCOPE_SIGNAL;
    }
    return all;
}

static int set_landlock(const tc_confine_t *what)
{
    int version = tc_confine_landlock();
    ruleset_t all = all_of(version);
    __u64 dir = (LL_READ | LANDLOCK_ACCESS_FS_WRITE_FILE | LL_TRUNCATE |
                 LANDLOCK_ACCESS_FS_MAKE_REG |
                 LANDLOCK_ACCESS_FS_REMOVE_FILE) &
                all.files;
    int ruleset, rv = 0;

    if (version == 0) {
        return 0;
    }
    ruleset = (int)syscall(SYS_landlock_create_ruleset, &all, sizeof(all), 0);
    if (ruleset < 0) {
        return -1;
    }
    if (what->read_file != NULL) {
        rv |= allow_path(ruleset, what->read_file,
                         LANDLOCK_ACCESS_FS_READ_FILE);
    }
    if (what->write_dir != NULL) {
        rv |= allow_path(ruleset, what->write_dir, dir);
    }
    if (what->may_exec) {
        allow_programs(ruleset);
    }
    rv |= (int)syscall(SYS_landlock_restrict_self, ruleset, 0);
    close(ruleset);
    return rv;
}

int tc_confine(const tc_confine_t *what)
{
    if (set_limits(what) != 0 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) {
        return -1;
    }
    if (what->without != TC_CONFINE_NO_LANDLOCK && set_landlock(what) != 0) {
        return -1;
    }
    return what->without == TC_CONFINE_NO_FILTER
               ? 0
               : tc_filter_set(what->may_exec);
}

/* ------------------------------------------------------------------ user */

int tc_confine_user(const char *user, const char *group)
{
    const struct passwd *entry;
    uid_t uid;
    gid_t gid;

    if (geteuid() != 0 || user == NULL) {
        return 0;
    }
    entry = user[0] == '#' ? getpwuid((uid_t)strtoul(user + 1, NULL, 10))
                           : getpwnam(user);
    if (entry == NULL && user[0] != '#') {
        return -1;
    }
    uid = entry != NULL ? entry->pw_uid : (uid_t)strtoul(user + 1, NULL, 10);
    gid = entry != NULL ? entry->pw_gid : (gid_t)uid;
    if (group != NULL && group[0] == '#') {
        gid = (gid_t)strtoul(group + 1, NULL, 10);
    }
    if (uid == 0) {
        return 0; /* httpd itself runs as root: nothing to drop to */
    }
    if (setgroups(0, NULL) != 0 || setgid(gid) != 0) {
        return -1;
    }
    if (entry != NULL && initgroups(entry->pw_name, gid) != 0) {
        return -1;
    }
    return setuid(uid) == 0 && setuid(0) != 0 ? 0 : -1;
}
