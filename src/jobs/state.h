/* What the parts of jobs/ share. Only the watchdog's thread touches it, and at
 * a child's start and end the one that says that all is ready, or stops the
 * work; each with tc_jobs_t.busy held. Times are on the steady clock
 * (base/clock.h): setting the machine's stops no work. */
#ifndef TC_JOBS_STATE_H
#define TC_JOBS_STATE_H

#include <pthread.h>

#include <apr_pools.h>
#include <httpd.h>
#include <mod_watchdog.h>

#include "base/job/frame.h"
#include "core/site.h"
#include "media/lines.h"
#include "media/queue.h"

/* A site with its own database; virtual hosts on one database and media root
 * are worked for once. */
typedef struct {
    tc_site_t *site;
    apr_uint64_t id;       /* of the database, 0: not reached yet */
    int failures;          /* of the database, one after the other */
    apr_time_t not_before; /* back-off after them */
    apr_uint32_t nudges;   /* seen at the last look at the queue */
    apr_time_t looked;
    int more; /* the last look left jobs behind */
    int kept; /* or may have, of who has workers enough */
    tc_lines_t lines;
    apr_time_t renewed;
    apr_time_t due_looked;
    apr_time_t views_written;
    apr_time_t swept;
    apr_time_t left_looked; /* for files that deleted media left */
    struct tc_hooks *hooks; /* webhooks.c's; likewise: */
    struct tc_purge *purge; /* purge.c's; NULL: nothing was to be done yet */
} tc_job_site_t;

typedef enum {
    TC_SLOT_EMPTY,
    TC_SLOT_OFFERED, /* no worker has taken it yet */
    TC_SLOT_READY,   /* a worker waits for a job */
    TC_SLOT_BUSY,    /* it has one */
    TC_SLOT_LOST,    /* the worker died with it */
    TC_SLOT_DONE     /* the result is not in the database yet */
} tc_slot_state_t;

typedef struct {
    tc_slot_state_t state;
    int fd;
    int number;
    pid_t worker;
    int leaves;    /* its worker ends after this job */
    apr_pool_t *p; /* cleared when the slot becomes empty */
    tc_frame_t frame;
    tc_job_site_t *site;
    tc_media_job_t job;
    apr_time_t begun;
    apr_time_t deadline; /* BUSY: to be done; LOST, DONE: next try */
    const char *result;  /* DONE: text of the answer */
} tc_slot_t;

typedef struct tc_jobs {
    pthread_mutex_t busy; /* a step is on its way; see stop_before_pools */
    int ready;   /* the child is: mod_dbd can be asked for connections */
    int started; /* or tried to */
    int stopped;
    apr_uint32_t ending; /* atomic, whoever sets it: let a step end soon */
    server_rec *server;
    apr_pool_t *p;       /* of the thread, with its own allocator */
    apr_pool_t *scratch; /* cleared after every step */
    tc_job_site_t *sites;
    int sites_count;
    tc_slot_t *slots;
    int slots_count;
    int next_site; /* the one that comes first at the next round */
} tc_jobs_t;

#endif
