/*
 * talecraft-worker --check: what a decoder that was taken over could do, and
 * what ffmpeg; once as they are confined, and once by each of the two layers
 * alone that a kernel may lack or that may have a gap.
 */
#include "worker/confine/check.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include <apr_strings.h>

#include "worker/confine/attacks.h"
#include "worker/confine/attempts.h"
#include "worker/confine/confine.h"
#include "worker/process.h"
#include "worker/confine/victim.h"

#define MEMORY (256 * 1024 * 1024)
#define SECONDS 20

/* Exit statuses of what tried. */
#define COULD 0
#define REFUSED 1
#define FAILED 2

typedef struct {
    const char *name;
    int who; /* TC_MAY_... */
    tc_confine_layers_t without;
} tc_mode_t;

static const tc_mode_t modes[] = {
    { "decoder", TC_MAY_DECODER, TC_CONFINE_ALL },
    { "ffmpeg", TC_MAY_PROGRAM, TC_CONFINE_ALL },
    { "decoder without Landlock", TC_MAY_DECODER, TC_CONFINE_NO_LANDLOCK },
    { "ffmpeg without Landlock", TC_MAY_PROGRAM, TC_CONFINE_NO_LANDLOCK },
    { "ffmpeg with Landlock alone", TC_MAY_PROGRAM, TC_CONFINE_NO_FILTER },
};

typedef struct {
    const tc_attempt_t *attempt;
    const tc_stage_t *stage;
} baton_t;

/* An error of another kind says nothing about the confinement. */
static int run_attempt(void *data, int out)
{
    const baton_t *baton = data;

    (void)out;
    switch (baton->attempt->attempt(baton->stage)) {
    case 0:
        return COULD;
    case EPERM:
    case EACCES:
    case ENOSYS:
    case ENOMEM:
        return REFUSED;
    default:
        return FAILED;
    }
}

/* Whether the layers of this mode are to decide about it here. */
static int is_decided(const tc_mode_t *mode, const tc_attempt_t *attempt)
{
    int landlock = attempt->landlock > 0 &&
                   attempt->landlock <= tc_confine_landlock();

    switch (mode->without) {
    case TC_CONFINE_NO_LANDLOCK:
        return attempt->filter;
    case TC_CONFINE_NO_FILTER:
        return landlock;
    case TC_CONFINE_ALL:
        break;
    }
    return attempt->filter || landlock;
}

static const char *word_of(const tc_process_t *run)
{
    if (run->how == TC_RUN_SIGNALLED && run->code == SIGSYS) {
        return "refused, killed";
    }
    if (run->how != TC_RUN_EXITED) {
        return "not tried";
    }
    return run->code == COULD     ? "possible"
           : run->code == REFUSED ? "refused"
                                  : "not tried";
}

/* 1 where the outcome is as it should be. */
static int check_one(apr_pool_t *p, const tc_mode_t *mode,
                     const tc_attempt_t *attempt, const tc_stage_t *stage)
{
    tc_confine_t confine = { .write_dir = stage->dir,
                             .may_exec = mode->who == TC_MAY_PROGRAM,
                             .without = mode->without,
                             .memory = MEMORY,
                             .seconds = SECONDS,
                             .until = apr_time_now() +
                                      apr_time_from_sec(SECONDS) };
    baton_t baton = { attempt, stage };
    int may = (attempt->may & mode->who) != 0;
    const char *word;
    tc_process_t run;
    int fine;

    tc_process_run(p, &confine, -1, run_attempt, &baton, &run);
    word = word_of(&run);
    fine = may ? run.how == TC_RUN_EXITED && run.code == COULD
               : word[0] == 'r';
    printf("%-4s %s: %s: %s\n", fine ? "ok" : "BAD", mode->name, attempt->name,
           word);
    fflush(stdout);
    return fine;
}

static int check_list(apr_pool_t *p, const tc_mode_t *mode,
                      const tc_attempt_t *list, size_t count,
                      const tc_stage_t *stage)
{
    int bad = 0;

    for (size_t i = 0; i < count; i++) {
        if (is_decided(mode, &list[i])) {
            bad += !check_one(p, mode, &list[i], stage);
        }
        else if (mode->without == TC_CONFINE_ALL) {
            printf("-    %s: %s: only a newer Landlock refuses it\n",
                   mode->name, list[i].name);
        }
        apr_pool_clear(p);
    }
    return bad;
}

int tc_worker_check(apr_pool_t *p, const char *dir)
{
    tc_victim_t victim;
    tc_stage_t stage = { .dir = dir };
    const char *harm;
    int bad = 0;

    if (tc_victim_start(&victim) != 0) {
        printf("BAD  no other process can be started\n");
        return 1;
    }
    stage.victim = victim.pid;
    printf("landlock: version %d\n", tc_confine_landlock());
    fflush(stdout);
    for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++) {
        bad += check_list(p, &modes[i], tc_attempts, tc_attempts_count,
                          &stage);
        bad += check_list(p, &modes[i], tc_attacks, tc_attacks_count, &stage);
    }
    harm = tc_victim_harm(&victim);
    printf("%-4s the other process: %s\n", harm != NULL ? "BAD" : "ok",
           harm != NULL ? harm : "unharmed");
    tc_victim_stop(&victim);
    unlink(apr_pstrcat(p, dir, "/" TC_ATTEMPT_FILE, NULL));
    return bad == 0 && harm == NULL ? 0 : 1;
}
