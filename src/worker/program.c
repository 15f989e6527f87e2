#include "worker/program.h"

#include <string.h>
#include <unistd.h>

#include <apr_strings.h>

#include "worker/confine/confine.h"
#include "worker/job.h"
#include "worker/process.h"

typedef struct {
    const char *path;
    const char *const *arguments; /* with the name first */
} program_t;

static int exec_program(void *baton, int out)
{
    static const char *const environment[] = { "PATH=/usr/bin:/bin",
                                               "LC_ALL=C.UTF-8", NULL };
    const program_t *program = baton;

    if (dup2(out, STDOUT_FILENO) < 0 || close(out) != 0) {
        return 1;
    }
    execve(program->path, (char *const *)(apr_uintptr_t)program->arguments,
           (char *const *)(apr_uintptr_t)environment);
    return 127;
}

static const char *find_program(apr_pool_t *p, const char *name)
{
    static const char *const dirs[] = { "/usr/local/bin", "/usr/bin", "/bin" };

    for (size_t i = 0; i < sizeof(dirs) / sizeof(dirs[0]); i++) {
        const char *path = apr_pstrcat(p, dirs[i], "/", name, NULL);

        if (access(path, X_OK) == 0) {
            return path;
        }
    }
    return NULL;
}

int tc_program_run(apr_pool_t *p, const tc_job_t *job, int peer,
                   const char *const *arguments, apr_time_t until,
                   tc_process_t *run)
{
    program_t program = { find_program(p, arguments[0]), arguments };
    tc_confine_t confine = { .read_file = job->original,
                             .write_dir = job->directory,
                             .may_exec = 1,
                             .memory = job->memory,
                             .seconds = job->seconds,
                             .file_size = job->size,
                             .until = until };

    memset(run, 0, sizeof(*run));
    run->output = apr_pstrdup(p, "");
    if (program.path == NULL) {
        return 0;
    }
    tc_process_run(p, &confine, peer, exec_program, &program, run);
    return run->how == TC_RUN_EXITED && run->code == 0;
}
