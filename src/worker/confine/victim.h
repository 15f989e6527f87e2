/* A process of the same user, for --check to see whether it is harmed. */
#ifndef TC_WORKER_CONFINE_VICTIM_H
#define TC_WORKER_CONFINE_VICTIM_H

#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <sys/un.h>

typedef struct {
    pid_t pid;
    int *signals;         /* that it got so far; shared with it */
    struct rlimit limit;  /* of descriptors, as it was */
    int priority, policy; /* as they were */
} tc_victim_t;

/* 0, or -1 where there is none to be had. */
int tc_victim_start(tc_victim_t *victim);

/* What was done to it, or NULL. */
const char *tc_victim_harm(const tc_victim_t *victim);

void tc_victim_stop(const tc_victim_t *victim);

/* The abstract socket that it listens at; returns the address's length. */
socklen_t tc_victim_address(pid_t pid, struct sockaddr_un *address);

#endif
