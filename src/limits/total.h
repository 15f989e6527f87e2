/*
 * How many connections all processes of the server have: each takes a slot in
 * shared memory for as long as its session lasts. All sites share the slots.
 * While there are some left everybody may have them; when somebody waits whose
 * site has less than its share, sites above theirs give theirs back.
 *
 * A process that dies leaves its slots behind: httpd's parent takes those of
 * its children away, and who finds none free those of any other. For db/ only,
 * but that ops/ asks how many there are.
 */
#ifndef TC_LIMITS_TOTAL_H
#define TC_LIMITS_TOTAL_H

#include <apr_pools.h>
#include <apr_time.h>

#include "core/site.h"

#define TC_TOTAL_NONE (-1)

/* In child_init; this process has no slots any more when pchild ends. */
void tc_total_child_init(apr_pool_t *pchild, const tc_site_t *site);

/* In the parent: the slots of that child are free again. */
void tc_total_child_ended(const tc_site_t *site, pid_t pid);

/* 1 between child_init and the end of its pool. */
int tc_total_is_counted(void);

/* What PostgreSQL has for ordinary roles; counts where TalecraftDBTotal is not
 * set. Said in the log when it is new. */
void tc_total_learn(const tc_site_t *site, apr_uint64_t usable);

/* The most there may be. */
int tc_total_most(const tc_site_t *site);

/* Of one that waits for a slot. Zero but for: */
typedef struct {
    int must;            /* it is given even where all are taken */
    apr_time_t deadline; /* steady clock */
    int has_looked;      /* for slots of the dead */
    int is_fair;         /* its site has less than its share */
} tc_total_wait_t;

/* A slot without waiting; TC_TOTAL_NONE: there is none. */
int tc_total_try(const tc_site_t *site, tc_total_wait_t *wait);

/* Tell the others that somebody waits, and wait a moment. 0: the deadline is
 * over. */
int tc_total_pause(const tc_total_wait_t *wait);

void tc_total_give(int slot);

/* Those that a site's database has now. */
int tc_total_used(const tc_site_t *site);

/* Whether one of the site's should be given back now: somebody waits, and if
 * that is one whose site has less than its share, this one has more. */
int tc_total_is_wanted(const tc_site_t *site);

/* The site's slot that is given back next is for others: where sites take
 * turns this one waits for a moment before it takes one. */
void tc_total_pass_on(const tc_site_t *site);

/* How often sleepers were woken so far. */
apr_uint32_t tc_total_calls(void);

/* Sleep until somebody waits for a slot, somebody is woken after `calls` was
 * taken, or that long. 1: somebody waits. */
int tc_total_sleep(apr_uint32_t calls, apr_interval_time_t most);

/* End the sleep of all who do. */
void tc_total_wake(void);

#endif
