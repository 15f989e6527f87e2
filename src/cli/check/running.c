/*
 * The system's list of what a process has mapped says of a file that another
 * one has taken the place of, as packages do it, that it is deleted.
 */
#include "cli/check/running.h"

#include <stdio.h>
#include <string.h>

#include <apr_strings.h>

#include "base/files/file.h"

#define MODULE "mod_talecraft.so (deleted)\n"
#define PID_BYTES 64
#define LINE_BYTES 4096

static int has_old_module(const char *maps)
{
    FILE *file = fopen(maps, "re");
    char line[LINE_BYTES];
    int found = 0;

    while (file != NULL && !found && fgets(line, sizeof(line), file) != NULL) {
        found = strstr(line, MODULE) != NULL;
    }
    if (file != NULL) {
        fclose(file);
    }
    return found;
}

void tc_cli_running_check(tc_faults_t *faults, const char *pid_file)
{
    apr_pool_t *p = faults->ctl->p;
    char *text;

    if (tc_file_read_text(p, pid_file, PID_BYTES, 1, &text) == APR_SUCCESS &&
        has_old_module(apr_psprintf(p, "/proc/%" APR_INT64_T_FMT "/maps",
                                    apr_atoi64(text)))) {
        tc_cli_faults_add(faults,
                          "httpd runs a mod_talecraft that another one has "
                          "taken the place of",
                          1, "stop and start httpd");
    }
}
