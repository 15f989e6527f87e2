/* What a process that was taken over would try: the list of --check. */
#ifndef TC_WORKER_CONFINE_ATTEMPTS_H
#define TC_WORKER_CONFINE_ATTEMPTS_H

#include <stddef.h>
#include <sys/types.h>

typedef struct {
    const char *dir; /* the folder that it may write into */
    pid_t victim;    /* a process of the same user (victim.h) */
} tc_stage_t;

/* Tries it for real; 0 where it could, else the errno. */
typedef int (*tc_attempt_fn)(const tc_stage_t *stage);

/* What an attempt may leave behind in the folder. */
#define TC_ATTEMPT_FILE "talecraft-check-run"

/* Who is to be able to do it. */
#define TC_MAY_DECODER 1
#define TC_MAY_PROGRAM 2
#define TC_MAY_BOTH (TC_MAY_DECODER | TC_MAY_PROGRAM)

typedef struct {
    const char *name;
    tc_attempt_fn attempt;
    int may;      /* TC_MAY_...; 0: nobody */
    int landlock; /* refuses it since this version; 0: none does */
    int filter;   /* what is refused without Landlock too */
} tc_attempt_t;

/* On what belongs to the process itself, and on the system. */
extern const tc_attempt_t tc_attempts[];
extern const size_t tc_attempts_count;

#endif
